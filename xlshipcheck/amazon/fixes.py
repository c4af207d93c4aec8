"""Packages whose tracking is not valid: what kind of fault it is, and what a shop can do about it."""

from __future__ import annotations

from typing import Final

from xlshipcheck.amazon import kernel

_ASK_CARRIER: Final = "配送会社の追跡画面を確かめ、記録がなければ配送会社に問い合わせる"

FIXES: Final = {
    kernel.NO_CARRIER: "実際の配送会社を確かめ、出荷通知に入れる",
    kernel.NO_NUMBER: "送り状の控えの番号を出荷通知に入れる",
    kernel.CARRIER_NOT_LISTED: "一覧の配送会社で送ったのなら配送会社名を直す。次からは一覧の配送会社を使う",
    kernel.DAMAGED_NUMBER: "列を文字列にして、送り状の控えの番号に直す",
    kernel.INVALID_NUMBER: "送り状の控えと照らして番号を直す",
    kernel.JAPAN_SCANS_SHORT: _ASK_CARRIER,
    kernel.CHINA_SCANS_SHORT_BELOW: _ASK_CARRIER,
    kernel.CHINA_SCANS_SHORT_FROM: _ASK_CARRIER,
    kernel.CHINA_NOT_DELIVERED: "配達完了か不在持ち戻りの記録を、配送会社に問い合わせる",
}
"""Outcome -> what to do; every outcome that is 無効 has one."""

_SCANS_SHORT: Final = "配送会社のスキャンの記録が足りない"

CAUSES: Final = {
    kernel.NO_CARRIER: "配送会社の入力がない",
    kernel.NO_NUMBER: "送り状番号の入力がない",
    kernel.CARRIER_NOT_LISTED: "配送会社が、追跡できる配送会社の一覧にない",
    kernel.DAMAGED_NUMBER: "送り状番号が表計算ソフトで壊れている",
    kernel.INVALID_NUMBER: "送り状番号が正しくない",
    kernel.JAPAN_SCANS_SHORT: _SCANS_SHORT,
    kernel.CHINA_SCANS_SHORT_BELOW: _SCANS_SHORT,
    kernel.CHINA_SCANS_SHORT_FROM: _SCANS_SHORT,
    kernel.CHINA_NOT_DELIVERED: "配達完了・不在持ち戻りの記録がない",
}
"""Outcome -> the fault in a few words, by which packages are counted; every outcome that is 無効 has one."""
