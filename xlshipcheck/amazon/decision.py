"""The decision on one Amazon package: which test settles it, and the sentence that says so.

The tests stand in one order, and the first that applies decides:

1. an excluded carrier is 対象外, even where amount or date is blank;
2. a Japanese seller's package below the amount in force on its promised day is 対象外;
3. a missing carrier or number, a carrier outside the list, a number that a spreadsheet has damaged, and an
   invalid number are 無効; 形式不明 is not invalid;
4. scans: too few of them, or no delivery among them, is 無効. A Japanese seller's are looked at only where
   they are given; a seller in China or Hong Kong needs them from 2021-08-09 on.

`decision_code` is arithmetic without branches: with ints it serves a cell, with numpy arrays a column. The
codes are stable; verdict, sentence and rule of each stand in `DECISIONS`.
Source of every limit: `rules/amazon.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.amazon.grouping import INVALID, OUT_OF_SCOPE, VALID
from xlshipcheck.tracking.numbers import DAMAGED as NUMBER_DAMAGED
from xlshipcheck.tracking.numbers import INVALID as NUMBER_INVALID
from xlshipcheck.tracking.numbers import MISSING as NUMBER_MISSING
from xlshipcheck.tracking.numbers import UNKNOWN_FORM as NUMBER_UNKNOWN_FORM
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from xlshipcheck.rulebook.rules import Rulebook

Numbers = Any  # an int (or Fraction), or a numpy array: the kernel takes either

# What a carrier is to the rule.
CARRIER_BLANK, CARRIER_TRACKABLE, CARRIER_EXCLUDED, CARRIER_OTHER = range(4)
# Where the seller is; 香港 counts as 中国.
SELLER_JAPAN, SELLER_CHINA = range(2)
SCANS_NOT_GIVEN = -1


class Decision(NamedTuple):
    """What a decision code means.

    Attributes:
        verdict: 有効, 無効 or 対象外; "" where a value is missing and the row cannot be answered.
        sentence: template of the reason, filled with the facts of the package.
        rule: key of the rule that decided, whose date the reason names; "" where a value is missing.
        missing: the argument that is missing, else "".
    """

    verdict: str
    sentence: str
    rule: str = ""
    missing: str = ""


DECISIONS = (
    Decision(
        VALID,
        "「{carrier}」と送り状番号がそろっています (金額 {amount}円、{limit}円以上が対象)",
        "amazon.japan.least_amount",
    ),
    Decision(
        VALID,
        "「{carrier}」と送り状番号がそろっています。この番号の形式は公表されておらず、確認できません"
        " (金額 {amount}円、{limit}円以上が対象)",
        "amazon.japan.least_amount",
    ),
    Decision(
        VALID,
        "スキャンが {scans} 回あり、{limit}円未満の梱包に必要な {needed} 回を満たします",
        "amazon.china.scans_below",
    ),
    Decision(
        VALID,
        "スキャンが {scans} 回あり、{limit}円以上の梱包に必要な条件を満たします",
        "amazon.china.scans_from",
    ),
    Decision(
        VALID,
        "部分的に追跡可能な配送方法も有効な期間のため、配送会社と送り状番号があれば足ります",
        "amazon.china.scans_from",
    ),
    Decision(
        OUT_OF_SCOPE,
        "「{carrier}」は追跡可能率の計算から除かれる配送会社です",
        "amazon.excluded_carriers",
    ),
    Decision(
        OUT_OF_SCOPE,
        "金額 {amount}円が {limit}円に満たないため計算の対象になりません",
        "amazon.japan.least_amount",
    ),
    Decision(INVALID, "配送会社がありません", "amazon.trackable_carriers"),
    Decision(INVALID, "送り状番号がありません", "amazon.trackable_carriers"),
    Decision(
        INVALID,
        "「{carrier}」は Amazon で追跡できる配送会社の一覧にありません",
        "amazon.trackable_carriers",
    ),
    Decision(INVALID, "送り状番号「{number}」が壊れています: {problem}", "amazon.trackable_carriers"),
    Decision(INVALID, "送り状番号「{number}」が正しくありません: {problem}", "amazon.trackable_carriers"),
    Decision(
        INVALID,
        "スキャンが {scans} 回で、入力する場合に必要な {needed} 回に足りません",
        "amazon.japan.scans_when_given",
    ),
    Decision(
        INVALID,
        "スキャンが {scans} 回で、{limit}円未満の梱包に必要な {needed} 回に足りません",
        "amazon.china.scans_below",
    ),
    Decision(
        INVALID,
        "スキャンが {scans} 回で、{limit}円以上の梱包に必要な {needed} 回に足りません",
        "amazon.china.scans_from",
    ),
    Decision(
        INVALID,
        "スキャンは {scans} 回ありますが、{limit}円以上の梱包に必要な配達完了か不在持ち戻りがありません",
        "amazon.china.delivery_needed",
    ),
    Decision("", "", missing="お届け予定日"),
    Decision("", "", missing="注文金額"),
)
(
    IN_ORDER,
    IN_ORDER_UNKNOWN_FORM,
    SCANNED_BELOW,
    SCANNED_FROM,
    PARTLY_TRACKABLE,
    EXCLUDED_CARRIER,
    BELOW_LEAST_AMOUNT,
    NO_CARRIER,
    NO_NUMBER,
    CARRIER_NOT_LISTED,
    DAMAGED_NUMBER,
    INVALID_NUMBER,
    JAPAN_SCANS_SHORT,
    CHINA_SCANS_SHORT_BELOW,
    CHINA_SCANS_SHORT_FROM,
    CHINA_NOT_DELIVERED,
    DAY_MISSING,
    AMOUNT_MISSING,
) = range(len(DECISIONS))


class Limits(NamedTuple):
    """The limits in force on a promised day, each an int or an array.

    Attributes:
        least_amount: yen from which a Japanese seller's package is in scope.
        scans_when_given: scans a Japanese seller's package needs where they are given.
        china_amount: yen from which a Chinese seller's package needs more scans.
        china_scans_below: scans needed below that amount.
        china_scans_from: scans needed from that amount on.
        china_delivery: 1 where a delivery or a failed attempt is needed from that amount on.
    """

    least_amount: Numbers
    scans_when_given: Numbers
    china_amount: Numbers
    china_scans_below: Numbers
    china_scans_from: Numbers
    china_delivery: Numbers


LIMIT_RULES = (
    "amazon.japan.least_amount",
    "amazon.japan.scans_when_given",
    "amazon.china.amount_limit",
    "amazon.china.scans_below",
    "amazon.china.scans_from",
    "amazon.china.delivery_needed",
)


def limits_on(rulebook: Rulebook, day: Numbers) -> Limits:
    """Return the limits in force on a promised day, or on each day of an array."""
    return Limits(*(rulebook.rule(key).over(day) for key in LIMIT_RULES))


def amount_side(amount: Numbers, limits: Limits) -> Numbers:
    """Return on which side of each limit an amount lies; `decision_code` looks at no more of it.

    Args:
        amount: whole yen.
        limits: the limits in force.
    """
    return (amount >= limits.least_amount) * 1 + (amount >= limits.china_amount) * 2


def decision_code(
    carrier: Numbers,
    number: Numbers,
    amount: Numbers,
    amount_given: Numbers,
    day: Numbers,
    scans: Numbers,
    delivered: Numbers,
    seller: Numbers,
    limits: Limits,
) -> Numbers:
    """Return the index into `DECISIONS` of a package, or of each package of a column.

    Args:
        carrier: `CARRIER_BLANK`, `CARRIER_TRACKABLE`, `CARRIER_EXCLUDED` or `CARRIER_OTHER`.
        number: code of a `tracking_numbers.NumberVerdict`.
        amount: yen of the whole package; any number where it is not given.
        amount_given: 1 where the amount is known, else 0.
        day: お届け予定日 as a day number, `NEVER` where blank.
        scans: number of scans, `SCANS_NOT_GIVEN` where blank.
        delivered: 1 for 配達完了 or 不在持ち戻り, else 0.
        seller: `SELLER_JAPAN` or `SELLER_CHINA`.
        limits: the limits in force on that day.
    """
    china = (seller == SELLER_CHINA) * 1
    japan = 1 - china
    from_limit = (amount >= limits.china_amount) * 1
    scanned = scans * (scans > 0)
    scans_ruled = china * ((limits.china_scans_below + limits.china_scans_from + limits.china_delivery) > 0)
    tests = (
        (EXCLUDED_CARRIER, (carrier == CARRIER_EXCLUDED) * 1),
        (DAY_MISSING, (day == NEVER) * 1),
        (AMOUNT_MISSING, japan * (amount_given == 0)),
        (BELOW_LEAST_AMOUNT, japan * (amount < limits.least_amount)),
        (NO_CARRIER, (carrier == CARRIER_BLANK) * 1),
        (NO_NUMBER, (number == NUMBER_MISSING) * 1),
        (CARRIER_NOT_LISTED, (carrier == CARRIER_OTHER) * 1),
        (DAMAGED_NUMBER, (number == NUMBER_DAMAGED) * 1),
        (INVALID_NUMBER, (number == NUMBER_INVALID) * 1),
        (JAPAN_SCANS_SHORT, japan * (scans >= 0) * (scans < limits.scans_when_given)),
        (AMOUNT_MISSING, scans_ruled * (amount_given == 0)),
        (CHINA_SCANS_SHORT_BELOW, china * (1 - from_limit) * (scanned < limits.china_scans_below)),
        (CHINA_SCANS_SHORT_FROM, china * from_limit * (scanned < limits.china_scans_from)),
        (CHINA_NOT_DELIVERED, china * from_limit * (delivered < limits.china_delivery)),
        (PARTLY_TRACKABLE, china * (1 - scans_ruled)),
        (SCANNED_BELOW, china * (1 - from_limit)),
        (SCANNED_FROM, china),
        (IN_ORDER_UNKNOWN_FORM, (number == NUMBER_UNKNOWN_FORM) * 1),
    )
    code = seller * 0 + IN_ORDER
    undecided = seller * 0 + 1
    for decision, applies in tests:
        code = code + undecided * applies * (decision - IN_ORDER)
        undecided = undecided * (1 - applies)
    return code
