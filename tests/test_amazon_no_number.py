"""Rows of an Amazon sheet without a number, renamed firms and late ship dates: what sheet, frame and 集計 say."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from frame_forms import told, values

from xlshipcheck import frames
from xlshipcheck.context import Context
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))


def assessed(*rows, extra=()):
    """Return the sheet of rows of 注文番号, 配送会社, 送り状番号, 注文金額, after seeing that a frame agrees."""
    titles = ["注文番号", "配送会社", "送り状番号", "注文金額", *extra]
    cells = {title: list(column) for title, column in zip(titles, zip(*rows, strict=True), strict=True)}
    cells["お届け予定日"] = [dt.date(2026, 11, 5)] * len(rows)
    sheet = assess("Amazon", cells, len(rows), CONTEXT)
    frame = values(frames.assess_amazon(pd.DataFrame(cells, dtype=object), as_of=AS_OF))
    assert frame == told(sheet.columns, {"判定理由", "確認"})
    return sheet


def column(sheet, place):
    """Return the cells of a result column."""
    _, _, cells, *_ = sheet.columns[place]
    return list(cells)


def verdicts(sheet):
    """Return 追跡判定 of each row."""
    return column(sheet, 0)


def total(sheet):
    """Return packages in scope and valid ones of the last line of the rate."""
    row = sheet.sections[0].rows[-1]
    return row[3], row[4]


def test_items_without_a_number_are_one_package():
    """Three items of 600 yen in one parcel without number are 1,800 yen and one invalid package, not three."""
    sheet = assessed(
        *(("503-1", "定形外郵便", None, 600) for _ in range(3)),
        *(("503-2", "ヤマト運輸", "444413758703", 600) for _ in range(2)),
        *(("503-3", "ヤマト", "", 1600) for _ in range(2)),
    )
    assert verdicts(sheet) == ["無効"] * 3 + ["有効"] * 2 + ["無効"] * 2
    assert total(sheet) == (3, 1)


def test_each_carrier_is_a_package_of_its_own():
    """Of one order two carriers without number are two packages, whatever the spelling of each."""
    sheet = assessed(
        ("1", "ヤマト", None, 600),
        ("1", "YAMATO", None, 600),
        ("1", "佐川急便", None, 600),
        ("1", "", "", 600),
    )
    assert verdicts(sheet) == ["無効", "無効", "対象外", ""]
    assert total(sheet) == (1, 0)


def test_a_row_without_carrier_joins_its_number():
    """A row with the number of another and no carrier is judged with that one's carrier and amount."""
    sheet = assessed(("1", "ヤマト運輸", "444413758703", 600), ("1", "", "4444-1375-8703", 600))
    assert verdicts(sheet) == ["有効", "有効"]
    assert total(sheet) == (1, 1)
    assert verdicts(assessed(("1", "", "444413758703", 1600))) == ["無効"]


def test_two_ship_dates_are_remarked():
    """Rows without number that were sent on two days are one package all the same, and 確認 says so."""
    rows = [("1", "ヤマト運輸", None, 600, dt.date(2026, 11, day)) for day in (1, 2)]
    sheet = assessed(*rows, extra=["発送日"])
    assert all("発送日が違っても" in text for text in column(sheet, 2))
    same = assessed(rows[0], rows[0], extra=["発送日"])
    assert column(same, 2) == ["", ""]


@pytest.mark.parametrize("name", ["JPロジスティクス", "名鉄NX運輸"])
def test_the_other_reading_of_a_new_name_stands_in_the_summary(name):
    """Packages of a renamed firm are left out, and the rate that counts them stands beside."""
    sheet = assessed(("1", "ヤマト運輸", "444413758703", 2000), ("2", name, "1234567890", 2000))
    assert verdicts(sheet) == ["有効", "対象外"]
    assert total(sheet) == (1, 1)
    assert "除かない読みなら 1/2 です" in sheet.sections[0].note
    assert "除かない読み" not in assessed(("1", "ヤマト運輸", "444413758703", 2000)).sections[0].note


def test_a_service_has_lengths_of_its_own():
    """Eleven digits are no number of ヤマト運輸, but where the name or the column サービス says ネコポス."""
    row = ("1", "Yamato Transport", "44441375870", 2000)
    assert verdicts(assessed((*row, "宅急便"), extra=["サービス"])) == ["無効"]
    assert verdicts(assessed((*row, "ネコポス"), extra=["サービス"])) == ["有効"]
    assert "サービスのセルがエラー" in verdicts(assessed((*row, "#N/A"), extra=["サービス"]))[0]
    assert verdicts(assessed(("1", "ヤマト運輸(ネコポス)", "44441375870", 2000))) == ["有効"]
    headers = ["注文番号", "配送会社", "送り状番号", "注文金額", "サービス", "お届け予定日"]
    cells = [*row, "ネコポス", dt.date(2026, 11, 5)]
    assert own_row.call("AMAZON_SCAN_VALID", headers, cells, [], CONTEXT) == "有効"
