"""Branch holds of a DataFrame: the kernels run over whole columns, and each text is put into words once.

The kernels give stage and last day of every row. The sentences come from the functions of a cell, asked for one
row of each kind; `hold_told` says which rows are of a kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.branch_hold.kernel import STAGES, UNKNOWN, follow_up, hold_rules
from xlshipcheck.branch_hold.notes import Order, told_apart
from xlshipcheck.branch_hold.parcel import place_code
from xlshipcheck.catalogue.calling import answer_of
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.frames.arrays import Groups, grouped, marked, numbered
from xlshipcheck.sheets.branch_hold import RESULTS, last_day_needed, remarks_of
from xlshipcheck.tracking.statuses import STATUSES
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.results import REMARKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.frames.columns import DayColumn, Distinct, RoleColumns
    from xlshipcheck.values.answers import Answer

(LAST_DAY, LAST_DAY_FUNCTION, _), (STAGE, STAGE_FUNCTION, _), (ACTION, ACTION_FUNCTION, _) = RESULTS


def assess(columns: RoleColumns, context: Context) -> dict[str, Any]:
    """Return the result columns by their titles.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.
    """
    return _Holds(columns, context).results()


class _Holds:
    """The rows of a frame as read, and of which kind they are."""

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._context, self._count = columns, context, columns.count
        self._as_of = context.as_of or 0
        function = find_function(STAGE_FUNCTION)
        self._days: dict[str, DayColumn] = {}
        self._words: dict[str, Distinct] = {}
        self._roles = {argument.name: argument.role for argument in function.arguments}
        for argument in function.arguments:
            if argument.reader == "day":
                self._days[argument.name] = columns.days(argument.role)
            elif argument.role:
                column = columns.distinct(argument.role)
                self._words[argument.name] = column.read(reader_for(argument, function, context))
        order = self._order()
        rules = hold_rules(context.rulebook)
        found = follow_up(
            rules,
            order.status,
            order.shipped,
            order.arrived,
            order.contacted,
            order.answered,
            self._as_of,
            order.place,
        )
        self._last_day = np.broadcast_to(found.last_day, self._count)
        remarks, action = told_apart(rules, order, found, self._as_of)
        alone = self._rows_alone(order)
        self._remarks: Groups = grouped([*remarks, *alone], self._count)
        self._actions: Groups = grouped([*action, *alone], self._count)

    def _order(self) -> Order:
        words, context = self._words, self._context
        status, place, service = words["status"], words["place"], words["service"]
        names = numbered(["", *(name if isinstance(name, str) else "" for name in service.cells)])
        return Order(
            status=status.look_up(
                STATUSES.index(word) if word in STATUSES else UNKNOWN for word in status.cells
            ),
            status_given=status.look_up(map(bool, status.cells)),
            shipped=self._days["shipped"].days,
            arrived=self._days["arrived"].days,
            contacted=self._days["contacted"].days,
            answered=words["answered"].look_up(answer is True for answer in words["answered"].cells),
            place=place.look_up(
                place_code(context, word if isinstance(word, str) else "") for word in place.cells
            ),
            service=service.look_up(names[1:].tolist()),
        )

    def _rows_alone(self, order: Order) -> list[Numbers]:
        """Return what tells apart the rows that the kernels cannot read, and those in which nothing stands."""
        unreadable: Numbers = np.zeros(self._count, bool)
        marks = [marked(column.problems, self._count) for column in self._days.values()]
        for mark in marks:
            unreadable = unreadable | (mark > 0)
        for column in self._words.values():
            bad = column.look_up(isinstance(word, errors.ArgumentError) for word in column.cells)
            unreadable = unreadable | (np.asarray(bad) > 0)
        answered, place = self._words["answered"], self._words["place"]
        there = [
            order.status_given,
            *((day < NEVER) * 1 for day in (order.shipped, order.arrived, order.contacted)),
            order.service,
            answered.look_up(answer is not None for answer in answered.cells),
            placed := place.look_up(bool(word) for word in place.cells),
        ]
        empty = np.ones(self._count, bool)
        for part in there:
            empty &= np.equal(part, 0)
        held = [column.codes_of(self._count) + 1 for column in self._words.values()]
        held += [np.broadcast_to(column.days, self._count) for column in self._days.values()]
        # Without a date the last day is asked for where the place is given, and blank where it is not.
        dateless = np.equal(order.shipped, NEVER) & np.equal(order.arrived, NEVER)
        return [empty, placed * dateless, *(unreadable * part for part in [*held, *marks])]

    def _answers(self, row: int, name: str) -> Answer:
        """Return what a function says in a row."""
        function = find_function(name)
        read = []
        for argument in function.arguments:
            if argument.name in self._days:
                read.append(self._columns.day_at(argument.role, self._days[argument.name], row))
            elif argument.name in self._words:
                read.append(self._words[argument.name].at(row))
            else:
                read.append(self._as_of)
        return answer_of(function, read, self._context)

    def results(self) -> dict[str, Any]:
        """Return the result columns by their titles."""
        stages, remarks, has_last_day = [], [], []
        for row in self._remarks.rows.tolist():
            stage = self._answers(row, STAGE_FUNCTION)
            last_day = last_day_needed(self._answers(row, LAST_DAY_FUNCTION), stage)
            stages.append("" if stage.problem else stage.value)
            # 次の対応 has the notes and the problems of 対応段階.
            remarks.append(remarks_of([last_day, stage]))
            has_last_day.append(not last_day.problem and last_day.value != "")
        actions = [self._answers(row, ACTION_FUNCTION) for row in self._actions.rows.tolist()]
        codes = self._remarks.codes
        known: NDArray[np.bool_] = np.array(has_last_day, bool).take(codes)
        return {
            LAST_DAY: frame_results.dates(np.where(known, self._last_day, NEVER)),
            STAGE: frame_results.texts(stages, STAGES).take(codes),
            ACTION: frame_results.texts(
                [None if action.problem else action.value for action in actions]
            ).take(self._actions.codes),
            REMARKS: frame_results.texts(remarks).take(codes),
        }
