"""How our sheets look: colours of stages, number formats, widths. One place for every workbook we make."""

from __future__ import annotations

from typing import Final, NamedTuple

DATE_FORMAT: Final = "yyyy/mm/dd"
MOMENT_FORMAT: Final = "yyyy/mm/dd hh:mm"
AMOUNT_FORMAT: Final = "#,##0"
RATE_FORMAT: Final = "0.00%"
TEXT_FORMAT: Final = "@"
FONT: Final = "Meiryo UI"
HEADER_FILL: Final = "#1F3864"
RESULT_FILL: Final = "#7F6000"
RULE_LINE: Final = "#BFBFBF"


class Colour(NamedTuple):
    """The look of a stage: fill and text, told apart in print and by colour-blind eyes."""

    fill: str
    text: str


STAGE_COLOURS: Final = {
    "正常": Colour("#E2EFDA", "#375623"),
    "注意": Colour("#FFF2CC", "#7F6000"),
    "警告": Colour("#F8CBAD", "#843C0C"),
    "制限候補": Colour("#FF9999", "#7B0000"),
    "制限": Colour("#C00000", "#FFFFFF"),
    "発送済": Colour("#EDEDED", "#595959"),
    "入金待ち": Colour("#DDEBF7", "#1F4E78"),
    "対象外": Colour("#EDEDED", "#7F7F7F"),
    "有効": Colour("#E2EFDA", "#375623"),
    "無効": Colour("#F8CBAD", "#843C0C"),
    "受取完了": Colour("#EDEDED", "#595959"),
    "様子見": Colour("#E2EFDA", "#375623"),
    "様子見(返事待ち)": Colour("#E2EFDA", "#375623"),
    "発送前案内": Colour("#DDEBF7", "#1F4E78"),
    "落札者へ連絡": Colour("#FFF2CC", "#7F6000"),
    "営業所へ問い合わせ": Colour("#FFF2CC", "#7F6000"),
    "期限間近": Colour("#F8CBAD", "#843C0C"),
    "期限切れ・返送見込み": Colour("#C00000", "#FFFFFF"),
    "返送済み対応": Colour("#FF9999", "#7B0000"),
    "調査(紛失・破損)": Colour("#FF9999", "#7B0000"),
}
ERROR_COLOUR: Final = Colour("#FFFF00", "#C00000")
# Widths in characters of the default font, by what a column holds.
WIDTHS: Final = {"date": 12, "moment": 17, "number": 10, "stage": 16, "text": 18, "remarks": 46, "title": 28}
