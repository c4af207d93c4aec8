"""The cell formats of the template, each made once per workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.generators.template.form import (
    CODE,
    DATE,
    DAYS,
    EFFECTIVE_DAY,
    LONG,
    NUMBER,
    RATE,
    STAGE,
    TEXT,
)
from xlshipcheck.hosts.clock import CLOCK_NAME
from xlshipcheck.hosts.function_names import CHECK_NAME
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PALE: Final = "#F2F2F2"
FAINT: Final = "#D9D9D9"
INPUT: Final = "#DDEBF7"
ALARM: Final = "#C00000"
CALM: Final = "#E2EFDA"
TODAY: Final = f"INT(NOW()+{CLOCK_NAME}/24)"
NOT_READY: Final = f"OR(ISERROR({CHECK_NAME}),{EFFECTIVE_DAY}<>{TODAY})"
BANNER: Final = (
    f'=IF(ISERROR({CHECK_NAME}),"{{missing}}",'
    f'IF({EFFECTIVE_DAY}={TODAY},"基準日は今日です ("&TEXT({EFFECTIVE_DAY},"yyyy/mm/dd")&")",'
    f'"基準日が今日ではありません ("&TEXT({EFFECTIVE_DAY},"yyyy/mm/dd")&")。{{what}}"))'
)
STORED: Final = "見えている結果は「基準日」の日のものです。今日の判定にするには、"
PRESS: Final = "「更新」を押してください"
MENU: Final = (
    "LibreOffice はメニュー「出荷チェック」、Excel はアドインの「出荷チェック」タブの「更新」を押してください"
)
MISSING: Final = (
    "関数がまだ入っていません (見えているのは保存されたときの結果です)。書き換える前に、"
    "LibreOffice は xlshipcheck install --calc、Excel は xlshipcheck install で入れてください"
)
BLOCKED: Final = (
    "関数が使えません (見えているのは保存されたときの結果です)。Excel では黄色い帯の「有効化」を押してください。"
    "LibreOffice では xlshipcheck new 名前.xlsx で作ったブックを使ってください"
)


class Styles:
    """Formats by what they are for.

    Args:
        book: the workbook they belong to.
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._plain = {"font_name": theme.FONT, "font_size": theme.FONT_SIZE, "valign": "vcenter"}
        boxed = {"border": 1, "border_color": theme.RULE_LINE}
        heading = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, **boxed}
        self.plain = self.of()
        self.title = self.of(bold=True, font_size=18, font_color=theme.HEADER_FILL)
        self.heading = self.of(bold=True, font_size=12, font_color=theme.HEADER_FILL, bottom=2)
        self.note = self.of(font_color="#595959", text_wrap=True)
        self.wrapped = self.of(text_wrap=True, **boxed)
        self.label = self.of(bold=True, bg_color=PALE, **boxed)
        self.header = self.of(bg_color=theme.HEADER_FILL, **heading)
        self.result = self.of(bg_color=theme.RESULT_FILL, **heading)
        self.banner = self.of(bold=True, bg_color=CALM, font_color="#375623", indent=1)
        self.alarm = self.of(bold=True, bg_color=ALARM, font_color="#FFFFFF")
        self.example = self.of(italic=True, font_color="#7F7F7F")
        self.figure_title = self.of(bg_color=PALE, font_color="#595959", align="center", **boxed)
        figure = {"bold": True, "font_size": 14, "align": "center", **boxed}
        self.figures = {
            DATE: self.of(num_format=theme.DATE_FORMAT, **figure),
            NUMBER: self.of(num_format="0", **figure),
            RATE: self.of(num_format=theme.RATE_FORMAT, **figure),
        }
        lined = {"border": 1, "border_color": FAINT}
        self.cells = {
            DATE: self.of(num_format=theme.DATE_FORMAT, align="center", **lined),
            NUMBER: self.of(num_format=theme.AMOUNT_FORMAT, **lined),
            DAYS: self.of(num_format=theme.BUSINESS_DAYS_FORMAT, align="center", **lined),
            CODE: self.of(num_format=theme.TEXT_FORMAT, **lined),
            TEXT: self.of(**lined),
            STAGE: self.of(align="center", **lined),
            LONG: self.of(text_wrap=True, **lined),
        }
        entered = {"bg_color": INPUT, "align": "left", **boxed}
        self.entries = {
            DATE: self.of(num_format=theme.DATE_FORMAT, **entered),
            RATE: self.of(num_format=theme.RATE_FORMAT, **entered),
            TEXT: self.of(**entered),
        }
        self.stages = {
            stage: self.of(
                bg_color=colour.fill,
                font_color=colour.text,
                **({"num_format": colour.number_format} if colour.mark else {}),
            )
            for stage, colour in theme.STAGE_COLOURS.items()
        }
        self.pale = book.add_format({"font_color": theme.PALE_TEXT})
        self.calendar_days = book.add_format({"num_format": theme.CALENDAR_DAYS_FORMAT})
        self.error = self.of(bg_color=theme.ERROR_COLOUR.fill, font_color=theme.ERROR_COLOUR.text)

    def of(self, **properties: Any) -> Any:  # noqa: ANN401  XlsxWriter's properties and format
        """Return a new format in our font."""
        return self._book.add_format({**self._plain, **properties})


def set_page(sheet: Worksheet, *, pages_wide: int = 1, landscape: bool = True) -> None:
    """Make a sheet ready to print on A4."""
    sheet.hide_gridlines(2)
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer("&L&A&C&P / &N")


def write_banner(sheet: Worksheet, row: int, last_column: int, styles: Styles, *, has_button: bool) -> None:
    """Write the line that says whether our functions are there and 基準日 is today; it turns red when not."""
    what = PRESS if has_button else MENU
    formula = BANNER.format(missing=BLOCKED if has_button else MISSING, what=what)
    sheet.merge_range(row, 0, row, last_column, "", styles.banner)
    # A spreadsheet calculates it anew when it opens the file; where nothing calculates this is true on any day.
    sheet.write_formula(row, 0, formula, styles.banner, f"{STORED}{what}")
    rule = {"type": "formula", "criteria": f"={NOT_READY}", "format": styles.alarm}
    sheet.conditional_format(row, 0, row, last_column, rule)
    sheet.set_row(row, 1.4 * theme.LINE_HEIGHT)
