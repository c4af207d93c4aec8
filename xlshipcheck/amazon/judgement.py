"""The judgement of one Amazon package: which rules are in force, what was decided, and why.

The order of the tests, the decision codes and every sentence stand in `amazon_decision`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon import decision
from xlshipcheck.rulebook.notes import override_notes, rule_date
from xlshipcheck.tracking.carriers import canonical_name, carrier_key, carrier_of
from xlshipcheck.tracking.numbers import NumberVerdict, judge_number
from xlshipcheck.tracking.statuses import damage_note
from xlshipcheck.values.answers import Note
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.days import LAST_DAY, NEVER

if TYPE_CHECKING:
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.rulebook.rules import Rule, Rulebook

DELIVERED = "配達完了"
JAPAN, CHINA, HONG_KONG = SELLERS = ("日本", "中国", "香港")
YEN_DIGITS = 100


class AmazonRules:
    """The rules of a rulebook, ready for a package.

    Args:
        rulebook: the rules in use.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._trackable = rulebook.rule("amazon.trackable_carriers")
        self._excluded = rulebook.rule("amazon.excluded_carriers")
        self._keys: dict[tuple[str, int], frozenset[str]] = {}
        self._limits: dict[int, decision.Limits] = {}
        self._rulebook = rulebook
        rules = [*map(rulebook.rule, decision.LIMIT_RULES), self._trackable, self._excluded]
        self.overrides = override_notes(rules)
        # The days on which a value comes into force: between two of them every promised day is alike.
        self.changes = sorted({value.from_day for rule in rules for value in rule.values})

    def limits(self, day: int) -> decision.Limits:
        """Return the limits in force on a promised day."""
        if day not in self._limits:
            self._limits[day] = decision.limits_on(self._rulebook, day)
        return self._limits[day]

    def carrier_class(self, name: str, day: int) -> int:
        """Return what a carrier is to the rule on a promised day.

        Args:
            name: any spelling; "" where blank.
            day: お届け予定日; `NEVER`, the lists of today, where it is blank.

        Returns:
            A code of `amazon_decision`: `CARRIER_BLANK`, `_TRACKABLE`, `_EXCLUDED` or `_OTHER`.
        """
        if not name:
            return decision.CARRIER_BLANK
        key = _list_key(name)
        if key in self._listed(self._excluded, day):
            return decision.CARRIER_EXCLUDED
        listed = key in self._listed(self._trackable, day)
        return decision.CARRIER_TRACKABLE if listed else decision.CARRIER_OTHER

    def _listed(self, rule: Rule, day: int) -> frozenset[str]:
        value = rule.at(day)
        version = (rule.key, value.from_day)
        if version not in self._keys:
            self._keys[version] = frozenset(map(_list_key, value.value))
        return self._keys[version]


@lru_cache(maxsize=4096)
def _list_key(name: str) -> str:
    """Return the form in which a carrier is looked up in a list; a shop may list one we do not know."""
    return carrier_key(canonical_name(name) or name)


@lru_cache(maxsize=32)
def amazon_rules(rulebook: Rulebook) -> AmazonRules:
    """Return the rules of a rulebook, prepared once."""
    return AmazonRules(rulebook)


class UnreadWord(NamedTuple):
    """A word in 配達完了 that is neither a flag nor a known status: refused only where a verdict hangs on it."""

    word: str

    def __str__(self) -> str:
        """Return the word, as an explanation shows what was read."""
        return self.word


class Package(NamedTuple):
    """A package as the row functions see it.

    Attributes:
        carrier: the name as given, "" where blank.
        number: the number as the cell holds it, so that a spreadsheet's damage can be seen.
        amount: yen of the whole package, None where blank.
        day: お届け予定日 as a day number, None where blank.
        scans: number of scans, None where blank.
        delivered: whether delivered or attempted (`amazon.read_delivered`), None where blank.
        seller: 日本, 中国 or 香港; "" for the one in the settings.
    """

    carrier: str
    number: object
    amount: Fraction | None
    day: int | None
    scans: int | None
    delivered: bool | UnreadWord | None
    seller: str


class Judgement(NamedTuple):
    """What was decided on a package.

    Attributes:
        code: index into `amazon_decision.DECISIONS`.
        verdict: 有効, 無効 or 対象外.
        package: the package judged.
        number: the verdict on its number.
        limits: the limits in force on its promised day.
    """

    code: int
    verdict: str
    package: Package
    number: NumberVerdict
    limits: decision.Limits


def seller_code(seller: str) -> int:
    """Return the code of a seller's place for the kernel; 香港 counts as 中国."""
    return decision.SELLER_JAPAN if seller == JAPAN else decision.SELLER_CHINA


def judge(context: Context, package: Package) -> Judgement:
    """Decide on one package.

    Raises:
        MissingArgument: where the amount or the promised day is needed and blank.
        UnreadableFlag: where the verdict hangs on a word in 配達完了 that is not known.
    """
    rules = amazon_rules(context.rulebook)
    day = NEVER if package.day is None else package.day
    limits = rules.limits(day)
    number = judge_number(carrier_of(package.carrier), package.number)
    carrier = rules.carrier_class(package.carrier, day)

    def code_if(delivered: int) -> int:
        return _decided(
            carrier,
            number.code,
            _limit_reached(package.amount or 0, limits),
            int(package.amount is not None),
            NEVER if package.day is None else 0,
            decision.SCANS_NOT_GIVEN if package.scans is None else package.scans,
            delivered,
            seller_code(package.seller or context.settings.seller),
            limits,
        )

    word = package.delivered
    code = code_if(int(word is True))
    if isinstance(word, UnreadWord) and code != code_if(1):
        raise errors.UnreadableFlag(argument=DELIVERED, value=word.word)
    settled = decision.DECISIONS[code]
    if settled.missing:
        raise errors.MissingArgument(argument=settled.missing)
    return Judgement(code, settled.verdict, package, number, limits)


def _limit_reached(amount: Fraction | int, limits: decision.Limits) -> int:
    """Return the highest limit that an amount reaches, 0 for none: the decision looks at no more of it."""
    whole = amount.numerator // amount.denominator  # the limits are whole yen
    reached: int = max(
        (whole >= limits.least_amount) * limits.least_amount,
        (whole >= limits.china_amount) * limits.china_amount,
    )
    return reached


@lru_cache(maxsize=4096)
def _decided(*facts: Any) -> int:  # noqa: ANN401  the kernel's own arguments
    """Return the decision's code, worked out once for each kind of package; the facts are the kernel's."""
    code: int = decision.decision_code(*facts)
    return code


def reason(context: Context, judgement: Judgement) -> str:
    """Return why a package was judged so: one Japanese sentence with the date of the rule."""
    amount = judgement.package.amount
    form = reason_form(context, judgement)
    return form if amount is None or not names_amount(judgement) else with_amount(form, yen_text(amount))


def names_amount(judgement: Judgement) -> bool:
    """Tell whether the reason names the amount."""
    return "amount" in _NAMED[judgement.code]


def with_amount(form: str, amount: str) -> str:
    """Return a reason with its amount in words."""
    return form.replace(AMOUNT, amount)


def reason_form(context: Context, judgement: Judgement) -> str:
    """Return the reason with `AMOUNT` where it names the amount, by which most reasons of a sheet differ."""
    package, named = judgement.package, _NAMED[judgement.code]
    return _form(
        judgement.code,
        package.carrier if "carrier" in named else "",
        _number_shown(package.number) if "number" in named else "",
        judgement.number.reason if "problem" in named else "",
        (package.scans or 0) if "scans" in named else 0,
        judgement.limits,
        _rule_words(context.rulebook, judgement.code, LAST_DAY if package.day is None else package.day),
    )


# Stands for the amount; what a sentence names of the cells has no control characters left.
AMOUNT = "\0"
_NAMED = [
    frozenset(name for _, name, _, _ in Formatter().parse(settled.sentence) if name)
    for settled in decision.DECISIONS
]


@lru_cache(maxsize=4096)
def _form(
    code: int, carrier: str, number: str, problem: str, scans: int, limits: decision.Limits, dated: str
) -> str:
    sentence = decision.DECISIONS[code].sentence.format(
        carrier=errors.shown(canonical_name(carrier) or carrier),
        number=number,
        problem=problem,
        amount=AMOUNT,
        limit=f"{limits.china_amount if code in _CHINA_CODES else limits.least_amount:,}",
        scans=scans,
        needed=_needed_scans(code, limits),
    )
    return f"{sentence} ({dated})"


@lru_cache(maxsize=4096)
def _rule_words(rulebook: Rulebook, code: int, day: int) -> str:
    return rule_date(rulebook.rule(decision.DECISIONS[code].rule), day)


def _number_shown(number: object) -> str:
    # Not a number, or infinite: no cell of a sheet, and no text that `read_text` would give.
    strange = isinstance(number, float) and not math.isfinite(number)
    return errors.shown(number if strange else read_text(number, "送り状番号"))


_CHINA_CODES = frozenset(
    [
        decision.SCANNED_BELOW,
        decision.SCANNED_FROM,
        decision.CHINA_SCANS_SHORT_BELOW,
        decision.CHINA_SCANS_SHORT_FROM,
        decision.CHINA_NOT_DELIVERED,
    ]
)


def _needed_scans(code: int, limits: decision.Limits) -> int:
    needed: int = limits.china_scans_from
    if code == decision.JAPAN_SCANS_SHORT:
        needed = limits.scans_when_given
    elif code in {decision.SCANNED_BELOW, decision.CHINA_SCANS_SHORT_BELOW}:
        needed = limits.china_scans_below
    return needed


def yen_text(amount: Fraction) -> str:
    """Return an amount as people read it, cut to two decimals: 999.995 must not look like 1,000."""
    return hundredths_text(amount.numerator * YEN_DIGITS // amount.denominator)


def hundredths_text(hundredths: int) -> str:
    """Return an amount in hundredths of a yen as people read it."""
    yen, part = divmod(hundredths, YEN_DIGITS)
    return f"{yen:,}.{part:02}" if part else f"{yen:,}"


def notes(context: Context, judgement: Judgement) -> tuple[Note, ...]:
    """Return what 確認 says beside a judgement: a damaged number, an unread word, rules the shop changed."""
    damaged = (damage_note(judgement.number),) if judgement.code == decision.DAMAGED_NUMBER else ()
    word = judgement.package.delivered
    unread = (unread_note(word),) if isinstance(word, UnreadWord) else ()
    return (*damaged, *unread, *amazon_rules(context.rulebook).overrides)


def unread_note(word: UnreadWord) -> Note:
    """Return what 確認 says beside a verdict that is the same whatever the word means."""
    shown = errors.shown(word.word)
    return Note("注意", f"{DELIVERED}「{shown}」は読めない語ですが、この梱包の判定は変わりません")
