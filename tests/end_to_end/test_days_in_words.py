"""残り日数 in a real LibreOffice: a number that is shown in words, business and calendar days told apart."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
from office import close

pytestmark = pytest.mark.end_to_end

PREORDER = "予約"
TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).replace(
    hour=0, minute=0, second=0, microsecond=0, tzinfo=None
)
"""As the host knows it, in Japan; no number of days below hangs on it."""


def book_of(path):
    """Write orders of both kinds, long overdue and due far ahead, mixed; the last one falls due today."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "区分", "予約日", "発送日"])
    for row, (kind, days) in enumerate(
        [
            ("一般", -40),
            (PREORDER, -40),
            (PREORDER, 40),
            ("一般", 0),
            ("一般", 0),
            (PREORDER, 3),
            (PREORDER, -2),
        ],
        1,
    ):
        sheet.write_string(row, 0, f"A-{row}")
        sheet.write_datetime(row, 1, TODAY + dt.timedelta(days if kind != PREORDER else -60), day)
        sheet.write_string(row, 2, kind)
        if kind == PREORDER:
            sheet.write_datetime(row, 3, TODAY + dt.timedelta(days), day)
    book.close()
    return path


def words_of(value, kind):
    """Return what a number of days shall be shown as."""
    if value == 0:
        return "今日"
    unit = "日(暦日)" if kind == PREORDER else "営業日"
    return f"{abs(value):.0f}{unit}{'超過' if value < 0 else ''}"


def test_days_left_are_shown_in_words(office, tmp_path):
    """Each cell stays a number; its words name its own unit, run by run; a format that the seller chose stays."""
    document = office.open(book_of(tmp_path / "orders.xlsx"), hidden=False)
    try:
        refresh = office.service("jp.xlshipcheck.Refresh")
        refresh.trigger("refresh")
        sheet = document.Sheets.getByName("受注")
        header = sheet.getCellRangeByName("A1:Z1").DataArray[0]
        column = header.index("残り日数")
        kinds = [sheet.getCellByPosition(2, row).String for row in range(1, 8)]
        cells = [sheet.getCellByPosition(column, row) for row in range(1, 8)]
        assert [cell.String for cell in cells] == [
            words_of(cell.Value, kind) for cell, kind in zip(cells, kinds, strict=True)
        ]
        assert cells[1].Value == -38
        assert cells[2].Value == 42
        assert cells[6].String == "今日"
        assert {cell.Type.value for cell in cells} == {"VALUE"}
        # The seller has the first in two decimals; an order that becomes a preorder changes its unit.
        formats = document.NumberFormats
        key = formats.queryKey("0.00", cells[0].CharLocale, False)  # noqa: FBT003  UNO takes it by position only
        cells[0].NumberFormat = key
        sheet.getCellByPosition(2, 4).String = PREORDER
        sheet.getCellByPosition(3, 4).Value = sheet.getCellByPosition(3, 6).Value
        refresh.trigger("refresh")
        assert cells[0].NumberFormat == key
        assert cells[3].String == cells[5].String == "5日(暦日)"
        assert cells[4].String.endswith("営業日")
    finally:
        close(document)
