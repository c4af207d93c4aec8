"""What the assessment of an order sheet gives back, whatever the kind of sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.values.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.values.answers import Value


SHEET_NAME = "集計"
OWN_NAMES = "_xlshipcheck_"
"""What all defined names of ours begin with."""
# A defined name that stands for a cell of our sheet: it follows the sheet when that is renamed or moved, and it
# is how a sheet of ours is told from the seller's own sheet of the same name.
OWN_SHEET_NAME = "_xlshipcheck_sheet"
TODAY_NAMES = ("今日", "出荷チェック_今日")
"""What our list of today is called, and where a sheet of the seller's has that name."""
OWN_TODAY_NAME = "_xlshipcheck_today"
WORDS_SHEET_NAME = "選択肢"
"""The hidden sheet of our template: words that cells offer, and what its formulas look at."""
REFRESHED_DAY_NAME = "更新した日"
"""A cell of that sheet: the day of the last refresh, which is the 基準日 where 設定 leaves it blank."""
EMPTY = "該当なし"
RECORD_TITLE = "次の更新と比べるための記録 (消すと、次の「前回から」が出ません)"
"""The heading of the lines in 集計 that only a program reads; a terminal does not show them."""
DISCLAIMER = "この表は目安です。最終的な判定は各モールが行います。"


class ChartSeries(NamedTuple):
    """A row of bars or a line of a chart.

    Attributes:
        column: position of its values in the rows of the section, from 0.
        is_line: a line; otherwise bars.
        is_target: a broken line, for a limit.
    """

    column: int
    is_line: bool = False
    is_target: bool = False


class Chart(NamedTuple):
    """A chart over the rows of a section; the first column stands below its axis.

    Attributes:
        title: above it.
        axis: what its values are.
        series: what it shows.
        number_format: of the value axis.
        lowest: where the value axis begins; None for where it fits.
    """

    title: str
    axis: str
    series: Sequence[ChartSeries]
    number_format: str = "0"
    lowest: float | None = None


class Section(NamedTuple):
    """One block of the summary.

    Attributes:
        title: its heading.
        header: column headers; empty for plain lines.
        rows: its rows; dates as dates, rates as exact fractions.
        note: what to know when reading it; "" for nothing.
        chart: a chart of its rows; None for none.
        calendar_rows: positions of the rows whose 残り日数 counts calendar days; the others count business days.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    note: str = ""
    chart: Chart | None = None
    calendar_rows: frozenset[int] = frozenset()


class Summary(NamedTuple):
    """The summary of one refresh.

    Attributes:
        title: what was judged, and for which day.
        sections: the blocks, most urgent first.
    """

    title: str
    sections: Sequence[Section]


DATE, NUMBER, TEXT = "date", "number", "text"
REMARKS = "確認"
DAYS_LEFT = "残り日数"


class Column(NamedTuple):
    """A result column.

    Attributes:
        title: its header.
        kind: `DATE`, `NUMBER` or `TEXT`.
        values: one per row; None where the row's problem leaves nothing to say.
        calendar_rows: positions of the rows whose number counts calendar days; the others count business days.
    """

    title: str
    kind: str
    values: list[Value]
    calendar_rows: frozenset[int] = frozenset()


class RowProblem(NamedTuple):
    """A row that could not be read, or not wholly.

    Attributes:
        row: position of the row among the data rows, from 0.
        text: the sentence.
        order: the order number that stands in the row; "" for none.
        is_judged: whether the row is judged and counted all the same; it has something to correct.
    """

    row: int
    text: str
    order: str = ""
    is_judged: bool = False


class Assessed(NamedTuple):
    """The result columns of a sheet with what to report.

    Attributes:
        columns: left to right.
        problems: the rows that could not be read, or have a cell that has to be corrected.
        sections: its part of 集計.
        passed_over: positions of the rows that are no orders, such as totals, or another marketplace's.
        notes: what to tell about its rows; nothing of it is a failure.
        facts: what the list of today is made of.
        doubtful: rows that are read and judged, of which a date is likely a slip; none of them is a failure.
    """

    columns: list[Column]
    problems: list[RowProblem]
    sections: list[Section]
    passed_over: Sequence[int] = ()
    notes: Sequence[str] = ()
    facts: Facts = Facts()
    doubtful: Sequence[RowProblem] = ()


def row_sentence(sheet: str, first_row: int, problem: RowProblem) -> str:
    """Return a row's problem with its place, as it is listed after a refresh.

    Args:
        sheet: the sheet's name.
        first_row: number of the first data row, from 1.
        problem: the row's problem.
    """
    order = f" (注文番号 {problem.order})" if problem.order else ""
    return f"シート「{sheet}」{first_row + problem.row}行目{order}: {problem.text}"


def joined_remarks(texts: Sequence[str]) -> str:
    """Return remarks as one text for 確認, each once."""
    return " / ".join(dict.fromkeys(text for text in texts if text))


def with_remarks(columns: Sequence[Column], sentences: Mapping[int, str]) -> list[Column]:
    """Return result columns with one more sentence in 確認 of some rows.

    Args:
        columns: the result columns.
        sentences: position of a row -> the sentence.
    """
    if not sentences:
        return list(columns)
    found = []
    for column in columns:
        values = list(column.values)
        if column.title == REMARKS:
            for row, sentence in sentences.items():
                values[row] = joined_remarks([str(values[row] or ""), sentence])
        found.append(column._replace(values=values))
    return found
