"""The menu 出荷チェック in a real LibreOffice: 取込 and 文面, as the .xlsx template needs them there."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from make_export_samples import QSM_DETAIL, comma, qsm_row
from office import close

from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW

pytestmark = pytest.mark.end_to_end
ZERO = dt.date(1899, 12, 30)
NEW = ("812349990", "812349991")


@pytest.fixture
def opened(office, tmp_path):
    """Return the template without macros, shown in a window."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    document = office.open(path, hidden=False)
    yield document
    close(document)


def export(folder):
    """Write a QSM export of two unsent orders, paid after those of the template, and return its path."""
    rows = []
    for number in NEW:
        times = ["2026/11/20 09:00:00", "2026/11/20 09:00:05", "2026/11/26", "700000001"]
        rows.append(qsm_row(["配送要請", number, "", "", *times], QSM_DETAIL))
    path = folder / "QSM 書き出し.csv"
    path.write_bytes(comma([QSM_DETAIL, *rows], "utf-8-sig"))
    return path


def column(document, title, sheet="受注"):
    """Return the values under a header of the template."""
    cells = document.Sheets.getByName(sheet)
    cursor = cells.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
    area = cursor.RangeAddress
    rows = cells.getCellRangeByPosition(0, HEADER_ROW, area.EndColumn, area.EndRow).DataArray
    return [row[rows[0].index(title)] for row in rows[1:]]


def test_an_export_is_imported_and_judged(office, opened, tmp_path):
    """取込 adds the orders below the others, with the formulas of the table, and 更新 follows; undo takes both back."""
    before = [text for text in column(opened, "注文番号") if text]
    command = f"import {export(tmp_path).as_uri()}"
    office.service("jp.xlshipcheck.Refresh").trigger(command)
    orders = [text for text in column(opened, "注文番号") if text]
    assert orders == [*before, *NEW]
    stages = dict(zip(column(opened, "注文番号"), column(opened, "段階"), strict=True))
    assert all(stages[number] and "エラー" not in stages[number] for number in NEW)
    titles = list(opened.UndoManager.getAllUndoActionTitles())
    assert titles == ["出荷チェック 更新", "出荷チェック 取込"]
    opened.UndoManager.undo()
    opened.UndoManager.undo()
    assert [text for text in column(opened, "注文番号") if text] == before


@pytest.fixture
def downloads(office):
    """Return the folder of downloads that the desktop names, in the words of a Japanese one; empty."""
    folder = office.folder / "ダウンロード"
    folder.mkdir(exist_ok=True)
    settings = office.folder / "config" / "user-dirs.dirs"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(f'XDG_DOWNLOAD_DIR="{folder}"\n', encoding="utf-8")
    yield folder
    settings.unlink()
    shutil.rmtree(folder)


def test_the_newest_download_is_imported(office, opened, downloads):
    """取込 finds the newest export of the moved, Japanese folder and imports it; what is half there is passed over."""
    downloads.joinpath("メモ.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    downloads.joinpath("next.csv.crdownload").write_bytes(b"half")
    export(downloads)
    office.service("jp.xlshipcheck.Refresh").trigger("import newest")
    assert [text for text in column(opened, "注文番号") if text][-2:] == list(NEW)
    titles = list(opened.UndoManager.getAllUndoActionTitles())
    assert titles == ["出荷チェック 更新", "出荷チェック 取込"]


def test_labels_come_with_the_orders(office, opened, downloads):
    """Labels beside the export fill blank cells of the template, also of orders that come with it; none is overwritten.

    The history of e飛伝 brings the day of dispatch, a printed label of B2 none; a number that stands there stays.
    """
    export(downloads)
    issued = ["お客様管理番号,送り状種類,伝票番号,出荷予定日,止置き", f"{NEW[0]},0,444413758703,2026/11/21,0"]
    issued += ["(例)1007,0,405548424886,2026/11/21,0"]
    history = ["お問い合せ送り状No.,お客様管理番号,出荷日", f"512547514334,{NEW[1]},2026/11/20"]
    for name, rows in {"b2.csv": issued, "e飛伝.csv": history}.items():
        downloads.joinpath(name).write_text("\n".join(rows), encoding="cp932")
    before = column(opened, "送り状番号")[: len(column(opened, "注文番号")) - len(NEW)]
    office.service("jp.xlshipcheck.Refresh").trigger("import newest")
    titles = ("注文番号", "配送会社", "送り状番号", "発送日")
    found = {row[0]: row[1:] for row in zip(*(column(opened, title) for title in titles), strict=True)}
    assert found[NEW[0]] == ("ヤマト運輸", "444413758703", "")
    assert found[NEW[1]] == ("佐川急便", "512547514334", (dt.date(2026, 11, 20) - ZERO).days)
    assert found["(例)1007"][1] == "444413758703"
    assert [text for text in column(opened, "送り状番号") if text] == [
        *[text for text in before if text],
        *("444413758703", "512547514334"),
    ]
    opened.UndoManager.undo()
    opened.UndoManager.undo()
    assert [text for text in column(opened, "送り状番号") if text] == [text for text in before if text]


def test_no_download_changes_nothing(office, opened, downloads):
    """Without an export in the folder nothing is written, and there is nothing to undo."""
    downloads.joinpath("メモ.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = column(opened, "注文番号")
    office.service("jp.xlshipcheck.Refresh").trigger("import newest")
    assert column(opened, "注文番号") == before
    assert not opened.UndoManager.isUndoPossible()


def test_an_export_that_is_none_changes_nothing(office, opened, tmp_path):
    """A file that is no export is refused; nothing is written and there is nothing to undo."""
    path = tmp_path / "メモ.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    before = column(opened, "注文番号")
    office.service("jp.xlshipcheck.Refresh").trigger(f"import {path.as_uri()}")
    assert column(opened, "注文番号") == before
    assert not opened.UndoManager.isUndoPossible()


def clipboard(office):
    """Return the text on the clipboard."""
    contents = office.service("com.sun.star.datatransfer.clipboard.SystemClipboard").getContents()
    flavor = next(f for f in contents.getTransferDataFlavors() if f.MimeType.startswith("text/plain"))
    return contents.getTransferData(flavor)


def test_the_message_of_a_row(office, opened):
    """文面 puts the message of the selected row on the clipboard; several rows come in a document of their own."""
    sheet = opened.Sheets.getByName("営業所止め")
    controller = opened.CurrentController
    controller.setActiveSheet(sheet)
    stages = column(opened, "対応段階", "営業所止め")
    row = HEADER_ROW + 1 + next(n for n, stage in enumerate(stages) if "連絡" in stage or "案内" in stage)
    controller.select(sheet.getCellRangeByPosition(0, row, 0, row))
    office.service("jp.xlshipcheck.Refresh").trigger("messages")
    assert len(clipboard(office)) > 60
    controller.select(sheet.getCellRangeByPosition(0, HEADER_ROW + 1, 3, HEADER_ROW + 9))
    office.service("jp.xlshipcheck.Refresh").trigger("messages")
    listed = office.desktop.getCurrentComponent()
    try:
        assert listed.URL == ""
        header, *lines = listed.Sheets.getByIndex(0).getCellRangeByName("A1:E4").DataArray
        assert header == ("注文番号", "宛先", "段階", "文面", "書けない理由")
        assert all(order and stage and len(text) > 60 for order, _, stage, text, why in lines[:2] if not why)
    finally:
        close(listed)
