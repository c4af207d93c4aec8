"""キャンセル率 of Qoo10 orders: what each sheet's rows say, and the line of 集計 over all sheets of a book."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from xlshipcheck.headers.other_rows import any_example, is_example
from xlshipcheck.qoo10.cancels import (
    CANCEL_RULES,
    NAME,
    paid_groups,
    read_cancelled,
    share_of_orders,
)
from xlshipcheck.rulebook.notes import sources_of
from xlshipcheck.values import cells
from xlshipcheck.values.results import Section
from xlshipcheck.values.roles import ORDER_NUMBER, ORDER_STATUS
from xlshipcheck.values.shares import (
    OutcomeGroup,
    Share,
    allowance_words,
    percent_text,
    state_sentence,
)
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import ReadCell

TITLE: Final = f"Qoo10 {NAME}"
HEADER: Final = ("指標", "期間", "率", "キャンセル", "対象", "数えられない", "目標", "余裕", "状態")


def paid_orders(
    columns: Mapping[str, Sequence[object]],
    numbers: Sequence[str],
    payments: Sequence[ReadCell],
    elsewhere: Container[int] = (),
) -> list[OutcomeGroup]:
    """Return what the rows of a sheet say of paid orders, like ones together; nothing where no row tells a state.

    Args:
        columns: role -> one cell per row.
        numbers: 注文番号 per row.
        payments: 入金日 per row as read.
        elsewhere: rows that count on another sheet.
    """
    if ORDER_NUMBER not in columns or ORDER_STATUS not in columns:
        return []
    # A handful of words stand in a hundred thousand rows.
    words = list(dict.fromkeys(columns[ORDER_STATUS]))
    read = dict(zip(words, cells.read_column(words, partial(read_cancelled, argument=ORDER_STATUS))))
    if all(state is None for state in read.values()):
        return []
    return paid_groups(numbers, payments, [read[word] for word in columns[ORDER_STATUS]], elsewhere)


def cancel_sections(sheets: Sequence[SheetFacts], context: Context) -> list[Section]:
    """Return the rate over all Qoo10 sheets; none where no cancelled order stands in them: exports may leave those out.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day and rules.
    """
    groups = [group for sheet in sheets for group in sheet.facts.paid]
    if any(any_example(group.orders) for group in groups):
        # Examples are shown what they would look like, and count beside no real order.
        real = [[number for number in group.orders if not is_example(number)] for group in groups]
        if any(real):
            groups = [group._replace(orders=orders) for group, orders in zip(groups, real)]
    as_of = context.as_of or 0
    share = share_of_orders(context, groups, as_of)
    if not share.bad:
        return []
    hours, quarters, _ = (context.rulebook.rule(key).over(as_of) for key in CANCEL_RULES)
    row = (
        f"{NAME} ({quarters}四半期)",
        f"{short_day(share.first)}～{short_day(share.last)}",
        share.rate(),
        share.bad,
        share.counted,
        share.unknown,
        f"{percent_text(share.limit)}以下",
        allowance_words(share),
        state_words(context, share, as_of),
    )
    note = (
        f"Qoo10 の公開ページにない基準で、二次資料による目安です。入金日が期間に入る、この表にある注文だけで数えています。"
        f"注文から{hours}時間以内のキャンセルは率から除かれますが、書き出しに時刻がないため数えています。"
        "キャンセルの注文が書き出しに入っていなければ、率は低く出ます。"
        f"数字の出どころ: {sources_of(map(context.rulebook.rule, CANCEL_RULES), as_of)}。"
    )
    return [Section(TITLE, HEADER, [row], note)]


def state_words(context: Context, share: Share, as_of: int) -> str:
    """Return how the rate stands to its limit, and what that may lead to or depends on."""
    hours = context.rulebook.rule(CANCEL_RULES[0]).over(as_of)
    over = f"{percent_text(share.limit)}超: アカウントが制限されることがあるとされています"
    return state_sentence(share, over, f"{hours}時間以内か")
