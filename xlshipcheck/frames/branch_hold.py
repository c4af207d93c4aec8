"""Branch holds of a DataFrame: the kernel runs over whole columns, and each text is put into words once.

Rows whose outcome is equal in all that a text names share it; what a text names follows from the text
(`branch_hold.notes`). A row with a cell that cannot be read is answered as in a sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlshipcheck import errors
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.branch_hold import notes
from xlshipcheck.branch_hold.kernel import STAGES, judge
from xlshipcheck.branch_hold.parcel import answers_of
from xlshipcheck.branch_hold.record import Coding, Outcome, Parcel
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.frames.arrays import ResultColumn, grouped
from xlshipcheck.sheets.markets.branch_hold import RESULTS, remarks_of, unread_answers
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.results import REMARKS
from xlshipcheck.values.roles import DELIVERED, ORDER_STATUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from xlshipcheck.branch_hold.parcel import HoldAnswers
    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.frames.columns import DayColumn, RoleColumns
    from xlshipcheck.frames.distinct import Distinct

(LAST_DAY, _, _), (STAGE, STAGE_FUNCTION, _), (ACTION, _, _) = RESULTS


def assess(columns: RoleColumns, context: Context) -> dict[str, ResultColumn]:
    """Return the result columns by their titles.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.
    """
    return _Holds(columns, context).results()


class _Holds:
    """The rows of a frame as read, and what is found of them."""

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._context, self._count = columns, context, columns.count
        self._function = find_function(STAGE_FUNCTION)
        self._days: dict[str, DayColumn] = {}
        self._words: dict[str, Distinct] = {}
        coding = Coding(context)
        status_role = ORDER_STATUS if ORDER_STATUS in columns else DELIVERED
        self._coding = coding
        numbers: list[Numbers] = []
        unread: NDArray[np.bool_] = np.zeros(self._count, bool)
        for argument in self._function.arguments:
            name = argument.name
            if argument.reader == "day":
                days = self._days[name] = columns.days(argument.role)
                numbers.append(days.days)
                unread[list(days.problems)] = True
            elif argument.role:
                role = status_role if argument.role == ORDER_STATUS else argument.role
                words = columns.distinct(role).read(reader_for(argument, self._function, context))
                self._words[name] = words
                bad = [isinstance(word, errors.ArgumentError) for word in words.cells]
                numbers.append(
                    words.lookup(
                        0 if wrong else coding.number(name, word)
                        for wrong, word in zip(bad, words.cells, strict=True)
                    )
                )
                if any(bad):
                    unread |= np.asarray(words.lookup(bad)) > 0
            else:
                numbers.append(context.as_of or 0)
        self._found = judge(coding.rules, Parcel._make([*numbers, coding.usual_place()]))
        self._unread = unread

    def _shared(self, *parts: Numbers, named: dict[str, Numbers]) -> frame_results.Groups:
        """Return the rows by what a text of theirs is made from; an unread row is alone.

        Args:
            *parts: numbers that the text hangs on whatever it is.
            named: field -> where the text names it.
        """
        fields = [kept * getattr(self._found, name) for name, kept in named.items()]
        alone = self._unread * (1 + np.arange(self._count))
        fields += [(self._found.problem > 0) * getattr(self._found, name) for name in notes.FIELDS_OF_PROBLEM]
        common = [self._found.blank, self._found.no_storage, self._found.problem, *parts, *fields]
        return grouped([*(part * ~self._unread for part in common), alone], self._count)

    def _row(self, row: int) -> HoldAnswers:
        """Return what is answered in a row."""
        if not self._unread[row]:
            at = [int(part[row]) if np.ndim(part) else int(part) for part in self._found]
            return answers_of(self._coding, Outcome(*at))
        read = []
        for argument in self._function.arguments:
            name = argument.name
            if name in self._days:
                read.append(self._columns.day_at(argument.role, self._days[name], row))
            else:
                read.append(self._words[name].at(row) if name in self._words else self._context.as_of)
        return unread_answers(read, self._context)

    def results(self) -> dict[str, ResultColumn]:
        """Return the result columns by their titles."""
        found = self._found
        said = np.bitwise_or(found.notes, found.last_day_notes)
        remarks = self._shared(found.stage, found.notes, found.last_day_notes, named=_where_noted(said))
        actions = self._shared(found.sentence, named=_where_named(found.sentence))
        stages, texts, has_last_day = [], [], []
        for answers in map(self._row, remarks.rows.tolist()):
            stages.append("" if answers.stage.problem else answers.stage.value)
            texts.append(remarks_of(answers.all_three()))
            has_last_day.append(not answers.last_day.problem and answers.last_day.value != "")
        todo = [answers.action for answers in map(self._row, actions.rows.tolist())]
        known: NDArray[np.bool_] = np.array(has_last_day, bool).take(remarks.codes)
        return {
            LAST_DAY: frame_results.dates(np.where(known, found.last_day, NEVER)),
            STAGE: frame_results.texts(stages, STAGES).take(remarks.codes),
            ACTION: frame_results.texts([None if action.problem else action.value for action in todo]).take(
                actions.codes
            ),
            REMARKS: frame_results.texts(texts).take(remarks.codes),
        }


def _where_noted(bits: Numbers) -> dict[str, Numbers]:
    """Return field -> 1 where the notes of a row name it."""
    naming = {
        field: sum(bit for bit in notes.NOTES if field in notes.fields_of_notes(bit))
        for field in Outcome._fields
    }
    return {field: (np.bitwise_and(bits, mask) > 0) * 1 for field, mask in naming.items() if mask}


def _where_named(sentence: Numbers) -> dict[str, Numbers]:
    """Return field -> 1 where the sentence of a row names it."""
    count = len(notes.sentences())
    naming: dict[str, Sequence[bool]] = {
        field: [field in notes.fields_of_sentence(number) for number in range(count)]
        for field in Outcome._fields
    }
    return {field: np.array(named, np.int64).take(sentence) for field, named in naming.items() if any(named)}
