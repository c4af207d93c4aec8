"""One pass of expat over content.xml: what is known of it afterwards is a `Content`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from xlshipcheck.errors import ChangesTracked, LayoutRefused, WorkbookDamaged, WorkbookTooLarge
from xlshipcheck.ods.cell_values import VALUE_TYPE, Paragraphs, cell_value
from xlshipcheck.ods.content import Cell, ColumnRun, Content, Named, Row, Span, Table, within_sheet
from xlshipcheck.ods.names import CONTENT, SEPARATOR, Prefixes, full_name
from xlshipcheck.values.ranges import Rectangle
from xlshipcheck.xlsx.outline import START_TAG
from xlshipcheck.xlsx.safe_xml import refusing_parser, whole_number, xml_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CELLS: Final = 1_000_000
"""Cells that are written down in a file, each repeated one counted once; each takes some 250 bytes of memory."""
MOST_ELEMENTS: Final = 8_000_000
MOST_BLANKS: Final = 10_000_000
"""Blanks that elements may stand for: a few bytes say 32,000 of them."""
MOST_USED: Final = 20_000_000
"""Cells of the area that a sheet uses, repeated ones counted."""
DEEPEST: Final = 250

OUTSIDE, SPREADSHEET, IN_TABLE, IN_ROW, IN_CELL, IN_TEXT, NAMES, RANGES, PIVOTS, SETTINGS, STYLES, SKIPPED = (
    range(12)
)
"""What an element stands in."""

_ROOTS: Final = {full_name("office:document-content"), full_name("office:body")}
_ROW: Final = full_name("table:table-row")
_CELL: Final = full_name("table:table-cell")
_COVERED: Final = full_name("table:covered-table-cell")
_COLUMN: Final = full_name("table:table-column")
_TABLE: Final = full_name("table:table")
_GROUPS: Final = {
    full_name(f"table:table-{name}")
    for name in ("rows", "header-rows", "row-group", "columns", "header-columns", "column-group")
}
_NAMES: Final = full_name("table:named-expressions")
_RANGE: Final = {full_name("table:named-range"), full_name("table:named-expression")}
_DATABASE: Final = full_name("table:database-range")
_PIVOT: Final = full_name("table:data-pilot-table")
_WITHIN: Final = {
    _NAMES: NAMES,
    full_name("table:database-ranges"): RANGES,
    full_name("table:data-pilot-tables"): PIVOTS,
    full_name("table:calculation-settings"): SETTINGS,
}
_NULL_DATE: Final = full_name("table:null-date")
_DATE_VALUE: Final = full_name("table:date-value")
_TRACKED: Final = full_name("table:tracked-changes")
_SPREADSHEET: Final = full_name("office:spreadsheet")
_AUTOMATIC: Final = full_name("office:automatic-styles")
_DATE_STYLE: Final = full_name("number:date-style")
_STYLE_NAME: Final = full_name("style:name")
_DATA_STYLE: Final = full_name("style:data-style-name")
_PARAGRAPH: Final = full_name("text:p")
_SPACES: Final = full_name("text:s")
_COUNT: Final = full_name("text:c")
_SIGNS: Final = {full_name("text:tab"): "\t", full_name("text:line-break"): "\n"}
_NOT_TEXT: Final = {
    full_name("office:annotation"), full_name("text:ruby-text"), full_name("text:note"),
}  # fmt: skip
_NAME: Final = full_name("table:name")
_PROTECTED: Final = full_name("table:protected")
_ROWS: Final = full_name("table:number-rows-repeated")
_COLUMNS: Final = full_name("table:number-columns-repeated")
_SPANNED: Final = full_name("table:number-columns-spanned"), full_name("table:number-rows-spanned")
_FORMULA: Final = full_name("table:formula")
_MATRIX: Final = full_name("table:number-matrix-columns-spanned")
_CELL_STYLE: Final = full_name("table:style-name")
_CHECK: Final = full_name("table:content-validation-name")
_CELL_RANGE: Final = full_name("table:cell-range-address")
_TARGET: Final = full_name("table:target-range-address")
_HEADER: Final = full_name("table:contains-header")


def scan_content(data: bytes) -> Content:
    """Return what content.xml holds.

    Args:
        data: its bytes.

    Raises:
        WorkbookDamaged: no XML, or no spreadsheet.
        WorkbookTooLarge: more cells than any real book has.
        LayoutRefused: an encoding, or namespaces, as no program writes them.
        ChangesTracked: it keeps who changed what.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LayoutRefused(part=CONTENT)
    scanner = _Scanner(data)
    try:
        scanner.parser.Parse(data, True)  # noqa: FBT003  expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise WorkbookDamaged(problem=xml_problem(CONTENT, error)) from error
    if not scanner.content.tables:
        raise WorkbookDamaged(problem=f"{CONTENT} に表がありません")
    return scanner.content


class _Scanner:
    def __init__(self, data: bytes) -> None:
        self.content = Content(data, Prefixes())
        self._data = data
        self._modes = [OUTSIDE]
        self._starts: list[int] = []
        self._attributes: list[Mapping[str, str]] = []
        self._elements = 0
        self._cells = 0
        self._blanks = 0
        self._last_end = -1
        self._styles: dict[str, str] = {}
        self._column = self._row = 1
        self._text: Paragraphs | None = None
        self._in_paragraph = False
        self.parser = refusing_parser(SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartNamespaceDeclHandler = self._namespace

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
            raise LayoutRefused(part=CONTENT)

    def _namespace(self, prefix: str | None, namespace: str) -> None:
        self.content.prefixes.declare(prefix, namespace, at_root=len(self._modes) == 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._modes) > DEEPEST:
            raise WorkbookDamaged(problem=CONTENT)
        if self._elements > MOST_ELEMENTS:
            raise WorkbookTooLarge(problem=f"{CONTENT} に要素が {MOST_ELEMENTS:,} 個以上あります")
        mode = self._mode_within(self._modes[-1], name, attributes)
        self._modes.append(mode)
        if mode not in {SKIPPED, IN_TEXT}:
            self._starts.append(self.parser.CurrentByteIndex)
            self._attributes.append(attributes)

    def _mode_within(self, mode: int, name: str, attributes: dict[str, str]) -> int:
        """Return what an element that stands in a mode is; begin what has to be begun."""
        if mode == IN_ROW:
            return self._begin_cell() if name in {_CELL, _COVERED} else SKIPPED
        if mode == IN_CELL:
            if name != _PARAGRAPH:
                return SKIPPED
            if self._text is None:
                self._text = Paragraphs()
            self._text.begin()
            self._in_paragraph = True
            return IN_TEXT
        if mode == IN_TEXT and self._text is not None:
            return self._within_text(self._text, name, attributes)
        if mode == IN_TABLE:
            return self._within_table(name, attributes)
        return self._within_document(mode, name, attributes)

    def _within_text(self, text: Paragraphs, name: str, attributes: dict[str, str]) -> int:
        if name == _SPACES:
            self._blanks += whole_number(attributes.get(_COUNT), 1)
            if self._blanks > MOST_BLANKS:
                raise WorkbookTooLarge(problem=f"空白の文字が {MOST_BLANKS:,} 個以上あります")
            text.blanks(attributes)
        elif name in _SIGNS:
            text.sign(_SIGNS[name])
        elif name in _NOT_TEXT:
            self._in_paragraph = False
            return SKIPPED
        return IN_TEXT

    def _within_table(self, name: str, attributes: dict[str, str]) -> int:
        if name == _ROW:
            repeat = _count(attributes, _ROWS)
            self.content.tables[-1].rows.append(Row(self._row, repeat))
            self._row += repeat
            self._column = 1
            return IN_ROW
        if name in _GROUPS:
            return IN_TABLE
        if name == _COLUMN:
            return SETTINGS
        return NAMES if name == _NAMES else SKIPPED

    def _within_document(self, mode: int, name: str, attributes: dict[str, str]) -> int:
        if mode == OUTSIDE:
            known = {_SPREADSHEET: SPREADSHEET, _AUTOMATIC: STYLES}
            return OUTSIDE if name in _ROOTS else known.get(name, SKIPPED)
        if mode == SPREADSHEET:
            if name == _TRACKED:
                raise ChangesTracked
            if name == _TABLE:
                protected = attributes.get(_PROTECTED) == "true"
                table = Table(attributes.get(_NAME, ""), is_protected=protected)
                if not table.name or any(other.name == table.name for other in self.content.tables):
                    raise WorkbookDamaged(problem=f"シート「{table.name}」")
                self.content.tables.append(table)
                self._row = self._column = 1
                return IN_TABLE
            return _WITHIN.get(name, SKIPPED)
        if mode == SETTINGS and name == _NULL_DATE:
            self.content.date1904 = attributes.get(_DATE_VALUE, "").startswith("1904")
        if mode == PIVOTS and name == _PIVOT:
            self.content.pivots.append((attributes.get(_NAME, ""), attributes.get(_TARGET, "")))
        is_kept = (
            (mode == NAMES and name in _RANGE) or (mode == RANGES and name == _DATABASE) or mode == STYLES
        )
        if mode == STYLES and name == _DATE_STYLE:
            self.content.date_styles.add(attributes.get(_STYLE_NAME, ""))
        # What is kept ends as an element of its own; what stands in it is of no concern.
        return KEPT + mode if is_kept else SKIPPED

    def _begin_cell(self) -> int:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise WorkbookTooLarge(problem=f"セルが {MOST_CELLS:,} 個以上あります")
        self._text = None
        return IN_CELL

    def _characters(self, text: str) -> None:
        if self._in_paragraph and self._text is not None:
            self._text.add(text)

    def _end(self, name: str) -> None:
        mode = self._modes.pop()
        index = self.parser.CurrentByteIndex
        outer = self._modes[-1]
        if mode == IN_TEXT:
            if outer == IN_CELL and self._text is not None:
                self._text.end()
                self._in_paragraph = False
        elif mode == SKIPPED:
            if outer == IN_TEXT:
                self._in_paragraph = True
        else:
            start = self._starts.pop()
            attributes = self._attributes.pop()
            # Behind an empty element tag expat stands at its end already; so it does behind the last one inside.
            is_empty = self._data[index - 2 : index] == b"/>" and self._last_end != index
            end = index if is_empty else self._data.index(b">", index) + 1
            if mode == IN_CELL:
                self._end_cell(name, attributes, start, end)
            else:
                opened = START_TAG.match(self._data, start)
                if opened is None:
                    raise LayoutRefused(part=CONTENT)
                self._end_other(
                    name, mode, attributes, Span(start, opened.end(), end if is_empty else index, end)
                )
        self._last_end = index

    def _end_cell(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        repeat = _count(attributes, _COLUMNS)
        row = self.content.tables[-1].rows[-1]
        formula = attributes.get(_FORMULA, "")
        text = self._text.text() if self._text else None
        value = cell_value(attributes, text, is_formula=bool(formula))
        style = attributes.get(_CELL_STYLE, "")
        cell = Cell(
            self._column, repeat, start, end, value, formula,
            self._styles.setdefault(style, style), attributes.get(_CHECK, ""), name == _COVERED,
            text is not None or VALUE_TYPE in attributes, _MATRIX in attributes,
        )  # fmt: skip
        row.cells.append(cell)
        if (value is not None or formula) and name == _CELL:
            row.width = self._column + repeat - 1
            if not within_sheet(row.first + row.repeat - 1, row.width):
                raise WorkbookTooLarge(
                    problem=f"シート「{self.content.tables[-1].name}」の {row.first:,} 行目"
                )
        if any(key in attributes for key in _SPANNED):
            columns, rows = (_count(attributes, key) for key in _SPANNED)
            last = row.first + rows - 1, self._column + columns - 1
            if columns > 1 or rows > 1:
                self.content.tables[-1].merged.append(Rectangle(row.first, self._column, *last))
        self._column += repeat
        self._text = None

    def _end_other(self, name: str, mode: int, attributes: Mapping[str, str], span: Span) -> None:
        content = self.content
        table = content.tables[-1] if content.tables else None
        if table is not None and (mode in {IN_ROW, IN_TABLE} or (mode == SETTINGS and name == _COLUMN)):
            self._end_in_table(name, mode, attributes, span, table)
        elif mode == NAMES:
            if self._modes[-1] == IN_TABLE and table is not None:
                table.names_span = span
            else:
                content.names_span = span
        elif mode == STYLES:
            content.styles_span = span
        elif mode == KEPT + STYLES:
            style = attributes.get(_STYLE_NAME, "")
            content.styles[style] = span
            content.data_styles[style] = attributes.get(_DATA_STYLE, "")
        elif mode == KEPT + RANGES:
            has_header = attributes.get(_HEADER, "true") == "true"
            address = attributes.get(_TARGET, "")
            content.database_ranges.append(
                Named(attributes.get(_NAME, ""), address, span.start, span.end, has_header)
            )
        elif mode == KEPT + NAMES:
            named = Named(attributes.get(_NAME, ""), attributes.get(_CELL_RANGE, ""), span.start, span.end)
            is_local = self._modes[-2] == IN_TABLE and table is not None
            (table.names if is_local and table is not None else content.names).append(named)

    def _end_in_table(
        self, name: str, mode: int, attributes: Mapping[str, str], span: Span, table: Table
    ) -> None:
        if mode == IN_ROW:
            table.rows[-1].span = span
            table.rows_end = span.end
        elif mode == SETTINGS:
            repeat = _count(attributes, _COLUMNS)
            table.columns.append(ColumnRun(self._column, repeat, span.start, span.end))
            self._column += repeat
        elif name == _TABLE:
            table.span = span
            self.content.tables_end = span.end
            _refuse_large(table)
        elif table.rows:
            table.rows_end = span.end


KEPT: Final = 100
"""Added to the mode of what holds it: an element whose place is kept."""


def _count(attributes: Mapping[str, str], key: str) -> int:
    found = attributes.get(key)
    return 1 if found is None else max(whole_number(found), 1)


def _refuse_large(table: Table) -> None:
    rows, columns = table.used_size()
    if rows * columns > MOST_USED and not table.stray_row():
        raise WorkbookTooLarge(problem=f"シート「{table.name}」の {rows:,} 行 × {columns:,} 列")
