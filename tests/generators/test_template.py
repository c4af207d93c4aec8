"""The template: rebuilt and compared, its stored values right, read by programs that did not write it."""

from __future__ import annotations

import datetime as dt
import io
import re
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from package_parts import parts
from python_calamine import CalamineWorkbook
from vba_reading import findings_of, sources_of

from xlshipcheck import errors
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators import add_in, vba_source
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.book import ORDER_SHEETS
from xlshipcheck.generators.template.examples import AS_OF, example_rows
from xlshipcheck.generators.template.layout import HEADER_ROW, answered_rows
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.headers.other_rows import MARK
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

BOOKS = [template.PLAIN_BOOK, template.MACRO_BOOK]
SHEETS = ["使い方", "今日", "受注", "出荷", "営業所止め", "集計", "設定"]


@pytest.fixture(scope="module")
def built():
    """Return every file as built now."""
    return template.built()


def test_the_repository_holds_what_is_built(built):
    """Every built file stands in workbook_templates, part by part; besides it only the README and what Lite has."""
    found = {
        path.relative_to(template.FOLDER).as_posix()
        for path in template.FOLDER.rglob("*")
        # Another generator builds what xlwings Lite needs.
        if path.is_file() and path.name not in {"README.md", ".gitattributes"} and path.parent.name != "lite"
    }
    assert found == set(built), "run python -m xlshipcheck.generators.template"
    for name, data in built.items():
        kept = (template.FOLDER / name).read_bytes()
        if data[:2] == b"PK":
            assert parts(kept) == parts(data), f"{name}: run python -m xlshipcheck.generators.template"
        else:
            assert kept == data, f"{name}: run python -m xlshipcheck.generators.template"


def test_a_second_build_gives_the_same_bytes(built):
    """Nothing of the clock or of the order of a set gets into a file."""
    assert template.built() == built


@pytest.mark.parametrize("name", BOOKS)
def test_the_sheets(built, name):
    """A seller sees seven sheets, in the order of the work; the sheets of words cannot be unhidden by a click."""
    book = openpyxl.load_workbook(io.BytesIO(built[name]))
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert [title for title, state in states.items() if state == "visible"] == SHEETS
    assert {state for title, state in states.items() if title not in SHEETS} == {"veryHidden"}


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("sheet", ORDER_SHEETS, ids=lambda sheet: sheet.name)
def test_stored_values_are_our_answers(built, name, sheet):
    """Calamine reads in every cell of a table what our functions answer for the row."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(built[name]))
    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    titles = [column.title for column in sheet.columns]
    assert rows[HEADER_ROW][: len(titles)] == titles
    expected = answered_rows(sheet, template.context())
    rows += [[""] * len(titles)] * len(expected)  # calamine leaves out what is empty below
    for row, answers in zip(rows[HEADER_ROW + 1 :], expected, strict=False):
        assert row[: len(titles)] == ["" if answers[title] is None else answers[title] for title in titles]


@pytest.mark.parametrize("sheet", ORDER_SHEETS, ids=lambda sheet: sheet.name)
def test_formulas_answer_as_a_refresh_does(sheet):
    """The columns that are formulas hold what a refresh of the same rows writes, row by row."""
    rows = answered_rows(sheet, template.context())
    inputs = [column.title for column in sheet.columns if not column.is_result]
    memory = MemorySheet(sheet.name, [inputs, *([row[title] for title in inputs] for row in rows)])
    done = refresh_book(MemoryBook([memory]), template.context()).sheets[0]
    results = {column.title: column.values for column in done.assessed.columns}
    assert done.layout.row_count == len(example_rows(sheet))
    for column in sheet.columns:
        if not column.formula or column.title not in results:
            continue
        for row, value in zip(rows, results[column.title], strict=False):
            if "エラー" in f"{value}":
                assert "エラー" in row[column.title]
            else:
                assert (row[column.title] or None) == (value or None), (column.title, row)


@pytest.mark.parametrize("name", BOOKS)
def test_formulas_can_be_read(built, name):
    """Every formula is well-formed, calls only functions that exist, and no stored value is an error."""
    own = set(functions())
    known = own | set(
        "IF AND OR COUNTIF COUNTIFS SUMIFS LEFT SUBSTITUTE TEXT ISERROR INT NOW IFERROR VALUE INDEX MATCH HYPERLINK".split()
    )
    known |= {"_xlfn.MINIFS", "_xlfn.MAXIFS"}  # Excel 2019; asked only where an item has several days
    called = set()
    formulas = openpyxl.load_workbook(io.BytesIO(built[name]))
    values = openpyxl.load_workbook(io.BytesIO(built[name]), data_only=True)
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            tokens = Tokenizer(cell.value).items
            called |= {
                token.value[:-1] for token in tokens if token.type == "FUNC" and token.subtype == "OPEN"
            }
            assert "[@" not in cell.value
            assert not str(values[sheet.title][cell.coordinate].value).startswith("#")
    assert called <= known
    assert len(called & own) > 10


def test_every_table_covers_its_rows(built):
    """Each order sheet has one table with formulas in its result columns, and room below the examples."""
    book = openpyxl.load_workbook(io.BytesIO(built[template.PLAIN_BOOK]))
    for sheet in ORDER_SHEETS:
        table = book[sheet.name].tables[sheet.table]
        calculated = [column.name for column in table.tableColumns if column.calculatedColumnFormula]
        assert calculated == [column.title for column in sheet.columns if column.formula]
        assert table.ref.startswith(f"A{HEADER_ROW + 1}:")
        assert book[sheet.name].max_row > HEADER_ROW + 1 + len(example_rows(sheet))


def test_lists_and_dates_are_checked(built):
    """区分 takes only its two words, 配送状態 offers more than it insists on, and dates must be dates."""
    sheet = openpyxl.load_workbook(io.BytesIO(built[template.PLAIN_BOOK]))["受注"]
    rules = {str(rule.sqref).split(":")[0][0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["D"].formula1 == '"一般,予約"'
    assert rules["D"].errorStyle in (None, "stop")
    assert rules["H"].errorStyle == "information"
    assert {rules[letter].type for letter in "EFGI"} == {"date"}


@pytest.mark.parametrize("sheet", ORDER_SHEETS, ids=lambda sheet: sheet.name)
def test_examples_are_marked(sheet):
    """Every example row begins with the mark, so that nobody takes it for an order."""
    first = sheet.columns[0].title
    assert all(row[first].startswith(MARK) for row in example_rows(sheet))


def test_a_refresh_finds_the_order_sheets_and_no_others(built):
    """The three tables are found below their figures; 使い方, 設定 and the hidden sheets are no order sheets."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(built[template.MACRO_BOOK]))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[:20]
        if name in {sheet.name for sheet in ORDER_SHEETS}:
            assert find_header(rows, {})[0] == HEADER_ROW
        elif name not in {"集計", "今日"}:
            with pytest.raises(errors.HeaderMissing):
                find_header(rows, {})


def test_settings_are_read_from_the_built_sheet(built):
    """設定 as delivered says, on that day, what the stored answers were calculated with."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(built[template.PLAIN_BOOK]))
    rows = book.get_sheet_by_name("設定").to_python(skip_empty_area=False)
    made, expected = book_context(rows, UsersSettings(), day_of(AS_OF)), template.context()
    assert (made.as_of, made.settings) == (expected.as_of, expected.settings)


def test_nothing_is_calculated_on_opening(built):
    """Without the functions a recalculation on opening would turn every stored value into an error."""
    for name in BOOKS:
        workbook = parts(built[name])["xl/workbook.xml"].decode()
        assert 'calcId="191029"' in workbook
        assert "fullCalcOnLoad" not in workbook


@pytest.mark.parametrize("name", BOOKS)
def test_an_empty_answer_is_a_text(built, name):
    """A formula that gives an empty text is stored as one, as Excel does; else Protected View would show 0."""
    for part, data in parts(built[name]).items():
        if part.startswith("xl/worksheets/sheet"):
            assert not re.search(rb"<c (?:(?! t=)[^<>])*><f>[^<]*</f><v></v>", data), part


@pytest.mark.parametrize("name", BOOKS)
def test_the_window_fits_a_screen(built, name):
    """The window is no larger than the screen of a small office PC; twips are fifteenths of a pixel."""
    view = re.search(rb"<workbookView[^>]*>", parts(built[name])["xl/workbook.xml"])[0].decode()
    width, height = (int(re.search(rf'window{side}="(\d+)"', view)[1]) / 15 for side in ("Width", "Height"))
    assert 800 <= width <= 1920
    assert 500 <= height <= 1080


def test_names_of_the_settings_point_at_their_cells(built):
    """The names used in formulas stand beside their labels; 基準日 is blank, which is the day of the last refresh."""
    book = openpyxl.load_workbook(io.BytesIO(built[template.PLAIN_BOOK]))
    sheet = book["設定"]
    labels = {str(row[0].value): row[1].coordinate for row in sheet.iter_rows(min_row=4, max_row=14)}
    for name in ("基準日", "一般の発送率", "予約の発送率", "区分のない注文", "出品者の所在地"):
        assert book.defined_names[name].attr_text.replace("$", "") == f"設定!{labels[name]}"
    assert sheet[labels["基準日"]].value is None
    kept = book["選択肢"]
    places = {
        name: book.defined_names[name].attr_text.replace("$", "").rpartition("!")[2]
        for name in ("更新した日", "判定日")
    }
    assert kept[places["更新した日"]].value == dt.datetime.combine(AS_OF, dt.time())
    assert kept[places["判定日"]].value == '=IF(基準日="",更新した日,基準日)'


def test_macros_are_read_back(built):
    """Olevba finds in the books the modules that stand beside them as text."""
    for name in (template.MACRO_BOOK, template.ADD_IN):
        sources = sources_of(built[name])
        for module in ("XlshipFunctions", "XlshipCalls", "XlshipButtons"):
            assert sources[module].encode() == built[f"vba/{module}.bas"]
    assert "XlshipTab" not in sources_of(built[template.MACRO_BOOK])
    assert not sources_of(built[template.ADD_IN])["ThisWorkbook"].count("Workbook_")


def test_every_sheet_has_its_module(built):
    """The code names in the workbook are those of the project, one document module for each sheet."""
    for name in (template.MACRO_BOOK, template.ADD_IN):
        members = parts(built[name])
        names = []
        for part, data in members.items():
            if part.startswith("xl/worksheets/sheet"):
                properties = ET.fromstring(data).find("{*}sheetPr")  # noqa: S314  our own file
                names.append(properties.get("codeName"))
        documents = [module for module, code in sources_of(built[name]).items() if "VB_Base" in code]
        assert sorted([*names, "ThisWorkbook"]) == sorted(documents)
        assert {"TextSheet", "HelpSheet"} <= set(names)


def test_what_scanners_say(built):
    """Olevba reports nothing but the two things every such book has; nothing runs when a book is opened.

    CreateObject is how the functions reach Python; the hex strings are the identifiers that Excel itself puts
    into the module of every sheet.
    """
    for name in (template.MACRO_BOOK, template.ADD_IN):
        found = {
            keyword for kind, keyword in findings_of(built[name]) if kind in ("AutoExec", "Suspicious", "IOC")
        }
        assert found == {"CreateObject", "Hex Strings"}


def test_the_buttons_are_bound(built):
    """更新 on each order sheet, 取込 where a marketplace exports, 文面 where buyers are written to."""
    members = parts(built[template.MACRO_BOOK])
    drawings = [data.decode() for part, data in members.items() if part.endswith(".vml")]
    assert len(drawings) == len(ORDER_SHEETS)
    started = [re.findall(r"\[0\]!(\w+)</x:FmlaMacro>", drawing) for drawing in drawings]
    refresh, imports, messages = vba_source.REFRESH_MACRO, vba_source.IMPORT_MACRO, vba_source.MESSAGE_MACRO
    assert started == [[refresh, imports, messages], [refresh, imports], [refresh, messages]]
    source = vba_source.static_source("XlshipButtons")
    assert all(f"Public Sub {macro}()" in source for macro in (refresh, imports, messages))


def test_the_add_in_is_one(built):
    """The add-in has its content type, a hidden window, and a ribbon whose buttons call public procedures."""
    members = parts(built[template.ADD_IN])
    assert add_in.ADD_IN_TYPE in members["[Content_Types].xml"]
    assert add_in.WORKBOOK_TYPE not in members["[Content_Types].xml"]
    assert b'visibility="hidden"' in members["xl/workbook.xml"]
    assert b'Target="customUI/customUI.xml"' in members["_rels/.rels"]
    ribbon = ET.fromstring(members[add_in.UI_PART])  # noqa: S314  our own file
    tab = ribbon.find(".//{*}tab")
    assert tab.get("label") == "出荷チェック"
    calls = [button.get("onAction") for button in tab.iter() if button.get("onAction")] + [
        ribbon.get("onLoad")
    ]
    source = vba_source.static_source("XlshipTab")
    for call in calls:
        module, _, procedure = call.partition(".")
        assert module == "XlshipTab"
        assert f"Public Sub {procedure}(" in source
