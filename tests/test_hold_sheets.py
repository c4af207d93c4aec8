"""Sheets of branch holds as the carriers' pages and everyday lists write them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from xlshipcheck import frames
from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.markets.branch_hold import NO_STATUS, UNREAD_STATUS
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 29)
CONTEXT = Context(day_of(AS_OF))
SENT, CAME = dt.date(2026, 11, 16), dt.date(2026, 11, 17)


def refreshed(headers, rows):
    """Return the refreshed sheet and what was found of it."""
    sheet = MemorySheet("止め置き", [headers, *rows])
    return sheet, refresh_sheet(sheet, CONTEXT)


def results(found):
    """Return title -> the values of a result column."""
    return {column.title: column.values for column in found.assessed.columns}  # noqa: PD011  a list


@pytest.mark.parametrize(
    "title",
    [
        "荷物状況",
        "お荷物の状況",
        "最新荷物状況",
        "状態",
        "配達状況",
        "配送状況",
        "追跡結果",
        "お問い合わせ結果",
        "Tracking Status",
    ],
)
def test_the_column_of_the_status_is_found(title):
    """Under each of these titles the words of a tracking page are read, in the sheet, the cell and the frame."""
    headers = ["送り状番号", title, "発送日", "到着日", "受取場所"]
    rows = [
        ["444413758703", "配達完了", SENT, CAME, "営業所"],
        ["512547514334", "返品", SENT, CAME, "営業所"],
        ["405485424886", "調査中", SENT, CAME, "営業所"],
    ]
    expected = ["受取完了", "返送済み対応", "調査(紛失・破損)"]
    _, found = refreshed(headers, rows)
    assert results(found)["対応段階"] == expected
    assert [own_row.call("HOLD_STAGE", headers, row, [], CONTEXT) for row in rows] == expected
    frame = pd.DataFrame(rows, columns=headers)
    assert frames.assess_holds(frame, as_of=AS_OF)["対応段階"].tolist() == expected


def test_a_common_title_yields_to_a_better_one():
    """Beside 配送状態 a column 状態 is the seller's own, not a second status that would be refused."""
    headers = ["送り状番号", "配送状態", "状態", "発送日", "受取場所"]
    _, found = refreshed(headers, [["444413758703", "配達完了", "新品", SENT, "営業所"]])
    assert results(found)["対応段階"] == ["受取完了"]
    headers = ["送り状番号", "状態", "状況", "発送日", "受取場所"]
    _, found = refreshed(headers, [["444413758703", "配達完了", "新品", SENT, "営業所"]])
    assert results(found)["対応段階"] == ["受取完了"]


def test_a_sheet_without_a_status_column():
    """It is judged by the dates; one line says so, and no row counts as unreadable."""
    _, found = refreshed(
        ["送り状番号", "発送日", "到着日", "受取場所"], [["444413758703", SENT, CAME, "郵便局"]]
    )
    assert results(found)["対応段階"] == ["期限切れ・返送見込み"]
    assert found.assessed.problems == []
    assert found.assessed.sections[0].note == NO_STATUS
    assert found.assessed.notes == [NO_STATUS]
    _, found = refreshed(
        ["送り状番号", "荷物状況", "発送日", "受取場所"], [["444413758703", "保管中", SENT, "郵便局"]]
    )
    assert found.assessed.notes == []


def test_an_unread_word_is_named_and_counted():
    """It stands in 確認 and among the rows that could not be read wholly; a blank cell does not."""
    headers = ["送り状番号", "配送状態", "発送日", "到着日", "受取場所"]
    rows = [
        ["444413758703", "なぞの言葉", SENT, CAME, "営業所"],
        ["512547514334", "", SENT, CAME, "営業所"],
        ["405485424886", "伝票番号誤り", SENT, CAME, "営業所"],
    ]
    _, found = refreshed(headers, rows)
    told = results(found)
    assert told["対応段階"] == ["営業所へ問い合わせ", "期限切れ・返送見込み", "営業所へ問い合わせ"]
    assert "なぞの言葉" in told["確認"][0]
    assert "番号を確かめ" in told["次の対応"][2]
    assert [problem.row for problem in found.assessed.problems] == [0, 2]
    assert (UNREAD_STATUS, 2) in found.assessed.sections[0].rows


def test_services_and_names_of_places():
    """Each row by its own place and service; what cannot be held says so and keeps its date."""
    headers = ["送り状番号", "配送状態", "発送日", "到着日", "受取場所", "サービス"]
    rows = [
        ["444413758703", "発送", dt.date(2026, 11, 14), None, "営業所", "クロネコゆうパケット"],
        ["444413758704", "発送", dt.date(2026, 11, 18), None, "営業所", "クロネコメール便"],
        ["512547514334", "保管中", dt.date(2026, 11, 10), dt.date(2026, 11, 12), "佐川営業所", "飛脚宅配便"],
        ["405485424886", "保管", dt.date(2026, 11, 10), dt.date(2026, 11, 12), "架空郵便局", "ゆうパック"],
        [
            "443695344422",
            "発送",
            dt.date(2026, 11, 19),
            dt.date(2026, 11, 20),
            "架空センター",
            "クール宅急便",
        ],
        [
            "443695344433",
            "保管中",
            dt.date(2026, 11, 23),
            dt.date(2026, 11, 24),
            "架空駅前PUDOステーション",
            "",
        ],
    ]
    _, found = refreshed(headers, rows)
    told = results(found)
    assert told["保管期限"] == [dt.date(2026, 11, day) for day in (21, 25, 18, 21, 22, 26)]
    assert "営業所では受け取れません" in told["確認"][0]
    assert "終了しました" in told["確認"][1]
    assert "受け取れません" not in told["確認"][1]
    assert found.assessed.problems == []
