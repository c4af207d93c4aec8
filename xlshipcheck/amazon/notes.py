"""The words for an outcome of the kernel: verdict, reason, and what 確認 says beside them.

Which facts of a row a sentence names is read from the sentence itself, so rows whose named facts are equal
have one text, and nothing else tells them apart.
"""

from __future__ import annotations

import math
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon import kernel
from xlshipcheck.amazon.grouping import INVALID, OUT_OF_SCOPE, VALID
from xlshipcheck.amazon.record import Record, UnreadDay, UnreadWord, amazon_rules, number_verdict, record_of
from xlshipcheck.rulebook.notes import rule_date
from xlshipcheck.tracking.carriers import canonical_name
from xlshipcheck.tracking.statuses import damage_note, doubt_note
from xlshipcheck.values.answers import Note
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.roles import AMOUNT, DELIVERED, DELIVERY_DATE, TRACKING_NUMBER

if TYPE_CHECKING:
    from fractions import Fraction

    from xlshipcheck.amazon.kernel import Decided
    from xlshipcheck.amazon.record import AmazonRules, Limits, PackageRow
    from xlshipcheck.context import Context
    from xlshipcheck.rulebook.rules import Rulebook

YEN_DIGITS = 100


class Outcome(NamedTuple):
    """What an outcome of the kernel means.

    Attributes:
        verdict: 有効, 無効 or 対象外; "" where the row cannot be answered, or is no package yet.
        sentence: template of the reason, filled with the facts of the package.
        rule: key of the rule that decided, whose date the reason names; "" for none.
        missing: the argument that is missing, else "".
    """

    verdict: str
    sentence: str
    rule: str = ""
    missing: str = ""


OUTCOMES = (
    Outcome(
        VALID,
        "「{carrier}」と送り状番号がそろっています (金額 {amount}円、{limit}円以上が対象)",
        "amazon.japan.least_amount",
    ),
    Outcome(
        VALID,
        "「{carrier}」と送り状番号がそろっています。この番号の形式は公表されておらず、確認できません"
        " (金額 {amount}円、{limit}円以上が対象)",
        "amazon.japan.least_amount",
    ),
    Outcome(
        VALID,
        "スキャンが {scans} 回あり、{limit}円未満の梱包に必要な {needed} 回を満たします",
        "amazon.china.scans_below",
    ),
    Outcome(
        VALID,
        "スキャンが {scans} 回あり、{limit}円以上の梱包に必要な条件を満たします",
        "amazon.china.scans_from",
    ),
    Outcome(
        VALID,
        "部分的に追跡可能な配送方法も有効な期間のため、配送会社と送り状番号があれば足ります",
        "amazon.china.scans_from",
    ),
    Outcome(
        OUT_OF_SCOPE,
        "「{carrier}」は追跡可能率の計算から除かれる配送会社です",
        "amazon.excluded_carriers",
    ),
    Outcome(
        OUT_OF_SCOPE,
        "金額 {amount}円が {limit}円に満たないため計算の対象になりません",
        "amazon.japan.least_amount",
    ),
    Outcome(INVALID, "配送会社がありません", "amazon.trackable_carriers"),
    Outcome(INVALID, "送り状番号がありません", "amazon.trackable_carriers"),
    Outcome(
        INVALID,
        "「{carrier}」は Amazon で追跡できる配送会社の一覧にありません",
        "amazon.trackable_carriers",
    ),
    Outcome(INVALID, "送り状番号「{number}」が壊れています: {problem}", "amazon.trackable_carriers"),
    Outcome(INVALID, "送り状番号「{number}」が正しくありません: {problem}", "amazon.trackable_carriers"),
    Outcome(
        INVALID,
        "スキャンが {scans} 回で、入力する場合に必要な {needed} 回に足りません",
        "amazon.japan.scans_when_given",
    ),
    Outcome(
        INVALID,
        "スキャンが {scans} 回で、{limit}円未満の梱包に必要な {needed} 回に足りません",
        "amazon.china.scans_below",
    ),
    Outcome(
        INVALID,
        "スキャンが {scans} 回で、{limit}円以上の梱包に必要な {needed} 回に足りません",
        "amazon.china.scans_from",
    ),
    Outcome(
        INVALID,
        "スキャンは {scans} 回ありますが、{limit}円以上の梱包に必要な配達完了か不在持ち戻りがありません",
        "amazon.china.delivery_needed",
    ),
    Outcome("", "", missing=DELIVERY_DATE),
    Outcome("", "", missing=AMOUNT),
    Outcome("", "", missing=DELIVERED),
    Outcome(OUT_OF_SCOPE, "FBA (Amazon が出荷) の梱包は出品者の追跡可能率に入りません"),
    Outcome("", ""),
    Outcome("", ""),
    Outcome(
        OUT_OF_SCOPE,
        "「{given}」は「{carrier}」の新しい社名で、追跡可能率の計算から除かれる配送会社です",
        "amazon.excluded_carriers",
    ),
    Outcome("", ""),
)
FULFILLED_BY_AMAZON = OUTCOMES[kernel.FULFILLED_BY_AMAZON].sentence
# The facts that each sentence names.
NAMED = tuple(
    frozenset(name for _, name, _, _ in Formatter().parse(outcome.sentence) if name) for outcome in OUTCOMES
)
# Stands for the amount until it is filled in; what a sentence names of the cells has no control characters.
AMOUNT_MARK = "\0"
# The same for the number, by which the reasons of mistyped ones differ.
_NUMBER_MARK = "\1"


class Judged(NamedTuple):
    """A row with what was decided on it.

    Attributes:
        row: the row.
        decided: outcome and notes.
        period: the period of the rules that its promised day lies in.
    """

    row: PackageRow
    decided: Decided
    period: int

    @property
    def verdict(self) -> str:
        """Return 有効, 無効 or 対象外; "" for a row without."""
        return OUTCOMES[self.decided.outcome].verdict


def judge(context: Context, row: PackageRow) -> Judged:
    """Decide on one row: the one path of cell, range and sheet; a frame takes the same steps with arrays."""
    rules = amazon_rules(context.rulebook)
    record = record_of(rules, row)
    return Judged(row, _decided(rules, *record), record.period)


@lru_cache(maxsize=4096)
def _decided(rules: AmazonRules, *fields: int) -> Decided:
    """Return what the kernel makes of a record, worked out once for equal ones."""
    record = Record(*fields)
    return kernel.decide(record, rules.limits(record.period))


def refusal(judged: Judged) -> errors.ArgumentError | None:
    """Return why a row cannot be answered, None for one that can."""
    outcome = OUTCOMES[judged.decided.outcome]
    if judged.decided.outcome == kernel.UNREADABLE:
        return judged.row.problem()
    if judged.decided.outcome == kernel.DELIVERED_NEEDED:
        return errors.UnreadableFlag(argument=DELIVERED, value=str(judged.row.delivered))
    if judged.decided.outcome == kernel.SHIP_DAY_NEEDED and isinstance(judged.row.shipped, UnreadDay):
        return judged.row.shipped.problem
    return errors.MissingArgument(argument=outcome.missing) if outcome.missing else None


def reason(context: Context, judged: Judged) -> str:
    """Return why a package was judged so: one Japanese sentence with the date of the rule."""
    form = reason_form(context, judged)
    amount = judged.row.amount
    if amount is None or "amount" not in NAMED[judged.decided.outcome]:
        return form
    return form.replace(AMOUNT_MARK, yen_text(amount))


def reason_form(context: Context, judged: Judged) -> str:
    """Return the reason with `AMOUNT_MARK` where it names the amount, by which most reasons of a sheet differ."""
    row, outcome = judged.row, judged.decided.outcome
    named = NAMED[outcome]
    form = _form(
        context.rulebook,
        outcome,
        judged.period,
        row.carrier if named & {"carrier", "given"} else "",
        number_verdict(row).reason if "problem" in named else "",
        (row.scans or 0) if "scans" in named else 0,
    )
    return form.replace(_NUMBER_MARK, _number_shown(row.number)) if "number" in named else form


@lru_cache(maxsize=4096)
def _form(rulebook: Rulebook, outcome: int, period: int, carrier: str, problem: str, scans: int) -> str:
    rules = amazon_rules(rulebook)
    limits = rules.limits(period)
    meaning = OUTCOMES[outcome]
    sentence = meaning.sentence.format(
        carrier=errors.shown(canonical_name(carrier) or carrier),
        given=errors.shown(carrier),
        number=_NUMBER_MARK,
        problem=problem,
        amount=AMOUNT_MARK,
        limit=f"{limits.china_amount if outcome in _CHINA_OUTCOMES else limits.least_amount:,}",
        scans=scans,
        needed=_needed_scans(outcome, limits),
    )
    if not meaning.rule:
        return sentence
    return f"{sentence} ({rule_date(rulebook.rule(meaning.rule), rules.day_in(period))})"


def _number_shown(number: object) -> str:
    # Not a number, or infinite: no cell of a sheet, and no text that `read_text` would give.
    strange = isinstance(number, float) and not math.isfinite(number)
    return errors.shown(number if strange else read_text(number, TRACKING_NUMBER))


_CHINA_OUTCOMES = frozenset(
    [
        kernel.SCANNED_BELOW,
        kernel.SCANNED_FROM,
        kernel.CHINA_SCANS_SHORT_BELOW,
        kernel.CHINA_SCANS_SHORT_FROM,
        kernel.CHINA_NOT_DELIVERED,
    ]
)


def _needed_scans(outcome: int, limits: Limits) -> int:
    needed: int = limits.china_scans_from
    if outcome == kernel.JAPAN_SCANS_SHORT:
        needed = limits.scans_when_given
    elif outcome in {kernel.SCANNED_BELOW, kernel.CHINA_SCANS_SHORT_BELOW}:
        needed = limits.china_scans_below
    return needed


def yen_text(amount: Fraction) -> str:
    """Return an amount as people read it, cut to two decimals: 999.995 must not look like 1,000."""
    return hundredths_text(amount.numerator * YEN_DIGITS // amount.denominator)


def hundredths_text(hundredths: int) -> str:
    """Return an amount in hundredths of a yen as people read it."""
    yen, part = divmod(hundredths, YEN_DIGITS)
    return f"{yen:,}.{part:02}" if part else f"{yen:,}"


def notes(context: Context, judged: Judged) -> tuple[Note, ...]:
    """Return what 確認 says beside an outcome: a damaged number, an unread word, rules the shop changed."""
    mask = judged.decided.notes
    said = []
    if mask & kernel.NUMBER_IS_DAMAGED:
        said.append(damage_note(number_verdict(judged.row)))
    if mask & kernel.NUMBER_IS_DOUBTFUL:
        said.append(doubt_note(number_verdict(judged.row)))
    if mask & kernel.FIRM_IS_RENAMED:
        said.append(renamed_note(judged.row.carrier))
    if mask & kernel.WORD_IS_UNREAD and isinstance(judged.row.delivered, UnreadWord):
        said.append(unread_note(judged.row.delivered))
    if mask & kernel.SHIP_DAY_IS_UNREAD and isinstance(judged.row.shipped, UnreadDay):
        said.append(Note("注意", f"{judged.row.shipped.problem} (この梱包の判定は変わりません)"))
    if mask & kernel.RULES_ARE_CHANGED:
        said += amazon_rules(context.rulebook).overrides
    return tuple(said)


def unread_note(word: UnreadWord) -> Note:
    """Return what 確認 says beside a verdict that is the same whatever the word means."""
    shown = errors.shown(word.word)
    return Note("注意", f"{DELIVERED}「{shown}」は読めない語ですが、この梱包の判定は変わりません")


def renamed_note(carrier: str) -> Note:
    """Return what 確認 says beside a package of an excluded firm under a name that the list does not have."""
    return Note(
        "読み方",
        f"Amazon の一覧にあるのは旧社名「{canonical_name(carrier)}」です。"
        f"「{errors.shown(carrier)}」が除かれない場合、この梱包は無効です",
    )
