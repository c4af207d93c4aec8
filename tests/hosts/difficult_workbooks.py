"""Workbooks with everything that a seller's book may hold and that careless tools lose.

Each has a sheet 注文 with a header in row 4 (注文番号, 入金日, 金額, 状態 in columns B to E) and orders below it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zlib
from xml.etree import ElementTree as ET

from package_parts import parts
from workbook_makers import SHEET, book, changed, package, replaced, with_rows

HEADER_ROW, FIRST_ROW, ORDERS = 4, 5, 8
LAST_ROW = FIRST_ROW + ORDERS - 1
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
TYPES = "[Content_Types].xml"
at = dt.datetime.fromisoformat


def png():
    """Return a picture of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def orders(workbook, sheet, *, header=True):
    """Write the orders that every book of this module has."""
    day = workbook.add_format({"num_format": "yyyy/mm/dd", "border": 1})
    bold = workbook.add_format({"bold": True, "bg_color": "#DDEBF7"})
    if header:
        sheet.write_row(HEADER_ROW - 1, 1, ["注文番号", "入金日", "金額", "状態"], bold)
    for number in range(ORDERS):
        row = FIRST_ROW - 1 + number
        sheet.write_string(row, 1, f"A-{number:04d}")
        sheet.write_datetime(row, 2, at("2026-11-09") + dt.timedelta(days=number), day)
        sheet.write_number(row, 3, 1000 * number + 0.5)
        sheet.write_string(row, 4, "配送準備" if number % 2 else "配送中 & <済>")


def kitchen_sink(workbook, sheet):
    """Use most of what XlsxWriter can make."""
    orders(workbook, sheet)
    sheet.merge_range(
        "B1:E2", "2026年11月 注文一覧", workbook.add_format({"align": "center", "font_size": 16})
    )
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.autofilter(HEADER_ROW - 1, 1, LAST_ROW - 1, 4)
    sheet.set_column("B:B", 18)
    sheet.set_column("H:H", 12, None, {"hidden": True})
    sheet.set_row(FIRST_ROW + 1, 30, None, {"hidden": True})
    sheet.set_row(FIRST_ROW, 25, workbook.add_format({"bg_color": "#FFFF00"}))
    red = workbook.add_format({"font_color": "#C00000"})
    sheet.write_rich_string("K5", "太字", workbook.add_format({"bold": True}), "の", red, "メモ")
    sheet.write_formula("L5", "=D5*1.1", None, 1.1)
    sheet.write_formula("L6", '=IF(D6>0,"有","無")', None, "有")
    sheet.write_dynamic_array_formula("M5:M7", "=SORT(D5:D7)", None, 1)
    sheet.write_url("K6", "https://example.com/", string="リンク")
    sheet.write_comment("B5", "電話で確認済み", {"author": "山田"})
    sheet.insert_checkbox("K7", True)  # noqa: FBT003 # the state of the box
    sheet.data_validation("E5:E12", {"validate": "list", "source": ["配送準備", "配送中"]})
    sheet.conditional_format("D5:D12", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("D5:D12", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("B5:E12", {"type": "formula", "criteria": "=$D5>3000", "format": red})
    sheet.add_sparkline("J5", {"range": "注文!D5:D12", "type": "column"})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=注文!$D$5:$D$12", "categories": "=注文!$B$5:$B$12"})
    sheet.insert_chart("P5", chart)
    sheet.insert_image("P25", "点.png", {"image_data": io.BytesIO(png()), "description": "印"})
    sheet.insert_textbox("P40", "ここは触らない")
    sheet.insert_button("P45", {"macro": "更新", "caption": "更新"})
    sheet.set_header("&L&[Picture]", {"image_left": "点.png", "image_data_left": io.BytesIO(png())})
    sheet.set_background(io.BytesIO(png()))
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area("A1:N12")
    sheet.set_h_pagebreaks([20])
    sheet.ignore_errors({"number_stored_as_text": "B5:B12"})
    sheet.outline_settings(visible=True)
    workbook.define_name("合計額", "=注文!$D$5:$D$12")
    workbook.define_name("注文!区分", "=注文!$E$5:$E$12")
    other = workbook.add_worksheet("別の表")
    other.add_table("B2:D5", {"name": "別表", "data": [["a", 1, 2], ["b", 3, 4], ["c", 5, 6]]})
    other.write_formula("F2", "=SUM(注文!D5:D12)", None, 28004)
    workbook.add_worksheet("隠し").very_hidden()
    workbook.add_chartsheet("グラフ").set_chart(_chart(workbook))
    workbook.set_custom_property("店", "本店")


def _chart(workbook):
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "=注文!$D$5:$D$12"})
    return chart


def in_table(workbook, sheet, *, totals):
    """Put the orders into a table."""
    orders(workbook, sheet, header=False)
    names = ["注文番号", "入金日", "金額", "状態"]
    columns = [{"header": name} for name in names]
    if totals:
        columns[0]["total_string"] = "合計"
        columns[2]["total_function"] = "sum"
    sheet.add_table(
        HEADER_ROW - 1,
        1,
        LAST_ROW - 1 + totals,
        4,
        {"name": "注文表", "columns": columns, "total_row": totals},
    )


def with_part(data, name, content, content_type, kind, owner_rels=SHEET_RELS, target=None):
    """Return a package with one more part and the relationship to it."""
    members = parts(data)
    entry = f'<Relationship Id="rIdX{len(members)}" Type="{kind}" Target="{target or "../" + name[3:]}"/>'
    if owner_rels in members:
        relations = members[owner_rels].replace(b"</Relationships>", entry.encode() + b"</Relationships>")
    else:
        relations = f'<Relationships xmlns="{PACKAGE}">{entry}</Relationships>'.encode()
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    return changed(data, {owner_rels: relations, name: content, TYPES: replaced("</Types>", override)})


def hand_made():
    """Return a book with the parts that no writing library makes: slicers, threaded comments, form controls ..."""
    data = book(orders)
    data = with_part(
        data, "xl/threadedComments/threadedComment1.xml",
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="B5" dT="2026-11-20T01:02:03.00" personId="{1}" id="{2}"><text>\xe7\xa2\xba\xe8\xaa\x8d</text>'
        b"</threadedComment></ThreadedComments>",
        "application/vnd.ms-excel.threadedcomments+xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    )  # fmt: skip
    data = with_part(data, "xl/printerSettings/printerSettings1.bin", bytes(range(256)),
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
                     f"{OFFICE}/printerSettings")  # fmt: skip
    data = with_part(data, "xl/ctrlProps/ctrlProp1.xml",
                     f'<formControlPr xmlns="{X14}" objectType="Button"/>'.encode(),
                     "application/vnd.ms-excel.controlproperties+xml", f"{OFFICE}/ctrlProp")  # fmt: skip
    data = with_part(data, "xl/slicers/slicer1.xml",
                     f'<slicers xmlns="{X14}"/>'.encode(),
                     "application/vnd.ms-excel.slicer+xml",
                     "http://schemas.microsoft.com/office/2007/relationships/slicer")  # fmt: skip
    data = with_part(data, "customXml/item1.xml", "<店 xmlns='urn:x'>本店</店>".encode(), "application/xml",
                     f"{OFFICE}/customXml", "_rels/.rels", "customXml/item1.xml")  # fmt: skip
    data = with_part(data, "xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode(),
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
                     f"{OFFICE}/connections", "xl/_rels/workbook.xml.rels", "connections.xml")  # fmt: skip
    data = with_part(data, "xl/persons/person.xml", b"<personList/>", "application/vnd.ms-excel.person+xml",
                     "http://schemas.microsoft.com/office/2017/10/relationships/person",
                     "xl/_rels/workbook.xml.rels", "persons/person.xml")  # fmt: skip
    extension = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.'
        'microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="9" id="{A}"><xm:f>1</xm:f>'
        "</x14:cfRule><xm:sqref>D5:D12</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    views = (
        '<customSheetViews><customSheetView guid="{3}"><pageMargins left="1" right="1" top="1" bottom="1" header="1" '
        'footer="1"/></customSheetView></customSheetViews>'
    )
    ranges = '<protectedRanges><protectedRange name="r" sqref="D5:D12"/></protectedRanges>'
    data = changed(data, {SHEET: replaced("</sheetData>", f"</sheetData>{ranges}{views}")})
    return changed(data, {SHEET: replaced("</worksheet>", extension + "</worksheet>")})


def with_pivot(ref="N4:O7"):
    """Return a book with a pivot table (sum of 金額 by 状態) beside the orders, and its cache."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivot"
    book_rels = "xl/_rels/workbook.xml.rels"
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems{items}</cacheField>'
        for name, items in [
            (
                "金額",
                ' containsSemiMixedTypes="0" containsString="0" containsNumber="1" minValue="0.5" maxValue="7000.5"/>',
            ),
            ("状態", ' count="2"><s v="配送中 &amp; &lt;済&gt;"/><s v="配送準備"/></sharedItems>'),
        ]
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="a" refreshedVersion="6" '
        f'createdVersion="6" recordCount="{ORDERS}"><cacheSource type="worksheet"><worksheetSource ref="D4:E12" '
        f'sheet="注文"/></cacheSource><cacheFields count="2">{fields}</cacheFields></pivotCacheDefinition>'
    )
    rows = "".join(f'<r><n v="{1000 * n + 0.5}"/><x v="{n % 2}"/></r>' for n in range(ORDERS))
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="{ORDERS}">{rows}</pivotCacheRecords>'
    items = '<items count="3"><item x="0"/><item x="1"/><item t="default"/></items>'
    pivot = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="ピボット1" cacheId="1" dataCaption="値" updatedVersion="6" '
        f'createdVersion="6"><location ref="{ref}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="2"><pivotField dataField="1" showAll="0"/><pivotField axis="axisRow" showAll="0">{items}'
        '</pivotField></pivotFields><rowFields count="1"><field x="1"/></rowFields><rowItems count="3"><i><x/></i><i>'
        '<x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1">'
        '<dataField name="合計" fld="0" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    )

    def relation(kind, target):
        entry = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{PACKAGE}">{entry}</Relationships>'.encode()

    data = with_part(book(orders), "xl/pivotCache/pivotCacheDefinition1.xml", cache.encode(), f"{kind}CacheDefinition+xml",
                     f"{OFFICE}/pivotCacheDefinition", book_rels, "pivotCache/pivotCacheDefinition1.xml")  # fmt: skip
    data = with_part(
        data, "xl/pivotTables/pivotTable1.xml", pivot.encode(), f"{kind}Table+xml", f"{OFFICE}/pivotTable"
    )
    identifier = re.search(rb'Id="(rIdX[0-9]+)"', parts(data)[book_rels])[1].decode()
    caches = f'<pivotCaches><pivotCache cacheId="1" r:id="{identifier}"/></pivotCaches></workbook>'
    override = f'<Override PartName="/xl/pivotCache/pivotCacheRecords1.xml" ContentType="{kind}CacheRecords+xml"/></Types>'
    return changed(
        data,
        {
            "xl/pivotCache/pivotCacheRecords1.xml": records.encode(),
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relation(
                "pivotCacheRecords", "pivotCacheRecords1.xml"
            ),
            "xl/pivotTables/_rels/pivotTable1.xml.rels": relation(
                "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"
            ),
            "xl/workbook.xml": replaced("</workbook>", caches),
            TYPES: replaced("</Types>", override),
        },
    )


def with_calculation_chain():
    """Return a book with formulas and the chain in which Excel lists them."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.write_formula("F5", "=D5*2", None, 1)
        sheet.write_formula("F6", "=D6*2", None, 2001)

    chain = f'<calcChain xmlns="{MAIN}"><c r="F5" i="1"/><c r="F6" i="1"/></calcChain>'
    return with_part(book(fill), "xl/calcChain.xml", chain.encode(),
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
                     f"{OFFICE}/calcChain", "xl/_rels/workbook.xml.rels", "calcChain.xml")  # fmt: skip


def prefixed(xml):
    """Return a part in which every element of the main namespace has the prefix `x:`."""
    text = xml.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    declaration, _, rest = text.partition("?>\n")
    pieces = rest.split("<")
    named = [
        p if not p or ":" in p.split(">")[0].split()[0] else ("/x:" + p[1:] if p[0] == "/" else "x:" + p)
        for p in pieces
    ]
    return (declaration + "?>\n" + "<".join(named)).encode()


def without_addresses(xml):
    """Return a sheet in which rows and cells are found by counting, as some exporters write them.

    Blank rows and cells have to be written then.
    """
    root = ET.fromstring(xml)  # noqa: S314 # our own
    name = f"{{{MAIN}}}"
    data = root.find(f"{name}sheetData")
    rows = {int(row.get("r")): row for row in data}
    for row in list(data):
        data.remove(row)
    for number in range(1, max(rows) + 1):
        old = rows.get(number)
        row = ET.SubElement(data, f"{name}row")
        if old is not None:
            cells = {column_of(cell.get("r")): cell for cell in old}
            for column in range(1, max(cells, default=0) + 1):
                cell = cells.get(column)
                if cell is None:
                    ET.SubElement(row, f"{name}c")
                else:
                    del cell.attrib["r"]
                    row.append(cell)
    ET.register_namespace("", MAIN)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def column_of(reference):
    """Return the column number of a cell's address."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def single_quoted(xml):
    """Return a sheet whose attributes stand in single quotes."""
    head, mark, rest = xml.partition(b"<sheetData>")
    return head + mark + rest.replace(b'"', b"'")


def spread_out(xml):
    """Return a sheet with line breaks and blanks between its elements, as indenting writers make it."""
    return xml.replace(b"><", b">\r\n  <").replace(b"<v>\r\n  ", b"<v>")


def furigana(xml):
    """Return shared strings with a reading aid and rich text."""
    old = "<si><t>配送準備</t></si>".encode()
    assert old in xml
    runs = "<r><rPr><b/></rPr><t>配送</t></r><r><t>準備</t></r>"
    reading = '<rPh sb="0" eb="2"><t>ハイソウ</t></rPh><phoneticPr fontId="1"/>'
    return xml.replace(old, f"<si>{runs}{reading}</si>".encode())


def with_macros():
    """Return a macro workbook (.xlsm)."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        workbook.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(600)), is_stream=True)
        workbook.set_vba_name("ThisWorkbook")
        sheet.set_vba_name("Sheet1")

    return book(fill)


def in_the_order_of_excel(data):
    """Return a package in which the workbook and the styles stand before the sheets, as Excel packs them."""
    members = parts(data)
    first = [TYPES, "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    return package(
        {name: members[name] for name in [*first, *(name for name in members if name not in first)]}
    )


def with_sheet_entry(data, entry):
    """Return a book with one more entry in its list of sheets."""
    return changed(data, {"xl/workbook.xml": replaced("</sheets>", f"{entry}</sheets>")})


def with_foreign_sheet(data, name, content, content_type, kind):
    """Return a book with a sheet that is no worksheet."""
    data = with_part(
        data, f"xl/{name}/sheet1.xml", content.encode(), content_type, kind,
        "xl/_rels/workbook.xml.rels", f"{name}/sheet1.xml",
    )  # fmt: skip
    identifier = re.search(rb'Id="(rIdX[0-9]+)"', parts(data)["xl/_rels/workbook.xml.rels"])[1].decode()
    return with_sheet_entry(data, f'<sheet name="{name}" sheetId="9" r:id="{identifier}"/>')


def with_macro_sheet(data):
    """Return a book with a macro sheet of Excel 4.0."""
    content = (
        f'<xm:macrosheet xmlns="{MAIN}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData></xm:macrosheet>'
    )
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    return with_foreign_sheet(data, "macrosheets", content, "application/vnd.ms-excel.macrosheet+xml", kind)


def with_dialog_sheet(data):
    """Return a book with a dialog sheet of Excel 5.0."""
    content = f'<dialogsheet xmlns="{MAIN}"><sheetPr/></dialogsheet>'
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.dialogsheet+xml"
    return with_foreign_sheet(data, "dialogsheets", content, content_type, f"{OFFICE}/dialogsheet")


def without_styles(xml):
    """Return a style sheet without the fonts, fills and borders that its cells point to."""
    return re.sub(rb"<(fonts|fills|borders)[ >].*?</\1>", b"", xml)


def with_one_font(xml):
    """Return a style sheet with fewer fonts than its cells point to."""
    return re.sub(rb"<fonts .*?</fonts>", b"<fonts><font><sz val='9'/></font></fonts>", xml)


def newer_errors(workbook, sheet):
    """Write the orders, and beside them error values that came after Excel 2016."""
    orders(workbook, sheet)
    sheet.write_formula("K5", "=SORT(D5:D7)", None, "#SPILL!")
    sheet.write_formula("K6", "=FILTER(D5:D7,D5:D7<0)", None, "#CALC!")


def difficult_books():
    """Return every book by name."""
    plain = book(orders)
    return {
        "plain": plain,
        "kitchen sink": book(kitchen_sink),
        "kitchen sink 1904": book(kitchen_sink, date_1904=True),
        "macros": with_macros(),
        "hand-made parts": hand_made(),
        "pivot table": with_pivot(),
        "calculation chain": with_calculation_chain(),
        "constant memory": book(orders, constant_memory=True),
        "prefixed sheet": changed(plain, {SHEET: prefixed}),
        "all prefixed": changed(plain, dict.fromkeys((SHEET, "xl/styles.xml", "xl/workbook.xml"), prefixed)),
        "no addresses": changed(plain, {SHEET: without_addresses}),
        "single quotes": changed(plain, {SHEET: single_quoted}),
        "spread out": changed(plain, {SHEET: spread_out}),
        "byte order mark": changed(plain, {SHEET: lambda xml: b"\xef\xbb\xbf" + xml}),
        "order of Excel": in_the_order_of_excel(book(kitchen_sink)),
        "no dimension": changed(plain, {SHEET: lambda xml: xml.replace(b'<dimension ref="B4:E12"/>', b"")}),
        "furigana": changed(plain, {"xl/sharedStrings.xml": furigana}),
        "macro sheet of Excel 4.0": with_macro_sheet(plain),
        "module sheet of Excel 95": with_sheet_entry(
            plain, '<sheet name="Module1" sheetId="9" state="veryHidden" r:id=""/>'
        ),
        "state show": changed(plain, {"xl/workbook.xml": replaced("<sheet ", '<sheet state="show" ')}),
        "dialog sheet": with_dialog_sheet(plain),
        "newer error values": book(newer_errors),
        "packed more than 100 to 1": changed(plain, {"xl/media/image9.bmp": bytes(2 << 20)}),
        "no fonts, fills, borders": changed(plain, {"xl/styles.xml": without_styles}),
        "no fonts, prefixed": changed(plain, {"xl/styles.xml": lambda xml: prefixed(without_styles(xml))}),
        "fewer fonts than used": changed(plain, {"xl/styles.xml": with_one_font}),
    }


HEADINGS = "".join(
    f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
    for column, text in (("A", "注文番号"), ("B", "入金日"), ("C", "発送日"))
)


def ledger_row(number):
    """Return the XML of an order in a row."""
    cells = "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in (("A", f"A-{number}"), ("B", "2026/11/13"))
    )
    return f'<row r="{number}">{cells}</row>'


def ledger(*rows, tail=""):
    """Return a book of orders in some rows, with elements behind them."""
    data = with_rows(f'<row r="1">{HEADINGS}</row>' + "".join(map(ledger_row, rows)))
    return changed(data, {SHEET: replaced("</sheetData>", "</sheetData>" + tail)})


def with_table(area):
    """Return a book whose table of orders says that it covers an area."""

    def fill(_, sheet):
        sheet.add_table(0, 0, 3, 2, {"columns": [{"header": h} for h in ("注文番号", "入金日", "発送日")]})
        sheet.write_row(1, 0, ["A-1", "2026/11/13"])

    return changed(book(fill), {"xl/tables/table1.xml": lambda xml: xml.replace(b"A1:C4", area.encode())})


def with_many_parts(count):
    """Return a book with so many empty parts."""
    return package(parts(book()) | {f"xl/media/i{number}.bin": b"" for number in range(count)}, method=0)


def hostile_books():
    """Return books that would cost time or memory without end, by name; each with what its refusal says."""
    merges = "".join(f'<mergeCell ref="E{2 * n + 1}:E{2 * n + 2}"/>' for n in range(300_000))
    far = "</sheetData>" + "<a/>" * 300_000
    plain = book()
    return {
        "order in the last row": (ledger(2, 3, 1_048_576), "1,048,576 行目"),
        "order in the last row, wide": (
            changed(ledger(2, 1_048_576), {SHEET: replaced('r="B2"', 'r="S2"')}),
            "1,048,576 行目",
        ),
        "300,000 merges": (ledger(2, tail=f"<mergeCells>{merges}</mergeCells>"), "250,000 個"),
        "table over the whole sheet": (with_table("A1:XFD1048576"), "1,048,576 行目"),
        "table over all rows": (with_table("A1:C1048576"), "1,048,576 行目"),
        "many parts": (with_many_parts(150_000), "部品が 150,0"),
        "too many elements": (changed(plain, {SHEET: replaced("</sheetData>", far)}), "要素"),
        "false count of texts": (
            changed(plain, {"xl/sharedStrings.xml": replaced('uniqueCount="4"', 'uniqueCount="4000000000"')}),
            "4,000,000,000",
        ),
        "blanks without end": (
            changed(
                plain, {SHEET: lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * (200 << 20))}
            ),
            "64 MB 以上の空白",
        ),
        "styles out of order": (
            changed(
                ledger(2),
                {
                    "xl/styles.xml": lambda xml: re.sub(
                        rb"(<fonts.*?</fonts>)(<fills.*?</fills>)", rb"\2\1", xml
                    )
                },
            ),
            "特殊な書き方",
        ),
        "sheet out of order": (
            ledger(
                2,
                tail='<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><phoneticPr fontId="1"/>',
            ),
            "特殊な書き方",
        ),
    }
