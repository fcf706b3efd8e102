"""What a WeasyPrint file lacks to be PDF/A-3a and PDF/UA-1 at once. Knows pydyf's objects, not WeasyPrint."""

import re

import pydyf

UA_METADATA = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
REFERENCE = re.compile(rb"(\d+) 0 R")


def mend(pdf):
    _claim_accessibility(pdf)
    _forbid_interpolation(pdf)
    _scope_header_cells(pdf)
    _complete_list_items(pdf)
    _name_attachments_once(pdf)


def embedded_fonts(pdf):
    """Names of the fonts in the file, without the six letters of the subset."""
    fonts = (item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/FontDescriptor")
    return tuple(sorted({_text(font["FontName"]).lstrip("/").split("+")[-1] for font in fonts}))


def guard_stream_ends():
    """A stream that ends in CR is misread: validators take its last byte and the line feed for the line end.

    Recompressing cannot help (the last bytes are a checksum of the plain data), so CR LF is written before
    `endstream`. Object and cross-reference streams are made while the file is written: hence at this seam.
    """
    if getattr(pydyf.Stream, "_ends_guarded", False):
        return
    plain = pydyf.Stream.data.fget
    pydyf.Stream.data = property(lambda stream: guarded_end(plain(stream)))
    pydyf.Stream._ends_guarded = True


def guarded_end(data):
    end = b"\nendstream"
    return data.removesuffix(end) + b"\r" + end if data.endswith(b"\r" + end) else data


def _claim_accessibility(pdf):
    metadata = _object(pdf, pdf.catalog["Metadata"])
    packet = b"".join(metadata.stream)
    metadata.stream = [packet.replace(b"</rdf:RDF>", UA_METADATA + b"</rdf:RDF>")]
    metadata.compress = False


def _forbid_interpolation(pdf):
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image":
            item.extra["Interpolate"] = "false"


def _scope_header_cells(pdf):
    """A header cell names its row if the row also holds data cells, else its column."""
    for row in _elements(pdf, "/TR"):
        cells = [_object(pdf, kid) for kid in row["K"]]
        scope = "/Row" if any(cell.get("S") == "/TD" for cell in cells) else "/Column"
        for cell in cells:
            if cell.get("S") == "/TH":
                cell["A"]["Scope"] = scope


def _complete_list_items(pdf):
    """With the mark inside the line, WeasyPrint leaves the text bare: an item is Lbl, then LBody."""
    for item in _elements(pdf, "/LI"):
        labels, texts = _label_and_text(pdf, item)
        bodies = [text for text in texts if _object(pdf, text)["S"] == "/LBody"]
        if len(bodies) != len(texts):
            texts = [_list_body(pdf, item, texts)]
        item["K"] = pydyf.Array(labels + texts)
        for kid in item["K"]:
            _object(pdf, kid)["P"] = item.reference


def _label_and_text(pdf, item):
    labels, texts = [], []
    for kid in item["K"]:
        element = _object(pdf, kid)
        if element["S"] == "/LBody":
            inner = [part for part in element["K"] if _is_label(pdf, part)]
            labels += inner
            element["K"] = pydyf.Array(part for part in element["K"] if part not in inner)
        (labels if element["S"] == "/Lbl" else texts).append(kid)
    return labels, texts


def _is_label(pdf, kid):
    return isinstance(kid, bytes) and _object(pdf, kid).get("S") == "/Lbl"


def _list_body(pdf, item, kids):
    body = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(kids), "Pg": item["Pg"], "P": item.reference}
    )
    pdf.add_object(body)
    for kid in kids:
        _object(pdf, kid)["P"] = body.reference
    return body.reference


def _name_attachments_once(pdf):
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _elements(pdf, kind):
    return [item for item in pdf.objects if isinstance(item, dict) and item.get("S") == kind]


def _object(pdf, reference):
    return pdf.objects[int(REFERENCE.match(reference)[1])]


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)
