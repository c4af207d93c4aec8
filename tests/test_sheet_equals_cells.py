"""A whole-sheet refresh answers what the row-aware functions answer in each row, and refreshing twice changes nothing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import Context, Settings
from xlshipcheck.generators.template.orders import ORDERS
from xlshipcheck.headers.roles import market_of, order_states, sheet_kind
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))
DAYS = st.dates(dt.date(2026, 10, 25), dt.date(2026, 12, 5))
CELLS = st.one_of(
    st.none(),
    DAYS,
    DAYS.map(lambda day: f"{day:%Y/%m/%d}"),
    DAYS.map(lambda day: dt.datetime.combine(day, dt.time(23, 59))),
    st.sampled_from(["", "abc", "11/20", "#N/A", -1, "2150/1/1", True]),
)
QOO10_ROLES = ["入金日", "予約日", "発送日", "発送予定日", "区分", "配送状態", "注文番号"]
QOO10_ROW = st.tuples(
    CELLS,
    CELLS,
    CELLS,
    CELLS,
    st.sampled_from([None, "一般", "予約", "特急"]),
    st.sampled_from(
        [None, "配送中", "キャンセル", "配送要請", "#N/A", "なぞの言葉", "キャンセル要請", "Delivered(5)"]
    ),
    st.sampled_from([None, "A-1"]),
)
RATES = st.sampled_from([None, {"一般": Fraction(95, 100), "予約": Fraction(96, 100)}])
QOO10_CALLS = {
    "段階": ("QOO10_STAGE", ()),
    "最終発送日": ("QOO10_DEADLINE", ()),
    "減点日": ("QOO10_DEADLINE", (MISSING, MISSING, "警告")),
    "制限日": ("QOO10_DEADLINE", (MISSING, MISSING, "制限")),
    "残り日数": ("QOO10_DAYS_LEFT", ()),
    "減点": ("QOO10_POINTS", ()),
    "購入者キャンセル可": ("QOO10_CAN_CANCEL", ()),
    "発送率期限": ("QOO10_DEADLINE", (MISSING, MISSING, "発送率期限")),
}
HOLD_ROLES = ["配送状態", "発送日", "到着日", "連絡日", "受取場所", "サービス", "返信"]
HOLD_ROW = st.tuples(
    st.sampled_from([None, "発送", "保管中", "投函完了", "返品", "調査中", "なぞの言葉"]),
    CELLS,
    CELLS,
    CELLS,
    st.sampled_from([None, "営業所", "コンビニ", "月"]),
    st.sampled_from([None, "宅急便", "クロネコDM便"]),
    st.sampled_from([None, "あり", "なし", True]),
)
HOLD_CALLS = {
    "保管期限": ("HOLD_LAST_DAY", ()),
    "対応段階": ("HOLD_STAGE", ()),
    "次の対応": ("HOLD_ACTION", ()),
}
AMAZON_ROLES = [
    *("注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日", "スキャン回数", "配達完了", "出品者"),
    *("フルフィルメント", "サービス"),
]
AMAZON_ROW = st.tuples(
    st.sampled_from([None, "ヤマト運輸", "名鉄運輸", "名鉄NX運輸", "Nowhere"]),
    st.sampled_from(
        [
            None,
            "444413758703",
            "123456789012",
            "44441375870",
            "444413758703 512547514334",
            "4.44414E+11",
            444413758703,
            "#N/A",
        ]
    ),
    st.sampled_from([None, 999, 1000, "2,000", "abc"]),
    CELLS,
    st.sampled_from([None, 0, 1, 2, "x"]),
    st.sampled_from([None, "配達完了", "配達中", "なぞの言葉", "#N/A"]),
    st.sampled_from([None, "日本", "中国", "月"]),
    st.sampled_from([None, "AFN", "MFN"]),
    st.sampled_from([None, "ネコポス", "宅急便", "#N/A"]),
)
AMAZON_CALLS = {"追跡判定": ("AMAZON_SCAN_VALID", ()), "判定理由": ("AMAZON_SCAN_REASON", ())}


def column(sheet: MemorySheet, title: str) -> list[object]:
    """Return the values under a header."""
    width = len(sheet.rows[0])
    at = next(c for c in range(1, width + 1) if sheet.value(1, c) == title)
    return sheet.read_columns([at], 2, sheet.used_size()[0])[0]


def differences(roles, rows, calls, context):
    """Return where a whole-sheet refresh and the cell calls of its rows differ.

    The sheet says a row's problem once, in its stage, and leaves its other columns blank; 確認 says it always.
    """
    sheet = MemorySheet("s", [roles, *rows])
    layout_width = len(roles)
    refresh_sheet(sheet, context)
    remarks = column(sheet, "確認")
    found = []
    for title, (name, arguments) in calls.items():
        for number, (row, shown) in enumerate(zip(rows, column(sheet, title), strict=False)):
            cell = own_row.call(name, roles, row[:layout_width], arguments, context)
            if isinstance(cell, bool):
                cell = "可" if cell else ""
            is_error = isinstance(cell, str) and cell.startswith(ERROR_PREFIX)
            said_once = is_error and shown is None and cell[len(ERROR_PREFIX) :] in str(remarks[number])
            if not said_once and (shown if shown is not None else "") != cell:
                found.append((number, title, shown, cell))
    return found


@given(st.lists(QOO10_ROW, min_size=1, max_size=8), RATES, st.integers(0, 20))
def test_qoo10_sheet_equals_its_cells(rows, rates, later):
    """Every result of a whole-sheet refresh is what the row-aware function answers in its row."""
    # The sheet's own rate decides 制限 where the settings give none, so the cells are asked with one given.
    rates = rates or {"一般": Fraction(1), "予約": Fraction(1, 2)}
    context = Context(day_of(AS_OF) + later, Settings(rates=rates))
    assert differences(QOO10_ROLES, rows, QOO10_CALLS, context) == []


@given(st.lists(HOLD_ROW, min_size=1, max_size=8), st.integers(0, 20))
def test_hold_sheet_equals_its_cells(rows, later):
    """The same for branch holds."""
    assert differences(HOLD_ROLES, rows, HOLD_CALLS, Context(day_of(AS_OF) + later)) == []


@given(st.lists(AMAZON_ROW, min_size=1, max_size=8))
def test_amazon_sheet_equals_its_cells(rows):
    """The same for Amazon, where every row here is an order, and so a package, of its own."""
    numbered = [(f"Z-{number}", *row) for number, row in enumerate(rows)]
    assert differences(AMAZON_ROLES, numbered, AMAZON_CALLS, CONTEXT) == []


FULL_RATES = {"一般": Fraction(1), "予約": Fraction(1, 2)}
KINDS = {
    "Qoo10": (QOO10_ROLES, QOO10_ROW, QOO10_CALLS),
    "Amazon": (AMAZON_ROLES, AMAZON_ROW, AMAZON_CALLS),
    "営業所止め": (HOLD_ROLES, HOLD_ROW, HOLD_CALLS),
}
PREFIXES = {"Qoo10": "QOO10_", "Amazon": "AMAZON_", "営業所止め": "HOLD_"}


def kind_or_none(roles):
    """Return the kind of a sheet with these headers, None where it is of none."""
    try:
        return sheet_kind(roles)
    except errors.SheetKindUnknown:
        return None


def droppable(kind):
    """Return the roles that a sheet of a kind can do without."""
    roles = KINDS[kind][0]
    return [role for role in roles if kind_or_none(other for other in roles if other != role) == kind]


@pytest.mark.parametrize(("kind", "role"), [(kind, role) for kind in KINDS for role in droppable(kind)])
@settings(max_examples=20)
@given(st.data())
def test_a_column_that_is_not_there_is_blank(kind, role, data):
    """Without any of its optional columns a sheet answers like its cells, and no call is left incomplete."""
    roles, row, calls = KINDS[kind]
    # Without order numbers, rows of one tracking number are one package, of which a cell sees its own row only.
    most = 1 if (kind, role) == ("Amazon", "注文番号") else 4
    rows = data.draw(st.lists(row, min_size=1, max_size=most))
    if kind == "Amazon":
        rows = [(f"Z-{number}", *line) for number, line in enumerate(rows)]
    kept = [place for place, name in enumerate(roles) if name != role]
    context = Context(day_of(AS_OF), Settings(rates=FULL_RATES))
    without = [[line[place] for place in kept] for line in rows]
    assert differences([roles[place] for place in kept], without, calls, context) == []
    for name in [name for name in catalogue() if name.startswith(PREFIXES[kind])]:
        for line in without if catalogue()[name].row_aware else []:
            answer = own_row.call(name, [roles[place] for place in kept], line, [], context)
            assert "引数の順番は" not in str(answer)


@given(st.data())
def test_a_mixed_sheet_equals_its_cells(data):
    """On a mixed sheet too, whichever columns it has: the cells of another kind's functions stay blank."""
    roles = [
        role
        for role in dict.fromkeys(r for names, _, _ in KINDS.values() for r in names)
        if role != "注文番号"
    ]
    dropped = data.draw(st.sets(st.sampled_from(roles), max_size=5))
    kept = [role for role in roles if role not in dropped]
    headers = ["モール", "注文番号", *kept]
    if kind_or_none(headers) is None:
        return
    rows = []
    for number in range(data.draw(st.integers(1, 4))):
        cells = {}
        for names, row, _ in KINDS.values():
            values = data.draw(row)
            cells.update(zip(names[len(names) - len(values) :], values, strict=True))
        market = data.draw(st.sampled_from(["Qoo10", "アマゾン", "営業所止め", "楽天", ""]))
        rows.append([market, f"Z-{number}", *(cells[role] for role in kept)])
    markets = {market_of(row[0]) for row in rows}
    if any(row[headers.index(role)] for row in rows for role in ("到着日", "受取場所") if role in headers):
        markets.add("営業所止め")
    calls = {title: call for kind in KINDS if kind in markets for title, call in KINDS[kind][2].items()}
    assert differences(headers, rows, calls, Context(day_of(AS_OF), Settings(rates=FULL_RATES))) == []


def test_the_columns_that_may_be_missing():
    """What the test above drops is what no kind of sheet needs."""
    assert droppable("Qoo10") == ["入金日", "予約日", "発送予定日", "区分", "配送状態", "注文番号"]
    assert droppable("Amazon") == [
        "注文番号",
        "スキャン回数",
        "配達完了",
        "出品者",
        "フルフィルメント",
        "サービス",
    ]
    assert set(droppable("営業所止め")) == set(HOLD_ROLES)


@pytest.mark.parametrize("state", [*order_states(), None])
@pytest.mark.parametrize("shipped", [None, dt.date(2026, 11, 13), dt.date(2026, 11, 30)])
@pytest.mark.parametrize("paid", [None, dt.date(2026, 11, 12), dt.date(2026, 11, 17), AS_OF])
def test_sheet_cells_and_template_agree_on_every_state(state, shipped, paid):
    """Whatever 配送状態 says with or without 発送日: the refresh, the row's cells and the template answer alike."""
    row = dict.fromkeys(QOO10_ROLES) | {"注文番号": "A-1", "入金日": paid, "配送状態": state}
    row |= {"発送日": shipped, "発送予定日": dt.date(2026, 11, 18)}
    rates = {"一般": Fraction(1)}
    context = Context(day_of(AS_OF), Settings(rates=rates))
    cells = [row[role] for role in QOO10_ROLES]
    assert differences(QOO10_ROLES, [cells], QOO10_CALLS, context) == []

    sheet = MemorySheet("s", [QOO10_ROLES, cells])
    refresh_sheet(sheet, context)
    template = {
        **row,
        "商品番号": None,
        "基準日": AS_OF,
        "判定の率": None,
    }
    for each in ORDERS.columns:
        if each.answer:
            template[each.title] = each.answer(template, context)
    shown = {title: column(sheet, title)[0] for title in QOO10_CALLS}
    assert {title: template[title] or None for title in shown} == {
        title: shown[title] or None for title in shown
    }
    undated = shipped is None and paid is not None and state in ("配送中", "配送完了")
    remarks = str(column(sheet, "確認")[0])
    assert ("発送日がありません" in remarks) == undated
    assert not (undated and ("購入者" in remarks or shown["購入者キャンセル可"]))


@given(st.lists(QOO10_ROW, max_size=6), st.integers(0, 3), st.booleans())
def test_second_refresh_changes_nothing(rows, titles, note):
    """Whatever stands on the sheet: refreshed twice is refreshed once."""
    above = [["題"]] * titles
    beside = [[None] * (len(QOO10_ROLES) + 2) + ["メモ"]] if note else []
    sheet = MemorySheet("s", [*above, QOO10_ROLES, *map(list, rows), *beside])
    refresh_sheet(sheet, CONTEXT)
    once = [list(row) for row in sheet.rows]
    refresh_sheet(sheet, CONTEXT)
    assert sheet.rows == once
