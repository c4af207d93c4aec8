"""Ranges: shapes in and out, values for the whole call, closed days, and the rows of aggregates."""

from __future__ import annotations

from datetime import date

import pytest
from usual_calls import ANSWERING, COUNTING, ROWWISE, USUAL, usual_arguments

from xlshipcheck.catalogue.calling import call, evaluate
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

BASE, AS_OF = date(2026, 11, 20), date(2026, 11, 26)
SAFE_DAY, NEXT_OPEN_DAY = date(2026, 11, 27), date(2026, 11, 24)
LATER = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("bases", "answer"),
    [
        (BASE, SAFE_DAY),
        ([BASE], [[SAFE_DAY]]),
        ([[BASE]], [[SAFE_DAY]]),
        ([BASE, ""], [[SAFE_DAY], [""]]),
        ((BASE, ""), [[SAFE_DAY], [""]]),
        ([[BASE], [""]], [[SAFE_DAY], [""]]),
        ([[BASE, ""]], [[SAFE_DAY, ""]]),
        (((BASE, ""), ("", BASE)), [[SAFE_DAY, ""], ["", SAFE_DAY]]),
        ([["", None], [0, "　"], [BASE, ""]], [["", ""], ["", ""], [SAFE_DAY, ""]]),
    ],
)
def test_the_shape_that_goes_in_comes_out(bases, answer):
    """A scalar gives a scalar, a flat list a column, one cell one cell, and rows of cells rows of cells."""
    assert call("QOO10_DEADLINE", [bases], PLAIN) == answer


@pytest.mark.parametrize(
    ("name", "argument"),
    [(name, a.name) for name in ROWWISE for a in catalogue()[name].arguments if a.rowwise],
)
def test_every_rowwise_argument_may_be_a_range(name, argument):
    """A range in any one argument spills; the others, be they single cells or ranges of one, are repeated."""
    function = catalogue()[name]
    given = usual_arguments(name)
    alone = call(name, given, PLAIN)
    given[function.position(argument)] = [[given[function.position(argument)]] * 2] * 2
    assert call(name, given, PLAIN) == [[cut(alone)] * 2] * 2
    others = [
        [[value]] if function.arguments[k].rowwise and not isinstance(value, list) else value
        for k, value in enumerate(given)
    ]
    assert call(name, others, PLAIN) == [[cut(alone)] * 2] * 2


def cut(answer):
    """Return an answer as a spilled cell carries it."""
    return answer[:254] + "…" if isinstance(answer, str) and len(answer) > 255 else answer


def test_ranges_of_different_shapes():
    """Ranges that do not fit together are refused with the size of each."""
    said = call("QOO10_STAGE", [[BASE] * 3, [["", ""]], "一般", [AS_OF]], PLAIN)
    assert said == (
        "エラー: 範囲の大きさが違います (入金日 3×1, 発送日 1×2, 基準日 1×1)。同じ行数・列数にしてください"
    )
    said = call("QOO10_SHIP_RATE", [[BASE] * 3, [""], ["一般", "一般"], AS_OF], PLAIN)
    assert said.startswith("エラー: 範囲の大きさが違います (入金日 3×1, 発送日 1×1, 区分 2×1)")


@pytest.mark.parametrize(
    "broken", [[], [[]], [[BASE], []], [[BASE, ""], [BASE]], [BASE, [BASE]], [[[BASE]]], [[BASE, [BASE]]]]
)
@pytest.mark.parametrize("name", ["QOO10_DEADLINE", "QOO10_SHIP_RATE"])
def test_what_is_no_rectangle(name, broken):
    """Rows of different lengths, lists in lists and empty lists are refused by the argument's name."""
    given = usual_arguments(name)
    given[0] = broken
    assert (
        call(name, given, PLAIN)
        == "エラー: 入金日の範囲が四角形ではありません。行ごとの列数をそろえてください"
    )


@pytest.mark.parametrize("broken", [[], [[BASE], []], [BASE, [BASE]]])
def test_closed_days_that_are_no_rectangle(broken):
    """The closed days are a range like any other."""
    assert call("JP_IS_WORKDAY", [BASE, broken], PLAIN).startswith(
        "エラー: 休業日の範囲が四角形ではありません"
    )


SINGLE = [
    (name, a.name)
    for name in ANSWERING
    for a in catalogue()[name].arguments
    if a.reader != "closed" and (not a.rowwise or (a.reader == "as_of" and name in COUNTING))
]


@pytest.mark.parametrize(("name", "argument"), SINGLE)
def test_one_value_for_the_whole_call(name, argument):
    """An argument that holds for the whole call may be a range of one cell, and no more."""
    function = catalogue()[name]
    position = function.position(argument)
    given = usual_arguments(name)
    alone = call(name, given, PLAIN)
    value = given[position]
    given[position] = [[value]]
    assert call(name, given, PLAIN) == alone
    given[position] = [value, value]
    japanese = function.arguments[position].japanese
    assert call(name, given, PLAIN) == (
        f"エラー: {japanese}が範囲 (2×1) になっています。セル一つか値を指定してください"
    )


def test_one_bad_cell_stays_alone():
    """A cell that cannot be read has its own error text, and its neighbours their own answers."""
    answer = call("QOO10_STAGE", [[BASE, "x", BASE], "", ["一般", "一般", "特急"], AS_OF], PLAIN)
    assert answer[0] == ["注意"]
    assert answer[1][0].startswith("エラー: 入金日「x」は日付として読めません")
    assert answer[2][0].startswith("エラー: 区分「特急」は使えません")


def test_the_first_bad_argument_is_named():
    """A row with several bad cells names the first, in the order of the arguments."""
    assert call("QOO10_STAGE", ["x", "y", "z", AS_OF], PLAIN).startswith("エラー: 入金日「x」")


@pytest.mark.parametrize(("length", "shown"), [(255, 255), (256, 255), (4000, 255)])
def test_long_texts_are_cut_where_they_spill(length, shown):
    """A spilled text over 255 characters is cut with an ellipsis; a single cell holds it whole."""
    around = len(call("QOO10_APOLOGY", ["長", BASE, BASE], PLAIN)) - 1
    cause = "長" * (length - around)
    whole = call("QOO10_APOLOGY", [cause, BASE, BASE], PLAIN)
    assert len(whole) == length
    spilled = call("QOO10_APOLOGY", [[cause], BASE, BASE], PLAIN)[0][0]
    assert spilled == (whole if length == shown else whole[: shown - 1] + "…")


def test_an_error_text_is_cut_like_any_other():
    """An error text that spills is no longer than a cell takes."""
    given = [[BASE, BASE], "", ["長" * 300, "x" * 300], AS_OF]
    assert max(len(row[0]) for row in call("QOO10_STAGE", given, PLAIN)) <= 255


def test_a_spilled_table_is_cut_too():
    """The cells of a table that spills are cut like those of a range."""
    table = call("AMAZON_VTR_TABLE", [["有効"], [BASE], ["長" * 300], LATER], PLAIN)
    assert table[1][0] == "長" * 254 + "…"
    assert len({len(row) for row in table}) == 1


# Closed days.


@pytest.mark.parametrize(
    ("closed", "answer"),
    [
        (MISSING, date(2026, 11, 25)),
        ("", date(2026, 11, 25)),
        (None, date(2026, 11, 25)),
        (0, date(2026, 11, 25)),
        ([""], NEXT_OPEN_DAY),
        ([[None, 0], ["", "　"]], NEXT_OPEN_DAY),
        (date(2026, 11, 26), NEXT_OPEN_DAY),
        ([date(2026, 11, 24), "", date(2026, 11, 24)], date(2026, 11, 25)),
        ([[date(2026, 11, 24)], [date(2026, 11, 25)]], date(2026, 11, 26)),
        (["2026/11/24", 46351], date(2026, 11, 26)),
    ],
)
def test_closed_days(closed, answer):
    """Closed days come as a day, a list or a range; left out they are those of the settings; blanks are none."""
    context = Context(settings=Settings(closed=frozenset([day_of(date(2026, 11, 24))])))
    assert call("JP_WORKDAY", [BASE, 1, closed], context) == answer


@pytest.mark.parametrize("closed", ["休み", ["2026/11/24", "11/25"], [True], ["#N/A"]])
@pytest.mark.parametrize("name", [n for n in ANSWERING if catalogue()[n].arguments[-1].reader == "closed"])
def test_a_closed_day_that_cannot_be_read(name, closed):
    """An unreadable closed day stops the whole call: without it every deadline would be a guess."""
    given = [*usual_arguments(name)[:-1], closed]
    said = call(name, given, PLAIN)
    assert said.startswith("エラー: 休業日")
    assert said == call(name, [[given[0]], *given[1:]], PLAIN)


# Aggregates.


@pytest.mark.parametrize("header", ["入金日", "決済日", "Payment Date", "入 金 日", "２列目"])
def test_a_header_is_skipped(header):
    """A recognised header in row 1 is no order; an unknown one is a row that cannot be read."""
    given = [[header, BASE], ["発送日", BASE], ["区分", "一般"], LATER]
    answer = call("QOO10_SHIP_RATE", given, PLAIN)
    if header == "２列目":
        assert answer.startswith("エラー: 1行が読めません (最初: 1行目 入金日「２列目」")
    else:
        assert answer == 1


def test_a_header_alone_is_no_header():
    """A single value is no column: a header's name there is a mistake that is told; a range may be only its header."""
    assert call("QOO10_SHIP_RATE", [["入金日"], ["発送日"], ["区分"], LATER], PLAIN) == "対象なし"
    assert call("QOO10_SHIP_RATE", ["入金日", "", "", LATER], PLAIN).startswith(
        "エラー: 1行が読めません (最初: 1行目"
    )


def test_a_header_stands_in_the_first_row_only():
    """A header's name further down is a row that cannot be read."""
    given = [[BASE, "入金日"], "", "", LATER]
    assert call("QOO10_SHIP_RATE", given, PLAIN).startswith("エラー: 1行が読めません (最初: 2行目")


@pytest.mark.parametrize(
    ("bases", "shipped", "said"),
    [
        (
            ["入金日", BASE, "", "x", "11/20"],
            ["発送日", "", "", "", ""],
            "2行が読めません (最初: 4行目 入金日「x」は日付として読めません。2026/11/20 のように年月日で入力してください)",
        ),
        (
            [BASE, "", "x"],
            ["", "", ""],
            "1行が読めません (最初: 3行目 入金日「x」は日付として読めません。2026/11/20 のように年月日で入力してください)",
        ),
        (
            [BASE, BASE],
            ["", "11/20"],
            "1行が読めません (最初: 2行目 発送日「11/20」に年がありません。2026/11/20 のように年から入力してください)",
        ),
        (
            [["入金日", "入金日"], ["x", BASE]],
            [["", ""], ["", ""]],
            "1行が読めません (最初: 2行目 入金日「x」は日付として読めません。2026/11/20 のように年月日で入力してください)",
        ),
        (
            [[BASE, BASE], ["", ""], ["x", "y"]],
            "",
            "1行が読めません (最初: 3行目 入金日「x」は日付として読めません。2026/11/20 のように年月日で入力してください)",
        ),
    ],
)
def test_unreadable_rows_stop_an_aggregate(bases, shipped, said):
    """Rows that cannot be read are counted, and the first is named by its row of the range, header included."""
    assert call("QOO10_SHIP_RATE", [bases, shipped, "一般", LATER], PLAIN) == f"エラー: {said}"


@pytest.mark.parametrize("name", COUNTING)
def test_an_error_value_stops_an_aggregate(name):
    """An error value in any column of any aggregate is an error text, never a row left out."""
    function = catalogue()[name]
    for position, argument in enumerate(function.arguments):
        given = [
            [value, value] if a.rowwise and a.reader != "as_of" else value
            for a, value in zip(function.arguments, usual_arguments(name), strict=True)
        ]
        if isinstance(given[position], list):
            given[position] = [USUAL[argument.reader], "#N/A"]
            said = call(name, given, PLAIN)
            assert said.startswith(
                f"エラー: 1行が読めません (最初: 2行目 {argument.japanese}のセルがエラー「#N/A」です"
            )


def test_single_values_are_one_row():
    """An aggregate over single cells counts one row, and single cells are repeated along a range."""
    assert call("QOO10_POINTS_MONTH", [BASE, "", "一般", "2026-11", LATER], PLAIN) == -2
    for kind in ("一般", ["一般"], [["一般"]]):
        assert call("QOO10_POINTS_MONTH", [[BASE] * 3, [""], kind, "2026-11", LATER], PLAIN) == -6


def test_a_row_without_its_base_is_not_looked_at():
    """A blank row is skipped whatever else stands in it."""
    assert call("QOO10_SHIP_RATE", [[BASE, ""], [BASE, "x"], "一般", LATER], PLAIN) == 1


@pytest.mark.parametrize("empty", ["", [""], [["", ""]], ["入金日", ""]])
def test_an_empty_set_has_no_rate(empty):
    """No rows are 対象なし, never 100 %; and no points."""
    assert call("QOO10_SHIP_RATE", [empty, "", "", LATER], PLAIN) == "対象なし"
    assert call("QOO10_LATE_ALLOWANCE", [empty, "", "", LATER], PLAIN) == "対象なし"
    assert call("QOO10_POINTS_MONTH", [empty, "", "", "2026-11", LATER], PLAIN) == 0


def test_an_empty_set_of_packages():
    """No packages are 対象なし, and a table still has its header and its total."""
    for name in ("AMAZON_VTR", "AMAZON_INVALID_ALLOWANCE", "AMAZON_VTR_RECOVERY"):
        assert call(name, [["", ""], ["", ""], "", "", LATER], PLAIN) == "対象なし"
    table = call("AMAZON_VTR_TABLE", [["追跡判定", ""], ["", ""], "", LATER], PLAIN)
    assert [row[0] for row in table] == ["カテゴリー", "全体"]


@pytest.mark.parametrize(
    ("which", "rate"),
    [(MISSING, 1.0), ("", 1.0), ("一般", 1.0), ("予約", 0.0), ("preorder", 0.0), ("特急", None)],
)
def test_which_kind_counts(which, rate):
    """Each kind has a rate of its own; left out, the rate is that of 一般 orders."""
    answer = call("QOO10_SHIP_RATE", [[BASE, BASE], [BASE, ""], ["一般", "予約"], LATER, which], PLAIN)
    assert (
        answer == rate if rate is not None else answer.startswith("エラー: 集計する区分「特急」は使えません")
    )


@pytest.mark.parametrize(
    ("which", "rate"), [(MISSING, 0.5), ("", 0.5), ("本", 1.0), ("ﾎﾝ", "対象なし"), ("家電", 0.0)]
)
def test_which_category_counts(which, rate):
    """`which` blank counts all categories, and a category without packages is 対象なし."""
    given = [["有効", "無効"], [BASE, BASE], ["本", "家電"], which, LATER]
    assert call("AMAZON_VTR", given, PLAIN) == rate


def test_without_categories_all_is_counted():
    """The categories may be left out; then all is counted, whatever `which` says."""
    assert call("AMAZON_VTR", [["有効"], [BASE], MISSING, MISSING, LATER], PLAIN) == 1
    assert call("AMAZON_VTR", [["有効"], [BASE], MISSING, "本", LATER], PLAIN) == 1


@pytest.mark.parametrize("validity", ["有効？", "OK", True, 1, "エラー: 注文金額を指定してください"])
def test_a_validity_that_is_none_stops_the_rate(validity):
    """Whatever is no result of AMAZON_SCAN_VALID, an error text above all, stops the rate."""
    said = call("AMAZON_VTR", [["有効", validity], [BASE, BASE], "", "", LATER], PLAIN)
    assert said.startswith("エラー: 1行が読めません (最初: 2行目 追跡判定")


@pytest.mark.parametrize(
    ("package", "rate"),
    [
        (MISSING, 2 / 3),
        ("", 2 / 3),
        (["A", "A", "B"], 1 / 2),
        (["A", "", "B"], 2 / 3),
        ([1, "1", "B"], 1 / 2),
        ([1.0, "1", "B"], 1 / 2),
        ([["A", "4444"], ["A", "4444"], ["B", "1"]], 1 / 2),
        ([["A", "4444-1"], ["A", 44441], ["B", "1"]], 1 / 2),
        ([["A", "4444"], ["C", "4444"], ["B", "1"]], 2 / 3),
        ([["A", ""], ["A", ""], ["B", "1"]], 1 / 2),
        ([["", ""], ["", ""], ["B", "1"]], 2 / 3),
        ([["A", "", "ヤマト"], ["A", "", "YAMATO"], ["B", "1", ""]], 1 / 2),
        ([["A", "", "ヤマト"], ["A", "", "佐川"], ["B", "1", ""]], 2 / 3),
        ([["A", "x", "1", 1], ["A", "x", "1", 1.0], ["B", "x", "1", 1]], 1 / 2),
    ],
)
def test_rows_of_one_package_count_once(package, rate):
    """Order and number, in one column or two, make rows one package; without a number order and carrier do."""
    given = [["有効", "有効", "無効"], [BASE] * 3, MISSING, MISSING, LATER, package]
    assert call("AMAZON_VTR", given, PLAIN) == pytest.approx(rate, abs=1e-12)


def test_a_package_that_cannot_be_read():
    """An error value among the packages stops the rate, in either column."""
    for second in ("#N/A", "Err:502"):
        package = [["A", "1"], ["B", second]]
        said = call("AMAZON_VTR", [["有効", "有効"], [BASE] * 2, "", "", LATER, package], PLAIN)
        assert said.startswith(f"エラー: 1行が読めません (最初: 2行目 梱包のセルがエラー「{second}」です")


@pytest.mark.parametrize(
    "name", [name for name in COUNTING if catalogue()[name].arguments[0].name == "validity"]
)
def test_a_package_without_its_day_stops_the_rate(name):
    """A package in scope without お届け予定日 is named with its row of the range; one out of scope needs none."""
    validity, days = ["追跡判定", "有効", "", "無効", "対象外"], ["お届け予定日", BASE, BASE, "", ""]
    context = Context(day_of(LATER))
    said = call(name, [validity, days, ["カテゴリー", *["本"] * 4]], context)
    assert said.startswith("エラー: 1行が読めません (最初: 4行目 ")
    assert "お届け予定日がありません" in said
    quiet = call(name, [validity[:1] + validity[4:], days[:1] + days[4:], ["カテゴリー", "本"]], context)
    assert "エラー" not in str(quiet)


def test_a_result_tells_its_notes_and_problems():
    """A host gets, beside the cells, each note once and each problem."""
    far = Context(day_of(date(2030, 1, 1)))
    result = evaluate("QOO10_DEADLINE", [[date(2040, 1, 10), date(2040, 1, 11), "x"]], far)
    assert [note.kind for note in result.notes()] == ["推定"]
    assert [problem[:8] for problem in result.problems()] == ["入金日「x」は日"]
    assert result.shape == (3, 1)
