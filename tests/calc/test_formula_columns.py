"""Columns of formulas: what each formula needs does not depend on how many there are, and spans spare the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.hosts.calc.sheets.formula_columns import FormulaColumn, _spans, linked_column
from xlshipcheck.hosts.function_calls import FormulaSheet, for_calc, has_call

FACTS = FormulaSheet([("入金日", "B"), ("発送日", "C")], {"入金日": (0,), "発送日": (1,)}, 3, "$設定.$B$2")
FORMULAS = [
    "=qoo10_stage()",
    "=qoo10_stage(;;;46357)",
    "=QOO10_STAGE(B{r};C{r};;{r})",
    "=_xll.qoo10_stage(B{r};$C${r})+LOG10({r})",
    "=[1]!jp_workday(B{r};10)&0.{r}",
    "=amazon_amount(B{r};$受注.C{r})",
    '=IF(B{r}="QOO10_STAGE(10)";qoo10_stage(B{r});{r}{r})',
    "=qoo10_stage(B9999999)+{r}",
    "=qoo10_deadline(B{r};;$'2026'!B{r})",
    "=SUM(B{r}:B{r})",
    "{{=qoo10_stage(B{r}:B9;C{r}:C9)}}",
]


@given(
    st.lists(
        st.tuples(st.sampled_from(FORMULAS), st.one_of(st.integers(1, 120), st.integers(1, 1 << 20))),
        min_size=1,
        max_size=40,
        unique_by=lambda cell: cell[1],
    )
)
def test_each_formula_as_if_alone(cells):
    """Formulas that share a shape get the very text that each of them gets when it is the only one."""
    rows = sorted(row for _, row in cells)
    formulas = [text.format(r=row) for row, (text, _) in zip(rows, cells, strict=True)]
    linked = linked_column(FormulaColumn(5, rows, formulas), "F", FACTS)
    for row, formula, text in zip(rows, formulas, linked.texts, strict=True):
        is_array = formula.startswith("{")
        alone = for_calc(formula[1:-1] if is_array else formula, row, FACTS, "F")
        assert text == (f"{{{alone}}}" if is_array and alone else alone)
    assert linked.calls == sum(map(has_call, formulas))


def test_the_result_decides_the_format():
    """A formula that is one call gets the format of its result, any other none."""
    formulas = ["=qoo10_deadline(B2)", "=jp_is_workday(B3)", "=qoo10_deadline(B4)+1-1", "=SUM(B5)"]
    linked = linked_column(FormulaColumn(5, [2, 3, 4, 5], formulas), "F", FormulaSheet())
    assert linked.codes == ["YYYY/MM/DD", "BOOLEAN", "", ""]


@pytest.mark.parametrize(
    ("rows", "parting", "commented", "spans"),
    [
        ([2, 4, 6], [], set(), [[2, 4, 6]]),
        ([2, 4, 6], [5], set(), [[2, 4], [6]]),
        ([2, 4, 6], [1, 3, 9], set(), [[2], [4, 6]]),
        ([2, 3, 4], [3], {3}, [[2], [3], [4]]),
        ([2, 3, 4], [2, 3, 4], {2, 3, 4}, [[2], [3], [4]]),
        ([2, 66, 131], [], set(), [[2, 66], [131]]),
    ],
)
def test_spans_spare_what_lies_between(rows, parting, commented, spans):
    """Cells are entered together across blanks, never across a value or a comment, nor across a long gap."""
    found = list(_spans([(row, "=1") for row in rows], parting, commented))
    assert sorted([row for row, _ in span] for span in found) == spans
