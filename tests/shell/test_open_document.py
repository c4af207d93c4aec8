"""An .ods book: every command gives the one answer, with the way out, and leaves the book alone."""

from __future__ import annotations

import io
import zipfile

import pytest


@pytest.fixture
def book(tmp_path):
    """Return the name of an OpenDocument spreadsheet in the current folder, and of an export beside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office:document-content/>")
    (tmp_path / "受注.ods").write_bytes(out.getvalue())
    (tmp_path / "書き出し.csv").write_text("注文番号,入金日\n1,2026/11/20\n", encoding="utf-8")
    return tmp_path / "受注.ods"


@pytest.mark.parametrize(
    "command",
    [
        ["refresh", "{book}"],
        ["refresh", "{book}", "-o", "out.xlsx"],
        ["doctor", "{book}"],
        ["import", "{export}", "--into", "{book}"],
        ["import", "{book}", "--into", "{book}"],
        ["repair", "{book}"],
    ],
    ids=lambda words: "-".join(words[:2]).replace("{", "").replace("}", ""),
)
def test_one_answer_with_the_way_out(shell, book, command):
    """The sentence names LibreOffice's menu, the extension, and saving as .xlsx; nothing is written."""
    before = book.read_bytes()
    names = {"book": book, "export": book.with_name("書き出し.csv")}
    ran = shell(*(word.format(**names) for word in command))
    assert ran.status in {1, 2}
    said = ran.out + ran.err
    for part in ("LibreOffice の形式 (.ods)", "「出荷チェック」の「更新」", "install --calc", "(.xlsx)"):
        assert part in said
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == sorted(["受注.ods", "書き出し.csv"])
