"""Formula texts between Excel and Calc: calls found, said again, and given back."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.calc.link import with_plain_names
from xlshipcheck.hosts.function_calls import (
    FormulaSheet,
    as_cell,
    as_range,
    for_calc,
    for_excel,
    has_call,
    outer_function,
)

PLAIN = FormulaSheet()
ORDERS = FormulaSheet(
    [("注文番号", "A"), ("入金日", "H"), ("発送日", "J"), ('お届け"予定"日', "K")],
    {"注文番号": (0,), "入金日": (1,), "発送日": (2,), "お届け予定日": (3,)},
    1,
)
SETTINGS = ORDERS._replace(as_of="$設定.$B$2")


@pytest.mark.parametrize(
    ("formula", "facts", "said"),
    [
        ("=_xll.qoo10_stage(H2;J2)", PLAIN, "=QOO10_STAGE(H2;J2)"),
        ("=[1]!qoo10_stage(H2)", PLAIN, "=QOO10_STAGE(H2)"),
        ("=[12]!QOO10_STAGE(H2)", PLAIN, "=QOO10_STAGE(H2)"),
        ("='c:\\x y\\店''s\\xlshipcheck.xlam'!qoo10_stage(H2)", PLAIN, "=QOO10_STAGE(H2)"),
        ("=xlshipcheck.xlam!JP_WORKDAY(H2;1)", PLAIN, "=JP_WORKDAY(H2;1)"),
        ("=_xludf.qoo10_stage(H2)", PLAIN, "=QOO10_STAGE(H2)"),
        ("=1+_xll.jp_workday(_xll.jp_workday(H2;1);2)", PLAIN, "=1+JP_WORKDAY(JP_WORKDAY(H2;1);2)"),
        ("=qoo10_stage(H2;;;;R2)", PLAIN, "=qoo10_stage(H2;;;;R2:R2)"),
        ("=qoo10_stage(H2;;;;$R$2)", PLAIN, "=qoo10_stage(H2;;;;$R$2:$R$2)"),
        ("=qoo10_stage(H2;;;;$'設 定'.B2)", PLAIN, "=qoo10_stage(H2;;;;$'設 定'.B2:B2)"),
        (
            "=amazon_amount(表[[#This Row];[金額]])",
            PLAIN,
            "=amazon_amount(表[[#This Row];[金額]]:表[[#This Row];[金額]])",
        ),
        ("=amazon_amount(1980;A1+1)", PLAIN, None),
        ("=qoo10_stage(H2:H9;J2:J9)", PLAIN, '=(qoo10_stage(H2:H9;J2:J9)&"")'),
        ('=(qoo10_stage(H2:H9)&"")', PLAIN, None),
        ("=qoo10_points(H2:H9;J2:J9)", PLAIN, None),
        ("=qoo10_stage(H:H)", PLAIN, '=(qoo10_stage(H:H)&"")'),
        ("=qoo10_stage()", PLAIN, None),
        (
            "=qoo10_stage()",
            ORDERS,
            '=SHIPCHECK_ROW("QOO10_STAGE";"注文番号";A2:A2;"入金日";H2:H2;"発送日";J2:J2)',
        ),
        (
            '=qoo10_deadline(;;"警告")',
            ORDERS,
            '=SHIPCHECK_ROW("QOO10_DEADLINE";"注文番号";A2:A2;"入金日";H2:H2;"発送日";J2:J2;"=期限の種類";"警告")',
        ),
        (
            "=hold_last_day()",
            ORDERS,
            '=SHIPCHECK_ROW("HOLD_LAST_DAY";"発送日";J2:J2)',
        ),
        (
            "=amazon_scan_valid()",
            ORDERS,
            '=SHIPCHECK_ROW("AMAZON_SCAN_VALID";"発送日";J2:J2;"お届け""予定""日";K2:K2)',
        ),
        ("=qoo10_stage(H2;J2)", SETTINGS, "=qoo10_stage(H2;J2;;$設定.$B$2:$B$2)"),
        ("=qoo10_stage(H2;J2;;Z1)", SETTINGS, None),
        ("=jp_workday(H2;1)", SETTINGS, None),
        ("=SUM(A1)", ORDERS, None),
        ("=MY_QOO10_STAGE(H2)", PLAIN, None),
        ("=QOO10_STAGES(H2)", PLAIN, None),
        ('="_xll.qoo10_stage("&1', PLAIN, None),
        ('="a""_xll.qoo10_stage(1)"', PLAIN, None),
        ("='_xll.qoo10_stage('.A1", PLAIN, None),
        ("=_xll.qoo10_stage(H2", PLAIN, None),
        ('=_xll.qoo10_apology("a;b(";{1;2})', PLAIN, '=QOO10_APOLOGY("a;b(";{1;2})'),
        ("=JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2;J2)", PLAIN, None),
        (
            "=JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2;;;;R2)",
            PLAIN,
            "=JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2;;;;R2:R2)",
        ),
    ],
)
def test_said_for_calc(formula, facts, said):
    """A formula gets the text that Calc needs, none where a look-up of its names is enough."""
    assert for_calc(formula, 2, facts) == said
    if said is not None:
        assert for_calc(said, 2, facts) is None, "once is enough"


@pytest.mark.parametrize(
    "formula", ["=qoo10_stage(H2)", "=QOO10_STAGE(H2)", "=_xll.qoo10_stage(H2)", "=qoo10_stage()"]
)
def test_a_book_with_macros_gets_long_names(formula):
    """Where macros have the names of the functions, only the long name leads to the add-in; once is enough."""
    facts = ORDERS._replace(has_macros=True)
    said = for_calc(formula, 2, facts)
    assert said.startswith("=JP.XLSHIPCHECK.FUNCTIONS.")
    assert for_calc(said, 2, facts) is None


def test_a_call_in_or_above_the_header_has_no_row():
    """Above the rows of the table there is no row to take values from."""
    assert for_calc("=qoo10_stage()", 1, ORDERS) is None


def test_a_call_never_asks_for_its_own_cell():
    """A call that stands in a column with a role leaves that column out: it would wait for itself."""
    assert "J2" not in for_calc("=qoo10_stage()", 2, ORDERS, "J")


@pytest.mark.parametrize(
    ("saved", "formula"),
    [
        ("JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2,J2,,,R2:R2)", "QOO10_STAGE(H2,J2,,,R2)"),
        (" JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2)", "QOO10_STAGE(H2)"),
        ('(JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2:H9)&"")', "QOO10_STAGE(H2:H9)"),
        ('JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2)&""', 'QOO10_STAGE(H2)&""'),
        (
            'JP.XLSHIPCHECK.FUNCTIONS.SHIPCHECKROW("QOO10_STAGE","入金日",H2:H2)',
            "QOO10_STAGE()",
        ),
        (
            'JP.XLSHIPCHECK.FUNCTIONS.SHIPCHECKROW("QOO10_DEADLINE","入金日",H2:H2,"=期限の種類","警告")',
            'QOO10_DEADLINE(,,"警告")',
        ),
        (
            'JP.XLSHIPCHECK.FUNCTIONS.SHIPCHECKROW("QOO10_STAGE","=基準日",設定!$B$2:$B$2)',
            "QOO10_STAGE(,,,設定!$B$2)",
        ),
        (
            "IF(JP.XLSHIPCHECK.FUNCTIONS.JPWORKDAY(JP.XLSHIPCHECK.FUNCTIONS.JPWORKDAY(A1,1),2)>0,1,2)",
            "IF(JP_WORKDAY(JP_WORKDAY(A1,1),2)>0,1,2)",
        ),
        (
            "JP.XLSHIPCHECK.FUNCTIONS.AMAZONAMOUNT(表[[#This Row],[金額]]:表[[#This Row],[金額]])",
            "AMAZON_AMOUNT(表[[#This Row],[金額]])",
        ),
        (
            'JP.XLSHIPCHECK.FUNCTIONS.SHIPCHECKEXPLAIN("QOO10_STAGE",A1:A1)',
            'SHIPCHECK_EXPLAIN("QOO10_STAGE",A1)',
        ),
        ("SUM(A1:A1)", "SUM(A1:A1)"),
    ],
)
def test_said_for_excel(saved, formula):
    """A saved formula gets back the names and forms that Excel knows, and is left alone from then on."""
    assert for_excel(saved) == formula
    assert for_excel(formula) == formula


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1", "A1:A1"),
        ("$A$1", "$A$1:$A$1"),
        ("$s.B2", "$s.B2:B2"),
        ("'a b'.C3", "'a b'.C3:C3"),
        ("t[x]", "t[x]:t[x]"),
    ],
)
def test_cells_and_ranges_of_one_cell(one, other):
    """A reference to a cell becomes a range of that cell and back."""
    assert as_range(one) == other
    assert as_cell(other) == one


@pytest.mark.parametrize(
    "text", ["A1:A2", "12", '"A1"', "A1+1", "f(A1)", "TRUE", "", "t[#All]", "t[[a]:[b]]"]
)
def test_what_is_no_single_cell_stays(text):
    """Anything but a reference to one cell is neither widened nor narrowed."""
    assert as_range(text) == text
    assert as_cell(text) == text


def test_calls_are_noticed_in_any_case():
    """A call is noticed however its name is written; a word that only resembles one is not."""
    assert has_call("=qOO10_stage(1)")
    assert not has_call("=QOO10_STAGE")
    assert not has_call("=XQOO10_STAGE(1)")


def test_outer_function_decides_the_look():
    """The function that a formula is a call of is known, also behind a call by row; what goes on is none."""
    assert outer_function("=QOO10_DEADLINE(A1)").name == "QOO10_DEADLINE"
    assert (
        outer_function('= SHIPCHECK_ROW("QOO10_DEADLINE";"入金日";H2:H2)'.replace("= ", "=")).result == "日付"
    )
    assert outer_function("=1+QOO10_DEADLINE(A1)") is None
    assert outer_function("= QOO10_DEADLINE(MAX(A1;2))").name == "QOO10_DEADLINE"
    assert outer_function("=QOO10_DEADLINE(A1)-TODAY()") is None
    assert outer_function("=QOO10_DEADLINE(A1") is None


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (
            '_xll.qoo10_stage($B2,$C2,"a_xll.qoo10_stage(1)")="警告"',
            'QOO10_STAGE($B2,$C2,"a_xll.qoo10_stage(1)")="警告"',
        ),
        ("jp_workday([1]!jp_workday($B2;1);2)>$C2", "JP_WORKDAY(JP_WORKDAY($B2;1);2)>$C2"),
        ("qoo10_stage()", "QOO10_STAGE()"),
        ("SUM($B2,1)", "SUM($B2,1)"),
    ],
)
def test_conditions_change_in_names_only(formula, plain):
    """Whatever separates the arguments in a condition, only the names of our functions change."""
    assert with_plain_names(formula) == plain


@pytest.mark.parametrize(
    "typed",
    [
        "=QOO10_STAGE()",
        "=QOO10_STAGE(,,,45000)",
        "=QOO10_STAGE(,,,設定!$B$2)",
        "=QOO10_STAGE(H2,J2)",
        "=QOO10_STAGE(H2,J2,,設定!$B$2)",
        '=QOO10_DEADLINE(,,"警告")',
        '=IF(QOO10_STAGE()="警告",QOO10_POINTS(H2),"")',
        "=HOLD_ACTION()",
    ],
)
def test_what_was_typed_comes_back(typed):
    """From Excel to Calc and back a call is what it was: the settings' 基準日 that it got on the way is gone."""
    opened = for_calc(typed.replace(",", ";").replace("設定!", "$設定."), 2, SETTINGS) or typed
    saved = opened.replace(";", ",").replace("$設定.", "設定!")
    assert for_excel(saved[1:]) == typed[1:]
