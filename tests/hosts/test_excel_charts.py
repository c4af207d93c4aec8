"""Charts of our sheets in Excel: drawn like a file's, drawn once, and nothing of the seller's is lost beside them."""

from __future__ import annotations

import datetime as dt

import pytest
from excel_books import open_book, orders, refreshed
from port_contract import SheetSpec
from stand_in_charts import ChartObject
from stand_in_model import FAULT, Cell, Thing, state

DAY = dt.date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _no_fault_stays(monkeypatch, tmp_path):
    """Let no call fail in the next test, and keep the user's log out of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    yield
    FAULT.begin(0)


@pytest.fixture
def book():
    """Return a book that was refreshed."""
    made = open_book(SheetSpec("受注", orders()))
    refreshed(made)
    return made


def sheet_named(book, name):
    """Return a sheet of a book."""
    return next(sheet for sheet in book.sheets if sheet.kept["Name"] == name)


def changed(book):
    """Let an order come, so that our sheets show something else."""
    sheet = book.sheets[0]
    sheet.cells[5, 1] = Cell("A-9")
    sheet.cells[5, 2] = Cell(46345.0, shown="yyyy/mm/dd")


def charts(book):
    """Return name -> title and what each series shows."""
    return {
        drawn.kept["Name"]: (
            drawn.chart.parts["ChartTitle"].kept["Text"],
            [series.kept["Formula"] for series in drawn.chart.series],
        )
        for drawn in sheet_named(book, "集計").charts
    }


def test_charts_show_the_cells_below_them(book):
    """A series is named by the header above its values, the words are those of the first column."""
    sheet = sheet_named(book, "集計")
    found = charts(book)
    assert [title for title, _ in found.values()] == ["未発送の注文と最終発送日", "減点 (月ごと)"]
    for drawn in sheet.charts:
        formula = drawn.chart.series[0].kept["Formula"]
        name, words, values, order = formula.removeprefix("=SERIES(").removesuffix(")").split(",")
        assert order == "1"
        row = int(name.rpartition("$")[2])
        column = "ABCDEFGHI".index(values.split("$")[1]) + 1
        assert isinstance(sheet.cells[row, column].value, str)
        first, last = (int(part.rpartition("$")[2]) for part in values.split(":"))
        assert first == row + 1
        assert all(isinstance(sheet.cells[place, column].value, float) for place in range(first, last + 1))
        assert words.replace("$A", values[values.index("$") :][:2]) == values
        # It stands between the heading and the table.
        top = drawn.get_TopLeftCell().row
        assert sheet.cells[top - 1, 1].value
        assert top + 15 == row


def test_the_header_of_a_list_is_repeated_in_print(book):
    """今日 is one list: its header stands on top of each further page, as in a file; 集計 has none that could."""
    today = sheet_named(book, "今日")
    row = today.page.kept["PrintTitleRows"].removeprefix("$").partition(":")[0]
    assert today.page.kept["PrintTitleRows"] == f"${row}:${row}"
    assert today.cells[int(row), 1].value == "順"
    assert "PrintTitleRows" not in sheet_named(book, "集計").page.kept


def test_title_rows_of_the_seller_stay(book):
    """Rows that the seller lets 集計 repeat in print are his."""
    sheet_named(book, "集計").page.kept["PrintTitleRows"] = "$1:$3"
    changed(book)
    refreshed(book)
    assert sheet_named(book, "集計").page.kept["PrintTitleRows"] == "$1:$3"


def test_a_second_refresh_draws_nothing(book):
    """Charts that show what they shall are left as the seller has dressed them."""
    sheet_named(book, "集計").charts[0].chart.parts["Legend"].kept["Position"] = -4152
    before = state(book)
    FAULT.begin(0)
    refreshed(book)
    assert not [name for name in FAULT.seen if name.startswith(("Chart", "ManySeries", "Look"))]
    assert state(book) == before


def test_other_figures_are_drawn_once(book):
    """After a change each chart stands once, over our sheet's own cells."""
    before = charts(book)
    changed(book)
    refreshed(book)
    assert charts(book).keys() == before.keys()
    assert [drawn.kept["Name"] for drawn in sheet_named(book, "集計").charts] == list(before)


def add_note(sheet):
    """Put a note on a cell."""
    sheet.notes.append(Thing(Text="田中さんに連絡済"))


def add_chart(sheet):
    """Put a chart of one's own on the sheet."""
    sheet.charts.append(ChartObject(sheet, "売上"))


def add_picture(sheet):
    """Put a picture on the sheet."""
    sheet.shapes.append(Thing(Name="図 1", Type=13))


def add_formula(sheet):
    """Put a formula into a cell that is blank."""
    sheet.cells[3, 3] = Cell(44.0, "=SUM(B5:B9)")


def add_value(sheet):
    """Write something right of what is ours."""
    sheet.cells[6, 12] = Cell("済")


def type_over(sheet):
    """Type over a cell of ours."""
    sheet.cells[1, 1] = Cell("済")


@pytest.mark.parametrize("name", ["今日", "集計"])
@pytest.mark.parametrize(
    ("add", "word"),
    [
        pytest.param(add_note, "メモ", id="a note"),
        pytest.param(add_chart, "グラフ・図", id="a chart"),
        pytest.param(add_picture, "グラフ・図", id="a picture"),
        pytest.param(add_formula, "数式", id="a formula"),
        pytest.param(add_value, "右の列の値", id="a value at the right"),
        pytest.param(type_over, "入力 (A1「済」)", id="typed over a cell of ours"),
    ],
)
def test_what_the_seller_added_is_not_lost(book, name, add, word):
    """The sheet is left as it was, and it is said what is to be moved; the other one is renewed."""
    add(sheet_named(book, name))
    changed(book)
    before = {sheet["kept"]["Name"]: sheet for sheet in state(book)["sheets"]}
    done = refreshed(book)
    after = {sheet["kept"]["Name"]: sheet for sheet in state(book)["sheets"]}
    assert after[name] == before[name]
    other = {"今日", "集計"} - {name}
    assert all(after[one] != before[one] for one in other)
    (note,) = (note for note in done.notes if "書き換えていません" in note)
    assert note.startswith(f"シート「{name}」に追加された{word}が")
