"""A marked export as a sheet: the order of its columns, what is in view, what is printed, and how it looks.

What a shop needs to pack stands together: the order, the item, the number of pieces, then the results, 段階 and
残り日数 first. The export's other columns are folded behind a [+], and print leaves them out. The sheet opens on the
rows that ask for something by its filter, which Excel, LibreOffice and a browser understand alike (custom views are
Excel's alone, and only in books without tables).
"""

from __future__ import annotations

from itertools import islice
from operator import add
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.branch_hold.kernel import RECEIVED
from xlshipcheck.branch_hold.kernel import STAGES as HOLD_STAGES
from xlshipcheck.exports.columns import AMOUNT, COUNT, TEXT_NUMBER, column_types
from xlshipcheck.exports.columns import DATE as DATE_TYPE
from xlshipcheck.qoo10.kernel import NOT_JUDGED, SENT, STAGES
from xlshipcheck.sheets.own_columns import mark_name
from xlshipcheck.sheets.today import shown_columns
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import date_of
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.results import DATE, DAYS_LEFT, NUMBER, REMARKS
from xlshipcheck.values.roles import (
    ARRIVAL_DATE,
    CARRIER,
    ORDER_DATE,
    ORDER_NUMBER,
    PAYMENT_DATE,
    PICKUP_PLACE,
    QUANTITY,
    TRACKING_NUMBER,
)
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.exports.table import Table
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.results import Assessed, Column

ROWS_AT_ONCE: Final = 200
HEADER_ROW: Final = 1
OWN_STYLES: Final = {DATE_TYPE: "date", AMOUNT: "number", COUNT: "number", TEXT_NUMBER: "code"}
WITH_TIME: Final = (ORDER_DATE, PAYMENT_DATE)
TITLES: Final = ("商品名", "product-name", "상품명")
STAGE: Final = "段階"
VERDICT: Final = "追跡判定"
REASON: Final = "判定理由"
INVALID: Final = VALIDITIES[1]
HOLD_STAGE: Final = "対応段階"
ACTION: Final = "次の対応"
LONG_TEXTS: Final = (REASON, ACTION, REMARKS)
NAMES_OF_ROWS: Final = (ORDER_NUMBER, TRACKING_NUMBER)
MOST_FROZEN: Final = 3
PRINTED_COLUMNS: Final = 8
FIRST_RESULTS: Final = (
    STAGE,
    DAYS_LEFT,
    "最終発送日",
    "発送率期限",
    VERDICT,
    REASON,
    HOLD_STAGE,
    "保管期限",
    ACTION,
    REMARKS,
)
"""The results that are printed, in their order; the others stand right of them."""
LESS_WANTED: Final = ("発送率期限", REASON, "保管期限")
"""Not printed where a sheet of several marketplaces has more results than fit."""
NAME: Final = "name"
PRINTED_ROLES: Final = (
    ORDER_NUMBER,
    NAME,
    QUANTITY,
    CARRIER,
    TRACKING_NUMBER,
    PICKUP_PLACE,
    ARRIVAL_DATE,
)
"""What is printed of an export, as many as fit beside the results; `NAME` is 商品名."""
PAGE_CHARACTERS: Final = 158.0
"""Width of columns, in characters of the default font, that A4 landscape takes at 90 %: our 10 points are 9 there."""
SHORTEST_TEXT: Final = 24.0
MOST_LINES: Final = 6
VERDICTS: Final = (STAGE, VERDICT, HOLD_STAGE)
OTHER_STYLES: Final = {
    DAYS_LEFT: "calendar days",
    REASON: "remarks",
    **dict.fromkeys(VERDICTS, "sentence"),
}
"""Columns whose cells look in some rows otherwise -> how; see `other_styles`."""


class View(NamedTuple):
    """What a sheet of one marketplace opens on and prints: the rows that ask for something.

    Attributes:
        title: the result column that is filtered.
        hidden: its words that are out of view.
        name: of the view, for the foot of a page.
    """

    title: str
    hidden: Sequence[str]
    name: str


VIEWS: Final = (
    View(STAGE, (STAGES[SENT], STAGES[NOT_JUDGED]), "未発送のみ"),
    View(VERDICT, (VALIDITIES[0], VALIDITIES[2]), "直す梱包と未出荷のみ"),
    View(HOLD_STAGE, (HOLD_STAGES[RECEIVED],), "受け取り前のみ"),
)


class MarkedTable(NamedTuple):
    """An export with its result columns.

    Attributes:
        table: the export, or several joined.
        name: the sheet it becomes.
        kept: indexes of the columns that are copied.
        assessed: result columns, problems and summary sections.
        row_count: number of data rows.
        facts: what the list of today is made of, under the sheet's name.
        as_of: 基準日 as a day number.
    """

    table: Table
    name: str
    kept: list[int]
    assessed: Assessed
    row_count: int
    facts: SheetFacts
    as_of: int

    @property
    def headers(self) -> list[str]:
        """Return the headers of the sheet: the export's own, then ours."""
        own = [self.table.headers[index] for index in self.kept]
        return own + [column.title for column in self.assessed.columns]


class Shown(NamedTuple):
    """What of a marked sheet is in view and on paper; columns from 0.

    Attributes:
        styles: the format and the width of every column.
        folded: columns behind a [+].
        printed: the last column that is printed.
        view: the rows on which the sheet opens; None for all.
    """

    styles: Sequence[tuple[str, float]]
    folded: frozenset[int]
    printed: int
    view: View | None


def arranged(columns: Sequence[Column]) -> list[Column]:
    """Return result columns in the order in which a book of ours has them."""
    wanted = _printed_results([column.title for column in columns])
    first = [column for title in wanted for column in columns if column.title == title]
    return [*first, *(column for column in columns if column.title not in wanted)]


def _printed_results(titles: Sequence[str]) -> list[str]:
    found = [title for title in FIRST_RESULTS if title in titles]
    if len(found) >= PRINTED_COLUMNS - 1:
        found = [title for title in found if title not in LESS_WANTED]
    return found


def shown(marked: MarkedTable) -> Shown:
    """Return what of a marked sheet is in view and on paper."""
    own = len(marked.kept)
    styles = _own_styles(marked) + [_result_style(column) for column in marked.assessed.columns]
    results = _printed_results([column.title for column in marked.assessed.columns])
    wanted = _printed_of_export(marked, PRINTED_COLUMNS - len(results))
    printed = own + len(results) - 1
    folded = (
        frozenset(range(own)) - wanted if sum(width for _, width in styles) > PAGE_CHARACTERS else frozenset()
    )
    visible = [column for column in range(printed + 1) if column not in folded]
    styles = _narrowed(styles, visible)
    return Shown(styles, folded, printed, _view(marked.assessed.columns))


def _view(columns: Sequence[Column]) -> View | None:
    """Return the view of a sheet in which some rows ask for something and others do not."""
    found = [(view, column) for view in VIEWS for column in columns if column.title == view.title]
    if len(found) != 1:
        # Where several marketplaces stand in one sheet, a sent package may be what is to be seen to.
        return None
    view, column = found[0]
    kinds = {str(value) in view.hidden for value in column.values}
    return view if len(kinds) > 1 else None


def _printed_of_export(marked: MarkedTable, most: int) -> frozenset[int]:
    """Return the columns of an export that are printed."""
    table = marked.table
    name = shown_columns(table.headers).get(NAME)
    places = {**table.header_row.roles, **({} if name is None else {NAME: name})}
    found = [
        marked.kept.index(places[role])
        for role in PRINTED_ROLES
        if role in places and places[role] in marked.kept
    ]
    return frozenset(found[: max(most, 1)])


def _narrowed(styles: Sequence[tuple[str, float]], visible: Sequence[int]) -> list[tuple[str, float]]:
    """Return the widths of columns, those of long texts so that all that is printed stands on one page."""
    long = [column for column in visible if styles[column][0] == "remarks"]
    rest = sum(styles[column][1] for column in visible if column not in long)
    room = max(PAGE_CHARACTERS - rest, SHORTEST_TEXT * len(long))
    whole = sum(styles[column][1] for column in long)
    share = min(1.0, room / whole) if whole else 1.0
    return [
        (kind, round(width * share, 1) if column in long else width)
        for column, (kind, width) in enumerate(styles)
    ]


def row_attributes(marked: MarkedTable, view: Shown) -> Iterable[str]:
    """Return the attributes of every row: as high as its long texts need, out of view where the filter hides it."""
    own = len(marked.kept)
    found = {column.title: column.values for column in marked.assessed.columns}
    lines: list[Sequence[int]] = []
    for place, (title, values) in enumerate(found.items()):
        if title not in LONG_TEXTS:
            continue
        counted: Sequence[int] = list(map(_Lines(view.styles[own + place][1]).__getitem__, values))
        if title == REASON:
            # Why a package is right takes one line; hundreds of them would hide the few that are not.
            pairs = zip(counted, found[VERDICT], strict=True)
            counted = [count if verdict == INVALID else 1 for count, verdict in pairs]
        lines.append(counted)
    highest = lines[0] if len(lines) == 1 else list(map(max, *lines)) if lines else [1] * marked.row_count
    heights = map(_HEIGHTS.__getitem__, highest)
    if view.view is None:
        return heights
    words = view.view.hidden
    hidden = [_HIDDEN if value in words else "" for value in found[view.view.title]]
    for problem in [*marked.assessed.problems, *marked.assessed.doubtful]:
        # 今日 leads there, whatever its stage: only who filters anew puts it out of view.
        hidden[problem.row] = ""
    return map(add, heights, hidden)


_HIDDEN: Final = ' hidden="1"'
_HEIGHTS: Final = [
    f' ht="{lines * theme.LINE_HEIGHT}" customHeight="1"' if lines > 1 else ""
    for lines in range(MOST_LINES + 1)
]


class _Lines(dict[Any, int]):
    """Text -> the lines that it takes, each distinct text measured once."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self._width = width

    def __missing__(self, value: object) -> int:
        count = theme.line_count(value, self._width) if isinstance(value, str) else 1
        lines = self[value] = min(count, MOST_LINES)
        return lines


def lay_out(book: Workbook, sheet: Worksheet, marked: MarkedTable, view: Shown) -> None:
    """Lay out a sheet with everything but its rows; its second row is the pattern of all of them.

    The row below it is the pattern of cells that look otherwise, see `other_styles`.
    """
    formats = _formats(book)
    own = len(marked.kept)
    last_row, last_column = max(marked.row_count, 1), len(view.styles) - 1
    for column, (header, (kind, width)) in enumerate(zip(marked.headers, view.styles, strict=True)):
        style = formats["text" if header == REASON else kind]
        # The column's own format is for what is typed below the rows: a number that begins with 0, say.
        level = {"level": 1, "hidden": True} if column in view.folded else {}
        if column - 1 in view.folded and column not in view.folded:
            level = {"collapsed": True}
        sheet.set_column(column, column, width, style, level)
        sheet.write_string(0, column, header, formats["header" if column < own else "result"])
        sheet.write_blank(HEADER_ROW, column, None, style)
        if column >= own:
            # By this name a later refresh knows the column for ours.
            mark = f"'{marked.name}'!{mark_name(header)}"
            hidden_name(book, mark, marked.name, f"${column_letters(column + 1)}$1")
    columns = {column.title: own + place for place, column in enumerate(marked.assessed.columns)}
    for title, kind in OTHER_STYLES.items():
        if title in columns:
            sheet.write_blank(HEADER_ROW + 1, columns[title], None, formats[kind])
    _colour(sheet, marked, columns, last_row, formats)
    sheet.set_row(0, theme.HEADER_HEIGHT)
    frozen = _frozen_columns(marked)
    sheet.freeze_panes(HEADER_ROW, frozen)
    sheet.autofilter(0, 0, last_row, last_column)
    if view.view is not None:
        wanted = " and ".join(f"x != {word}" for word in view.view.hidden)
        sheet.filter_column(columns[view.view.title], wanted)
    # Numbers are kept as text on purpose; without this every tracking number carries a warning mark.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(last_column + 1)}{last_row + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, view.printed)
    sheet.repeat_rows(0)
    only = f" {view.view.name}" if view.view is not None else ""
    sheet.set_footer(f"&L&F&C&A{only} ・ 基準日 {date_of(marked.as_of):%Y/%m/%d}&R&P / &N")


def hidden_name(book: Workbook, name: str, sheet: str, cell: str) -> None:
    """Give a cell a name that no list of names shows; `sheet!name` belongs to that sheet alone."""
    book.define_name(name, f"='{sheet}'!{cell}")
    # XlsxWriter has no word for it; the last place of an entry is what it writes as hidden.
    book.defined_names[-1][-1] = True


def other_styles(marked: MarkedTable) -> Mapping[int, frozenset[int]]:
    """Return, by column from 0, the positions of the rows whose cells look like the second pattern.

    Days that are counted by the calendar are said to be; a reason wraps where its row is as high as that takes; why
    a row is not judged is longer than a stage and begins at the left, for a column before it would cover its middle.
    """
    own = len(marked.kept)
    columns = {column.title: (own + place, column) for place, column in enumerate(marked.assessed.columns)}
    found = {}
    if DAYS_LEFT in columns:
        place, column = columns[DAYS_LEFT]
        found[place] = column.calendar_rows
    if REASON in columns:
        verdicts = enumerate(columns[VERDICT][1].values)
        found[columns[REASON][0]] = frozenset(row for row, verdict in verdicts if verdict == INVALID)
    problems = {problem.row for problem in marked.assessed.problems}
    for title in VERDICTS:
        if title in columns:
            place, column = columns[title]
            found[place] = frozenset(
                row for row in problems if str(column.values[row]).startswith(ERROR_PREFIX)
            )
    return found


def _frozen_columns(marked: MarkedTable) -> int:
    """Return how many columns stay in view: up to the order number, where that is among the first."""
    roles = marked.table.header_row.roles
    names = [roles[role] for role in NAMES_OF_ROWS if role in roles]
    column = next((marked.kept.index(index) for index in names if index in marked.kept), MOST_FROZEN)
    return column + 1 if column < MOST_FROZEN else 0


def _formats(book: Workbook) -> dict[str, Any]:
    font = {"font_name": theme.FONT, "font_size": theme.FONT_SIZE, "valign": "vcenter"}
    header = {**font, "bold": True, "font_color": "#FFFFFF", "text_wrap": True}
    formats = {
        "header": book.add_format({**header, "bg_color": theme.HEADER_FILL}),
        "result": book.add_format({**header, "bg_color": theme.RESULT_FILL}),
        "date": book.add_format({**font, "num_format": theme.DATE_FORMAT, "align": "center"}),
        "moment": book.add_format({**font, "num_format": theme.MOMENT_FORMAT, "align": "center"}),
        "number": book.add_format({**font, "num_format": theme.AMOUNT_FORMAT}),
        "days": book.add_format({**font, "num_format": theme.BUSINESS_DAYS_FORMAT, "align": "center"}),
        "calendar days": book.add_format(
            {**font, "num_format": theme.CALENDAR_DAYS_FORMAT, "align": "center"}
        ),
        "code": book.add_format({**font, "num_format": theme.TEXT_FORMAT}),
        "text": book.add_format(font),
        "stage": book.add_format({**font, "align": "center"}),
        "sentence": book.add_format({**font, "align": "left"}),
        "remarks": book.add_format({**font, "text_wrap": True}),
        "pale": book.add_format({"font_color": theme.PALE_TEXT}),
    }
    for stage, colour in theme.STAGE_COLOURS.items():
        properties = {"bg_color": colour.fill, "font_color": colour.text}
        if colour.number_format:
            properties["num_format"] = colour.number_format
        formats[stage] = book.add_format(properties)
    error = theme.ERROR_COLOUR
    formats["error"] = book.add_format({"bg_color": error.fill, "font_color": error.text})
    return formats


def _own_styles(marked: MarkedTable) -> list[tuple[str, float]]:
    """Return the format and the width of every column of the export."""
    source: Table = marked.table
    types = column_types(source.headers, source.mapping)
    # The first rows tell which columns stand empty; a width is all that hangs on it.
    filled = [any(cells) for cells in zip(*islice(source.iterate_rows(), ROWS_AT_ONCE), strict=True)]
    with_time = {source.header_row.roles.get(role) for role in WITH_TIME}
    styles = []
    for index in marked.kept:
        header = source.headers[index].strip()
        kind = OWN_STYLES.get(types[index], "text")
        if kind == "date" and index in with_time:
            kind = "moment"
        width = theme.WIDTHS["title" if header in TITLES else "text" if kind == "code" else kind]
        if types[index] == COUNT or (filled and not filled[index]):
            width = theme.WIDTHS["empty"]
        styles.append((kind, max(width, _header_width(header))))
    return styles


def _result_style(column: Column) -> tuple[str, float]:
    """Return the format and the width of a result column."""
    if column.title in theme.COLOURS_OF:
        longest = max(map(theme.text_width, theme.COLOURS_OF[column.title]))
        return "stage", max(theme.WIDTHS["stage"], longest + 2)
    if column.title == DAYS_LEFT:
        return "days", theme.WIDTHS["stage"]
    kind = {DATE: "date", NUMBER: "number"}.get(column.kind, "text")
    if column.title in LONG_TEXTS:
        return "remarks", theme.WIDTHS["action" if column.title == ACTION else "remarks"]
    return kind, max(theme.WIDTHS["stage" if kind == "text" else kind], _header_width(column.title))


def _header_width(header: str) -> float:
    """Return the width in which a header stands in two lines beside its filter button."""
    return min((theme.text_width(header) + 1) // 2 + 4, theme.WIDTHS["text"])


def _colour(
    sheet: Worksheet,
    marked: MarkedTable,
    columns: Mapping[str, int],
    last: int,
    formats: Mapping[str, Any],
) -> None:
    """Colour the stages, and make pale what asks for nothing, so that it changes with what the cells say."""
    for title, column in columns.items():
        for stage in theme.COLOURS_OF.get(title, ()):
            rule = {"type": "cell", "criteria": "==", "value": f'"{stage}"', "format": formats[stage]}
            sheet.conditional_format(HEADER_ROW, column, last, column, rule)
        if title in theme.COLOURS_OF:
            error = {"type": "text", "criteria": "begins with", "value": "エラー", "format": formats["error"]}
            sheet.conditional_format(HEADER_ROW, column, last, column, error)
    if STAGE not in columns:
        return
    stage = f"${column_letters(columns[STAGE] + 1)}{HEADER_ROW + 1}"
    sent = {"type": "formula", "criteria": f'={stage}="{STAGES[SENT]}"', "format": formats["pale"]}
    for result in marked.assessed.columns:
        place = columns[result.title]
        if result.kind == DATE:
            sheet.conditional_format(HEADER_ROW, place, last, place, sent)
        elif result.title == "減点":
            nothing = {"type": "cell", "criteria": "==", "value": 0, "format": formats["pale"]}
            sheet.conditional_format(HEADER_ROW, place, last, place, nothing)
