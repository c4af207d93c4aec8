"""Amazon's own report beside our judgement, package by package: where they differ, why it may be, and what to do.

A package is told by order and number. A row of the report without a number that serves goes to the one package of its
order that is left; where several are left nobody knows which, and both sides stand alone. What one side could not
judge counts in no rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.amazon.grouping import INVALID, OUT_OF_SCOPE, VALID, resolved_carrier
from xlshipcheck.amazon.rate import NO_CATEGORY, TOTAL, Count, category_key
from xlshipcheck.tracking.carriers import canonical_name
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

UNKNOWN: Final = "不明"
AGREES: Final = "一致"
AMAZON_INVALID: Final = "Amazon 無効・本ツール 有効"
AMAZON_COUNTS: Final = "Amazon 無効・本ツール 対象外"
OURS_INVALID: Final = "Amazon 有効・本ツール 無効"
OURS_EXCLUDED: Final = "Amazon 有効・本ツール 対象外"
UNDECIDED: Final = "判定できない"
ONLY_AMAZON: Final = "レポートだけにある"
ONLY_OURS: Final = "手元だけにある"
KINDS: Final = (
    AMAZON_INVALID,
    AMAZON_COUNTS,
    OURS_INVALID,
    OURS_EXCLUDED,
    UNDECIDED,
    ONLY_AMAZON,
    ONLY_OURS,
    AGREES,
)
"""In the order in which they are shown: what is to be done first."""
CORRECT, WAIT, RAISE, NOTHING = "直す", "待つ", "問い合わせる", ""


class AmazonPackage(NamedTuple):
    """A row of Amazon's report.

    Attributes:
        order: 注文番号.
        number: 送り状番号; "" for none, or one that Amazon could not process.
        carrier: 配送会社 as Amazon has it; "" where it is not said.
        category: "" where it is not said.
        valid: what Amazon says; None where that cannot be read.
        row: its row in the file.
        confirmed: the day of the confirmation as a day number; None where it is not known.
        scanned: whether Amazon has a scan; None where the report does not say.
        unprocessed: whether Amazon could not process what was entered.
    """

    order: str
    number: str
    carrier: str
    category: str
    valid: bool | None
    row: int
    confirmed: int | None = None
    scanned: bool | None = None
    unprocessed: bool = False


class OurPackage(NamedTuple):
    """A package of ours.

    Attributes:
        order: 注文番号.
        number: 送り状番号; "" for none.
        carrier: 配送会社.
        category: "" where it is not known.
        verdict: 有効, 無効 or 対象外; 不明 where it could not be judged.
        reason: why.
        promised: お届け予定日 as a day number; None where it is not known.
        place: where it stands, for people.
    """

    order: str
    number: str
    carrier: str
    category: str
    verdict: str
    reason: str
    promised: int | None
    place: str


class Compared(NamedTuple):
    """A package on both sides, or on one.

    Attributes:
        kind: one of `KINDS`.
        amazon: Amazon's row; None where the report has none.
        ours: our package; None where we have none.
        reason: why they may differ, for people; "" where they agree.
        action: `CORRECT`, `WAIT`, `RAISE` or `NOTHING`.
    """

    kind: str
    amazon: AmazonPackage | None
    ours: OurPackage | None
    reason: str
    action: str


class SideBySide(NamedTuple):
    """The rates of a category.

    Attributes:
        category: its name, or 全体.
        amazon: packages of the report.
        amazon_unknown: packages of the report whose judgement cannot be read.
        ours: our judgement of the packages that stand in the report.
        ours_unknown: those of them that we could not judge.
    """

    category: str
    amazon: Count
    amazon_unknown: int
    ours: Count
    ours_unknown: int

    def amazon_rate(self, *, listed_whole: bool) -> Fraction | str:
        """Return Amazon's rate; 不明 where the report may list the invalid packages alone."""
        if not listed_whole and self.amazon.scope:
            return UNKNOWN
        return self.amazon.rate()


def one_each(packages: Iterable[AmazonPackage]) -> tuple[list[AmazonPackage], list[str]]:
    """Return the packages of a report, each once, and a sentence for each that it contradicts itself about.

    A report may have a row per item. Rows of one package that say different things say nothing.
    """
    found: dict[tuple[str, str], AmazonPackage] = {}
    problems: dict[tuple[str, str], str] = {}
    for package in packages:
        key = (number_key(package.order), number_key(package.number))
        first = found.setdefault(key, package)
        if first.valid is not package.valid:
            found[key] = first._replace(valid=None)
            problems[key] = (
                f"{package.row}行目: 注文番号 {package.order} の行の判定が食い違っています。率に入れません"
            )
    return list(found.values()), list(problems.values())


def ours_once(packages: Iterable[OurPackage]) -> list[OurPackage]:
    """Return our packages, each once: several files may hold one; where they judge it differently it is not known."""
    found: dict[tuple[str, ...], OurPackage] = {}
    alone: list[OurPackage] = []
    for package in packages:
        order, number = number_key(package.order), number_key(package.number)
        if not order:
            alone.append(package)
            continue
        key = (order, number) if number else (order, "", resolved_carrier(package.carrier))
        first = found.setdefault(key, package)
        if first.verdict != package.verdict:
            said = "ファイルによって判定が違います"
            found[key] = first._replace(verdict=UNKNOWN, reason=said)
    return [*found.values(), *alone]


def reconcile(
    amazon: Sequence[AmazonPackage], ours: Sequence[OurPackage], as_of: int, settle_days: int
) -> list[Compared]:
    """Return every package of either side, what is to be done first.

    Args:
        amazon: the packages of the report, each once.
        ours: our packages, each once.
        as_of: the day on which the report is looked at.
        settle_days: days until a correction shows in the report.
    """
    exact = {(number_key(one.order), number_key(one.number)): one for one in ours if one.number}
    pairs = [(one, exact.get((number_key(one.order), number_key(one.number)))) for one in amazon]
    taken = {id(same) for _, same in pairs if same is not None}
    rest: dict[str, list[OurPackage]] = {}
    for own in ours:
        if id(own) not in taken:
            rest.setdefault(number_key(own.order), []).append(own)
    open_rows: dict[str, int] = {}
    for package, same in pairs:
        if same is None:
            key = number_key(package.order)
            open_rows[key] = open_rows.get(key, 0) + 1
    found = []
    for package, same in pairs:
        key = number_key(package.order)
        left = rest.get(key, [])
        mine = left.pop() if same is None and open_rows.get(key) == 1 and len(left) == 1 else same
        found.append(_compared(package, mine, as_of, settle_days))
    found += [
        Compared(ONLY_OURS, None, mine, _why_missing(mine), NOTHING)
        for left in rest.values()
        for mine in left
    ]
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _why_missing(mine: OurPackage) -> str:
    if mine.verdict == OUT_OF_SCOPE:
        return "対象外のためレポートにないと考えられます"
    return "レポートの期間の外か、不備だけのレポートのためと考えられます"


def _compared(package: AmazonPackage, mine: OurPackage | None, as_of: int, settle_days: int) -> Compared:
    if mine is None:
        return Compared(ONLY_AMAZON, package, None, "手元のファイルにこの注文の梱包がありません", NOTHING)
    if package.valid is None or mine.verdict not in {VALID, INVALID, OUT_OF_SCOPE}:
        if package.valid is None:
            return Compared(UNDECIDED, package, mine, "レポートの判定が読めません", NOTHING)
        return Compared(UNDECIDED, package, mine, f"本ツールで判定できません: {mine.reason}", CORRECT)
    if package.valid:
        if mine.verdict == VALID:
            return Compared(AGREES, package, mine, "", NOTHING)
        kind = OURS_INVALID if mine.verdict == INVALID else OURS_EXCLUDED
        return Compared(kind, package, mine, f"本ツールの理由: {mine.reason}", NOTHING)
    if mine.verdict == INVALID:
        return Compared(AGREES, package, mine, mine.reason, CORRECT)
    if mine.verdict == OUT_OF_SCOPE:
        return Compared(AMAZON_COUNTS, package, mine, f"本ツールの理由: {mine.reason}", RAISE)
    reason, action = _why_invalid(package, mine, as_of, settle_days)
    return Compared(AMAZON_INVALID, package, mine, reason, action)


def _why_invalid(package: AmazonPackage, mine: OurPackage, as_of: int, settle_days: int) -> tuple[str, str]:
    """Return the likely reason for which Amazon calls a package invalid that we call valid, and what to do."""
    if package.unprocessed:
        return "Amazon は入力された番号を処理できていません (InvalidId)。番号を入れ直してください", CORRECT
    if number_key(package.number) != number_key(mine.number) and package.number:
        return (
            f"番号が違います (レポート {package.number}、手元 {mine.number})。出荷通知の番号を直してください",
            CORRECT,
        )
    if package.carrier and resolved_carrier(package.carrier) != resolved_carrier(mine.carrier):
        sides = f"レポート「{package.carrier}」、手元「{mine.carrier}」"
        return f"配送会社名が違います ({sides})。出荷通知の配送会社を直してください", CORRECT
    if package.carrier and not canonical_name(package.carrier):
        return f"配送会社名「{package.carrier}」が一覧にありません。一覧から選び直してください", CORRECT
    if package.confirmed is not None and 0 <= as_of - package.confirmed < settle_days:
        return f"出荷通知から{settle_days}日たっていません。反映を待ってください", WAIT
    if package.confirmed is not None and mine.promised is not None and package.confirmed > mine.promised:
        return "出荷通知がお届け予定日より後です (遅い通知)", NOTHING
    if package.scanned is False:
        return (
            "Amazon に配送会社のスキャンがありません。配送会社の追跡画面の記録を添えて問い合わせてください",
            RAISE,
        )
    return (
        "レポートからは理由が分かりません (スキャンが Amazon に届いていないなど)。追跡画面の記録を添えて問い合わせてください",
        RAISE,
    )


def side_by_side(compared: Sequence[Compared]) -> list[SideBySide]:
    """Return the rates of both sides per category and in all; ours over the packages that the report has."""
    listed = [one for one in compared if one.amazon is not None]
    names: dict[str, str] = {}
    for one in listed:
        names.setdefault(category_key(_category(one)), _category(one))
    rows = [
        _rates(name, [one for one in listed if category_key(_category(one)) == key])
        for key, name in names.items()
    ]
    total = _rates(TOTAL, listed)
    return [total] if list(names) in ([], [category_key(NO_CATEGORY)]) else [*rows, total]


def _category(one: Compared) -> str:
    return (
        (one.amazon.category if one.amazon else "") or (one.ours.category if one.ours else "") or NO_CATEGORY
    )


def _rates(name: str, listed: Sequence[Compared]) -> SideBySide:
    said = [one.amazon.valid for one in listed if one.amazon]
    verdicts = [one.ours.verdict for one in listed if one.ours]
    valid = verdicts.count(VALID)
    return SideBySide(
        name,
        Count(len(said) - said.count(None), said.count(True)),
        said.count(None),
        Count(valid + verdicts.count(INVALID), valid),
        verdicts.count(UNKNOWN),
    )


def lists_all(compared: Sequence[Compared]) -> bool:
    """Tell whether a report lists valid packages too; one of the invalid alone gives no rate."""
    return any(one.amazon is not None and one.amazon.valid for one in compared)
