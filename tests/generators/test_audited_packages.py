"""Every part of our workbooks against the Open XML schemas, by an auditor that did not write them.

The auditor looks at the attributes of drawings of buttons (VML) and of the ribbon, not at their elements; those are
held here against the same schemas (ECMA-376 part 4 for VML, [MS-CUSTOMUI] for the ribbon), which it brings along.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import zipfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from package_parts import parts

from xlshipcheck.generators.template import book as template
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.shell.new_book import as_of_today
from xlshipcheck.values.days import day_of

audit = pytest.importorskip("openxml_audit")
FILES = [template.PLAIN_BOOK, template.MACRO_BOOK, template.ADD_IN]
BOOKS = FILES[:2]
DAY = dt.date(2026, 12, 1)
NOW = dt.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001  a name for a backup
SCHEMAS = {
    "urn:schemas-microsoft-com:vml": "schemas-microsoft-com_vml",
    "urn:schemas-microsoft-com:office:office": "schemas-microsoft-com_office_office",
    "urn:schemas-microsoft-com:office:excel": "schemas-microsoft-com_office_excel",
    "http://schemas.microsoft.com/office/2006/01/customui": "schemas_microsoft_com_office_2006_01_customui",
}
# Of these the schemas say no more: any drawing, and a text in HTML.
OPEN = {"xml", "textbox"}


def findings(path):
    """Return what the auditor finds in a file, and the elements that no schema knows where they stand."""
    found = [str(problem) for problem in audit.OpenXmlValidator().validate(path).errors]
    for part, data in parts(path).items():
        if part.endswith((".vml", "customUI.xml")):
            found += [f"{part}: {problem}" for problem in unknown_elements(ET.fromstring(data))]  # noqa: S314  our own file
    return found


@cache
def children():
    """Return namespace and name of an element -> the names of the elements that may stand in it."""
    folder = Path(audit.__file__).parent / "data" / "openxml" / "schemas"
    found = defaultdict(set)
    for namespace, name in SCHEMAS.items():
        for kind in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["Types"]:
            element = kind["Name"].rpartition("/")[2].rpartition(":")[2]
            found[namespace, element] |= {
                child["Name"].rpartition(":")[2] for child in kind.get("Children", ())
            }
    return dict(found)


def unknown_elements(element):
    """Return the elements below one that its schema does not let stand there."""
    namespace, _, name = element.tag.rpartition("}")
    if name in OPEN:
        return [problem for child in element if name == "xml" for problem in unknown_elements(child)]
    known = children().get((namespace.lstrip("{"), name))
    if known is None:
        return [f"{name} is no element"]
    wrong = [f"{child.tag} in {name}" for child in element if child.tag.rpartition("}")[2] not in known]
    return wrong + [problem for child in element for problem in unknown_elements(child)]


@pytest.mark.parametrize("name", FILES)
def test_the_templates_keep_to_the_schemas(name):
    """Nothing is found in any part of a template, its drawings of buttons and its ribbon included."""
    assert findings(template.FOLDER / name) == []


@pytest.mark.parametrize("name", BOOKS)
def test_refreshed_books_keep_to_the_schemas(tmp_path, name):
    """Nothing is found in a template that was refreshed: results, stored answers, 集計 and 今日 with their charts."""
    path = tmp_path / name
    shutil.copy(template.FOLDER / name, path)
    with open_file(path, lambda *_: None) as book:
        refresh_book_file(book, template.context().replaced(as_of=day_of(DAY)), "", path)
        book.save(NOW)
    assert any("charts/chart" in part for part in parts(path))
    assert findings(path) == []


@pytest.mark.parametrize("name", BOOKS)
def test_new_books_keep_to_the_schemas(tmp_path, name):
    """Nothing is found in a book that `new` makes."""
    path = tmp_path / name
    path.write_bytes(as_of_today((template.FOLDER / name).read_bytes(), path.suffix, day_of(DAY)))
    assert findings(path) == []


@pytest.mark.parametrize(
    ("name", "part", "right", "wrong"),
    [
        (template.PLAIN_BOOK, "xl/worksheets/sheet2.xml", b' t="str"', b' t="empty"'),
        (template.MACRO_BOOK, "xl/drawings/vmlDrawing1.vml", b"x:Anchor>", b"x:Ankor>"),
        (template.MACRO_BOOK, "xl/drawings/vmlDrawing1.vml", b' type="#', b' typ="#'),
        (template.ADD_IN, "customUI/customUI.xml", b"<group ", b"<button "),
        (template.ADD_IN, "customUI/customUI.xml", b" label=", b" labell="),
    ],
)
def test_mistakes_are_seen(tmp_path, name, part, right, wrong):
    """A type, an element or an attribute that does not exist is found, or the silence above would say nothing."""
    broken = tmp_path / name
    source = zipfile.ZipFile(io.BytesIO((template.FOLDER / name).read_bytes()))
    with zipfile.ZipFile(broken, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == part:
                assert right in data
                if right == b"<group ":
                    data = data.replace(b"</group>", b"</button>", 1)
                count = 2 if right.endswith(b">") else 1
                data = data.replace(right, wrong, count)
            target.writestr(member, data)
    assert findings(broken)
