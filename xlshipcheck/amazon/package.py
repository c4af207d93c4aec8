"""Amazon.co.jp, one package: is its tracking number valid for 追跡可能率, and why.

The amount is that of the whole package (tax excluded, shipping included, exact); rows of one package are
summed before, see `grouping`. What decides is in `kernel`, what is said in `notes`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.kernel import EXCLUDED, EXCLUDED_AS_RENAMED, SHIP_DAY_NEEDED
from xlshipcheck.amazon.notes import judge, notes, reason, refusal
from xlshipcheck.amazon.record import SELLERS, PackageRow, UnreadDay, UnreadWord
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.carriers import UNKNOWN
from xlshipcheck.tracking.statuses import DONE, is_attempted, status_of
from xlshipcheck.values.answers import Answer, Asked, Reason, with_steps
from xlshipcheck.values.cells import is_blank, read_day, read_flag
from xlshipcheck.values.days import LAST_DAY
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.amazon.notes import Judged
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Reasoned


CARRIER, TESTS, DECISION = Reason("carrier"), Reason("tests"), Reason("decision")


class JudgedPackage(NamedTuple):
    """A row that was judged, under the settings and rules of a call."""

    context: Context
    judged: Judged


def packages(context: Context, _calendar: object) -> Callable[[Asked], JudgedPackage]:
    """Return what makes the record of a package from the arguments of a function, and judges it.

    A blank seller is that of the settings.
    """

    def package(values: Asked) -> JudgedPackage:
        row = PackageRow(*values.values())
        return JudgedPackage(
            context, judge(context, row._replace(seller=row.seller or context.settings.seller))
        )

    return package


def scan_valid(package: JudgedPackage, _asked: object) -> Reasoned:
    """AMAZON_SCAN_VALID: 有効, 無効 or 対象外.

    Raises:
        MissingArgument: where amount or お届け予定日 is needed and blank.
        UnreadableFlag: where the verdict needs a word in 配達完了 that is not known.
    """
    yield from _reasons(package.judged)
    yield Answer(package.judged.verdict, notes(*package))


def scan_reason(package: JudgedPackage, _asked: object) -> Reasoned:
    """AMAZON_SCAN_REASON: why `scan_valid` judges so, in one Japanese sentence with the rule's date."""
    yield from _reasons(package.judged)
    yield Answer(reason(*package), notes(*package))


def _reasons(judged: Judged) -> Iterator[Reason]:
    yield CARRIER
    if judged.decided.outcome not in {EXCLUDED, EXCLUDED_AS_RENAMED, SHIP_DAY_NEEDED}:
        yield TESTS
    problem = refusal(judged)
    if problem:
        raise problem
    yield DECISION


@with_steps
def amount(
    context: Context,
    price_incl_tax: Fraction | None,
    shipping_incl_tax: Fraction | None,
    tax_rate: Fraction | None,
    shipping_tax_rate: Fraction | None = None,
) -> Reasoned:
    """AMAZON_AMOUNT: the amount the rule asks for, tax excluded, shipping included; exact, not rounded.

    Args:
        context: for the standard rate of tax.
        price_incl_tax: yen of the goods.
        shipping_incl_tax: yen of the shipping, 0 where blank.
        tax_rate: of the goods; the standard rate where it is not given.
        shipping_tax_rate: of the shipping; the standard rate where it is not given, whatever that of the goods.

    Raises:
        MissingArgument: without a price.
    """
    if price_incl_tax is None:
        raise errors.MissingArgument(argument="商品代金")
    rule = context.rulebook.rule("amazon.tax_rate")
    standard = Fraction(rule.at(LAST_DAY).value, 100)
    rates = [standard if rate is None else rate for rate in (tax_rate, shipping_tax_rate)]
    goods, shipping = (
        yen / (1 + rate) for yen, rate in zip((price_incl_tax, shipping_incl_tax or Fraction(0)), rates)
    )
    uses_standard = tax_rate is None or (shipping_tax_rate is None and shipping_incl_tax)
    if uses_standard:
        yield Reason("standard tax", (rule.key,))
    yield Reason("amounts with tax", (price_incl_tax, shipping_incl_tax))
    yield Answer(goods + shipping, override_notes([rule]) if uses_standard else ())


def read_seller(value: object, argument: str) -> str:
    """Return 日本, 中国 or 香港 for the words people use; "" for a blank.

    Raises:
        UnknownChoice: for any other word.
    """
    if is_blank(value):
        return ""
    key = name_key(value)
    if key not in _seller_words():
        raise errors.UnknownChoice(argument=argument, value=value, choices=errors.Whole("・".join(SELLERS)))
    return _seller_words()[key]


@lru_cache(maxsize=1)
def _seller_words() -> dict[str, str]:
    table = group_table("amazon")["sellers"]
    return {name_key(word): seller for seller in SELLERS for word in table[seller]}


def read_delivered(value: object, argument: str) -> bool | UnreadWord | None:
    """Return whether a parcel was delivered, or an attempt failed because nobody was at home.

    Args:
        value: TRUE or FALSE in any of the usual words, or a status word of a tracking page.
        argument: the Japanese name of the argument.

    Returns:
        True for 配達完了 and 不在持ち戻り, False for every other known status; None for a blank. Any other
        word as it stands: most verdicts do not hang on it, and taking it for FALSE could cost a valid one.

    Raises:
        SpreadsheetErrorValue: for an error value.
    """
    if is_blank(value):
        return None
    if isinstance(value, str):
        status = status_of(value)
        if status == DONE or is_attempted(value):
            return True
        if status != UNKNOWN:
            return False
    try:
        return read_flag(value, argument)
    except errors.UnreadableFlag:
        return UnreadWord(errors.shown(value))


def read_ship_day(value: object, argument: str) -> int | UnreadDay | None:
    """Return 発送日 as a day number, None for a blank.

    A cell that cannot be read is kept with its problem: only a firm under a new name hangs on it.
    """
    try:
        return read_day(value, argument)
    except errors.ArgumentError as problem:
        return UnreadDay(problem)
