"""A worksheet of XlsxWriter that takes all its cells at once and writes their rows from templates.

The bytes are those that XlsxWriter writes for the same cells given one by one (a test compares them); that way costs four
times as long, mostly for merged cells, for the attributes of each cell, and for searching formulas for functions that are
younger than ours. It stands on inner names of XlsxWriter; where one of them is missing, or a content holds what is not
foreseen here, `can_draw` says no and the cells are written one by one.
"""

from __future__ import annotations

import html
import math
from datetime import date
from typing import TYPE_CHECKING, Final

from xlsxwriter.worksheet import Worksheet

from xlshipcheck.hosts.own_sheets.content import link_formula
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from xlshipcheck.hosts.own_sheets.content import CellStyle, PlacedCell, SheetContent

INNER_NAMES: Final = (
    "_check_dimensions",
    "_convert_date_time",
    "_escape_data",
    "_write_merge_cells",
    "_write_row",
    "_write_rows",
    "merge",
    "row_info",
    "str_table",
)
LONGEST: Final = 16_000
"""A longer text may be more than a cell holds."""
SPANNED: Final = 16
"""Rows of such a block say in which columns their cells stand."""
BLANK: Final = "/>"


def plain_text(text: str) -> str:
    """Return a text as XlsxWriter takes it so that a reader sees just this text.

    What begins with `<r>` and ends with `</r>` it writes as it is, as the runs of a rich text: so such a text is given
    as the one run that it is.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{html.escape(text, quote=False)}</t></r>'
    return text


class DrawnSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that `draw` fills."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: dict[int, dict[int, tuple[Format, str]]] = {}

    def can_draw(self, content: SheetContent) -> bool:
        """Tell whether a content can be drawn: one with a chart, say, needs its cells where the chart looks for them."""
        return (
            not content.charts
            and not self.constant_memory
            and all(hasattr(self, name) for name in INNER_NAMES)
            and all(map(_is_plain, content.cells))
        )

    def draw(self, cells: Sequence[PlacedCell], formats: Mapping[CellStyle, Format]) -> None:
        """Take the cells of a content.

        Args:
            cells: all of them.
            formats: XlsxWriter's format of each style.
        """
        styles = {id(cell.style): cell.style for cell in cells}
        # Hashed once each: a style is a tuple of a dozen fields.
        known = {identity: formats[style] for identity, style in styles.items()}
        for cell in cells:
            style = known[id(cell.style)]
            line = self._drawn.setdefault(cell.row - 1, {})
            if cell.right > cell.column:
                self.merge.append([cell.row - 1, cell.column - 1, cell.row - 1, cell.right - 1])
                for beside in range(cell.column, cell.right):
                    line[beside] = (style, BLANK)
            line[cell.column - 1] = (style, self._content(cell))
        if self._drawn:
            self._check_dimensions(min(self._drawn), min([cell.column for cell in cells]) - 1)
            self._check_dimensions(max(self._drawn), max([cell.right for cell in cells]) - 1)

    def _content(self, cell: PlacedCell) -> str:
        """Return a cell's element behind the attributes of its place and its style."""
        value = cell.value
        if value is None:
            return BLANK
        if cell.link is not None and isinstance(value, (str, int, float)):
            formula = self._escape_data(link_formula(value, cell.link, self.name))
            kind = ' t="str"' if isinstance(value, str) and value else ""
            return f"{kind}><f>{formula}</f><v>{self._escape_data(value)}</v></c>"
        if isinstance(value, str):
            index = self.str_table._get_shared_string_index(plain_text(value))  # noqa: SLF001  see INNER_NAMES
            return f' t="s"><v>{index}</v></c>'
        number = self._convert_date_time(value) if isinstance(value, date) else value
        return f"><v>{number:.16G}</v></c>"

    def _write_rows(self) -> None:
        if not self._drawn:
            super()._write_rows()
            return
        letters = [column_letters(column + 1) for column in range(self.dim_colmax + 1)]
        indices: dict[int, int] = {}
        for start in range(self.dim_rowmin // SPANNED * SPANNED, self.dim_rowmax + 1, SPANNED):
            block = range(max(start, self.dim_rowmin), min(start + SPANNED, self.dim_rowmax + 1))
            columns = [column for row in block for column in self._drawn.get(row, ())]
            spans = f"{min(columns) + 1}:{max(columns) + 1}" if columns else None
            for row in block:
                line = self._drawn.get(row)
                if not line:
                    if row in self.row_info:
                        self._write_empty_row(row, spans, self.row_info[row])
                    continue
                self._write_row(row, spans, self.row_info.get(row))
                pieces = []
                for column in sorted(line):
                    style, content = line[column]
                    index = indices.get(id(style))
                    if index is None:
                        index = indices[id(style)] = style._get_xf_index()  # noqa: SLF001  as above
                    pieces.append(f'<c r="{letters[column]}{row + 1}" s="{index}"{content}')
                self.fh.write("".join(pieces) + "</row>")

    def _write_merge_cells(self) -> None:
        if not self._drawn or not self.merge:
            super()._write_merge_cells()
            return
        letters = [column_letters(column + 1) for column in range(self.dim_colmax + 1)]
        cells = "".join(
            f'<mergeCell ref="{letters[first]}{top + 1}:{letters[last]}{bottom + 1}"/>'
            for top, first, bottom, last in self.merge
        )
        self.fh.write(f'<mergeCells count="{len(self.merge)}">{cells}</mergeCells>')


def _is_plain(cell: PlacedCell) -> bool:
    """Tell whether a cell holds what `draw` foresees: no link to a file, no word of an error, no long text."""
    value = cell.value
    if isinstance(value, str):
        if len(value) > LONGEST:
            return False
        return cell.link is None or not (cell.link.file or value.startswith("#"))
    return (cell.link is None or not cell.link.file) and (
        value is None or isinstance(value, date) or math.isfinite(value)
    )
