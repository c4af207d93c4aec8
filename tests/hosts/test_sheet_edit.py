"""Random sheets, random edits: the new cells stand where they must and every other cell is as it was."""

from __future__ import annotations

import contextlib
import io
import re
from xml.etree import ElementTree as ET

from difficult_workbooks import MAIN, column_of
from hypothesis import given, settings
from hypothesis import strategies as st
from package_parts import parts
from workbook_makers import SHEET, with_rows

from xlshipcheck.errors import WorkbookRefused
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.editing.cells import KEEP, ColumnEdit, RowSplicer
from xlshipcheck.xlsx.editing.frame import halved, split_rows
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.writing.rows import CellWriter

PLAIN = with_rows("")
ONE_ROW = parts(with_rows('<row r="1"><c r="A1"><v>1</v></c></row>'))[SHEET]


class CellOf:
    """How one cell of a random sheet is written."""

    def __init__(self, column, text, style, *, formula):
        self.column, self.text, self.style, self.formula = column, text, style, formula

    def xml(self, row, *, addressed):
        """Return the cell's XML."""
        address = f' r="{column_letters(self.column)}{row}"' if addressed else ""
        style = f' s="{self.style}"' if self.style else ""
        if self.formula:
            return f"<c{address}{style}><f>1+1</f><v>2</v></c>"
        if not self.text:
            return f"<c{address}{style}/>"
        return f'<c{address}{style} t="inlineStr"><is><t>{self.text}</t></is></c>'


TEXTS = st.sampled_from(["", "a", "値", "x &amp; y", "&lt;c r=&quot;C1&quot;&gt;"])
CELLS = st.builds(
    CellOf, st.integers(1, 9), TEXTS, st.integers(0, 3), formula=st.sampled_from([False, False, True])
)
ROWS = st.dictionaries(
    st.integers(1, 12), st.lists(CELLS, max_size=6, unique_by=lambda cell: cell.column), max_size=8
)
VALUES = st.one_of(
    st.just(KEEP), st.none(), st.integers(0, 99), st.text("あb<=", min_size=1, max_size=4), st.booleans()
)
EDITS = st.dictionaries(
    st.integers(1, 12),
    st.tuples(st.integers(1, 10), st.lists(VALUES, min_size=1, max_size=8)),
    min_size=1,
    max_size=4,
)


def rows_xml(rows, *, spans, addressed, blanks):
    """Return the `row` elements of a random sheet; without addresses, gaps are written as blank rows and cells."""
    out = []
    numbers = sorted(rows) if addressed else range(1, max(rows, default=0) + 1)
    for number in numbers:
        cells = sorted(rows.get(number, ()), key=lambda cell: cell.column)
        if not addressed:
            there = {cell.column: cell for cell in cells}
            blank = CellOf(0, "", 0, formula=False)
            cells = [there.get(column, blank) for column in range(1, max(there, default=0) + 1)]
        inner = blanks.join(cell.xml(number, addressed=addressed) for cell in cells)
        attributes = f' r="{number}"' if addressed else ""
        if spans and cells and addressed:
            attributes += f' spans="{cells[0].column}:{cells[-1].column}"'
        out.append(f"<row{attributes}>{blanks}{inner}{blanks}</row>" if cells else f"<row{attributes}/>")
    return blanks.join(out)


def cells_of(xml):
    """Return the cells of a sheet by row and column, as the standard library's parser reads them, in order."""
    found, row = {}, 0
    data = ET.fromstring(f'<d xmlns="{MAIN}">{xml}</d>')  # noqa: S314 # our own
    rows = []
    for element in data:
        row = int(element.get("r", row + 1))
        rows.append(row)
        column = 0
        for cell in element:
            column = column_of(cell.get("r")) if cell.get("r") else column + 1
            assert (row, column) not in found
            if cell.get("r"):
                assert cell.get("r") == f"{column_letters(column)}{row}"
            found[row, column] = ET.tostring(cell, encoding="unicode").strip()
    assert rows == sorted(set(rows))
    order = list(found)
    assert order == sorted(order)
    return found


def content(cell):
    """Return style and value of a cell's XML."""
    element = ET.fromstring(cell)  # noqa: S314 # our own
    return int(element.get("s", "0")), "".join(element.itertext()), element.get("t")


def shown(value):
    """Return text and type that a value must have in the XML."""
    if isinstance(value, bool):
        return str(int(value)), "b"
    return (value, "inlineStr") if isinstance(value, str) else (str(value), None)


@settings(max_examples=150)
@given(ROWS, EDITS, st.booleans(), st.booleans(), st.sampled_from(["", "\n  "]), st.integers(1, 60))
def test_only_the_cells_that_were_to_change_change(rows, edits, spans, addressed, blanks, block):
    """Whatever the sheet and the edit, and wherever a block of bytes ends: the other cells are the same XML."""
    xml = rows_xml(rows, spans=spans, addressed=addressed, blanks=blanks)
    columns = [ColumnEdit(column, first, values, lambda s: s) for column, (first, values) in edits.items()]
    splicer = RowSplicer(columns, SHEET, "注文", [], lambda column: column % 2, CellWriter())
    raw = xml.encode()
    pieces = [raw[n : n + block] for n in range(0, len(raw), block)]
    new_xml = b"".join(splicer.splice(iter(pieces))).decode()
    old, new = cells_of(xml), cells_of(new_xml)
    kept = set(splicer.formulas_kept)
    for row, column in set(old) | set(new):
        first, values = edits.get(column, (0, []))
        value = values[row - first] if first <= row < first + len(values) else KEEP
        before = old.get((row, column))
        if value is KEEP or (before and "1+1" in before):
            assert new.get((row, column)) == before
            assert (value is not KEEP) == ((row, column) in kept)
        elif value is None:
            assert before is not None
            assert content(new[row, column])[1:] == ("", None)
            assert content(new[row, column])[0] == content(before)[0]
        else:
            style = content(before)[0] if before else column % 2
            assert content(new[row, column]) == (style, *shown(value))
    for column, (first, values) in edits.items():
        for row, value in enumerate(values, first):
            if value not in (KEEP, None) and (row, column) not in kept:
                assert (row, column) in new
    again = RowSplicer(columns, SHEET, "注文", [], lambda column: column % 2, CellWriter())
    assert b"".join(again.splice(iter([new_xml.encode()]))).decode() == new_xml
    for start, end in re.findall(r'spans="(\d+):(\d+)"', new_xml):
        assert int(start) <= int(end)


@settings(max_examples=100)
@given(st.integers(1, 400))
def test_head_rows_and_tail_are_found_wherever_a_block_ends(block):
    """Head, rows and tail put together again are the sheet, in blocks of any size."""
    xml = ONE_ROW
    halves = halved(iter([xml[n : n + block] for n in range(0, len(xml), block)]), SHEET)
    tail = []
    rows = b"".join(split_rows(halves, tail))
    assert rows == b'<row r="1"><c r="A1"><v>1</v></c></row>'
    assert halves.head + halves.open_tag + rows + b"".join(tail) == xml


@given(st.binary(max_size=60), st.integers(0, 120))
def test_damaged_rows_are_spliced_or_refused(piece, at):
    """Any bytes among the rows: a refusal of ours or some result, never another exception."""
    xml = b'<row r="1" spans="1:2"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row><row r="3"><c r="A3"/></row>'
    edit = ColumnEdit(2, 1, ["x", "y", "z"], lambda style: style)
    splicer = RowSplicer([edit], SHEET, "注文", [], lambda _: 0, CellWriter())
    with contextlib.suppress(WorkbookRefused):
        assert len(b"".join(splicer.splice(iter([xml[:at] + piece + xml[at:]])))) >= len(xml)


def test_a_package_reads_its_parts_in_any_order():
    """Two parts read in turns, block by block, do not disturb each other."""
    package = Package(io.BytesIO(PLAIN))
    names = [SHEET, "xl/styles.xml"]
    streams = [package.blocks(name) for name in names]
    first = [next(stream) for stream in streams]
    whole = [b"".join([begin, *stream]) for begin, stream in zip(first, streams, strict=True)]
    assert whole == [parts(PLAIN)[name] for name in names]
