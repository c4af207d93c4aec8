"""What a refresh has ever written into its stage columns: by these words the columns of an older book are known as ours.

A frozen list: words are added when a rule gets another wording, and none is ever taken out or changed. A book of last
month must not be refused because a sentence was improved since.
"""

from __future__ import annotations

from typing import Final

STAGES_EVER: Final = {
    "段階": frozenset(
        ["正常", "注意", "警告", "制限", "制限候補", "発送済", "入金待ち", "対象外"],
    ),
    "追跡判定": frozenset(["有効", "無効", "対象外"]),
    "対応段階": frozenset(
        [
            "受取完了",
            "返送済み対応",
            "調査(紛失・破損)",
            "発送前案内",
            "期限切れ・返送見込み",
            "期限間近",
            "営業所へ問い合わせ",
            "様子見(返事待ち)",
            "落札者へ連絡",
            "様子見",
        ]
    ),
}
"""Title of a stage column -> its words."""

STARTS_EVER: Final = (
    "エラー: ",
    "案内: 合計の行として飛ばしました",
    "案内: 注文の行ではないため飛ばしました",
    "案内: 見出しの繰り返しとして飛ばしました",
    "モール「",
)
"""How texts begin that a refresh has written into rows without a stage."""
