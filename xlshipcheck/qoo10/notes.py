"""What 確認 says of a Qoo10 order: a bit mask from the kernel, put into words.

A whole column of sentences is one look-up of its masks; only the combinations that occur are put into words.
"""

from __future__ import annotations

NOTES = (
    "対応: 本日発送。お詫びメッセージを送る",
    "境界: 最終発送日は過ぎていますが、次の営業日が始まるまでは減点になりません",
    "推定: 公布前の祝日で数えています。官報の公布後に日付が変わることがあります",
    "注意: 入金日が基準日より後です",
    "注意: 入金日がずっと前の未発送の注文です。入金日の年と、発送日の入力漏れを確かめてください",
    "注意: 発送日が入金日より前です",
    "注意: 発送日が基準日より後です。未発送として扱いました",
    "注意: 減点はありませんが、発送率では期限後の発送です",
    "注意: 配送状態は発送済みですが発送日がありません。未発送として扱いました。発送日を入力してください",
    "案内: 購入者がキャンセルできる状態です (店舗は拒否できません)",
    "注意: 配送状態「{state}」を読めません (状態不明)。段階は未発送としてのもので、減点と発送率に入れていません。直してください",
    "注意: 発送日があるのに入金日がありません。入金日を入力してください (発送率に入っていません)",
    "注意: 配送状態は発送済みですが入金日がありません。入金日を入力してください (発送率に入っていません)",
    "案内: 配送要請のまま発送予定日が入っていないため、購入者はすぐにキャンセルできます。発送予定日を入力してください",
    "案内: キャンセル要請が出ています。配送遅延案内ではキャンセルや低い評価を防げないことが多いため、先に返事をしてください",
    "推定: 判定の率は、今ある行から再計算した率です",
    "注意: 判定の率は前に記録した値です。{rate}",
    "注意: 発送率が今は制限の基準まで下がっています。制限日の率で警告のままですが、これから制限になることがあります",
    "注意: 状態不明の行によって制限かどうかが変わります。配送状態を直してください",
    "注意: 予約日が入金日より前です。期限は予約日から数えています",
    "案内: 予約商品の一覧の最後の予約日より後の入金のため、一般の注文として数えています",
    "推定: 予約日は、予約商品の一覧の日数により入金日から数えた日です",
    "案内: お届け希望日があります。設定はペナルティの回避策とされますが (Qoo10大学 article/84)、期限はそのまま数えています",
    "案内: 送り状発行済・未発送です。番号が出ただけでは発送になりません。発送したら発送日を入力してください",
)
(
    APOLOGY,
    BORDER,
    ESTIMATED,
    FUTURE_BASE,
    OLD_BASE,
    SENT_BEFORE_BASE,
    SENT_IN_FUTURE,
    LATE_IN_RATE,
    NO_SHIP_DATE,
    CANCELLABLE,
    UNREAD_STATE,
    SENT_UNPAID,
    SENT_UNPAID_BY_STATUS,
    CANCELLABLE_UNPLANNED,
    CANCEL_ASKED,
    RATE_RECOMPUTED,
    RATE_DIFFERS,
    RATE_FELL,
    RATE_UNSURE,
    RESERVED_BEFORE_PAYMENT,
    PAID_AFTER_LIST,
    RESERVED_BY_DAYS,
    WISHED_DAY,
    LABEL_ISSUED,
) = (1 << bit for bit in range(len(NOTES)))


def sentences(mask: int) -> list[str]:
    """Return the sentences of a mask, each with its kind before it."""
    return [text for bit, text in enumerate(NOTES) if mask >> bit & 1]


def note_text(mask: int, state: str = "", rate: str = "") -> str:
    """Return the sentences of a mask, as 確認 shows them.

    Args:
        mask: bits over `NOTES`.
        state: the word of 配送状態 that `UNREAD_STATE` is about.
        rate: what `RATE_DIFFERS` says of the rate that the rows give now.
    """
    text = " / ".join(sentences(mask))
    return (
        text.replace("{state}", state).replace("{rate}", rate)
        if mask & (UNREAD_STATE | RATE_DIFFERS)
        else text
    )
