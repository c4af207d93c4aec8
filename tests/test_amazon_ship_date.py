"""An excluded firm under its new name is left out from the day of that name on, told by the ship date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from frame_forms import told, values

from xlshipcheck import frames, functions
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2025, 1, 20)
CONTEXT = Context(day_of(AS_OF))
NEW_NAME = dt.date(2025, 1, 1)
DAY = dt.timedelta(days=1)


def verdict(carrier, shipped, promised, context=CONTEXT):
    """Return 追跡判定 of a package and 確認, after seeing that cell, row, sheet and frame agree."""
    cells = {
        "注文番号": "250-1",
        "配送会社": carrier,
        "送り状番号": "12345678",
        "注文金額": 3000,
        "お届け予定日": promised,
        "発送日": shipped,
    }
    columns = {title: [cell] for title, cell in cells.items()}
    sheet = told(assess("Amazon", columns, 1, context).columns, {"判定理由", "確認"})
    given = [carrier, "12345678", 3000, promised, None, None, None, None, shipped]
    in_row = own_row.evaluate_in_row("AMAZON_SCAN_VALID", list(cells), list(cells.values()), [], context)
    if context is CONTEXT:
        frame = values(frames.assess_amazon(pd.DataFrame(columns, dtype=object), as_of=AS_OF))
        assert frame == sheet
        cell = functions.AMAZON_SCAN_VALID(*given)
        assert cell == in_row.render()
    assert in_row.answers[0].problem or in_row.render() == sheet["追跡判定"][0]
    return sheet["追跡判定"][0], sheet["確認"][0]


@pytest.mark.parametrize(
    ("shipped", "promised", "expected"),
    [
        (NEW_NAME - DAY, NEW_NAME + 2 * DAY, "無効"),
        (NEW_NAME, NEW_NAME + 2 * DAY, "対象外"),
        (NEW_NAME, NEW_NAME - DAY, "対象外"),
        (None, NEW_NAME - DAY, "無効"),
        (None, NEW_NAME, "対象外"),
    ],
)
def test_the_ship_date_tells_under_which_name_a_package_went(shipped, promised, expected):
    """名鉄NX運輸 is 名鉄運輸 for what was sent from 2025-01-01 on; without a ship date the promised day tells."""
    assert verdict("名鉄NX運輸", shipped, promised)[0] == expected
    assert verdict("名鉄運輸", shipped, promised)[0] == "対象外"


def test_an_unread_ship_date_refuses_only_what_hangs_on_it():
    """Whether the new name already counts is then unknown: no verdict; of any other package it is only said."""
    found, remarks = verdict("名鉄NX運輸", "1/1ごろ", NEW_NAME)
    assert found is None
    assert "発送日「1/1ごろ」" in remarks
    found, remarks = verdict("ヤマト運輸", "1/1ごろ", NEW_NAME)
    assert found == "無効"
    assert "発送日「1/1ごろ」" in remarks
    assert "この梱包の判定は変わりません" in remarks
    off = standard_rulebook().with_overrides({"amazon.renamed_excluded": False}, "設定シート")
    assert verdict("名鉄NX運輸", "?", NEW_NAME, Context(day_of(AS_OF), overridden=off))[0] == "無効"


def test_the_explanation_names_the_day_and_what_it_was_compared_with():
    """The reasons of a firm under a new name show from when on it has it, and by which date that was told."""
    given = ["名鉄NX運輸", "12345678", 3000, NEW_NAME, None, None, None, None]
    for shipped, words in ((NEW_NAME, "発送日で見ます"), (None, "お届け予定日で見ます")):
        table = functions.SHIPCHECK_EXPLAIN("AMAZON_SCAN_VALID", *given, shipped)
        said = [row for row in table if row[1] == "新しい社名になった日"]
        assert said[0][2] == NEW_NAME
        assert said[0][3].startswith(words)
