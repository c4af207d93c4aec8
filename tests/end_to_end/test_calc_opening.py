"""What opening a document starts: Python for one that calls our functions, nothing for any other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import xlsxwriter
from office import Office, Typist, close

pytestmark = pytest.mark.end_to_end
PAID_SERIAL = 46346  # 2026-11-20


def orders(path, formula=""):
    """Write three paid orders, with a formula beside the first where there is one."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("受注")
        sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "結果"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"A-{row}", PAID_SERIAL])
        if formula:
            sheet.write_formula("D2", formula, None, PAID_SERIAL + 1)
    return path


@pytest.mark.usefixtures("installed_office")
@pytest.mark.skipif(os.name == "nt", reason="LibreOffice brings its own Python there")
def test_an_ordinary_document_starts_no_python(extension, tmp_path):
    """In an activated venv, where Python's start ends LibreOffice, a document without our functions opens all the same."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)  # noqa: S603  ours
    path = f"{tmp_path / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    (tmp_path / "profile").mkdir()
    office = Office(tmp_path / "profile", extension, {"PATH": path})
    written = office.convert(orders(tmp_path / "plain.xlsx", "=B2+1"), tmp_path / "out", "csv")
    assert f"A-1,{PAID_SERIAL},,{PAID_SERIAL + 1}" in written.read_text("utf-8")


@pytest.mark.usefixtures("installed_office")
@pytest.mark.parametrize(
    ("formula", "shown"),
    [('=SUMPRODUCT((QOO10_STAGE(B2:B4;C2:C4;;46357)="制限候補")*1)', "3"), ("=QOO10_POINTS(;;;46357)", "-2")],
)
def test_the_first_call_typed_into_a_document_that_started_nothing(extension, tmp_path, formula, shown):
    """The first formula brings Python, which links it: a count over a range, and a call that reads its row."""
    (tmp_path / "profile").mkdir()
    office = Office(tmp_path / "profile", extension).start()
    try:
        document = office.open(orders(tmp_path / "plain.xlsx"), hidden=False)
        typist = Typist(office, document)
        typist.enter("D2", formula)
        assert typist.shown("D2", shown) == shown
        close(document)
    finally:
        office.stop()
