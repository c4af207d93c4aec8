"""The parts behind a sheet of ours: its worksheet, its drawing, its charts; and what of a standing one is the seller's.

Excel renames parts when it saves a book, so those that belong to a sheet are found by their relationships. Parts
that stand keep their names: a second refresh of the same day writes the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.ranges import column_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.xlsx.editing.own_sheet import MovedSheet
    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.package_edit import PackageEdit

DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b[^<>]*>([^<]*)<")
_OWN_FORMULA: Final = re.compile(rb"\s*HYPERLINK\((?:\"|&quot;)#")
_SHAPE: Final = re.compile(rb"<(?:\w+:)?cNvPr\b[^<>]*?\sname=\"([^\"]*)\"")
_CELL: Final = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\sr=\"([A-Z]+)[0-9]+\"[^<>/]*>(?=.{0,40}?<(?:\w+:)?(?:v|is)\b)"
)
NOTES: Final = ("comments", "threadedComment", "vmlDrawing")
DROPPED: Final = ("printerSettings",)
"""Kinds of parts that a program writes of itself and that go with the old sheet."""


def sellers_additions(package: Package, part: str, our_shapes: str, width: int) -> list[str]:
    """Return what the seller has put on a sheet of ours, in words; nothing of it may be lost.

    Args:
        package: the book.
        part: the sheet.
        our_shapes: what the names of our charts begin with.
        width: the columns that are ours.
    """
    xml = package.read(part)
    found = []
    relations = package.relationships(part)
    kinds = [relation.kind.rpartition("/")[2] for relation in relations]
    if any(kind in NOTES for kind in kinds):
        found.append("メモ")
    for relation, kind in zip(relations, kinds, strict=True):
        if kind == "drawing":
            names = [name.decode(errors="replace") for name in _SHAPE.findall(package.read(relation.target))]
            if not all(name.startswith(our_shapes) for name in names):
                found.append("グラフ・図")
    if any(not _OWN_FORMULA.match(text) for text in _FORMULA.findall(xml) if text):
        found.append("数式")
    if any(column_number(letters.decode()) > width for letters in _CELL.findall(xml)):
        found.append("右の列の値")
    if any(kind not in (*NOTES, *DROPPED, "drawing") for kind in kinds):
        found.append("表・ピボットなど")
    return list(dict.fromkeys(found))


def replace_parts(edit: PackageEdit, part: str, moved: MovedSheet) -> bool:
    """Let a standing sheet of ours be another one, with its drawing and charts.

    Args:
        edit: what the package shall be.
        part: the sheet.
        moved: what it shall be.

    Returns:
        Whether the worksheet itself changes.
    """
    package = edit.package
    relations = package.relationships(part)
    drawings = [relation.target for relation in relations if relation.kind.endswith("/drawing")]
    charts = [
        relation.target
        for drawing in drawings
        for relation in package.relationships(drawing)
        if relation.kind.endswith("/chart")
    ]
    for chart in charts:
        # Styles and colours that Excel has put beside a chart of ours.
        for relation in package.relationships(chart):
            if relation.target in package:
                edit.drop(relation.target)
        edit.drop_relations(chart)
    for relation in relations:
        if relation.kind.rpartition("/")[2] in {*NOTES, *DROPPED} and relation.target in package:
            edit.drop(relation.target)
    place_parts(edit, part, moved, drawings, charts)
    changed = package.read(part) != moved.xml
    edit.put(part, moved.xml)
    return changed


def place_parts(
    edit: PackageEdit,
    part: str,
    moved: MovedSheet,
    drawings: Sequence[str] = (),
    charts: Sequence[str] = (),
) -> None:
    """Place the drawing and the charts of a sheet.

    Args:
        edit: what the package shall be.
        part: the sheet.
        moved: the sheet as it shall be.
        drawings: drawings of ours that stand; the first is used again.
        charts: charts of ours that stand; they are used again one by one.
    """
    wanted = 1 if moved.drawing else 0
    for drawing in drawings[wanted:]:
        edit.drop(drawing)
        edit.drop_relations(drawing)
    for chart in charts[len(moved.charts) :]:
        edit.drop(chart)
    if not moved.drawing:
        edit.drop_relations(part)
        return
    drawing = drawings[0] if drawings else edit.free_name("xl/drawings/drawing{}.xml")
    edit.set_part(drawing, moved.drawing, DRAWING_TYPE)
    edit.set_relations(part, [("drawing", drawing)])
    placed = []
    for position, data in enumerate(moved.charts):
        name = charts[position] if position < len(charts) else edit.free_name("xl/charts/chart{}.xml")
        edit.set_part(name, data, CHART_TYPE)
        placed.append(("chart", name))
    edit.set_relations(drawing, placed)
