"""Frames of some hundred rows: each row says what a refreshed sheet says and what the functions in its cells say."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

import pandas as pd
import pytest
from frame_forms import contexts, told, values, whole_frames
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from xlshipcheck import frames
from xlshipcheck.amazon.grouping import package_numbers
from xlshipcheck.context import Context, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets import qoo10
from xlshipcheck.sheets.markets.branch_hold import remarks_of
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import LAST_DAY, day_of

# Each example is a whole frame of some hundred rows, so there are fewer than of other things: 10 and 40 of a hundred.
few_examples = settings(
    max_examples=max(2, settings.default.max_examples // 10),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
more_examples = settings(
    max_examples=settings.default.max_examples * 2 // 5, deadline=None, phases=[Phase.generate]
)

# 集計 names days before and after the as-of day; at the ends of the calendar it has none.
some_contexts = contexts().filter(lambda context: 60 < context.as_of < LAST_DAY - 60)
DEADLINE = (MISSING, MISSING)
BEYOND = "から数えた日付が"
CALLS = {
    "Qoo10": {
        "段階": ("QOO10_STAGE", ()),
        "最終発送日": ("QOO10_DEADLINE", ()),
        "減点日": ("QOO10_DEADLINE", (*DEADLINE, "警告")),
        "制限日": ("QOO10_DEADLINE", (*DEADLINE, "制限")),
        "残り日数": ("QOO10_DAYS_LEFT", ()),
        "減点": ("QOO10_POINTS", ()),
    },
    "Amazon": {"追跡判定": ("AMAZON_SCAN_VALID", ()), "判定理由": ("AMAZON_SCAN_REASON", ())},
    "営業所止め": {
        "保管期限": ("HOLD_LAST_DAY", ()),
        "対応段階": ("HOLD_STAGE", ()),
        "次の対応": ("HOLD_ACTION", ()),
    },
}
# What 確認 says that no cell is asked about: rows of totals, and in sheets of holds a damaged number.
SAID_BY_THE_SHEET = ("合計の行", "文字として入力し直して", "先にそのセルを直して")
# And of an Amazon row, on what the rates of late and cancelled orders rest.
SAID_OF_THE_RATES = ("注文日「", "出荷期限「", "配送状態「", "発送日「")
SENTENCES = {"購入者キャンセル可", "判定理由", "次の対応", "判定の率", "確認"}
ASSESS = {
    "Qoo10": lambda frame, context: frames.assess_qoo10(frame, as_of=None, context=context, own_rate=True),
    "Amazon": lambda frame, context: frames.assess_amazon(frame, as_of=None, context=context),
    "営業所止め": lambda frame, context: frames.assess_holds(frame, as_of=None, context=context),
}


def check_sheet(kind, rows, context):
    """Assert that a frame says what a refreshed sheet of the same cells says, and return it."""
    result = ASSESS[kind](rows.frame, context)
    sheet = assess(kind, rows.cells, rows.count, context, lambda: rows.memos)
    assert values(result) == told(sheet.columns, SENTENCES)
    assert result.index.equals(rows.frame.index)
    return values(result)


def check_cells(kind, rows, context, result, alone):
    """Assert that the rows that stand alone say what the functions in their cells say."""
    headers = rows.headers()
    for row, cells in enumerate(rows.rows()):
        if not alone(row):
            continue
        answers = {
            title: own_row.evaluate_in_row(name, headers, list(cells), list(arguments), context).answers[0]
            for title, (name, arguments) in CALLS[kind].items()
        }
        remark = result["確認"][row]
        beside = (*SAID_BY_THE_SHEET, *(SAID_OF_THE_RATES if kind == "Amazon" else ()))
        if kind != "Qoo10" and not any(words in remark for words in beside):
            assert remark == remarks_of(list(answers.values()))
        for title, answer in answers.items():
            said = None if answer.problem else answer.value
            assert (result[title][row] or None) == (said or None) or result[title][row] == said == 0, title


@few_examples
@given(whole_frames("Qoo10", many=True), some_contexts)
def test_many_orders(rows, context):
    """Hundreds of Qoo10 orders equal the refreshed sheet, and row for row the functions in cells."""
    result = check_sheet("Qoo10", rows, context)
    # A cell does not know the sheet's own rate, and a deadline beyond the calendar is said of a row once.
    cells = {**result, **values(frames.assess_qoo10(rows.frame, as_of=None, context=context))}
    # After the settings' rate was changed a cell goes by 判定の率 of its row until the next refresh; a frame is one.
    kept = rows.cells.get("判定の率") if context.settings.rates else None

    def is_comparable(row):
        return BEYOND not in (cells["確認"][row] or "") and not (kept and kept[row])

    check_cells("Qoo10", rows, context, cells, is_comparable)


@few_examples
@given(whole_frames("Amazon", many=True), some_contexts)
def test_many_packages(rows, context):
    """Hundreds of Amazon rows equal the refreshed sheet; packages of one row equal the functions in cells."""
    result = check_sheet("Amazon", rows, context)
    carriers = qoo10.texts(rows.cells, "配送会社", rows.count)
    keys = package_numbers(
        qoo10.texts(rows.cells, "注文番号", rows.count), rows.cells["送り状番号"], carriers
    )
    items = Counter(keys)
    check_cells("Amazon", rows, context, result, lambda row: keys[row] is None or items[keys[row]] == 1)


@few_examples
@given(whole_frames("営業所止め", many=True), some_contexts)
def test_many_holds(rows, context):
    """Hundreds of branch holds equal the refreshed sheet, and row for row the functions in cells."""
    result = check_sheet("営業所止め", rows, context)
    check_cells("営業所止め", rows, context, result, lambda row: "配送状態" in rows.cells and row >= 0)


@pytest.mark.parametrize("as_of", [dt.date(2026, 11, 21), dt.date(2024, 2, 3)])
def test_every_hold(as_of):
    """Around an as-of day, every parcel on every side of the limits says what a refreshed sheet says.

    The second day is just after a service ended, so that ship dates lie on both sides of that as well.
    """

    def days(*offsets):
        return [None, *(as_of + dt.timedelta(offset) for offset in offsets)]

    several = {
        "配送状態": [None, "発送済み", "保管中", "投函完了", "なぞの言葉"],
        "発送日": days(-40, -8, -7, -6, -1, 0, 1),
        "到着日": days(-8, -6, -5, 0, 1),
        "連絡日": days(-2, -1, 1),
        "受取場所": [None, "コンビニ"],
        "サービス": [None, "クロネコDM便", "宅急便"],
        "返信": [None, "済"],
    }
    rows = list(itertools.product(*several.values()))
    cells = {role: list(column) for role, column in zip(several, zip(*rows, strict=True), strict=True)}
    for overrides in ({}, {"hold.storage.store.days": 4}):
        context = Context(day_of(as_of), Settings(), standard_rulebook().with_overrides(overrides, "試験"))
        result = frames.assess_holds(pd.DataFrame(cells), as_of=None, context=context)
        sheet = assess("営業所止め", cells, len(rows), context)
        assert values(result) == told(sheet.columns, SENTENCES)


@more_examples
@given(
    st.one_of(*(st.tuples(st.just(kind), whole_frames(kind, many=False)) for kind in CALLS)),
    some_contexts,
)
def test_few_rows(drawn, context):
    """A dozen rows or none, of cells that hardly repeat, equal the refreshed sheet too."""
    check_sheet(*drawn, context)
