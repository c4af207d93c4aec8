"""改善計画: the draft of an improvement plan for a category whose valid tracking rate is below the limit.

Everything in it is a figure of 集計, a package of 今日 or a word of the seller's; what nobody has said is a blank.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.amazon.rate import NO_CATEGORY, TOTAL, category_key
from xlshipcheck.drafts.document import Draft, Part, blank, day_cell, percent_text
from xlshipcheck.today.changes import read_record
from xlshipcheck.values.text import full_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.today.changes import Fixed
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import CategoryFact, PackageFact

LIST_HEADER: Final = (
    "カテゴリー",
    "注文番号",
    "送り状番号",
    "配送会社",
    "お届け予定日",
    "原因",
    "無効の理由",
    "直し方",
    "期間から外れる日",
    "期間",
    "シート",
    "行",
    "店舗での原因",
    "行った対策",
)
PACKAGE_HEADER: Final = (
    "注文番号",
    "お問い合わせ伝票番号",
    "配送会社",
    "お届け予定日",
    "無効の理由",
    "対応 (案)",
)
IN_WINDOW, COMING = "期間内", "これから期間に入る"
MOST_NAMED: Final = 10


class Below(NamedTuple):
    """A category below the limit.

    Attributes:
        sheet: the sheet it was counted on.
        first_row: number of that sheet's first data row, from 1.
        fact: its figures.
        packages: its packages that are not valid and count today.
        coming: those that come into the window within days.
        causes: kind of fault -> how many of the packages have it, the most first.
        leaving: the packages that leave the window on the day of its recovery.
        fixed: packages of the sheet's book that have become valid, as its record tells.
    """

    sheet: str
    first_row: int
    fact: CategoryFact
    packages: list[PackageFact]
    coming: list[PackageFact]
    causes: Mapping[str, int]
    leaving: list[PackageFact]
    fixed: Sequence[Fixed]

    @property
    def has_name(self) -> bool:
        """Tell whether it is a category, and not all packages of a sheet or those of no category."""
        return not without_category(self.fact)


def is_below(fact: CategoryFact) -> bool:
    """Tell whether a category has a rate and it is below the limit."""
    return fact.scope > 0 and fact.allowance < 0


def without_category(fact: CategoryFact) -> bool:
    """Tell whether a figure is that of packages of which nobody knows the category."""
    return fact.name in {TOTAL, NO_CATEGORY}


def below_limit(sheets: Sequence[SheetFacts], record: Sequence[str], as_of: int) -> list[Below]:
    """Return the categories below the limit, as 集計 counts them.

    Args:
        sheets: the facts of every order sheet.
        record: the lines of the record that 集計 keeps as of the as-of day.
        as_of: the as-of day.
    """
    fixed = [one for snapshot in read_record(record) if snapshot.day == as_of for one in snapshot.fixed]
    found = []
    for sheet in sheets:
        facts = sheet.facts
        for fact in facts.categories:
            if not is_below(fact):
                continue
            # Where no row names a category there is one figure, that of all packages.
            every = fact.name == TOTAL and len(facts.categories) == 1
            key = category_key(fact.name)
            bad = [package for package in facts.packages if every or key in package.categories]
            counted = [package for package in bad if package.counts]
            leaving = [package for package in bad if package.leaves == fact.recovery]
            causes = dict(Counter(package.cause for package in counted).most_common())
            own = [one for one in fixed if every or key in one.was.categories]
            found.append(
                Below(
                    sheet.name,
                    sheet.first_row,
                    fact,
                    counted,
                    [package for package in bad if not package.counts],
                    causes,
                    leaving,
                    own,
                )
            )
    return found


def improvement_draft(
    below: Below, files: str, as_of: int, changes: Sequence[str], unread: int, *, sheet_named: bool
) -> Draft:
    """Return the draft of an improvement plan.

    Args:
        below: the category.
        files: names of the files it is made from.
        as_of: the as-of day.
        changes: what the seller says was changed.
        unread: rows that could not be read, which are in no rate.
        sheet_named: whether the sheet has to be named, because there are several.
    """
    fact = below.fact
    first, last = fact.window
    share = Fraction(fact.valid, fact.scope)
    invalid = fact.scope - fact.valid
    category = fact.name if below.has_name else blank("カテゴリー")
    facts = [
        f"ストア名: {blank('ストア名')}",
        f"対象のカテゴリー: {category}",
        f"対象の期間: お届け予定日が {full_day(first)} から {full_day(last)} までの梱包",
    ]
    now = [
        (
            f"上の期間の対象の梱包は{fact.scope:,}個、お問い合わせ伝票番号が有効な梱包は{fact.valid:,}個で、"
            f"追跡可能率は {percent_text(share)} です (必要な率は{fact.limit}%以上)。"
        ),
        f"無効の梱包は{invalid:,}個で、{fact.limit}%に{-fact.allowance:,}個足りません。",
    ]
    causes = [
        f"{cause}: {count:,}個 ({percent_text(Fraction(count, invalid))})。当店での原因: {blank('原因')}"
        for cause, count in below.causes.items()
    ]
    rows = [
        (one.order, one.number, one.carrier, day_cell(one.promised), one.cause, one.fix)
        for one in below.packages
    ]
    title = f"追跡可能率の改善計画 ({_title(below, sheet_named=sheet_named)})"
    return Draft(
        title,
        _notes(below, files, as_of, unread),
        [
            Part("", facts),
            Part("1. 現状", now),
            Part("2. 原因", [f"無効の梱包{invalid:,}個の内訳は次のとおりです。"], causes),
            Part("3. 対象の梱包", header=PACKAGE_HEADER, rows=rows),
            Part("4. 行った対策", items=_changes(below, changes)),
            Part("5. 再発を防ぐ対策", items=[blank("これから行う対策、担当、始める日")]),
            Part("6. 回復の見込み", _recovery(below)),
        ],
    )


def _title(below: Below, *, sheet_named: bool) -> str:
    name = f"カテゴリー: {below.fact.name}" if below.has_name else "カテゴリー不明"
    return f"{name}、シート「{below.sheet}」" if sheet_named else name


def _notes(below: Below, files: str, as_of: int, unread: int) -> list[str]:
    notes = [
        f"{files} から、基準日 {full_day(as_of)} で作った下書きです。違うところを直し、[ ] の中を書いてから使ってください。",
        "件数・無効の理由・梱包・日付のほかは書いていません。なぜ起きたか、何をしたか、これから何をするかは店舗で書いてください。",
        (
            f"{below.fact.limit}%未満のカテゴリーは、出品者出荷での出品資格が停止される場合があります。"
            "回復には改善計画の提出と Amazon の承認が必要です。"
        ),
        "件数は渡したファイルの梱包だけのものです。Amazon のレポートとは xlshipcheck reconcile で比べられます。",
    ]
    if not below.has_name:
        notes.append(
            "カテゴリーの分からない梱包の率で作りました。Amazon はカテゴリーごとに判定します "
            "(SKU のカテゴリーは設定に入力できます)。"
        )
    if unread:
        notes.append(f"読めない行が{unread:,}行あり、率に入っていません。直してから作り直してください。")
    if below.coming:
        orders = "、".join(one.order or one.number for one in below.coming[:MOST_NAMED])
        more = f" ほか{len(below.coming) - MOST_NAMED:,}個" if len(below.coming) > MOST_NAMED else ""
        notes.append(
            f"ほかに、これから期間に入る無効の梱包が{len(below.coming):,}個あります: {orders}{more}。"
            "今のうちに直すと、回復が早まることがあります。"
        )
    return notes


def _changes(below: Below, changes: Sequence[str]) -> list[str]:
    """Return what was changed: what the seller typed, and what the book's record has seen."""
    found = [*changes] or [blank("行った対策と、その日")]
    for one in below.fixed:
        was, now = _sent(one.was.number, one.was.carrier), _sent(one.number, one.carrier)
        how = f"{was} から {now} に変わり、" if was != now else f"{now} が無効から"
        found.append(f"注文番号 {one.was.order}: {how}有効になりました ({full_day(one.day)} に確認)。")
    return found


def _sent(number: str, carrier: str) -> str:
    return f"「{carrier or '配送会社なし'} {number or '番号なし'}」"


def _recovery(below: Below) -> list[str]:
    fact = below.fact
    if fact.recovery is None:
        return [
            f"今ある梱包だけでは、{fact.limit}%以上に戻る日を示せません。見込み: {blank('回復の見込みと、その根拠')}"
        ]
    valid, scope = fact.then
    length = fact.window[1] - fact.window[0] + 1
    lines = [
        (
            f"今ある梱包だけで数えると、{full_day(fact.recovery)} に{fact.limit}%以上に戻る見込みです "
            f"(その日の期間の対象{scope:,}個のうち有効{valid:,}個、{percent_text(Fraction(valid, scope))})。"
        )
    ]
    if below.leaving:
        named = "、".join(
            f"{one.order or one.number} (お届け予定日 {full_day(one.promised)})"
            for one in below.leaving[:MOST_NAMED]
        )
        more = f" ほか{len(below.leaving) - MOST_NAMED:,}個" if len(below.leaving) > MOST_NAMED else ""
        lines.append(f"この日に、次の無効の梱包が{length}日間の期間から外れます: 注文番号 {named}{more}。")
    else:
        lines.append(f"この日までに、有効な梱包が新しく{length}日間の期間に入ります。")
    lines.append("これから出荷する梱包は、この計算に入っていません。")
    return lines


def package_list(found: Sequence[Below]) -> list[list[Value]]:
    """Return a row per package of the categories, in the order of `LIST_HEADER`; the last two cells are blanks."""
    return [
        [
            below.fact.name,
            one.order,
            one.number,
            one.carrier,
            day_cell(one.promised),
            one.cause,
            one.reason,
            one.fix,
            day_cell(one.leaves),
            IN_WINDOW if one.counts else COMING,
            below.sheet,
            below.first_row + one.row,
            "",
            "",
        ]
        for below in found
        for one in [*below.packages, *below.coming]
    ]
