"""全店舗 as a sheet: a row a shop, the worst first, each with a link to the shop's own file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.hosts.own_sheets.content import CellStyle, Link, PlacedCell, SheetContent
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.today import shop
from xlshipcheck.today.shop import rank_of, state_of
from xlshipcheck.today.words import OLD, STALE
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import DISCLAIMER
from xlshipcheck.values.text import short_day
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.today.shop import Share, ShopFigures

SHEET_NAME: Final = "全店舗"
HEADER_ROW: Final = 5
KINDS: Final = ("一般", "予約")
ALLOWANCE_FORMAT: Final = '"あと"0"件";"不足 "0"件";"あと0件"'
"""Below zero it is missing so many; the number stays a number, by which the sheet can be sorted."""
WORST_STAGES: Final = (*reversed(STAGES[1:5]), STAGES[0], *STAGES[5:])
LOSS_STATES: Final = {shop.FAILED, shop.STOPPED, shop.SAVE_STOP, shop.TRACKING_BELOW, shop.RATE_BELOW}
CALM_STATES: Final = {shop.CALM}
LINK_BLUE: Final = "#0563C1"
NO_DAY: Final = "日付なし"

TITLE: Final = CellStyle(16, bold=True)
GREY: Final = CellStyle(colour="#595959")
CELL: Final = CellStyle(boxed=True)
WRAPPED: Final = CELL._replace(wraps=True)
NUMBER: Final = CELL._replace(number_format=theme.AMOUNT_FORMAT)
PALE: Final = NUMBER._replace(colour=theme.PALE_TEXT)
HEADER: Final = CELL._replace(bold=True, wraps=True, fill=theme.HEADER_FILL, colour="#FFFFFF", centred=True)
LINKED: Final = WRAPPED._replace(colour=LINK_BLUE, underlined=True, at_left=True)
LOSS: Final = CELL._replace(bold=True, wraps=True, fill="#F4B183", colour="#6B2000")
HURRY: Final = CELL._replace(bold=True, wraps=True, fill="#FFE699", colour="#5F4700")
CALM: Final = CELL._replace(wraps=True, fill="#EDF5E7", colour="#375623")


class ShopRow(NamedTuple):
    """A shop of the overview.

    Attributes:
        name: of the shop.
        file: the name of its file beside the overview; "" for none.
        figures: what it has to be told of; None where it could not be judged.
        problem: why it could not.
    """

    name: str
    file: str
    figures: ShopFigures | None
    problem: str = ""


class _Column(NamedTuple):
    title: str
    width: float


COLUMNS: Final = (
    _Column("順", 5),
    _Column("店舗", 20),
    _Column("状況", 17),
    _Column("まとめ", 46),
    _Column("今日出す注文", 8),
    _Column("次の営業日に出す注文", 8),
    _Column("今日中で販売停止を防げる", 9),
    *(_Column(stage, 7) for stage in WORST_STAGES),
    _Column("読めない行", 7),
    _Column("販売停止の商品", 8),
    _Column("今月の減点", 7),
    _Column("次の営業日までに出さないと加わる減点", 10),
    *(column for kind in KINDS for column in (_Column(f"{kind} 発送率", 10), _Column(f"{kind} 余裕", 10))),
    _Column("追跡可能率の悪いカテゴリー", 16),
    _Column("その追跡可能率", 10),
    _Column("その余裕", 10),
    _Column("直す追跡番号", 7),
    _Column("営業所止めの対応", 8),
    _Column("最新の注文", 11),
)


def in_order(rows: Sequence[ShopRow]) -> list[ShopRow]:
    """Return shops worst first."""
    return sorted(rows, key=lambda row: rank_of(row.name, row.figures))


def shops_sentence(rows: Sequence[ShopRow]) -> str:
    """Return how many shops there are, and how many are in which state, the worst first."""
    counts = Counter(state_of(row.figures) for row in rows)
    found = "・".join(f"{state} {counts[state]}" for state in shop.STATES if counts[state])
    return f"{len(rows):,}店舗 ― {found}"


def shops_content(rows: Sequence[ShopRow], as_of: int) -> SheetContent:
    """Return 全店舗 as a sheet.

    Args:
        rows: the shops, worst first.
        as_of: 基準日.
    """
    last = len(COLUMNS)
    note = "悪い順です。店舗の名前を押すとその店舗のファイルが開きます。読めない行は、率・減点・件数のどれにも入っていません。"
    cells = [
        PlacedCell(1, 1, last, f"全店舗 {short_day(as_of)}  {shops_sentence(rows)}", TITLE),
        PlacedCell(2, 1, last, DISCLAIMER, GREY),
        PlacedCell(3, 1, last, note, GREY),
    ]
    cells += [
        PlacedCell(HEADER_ROW, number, number, column.title, HEADER)
        for number, column in enumerate(COLUMNS, 1)
    ]
    heights = {1: theme.LINE_HEIGHT * 1.7, HEADER_ROW: theme.LINE_HEIGHT * 4}
    for place, row in enumerate(rows):
        number = HEADER_ROW + 1 + place
        shown = [*_row_cells(row, place + 1)]
        lines = 1
        for column, (value, style, link) in enumerate(shown, 1):
            cells.append(PlacedCell(number, column, column, value, style, link))
            if isinstance(value, str):
                lines = max(lines, theme.line_count(value, COLUMNS[column - 1].width))
        heights[number] = theme.LINE_HEIGHT * min(lines, 6)
    return SheetContent(cells, heights, [column.width for column in COLUMNS], repeated=HEADER_ROW)


_Shown = tuple[str | float | None, CellStyle, Link | None]


def _row_cells(row: ShopRow, number: int) -> list[_Shown]:
    state = state_of(row.figures)
    link = Link("", 0, file=row.file) if row.file else None
    style = LOSS if state in LOSS_STATES else CALM if state in CALM_STATES else HURRY
    first: list[_Shown] = [
        (number, NUMBER, None),
        (row.name, LINKED if link else WRAPPED, link),
        (state, style, None),
    ]
    figures = row.figures
    if figures is None:
        # Nothing is known of it: not a nought stands there that could pass for a count.
        blanks: list[_Shown] = [(None, CELL, None)] * (len(COLUMNS) - len(first) - 1)
        return [*first, (row.problem, WRAPPED, None), *blanks]
    counts = [
        figures.due_today,
        figures.due_next,
        figures.stops_today,
        *(figures.stages.get(stage, 0) for stage in WORST_STAGES),
        figures.unread,
        figures.stopped,
        figures.points,
        figures.points_next,
    ]
    found: list[_Shown] = [*first, (figures.verdict, WRAPPED, None), *map(_count, counts)]
    for kind in KINDS:
        found += _share_cells(next((one for one in figures.rates if one.name == kind), None))
    worst = figures.worst
    found += [(worst.name if worst else None, WRAPPED, None), *_share_cells(worst)]
    newest = short_day(day_of(date.fromisoformat(figures.newest))) if figures.newest else NO_DAY
    found += [
        _count(figures.packages),
        _count(figures.parcels),
        (newest, HURRY._replace(bold=False) if figures.level in {STALE, OLD} else WRAPPED, None),
    ]
    return found


def _count(number: int) -> _Shown:
    return number, NUMBER if number else PALE, None


def _share_cells(share: Share | None) -> list[_Shown]:
    """Return a rate, and how many more may be bad; where that is not certain, a word says so."""
    if share is None:
        return [(None, CELL, None)] * 2
    rate = share.rate
    colours = {shop.BELOW: LOSS, shop.UNSURE: HURRY}.get(share.verdict, CELL)
    style = colours._replace(bold=False, wraps=False)
    counted = share.verdict in {shop.ABOVE, shop.BELOW} and not share.given
    return [
        (None if rate is None else float(rate), style._replace(number_format=theme.RATE_FORMAT), None),
        (share.allowance, style._replace(number_format=ALLOWANCE_FORMAT), None)
        if counted
        else (share.verdict, style, None),
    ]
