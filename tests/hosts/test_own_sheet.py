"""Our own sheet in a seller's workbook: made, replaced, and never taken for one of the seller's."""

from __future__ import annotations

import io

import openpyxl
import pytest
from difficult_workbooks import (
    orders,
    with_calculation_chain,
)
from edited_books import NOW, cells, shell, write
from workbook_makers import book, changed, parts, replaced

from xlshipcheck.xlsx.editing.workbook import edit_book


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


def put(path, title="出荷の集計"):
    """Put our sheet into a book and return whether it was ours to put."""
    with edit_book(path) as edit:
        done = edit.put_sheet("集計", shell(title))
        edit.save(NOW)
    return done


def test_a_sellers_sheet_of_the_same_name_is_never_touched(path):
    """A 集計 that we did not make stays as it is, whatever the case of its letters."""
    data = book(
        lambda workbook, sheet: (
            orders(workbook, sheet),
            workbook.add_worksheet("集計").write(0, 0, "自分の"),
        )
    )
    path.write_bytes(data)
    assert put(path) is False
    assert path.read_bytes() == data


def test_our_sheet_is_replaced_under_whatever_name_it_has(path):
    """A sheet of ours is known by its hidden name, which follows it when the seller renames it."""
    path.write_bytes(book(orders))
    assert put(path)
    assert put(path, "二回目")
    assert cells(path, "集計")["A1"].value == "二回目"
    new_name, new_reference = "うちの '集計'", "'うちの ''集計'''!"
    old_name, old_reference = 'name="集計"', "'集計'!"

    def rename(xml):
        text = xml.decode()
        assert old_name in text
        assert old_reference in text
        return text.replace(old_name, f'name="{new_name}"').replace(old_reference, new_reference).encode()

    path.write_bytes(changed(path.read_bytes(), {"xl/workbook.xml": rename}))
    assert put(path, "三回目")
    book_now = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert book_now.sheetnames == ["注文", new_name]
    assert book_now.worksheets[1]["A1"].value == "三回目"


def test_our_sheet_is_not_selected_beside_the_sellers(path):
    """Two selected sheets are a group: what the seller then types into one goes into both."""
    path.write_bytes(book(orders))
    put(path)
    sheets = [
        data for name, data in parts(path.read_bytes()).items() if name.startswith("xl/worksheets/sheet")
    ]
    assert sum(b'tabSelected="1"' in data for data in sheets) == 1
    assert b"tabSelected" in sheets[0]


def test_a_sellers_sheet_made_after_ours_was_deleted_is_not_ours(path):
    """The hidden name of a deleted sheet points nowhere, so a new 集計 is the seller's."""
    path.write_bytes(book(orders))
    put(path)
    data = changed(
        path.read_bytes(), {"xl/workbook.xml": lambda xml: xml.replace("'集計'!$A$1".encode(), b"#REF!")}
    )
    path.write_bytes(data)
    assert put(path) is False


def test_formulas_added_to_our_sheet_go_with_their_calculation_chain(path):
    """A chain that lists formulas which are gone makes Excel repair the book; so it goes, and Excel makes it anew."""
    path.write_bytes(with_calculation_chain())
    put(path)
    name = "xl/worksheets/sheet2.xml"
    row = '<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row></sheetData>'
    path.write_bytes(changed(path.read_bytes(), {name: replaced("</sheetData>", row)}))
    put(path, "二回目")
    members = parts(path.read_bytes())
    assert "xl/calcChain.xml" not in members
    assert b"calcChain" not in members["[Content_Types].xml"] + members["xl/_rels/workbook.xml.rels"]
    assert cells(path)["F6"].value == "=D6*2"


def test_without_formulas_on_our_sheet_the_calculation_chain_stays(path):
    """Writing results and our sheet touches no formula, so the chain is byte for byte the same."""
    before = with_calculation_chain()
    path.write_bytes(before)
    put(path)
    write(path, None, 9, ["x"])
    assert parts(path.read_bytes())["xl/calcChain.xml"] == parts(before)["xl/calcChain.xml"]
