"""Every part of the templates against the Open XML schemas, by an auditor that did not write them."""

from __future__ import annotations

import io
import zipfile

import pytest

from xlshipcheck.generators import template

audit = pytest.importorskip("openxml_audit")
FILES = [template.PLAIN_BOOK, template.MACRO_BOOK, template.ADD_IN]


def findings(path):
    """Return what the auditor finds in a file."""
    return [str(problem) for problem in audit.OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize("name", FILES)
def test_the_templates_keep_to_the_schemas(name):
    """The auditor finds nothing in any part of a template, its drawings of buttons and its ribbon included."""
    assert findings(template.FOLDER / name) == []


def test_the_auditor_sees_mistakes(tmp_path):
    """A cell of a type that does not exist is found, or the silence above would say nothing."""
    broken = tmp_path / "broken.xlsx"
    source = zipfile.ZipFile(io.BytesIO((template.FOLDER / template.PLAIN_BOOK).read_bytes()))
    with zipfile.ZipFile(broken, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/worksheets/sheet2.xml":
                data = data.replace(b' t="str"', b' t="empty"', 1)
            target.writestr(member, data)
    assert findings(broken)
