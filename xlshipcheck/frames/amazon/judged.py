"""Amazon packages of a DataFrame: the record of a row with arrays for numbers, each distinct record decided once.

Sentences are made by the code of a sheet, once for each set of facts that they name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck.amazon.grouping import rows_of_several_days
from xlshipcheck.amazon.kernel import (
    AMOUNT_MISSING,
    DAY_MISSING,
    DELIVERED_NEEDED,
    RULES_ARE_CHANGED,
    SHIP_DAY_NEEDED,
    UNREADABLE,
    Decided,
    decide,
)
from xlshipcheck.amazon.notes import (
    AMOUNT_MARK,
    NAMED,
    OUTCOMES,
    Judged,
    hundredths_text,
    reason_form,
    refusal,
)
from xlshipcheck.amazon.record import Record
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.frames.amazon.record import PackageRows
from xlshipcheck.frames.arrays import ResultColumn, grouped, numbered
from xlshipcheck.sheets.markets import amazon as amazon_columns
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.results import REMARKS, joined_remarks
from xlshipcheck.values.roles import CARRIER, SCAN_COUNT, SERVICE, SHIP_DATE, TRACKING_NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.columns import RoleColumns

# Outcomes that are no answer; the row's problem stands in 確認.
REFUSED = [UNREADABLE, DAY_MISSING, AMOUNT_MISSING, DELIVERED_NEEDED, SHIP_DAY_NEEDED]
VERDICT_CODES = {verdict: code for code, verdict in enumerate(VALIDITIES)}


class JudgedRows:
    """The rows of a frame, judged.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.

    Attributes:
        keys: what makes rows one package, -1 for a row of its own.
    """

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._context = columns, context
        self._rows = PackageRows(columns, context)
        self.keys = self._rows.keys
        record = self._rows.record()
        self._periods = record.period
        # The record is the key: equal ones are decided once.
        alike = grouped(record, columns.count)
        distinct = Record(*(numbers[alike.rows] for numbers in record))
        decided = decide(distinct, self._rows.rules.limits(distinct.period))
        self._decided = Decided(*(numbers.astype(np.int64).take(alike.codes) for numbers in decided))

    def _judged(self, row: int) -> Judged:
        outcome, notes = (int(numbers[row]) for numbers in self._decided)
        return Judged(self._rows.row(row), Decided(outcome, notes), int(self._periods[row]))

    def verdicts(self) -> list[str]:
        """Return 追跡判定 of every row as a sheet shows it, an error text where it cannot be judged."""
        verdicts = [OUTCOMES[outcome].verdict for outcome in self._decided.outcome.tolist()]
        for row in np.flatnonzero(np.isin(self._decided.outcome, REFUSED)).tolist():
            verdicts[row] = error_text(str(refusal(self._judged(row))))
        return verdicts

    def results(self) -> dict[str, ResultColumn]:
        """Return the result columns by their titles."""
        outcome = self._decided.outcome
        verdicts = np.array([VERDICT_CODES.get(meaning.verdict, -1) for meaning in OUTCOMES], np.int32)
        return {
            # A row that is no package yet has no verdict and no refusal; both are missing values.
            amazon_columns.VERDICT: frame_results.labels(verdicts[outcome], VALIDITIES),
            amazon_columns.REASON: self._reasons(),
            REMARKS: self._remarks(),
        }

    def _named(self, fact: str, codes: NDArray[Any]) -> NDArray[Any]:
        """Return a fact's codes where the sentence of the row names it, 0 elsewhere."""
        names = np.array([fact in named for named in NAMED])
        return np.where(names.take(self._decided.outcome), codes, 0)

    def _reasons(self) -> Any:  # noqa: ANN401  a Categorical
        """Return 判定理由, put into words once for each set of facts that its sentence names."""
        count, read = self._columns.count, self._rows.read
        carriers, numbers, scans, services = (
            read[role].codes_of(count) for role in (CARRIER, TRACKING_NUMBER, SCAN_COUNT, SERVICE)
        )
        problems = self._named("problem", np.ones(count, np.int64))
        alike = grouped(
            [
                self._decided.outcome,
                self._periods,
                np.where(
                    problems, carriers, self._named("carrier", carriers) + self._named("given", carriers)
                ),
                np.where(problems, numbers, self._named("number", numbers)),
                self._named("scans", scans),
                np.where(problems, services, 0),
            ],
            count,
        )
        forms = []
        for row in alike.rows.tolist():
            judged = self._judged(row)
            forms.append(None if refusal(judged) else reason_form(self._context, judged))
        amounts = self._named("amount", self._rows.hundredths)
        if amounts.dtype != np.int64:
            places = numbered(amounts.tolist())
            whole = grouped([alike.codes, places], count)
        else:
            whole = grouped([alike.codes, amounts], count)
        texts: dict[int, str] = {}
        sentences: list[str | None] = []
        pairs = zip(alike.codes[whole.rows].tolist(), amounts[whole.rows].tolist(), strict=True)
        for form, amount in pairs:
            sentence = forms[form]
            if sentence is not None and AMOUNT_MARK in sentence:
                if amount not in texts:
                    texts[amount] = hundredths_text(amount)
                sentence = sentence.replace(AMOUNT_MARK, texts[amount])
            sentences.append(sentence)
        return frame_results.texts(sentences).take(whole.codes)

    def _remarks(self) -> Any:  # noqa: ANN401  a Categorical
        """Return 確認: what is said of rows that cannot be answered, and beside the others."""
        refused = np.isin(self._decided.outcome, REFUSED)
        special = refused | ((self._decided.notes & ~RULES_ARE_CHANGED) > 0)
        rows = np.flatnonzero(special)
        said = []
        for row in rows.tolist():
            judged = self._judged(row)
            said.append(str(refusal(judged) or amazon_columns.remarks_beside(self._context, judged)))
        plain = joined_remarks([str(note) for note in self._rows.rules.overrides])
        words = list(dict.fromkeys(["", plain, *said]))
        places = {word: place for place, word in enumerate(words)}
        codes = np.where(self._decided.notes > 0, places[plain], 0).astype(np.int32)
        codes[rows] = [places[text] for text in said]
        for row in self._several_days():
            text = joined_remarks([words[codes[row]], amazon_columns.SEVERAL_DAYS])
            if text not in places:
                places[text] = len(words)
                words.append(text)
            codes[row] = places[text]
        return frame_results.labels(codes, words)

    def _several_days(self) -> list[int]:
        """Return the rows of packages without number whose rows have several ship dates."""
        numbers = self._rows.read[TRACKING_NUMBER]
        blank = np.broadcast_to(numbers.lookup(cell is None for cell in numbers.cells), self._columns.count)
        shared = np.flatnonzero((self.keys >= 0) & (blank > 0))
        if not len(shared) or SHIP_DATE not in self._columns:
            return []
        days = np.broadcast_to(self._columns.days(SHIP_DATE).days, self._columns.count)[shared]
        known = [None if day == NEVER else day for day in days.tolist()]
        return [int(shared[place]) for place in rows_of_several_days(self.keys[shared].tolist(), known)]
