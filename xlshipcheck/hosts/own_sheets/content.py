"""What a sheet of ours holds and how it looks, cell by cell, as data: every host draws the same content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.results import DISCLAIMER
from xlshipcheck.values.text import without_control
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

A4: Final = 9
"""The paper's number, which is the same for XlsxWriter and for Excel."""
FOOTER: Final = "&L&F&C&A&R&P / &N"
"""File, sheet and page, as files say it."""
MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
"""Of a printed page, in inches."""


class CellStyle(NamedTuple):
    """How a cell looks.

    Attributes:
        size: of the font, in points.
        bold: whether the text is bold.
        colour: of the text; "" for the usual one.
        fill: behind the text; "" for none.
        boxed: whether thin lines stand around the cell.
        wraps: whether a long text goes on in a second line.
        at_top: at the top of the cell; otherwise in its middle.
        at_left: at the left whatever it holds; otherwise by what it holds.
        number_format: "" for the usual one.
        centred: in the middle between left and right.
        underlined: whether a line under the text shows that it is a link.
    """

    size: float = theme.FONT_SIZE
    bold: bool = False
    colour: str = ""
    fill: str = ""
    boxed: bool = False
    wraps: bool = False
    at_top: bool = False
    at_left: bool = False
    number_format: str = ""
    centred: bool = False
    underlined: bool = False


class Link(NamedTuple):
    """Where a cell leads.

    Attributes:
        sheet: the sheet; "" for the content's own.
        row: the row that it leads to, from 1; where `column` is given, the row in which the text stood last.
        column: the column in which the cell's text is looked up when it is clicked, so that the link finds its
            row after the sheet has been sorted; 0 for a fixed cell.
        is_number: whether the text stands there as a number.
        file: a file beside the book, to which it leads instead; "" for a place in the book.
        text: what is looked up in `column`; "" for the cell's own text.
    """

    sheet: str
    row: int
    column: int = 0
    is_number: bool = False
    file: str = ""
    text: str = ""


class PlacedCell(NamedTuple):
    """A cell; rows and columns from 1.

    Attributes:
        row: its row.
        column: its column.
        right: the column that it is merged out to; its own where it is not merged.
        value: text, number, day, or None for a blank.
        style: how it looks.
        link: where it leads; None for nowhere.
    """

    row: int
    column: int
    right: int
    value: str | float | date | None
    style: CellStyle
    link: Link | None = None


class Series(NamedTuple):
    """One line or row of bars of a chart; its name is the text of the cell above its first value.

    Attributes:
        column: the column of its values.
        colour: of the line or the bars.
        is_line: a line; otherwise bars.
        dashed: whether the line is broken, which shows in grey too.
    """

    column: int
    colour: str
    is_line: bool = False
    dashed: bool = False


class PlacedChart(NamedTuple):
    """A native chart over cells of the same sheet; rows and columns from 1.

    Attributes:
        name: by which our charts are told from the seller's.
        title: above it.
        row: the row at whose top it begins.
        column: the column at whose left it begins.
        width: in pixels.
        height: in pixels.
        first: the first row of its values.
        last: the last row of its values.
        category_column: the column of the words or days below the axis.
        series: left to right, or bottom to top.
        axis: what the values are.
        number_format: of the value axis.
        lowest: where the value axis begins; None for where it fits.
    """

    name: str
    title: str
    row: int
    column: int
    width: int
    height: int
    first: int
    last: int
    category_column: int
    series: Sequence[Series]
    axis: str
    number_format: str = "0"
    lowest: float | None = None


class SheetContent(NamedTuple):
    """A sheet of ours.

    Attributes:
        cells: row by row, left to right.
        heights: row -> height in points.
        widths: of the columns, in characters.
        charts: its charts.
        repeated: the row that stands on top of every printed page; 0 for none, None where the seller chooses.
        breaks: rows that begin a printed page, so that no table and no chart is cut that fits on one.
    """

    cells: list[PlacedCell]
    heights: dict[int, float]
    widths: Sequence[float]
    charts: Sequence[PlacedChart] = ()
    repeated: int | None = None
    breaks: Sequence[int] = ()

    @property
    def last_column(self) -> int:
        """Return the number of its columns."""
        return len(self.widths)

    @property
    def last_row(self) -> int:
        """Return its last row."""
        return max((cell.row for cell in self.cells), default=1)


OUR_CHART: Final = "出荷チェック"
"""What the names of our charts begin with."""

ADDED_NOTES, ADDED_CHARTS, ADDED_FORMULAS = "メモ", "グラフ・図", "数式"
ADDED_VALUES, ADDED_TABLES = "右の列の値", "表・ピボットなど"
"""What a seller can have put on a sheet of ours."""


def is_own_formula(text: str) -> bool:
    """Tell whether a formula is one of ours: all of them lead to a place in the book."""
    return text.lstrip("= ").startswith('HYPERLINK("#')


def additions_note(sheet: str, added: Sequence[str]) -> str:
    """Return the sentence of a sheet of ours that is not written over, because of what the seller has added."""
    return (
        f"シート「{sheet}」に追加された{'・'.join(added)}が失われないよう、このシートは書き換えていません。"
        "別のシートへ移してから、もう一度実行してください"
    )


EXAMINED_ROWS, EXAMINED_COLUMNS = 12, 20
"""Rows and columns of a sheet's corner among which `has_our_content` looks."""


def has_our_content(top: Iterable[Sequence[object]]) -> bool:
    """Tell whether a sheet looks like one of ours: the sentence that stands at the top of every one of them is there.

    The hidden name alone does not tell: it goes with its cell where a seller cuts that and pastes it elsewhere,
    and then it stands for a sheet of his.

    Args:
        top: the first rows of the sheet, `EXAMINED_ROWS` of them, at least `EXAMINED_COLUMNS` columns of each.
    """
    return any(DISCLAIMER in row for row in top)


LONGEST_TEXT: Final = 255
"""A text in a formula of Excel's holds no more signs, counted as UTF-16 counts them."""


def linked_cell(cell: PlacedCell) -> PlacedCell:
    """Return a cell that leads somewhere as a formula can hold it; any other cell as it is.

    Control signs are taken out of its text, and a text that is too long is cut. As such a text stands nowhere, the
    link leads to the row in which it stood.

    Args:
        cell: the cell; its value is what the formula shows and what is looked up.
    """
    if cell.link is None or cell.link.file or not isinstance(cell.value, str):
        return cell
    # XML reads a carriage return as the end of a line.
    text = without_control(cell.value).replace("\r", "") or f"{cell.link.row}行目"
    if _length(text) > LONGEST_TEXT:
        text = (
            text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore")
            + "…"
        )
    stored = cell.link.text
    if text == cell.value and (not stored or without_control(stored).replace("\r", "") == stored):
        return cell
    return cell._replace(value=text, link=cell.link._replace(column=0))


def link_formula(value: str | float, link: Link, own: str, *, in_calc: bool = False) -> str:
    """Return the formula of a cell that leads somewhere, without `=`; it shows the cell's value.

    Args:
        value: what the cell shows; where the link has a column, what is looked up in it.
        link: where it leads.
        own: name of the sheet that the cell stands on.
        in_calc: as LibreOffice's `Formula` takes it; the place that is jumped to is written in Excel's way all the
            same, which both understand, because the text goes into saved files as it is.
    """
    comma = ";" if in_calc else ","
    sheet = "'" + (link.sheet or own).replace("'", "''") + "'"
    shown = quoted_text(value) if isinstance(value, str) else f"{value:.15g}"
    sought = link.text or value
    if not link.column or not isinstance(sought, str) or _length(_literal(sought)) > LONGEST_TEXT:
        return f"HYPERLINK({quoted_text(f'#{sheet}!A{link.row}')}{comma}{shown})"
    letters = column_letters(link.column)
    wanted = sought if link.is_number and sought.isdecimal() else quoted_text(_literal(sought))
    column = f"${sheet}.${letters}:${letters}" if in_calc else f"{sheet}!${letters}:${letters}"
    found = f"MATCH({wanted}{comma}{column}{comma}0)"
    return f"HYPERLINK({quoted_text(f'#{sheet}!{letters}')}&{found}{comma}{shown})"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _literal(text: str) -> str:
    """Return a text as MATCH takes it, which reads signs of it as wildcards."""
    for sign in "~*?":
        text = text.replace(sign, "~" + sign)
    return text


def quoted_text(text: str) -> str:
    """Return a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'
