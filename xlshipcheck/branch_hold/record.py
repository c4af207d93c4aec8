"""A parcel as numbers, and what is found of it as numbers: every host's row or column goes through these two.

`Parcel` is what a row says; its first fields are the arguments of HOLD_STAGE, by the same names and in the same
order. `Coding` reads them. A new rule input is one more field there, with the line of `Coding` that makes it a
number: cell, sheet and frame all loop over the fields. `Outcome` is what the kernel finds; the words beside an
answer name nothing else, so rows whose outcome is equal in what a text names have the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.branch_hold.limits import hold_rules, place_numbers, places
from xlshipcheck.tracking.statuses import STATUSES, UnreadStatus
from xlshipcheck.values.days import LAST_DAY, NEVER
from xlshipcheck.values.roles import ORDER_STATUS, PICKUP_PLACE
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from xlshipcheck.context import Context
    from xlshipcheck.values.numbers import OneOrMany

# A word that is not given; a day that is not given is `NEVER`.
NOT_GIVEN = 0
NOT_ANSWERED, ANSWERED = 1, 2
FIRST_UNREAD = len(STATUSES)
# Each word that is not read has two numbers: the second where the page says that it lacks the number.
UNREAD_WAYS = 2


class Parcel(NamedTuple):
    """What a row says, each an int or an array of ints.

    Attributes:
        status: 1 + index into `STATUSES`; `NOT_GIVEN` for a blank; from `FIRST_UNREAD` on a word that is not
            read: twice its place among the texts of `Coding`, one more where the page lacks the number.
        shipped: ship date; one after the as-of day counts as not yet shipped.
        arrived: day on which the parcel reached the place.
        contacted: day on which the buyer was last written to.
        as_of: the day the question is asked on.
        place: 1 + index into `places()`; beyond them a name that says no kind, by its place among the texts.
        service: 1 + index into the services of the rules.
        answered: `ANSWERED` or `NOT_ANSWERED`.
        usual_place: index into `places()` of the place that is meant where none is given.
    """

    status: OneOrMany
    shipped: OneOrMany
    arrived: OneOrMany
    contacted: OneOrMany
    as_of: OneOrMany
    place: OneOrMany
    service: OneOrMany
    answered: OneOrMany
    usual_place: OneOrMany

    @property
    def is_blank(self) -> OneOrMany:
        """Tell whether nothing stands in the row: 1 or 0."""
        blank: OneOrMany = 1
        for name, value in zip(ROW_FIELDS, self.of_the_row()):
            blank = blank * (value == (NEVER if name in DAY_FIELDS else NOT_GIVEN))
        return blank

    def of_the_row(self) -> list[OneOrMany]:
        """Return the fields that a row gives itself, in the order of `ROW_FIELDS`."""
        return [getattr(self, name) for name in ROW_FIELDS]


# Those that are arguments of HOLD_STAGE, in its order.
ARGUMENT_FIELDS = Parcel._fields[: Parcel._fields.index("usual_place")]
DAY_FIELDS = frozenset(["shipped", "arrived", "contacted", "as_of"])
# What the call as a whole gives.
COMMON_FIELDS = ("as_of", "usual_place")
ROW_FIELDS = tuple(name for name in Parcel._fields if name not in COMMON_FIELDS)


class Outcome(NamedTuple):
    """What the kernel finds of a parcel, each an int or an array of ints.

    Attributes:
        blank: 1 where nothing stands in the row.
        no_storage: 1 where nothing is given that the storage hangs on.
        stage: index into `STAGES`; not meant where `stage_problem` is set.
        sentence: index into the sentences of 次の対応.
        notes: what is said beside the stage, one bit a note.
        last_day_notes: what is said beside the last day of storage.
        problem: 0, or why the last day is not known: `NO_DATE` or `BEYOND`.
        stage_problem: the same where the stage would hang on that day.
        last_day: last day of storage, `NEVER` or later where not known.
        estimated: 1 where the arrival is the ship date plus the transit days.
        arrival: the arrival that was counted from.
        contact_day: the day on which to write to the buyer.
        answer_by: the day up to which an answer is awaited.
        shipped: ship date or `NEVER`.
        arrived: arrival as given or `NEVER`.
        contacted: day of the last message or `NEVER`.
        as_of: the day the question is asked on.
        period: the days of storage.
        place: index into `places()`.
        named_place: the place as in `Parcel` where its name says no kind, else 0.
        status: the status as in `Parcel` where it is not read, else 0.
        service: index into the services of the rules; 0 or less for one of no account.
        service_version: which value of the service's successor rule holds.
    """

    blank: OneOrMany
    no_storage: OneOrMany
    stage: OneOrMany
    sentence: OneOrMany
    notes: OneOrMany
    last_day_notes: OneOrMany
    problem: OneOrMany
    stage_problem: OneOrMany
    last_day: OneOrMany
    estimated: OneOrMany
    arrival: OneOrMany
    contact_day: OneOrMany
    answer_by: OneOrMany
    shipped: OneOrMany
    arrived: OneOrMany
    contacted: OneOrMany
    as_of: OneOrMany
    period: OneOrMany
    place: OneOrMany
    named_place: OneOrMany
    status: OneOrMany
    service: OneOrMany
    service_version: OneOrMany


# Why a last day is not known.
NO_DATE, BEYOND = 1, 2

# The bits of what is said beside an answer, in the order in which it is said.
(
    NOTHING_KNOWN,
    STATUS_AGAINST_DATE,
    ESTIMATED,
    PLACE_GUESSED,
    ARRIVED_FIRST,
    ARRIVAL_AHEAD,
    NUMBER_UNKNOWN,
    STATUS_UNREAD,
    UNHELD,
    SERVICE_ENDED,
    HARDLY_TRACKED,
    OWN_STORAGE,
    OWN_FOLLOW_UP,
    OWN_TRANSIT,
) = (1 << place for place in range(14))


class NamedPlace(NamedTuple):
    """The name of a place that does not say of which kind it is."""

    name: str

    def __str__(self) -> str:
        return self.name


class Coding:
    """The numbers for what cells say, under the rules of a context.

    Args:
        context: settings and rules; its as-of day picks the usual place.
    """

    def __init__(self, context: Context) -> None:
        self.rules = hold_rules(context.rulebook)
        # In plain Python without an as-of day the newest rules hold.
        self.day = LAST_DAY if context.as_of is None else context.as_of
        self.texts: list[str] = []
        """What cells say that is no word of ours, for the sentences that name it."""
        self._places_of_texts: dict[str, int] = {}
        self._words: dict[str, Callable[[Any], int]] = {
            "status": self._status,
            "place": self._place,
            "service": self._service,
            "answered": self._answered,
        }

    def number(self, field: str, value: Any) -> int:  # noqa: ANN401  what the readers of the arguments give
        """Return the number of one field.

        Args:
            field: a field of `Parcel` that is an argument of HOLD_STAGE.
            value: the argument as its reader gave it; "" or None for a blank.

        Raises:
            UnknownChoice: a status or a place that is no word of ours.
        """
        if field in DAY_FIELDS:
            return NEVER if value is None else int(value)
        return self._words[field](value)

    def parcel(self, *values: Any) -> Parcel:  # noqa: ANN401  as above
        """Return the record of a row from the arguments of HOLD_STAGE, in their order."""
        return Parcel._make([*map(self.number, Parcel._fields, values), self.usual_place()])

    def usual_place(self) -> int:
        """Return the index of the place that is meant where none is given."""
        return place_number(self.rules.usual_place.at(self.day).value)

    def text_of_status(self, number: int) -> str:
        """Return the word of a status that is not read."""
        return self.texts[(number - FIRST_UNREAD) // UNREAD_WAYS]

    def text_of_place(self, number: int) -> str:
        """Return the name of a place that says no kind."""
        return self.texts[number - 1 - len(places())]

    def _text(self, text: str) -> int:
        if text not in self._places_of_texts:
            self._places_of_texts[text] = len(self.texts)
            self.texts.append(text)
        return self._places_of_texts[text]

    def _status(self, word: str | UnreadStatus) -> int:
        if isinstance(word, UnreadStatus):
            return FIRST_UNREAD + UNREAD_WAYS * self._text(word.word) + word.wrong_number
        if not word:
            return NOT_GIVEN
        if word not in STATUSES:
            choices = errors.Whole("・".join(STATUSES))
            raise errors.UnknownChoice(argument=ORDER_STATUS, value=word, choices=choices)
        number = 1 + STATUSES.index(word)
        return number if number < FIRST_UNREAD else FIRST_UNREAD + UNREAD_WAYS * self._text(word)

    def _place(self, place: str | NamedPlace) -> int:
        if isinstance(place, NamedPlace):
            return 1 + len(places()) + self._text(place.name)
        return 1 + place_number(place) if place else NOT_GIVEN

    def _service(self, name: str) -> int:
        return 1 + self.rules.service_number(name) if name.strip() else NOT_GIVEN

    def _answered(self, value: bool | None) -> int:
        if value is None:
            return NOT_GIVEN
        return ANSWERED if value else NOT_ANSWERED


def place_number(word: str, argument: str = PICKUP_PLACE) -> int:
    """Return the index of a place in `places()` by any of its names.

    Raises:
        UnknownChoice: with the canonical words.
    """
    number = place_numbers().get(name_key(word))
    if number is None:
        choices = errors.Whole("・".join(place.name for place in places()))
        raise errors.UnknownChoice(argument=argument, value=word, choices=choices)
    return number
