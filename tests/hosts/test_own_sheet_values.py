"""Our sheets in a seller's file show what the orders say: in books that count from 1904, and whatever a text holds."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from xlshipcheck.cli import main
from xlshipcheck.xlsx.parts import WorkbookPart

HEADER = ["注文番号", "商品名", "入金日", "発送日", "発送予定日", "配送状態"]


@pytest.fixture
def refreshed(tmp_path, capsys):
    """Return how to refresh a book of some orders, and to read it again as openpyxl does."""
    path = tmp_path / "受注.xlsx"

    def refresh(orders=(), *, date1904=False):
        if orders:
            book = openpyxl.Workbook()
            if date1904:
                book.epoch = CALENDAR_MAC_1904
            book.active.title = "Qoo10本店"
            book.active.append(HEADER)
            for number, name in orders:
                book.active.append([number, name, dt.date(2026, 11, 20), None, None, None])
            book.save(path)
            book.close()
        assert main(["refresh", str(path), "--as-of", "2026-11-30"]) in {0, 1}, capsys.readouterr().err
        return path, openpyxl.load_workbook(path)

    return refresh


def days_of(sheet):
    """Return the days that a sheet shows, as a reader of the file sees them."""
    return [cell.value.date() for row in sheet for cell in row if isinstance(cell.value, dt.datetime)]


def test_days_of_our_sheets_in_a_book_from_1904(refreshed, capsys):
    """集計 and 今日 show the days that they show in a book from 1900, and a second refresh changes nothing."""
    orders = [("123456780", "品"), ("123456781", "品")]
    _, usual = refreshed(orders)
    path, other = refreshed(orders, date1904=True)
    assert other.epoch == CALENDAR_MAC_1904
    for name in ("集計", "今日"):
        assert days_of(other[name]) == days_of(usual[name])
    assert any(days_of(other[name]) for name in ("集計", "今日"))
    before = path.read_bytes()
    capsys.readouterr()
    refreshed()
    assert path.read_bytes() == before


def order_links(book):
    """Return the formulas of 今日 that lead to an order."""
    cells = [cell.value for row in book["今日"] for cell in row]
    return [text for text in cells if str(text).startswith("=HYPERLINK(\"#'Qoo10本店")]


@pytest.mark.parametrize(
    ("number", "formula"),
    [
        pytest.param(
            " 98 76 ", '"#\'Qoo10本店\'!A"&MATCH(" 98 76 ",\'Qoo10本店\'!$A:$A,0),"98 76"', id="spaces"
        ),
        pytest.param(
            "9876\n", '"#\'Qoo10本店\'!A"&MATCH("9876\n",\'Qoo10本店\'!$A:$A,0),"9876"', id="a new line"
        ),
        pytest.param("_x001F_9876", '"#\'Qoo10本店\'!A3","9876"', id="a control sign at its beginning"),
        pytest.param(98.5, '"#\'Qoo10本店\'!A3","98.5"', id="a number with a fraction"),
    ],
)
def test_an_order_is_looked_up_as_its_cell_holds_it(refreshed, number, formula):
    """今日 shows a number without the spaces around it, and looks up the text that stands in the cell.

    A text that stands nowhere would give #N/A in the place of the number; what no text finds is led to by its row.
    """
    _, book = refreshed([("123456789", "品"), (number, "品")])
    assert f"=HYPERLINK({formula})" in order_links(book)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        pytest.param("98_x000B_76", "9876", id="a line tab"),
        pytest.param("98_x001F_76", "9876", id="a unit separator"),
        pytest.param("98_x000D_76", "9876", id="a carriage return"),
        pytest.param("_x0001_", "3行目", id="control signs alone"),
    ],
)
def test_an_order_number_with_control_signs(refreshed, number, shown):
    """今日 shows the number without them and leads to its row; the other orders are found by their numbers."""
    path, book = refreshed([("123456789", "品"), (number, "品")])
    usual, other = sorted(order_links(book), key=lambda text: "MATCH" not in text)
    assert '"123456789"' in usual
    assert other == f'=HYPERLINK("#\'Qoo10本店\'!A3","{shown}")'
    stored = openpyxl.load_workbook(path, data_only=True)
    assert shown in [cell.value for row in stored["今日"] for cell in row]
    before = path.read_bytes()
    refreshed()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "shown", "is_found"),
    [
        pytest.param("9" * 255, "9" * 255, True, id="as long as can be"),
        pytest.param("9" * 256, "9" * 254 + "…", False, id="too long"),
        pytest.param("A" + "😀" * 127, "A" + "😀" * 127, True, id="signs of two units"),
        pytest.param("A" + "😀" * 200, "A" + "😀" * 126 + "…", False, id="too many signs of two units"),
        pytest.param("*" * 127 + "9", "*" * 127 + "9", True, id="wildcards"),
        pytest.param("*" * 128, "*" * 128, False, id="too many wildcards"),
    ],
)
def test_a_long_order_number(refreshed, number, shown, is_found):
    """No text in a formula of 今日 is longer than the 255 signs that Excel takes; such a number's link leads to its row."""
    path, book = refreshed([(number, "品")])
    (link,) = order_links(book)
    assert ("MATCH(" in link) is is_found
    assert link.endswith(f',"{shown}")')
    texts = link.split('"')[1::2]
    assert all(len(text.encode("utf-16-le")) <= 2 * 255 for text in texts)
    before = path.read_bytes()
    refreshed()
    assert path.read_bytes() == before


def test_orders_of_one_number_lead_to_their_own_rows(refreshed):
    """Looked up, both would lead to the first of them."""
    _, book = refreshed([("123456789", "品"), ("A-5", "品"), ("A-5", "品")])
    links = sorted(order_links(book))
    assert [link for link in links if "MATCH(" not in link] == [
        f'=HYPERLINK("#\'Qoo10本店\'!A{row}","A-5")' for row in (3, 4)
    ]
    assert len(links) == 3


@pytest.mark.parametrize("name", ["<r>a&b</r>", "<r><t>x</t></r>", "<r>", "<r> 全角\n&amp; </r>", "<r></r>"])
def test_a_product_name_that_looks_like_rich_text(refreshed, name):
    """今日 shows a name in the signs of XlsxWriter's rich texts just as the order says it."""
    path, book = refreshed([("123456789", name)])
    assert name in [cell.value for row in book["今日"] for cell in row]
    before = path.read_bytes()
    refreshed()
    assert path.read_bytes() == before


def test_the_header_of_today_is_repeated_in_print(refreshed):
    """今日 repeats the header of its list on each printed page; what the seller repeats on 集計 stays."""
    path, book = refreshed([(f"12345{number:04}", "品") for number in range(3)])
    header = next(row for row in range(1, 40) if book["今日"].cell(row, 1).value == "順")
    assert book["今日"].print_title_rows == f"${header}:${header}"
    assert not book["集計"].print_title_rows
    before = path.read_bytes()
    refreshed()
    assert path.read_bytes() == before
    book["今日"].print_title_rows = "2:2"
    book["集計"].print_title_rows = "1:3"
    book.save(path)
    _, again = refreshed()
    assert again["今日"].print_title_rows == f"${header}:${header}"
    assert again["集計"].print_title_rows == "$1:$3"


def test_several_tables_repeat_no_header():
    """Where 今日 has tables that differ no row is repeated any more, and an empty list of names is none."""
    names = "<definedNames><definedName name='_xlnm.Print_Titles' localSheetId='0'>今日!$8:$8</definedName></definedNames>"
    head, tail = '<workbook xmlns="x"><sheets><sheet name="今日" sheetId="1"/></sheets>', "</workbook>"
    part = WorkbookPart(f"{head}{names}{tail}".encode(), "workbook")
    part.put_title_row("今日", 8)
    assert part.data.decode() == f"{head}{names}{tail}"
    part.put_title_row("今日", 0)
    assert part.data.decode() == f"{head}{tail}"


def test_packages_and_parcels_are_found_after_the_seller_has_sorted(tmp_path, capsys):
    """Their orders are looked up like those of the list; one that stands in several rows leads to its own row."""
    path = tmp_path / "台帳.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "台帳"
    book.active.append(
        "モール 注文番号 発送日 お届け予定日 注文金額 配送会社 送り状番号 受取場所 到着日".split()
    )
    sent, due, here = dt.date(2026, 11, 10), dt.date(2026, 11, 12), dt.date(2026, 11, 24)
    package = (sent, due, 3000, "ヤマト運輸")
    book.active.append(["Amazon", "A1", *package, "123456789012"])
    book.active.append(["Amazon", "A2", *package, "123456789015"])
    book.active.append(["Amazon", "A2", *package, "123456789015"])
    book.active.append(["営業所止め", " Y1", sent, None, None, "ヤマト運輸", "444413758714", "営業所", here])
    book.save(path)
    assert main(["refresh", str(path), "--as-of", "2026-11-30"]) in {0, 1}, capsys.readouterr().err
    cells = [cell.value for row in openpyxl.load_workbook(path)["今日"] for cell in row]
    links = {text for text in cells if str(text).startswith("=HYPERLINK(\"#'台帳'")}
    assert links == {
        '=HYPERLINK("#\'台帳\'!B"&MATCH("A1",\'台帳\'!$B:$B,0),"A1")',
        '=HYPERLINK("#\'台帳\'!A3","A2")',
        '=HYPERLINK("#\'台帳\'!B"&MATCH(" Y1",\'台帳\'!$B:$B,0),"Y1")',
    }
