"""The valid tracking rate over many packages, held against hand-worked windows and counting row by row."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.amazon import rate as amazon_rate
from xlshipcheck.amazon.rate import window_on
from xlshipcheck.context import PLAIN, Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import date_of, day_of

DATA = Path(__file__).parent / "data"
WORKED = tomllib.loads((DATA / "amazon_rates.toml").read_text(encoding="utf-8"))
AS_OF = day_of(date(2026, 11, 21))
IN_WINDOW = day_of(date(2026, 11, 1))


def columns(packages, category="", key=None):
    """Return the columns of [validity, date, how many] entries, each package a row of its own."""
    rows = [(validity, day_of(day)) for validity, day, count in packages for _ in range(count)]
    return (
        [validity for validity, _ in rows],
        [day for _, day in rows],
        [category] * len(rows),
        [key] * len(rows),
    )


@pytest.mark.parametrize("case", WORKED["windows"], ids=lambda case: str(case["as_of"]))
def test_windows(case):
    """The window is 30 days long and ends 10 days before the as-of day."""
    days = window_on(standard_rulebook(), 0).days(day_of(case["as_of"]))
    assert tuple(map(date_of, days)) == (case["first"], case["last"])


@pytest.mark.parametrize("case", WORKED["rates"], ids=lambda case: case["name"])
def test_worked_rates(case):
    """Rate, allowance and the words of the table are those worked by hand, with exact comparisons."""
    rows = columns(case["packages"])
    rate = case["rate"] if case["rate"] == "対象なし" else Fraction(case["rate"])
    assert amazon_rate.valid_tracking_rate(PLAIN, rows, "", AS_OF).value == rate
    assert amazon_rate.invalid_allowance(PLAIN, rows, "", AS_OF).value == case["allowance"]
    total = amazon_rate.rate_table(PLAIN, rows, AS_OF).table[-1]
    assert total[5:] == [rate, case["verdict"], "" if rate == "対象なし" else case["allowance"]]
    assert amazon_rate.rate_trend(PLAIN, rows, "", AS_OF, 1).table[1][3] == rate


@pytest.mark.parametrize("case", WORKED["rates"], ids=lambda case: case["name"])
def test_below_the_limit_the_consequence_is_said(case):
    """Every answer below 95 % says what may follow and that Amazon must approve; the others say nothing."""
    rows = columns(case["packages"])
    for answer in (
        amazon_rate.valid_tracking_rate(PLAIN, rows, "", AS_OF),
        amazon_rate.invalid_allowance(PLAIN, rows, "", AS_OF),
        amazon_rate.rate_table(PLAIN, rows, AS_OF),
        amazon_rate.rate_trend(PLAIN, rows, "", AS_OF, 1),
    ):
        assert len(answer.notes) == (case["verdict"] == "95%未満")
        for note in answer.notes:
            assert "改善計画" in note.text
            assert "停止される場合があります" in note.text


@pytest.mark.parametrize("case", WORKED["recoveries"], ids=lambda case: case["name"])
def test_worked_recoveries(case):
    """The day of recovery is the first on which the listed packages alone give 95 %, and says what it needs."""
    answer = amazon_rate.recovery(PLAIN, columns(case["packages"]), "", AS_OF)
    assert answer.value == case["recovers"]
    assert ("改善計画" in str(answer.notes)) == (answer.value != "対象なし")


def test_the_table_by_category():
    """Categories stand in the order of first appearance, out of window or scope too, and the total last."""
    day = IN_WINDOW
    rows = (
        ["対象外", "有効", "無効", "有効", "", "有効", "有効"],
        [day, day, day, day, day, AS_OF, day],
        ["本", "家電", "家電", "おもちゃ", "空の行", "食品", ""],
        [None] * 7,
    )
    first, last = date(2026, 10, 13), date(2026, 11, 11)
    assert amazon_rate.rate_table(PLAIN, rows, AS_OF).table == [
        ["カテゴリー", "期間開始", "期間終了", "対象", "有効", "追跡可能率", "判定", "あと何件"],
        ["本", first, last, 0, 0, "対象なし", "対象なし", ""],
        ["家電", first, last, 2, 1, Fraction(1, 2), "95%未満", -1],
        ["おもちゃ", first, last, 1, 1, 1, "注意", 0],
        ["食品", first, last, 0, 0, "対象なし", "対象なし", ""],
        ["(カテゴリーなし)", first, last, 1, 1, 1, "注意", 0],
        ["全体", first, last, 4, 3, Fraction(3, 4), "95%未満", -1],
    ]


def test_an_empty_table_has_a_total():
    """Without any row the table is its header and a total with nothing to count."""
    table = amazon_rate.rate_table(PLAIN, ([], [], [], []), AS_OF).table
    assert [row[0] for row in table] == ["カテゴリー", "全体"]
    assert table[1][3:] == [0, 0, "対象なし", "対象なし", ""]


def test_a_package_counts_once_in_each_of_its_categories():
    """Two rows of one parcel are one package in total, and one in each of both categories, with one result."""
    rows = (
        ["有効", "無効", "有効", "対象外", "有効"],
        [IN_WINDOW, IN_WINDOW, IN_WINDOW, None, IN_WINDOW],
        ["本", "家電", "本", "本", "本"],
        ["p", "p", "q", "q", None],
    )
    table = amazon_rate.rate_table(PLAIN, rows, AS_OF).table
    assert [row[0:1] + row[3:5] for row in table[1:]] == [["本", 3, 2], ["家電", 1, 0], ["全体", 3, 2]]
    assert amazon_rate.valid_tracking_rate(PLAIN, rows, "家電", AS_OF).value == 0


def test_a_blank_row_is_no_part_of_a_package():
    """A row without a result lends its parcel neither its category nor its day."""
    rows = (["有効", ""], [IN_WINDOW, AS_OF], ["本", "家電"], ["p", "p"])
    table = amazon_rate.rate_table(PLAIN, rows, AS_OF).table
    assert [row[0:1] + row[3:5] for row in table[1:]] == [["本", 1, 1], ["全体", 1, 1]]


def test_a_package_is_promised_for_its_latest_day():
    """A parcel whose items have several promised days counts on the last of them."""
    early = day_of(date(2026, 10, 1))
    rows = (["有効", "有効"], [early, IN_WINDOW], ["", ""], ["p", "p"])
    assert amazon_rate.valid_tracking_rate(PLAIN, rows, "", AS_OF).value == 1
    assert amazon_rate.rate_table(PLAIN, rows, AS_OF).table[-1][3] == 1


def test_a_category_is_found_however_it_is_spelt():
    """Width, case and spaces make no other category; an unknown one has no package."""
    rows = (["有効", "無効"], [IN_WINDOW, IN_WINDOW], ["ＰＣ 用品", "本"], [None, None])
    assert amazon_rate.valid_tracking_rate(PLAIN, rows, "pc用品", AS_OF).value == 1
    assert amazon_rate.valid_tracking_rate(PLAIN, rows, "靴", AS_OF).value == "対象なし"
    assert amazon_rate.invalid_allowance(PLAIN, rows, "靴", AS_OF).value == "対象なし"
    assert amazon_rate.recovery(PLAIN, rows, "靴", AS_OF).value == "対象なし"


def test_a_package_in_scope_needs_its_day():
    """A package in scope without a promised day stops the answer; out of scope it needs none."""
    rows = (["有効", "無効", "対象外", ""], [None, None, None, None], [""] * 4, [None] * 4)
    with pytest.raises(errors.PackageWithoutDay, match=r"2行が読めません \(最初: 1行目 .*お届け予定日"):
        amazon_rate.valid_tracking_rate(PLAIN, rows, "", AS_OF)
    quiet = (["対象外", ""], [None, None], ["", ""], [None, None])
    assert amazon_rate.valid_tracking_rate(PLAIN, quiet, "", AS_OF).value == "対象なし"


def test_the_trend_is_a_row_a_day():
    """The trend has 30 rows by default, the as-of day last, each the rate of its own window."""
    rows = columns([["有効", date(2026, 11, 10), 3], ["無効", date(2026, 11, 11), 1]])
    table = amazon_rate.rate_trend(PLAIN, rows, "", AS_OF, None).table
    assert table[0] == ["基準日", "対象", "有効", "追跡可能率"]
    assert len(table) == 31
    assert table[1] == [date(2026, 10, 23), 0, 0, "対象なし"]
    assert table[-2] == [date(2026, 11, 20), 3, 3, 1]
    assert table[-1] == [date(2026, 11, 21), 4, 3, Fraction(3, 4)]


@pytest.mark.parametrize("days", [0, AS_OF + 1])
def test_a_trend_needs_days(days):
    """No day, or days before the calendar, are refused."""
    with pytest.raises(errors.UnreadableNumber, match="日数"):
        amazon_rate.rate_trend(PLAIN, ([], [], [], []), "", AS_OF, days)


def test_a_shops_own_limit_is_said():
    """A shop that watches 97 % gets its own limit in rate, table and warning, and a note of it."""
    context = Context(overridden=standard_rulebook().with_overrides({"amazon.rate_limit": 97}, "設定シート"))
    rows = columns([["有効", date(2026, 11, 1), 96], ["無効", date(2026, 11, 1), 4]])
    answer = amazon_rate.invalid_allowance(context, rows, "", AS_OF)
    assert answer.value == -1
    assert [note.kind for note in answer.notes] == ["案内", "上書き"]
    assert "97%未満" in answer.notes[0].text
    assert amazon_rate.invalid_allowance(PLAIN, rows, "", AS_OF).value == 1


# everything at once, counted row by row

PACKAGE_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["有効", "有効", "有効", "無効", "対象外", ""]),
        st.integers(AS_OF - 60, AS_OF + 40),
        st.sampled_from(["本", "家電", ""]),
        st.sampled_from([None, None, "p", "q", "r"]),
    ),
    max_size=40,
)


def counted(rows, which, as_of):
    """Count packages in scope and valid ones in the window by going through all rows for each of them."""
    parcels = {}
    for number, (validity, day, category, key) in enumerate(row for row in rows if row[0]):
        parcels.setdefault(key or number, []).append((validity, day, category))
    first, last = as_of - 39, as_of - 10
    scope = valid = 0
    for parcel in parcels.values():
        results = {validity for validity, _, _ in parcel}
        in_category = not which or which in {category for _, _, category in parcel}
        if results & {"有効", "無効"} and in_category and first <= max(day for _, day, _ in parcel) <= last:
            scope += 1
            valid += "無効" not in results
    return scope, valid


@given(PACKAGE_ROWS, st.sampled_from(["", "本", "家電"]), st.integers(1, 60))
def test_rates_are_counted_row_by_row(rows, which, days):
    """Trend, rate, allowance and day of recovery are what counting all rows again for each day gives."""
    given_columns = tuple(list(column) for column in zip(*rows, strict=True)) or ([], [], [], [])
    expected = [counted(rows, which, day) for day in range(AS_OF - days + 1, AS_OF + 1)]
    trend = amazon_rate.rate_trend(PLAIN, given_columns, which, AS_OF, days).table[1:]
    assert [tuple(row[1:3]) for row in trend] == expected
    scope, valid = expected[-1]
    rate = Fraction(valid, scope) if scope else "対象なし"
    assert amazon_rate.valid_tracking_rate(PLAIN, given_columns, which, AS_OF).value == rate
    borne = [k for k in range(-scope, valid + 1) if (valid - k) * 20 >= scope * 19]
    allowance = max(borne) if scope else "対象なし"
    assert amazon_rate.invalid_allowance(PLAIN, given_columns, which, AS_OF).value == allowance
    listed = any(counted(rows, which, AS_OF + ahead)[0] for ahead in range(-200, 200))
    recovers = "見込みなし" if listed else "対象なし"
    for ahead in range(100):
        scope, valid = counted(rows, which, AS_OF + ahead)
        if scope and valid * 20 >= scope * 19:
            recovers = date_of(AS_OF) + timedelta(days=ahead)
            break
    assert amazon_rate.recovery(PLAIN, given_columns, which, AS_OF).value == recovers


@given(PACKAGE_ROWS)
def test_the_table_is_counted_row_by_row(rows):
    """Each row of the table is what counting the rows of its category gives."""
    given_columns = tuple(list(column) for column in zip(*rows, strict=True)) or ([], [], [], [])
    table = amazon_rate.rate_table(PLAIN, given_columns, AS_OF).table
    for name, _, _, scope, valid, *_ in table[1:]:
        if name != "(カテゴリーなし)":
            assert (scope, valid) == counted(rows, "" if name == "全体" else name, AS_OF)
    names = [category or "(カテゴリーなし)" for validity, _, category, _ in rows if validity]
    assert [row[0] for row in table[1:]] == [*dict.fromkeys(names), "全体"]
