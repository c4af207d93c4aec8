"""What 集計 says of each kind of sheet: counts, the urgent ones and what a delay costs, points, rates."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from package_columns import packages

from xlshipcheck.context import Context, Settings
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)


def day(text: str) -> dt.date:
    """Return a day of 2026."""
    month, number = text.split("-")
    return dt.date(2026, int(month), int(number))


def sections(kind: str, columns: dict[str, list[object]], as_of: dt.date = AS_OF, **settings):
    """Return title -> rows of the sections of a sheet, and title -> note."""
    count = len(next(iter(columns.values())))
    assessed = assess(kind, columns, count, Context(day_of(as_of), Settings(**settings)))
    rows = {section.title: [list(row) for row in section.rows] for section in assessed.sections}
    return rows, {section.title: section.note for section in assessed.sections}


def orders(*rows: tuple[object, ...]) -> dict[str, list[object]]:
    """Return the columns of orders given as 注文番号, 入金日, 発送日."""
    numbers, paid, shipped = (list(column) for column in zip(*rows, strict=True))
    return {"注文番号": numbers, "入金日": paid, "発送日": shipped, "商品番号": ["X"] * len(rows)}


URGENT = "Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)"
TOO_LATE = "Qoo10 減点・制限がすでに確定した未発送の注文"
LATE = {"一般": Fraction(90, 100)}
FINE = {"一般": Fraction(96, 100)}


def unsent(rows: dict[str, list[list[object]]]) -> list[list[object]]:
    """Return the unsent orders listed: those that can still be saved, then those for which it is too late."""
    listed = (found for title, found in rows.items() if title.startswith((URGENT, TOO_LATE)))
    return [row for found in listed for row in found]


@pytest.mark.parametrize(
    ("paid", "settings", "cost"),
    [
        # The dates are those of the worked examples: 11-20 -> -2 on 11-30; 11-13 -> 制限 on 11-24, free on 12-24.
        (day("11-20"), {}, "11/30(月) に -2 点"),
        (day("11-13"), {"rates": LATE}, "-2 点は確定。11/24(火) に商品の販売制限 (発送率95%以下のため)"),
        (day("11-13"), {"rates": FINE}, "-2 点は確定。発送率が高いため制限にはなりません"),
        (
            day("11-13"),
            {"rate_window": (day_of(day("1-1")), day_of(day("1-31")))},
            "-2 点は確定。11/24(火) に商品の販売制限 (発送率が不明のため可能性)",
        ),
        (day("11-9"), {"rates": LATE}, "-2 点は確定。商品は販売制限中 (12/17(木) に解除)"),
        (day("9-1"), {"rates": LATE}, "-2 点は確定。販売制限の期間は過ぎています"),
    ],
)
def test_what_a_delay_costs(paid, settings, cost):
    """The next cost of an unsent order, or what has been incurred already."""
    rows, _ = sections("Qoo10", orders(("A", paid, None)), **settings)
    assert [row[5] for row in unsent(rows)] == [cost]


def test_what_can_still_be_saved_comes_first():
    """Orders are listed by their next cost; those that can lose no more follow, sent ones not at all."""
    rows, _ = sections(
        "Qoo10",
        orders(
            ("stopped", day("11-9"), None),
            ("new", day("11-20"), None),
            ("sent", day("11-16"), day("11-18")),
            ("warned", day("11-13"), None),
            ("soon", day("11-16"), None),
            ("unpaid", None, None),
        ),
        rates=LATE,
    )
    assert [row[0] for row in unsent(rows)] == ["warned", "soon", "new", "stopped"]


def test_ten_orders_are_listed():
    """The list is one of the most urgent, not of all."""
    rows, _ = sections("Qoo10", orders(*((f"A-{n}", day("11-20"), None) for n in range(12))))
    assert [row[0] for row in rows[URGENT]] == [f"A-{n}" for n in range(10)]


def test_rows_without_a_number_are_named_by_their_place():
    """A sheet without order numbers still tells which row is meant."""
    columns = {"入金日": [None, day("11-20")], "発送日": [None, None]}
    rows, _ = sections("Qoo10", columns)
    assert [row[0] for row in rows[URGENT]] == ["2件目"]


def test_points_count_in_the_month_of_their_booking():
    """-2 booked on 10-30 is October's; what is booked tomorrow is not counted yet."""
    october, november, tomorrow = day("10-23"), day("11-13"), day("11-16")
    paid = [("a", october, None), ("b", november, None), ("c", tomorrow, None)]
    rows, notes = sections("Qoo10", orders(*paid))
    assert rows["Qoo10 今月の減点"] == [["2026年11月", 1, -2]]
    rows, _ = sections("Qoo10", orders(*paid), as_of=day("10-31"))
    assert rows["Qoo10 今月の減点"] == [["2026年10月", 1, -2]]
    assert "翌月にリセットされますが、今月の状態は翌月の販売者レベル" in notes["Qoo10 今月の減点"]


def test_rates_with_their_allowance_and_origin():
    """20 on time and 1 late are above 95 %; the rate used is the one of the settings where there is one."""
    sent = [(f"A-{n}", day("11-9"), day("11-12")) for n in range(20)] + [("L", day("11-9"), day("11-13"))]
    rows, _ = sections("Qoo10", orders(*sent))
    # 20/21 = 95.24 %; one more late one makes 19/21, which is below.
    assert rows["Qoo10 発送率"][0][1:6] == [Fraction(20, 21), 20, 21, "95%超", "1件遅れると目標を割る"]
    assert rows["Qoo10 発送率"][0][6] == "■■■■｜□□"
    assert rows["Qoo10 発送率"][0][7:] == [Fraction(20, 21), "この表"]
    assert rows["Qoo10 発送率"][1][1:4] == ["対象なし", 0, 0]
    rows, _ = sections("Qoo10", orders(*sent), rates=LATE)
    assert rows["Qoo10 発送率"][0][7:] == [Fraction(90, 100), "設定"]


def test_stopped_items_until_their_release():
    """An item stays stopped after its order was sent, until the release day of its last order."""
    columns = orders(
        ("a", day("11-9"), day("11-20")), ("b", day("11-6"), day("11-20")), ("c", day("11-20"), None)
    )
    rows, _ = sections("Qoo10", columns, rates=LATE)
    assert rows["Qoo10 販売制限の商品"] == [["X", day("12-17"), "制限"]]
    rows, _ = sections("Qoo10", columns, rates=FINE)
    assert "Qoo10 販売制限の商品" not in rows
    window = (day_of(day("1-1")), day_of(day("1-31")))
    rows, _ = sections("Qoo10", columns, rate_window=window)
    assert rows["Qoo10 販売制限の商品"] == [["X", day("12-17"), "制限候補 (発送率が不明)"]]


def test_unreadable_orders_are_counted():
    """A row that cannot be read is in no stage, and no total leaves it out in silence."""
    rows, _ = sections("Qoo10", orders(("a", "abc", None), ("b", day("11-20"), None)))
    assert rows["Qoo10 段階ごとの件数"] == [["正常", 1], ["読めない行 (確認の列を見てください)", 1]]


def test_a_preorder_day_ahead_is_no_warning():
    """予約日 lies ahead by its nature; a payment that does is pointed out."""
    columns = {
        "入金日": [day("11-10"), day("11-25")],
        "予約日": [day("12-20"), None],
        "発送日": [None, None],
        "区分": ["予約", "一般"],
    }
    assessed = assess("Qoo10", columns, 2, Context(day_of(AS_OF)))
    assert assessed.columns[-1].values == ["", "注意: 入金日が基準日より後です"]


RATES, VERDICTS = "Amazon 追跡可能率", "Amazon 行の判定"
GOOD, BAD = "444413758703", "123456789012"


def test_category_below_the_limit_has_a_recovery_day():
    """The invalid package promised on 10-20 leaves the window of thirty days after 11-28: back on 11-29."""
    rows, notes = sections("Amazon", packages((GOOD, "本", day("11-1")), (BAD, "本", day("10-20"))))
    assert rows[RATES][0] == [
        "本",
        day("10-13"),
        day("11-11"),
        2,
        1,
        Fraction(1, 2),
        "95%未満",
        "不足 1個",
        day("11-29"),
    ]
    assert "改善計画の提出と Amazon の承認が必要" in notes[RATES]
    assert "停止される場合があります" in notes[RATES]


def test_rows_without_a_category_have_a_line_of_their_own():
    """Their rate and recovery are counted like those of any category."""
    rows, _ = sections(
        "Amazon", packages((GOOD, "本", day("11-1")), (GOOD, None, day("11-1")), (BAD, None, day("10-20")))
    )
    assert [row[0] for row in rows[RATES]] == ["(カテゴリーなし)", "本", "全体"]
    assert rows[RATES][0][6:] == ["95%未満", "不足 1個", day("11-29")]
    assert rows[RATES][1][8] == ""


def test_without_any_category_there_is_the_total_alone():
    """That no category is known is said; and nothing is said of a limit that no rate has crossed."""
    rows, notes = sections("Amazon", packages((GOOD, None, day("11-1"))))
    assert [row[0] for row in rows[RATES]] == ["全体"]
    assert notes[RATES] == "カテゴリーが分からないため、全体の率だけを出しています。"
    _, notes = sections("Amazon", packages((GOOD, "本", day("11-1"))))
    assert notes[RATES] == ""


def test_every_row_is_in_the_tally():
    """Valid, invalid, out of scope, not yet shipped, unreadable: nothing is left uncounted."""
    columns = packages(
        (GOOD, "本", day("11-1")), (BAD, "本", day("11-1")), (None, "本", day("11-1")), (GOOD, "本", "abc")
    )
    rows, _ = sections("Amazon", columns)
    assert rows[VERDICTS] == [
        ["有効", 1],
        ["無効", 1],
        ["対象外", 0],
        ["出荷前 (送り状番号がまだない)", 1],
        ["読めない行 (確認の列を見てください)", 1],
    ]


def test_empty_rows_are_no_packages():
    """Rows without a cell, as a table keeps them below its last package, are not counted as yet to be shipped."""
    columns = packages((GOOD, "本", day("11-1")), (None, "本", day("11-1")))
    with_room = {role: [*cells, None, "", None] for role, cells in columns.items()}
    assert sections("Amazon", with_room)[0][VERDICTS] == sections("Amazon", columns)[0][VERDICTS]


def test_holds_that_ask_for_something_by_urgency():
    """What can still be saved stands first, by its last day; parcels to be watched are not listed."""
    columns = {
        "送り状番号": ["late", "later", "near", "nearer", "fetched", "watched", None, None, "bad"],
        "注文番号": [None] * 6 + ["Y-7", None, None],
        "配送状態": [None, None, None, None, "投函完了", "発送", None, None, None],
        "発送日": [day("11-1")] * 4 + [day("11-10"), day("11-20"), None, None, "abc"],
        "到着日": [day("11-11"), day("11-12"), day("11-16"), day("11-15"), None, None, None, None, None],
        "受取場所": ["営業所"] * 9,
    }
    rows, _ = sections("営業所止め", columns)
    listed = rows["営業所止め 対応が要るもの (急ぐ順)"]
    assert [(row[0], row[1]) for row in listed] == [
        ("nearer", "期限間近"),
        ("near", "期限間近"),
        ("late", "期限切れ・返送見込み"),
        ("later", "期限切れ・返送見込み"),
        ("Y-7", "発送前案内"),
        ("8件目", "発送前案内"),
    ]
    assert [row[2] for row in listed[:2]] == [day("11-21"), day("11-22")]
    assert dict(rows["営業所止め 対応段階ごとの件数"]) == {
        "受取完了": 1,
        "発送前案内": 2,
        "期限切れ・返送見込み": 2,
        "期限間近": 2,
        "様子見": 1,
        "読めない行 (確認の列を見てください)": 1,
    }


def test_empty_sheets_have_summaries_too():
    """A sheet without rows counts nothing and fails nowhere."""
    rows, _ = sections("Qoo10", {"入金日": [], "発送日": []})
    assert rows[URGENT] == rows["Qoo10 段階ごとの件数"] == []
    rows, _ = sections("Amazon", {"配送会社": [], "送り状番号": [], "注文金額": [], "お届け予定日": []})
    assert [row[0] for row in rows[RATES]] == ["全体"]
    rows, _ = sections("営業所止め", {"発送日": [], "到着日": []})
    assert all(part == [] for part in rows.values())
