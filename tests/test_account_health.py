"""出荷遅延率 and 出荷前キャンセル率 of an Amazon sheet and of a DataFrame: as the functions in a cell say, with a state."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest
from frame_forms import AS_OF, HEALTH_STATES, frames, word_forms
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import Context
from xlshipcheck.frames import account_health, assess_amazon, valid_tracking_rate
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.amazon_health import HEADER, TITLE
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today import words
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import day_of

CONTEXT = Context(day_of(AS_OF))
PACKAGE = {"配送会社": "", "送り状番号": "", "注文金額": 2000, "お届け予定日": dt.date(2026, 11, 28)}
NEAR = word_forms(
    *(AS_OF - dt.timedelta(days) for days in (-2, 0, 1, 6, 7, 9, 10, 29, 30, 45)), "11/20", "いつか"
)
HEALTH_FRAMES = frames(
    {
        "注文番号": word_forms("503-1", "503-2", "503-3", 5),
        "出荷期限": NEAR,
        "発送日": NEAR,
        "注文日": NEAR,
        "配送状態": word_forms(*HEALTH_STATES),
    },
    {"フルフィルメント": word_forms("Amazon", "Merchant", "謎")},
)


def day(back):
    """Return the day so many days before the as-of day."""
    return AS_OF - dt.timedelta(back)


def judged(columns):
    """Return the result of an Amazon sheet with these columns beside those that every package has."""
    count = len(next(iter(columns.values())))
    return assess(
        "Amazon", {**{role: [cell] * count for role, cell in PACKAGE.items()}, **columns}, count, CONTEXT
    )


def section(columns):
    """Return the lines of the section, by the title of the rate, and its note; none where there is no section."""
    found = next((part for part in judged(columns).sections if part.title == TITLE), None)
    return (
        None
        if found is None
        else ({row[0]: dict(zip(HEADER, row, strict=True)) for row in found.rows}, found.note)
    )


def orders(count, late=0, unsent=0, **more):
    """Return the columns of orders due yesterday, some of them sent today or not at all."""
    shipped = [day(0)] * late + [None] * unsent + [day(1)] * (count - late - unsent)
    return {
        "注文番号": [f"503-{number}" for number in range(count)],
        "出荷期限": [day(1)] * count,
        "発送日": shipped,
        **{role: list(cells) for role, cells in more.items()},
    }


LATE, LATE_LONG, CANCELLED = "出荷遅延率 (10日間)", "出荷遅延率 (30日間)", "出荷前キャンセル率 (7日間)"


@pytest.mark.parametrize(
    ("late", "unsent", "left", "state"),
    [
        (0, 0, "あと3件まで", "目標の中"),
        (3, 0, "あと1件で基準に達する", "目標の中"),
        (2, 2, "超過 1件", "4%以上: 出品者出荷での出品が停止されることがあります"),
    ],
)
def test_the_line_of_late_orders(late, unsent, left, state):
    """Rate, target, window, allowance and state stand in one line; an order past its day and unsent is late."""
    lines, note = section(orders(100, late, unsent))
    assert list(lines) == [LATE, LATE_LONG]
    line = lines[LATE]
    assert (line["率"], line["遅れ・キャンセル"], line["対象"]) == (
        Fraction(late + unsent, 100),
        late + unsent,
        100,
    )
    assert (line["目標"], line["期間"]) == ("4%未満", "11/12(木)～11/21(土)")
    assert (line["余裕"], line["状態"]) == (left, state)
    assert "出荷前キャンセル率には注文日と配送状態の列が要ります。" in note
    assert note.endswith("期間と目標の出どころ: Amazon.co.jp「出荷遅延率」 (2026/11/30 に確認)。")


def test_the_line_of_cancelled_orders():
    """Nobody knows who cancelled: below the limit that decides nothing, at the limit it does."""
    columns = {"注文番号": [str(number) for number in range(80)], "注文日": [day(1)] * 80}
    few, _ = section({**columns, "配送状態": ["キャンセル"] + ["Shipped"] * 79})
    many, note = section({**columns, "配送状態": ["キャンセル"] * 2 + ["Shipped"] * 78})
    assert (few[CANCELLED]["率"], few[CANCELLED]["状態"]) == (Fraction(1, 80), "目標の中")
    assert few[CANCELLED]["余裕"] == "あと1件で基準に達する"
    assert many[CANCELLED]["状態"] == "未確定: キャンセル2件がだれの都合かで変わります"
    assert (many[CANCELLED]["目標"], many[CANCELLED]["余裕"]) == ("2.5%未満", "超過 1件")
    assert "だれの都合のキャンセルかはファイルから分からない" in note
    assert "出荷遅延率には出荷期限と発送日の列が要ります。" in note


@pytest.mark.parametrize("role", ["注文番号", "出荷期限", "発送日"])
def test_without_its_columns_there_is_no_rate(role):
    """No column, no line; nothing is filled in from another one."""
    columns = orders(3)
    del columns[role]
    assert section(columns) is None


def test_a_list_of_unsent_orders_has_no_late_rate():
    """A report of unshipped orders knows none that was sent: its rate would be 100 %."""
    assert section({**orders(3), "発送日": [None] * 3}) is None
    assert section({"注文番号": ["A"], "注文日": [day(1)], "配送状態": [None]}) is None


def test_orders_that_amazon_ships_are_left_out():
    """FBA orders are none of the shop's."""
    lines, _ = section(orders(4, 2, フルフィルメント=["Amazon", "Merchant", "Amazon", ""]))
    assert (lines[LATE]["遅れ・キャンセル"], lines[LATE]["対象"]) == (1, 2)


def test_a_confirmed_order_without_a_ship_date_is_apart():
    """A number without a day tells that it was sent, not when; the verdict hangs on it."""
    columns = orders(30, 1, 1, 送り状番号=[None, "444413758703"] + [None] * 28)
    lines, _ = section(columns)
    assert (lines[LATE]["対象"], lines[LATE]["数えられない"]) == (29, 1)
    assert lines[LATE]["状態"] == "未確定: 数えられない1件で変わります" or lines[LATE]["率"] == Fraction(
        1, 29
    )


def test_orders_without_a_ship_by_day_may_decide():
    """Orders of another file have no 出荷期限: a rate of the few that have one is no verdict."""
    columns = orders(100, 3)
    columns["出荷期限"] = [day(1)] * 3 + [None] * 97
    lines, _ = section(columns)
    assert (lines[LATE]["率"], lines[LATE]["状態"]) == (1, "未確定: 数えられない97件で変わります")


@pytest.mark.parametrize(
    ("role", "cell"), [("出荷期限", "11/20"), ("発送日", "いつか"), ("注文日", "#N/A"), ("配送状態", "なぞ")]
)
def test_what_cannot_be_read_is_named_and_moves_no_other_row(role, cell):
    """The row says so in 確認 and is listed; the rate is that of the other rows."""
    columns = orders(50, 1, 注文日=[day(1)] * 50, 配送状態=["Shipped"] * 50)
    columns[role][49] = cell
    result = judged(columns)
    assert [problem.row for problem in result.problems] == [49]
    assert role in result.problems[0].text
    remarks = next(column for column in result.columns if column.title == "確認")
    assert role in remarks[2][49]
    lines, note = section(columns)
    wanted = (50, 0) if role == "注文日" else (49, 1)
    assert (lines[LATE]["対象"], lines[LATE]["数えられない"]) == wanted
    assert note.startswith("読めない行が1行あり、率に入っていません。")


def test_a_rate_at_its_limit_is_a_box_of_today():
    """今日 shows late orders of the window beside the limit; below the limit it shows nothing."""
    for late, shown in ((3, []), (4, [LATE, LATE_LONG])):
        columns = orders(100, late)
        facts = sheet_facts("出荷", 2, judged(columns), [], lambda _: [])
        boxes = [box for box in words.boxes_of(plan_of([facts], CONTEXT)) if "率" in box.title]
        assert [box.title for box in boxes] == shown
        for box in boxes:
            assert (box.total, box.note, box.mood) == (4, "100件のうち (4%以上)", words.LOSS)


def asked(name, columns):
    """Return the answer of a function over columns, each under a blank row so that none is empty."""
    return evaluate(name, [[*column, None] for column in columns], CONTEXT).render()


@settings(max_examples=60, deadline=None)
@given(HEALTH_FRAMES)
def test_cell_sheet_and_frame_agree(drawn):
    """Rates and allowances of a sheet are those of the functions over its readable rows, and of the same frame."""
    cells, count = drawn.cells, drawn.count
    result = judged(cells) if count else None
    table = account_health(drawn.frame, as_of=AS_OF)
    lines = (
        {}
        if result is None
        else {row[0]: row for part in result.sections if part.title == TITLE for row in part.rows}
    )
    assert table["対象"].tolist() == [row[4] for row in lines.values()]
    assert table["該当"].tolist() == [row[3] for row in lines.values()]
    assert table["数えられない"].tolist() == [row[5] for row in lines.values()]
    assert [
        Fraction(bad, counted) if counted else "対象なし"
        for bad, counted in zip(table["該当"], table["対象"], strict=True)
    ] == [row[2] for row in lines.values()]
    for name, roles, rates in (
        ("LATE", ("出荷期限", "発送日", "配送状態"), (LATE, LATE_LONG)),
        ("CANCEL", ("注文日", "配送状態"), (CANCELLED,)),
    ):
        there = [place for place, title in enumerate(lines) if title in rates]
        rows = readable(cells, count, roles)
        if not there or rows is None:
            continue
        columns = [[cells[role][row] for row in rows] for role in ("注文番号", *roles)]
        found = [row[2] for title, row in lines.items() if title in rates and row[4]]
        left = table["あと何件"].iloc[there].dropna()
        assert asked(f"AMAZON_{name}_RATE", columns) == (float(max(found)) if found else "対象なし")
        assert asked(f"AMAZON_{name}_ALLOWANCE", columns) == (left.min() if len(left) else "対象なし")


UNREADABLE = ("11/20", "いつか", "謎", "#N/A", 5)


def readable(cells, count, roles):
    """Return the shop's own rows that a cell can read; None where an order has others too, which a sheet knows."""
    channels = cells.get("フルフィルメント", [None] * count)
    own = [row for row in range(count) if channels[row] != "Amazon"]
    rows = [row for row in own if all(cells[role][row] not in UNREADABLE for role in roles)]
    broken = {str(cells["注文番号"][row]) for row in own if row not in rows}
    return None if broken & {str(cells["注文番号"][row]) for row in rows} else rows


NUMBER = st.sampled_from(["A", "B", "C", "D"])
BACK = st.sampled_from([-1, 0, 1, 6, 7, 9, 10, 29, 30, 31])
SENT_ROWS = st.lists(
    st.tuples(NUMBER, BACK, st.one_of(st.none(), BACK), BACK, st.booleans()), min_size=1, max_size=10
)


@settings(max_examples=100, deadline=None)
@given(SENT_ROWS)
def test_the_rates_counted_by_hand(rows):
    """Each order of a window is looked at day by day: any row late makes it late, any row cancelled makes it cancelled."""
    sent = [back is not None and back >= 0 for _, _, back, _, _ in rows]
    columns = {
        "注文番号": [number for number, *_ in rows],
        "出荷期限": [day(due) for _, due, *_ in rows],
        "発送日": [None if back is None else day(back) for _, _, back, _, _ in rows],
        "注文日": [day(ordered) for *_, ordered, _ in rows],
        "配送状態": ["キャンセル(在庫切れ)" if cancelled else "未出荷" for *_, cancelled in rows],
    }
    found = section(columns)
    lines = found[0] if found else {}
    for title, days in ((LATE, 10), (LATE_LONG, 30)):
        if all(back is None for _, _, back, _, _ in rows):
            assert title not in lines
            continue
        late, counted = set(), set()
        for (number, due, back, _, cancelled), is_sent in zip(rows, sent, strict=True):
            if cancelled or not 0 <= due < days or not (is_sent or due > 0):
                continue
            counted.add(number)
            late |= {number} if not is_sent or back < due else set()
        assert (lines[title]["遅れ・キャンセル"], lines[title]["対象"]) == (len(late), len(counted))
        over = bool(counted) and len(late) * 25 >= len(counted)
        assert lines[title]["状態"].startswith("4%以上" if over else "目標の中" if counted else "対象なし")
    counted = {number for number, _, _, ordered, _ in rows if 0 <= ordered < 7}
    bad = {number for number, _, _, ordered, cancelled in rows if 0 <= ordered < 7 and cancelled}
    line = lines[CANCELLED]
    assert (line["遅れ・キャンセル"], line["対象"], line["数えられない"]) == (len(bad), len(counted), 0)
    over = bool(bad) and len(bad) * 40 >= len(counted)
    assert line["状態"].startswith("2.5%以上" if over else "目標の中" if counted else "対象なし")


def test_the_table_of_a_frame():
    """Columns have the types of the other tables; a frame without the columns is refused."""
    frame = pd.DataFrame({**orders(100, 4), "ship": range(100)})
    table = account_health(frame, as_of=AS_OF)
    assert table["指標"].tolist() == ["出荷遅延率"] * 2
    assert table["期間開始"].tolist() == [pd.Timestamp(day(9)), pd.Timestamp(day(29))]
    assert table["率"].tolist() == [0.04, 0.04]
    assert table["判定"].tolist() == ["基準以上"] * 2
    assert table["あと何件"].tolist() == [-1, -1]
    assert table["確認"][0].startswith("4%以上")
    with pytest.raises(errors.FrameColumnsMissing, match="出荷期限か注文日"):
        account_health(frame.drop(columns="出荷期限"), as_of=AS_OF)
    assert account_health(frame.head(0), as_of=AS_OF).empty


def test_a_row_of_totals_is_no_order():
    """合計 below the orders of a frame is neither an order nor one that cannot be counted."""
    columns = orders(2)
    for role, cell in (("注文番号", "合計"), ("出荷期限", None), ("発送日", None)):
        columns[role].append(cell)
    assert account_health(pd.DataFrame(columns), as_of=AS_OF)["数えられない"].tolist() == [0, 0]


def test_a_frame_names_what_it_cannot_read_as_a_sheet_does():
    """確認 of assess_amazon names the cell on which a rate rests."""
    columns = {**{role: [cell] * 2 for role, cell in PACKAGE.items()}, **orders(2)}
    columns["発送日"] = ["いつか", day(1)]
    result = assess_amazon(pd.DataFrame(columns), as_of=AS_OF)
    assert "発送日" in result["確認"][0]
    assert result["確認"][1] == ""
    assert "読めない行が1行あります" in account_health(pd.DataFrame(columns), as_of=AS_OF)["確認"][0]


def test_an_order_to_come_with_an_unreadable_day_leaves_the_tracking_rate_alone():
    """Its 確認 speaks of 出荷期限: the row is no package yet, and no package that could not be judged."""
    columns = {
        **{role: [cell] * 2 for role, cell in PACKAGE.items()},
        **orders(2),
        "お届け予定日": [day(15)] * 2,
    }
    columns.update(配送会社=["ヤマト運輸", ""], 送り状番号=["444413758703", ""], 出荷期限=[day(17), "11/20"])
    frame = pd.DataFrame(columns)
    judged_before = frame.join(assess_amazon(frame, as_of=AS_OF))
    for given_frame in (frame, judged_before):
        assert valid_tracking_rate(given_frame, as_of=AS_OF)["対象"].tolist() == [1]


@given(st.integers(0, 200), st.integers(0, 12))
def test_the_rate_of_a_sheet_is_exact(count, late):
    """Whole numbers are compared, never a rounded rate."""
    late = min(late, count)
    found = section(orders(count, late)) if count else None
    if found is None:
        return
    line = found[0][LATE]
    assert (line["状態"] == "目標の中") == (late * 100 < count * 4)
