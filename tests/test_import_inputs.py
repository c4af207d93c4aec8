"""Columns that the seller computes: what the export says of them is not entered, and what they hang on is named."""

from __future__ import annotations

import pytest
from importing_books import HEADER, book, imported, known, planned, qsm, qsm_cells, told

from xlshipcheck.context import Context, Settings
from xlshipcheck.importing.formulas import own_row_columns

TITLES = ["注文番号", "商品代金", "配送料", "税抜 [円]"]


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("ROUND((D5+E5)/1.1,0)", {4, 5}),
        ("SUM(B5:D5)+$F5", {2, 3, 4, 6}),
        ("D5+e5", {4, 5}),
        # Another row, a fixed cell, another sheet, a whole column, a text, a function and names like cells.
        ("D4+$G$5+H$5+Tax!I5+'税 率'!J5:K5+SUM(L:L)+LEN(\"M5\")+LOG10(5)+税N5+A5.b", set()),
        ("単価!B5:C5*D5", {4}),
        ("[@商品代金]+受注[[#This Row],[配送料]]", {2, 3}),
        ("SUM([@[商品代金]:[配送料]])+[@[税抜 '[円']]]", {2, 3, 4}),
        ("SUM(受注[商品代金])+受注[[#Totals],[配送料]]", set()),
        ("D55+D5", {4}),
    ],
)
def test_which_columns_a_formula_uses_in_its_row(formula, columns):
    """Only what stands in the row of the formula can be blank in a new one."""
    assert own_row_columns(formula, 5, TITLES) == columns


def computed(*texts, role="数量", blank=()):
    """Return the plan for a sheet whose 数量 is a formula: the texts of it and of the own columns behind it."""
    places = range(9, 9 + len(texts))
    header = [*HEADER[:8], role, *[f"列{place}" for place in places[1:]], "セット", "予備"]
    rows = [[*known(number)[:9], *[2] * (len(header) - 9)] for number in "12"]
    formulas = [(row, place) for row in (2, 3) for place, text in zip(places, texts, strict=True) if text]
    said = {(3, place): text for place, text in zip(places, texts, strict=True)}
    sheet = book(*rows, header=header, formulas=formulas, texts=said)
    context = Context(settings=Settings(columns={role: "数量"}))
    cells = qsm_cells("3", **dict.fromkeys(blank, ""))
    return planned(sheet, qsm(cells), context)


def test_blank_columns_behind_a_formula_are_named():
    """Values of the export that are not entered are said, and so is what the formula lacks in the new rows."""
    assert told(computed("J3+K3+$L$1"), "の列は数式なので") == (
        "「数量」の列は数式なので、書き出しの値を入れていません。"
        "数式が使う列 (J列「セット」, K列「予備」) の値が新しい行で空です。入力してください"
    )


def test_columns_that_new_rows_fill_are_not_named():
    """What the export itself fills is there: B is the order number, D the day of payment."""
    assert told(computed("LEN(B3)+D3"), "の列は数式なので") == (
        "「数量」の列は数式なので、書き出しの値を入れていません"
    )


def test_columns_that_the_export_leaves_empty_are_named():
    """A shared column is blank as well where the export says nothing."""
    assert "(F列「発送予定日」)" in told(computed("F3+D3", blank=["発送予定日"]), "の列は数式なので")


def test_a_formula_behind_a_formula_is_followed():
    """The new rows have the formula in between, and still no value."""
    assert "(K列「セット」)" in told(computed("J3*2", "K3+J3"), "の列は数式なので")


def test_the_role_is_named_where_the_header_is_the_sellers():
    """The seller knows his header, the rules speak of the role."""
    assert "「わが数」の列 (数量) は数式なので" in told(computed("J3", role="わが数"), "は数式なので")


def test_a_formula_that_is_not_known_is_told_without_columns():
    """An array formula does not say here what it uses."""
    sheet = book(*map(known, "12"), formulas=[(2, 9), (3, 9)], arrays=[(2, 9), (3, 9)])
    told(imported(sheet, qsm(qsm_cells("3"))), "「数量」の列は数式なので、書き出しの値を入れていません")
    assert sheet.value(4, 9) is None


def test_what_the_export_lacks_is_not_told():
    """Nothing is lost where the export says nothing of the column."""
    plan = computed("J3+K3", blank=["数量"])
    assert not any("の列は数式なので" in sentence for sentence in plan.report())


def test_formulas_filled_down_beforehand_keep_the_exports_values_out():
    """The first order of an empty sheet meets them too."""
    sheet = book([], formulas=[(2, 9)], texts={(2, 9): "J2"}, header=[*HEADER, "セット"])
    plan = planned(sheet, qsm(qsm_cells("1")))
    assert "(J列「セット」)" in told(plan, "「数量」の列は数式なので")
