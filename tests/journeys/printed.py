"""The words on the pages of a PDF of ours: its fonts are subsets, each with its own table of letters."""

import io
import re

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def printed_text(content):
    """All words of the PDF (bytes), without the blanks between them: kerning hides where those stand."""
    with pikepdf.open(io.BytesIO(content)) as paper:
        return "".join(character for page in paper.pages for character in page_text(page))


def page_text(page):
    letters = {name: letters_of(font) for name, font in page.resources.Font.items()}
    known = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            known = letters[str(instruction.operands[0])]
        elif operator in ("Tj", "TJ"):
            (shown,) = instruction.operands
            for piece in shown if operator == "TJ" else [shown]:
                if isinstance(piece, pikepdf.String):
                    yield decoded(bytes(piece), known)


def letters_of(font):
    """{code of two bytes: letters} from the font's ToUnicode."""
    found = {}
    for kind, block in BLOCK.findall(font.ToUnicode.read_bytes()):
        if kind == b"bfchar":
            found |= {int(code, 16): letters(text) for code, text in PAIR.findall(block)}
        else:
            for first, last, text in RANGE.findall(block):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found


def letters(text):
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def decoded(codes, known):
    numbers = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
    return "".join(known.get(number, "") for number in numbers).replace(" ", "").replace("\u00a0", "")
