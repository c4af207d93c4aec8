"""The form of an order sheet of the template: its columns with their formulas, its figures above the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.catalogue.calling import call
from xlshipcheck.headers.other_rows import MARK, is_example
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.context import Context

    CellValue = Any
    """What a cell of the template holds: a text, a number, a date or nothing."""
    Row = Mapping[str, CellValue]
    AnswerOf = Callable[[Row, Context], Any]

DATE, NUMBER, CODE, TEXT, STAGE, LONG, DAYS = "date", "number", "code", "text", "stage", "long", "days"
RATE: Final = "rate"
CARRIERS: Final = (
    "ヤマト運輸 佐川急便 日本郵便 FedEx DHL UPS 西濃運輸 福山通運 名鉄運輸 トナミ運輸 その他".split()
)
NUMBER_TITLE: Final = "注文番号"
EFFECTIVE_DAY: Final = "判定日"
"""Name of the cell that every formula looks at: 設定's 基準日, and the day of the last 更新 where that is blank."""


class Column(NamedTuple):
    """A column of an order sheet.

    Attributes:
        title: its header.
        kind: `DATE`, `NUMBER`, `CODE` (a number that is text), `TEXT`, `STAGE`, `LONG` or `DAYS` (left).
        width: in characters.
        formula: with `[名前]` for a cell of the same row; "" for a column that the user fills.
        answer: what the formula gives for a row, by our functions.
        answers: what it gives for every row, where it looks at other rows too.
        is_hidden: for the figures alone; nobody is to look at it.
        choices: what the cell's list offers; other words are taken too unless `only_choices`.
        only_choices: refuse any other word.
        is_filled: a result that the button 更新 writes.
    """

    title: str
    kind: str
    width: float
    formula: str = ""
    answer: AnswerOf | None = None
    choices: Sequence[str] = ()
    only_choices: bool = False
    is_filled: bool = False
    answers: Callable[[Sequence[Row]], Sequence[Any]] | None = None
    is_hidden: bool = False

    @property
    def is_result(self) -> bool:
        """Tell whether the user types nothing here."""
        return bool(self.formula) or self.is_filled


class Figure(NamedTuple):
    """A number above the table.

    Attributes:
        title: what it is.
        kind: `DATE`, `NUMBER` or `RATE`.
        formula: what the cell holds; `{table}` stands for the table's name.
        answer: what it gives, from the columns of the sheet.
    """

    title: str
    kind: str
    formula: str
    answer: Callable[[Mapping[str, list[CellValue]], Context], Any]


class TemplateSheet(NamedTuple):
    """An order sheet.

    Attributes:
        name: of the sheet.
        table: of its table.
        note: what to know when filling it in.
        columns: from left to right.
        figures: above the table.
    """

    name: str
    table: str
    note: str
    columns: Sequence[Column]
    figures: Sequence[Figure]


def counted(title: str, kind: str, source: str) -> Column:
    """Return the hidden column that a figure counts: another column without the example rows, which count nowhere.

    Args:
        title: its header.
        kind: of its cells.
        source: title of the column whose cells it takes.
    """

    def answer(row: Row, _: Context) -> Any:  # noqa: ANN401  a cell value
        return "" if is_example(row[NUMBER_TITLE]) else row[source]

    formula = f'=IF(LEFT([{NUMBER_TITLE}],{len(MARK)})="{MARK}","",[{source}])'
    return Column(title, kind, 12, formula, answer, is_hidden=True)


def asked(name: str, *arguments: str) -> AnswerOf:
    """Return the answer of a function for a row.

    Args:
        name: the function.
        arguments: a column's title, `基準日`, or a word in quotation marks; "" leaves the argument out.
    """

    def answer(row: Row, context: Context) -> Any:  # noqa: ANN401  a cell value
        given = [
            MISSING if not word else word.strip('"') if word.startswith('"') else row[word]
            for word in arguments
        ]
        return call(name, given, context)

    return answer


def asked_over(
    name: str, arguments: Sequence[str], columns: Mapping[str, list[CellValue]], context: Context
) -> Any:  # noqa: ANN401  a cell value
    """Return the answer of a function over whole columns; see `asked` for the arguments."""
    row: dict[str, Any] = {title: [[cell] for cell in cells] for title, cells in columns.items()}
    return asked(name, *arguments)({**row, "基準日": date_of(context.as_of or 0)}, context)
