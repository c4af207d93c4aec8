"""Where the valid tracking rate is going: risk, packages that come into the window, and what brings a category back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xlshipcheck.amazon import rate
from xlshipcheck.amazon.rate import counts_of
from xlshipcheck.today.rate_sections import bar_title, rate_bar
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import Section
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.amazon.rate import Packages
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import PackageFact

TITLE: Final = "Amazon 追跡可能率のこれから"
HIGH, MIDDLE, LOW = "高 (基準割れ)", "中 (要注意)", "低"
MOST_NAMED: Final = 3
RATE_PLACE: Final = rate.TABLE_HEADER.index("追跡可能率")


def allowance_words(left: Value) -> Value:
    """Return how far a category is from its limit: how many are missing, or how many more may be invalid."""
    if not isinstance(left, int):
        return left
    if left < 0:
        return f"不足 {-left}個"
    return f"無効はあと{left}個まで" if left else "無効が1個増えると基準割れ"


def outlook_section(
    context: Context,
    packages: Packages,
    rows: Sequence[Sequence[Value]],
    recoveries: Mapping[str, Value],
    bad: Sequence[PackageFact],
) -> Section:
    """Return a row per category: its risk, the packages that are about to count, and what brings it back.

    Args:
        context: the as-of day and rules.
        packages: the packages in scope.
        rows: of `rate.table_of`, in the order in which they are to stand; the total last.
        recoveries: category -> its recovery day, or words; "" where it needs none.
        bad: the packages to correct.
    """
    as_of = context.as_of or 0
    window = rate.window_on(context.rulebook, as_of)
    watch = context.rulebook.value("amazon.risk_watch", as_of)
    ahead = context.rulebook.value("amazon.coming_days", as_of)
    _, last = window.days(as_of)
    table: list[Sequence[Value]] = []
    for row in rows:
        name, share = str(row[0]), row[RATE_PLACE]
        which = "" if name == rate.TOTAL else name
        counts = counts_of(packages, which)
        coming = counts.within(last + 1, min(last + ahead, as_of))
        later = rate.window_on(context.rulebook, as_of + ahead)
        then = counts.within(*later.days(as_of + ahead))
        table.append(
            (
                name,
                _risk(share, window.limit, watch),
                rate_bar(share, window.limit) if isinstance(share, Fraction) else "",
                coming.scope,
                coming.scope - coming.valid,
                then.rate(),
                _what_leaves(recoveries[name], which, bad),
            )
        )
    header = (
        "カテゴリー",
        "危険度",
        bar_title(window.limit),
        "これから入る梱包",
        "うち無効",
        f"{ahead}日後の率",
        "回復させる梱包 (期間から外れる無効の梱包)",
    )
    coming_days = f"{short_day(last + 1)}～{short_day(min(last + ahead, as_of))}"
    note = (
        f"危険度は {window.limit}%未満を高、{watch}%未満を中とする目安です (規則の名前 amazon.risk_watch)。"
        f"これから入る梱包は、お届け予定日が期間の後の{ahead}日間 ({coming_days}) のもの、"
        f"{ahead}日後の率は今ある梱包だけで数えた率です。"
    )
    return Section(TITLE, header, table, note)


def _risk(share: Value, limit: int, watch: int) -> str:
    if not isinstance(share, Fraction):
        return rate.NOT_APPLICABLE
    if rate.PERCENT * share < limit:
        return HIGH
    return MIDDLE if rate.PERCENT * share < watch else LOW


def _what_leaves(recovery: Value, which: str, bad: Sequence[PackageFact]) -> str:
    """Return the invalid packages whose leaving the window brings a category back."""
    if not isinstance(recovery, date):
        return str(recovery)
    day, wanted = day_of(recovery), rate.category_key(which)
    orders = [
        package.order or package.number
        for package in bad
        if package.leaves == day and (not wanted or wanted in package.categories)
    ]
    if not orders:
        return f"{short_day(day)} に新しく入る有効な梱包で回復"
    more = f" ほか{len(orders) - MOST_NAMED}個" if len(orders) > MOST_NAMED else ""
    return f"{short_day(day)} に {'、'.join(orders[:MOST_NAMED])}{more} が外れて回復"
