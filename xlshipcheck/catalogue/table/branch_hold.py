"""Parcels held at a branch: the last day, the stage, what to do and to write."""

from __future__ import annotations

from xlshipcheck.arguments.form import AS_OF, HOLD, ROW, SHIPPED, SHOP, TRACKING, Argument, Function

STATUS = Argument(
    "status",
    "配送状態",
    "status",
    "追跡画面の状態の語",
    role="配送状態",
    read_by="tracking.statuses:read_status",
)
ARRIVED = Argument("arrived", "到着日", "day", "営業所に着いた日。分からなければ空白", role="到着日")
CONTACTED = Argument("contacted", "連絡日", "day", "購入者に連絡した日", role="連絡日")
PLACE = Argument(
    "place",
    "受取場所",
    "place",
    "営業所 (省略時)、コンビニ、郵便局、店や営業所の名前 など",
    role="受取場所",
    read_by="branch_hold.parcel:read_place",
)
SERVICE = Argument("service", "サービス", "text", "ネコポス、宅急便 などのサービス名", role="サービス")
ANSWERED = Argument(
    "answered",
    "返信",
    "answered",
    "購入者から返事があれば TRUE か返信日",
    role="返信",
    read_by="branch_hold.parcel:read_answered",
)
HOLD_SHIPPED = SHIPPED._replace(help="発送日")
HOLD_ARGUMENTS = (STATUS, HOLD_SHIPPED, ARRIVED, CONTACTED, AS_OF, PLACE, SERVICE, ANSWERED)
HOLD_ROW = ("status", "shipped", "arrived", "contacted", "place", "service", "answered")

PARCELS = "branch_hold.parcel:parcels"

BRANCH_HOLD_FUNCTIONS = (
    Function(
        "HOLD_LAST_DAY",
        HOLD,
        (HOLD_SHIPPED, ARRIVED, PLACE, SERVICE),
        0,
        "日付",
        "営業所での保管期限 (到着日が分からなければ発送日からの推定)",
        ROW,
        "branch_hold.parcel:last_day",
        ("shipped", "arrived", "place", "service"),
        row_aware=True,
        record=PARCELS,
    ),
    Function(
        "HOLD_STAGE",
        HOLD,
        HOLD_ARGUMENTS,
        0,
        "文字",
        "営業所止めの対応段階",
        ROW,
        "branch_hold.parcel:stage",
        HOLD_ROW,
        row_aware=True,
        record=PARCELS,
    ),
    Function(
        "HOLD_ACTION",
        HOLD,
        HOLD_ARGUMENTS,
        0,
        "文字",
        "次にすること (日付つき)",
        ROW,
        "branch_hold.parcel:action",
        HOLD_ROW,
        row_aware=True,
        record=PARCELS,
    ),
    Function(
        "HOLD_MESSAGE",
        HOLD,
        (
            Argument(
                "kind",
                "文面の種類",
                "message_kind",
                "発送前・発送後・到着案内・催促・未着回答・返送・営業所問い合わせ・調査依頼",
                required=True,
                read_by="branch_hold.messages:read_message_kind",
            ),
            TRACKING._replace(name="number", role=""),
            Argument("last_day", "保管期限", "day", "保管期限 (HOLD_LAST_DAY の結果)"),
            SHOP,
            PLACE._replace(role=""),
            SERVICE._replace(role=""),
        ),
        1,
        "文字",
        "購入者や営業所への文面",
        ROW,
        "branch_hold.messages:hold_message",
        ("kind",),
    ),
    Function(
        "TRACKING_STATUS",
        HOLD,
        (Argument("text", "配送状態", "text", "追跡画面の状態の語"),),
        1,
        "文字",
        "状態の分類: 輸送中・保管中・完了・返送・調査中・不明",
        ROW,
        "tracking.statuses:tracking_status",
        ("text",),
    ),
)
