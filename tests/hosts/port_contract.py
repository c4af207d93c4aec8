"""What every host's sheet must do, as tests: a host's own test module inherits them and says how a book is made.

class TestMemoryPort(PortContract):
    def make(self, *sheets):
        return MemoryBook(...)
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.sheets.port import DATE, NUMBER, TEXT, Area, CellUpdate, NewRows, ResultBlock, ResultColumn
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import (
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    SHEET_NAME,
    TODAY_NAMES,
    Section,
    Summary,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.sheets.port import BookPort

DAY = dt.date(2026, 11, 20)
MOMENT = dt.datetime(2026, 11, 20, 0, 2, 10)  # noqa: DTZ001  a cell has no offset
AS_OF = Context(day_of(dt.date(2026, 11, 21)))
ORDERS = [
    ["注文番号", "入金日", "発送日", "メモ"],
    ["A-1", dt.date(2026, 11, 9), dt.date(2026, 11, 12), "急ぎ"],
    ["A-2", dt.date(2026, 11, 13), None, None],
    ["A-3", None, None, "入金待ち"],
]


class SheetSpec(NamedTuple):
    """A sheet as a test wants it; rows and columns from 1.

    Attributes:
        name: its name.
        rows: its cells from A1 on.
        tables: tables on it.
        pivots: pivot areas on it.
        merged: merged ranges.
        formulas: (row, column) -> formula without `=`, beside the value that stands in `rows`.
        arrays: (row, column) -> an array formula of this one cell, likewise.
        error_values: (row, column) -> an error such as `#N/A`.
        protected: whether it is protected.
        marks: hidden names that stand for its A1, as for that of a sheet of ours.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    tables: Sequence[Area] = ()
    pivots: Sequence[Area] = ()
    merged: Sequence[Area] = ()
    formulas: Mapping[tuple[int, int], str] = {}
    arrays: Mapping[tuple[int, int], str] = {}
    error_values: Mapping[tuple[int, int], str] = {}
    protected: bool = False
    marks: Sequence[str] = ()


def block(*columns: ResultColumn, header_row: int = 1, table: str = "") -> ResultBlock:
    """Return a block of result columns."""
    return ResultBlock(header_row, columns, table)


class PortContract:
    """The contract. A host overrides `make`, and `reopened` where writing ends with saving a file."""

    can_make_pivots = True
    """False for a host whose test tools cannot make a pivot table."""

    keeps_marks = True
    """False for a host that writes no names of sheets: there a refresh knows its columns by their words."""

    def make(self, *sheets: SheetSpec) -> BookPort:
        """Return a book of these sheets, ready to be read and written."""
        raise NotImplementedError

    def reopened(self, book: BookPort) -> BookPort:
        """Return the book as it is read after what was written to it has been saved."""
        return book

    def cells(self, book: BookPort, name: str) -> list[list[object]]:
        """Return all cells of a sheet."""
        sheet = book.sheet(name)
        return sheet.read_block(1, sheet.used_size()[0])

    def test_sheets_are_named_in_their_order(self):
        """The order of the tabs is the order in which sheets are refreshed."""
        book = self.make(SheetSpec("二", [["a"]]), SheetSpec("一", [["b"]]), SheetSpec("Sheet 3", [["c"]]))
        assert book.sheet_names() == ["二", "一", "Sheet 3"]
        assert book.sheet("一").name == "一"

    def test_used_size_reaches_to_the_last_value(self):
        """Blank cells at the end are not used; blank cells before a value are."""
        book = self.make(SheetSpec("s", [["a", None, None], [None, None, "c", None], [None, ""]]))
        assert book.sheet("s").used_size() == (2, 3)

    def test_empty_sheet_has_no_size(self):
        """Nothing is used on an empty sheet, and reading none of its rows gives none."""
        sheet = self.make(SheetSpec("s", [])).sheet("s")
        assert sheet.used_size() == (0, 0)
        assert sheet.read_block(1, 0) == []

    def test_blocks_are_as_wide_as_the_sheet(self):
        """Rows of different lengths come as a rectangle, blanks as None."""
        sheet = self.make(SheetSpec("s", [["a"], ["b", "", "c"], [], ["d"]])).sheet("s")
        assert sheet.read_block(1, 4) == [
            ["a", None, None],
            ["b", None, "c"],
            [None, None, None],
            ["d", None, None],
        ]
        assert sheet.read_block(2, 2) == [["b", None, "c"]]

    def test_columns_come_in_the_order_asked_for(self):
        """A column beyond the used size is blank; a range that ends before it begins is empty."""
        sheet = self.make(SheetSpec("s", [["a", "x"], ["b", "y"], ["c", "z"]])).sheet("s")
        assert sheet.read_columns([2, 1, 9], 2, 3) == [["y", "z"], ["b", "c"], [None, None]]
        assert sheet.read_columns([1], 3, 2) == [[]]
        assert sheet.read_columns([], 1, 3) == []

    def test_values_keep_their_types(self):
        """Dates are dates, numbers numbers, and digits typed as text are text."""
        row = [DAY, MOMENT, 1980, 0.955, True, "007", "=1+1", "+81", " 空白 "]
        read = self.make(SheetSpec("s", [row])).sheet("s").read_block(1, 1)[0]
        assert [str(value)[:10] for value in read[:2]] == ["2026-11-20", "2026-11-20"]
        assert all(isinstance(value, dt.date) for value in read[:2])
        assert isinstance(read[1], dt.datetime)
        assert abs(read[1] - MOMENT) < dt.timedelta(seconds=1)
        assert read[2:4] == [1980, 0.955]
        assert read[4] is True
        assert read[5:] == ["007", "=1+1", "+81", " 空白 "]

    def test_error_values_are_no_blanks(self):
        """A cell that shows #N/A is read as that text: taken for a blank it would hide an order."""
        spec = SheetSpec("s", [["a", "b"], [None, "c"]], error_values={(2, 1): "#N/A"})
        assert self.make(spec).sheet("s").read_columns([1], 1, 2) == [["a", "#N/A"]]

    def test_formulas_are_found_by_column_and_row(self):
        """Only formulas within the rows asked for count."""
        spec = SheetSpec(
            "s",
            [["段階", "数", "x"], ["正常", 2, "y"], ["注意", 3, "z"]],
            formulas={(2, 1): "C2", (3, 2): "1+2"},
        )
        sheet = self.make(spec).sheet("s")
        assert sheet.formula_columns([1, 2, 3], 2, 3) == {1, 2}
        assert sheet.formula_columns([1, 2, 3], 3, 3) == {2}
        assert sheet.formula_columns([3], 2, 3) == set()
        assert sheet.formula_columns([1, 2], 2, 1) == set()
        assert list(sheet.formula_rows(1, 1, 3)) == [2]

    def test_tables_are_areas(self):
        """A table tells its name, its corners and its totals rows."""
        rows = [["x"], [None, "注文番号", "入金日"], [None, "A", DAY], [None, "B", DAY], [None, "計", None]]
        table = Area("注文表", 2, 2, 5, 3, totals_rows=1)
        assert self.make(SheetSpec("s", rows, tables=[table])).sheet("s").areas() == [table]

    def test_pivots_are_areas_that_are_no_tables(self):
        """The output of a pivot table is an area that is only avoided."""
        if not self.can_make_pivots:
            pytest.skip("this host's test tools make no pivot tables")
        pivot = Area("p", 1, 3, 4, 5, is_table=False)
        areas = self.make(SheetSpec("s", [["a"] * 5] * 4, pivots=[pivot])).sheet("s").areas()
        assert [area._replace(name="p") for area in areas] == [pivot]

    def test_merged_ranges_are_told(self):
        """A merged range tells its corners."""
        merged = Area("", 1, 1, 1, 3, is_table=False)
        found = (
            self.make(SheetSpec("s", [["題"], ["a", "b", "c"]], merged=[merged])).sheet("s").merged_areas()
        )
        assert [tuple(area)[1:5] for area in found] == [(1, 1, 1, 3)]

    def test_ranges_merged_over_orders_are_refused(self):
        """Orders that share a cell of 入金日 are seen as merged by every host."""
        rows = [ORDERS[0], ORDERS[2], ["A-3", None, None, None], ["A-4", None, None, None]]
        merged = Area("", 2, 2, 4, 2, is_table=False)
        book = self.make(SheetSpec("受注", rows, merged=[merged]))
        with pytest.raises(errors.MergedRows, match="B2:B4"):
            refresh_book(book, AS_OF)

    def test_typed_result_columns_are_refused_until_cleared(self):
        """What the user has typed under the name of a result is not written over; a refresh's own results are."""
        own = [[*row[:3], cell] for row, cell in zip(ORDERS, ["確認", None, "済 山田", None], strict=True)]
        book = self.make(SheetSpec("受注", own))
        with pytest.raises(errors.ResultColumnTaken, match="3行目の「確認」は「済 山田」"):
            refresh_book(book, AS_OF)
        assert [row[3:] for row in self.cells(book, "受注")] == [row[3:] for row in own]
        fresh = self.make(SheetSpec("受注", [row[:3] for row in own]))
        refresh_book(fresh, AS_OF)
        again = self.reopened(fresh)
        once = self.cells(again, "受注")
        refresh_book(again, AS_OF)
        assert self.cells(self.reopened(again), "受注") == once

    def test_protection_is_told(self):
        """A protected sheet says so, another does not."""
        book = self.make(SheetSpec("a", [["x"]], protected=True), SheetSpec("b", [["x"]]))
        assert book.sheet("a").protected()
        assert not book.sheet("b").protected()

    def test_columns_are_written_with_their_headers(self):
        """Every kind of value comes back as it was written; nothing else changes."""
        book = self.make(SheetSpec("s", [["注文番号", "メモ"], ["A", "急ぎ"], ["B", None], ["C", "x"]]))
        book.sheet("s").write_columns(
            block(
                ResultColumn("段階", 3, TEXT, ["正常", "=危険", None]),
                ResultColumn("最終発送日", 4, DATE, [DAY, None, DAY]),
                ResultColumn("減点", 5, NUMBER, [0, -2, ""]),
            )
        )
        cells = self.cells(self.reopened(book), "s")
        assert [row[:2] for row in cells] == [
            ["注文番号", "メモ"],
            ["A", "急ぎ"],
            ["B", None],
            ["C", "x"],
        ]
        assert [row[2] for row in cells] == ["段階", "正常", "=危険", None]
        dates = [row[3] for row in cells]
        assert dates[0] == "最終発送日"
        assert [None if cell is None else str(cell)[:10] for cell in dates[1:]] == [
            "2026-11-20",
            None,
            "2026-11-20",
        ]
        assert isinstance(dates[1], dt.date)
        assert [row[4] for row in cells] == ["減点", 0, -2, None]

    def test_writing_twice_is_writing_once(self):
        """The same block a second time changes no cell."""
        book = self.make(SheetSpec("s", ORDERS))
        written = block(
            ResultColumn("段階", 5, TEXT, ["a", "b", "c"]), ResultColumn("減点", 6, NUMBER, [1, 2, 3])
        )
        book.sheet("s").write_columns(written)
        book = self.reopened(book)
        once = self.cells(book, "s")
        book.sheet("s").write_columns(written)
        assert self.cells(self.reopened(book), "s") == once

    def test_blanks_clear_what_an_earlier_refresh_wrote(self):
        """A result that no longer holds does not stay behind."""
        book = self.make(SheetSpec("s", [["注文番号", "確認"], ["A", "古い注意"], ["B", "古い注意"]]))
        book.sheet("s").write_columns(block(ResultColumn("確認", 2, TEXT, ["", None])))
        assert self.cells(self.reopened(book), "s") == [["注文番号", "確認"], ["A", None], ["B", None]]

    def test_header_row_may_stand_anywhere(self):
        """Values begin in the row below the header row given."""
        book = self.make(SheetSpec("s", [["題"], [], ["a"], ["x"]]))
        book.sheet("s").write_columns(block(ResultColumn("r", 2, TEXT, ["y"]), header_row=3))
        assert self.cells(self.reopened(book), "s") == [
            ["題", None],
            [None, None],
            ["a", "r"],
            ["x", "y"],
        ]

    def test_table_grows_over_the_new_columns(self):
        """Columns written beside a table belong to it from then on."""
        table = Area("注文表", 1, 1, 3, 2)
        book = self.make(SheetSpec("s", [["注文番号", "入金日"], ["A", DAY], ["B", DAY]], tables=[table]))
        columns = [ResultColumn("段階", 3, TEXT, ["a", "b"]), ResultColumn("確認", 4, TEXT, ["c", ""])]
        book.sheet("s").write_columns(block(*columns, table="注文表"))
        assert self.reopened(book).sheet("s").areas() == [table._replace(last_column=4)]

    def test_single_cells_get_new_values(self):
        """An update touches the cell it names and no other."""
        book = self.make(SheetSpec("s", ORDERS))
        book.sheet("s").write_cells([CellUpdate(3, 3, DATE, DAY), CellUpdate(4, 4, TEXT, "入金済み")])
        cells = self.cells(self.reopened(book), "s")
        assert str(cells[2][2])[:10] == "2026-11-20"
        assert cells[3][3] == "入金済み"
        assert cells[0] == ORDERS[0]
        assert [row[0] for row in cells] == ["注文番号", "A-1", "A-2", "A-3"]

    def test_rows_are_added_below_and_the_table_grows(self):
        """New rows stand below the last one and belong to the table."""
        table = Area("注文表", 1, 1, 4, 4)
        book = self.make(SheetSpec("s", ORDERS, tables=[table]))
        columns = [
            ResultColumn("注文番号", 1, TEXT, ["A-4", "A-5"]),
            ResultColumn("メモ", 4, TEXT, [None, "x"]),
        ]
        book.sheet("s").append_rows(NewRows(5, 2, columns, 4, "注文表"))
        book = self.reopened(book)
        assert [row[0] for row in self.cells(book, "s")][3:] == ["A-3", "A-4", "A-5"]
        assert [row[3] for row in self.cells(book, "s")][3:] == ["入金待ち", None, "x"]
        assert book.sheet("s").areas() == [table._replace(last_row=6)]

    def test_orders_right_below_a_table_belong_to_it(self):
        """Orders typed or pasted below a table are judged; the table and its formulas grow over them, no further."""
        header = ["注文番号", "入金日", "発送日", "控え"]
        orders = [[f"A-{number}", DAY - dt.timedelta(14), None] for number in range(1, 5)]
        rows = [header, *([*order, 3] for order in orders[:2]), *orders[2:], [], ["A-9", DAY, None]]
        table = Area("注文表", 1, 1, 3, 4)
        formulas = {(row, 4): f"LEN(A{row})" for row in (2, 3)}
        book = self.make(SheetSpec("受注", rows, tables=[table], formulas=formulas))
        done = refresh_book(book, AS_OF)
        assert any("表のすぐ下に入力された注文" in note for note in done.notes)
        book = self.reopened(book)
        sheet = book.sheet("受注")
        cells = self.cells(book, "受注")
        stage = cells[0].index("段階")
        assert [row[0] for row in cells] == [*(row[0] if row else None for row in rows)]
        assert len({row[stage] for row in cells[1:5]}) == 1
        assert all(row[stage] for row in cells[1:5])
        assert not any(row[stage] for row in cells[5:])
        assert list(sheet.formula_rows(4, 1, 9)) == [2, 3, 4, 5]
        (grown,) = [area for area in sheet.areas() if area.is_table]
        assert (grown.first_row, grown.last_row) == (1, 5)

    def test_formulas_that_can_be_continued_are_told(self):
        """An array formula is one formula over its cells, and a cell without a formula has none to give."""
        rows = [["注文番号", "a", "b", "c"], ["A", 2, 3, 4]]
        spec = SheetSpec("s", rows, formulas={(2, 2): "1+1"}, arrays={(2, 3): "1+2"})
        sheet = self.make(spec).sheet("s")
        assert sheet.continued_formulas({1: 2, 2: 2, 3: 2, 4: 0}, "") == {2}
        assert list(sheet.formula_rows(3, 1, 2)) == [2]

    def test_what_formulas_say(self):
        """The text of a formula tells what it is computed from; a cell without one has none."""
        rows = [["注文番号", "a", "b"], ["A", 2, 3]]
        sheet = self.make(SheetSpec("s", rows, formulas={(2, 2): "LEN(A2)+1"})).sheet("s")
        assert sheet.formula_texts({1: 2, 2: 2}) == {2: "LEN(A2)+1"}

    def test_new_rows_continue_formulas(self):
        """Relative references move with the row, absolute ones and texts stay; what was filled down stays too."""
        rows = [["注文番号", "倍", "札"], ["A-1", 2, "x"], ["A-2", 2, "x"], [None, None, "前"]]
        filled_down = {(2, 2): "LEN(A2)", (2, 3): 'A2&"A2"&A$1&$A2', (4, 3): '"前"'}
        spec = SheetSpec("s", rows, formulas={**filled_down, (3, 2): "LEN(A3)*SUM(B$1:B2)"})
        book = self.make(spec)
        columns = [ResultColumn("注文番号", 1, TEXT, ["A-3", "A-4"])]
        book.sheet("s").append_rows(NewRows(4, 2, columns, 3, "", {2: 3, 3: 2}, 2))
        book = self.reopened(book)
        sheet = book.sheet("s")
        assert list(sheet.formula_rows(2, 1, 9)) == [2, 3, 4, 5]
        assert list(sheet.formula_rows(3, 1, 9)) == [2, 4, 5]
        assert sheet.read_columns([1], 1, 5) == [["注文番号", "A-1", "A-2", "A-3", "A-4"]]
        formulas = [self.formula(book, "s", *place) for place in ((4, 2), (5, 2), (4, 3), (5, 3))]
        if formulas[0] is not None:
            texts = ["=LEN(A4)*SUM(B$1:B3)", "=LEN(A5)*SUM(B$1:B4)", '="前"', '=A5&"A2"&A$1&$A5']
            assert formulas == texts

    def test_new_rows_of_a_table_continue_its_formulas(self):
        """A table that grows over new rows has its formulas in them."""
        table = Area("注文表", 1, 1, 3, 2)
        spec = SheetSpec(
            "s",
            [["注文番号", "倍"], ["A-1", 2], ["A-2", 2]],
            tables=[table],
            formulas={(2, 2): "LEN(A2)", (3, 2): "LEN(A3)"},
        )
        book = self.make(spec)
        columns = [ResultColumn("注文番号", 1, TEXT, ["A-3"])]
        book.sheet("s").append_rows(NewRows(4, 1, columns, 3, "注文表", {2: 3}, 2))
        book = self.reopened(book)
        assert list(book.sheet("s").formula_rows(2, 1, 9)) == [2, 3, 4]
        assert self.formula(book, "s", 4, 2) in ("=LEN(A4)", None)
        assert book.sheet("s").areas() == [table._replace(last_row=4)]

    def test_summary_is_made_and_replaced(self):
        """Our own 集計 is made, and made anew by the next refresh."""
        book = self.make(SheetSpec("s", ORDERS))
        assert book.write_summary(Summary("一回目", [Section("t", ("a", "b"), [("x", 1)])]))
        book = self.reopened(book)
        assert book.write_summary(Summary("二回目", []))
        assert self.cells(self.reopened(book), "s") == self.cells(self.make(SheetSpec("s", ORDERS)), "s")

    def test_today_is_made_and_replaced(self):
        """Our own 今日 is made, and made anew by the next refresh; it is no sheet of orders."""
        context = Context(day_of(dt.date(2026, 11, 30)))
        book = self.make(SheetSpec("s", ORDERS))
        assert book.write_today(plan_of([], context), context)
        book = self.reopened(book)
        assert book.write_today(plan_of([], context), context)
        assert self.reopened(book).sheet_names() == ["s"]

    def test_a_users_own_today_is_never_touched(self):
        """A sheet of the user's called 今日 stays; ours gets its other name, and none where that is taken too."""
        context = Context(day_of(dt.date(2026, 11, 30)))
        first, second = TODAY_NAMES
        book = self.make(SheetSpec("s", ORDERS), SheetSpec(first, [["わたしの予定"]]))
        assert book.write_today(plan_of([], context), context)
        book = self.reopened(book)
        assert book.sheet_names() == ["s", first]
        assert self.cells(book, first) == [["わたしの予定"]]
        book = self.make(SheetSpec("s", ORDERS), SheetSpec(first, [["一"]]), SheetSpec(second, [["二"]]))
        assert not book.write_today(plan_of([], context), context)

    def test_users_own_summary_is_never_touched(self):
        """A sheet of the user's that happens to be called 集計 stays as it is."""
        book = self.make(SheetSpec("s", ORDERS), SheetSpec(SHEET_NAME, [["わたしの集計"], [1]]))
        assert not book.write_summary(Summary("題", [Section("t", ("a",), [("x",)])]))
        book = self.reopened(book)
        assert book.sheet_names() == ["s", SHEET_NAME]
        assert self.cells(book, SHEET_NAME) == [["わたしの集計"], [1]]

    def test_the_hidden_name_alone_makes_no_sheet_ours(self):
        """The name goes with a cell that is cut and pasted: a sheet that does not look like ours is the user's."""
        marks = OWN_SHEET_NAME, OWN_TODAY_NAME
        context = Context(day_of(dt.date(2026, 11, 30)))
        book = self.make(SheetSpec("受注", ORDERS, marks=marks))
        assert book.sheet_names() == ["受注"]
        assert book.write_summary(Summary("題", [Section("t", ("a",), [("x",)])]))
        assert book.write_today(plan_of([], context), context)
        book = self.reopened(book)
        assert book.sheet_names() == ["受注"]
        assert self.cells(book, "受注") == self.cells(self.make(SheetSpec("受注", ORDERS)), "受注")

    def test_refresh_adds_results_and_leaves_the_rest(self):
        """The seller's cells are the same after a refresh, and the results stand right of them."""
        book = self.make(SheetSpec("受注", ORDERS))
        before = self.cells(book, "受注")
        refresh_book(book, AS_OF)
        cells = self.cells(self.reopened(book), "受注")
        assert [row[:4] for row in cells] == before
        titles = (
            "段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 発送率期限 判定の率 確認".split()
        )
        assert cells[0][4:] == titles
        assert [row[4] for row in cells[1:]] == ["発送済", "警告", "入金待ち"]
        assert str(cells[2][5])[:10] == "2026-11-19"
        assert cells[2][9] == -2

    def test_marks_of_columns_are_kept(self):
        """Each sheet has marks of its own; they are known again, moved and taken away, and no other name is."""
        name = "本店's 10月"
        book = self.make(SheetSpec(name, ORDERS), SheetSpec("二", ORDERS))
        assert book.sheet(name).column_marks() == {}
        book.sheet(name).mark_columns({"段階": (1, 5), "購入者キャンセル可": (1, 16384)})
        book.sheet("二").mark_columns({"段階": (3, 4)})
        book = self.reopened(book)
        if not self.keeps_marks:
            assert book.sheet(name).column_marks() == {}
            return
        assert book.sheet(name).column_marks() == {"段階": (1, 5), "購入者キャンセル可": (1, 16384)}
        assert book.sheet("二").column_marks() == {"段階": (3, 4)}
        book.sheet(name).mark_columns({"段階": (2, 6), "確認": (2, 7)})
        book = self.reopened(book)
        assert book.sheet(name).column_marks() == {"段階": (2, 6), "確認": (2, 7)}
        assert book.sheet("二").column_marks() == {"段階": (3, 4)}

    def test_a_refresh_marks_what_it_writes(self):
        """Every result column carries its mark afterwards, and no other column does."""
        book = self.make(SheetSpec("受注", ORDERS))
        done = refresh_book(book, AS_OF)
        written = {column.title: (1, column.column) for column in done.sheets[0].block.columns}
        assert self.reopened(book).sheet("受注").column_marks() == (written if self.keeps_marks else {})

    def test_second_refresh_changes_nothing(self):
        """Refreshing is idempotent: same day, same cells."""
        book = self.make(SheetSpec("受注", ORDERS))
        refresh_book(book, AS_OF)
        book = self.reopened(book)
        once = self.cells(book, "受注")
        refresh_book(book, AS_OF)
        assert self.cells(self.reopened(book), "受注") == once
