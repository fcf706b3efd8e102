"""XML that may be hostile, as a stream: no DTD, no entities, no depth, no memory beyond one chunk."""

import re
from xml.parsers import expat

# Workbooks nest some twenty elements deep; each open element costs expat memory.
DEEPEST = 200
MOST_TAGS = 2_500_000
DTD_WORDS, ENCODINGS = ("<!DOCTYPE", "<!ENTITY"), ("ascii", "utf-16-le", "utf-16-be")
DTD_SIGNS = [word.encode(encoding) for word in DTD_WORDS for encoding in ENCODINGS]


class UnsafeXml(Exception):
    """A DTD, an entity, absurd depth, absurdly many tags."""


class BrokenXml(Exception):
    """Not well-formed, or not what a workbook may hold there; `str()` says what, in Vietnamese."""


def forbid(*_details):
    raise UnsafeXml


def guarded_parser():
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    parser.buffer_text = True
    return parser


def feed(parser, chunks, most_tags=MOST_TAGS):
    """Parses the chunks; UnsafeXml when there are more tags than any honest part has (each costs time)."""
    tags = 0
    try:
        for chunk in chunks:
            tags += chunk.count(b"<")
            if tags > most_tags:
                raise UnsafeXml
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        # LookupError: a declared encoding that nobody knows.
        raise BrokenXml("XML không đúng cú pháp") from error


def local(name):
    return name.rpartition(":")[2]


class Walk:
    """One pass over a part; subclasses look at `start`, `end`, `text`. Names come without their prefix."""

    def run(self, chunks):
        parser = guarded_parser()
        depth = 0

        def opened(name, attributes):
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise UnsafeXml
            self.start(local(name), {local(key): value for key, value in attributes.items()})

        def closed(name):
            nonlocal depth
            depth -= 1
            self.end(local(name))

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.CharacterDataHandler = self.text
        feed(parser, chunks)
        return self

    def start(self, name, attributes):
        pass

    def end(self, name):
        pass

    def text(self, data):
        pass


DECLARED = re.compile(rb"""^\xef?\xbb?\xbf?<\?xml[^>]*encoding=["']([^"']*)["']""")
READ_ALIKE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def is_utf8(head):
    """Whether every XML reader takes these first bytes for UTF-8: calamine knows nothing else."""
    declared = DECLARED.match(head)
    return b"\x00" not in head[:4] and (declared is None or declared[1].lower() in READ_ALIKE)


def forbid_dtd(chunks):
    """For parts that nobody parses strictly (VML): raises UnsafeXml when the words of a DTD occur."""
    tail = b""
    for chunk in chunks:
        window = tail + chunk
        if any(sign in window for sign in DTD_SIGNS):
            raise UnsafeXml
        tail = window[-32:]
