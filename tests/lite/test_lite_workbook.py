"""What lies in a workbook of xlwings Lite: generated, complete, and answering as every other host does."""

from __future__ import annotations

import ast
import asyncio
import sys
from datetime import date
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "hosts")]
from excel_books import open_book
from lite_examples import ASKED, ROOT, registered, wrong_answers
from port_contract import ORDERS, SheetSpec
from stand_in_lite import Book

from xlshipcheck import __version__
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators import lite as generator
from xlshipcheck.hosts import lite
from xlshipcheck.hosts.lite import LEAST_XLWINGS

FOUND = registered()


@pytest.mark.parametrize("name", generator.files())
def test_files_are_as_generated(name):
    """The files beside the templates are what the catalogue makes of them: run `just generate`."""
    assert (ROOT / "workbook_templates" / "lite" / name).read_text(encoding="utf-8") == generator.files()[
        name
    ]


def test_every_function_is_registered():
    """Lite knows every function of the catalogue under the name typed in a cell, and each argument comes as rows."""
    assert list(FOUND.functions) == list(functions())
    assert set(FOUND.dimensions) == {
        (function.name, argument.name) for function in functions().values() for argument in function.arguments
    }
    assert set(FOUND.dimensions.values()) == {2}


def test_help_says_what_holds_here():
    """Functions in Lite see no 設定 sheet: no help may say that they take a setting from it."""
    assert [place for place, text in FOUND.documented.items() if "省略時は設定" in text] == []


def test_answers_that_hang_on_the_day_are_computed_anew():
    """A cell without 基準日 is another one tomorrow, which Excel is told."""
    expected = {
        name
        for name, function in functions().items()
        if any(argument.reader == "as_of" for argument in function.arguments)
    }
    assert FOUND.volatile == {*expected, "SHIPCHECK_EXPLAIN"}


def test_worked_examples_are_answered_alike():
    """Every worked example that needs no settings is answered by the workbook's functions as by hand."""
    assert len(ASKED) > 300
    assert wrong_answers(FOUND) == []


def test_a_call_by_row_says_what_to_give():
    """Lite tells no function its row: without arguments the answer names those to give, and never a blank."""
    for name, function in functions().items():
        if function.row_aware:
            said = FOUND.functions[name]()
            assert said.startswith("エラー: ")
            assert function.arguments[0].japanese in said


def test_a_cell_never_sees_an_exception(monkeypatch):
    """What goes wrong in our own code is a sentence in the cell, not #VALUE!."""

    def fails(*_arguments):
        raise RuntimeError("x")

    monkeypatch.setattr(lite.calling, "call", fails)
    assert lite.answer("JP_HOLIDAY_NAME", [[46339.0]]).startswith(
        "エラー: JP_HOLIDAY_NAME を計算できませんでした"
    )


def test_a_day_left_out_is_today():
    """Without 基準日 the function reads the clock, in Japan."""
    assert FOUND.functions["QOO10_STAGE"]([[33000.0]]) == "制限候補"
    assert FOUND.functions["QOO10_STAGE"]([[None]], [[None]]) == ""


def test_script_refreshes_the_book(capsys):
    """The script of the workbook judges its orders and prints what it did."""
    book = open_book(SheetSpec("受注", [ORDERS[0], ["A-1", date(1999, 11, 9), None, None]]))
    book.results["=N(DATE(1904,1,1))"] = 1462.0
    asyncio.run(FOUND.scripts["shipcheck_refresh"](Book(book)))
    assert capsys.readouterr().out.splitlines()[0] == "シート「受注」: 1行を判定しました"


def test_requirements_name_what_is_needed():
    """The workbook asks for this version of the package, and for an xlwings whose books can be read."""
    assert generator.files()["requirements.txt"].split() == [
        f"xlwings>={LEAST_XLWINGS}",
        f"xlshipcheck=={__version__}",
    ]


def test_nothing_of_the_paid_part_is_named():
    """The workbook imports names of xlwings itself, and nothing below it; the host imports none of it at all."""
    tree = ast.parse(generator.files()["main.py"])
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name for name in modules if name.startswith("xlwings")} == {"xlwings"}
    for path in (ROOT / "xlshipcheck" / "hosts" / "lite").glob("*.py"):
        assert "import xlwings" not in path.read_text(encoding="utf-8")
