"""SHIPCHECK_EXPLAIN: it ends in the function's own answer, and its steps are the days and rules behind it."""

from __future__ import annotations

import datetime as dt
import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_calendars import is_open, numpy_calendar

from xlshipcheck import errors
from xlshipcheck.calling import call
from xlshipcheck.catalogue import functions
from xlshipcheck.cells import MISSING
from xlshipcheck.context import Context, Settings
from xlshipcheck.days import day_of
from xlshipcheck.explain import EXPLAINERS, explain
from xlshipcheck.explain_steps import MOST_LISTED
from xlshipcheck.qoo10 import EVENTS
from xlshipcheck.rulebook import GROUPS, RULES_FOLDER, standard_rulebook

DATA = tomllib.loads((Path(__file__).parent / "data" / "explain_examples.toml").read_text("utf-8"))
AS_OF = dt.date(2026, 11, 24)
CONTEXT = Context(day_of(AS_OF))
HEADER = ["手順", "内容", "値", "根拠"]


def given_arguments(values):
    """Return the arguments of an example, with those that are left out."""
    return [MISSING if value == "(省略)" else value for value in values]


EXAMPLES = [
    pytest.param(name, given_arguments(entry["arguments"]), entry, id=f"{name}-{number}")
    for name, table in DATA.items()
    for number, entry in enumerate(table["calls"])
]


@cache
def rule_entries():
    """Return key -> (rule, its sources) as they stand in the rule files."""
    entries = {}

    def collect(table, prefix, sources):
        for key, entry in table.items():
            if isinstance(entry, dict) and "dated_by" in entry:
                entries[prefix + key] = (entry, sources)
            elif isinstance(entry, dict):
                collect(entry, f"{prefix}{key}.", sources)

    for group in GROUPS:
        table = tomllib.loads((RULES_FOLDER / f"{group}.toml").read_text("utf-8"))
        collect(table, f"{group}.", table.get("sources", {}))
    return entries


def steps(table, title):
    """Return the rows of a title."""
    return [row for row in table if row[0] == title]


def expected_result(name, arguments, context=CONTEXT):
    """Return the 値 that an explanation must end in: the answer, of a range its first row that is asked for."""
    if name == "SHIPCHECK_EXPLAIN":
        return call(name, arguments, context)[-1][2]
    answer = call(name, arguments, context)
    if not isinstance(answer, list):
        return answer if not isinstance(answer, str) or len(answer) <= 255 else answer[:254] + "…"
    if functions()[name].result == "表":
        return " | ".join(str(cell) for cell in answer[-1])
    flat = [cell for row in answer for cell in row]
    bases = [cell for row in arguments[0] for cell in (row if isinstance(row, list) else [row])]
    rows = [k for k, base in enumerate(bases) if base not in {"", "入金日", "配送会社"}]
    return flat[rows[0] if rows else 0]


def assert_rectangle(table):
    """Hold the form of every explanation: a header, four columns, cells that can be spilled."""
    assert table[0] == HEADER
    assert {len(row) for row in table} == {4}
    assert all(isinstance(cell, (str, int, float, dt.date)) for row in table for cell in row)
    assert all(len(cell) <= 255 for row in table for cell in row if isinstance(cell, str))


def test_examples_cover_the_catalogue():
    """Every function of the catalogue has example calls, and every one that is not the explanation has steps."""
    assert list(DATA) == list(functions())
    assert set(EXPLAINERS) == set(functions()) - {"SHIPCHECK_EXPLAIN"}


@pytest.mark.parametrize(("name", "arguments", "entry"), EXAMPLES)
def test_last_row_is_the_answer(name, arguments, entry):
    """The last row is what the function itself answers, its error text included."""
    table = explain(CONTEXT, name, *arguments)
    assert_rectangle(table)
    title, _, value, _ = table[-1]
    assert title == "結果"
    assert value == expected_result(name, arguments)
    assert (isinstance(value, str) and value.startswith("エラー: ")) == entry.get("error", False)


@pytest.mark.parametrize(("name", "arguments", "entry"), EXAMPLES)
def test_rules_stand_with_their_source(name, arguments, entry):
    """Each rule that the contract names for a call stands with value, date and source as in the rule file."""
    rows = steps(explain(CONTEXT, name, *arguments), "規則")
    assert all(row[1] and row[2] != "" and row[3] for row in rows)
    for key in entry.get("consults", []):
        rule, sources = rule_entries()[key]
        found = [row for row in rows if row[1].startswith(rule["name"])]
        assert found, key
        for row in found:
            value = next(v for v in rule["values"] if sources[v["source"]]["title"] in row[3])
            source = sources[value["source"]]
            assert source["publisher"] in row[3]
            assert source["read_on"].isoformat() in row[3]
            if isinstance(value["value"], int) and not isinstance(value["value"], bool):
                possible = {f"{v['value']} {rule['unit']}".strip() for v in rule["values"]}
                assert row[2] in possible


def test_a_dated_rule_names_the_day_it_is_in_force_from():
    """Of a rule with two dated values the one of the promised day stands, with its day."""
    package = ["ヤマト運輸", "444413758703", 1500]
    name = "日本の出品者: この金額以上の梱包が対象"
    for day, value, words in [
        (dt.date(2022, 8, 23), "1000 円", "2022-08-23 以降"),
        (dt.date(2022, 8, 22), "2000 円", "2022-08-23 より前"),
    ]:
        table = explain(CONTEXT, "AMAZON_SCAN_VALID", *package, day)
        row = next(row for row in table if row[1] == name)
        assert row[2] == value
        assert words in row[3]


@pytest.mark.parametrize("name", list(functions()))
def test_every_rule_that_decides_is_named(name):
    """Where a changed rule changes an answer, the explanation names it as the shop's setting."""
    changed_answers = 0
    for entry in DATA[name]["calls"]:
        arguments = given_arguments(entry["arguments"])
        before = call(name, arguments, CONTEXT)
        for key, value in other_values():
            context = Context(CONTEXT.as_of, None, rulebook_with(key, value))
            if name == "SHIPCHECK_EXPLAIN" or call(name, arguments, context) == before:
                continue
            changed_answers += 1
            rows = explain(context, name, *arguments)
            words = rule_entries()[key][0]["name"]
            named = [row for row in rows if row[1].startswith(words)]
            assert named, (key, arguments)
            assert any("店舗の設定 (設定シート)" in row[3] for row in named)
    ruled = any(entry.get("consults") for entry in DATA[name]["calls"])
    assert changed_answers > 0 or not ruled or name in {"SHIPCHECK_EXPLAIN", "CARRIER_NAME"}


@cache
def other_values():
    """Return (key, other value) for every rule but those of words: neighbours within its bounds, or a part."""
    others = []
    for key, (rule, _) in rule_entries().items():
        value = rule["values"][-1]["value"]
        if rule["kind"] == "integer":
            least, most = rule["bounds"]
            others += [(key, other) for other in (value - 1, value + 1) if least <= other <= most]
        elif rule["kind"] == "flag":
            others.append((key, not value))
        elif rule["kind"] == "list":
            others.append((key, tuple(value[2:])))
    return others


@cache
def rulebook_with(key, value):
    """Return the rulebook with one value of the shop's own."""
    own = list(value) if isinstance(value, tuple) else value
    return standard_rulebook().with_overrides({key: own}, "設定シート")


def test_an_override_names_the_value_it_replaces():
    """A rule that the shop changed shows the shop's value, where it was set, and the rulebook's value."""
    context = Context(CONTEXT.as_of, None, rulebook_with("qoo10.general.notice", 2))
    rows = steps(explain(context, "QOO10_STAGE", dt.date(2026, 11, 20)), "規則")
    assert ["一般: 注意になる日", "2 営業日後", "店舗の設定 (設定シート)。規則集の値は 3 営業日後"] in [
        row[1:] for row in rows
    ]


dates = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
days_off = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=8)


@given(dates, st.integers(0, 30), days_off)
def test_skipped_days_are_the_closed_ones(base, length, closed):
    """The days named as not counted are those numpy leaves out with another package's holidays."""
    as_of = base + dt.timedelta(days=length)
    table = explain(CONTEXT, "QOO10_STAGE", base, "", "一般", as_of, "", closed or MISSING)
    rows = steps(table, "数えない日")
    days = [base + dt.timedelta(days=k + 1) for k in range(length)]
    expected = [day for day in days if not is_open(day_of(day), frozenset(map(day_of, closed)))]
    assert [row[2] for row in rows] == expected
    assert all(row[1] and row[3] for row in rows)
    counted = next(row[2] for row in table if row[0] == "数える")
    assert counted == length - len(expected)
    if not closed:
        assert counted == np.busday_count(base, as_of, busdaycal=numpy_calendar()) + (
            bool(np.is_busday(as_of, busdaycal=numpy_calendar()))
            - bool(np.is_busday(base, busdaycal=numpy_calendar()))
        )


@given(dates, st.integers(-25, 25).filter(bool))
def test_workday_names_the_days_it_passes_over(start, days):
    """JP_WORKDAY names each closed day between its start and its answer, in either direction."""
    table = explain(CONTEXT, "JP_WORKDAY", start, days)
    first, last = sorted((start, table[-1][2]))
    between = [first + dt.timedelta(days=k) for k in range(1, (last - first).days)]
    expected = [day for day in between if not np.is_busday(day, busdaycal=numpy_calendar())]
    assert [row[2] for row in steps(table, "数えない日")] == expected


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (dt.date(2026, 11, 21), "土曜日"),
        (dt.date(2026, 11, 22), "日曜日"),
        (dt.date(2026, 11, 23), "勤労感謝の日"),
        (dt.date(2026, 11, 24), "休業日(設定)"),
    ],
)
def test_reason_of_a_closed_day(date, reason):
    """A closed day carries its weekday, its holiday's name, or that the shop's list closes it."""
    table = explain(CONTEXT, "JP_IS_WORKDAY", date, dt.date(2026, 11, 24))
    assert [row[1:3] for row in steps(table, "数えない日")] == [[reason, date]]


def test_a_long_list_of_skipped_days_is_summed_up():
    """Only the first closed days are listed; how many more there are is said, and the last one."""
    table = explain(CONTEXT, "JP_NETWORKDAYS", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    *listed, last = steps(table, "数えない日")
    days = np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
    closed = days[~np.is_busday(days, busdaycal=numpy_calendar())].tolist()
    assert [row[2] for row in listed] == closed[:MOST_LISTED]
    assert last[1:3] == [f"ほか {len(closed) - MOST_LISTED} 日", closed[-1]]


def test_estimated_holidays_are_labelled():
    """A holiday of a year not gazetted yet is named as an estimate, and the answer is noted as one."""
    table = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2029, 1, 5))
    holidays = [row for row in steps(table, "数えない日") if row[1] == "成人の日"]
    assert [row[3] for row in holidays] == ["国民の祝日 (公布前のため推定)"]
    assert [row[2] for row in steps(table, "注記")] == ["推定"]


def test_defaults_are_named_as_defaults():
    """An argument that was left out shows what stands in for it, the as-of day included."""
    table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 20))
    rows = {row[1]: row[2:] for row in steps(table, "引数")}
    assert rows["入金日"] == [dt.date(2026, 11, 20), "指定した値"]
    assert rows["発送日"] == ["", "省略"]
    assert rows["区分"][0] == "一般"
    assert rows["基準日"][0] == AS_OF
    assert all("省略時の値" in rows[name][1] for name in ("区分", "基準日", "休業日"))
    given_table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 20), 0, "予約", "2026/11/21")
    given_rows = {row[1]: row[2:] for row in steps(given_table, "引数")}
    assert given_rows["発送日"] == ["", "空白"]
    assert given_rows["区分"] == ["予約", "指定した値"]
    assert given_rows["基準日"] == [dt.date(2026, 11, 21), "指定した値"]


def test_settings_stand_in_and_are_named():
    """A rate and closed days of the settings are named as such where the arguments are left out."""
    closed = frozenset({day_of(dt.date(2026, 11, 24))})
    settings = Settings(closed=closed, rates={"一般": Fraction(96, 100)}, shop_closed=closed)
    table = explain(Context(CONTEXT.as_of, settings), "QOO10_STAGE", dt.date(2026, 11, 10))
    assert [row[2:] for row in steps(table, "発送率")] == [[0.96, "20×24 > 19×25 (設定の発送率)"]]
    assert ["休業日", "1 日", "省略時の値 (設定の一覧)"] in [row[1:] for row in table]
    assert table[-1][2] == "警告"


@pytest.mark.parametrize(
    ("rate", "comparison", "stage"),
    [
        ("95%", "20×19 ≤ 19×20", "制限"),
        (0.9501, "20×9501 > 19×10000", "警告"),
        (0, "20×0 ≤ 19×1", "制限"),
        (1, "20×1 > 19×1", "警告"),
    ],
)
def test_rate_is_compared_in_whole_numbers(rate, comparison, stage):
    """The rate stands against the limit as integers, and exactly 95 % is restricted."""
    table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 9), "", "", "", rate)
    assert steps(table, "発送率")[0][3].startswith(comparison)
    assert table[-1][2] == stage


def test_the_edge_of_a_deadline_is_said():
    """Shipping on the closed days behind 最終発送日 still counts as in time, and is said so."""
    table = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2026, 11, 20))
    assert [row[2] for row in steps(table, "境界")] == [dt.date(2026, 11, 29)]
    days_left = explain(CONTEXT, "QOO10_DAYS_LEFT", dt.date(2026, 11, 16), "", "", dt.date(2026, 11, 22))
    assert "境界" in [row[2] for row in steps(days_left, "注記")]
    midweek = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2026, 11, 11))
    assert midweek[-1][2] == dt.date(2026, 11, 17)
    assert not steps(midweek, "境界")


def test_a_range_is_explained_for_its_first_row():
    """Of a range the first row that is neither blank nor a header is explained, and which one is said."""
    column = ["入金日", "", dt.date(2026, 11, 18), dt.date(2026, 11, 9)]
    table = explain(CONTEXT, "QOO10_STAGE", column)
    assert [row[2:] for row in steps(table, "行")] == [[3, "全 4 行"]]
    assert "範囲の 3 行目" in table[-1][1]
    assert table[-1][2] == call("QOO10_STAGE", [column], CONTEXT)[2][0]


def test_rows_left_out_of_a_rate_are_accounted_for():
    """Each row of the range is in one group: header, blank, other kind, still open, late, in time."""
    bases = ["入金日", "2026-11-09", "2026-11-09", "2026-11-20", "", "2026-11-20", "2026-11-09"]
    shipped = ["発送日", "2026-11-12", "2026-11-16", "", "", "", ""]
    kinds = ["区分", "一般", "一般", "一般", "", "予約", "一般"]
    table = explain(CONTEXT, "QOO10_SHIP_RATE", bases, shipped, kinds)
    found = {row[1]: row[2:] for row in table if row[0] in {"除く行", "数える", "数える行"}}
    assert found == {
        "範囲の行のうち、読んだ行": [5, "全 7 行"],
        "見出しの行": [1, "1行目"],
        "入金日が空白の行": [1, ""],
        "区分が一般でない行": [1, "6行目"],
        "未発送で、まだ期限が来ていない行": [1, "4行目"],
        "期限後に発送した行、期限が過ぎて未発送の行": [2, "3、7行目"],
        "期限内に発送した行 (分子)": [1, "2行目"],
        "期限内と期限後の合計 (分母)": [3, ""],
    }
    assert [row[3] for row in steps(table, "計算")] == ["20×1 ≤ 19×3"]


def test_rate_of_two_hundred_orders():
    """190 of 200 is compared as 20×190 ≤ 19×200, and so is what one more late order would make."""
    base = [dt.date(2026, 11, 9)] * 200
    shipped = [dt.date(2026, 11, 12)] * 191 + [dt.date(2026, 11, 13)] * 9
    table = explain(CONTEXT, "QOO10_LATE_ALLOWANCE", base, shipped, "一般")
    assert table[-1][2] == 0
    assert [row[3] for row in steps(table, "計算")] == [
        "20×191 > 19×200",
        "20×191 > 19×200",
        "20×190 ≤ 19×200",
    ]
    assert "ほか 171 行" in next(row[3] for row in table if row[1] == "期限内に発送した行 (分子)")


def test_rows_outside_the_window_of_the_settings():
    """Rows whose base day lies outside the window of the settings are named."""
    window = (day_of(dt.date(2026, 11, 1)), day_of(dt.date(2026, 11, 30)))
    context = Context(CONTEXT.as_of, Settings(rate_window=window))
    bases = [dt.date(2026, 10, 30), dt.date(2026, 11, 2)]
    table = explain(context, "QOO10_SHIP_RATE", bases, bases, "一般")
    outside = next(row for row in steps(table, "除く行") if "期間" in row[1])
    assert outside[2:] == [1, "1行目"]
    assert table[-1][2] == 1


orders = st.lists(
    st.tuples(
        st.dates(dt.date(2026, 10, 20), dt.date(2026, 11, 30)),
        st.one_of(st.just(""), st.dates(dt.date(2026, 10, 20), dt.date(2026, 12, 5))),
        st.sampled_from(["一般", "予約"]),
    ),
    min_size=1,
    max_size=40,
)


@given(orders, st.sampled_from(["一般", "予約"]))
def test_groups_add_up_to_the_rate(rows, which):
    """Numerator over denominator is the answer, and the groups of rows add up to all rows read."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = explain(CONTEXT, "QOO10_SHIP_RATE", *columns, "", which)
    found = {row[1]: row[2] for row in table if row[0] in {"除く行", "数える"}}
    late = found.pop("期限後に発送した行、期限が過ぎて未発送の行")
    in_time = found.pop("期限内に発送した行 (分子)")
    counted = found.pop("期限内と期限後の合計 (分母)")
    assert counted == in_time + late == len(rows) - sum(found.values())
    assert table[-1][2] == (in_time / counted if counted else "対象なし")


@given(orders)
def test_bookings_of_a_month_are_listed(rows):
    """The rows named as booked in the month, times the points of one order, are the answer."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = explain(CONTEXT, "QOO10_POINTS_MONTH", *columns, "2026-11")
    booked = next(row[2] for row in table if row[1] == "その月に減点が確定した行")
    groups = [row[2] for row in steps(table, "除く行")]
    assert booked + sum(groups) == len(rows)
    assert table[-1][2] == -2 * booked
    assert all(row[2].month == 11 for row in steps(table, "減点") if isinstance(row[2], dt.date))


packages = st.lists(
    st.tuples(
        st.sampled_from(["有効", "有効", "無効", "対象外"]),
        st.dates(dt.date(2026, 10, 10), dt.date(2026, 11, 24)),
        st.sampled_from(["本", "玩具"]),
        st.one_of(st.just(""), st.sampled_from("abc")),
    ),
    min_size=1,
    max_size=30,
)


@given(packages, st.sampled_from(["", "本"]))
def test_packages_add_up_to_the_rate(rows, which):
    """Packages left out and packages counted are all packages, and valid over scope is the answer."""
    validity, days, categories, keys = (list(column) for column in zip(*rows, strict=True))
    table = explain(CONTEXT, "AMAZON_VTR", validity, days, categories, which, "", keys)
    found = {row[1]: row[2] for row in table if row[0] in {"数える", "除く梱包"}}
    left_out = sum(row[2] for row in steps(table, "除く梱包"))
    assert found["同じ梱包の行をまとめた梱包の数"] == left_out + found["対象の梱包 (分母)"]
    assert [row[2] for row in steps(table, "期間")] == [dt.date(2026, 10, 16), dt.date(2026, 11, 14)]
    scope, valid = found["対象の梱包 (分母)"], found["そのうち有効 (分子)"]
    assert scope == valid + found["そのうち無効"]
    assert table[-1][2] == (valid / scope if scope else "対象なし")
    if scope:
        sign = "≥" if valid * 20 >= scope * 19 else "<"
        assert steps(table, "計算")[0][3] == f"20×{valid} {sign} 19×{scope}"


def test_what_may_follow_below_the_limit_is_said():
    """Below 95 %, and beside a day of recovery, the improvement plan and Amazon's approval are named."""
    columns = (["有効", "無効"], [dt.date(2026, 11, 1), dt.date(2026, 10, 20)])
    for name in ("AMAZON_VTR", "AMAZON_VTR_RECOVERY"):
        assert any("改善計画" in row[1] for row in steps(explain(CONTEXT, name, *columns), "注記"))


odd_values = st.one_of(
    st.sampled_from(
        ["", None, MISSING, 0, "2026-11-20", "20日", True, -5, 1e300, "#N/A", 46346, "予約", 0.95]
    ),
    st.dates(dt.date(1985, 12, 1), dt.date(2100, 1, 31)),
)
kinds = st.sampled_from(["", "一般", "予約", "特別", MISSING])


@given(odd_values, odd_values, kinds, odd_values, odd_values, odd_values)
def test_stage_ends_in_its_answer_whatever_is_given(base, shipped, kind, as_of, rate, closed):
    """For any arguments of QOO10_STAGE the explanation is a rectangle that ends in the function's answer."""
    arguments = (base, shipped, kind, as_of, rate, closed)
    table = explain(CONTEXT, "QOO10_STAGE", *arguments)
    assert_rectangle(table)
    assert table[-1][2] == call("QOO10_STAGE", arguments, CONTEXT)


@given(
    odd_values, st.one_of(kinds, st.sampled_from(EVENTS)), st.sampled_from(["", MISSING, *EVENTS]), odd_values
)
def test_deadline_ends_in_its_answer_whatever_is_given(base, kind, event, closed):
    """For any arguments of QOO10_DEADLINE the explanation is a rectangle that ends in its answer."""
    arguments = (base, kind, event, closed)
    table = explain(CONTEXT, "QOO10_DEADLINE", *arguments)
    assert_rectangle(table)
    assert table[-1][2] == call("QOO10_DEADLINE", arguments, CONTEXT)


@given(st.sampled_from(list(functions())), st.lists(odd_values, max_size=4))
def test_any_function_ends_in_its_answer(name, arguments):
    """Odd values for any function make an explanation with its error text, never a failure of our own."""
    if name == "SHIPCHECK_EXPLAIN" or len(arguments) > len(functions()[name].arguments):
        return
    table = explain(CONTEXT, name, *arguments)
    assert_rectangle(table)
    assert table[-1][2] == expected_result(name, arguments)


@pytest.mark.parametrize("name", ["qoo10_stage", " QOO10_STAGE ", "ＱＯＯ１０＿ＳＴＡＧＥ", ["QOO10_STAGE"]])
def test_the_name_is_read_in_any_form(name):
    """A function's name is understood in any case and width, and from a cell."""
    assert explain(CONTEXT, name, dt.date(2026, 11, 20))[1][2] == "QOO10_STAGE"


def test_what_cannot_be_explained_is_refused():
    """An unknown function, no function and too many arguments are refused, as the function itself would."""
    with pytest.raises(errors.UnknownFunction):
        explain(CONTEXT, "QOO10_STAGES")
    with pytest.raises(errors.MissingArgument):
        explain(CONTEXT)
    with pytest.raises(errors.MissingArgument):
        explain(CONTEXT, "SHIPCHECK_EXPLAIN")
    with pytest.raises(errors.ArgumentCount):
        explain(CONTEXT, "JP_HOLIDAY_NAME", dt.date(2026, 11, 20), 1)
    assert call("SHIPCHECK_EXPLAIN", ["なし"], CONTEXT).startswith("エラー: 関数「なし」はありません")


def test_an_explanation_explains_itself():
    """To explain SHIPCHECK_EXPLAIN is to give the explanation it gives."""
    asked = ("JP_IS_WORKDAY", dt.date(2026, 11, 23))
    assert explain(CONTEXT, "SHIPCHECK_EXPLAIN", *asked) == explain(CONTEXT, *asked)


def test_a_call_without_an_as_of_day_says_so():
    """Without a day to answer on, the explanation ends in the sentence that asks for one."""
    table = explain(Context(), "QOO10_STAGE", dt.date(2026, 11, 20))
    assert table[-1][2] == "エラー: 基準日を指定してください"
