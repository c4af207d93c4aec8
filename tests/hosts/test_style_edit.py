"""Appended styles: what is a date, what a clone looks like, and that nothing is appended twice."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from difficult_workbooks import MAIN, prefixed
from package_parts import parts
from workbook_makers import book, changed

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.xlsx.editing.styles import StyleBook, TextColour

STYLES = "xl/styles.xml"


def style_book(*formats, change=lambda data: data):
    """Return the styles of a book whose column n has the n-th number format, and its bytes."""

    def fill(workbook, sheet):
        for column, code in enumerate(formats):
            look = workbook.add_format({"num_format": code, "bold": True, "border": 1})
            sheet.write_number(0, column, 1, look)

    data = book(fill)
    return StyleBook(change(parts(data)[STYLES]), STYLES), data


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy/mm/dd", True),
        ("m/d", True),
        ("[$-411]ggge年m月d日", True),
        ('yyyy"年"m"月"', True),
        ("[h]:mm", True),
        ("h:mm AM/PM", True),
        ("General", False),
        ("#,##0", False),
        ('0"日"', False),
        ("0.00E+00", False),
        ("[Red]-0;[Blue]0", False),
        ('"yyyy"0', False),
        ("@", False),
        (r"0\d", False),
        ("¥#,##0", False),
    ],
)
def test_a_number_format_is_known_as_a_date_by_its_code(code, is_date):
    """Letters of dates count only outside quotes, brackets and escapes; openpyxl and calamine agree elsewhere."""
    styles, _ = style_book(code)
    style = 1 if code != "General" else 0
    assert styles.is_date(style) == is_date
    assert (styles.for_date(style) == style) == is_date
    assert (styles.for_number(style) == style) == (not is_date)


@pytest.mark.parametrize("number", [14, 22, 30, 46, 57])
def test_built_in_date_formats_are_known_by_their_number(number):
    """Excel stores its own date formats without a code, the Japanese ones (27-36, 50-58) among them."""
    styles, _ = style_book(2, change=lambda data: data.replace(b'numFmtId="2"', b'numFmtId="%d"' % number))
    assert styles.is_date(1)


@pytest.mark.parametrize("change", [lambda data: data, prefixed])
def test_a_clone_differs_in_its_number_format_alone(change):
    """Font, border and all else of the cloned style stay; asked again, nothing more is appended."""
    styles, data = style_book("#,##0", change=change)
    before = parts(data)[STYLES]
    first = styles.for_date(1)
    assert styles.changed
    assert styles.for_date(1) == first
    assert styles.for_date(first) == first
    after = styles.result()
    xfs = ET.fromstring(after).find(f"{{{MAIN}}}cellXfs")  # noqa: S314 # our own
    assert int(xfs.get("count")) == len(xfs) == len(ET.fromstring(before).find(f"{{{MAIN}}}cellXfs")) + 1  # noqa: S314 # as above
    old, new = xfs[1].attrib, xfs[first].attrib
    assert {key for key in new if new[key] != old.get(key)} == {"numFmtId"}
    again = StyleBook(after, STYLES)
    assert again.for_date(1) == first
    assert not again.changed
    assert again.result() == after


def test_colours_are_appended_where_there_were_none(tmp_path):
    """A book without conditional looks gets the section in its place, and openpyxl reads it."""
    styles, data = style_book("0")
    change = {STYLES: lambda xml: xml.replace(b'<dxfs count="0"/>', b"")}
    styles = StyleBook(parts(changed(data, change))[STYLES], STYLES)
    red, blue = TextColour("警告", "#F8CBAD", "843C0C"), TextColour("注意", "DDEBF7", "1F4E78")
    assert [styles.colour(look) for look in (red, blue, red)] == [0, 1, 0]
    path = tmp_path / "注文.xlsx"
    path.write_bytes(changed(data, {STYLES: styles.result()}))
    loaded = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert [look.fill.bgColor.rgb for look in loaded._differential_styles.styles] == ["FFF8CBAD", "FFDDEBF7"]


def test_a_style_sheet_without_cell_formats_is_refused():
    """Without any cell format there is nothing to clone."""
    with pytest.raises(LayoutRefused):
        StyleBook(f'<styleSheet xmlns="{MAIN}"/>'.encode(), STYLES)
