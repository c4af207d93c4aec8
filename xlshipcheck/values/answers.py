"""An answer: the value, what should be said beside it, or the problem in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, Union, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ParamSpec

    _Given = ParamSpec("_Given")

Value = Union[None, bool, int, float, str, date, Fraction]
Table = list[list[Value]]
ReadCell = Any
"""What a reader made of a cell: a day number, an amount, a text, None, or why it cannot be read; each argument has its own."""
Asked = Mapping[str, ReadCell]
"""The arguments of a call by name, as their readers gave them."""


class Note(NamedTuple):
    """Something a seller should know beside a value.

    Attributes:
        kind: 推定 (a holiday not gazetted yet, an arrival not confirmed), 上書き (a rule the shop changed),
            境界 (a case on the edge of a rule), 注意 (check this row), 案内 (a hint what to do next).
        text: one Japanese sentence.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Answer(NamedTuple):
    """What a rule function answers for one row.

    Attributes:
        value: the value of the cell; "" where there is nothing to say.
        notes: what 確認 and EXPLAIN show beside it.
        problem: the sentence without its `エラー: `, where the row cannot be answered; else "".
        table: rows under a header, for an aggregate whose answer spills over many cells; else None.
    """

    value: Value = ""
    notes: tuple[Note, ...] = ()
    problem: str = ""
    table: Table | None = None


class Reason(NamedTuple):
    """A step that leads to an answer, as the function that answers yields it; an explanation puts it into words.

    Attributes:
        what: what was looked at, such as `limits` or `sent`.
        details: of what in particular, such as the rules or the events, or what was found.
    """

    what: str
    details: tuple[Any, ...] = ()


if TYPE_CHECKING:
    # What a function answers: the steps in their order, and last the answer itself.
    Reasoned = Iterator[Union[Reason, Answer]]


def concluded(reasoned: Reasoned) -> Answer:
    """Return the answer that a function comes to which yields its steps.

    Raises:
        ShipcheckError: it refuses the row.
    """
    last: Reason | Answer = Answer()
    for last in reasoned:  # noqa: B007  the last one is the answer
        pass
    return cast("Answer", last)


def with_steps(function: Callable[_Given, Reasoned]) -> Callable[_Given, Answer]:
    """Let a function that yields its steps, and last its answer, be called for the answer.

    Its steps are had from `steps_of`.
    """

    @wraps(function)
    def answering(*given: _Given.args, **named: _Given.kwargs) -> Answer:
        return concluded(function(*given, **named))

    return answering


def steps_of(answering: Callable[..., Answer]) -> Callable[..., Reasoned]:
    """Return the function that yields the steps of one that was made by `with_steps`."""
    found: Callable[..., Reasoned] = answering.__wrapped__  # type: ignore[attr-defined]  # `wraps` leaves it
    return found


ERROR_PREFIX = "エラー: "


def error_text(problem: str) -> str:
    """Return the text a cell shows for a problem."""
    return ERROR_PREFIX + problem


def cell_value(answer: Answer) -> Value:
    """Return what a cell shows for an answer."""
    return error_text(answer.problem) if answer.problem else plain_value(answer.value)


def plain_value(value: Value) -> Value:
    """Return a value that every spreadsheet knows: an exact fraction becomes the float nearest to it."""
    return float(value) if isinstance(value, Fraction) else value
