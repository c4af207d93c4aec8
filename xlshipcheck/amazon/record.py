"""One row of an Amazon sheet as numbers: all that the rule looks at, and nothing else.

A row's cells are read once into a `PackageRow`; `record_of` turns that into a `Record`. The kernel sees the
record alone, so two rows of equal records have one answer: no list beside it says what an answer depends on.
In a DataFrame every field is an array, made from the same parts (`AmazonRules.period`, `carrier_class`,
`amount_class`). What other rows add (the amount of the whole package) is put into the row before.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.tracking.carriers import canonical_name, carrier_key, carrier_of, renamed_from, renamings
from xlshipcheck.tracking.numbers import MISSING, judge_number
from xlshipcheck.values.days import LAST_DAY, day_of

if TYPE_CHECKING:
    from fractions import Fraction

    from xlshipcheck.rulebook.rules import Rulebook
    from xlshipcheck.tracking.numbers import NumberVerdict
    from xlshipcheck.values.numbers import Numbers, OneOrMany


JAPAN, CHINA, HONG_KONG = SELLERS = ("日本", "中国", "香港")
# What a carrier is to the rule.
CARRIER_BLANK, CARRIER_TRACKABLE, CARRIER_EXCLUDED, CARRIER_OTHER, CARRIER_RENAMED, CARRIER_UNDATED = range(6)
# The period of a ship date that cannot be read.
SENT_UNREAD = -1
# Where the seller is; 香港 counts as 中国.
SELLER_JAPAN, SELLER_CHINA = range(2)
SCANS_NOT_GIVEN = -1
NOT_DELIVERED, DELIVERED, DELIVERED_UNREAD = range(3)
# Which limits an amount reaches, as bits; no amount reaches none and says so.
REACHES_LEAST, REACHES_CHINA, AMOUNT_NOT_GIVEN = 1, 2, 4


class UnreadWord(NamedTuple):
    """A word in 配達完了 that is neither a flag nor a known status: refused only where the verdict needs it."""

    word: str

    def __str__(self) -> str:
        """Return the word, as an explanation shows what was read."""
        return self.word


class UnreadDay(NamedTuple):
    """A 発送日 that cannot be read: refused only where the verdict hangs on it."""

    problem: errors.ArgumentError

    def __str__(self) -> str:
        """Return the cell, as an explanation shows what was read."""
        return errors.shown(self.problem.fields.get("value", ""))


class PackageRow(NamedTuple):
    """A row's cells as their readers gave them; an `ArgumentError` stands for a cell that cannot be read.

    Attributes:
        carrier: the name as given, "" where blank.
        number: the number as the cell holds it, so that a spreadsheet's damage can be seen; None where blank.
        amount: yen of the whole package, None where blank.
        day: お届け予定日 as a day number, None where blank.
        scans: number of scans, None where blank.
        delivered: whether delivered or attempted (`package.read_delivered`), None where blank.
        seller: 日本, 中国 or 香港.
        service: the carrier's service, "" where blank; some have numbers of another length.
        shipped: 発送日 as a day number, None where blank; it tells by which name of a firm a package went.
        by_amazon: Amazon ships it (FBA).
    """

    carrier: str
    number: object
    amount: Fraction | None
    day: int | None
    scans: int | None
    delivered: bool | UnreadWord | None
    seller: str
    service: str = ""
    shipped: int | UnreadDay | None = None
    by_amazon: bool = False

    def problem(self) -> errors.ArgumentError | None:
        """Return why the row cannot be read: the first of its cells that cannot."""
        for cell in self:
            if isinstance(cell, errors.ArgumentError):
                return cell
        return None


class Record(NamedTuple):
    """What the rule decides on, each field an int, or an array with one per row.

    Attributes:
        by_amazon: 1 where Amazon ships the package.
        unconfirmed: 1 where carrier and number are both blank.
        unreadable: 1 where a cell of the row cannot be read; the other fields are then not looked at.
        carrier: `CARRIER_BLANK`, `CARRIER_TRACKABLE`, `CARRIER_EXCLUDED`, `CARRIER_OTHER`, `CARRIER_RENAMED` or
            `CARRIER_UNDATED`.
        number: code of a `tracking.numbers.NumberVerdict`.
        amount: bits of the limits that the amount reaches, or `AMOUNT_NOT_GIVEN`.
        period: between which changes of the rules the promised day lies; the last one is that of no day.
        scans: number of scans, `SCANS_NOT_GIVEN` where blank.
        delivered: `DELIVERED` for 配達完了 or 不在持ち戻り, `NOT_DELIVERED` or `DELIVERED_UNREAD`.
        seller: `SELLER_JAPAN` or `SELLER_CHINA`.
        sent_unread: 1 where the ship date cannot be read.
    """

    by_amazon: OneOrMany
    unconfirmed: OneOrMany
    unreadable: OneOrMany
    carrier: OneOrMany
    number: OneOrMany
    amount: OneOrMany
    period: OneOrMany
    scans: OneOrMany
    delivered: OneOrMany
    seller: OneOrMany
    sent_unread: OneOrMany


class Limits(NamedTuple):
    """The limits in force in a period, each an int or an array.

    Attributes:
        least_amount: yen from which a Japanese seller's package is in scope.
        scans_when_given: scans a Japanese seller's package needs where they are given.
        china_amount: yen from which a Chinese seller's package needs more scans.
        china_scans_below: scans needed below that amount.
        china_scans_from: scans needed from that amount on.
        china_delivery: 1 where a delivery or a failed attempt is needed from that amount on.
        dated: 1 where there is a promised day, 0 in the period of no day.
    """

    least_amount: OneOrMany
    scans_when_given: OneOrMany
    china_amount: OneOrMany
    china_scans_below: OneOrMany
    china_scans_from: OneOrMany
    china_delivery: OneOrMany
    dated: OneOrMany


LIMIT_RULES = (
    "amazon.japan.least_amount",
    "amazon.japan.scans_when_given",
    "amazon.china.amount_limit",
    "amazon.china.scans_below",
    "amazon.china.scans_from",
    "amazon.china.delivery_needed",
)


class AmazonRules:
    """The rules of a rulebook, ready for a package.

    Args:
        rulebook: the rules in use.

    Attributes:
        overrides: what an answer says of values that the shop changed.
        starts: the first day of each period: between two changes of the rules every promised day is alike.
        no_day: the period of a package without promised day, judged by the newest rules.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._trackable = rulebook.rule("amazon.trackable_carriers")
        self._excluded = rulebook.rule("amazon.excluded_carriers")
        self._renamed_excluded = rulebook.rule("amazon.renamed_excluded")
        limits = list(map(rulebook.rule, LIMIT_RULES))
        rules = [*limits, self._trackable, self._excluded, self._renamed_excluded]
        self.overrides = override_notes(rules)
        changes = {value.from_day for rule in rules for value in rule.values}
        self.starts = sorted(changes.union(map(day_of, renamings().values())))
        self.no_day = len(self.starts)
        days = [*self.starts, LAST_DAY]
        self._classes = [self._listed(day) for day in days]
        self._limits = [Limits(*(*(rule.over(day) for rule in limits), int(day < LAST_DAY))) for day in days]

    def period(self, day: int | None) -> int:
        """Return the period of a promised day, `no_day` for None."""
        return self.no_day if day is None else max(0, bisect_right(self.starts, day) - 1)

    def limits(self, period: Numbers) -> Limits:
        """Return the limits of a period, or of each period of an array."""
        if isinstance(period, int):
            return self._limits[period]
        first, *later = self._limits
        columns = [period * 0 + value for value in first]
        previous = first
        for place, limits in enumerate(later, 1):
            since = period >= place
            columns = [column + since * (new - old) for column, new, old in zip(columns, limits, previous)]
            previous = limits
        return Limits(*columns)

    def day_in(self, period: int) -> int:
        """Return a day of a period, for what a rule says in it."""
        return LAST_DAY if period == self.no_day else self.starts[period]

    def carrier_class(self, name: str, period: int, sent: int | None = None) -> int:
        """Return what a carrier is to the rule in a period.

        Args:
            name: any spelling; "" where blank.
            period: of the promised day.
            sent: the period of the ship date, by which a new name of a firm goes; `SENT_UNREAD` for a date that
                cannot be read, None for none: then the promised day tells.

        Returns:
            `CARRIER_BLANK`, `CARRIER_TRACKABLE`, `CARRIER_EXCLUDED` or `CARRIER_OTHER`; `CARRIER_RENAMED` for
            an excluded firm under a name that it took later and that the list does not have; `CARRIER_UNDATED`
            where that hangs on a date that cannot be read.
        """
        if not name:
            return CARRIER_BLANK
        found = self._classes[period].get(_list_key(name), CARRIER_OTHER)
        since = renamed_from(name) if found == CARRIER_EXCLUDED else None
        if since is None:
            return found
        if not self._renamed_excluded.at(self.day_in(period)).value:
            return CARRIER_OTHER
        if sent == SENT_UNREAD:
            return CARRIER_UNDATED
        day = self.day_in(period if sent is None else sent)
        return CARRIER_RENAMED if day >= day_of(since) else CARRIER_OTHER

    def _listed(self, day: int) -> dict[str, int]:
        """Return what each carrier of the two lists is on a day."""
        trackable, excluded = (
            map(_list_key, rule.at(day).value) for rule in (self._trackable, self._excluded)
        )
        return {**dict.fromkeys(trackable, CARRIER_TRACKABLE), **dict.fromkeys(excluded, CARRIER_EXCLUDED)}


@lru_cache(maxsize=4096)
def _list_key(name: str) -> str:
    """Return the form in which a carrier is looked up in a list; a shop may list one we do not know."""
    return carrier_key(canonical_name(name) or name)


@lru_cache(maxsize=32)
def amazon_rules(rulebook: Rulebook) -> AmazonRules:
    """Return the rules of a rulebook, prepared once."""
    return AmazonRules(rulebook)


def amount_class(yen: Numbers, limits: Limits) -> Numbers:
    """Return which limits an amount reaches, as bits.

    Args:
        yen: whole yen, cut: the limits are whole yen.
        limits: the limits in force.
    """
    return (yen >= limits.least_amount) * REACHES_LEAST + (yen >= limits.china_amount) * REACHES_CHINA


def delivered_code(word: bool | UnreadWord | None) -> int:
    """Return the code of what 配達完了 says."""
    if isinstance(word, UnreadWord):
        return DELIVERED_UNREAD
    return DELIVERED if word else NOT_DELIVERED


def seller_code(seller: str) -> int:
    """Return the code of a seller's place; 香港 counts as 中国."""
    return SELLER_JAPAN if seller == JAPAN else SELLER_CHINA


def number_verdict(row: PackageRow) -> NumberVerdict:
    """Return what is known of the number of a readable row."""
    return judge_number(carrier_of(row.carrier, row.service), row.number)


_EXCLUDED = frozenset([CARRIER_EXCLUDED, CARRIER_RENAMED, CARRIER_UNDATED])
# Of such a row nothing else is looked at.
UNREADABLE_ROW = Record(*(int(field == "unreadable") for field in Record._fields))


def record_of(rules: AmazonRules, row: PackageRow) -> Record:
    """Return a row as the kernel takes it."""
    by_amazon, unconfirmed = int(row.by_amazon), int(row.carrier == "" and row.number is None)
    if by_amazon or unconfirmed or row.problem():
        return UNREADABLE_ROW._replace(by_amazon=by_amazon, unconfirmed=unconfirmed)
    period = rules.period(row.day)
    amount = row.amount
    sent_unread = int(isinstance(row.shipped, UnreadDay))
    carrier = rules.carrier_class(row.carrier, period, _sent_period(rules, row.shipped))
    excluded = carrier in _EXCLUDED
    return Record(
        by_amazon,
        unconfirmed,
        0,
        carrier,
        # 対象外 is decided before the number is looked at, so it need not be read.
        MISSING if excluded else number_verdict(row).code,
        AMOUNT_NOT_GIVEN
        if amount is None
        else amount_class(amount.numerator // amount.denominator, rules.limits(period)),
        period,
        SCANS_NOT_GIVEN if row.scans is None else row.scans,
        delivered_code(row.delivered),
        seller_code(row.seller),
        sent_unread,
    )


def _sent_period(rules: AmazonRules, shipped: int | UnreadDay | None) -> int | None:
    """Return the period of a ship date, `SENT_UNREAD` for one that cannot be read."""
    if isinstance(shipped, UnreadDay):
        return SENT_UNREAD
    return None if shipped is None else rules.period(shipped)
