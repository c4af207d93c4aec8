"""OpenDocument spreadsheets made by hand, as small as LibreOffice still opens them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    "office": f"{OASIS}office:1.0",
    "table": f"{OASIS}table:1.0",
    "text": f"{OASIS}text:1.0",
    "style": f"{OASIS}style:1.0",
    "fo": f"{OASIS}xsl-fo-compatible:1.0",
    "number": f"{OASIS}datastyle:1.0",
    "draw": f"{OASIS}drawing:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "of": f"{OASIS}of:1.2",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{OASIS}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
DATES = (
    '<number:date-style style:name="N36"><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Default" '
    'style:data-style-name="N36"/>'
    '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#ffff00"/></style:style>'
)


def declared(prefixes=None):
    """Return the declarations of the namespaces; `prefixes` gives some of them another prefix."""
    names = {(prefixes or {}).get(name, name): uri for name, uri in NAMESPACES.items()}
    return " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())


def content(body, styles=DATES):
    """Return content.xml with this inside its spreadsheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {declared()} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )


def document(content_xml, more=(), mimetype=MIMETYPE, manifest=MANIFEST):
    """Return the bytes of an .ods with this content.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        package.writestr("content.xml", content_xml)
        package.writestr("styles.xml", f'<office:document-styles {declared()} office:version="1.3"/>')
        package.writestr("META-INF/manifest.xml", manifest)
        for name, data in more:
            package.writestr(name, data)
    return out.getvalue()


def paragraph(text):
    """Return the paragraphs of a text, as LibreOffice writes them."""
    if text[:1] == " ":
        return f"<text:p><text:s/>{escape(text[1:])}</text:p>"
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))


def cell(value, attributes=""):
    """Return a cell of a value with its own type."""
    if value is None or value == "":
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, dt.date):
        said, text, style = value.isoformat(), f"{value:%Y/%m/%d}", ' table:style-name="ce1"'
        attributes += f'{style} office:value-type="date" office:date-value="{said}" calcext:value-type="date"'
    elif isinstance(value, bool):
        text = str(value).upper()
        attributes += f' office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        text = str(value)
        attributes += f' office:value-type="float" office:value="{value}" calcext:value-type="float"'
    else:
        text = value
        attributes += ' office:value-type="string" calcext:value-type="string"'
    return f"<table:table-cell{attributes}>{paragraph(text)}</table:table-cell>"


def error_cell(text):
    """Return a cell of a formula that came to an error, as LibreOffice writes it."""
    return (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        f'calcext:value-type="error"><text:p>{text}</text:p></table:table-cell>'
    )


def row(cells, attributes=""):
    """Return a row of ready cells."""
    return f"<table:table-row{attributes}>{''.join(cells) or '<table:table-cell/>'}</table:table-row>"


def table(name, rows, attributes="", after=""):
    """Return a sheet of ready rows; a million blank ones follow them, as LibreOffice writes it."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    below = 1_048_576 - len(rows)
    return (
        f"<table:table table:name={quoteattr(name)}{attributes}>"
        '<table:table-column table:number-columns-repeated="16384" table:default-cell-style-name="Default"/>'
        f'{"".join(rows)}<table:table-row table:number-rows-repeated="{below}">{blank}</table:table-row>'
        f"{after}</table:table>"
    )
