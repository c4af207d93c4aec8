"""What `doctor` finds in a book: each thing that would trip Excel, and nothing in a book that is sound."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace

import pytest
import xlsxwriter
from workbook_makers import book, changed, replaced

from xlshipcheck import errors
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.vba_project import PLAIN, Module, vba_project
from xlshipcheck.generators.vba_source import functions_source
from xlshipcheck.hosts.excel.server import CONTRACT
from xlshipcheck.hosts.files import origin
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.shell.book_check import NO_ORDERS, PROBLEM, REMARK, WARNING, Finding, check_book
from xlshipcheck.values.days import day_of

TODAY = day_of(template.AS_OF)
MAIN = "xl/workbook.xml"
VBA = "xl/vbaProject.bin"
NO_FILE = UsersSettings("settings.toml")


@pytest.fixture
def findings(tmp_path):
    """Return a function that writes a book and gives what is found in it."""

    def look(data, name="受注.xlsx", users=NO_FILE, *, is_whole=False):
        path = tmp_path / name
        path.write_bytes(data)
        found = check_book(path, users, TODAY)
        assert path.read_bytes() == data
        # Most books here are as small as can be, without any order.
        return [finding for finding in found if is_whole or not finding.text.startswith(NO_ORDERS)]

    return look


def with_sheets(**sheets):
    """Return a workbook of sheets with rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    return out.getvalue()


def with_macros(*modules):
    """Return the template with other macros."""
    return changed(template.template_book(has_macros=True), {VBA: vba_project(modules)})


def only(found, level, *words):
    """Hold that one thing is found, of a level and with these words."""
    assert [finding.level for finding in found] == [level], found
    for word in words:
        assert word in found[0].text


@pytest.mark.parametrize("has_macros", [True, False])
def test_the_template_is_sound(findings, has_macros):
    """Nothing is found in a template as it is delivered."""
    assert findings(template.template_book(has_macros=has_macros)) == []


def test_a_plain_book_is_sound(findings):
    """Nothing is found in a seller's plain sheet."""
    assert findings(book()) == []


ORDER = [["注文番号", "入金日", "発送日"], ["A-1", "2026/11/20", ""]]


def test_a_book_of_functions_alone(findings):
    """A book without a sheet of orders is no problem, and is told to have nothing to be refreshed."""
    only(findings(book(), is_whole=True), REMARK, NO_ORDERS)


@pytest.mark.parametrize(
    ("sheets", "parts", "words"),
    [
        ({"受注": ORDER}, {"xl/styles.xml": None}, ["受注.xlsx", "部品がありません: xl/styles.xml"]),
        (
            {"受注": ORDER},
            {"xl/worksheets/sheet1.xml": replaced('t="s"><v>3<', 't="s"><v>999<')},
            ["受注.xlsx", "壊れている"],
        ),
        (
            {"受注": ORDER},
            {
                "xl/worksheets/sheet1.xml": replaced(
                    "<pageMargins", '<sheetProtection sheet="1"/><pageMargins'
                )
            },
            ["シート「受注」は保護"],
        ),
        ({"受注": [["送り状番号", "配送会社", "入金日"], ["1", "佐川"]]}, {}, ["足りない列"]),
        (
            {"受注": ORDER},
            {"xl/worksheets/sheet1.xml": replaced('<c r="B2" t="s"><v>4</v>', '<c r="B2"><f>TODAY()</f>')},
            ["受注.xlsx", "計算結果が保存されていない", "B列 (入金日) に1個、最初は B2"],
        ),
    ],
    ids=["no styles", "no such text", "protected", "an unknown kind", "not calculated"],
)
def test_what_a_refresh_would_refuse(findings, sheets, parts, words):
    """A book that a refresh leaves alone is a problem, told with the sentence of the refresh."""
    only(findings(changed(with_sheets(**sheets), parts)), PROBLEM, *words)


def test_a_sheet_named_like_a_script(findings):
    """A sheet whose name ends in .py sets off a paid feature of the xlwings add-in."""
    only(
        findings(with_sheets(**{"受注": [], "計算.py": [], "py": []})),
        WARNING,
        "「計算.py」",
        "変えてください",
    )


def test_formulas_of_libreoffice(findings):
    """Formulas with the names of LibreOffice are named by their sheet, with the command that mends them."""

    def fill(_workbook, sheet):
        sheet.write_formula(0, 0, "=JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(A2)")

    only(findings(book(fill)), PROBLEM, "シート「注文」", 'xlshipcheck repair "受注.xlsx"')


def test_names_of_libreoffice(findings):
    """A formula of LibreOffice's in a defined name has no sheet."""

    def fill(workbook, sheet):
        sheet.write(0, 0, 1)
        workbook.define_name("期限", "=JP.XLSHIPCHECK.FUNCTIONS.QOO10DEADLINE(1)")

    only(findings(book(fill)), PROBLEM, "名前の定義に")


def test_refused_settings(findings):
    """A 設定 sheet with a value that cannot be used is told with its cell."""
    rows = [["設定の項目", "値"], ["出品者の所在地", "台湾"]]
    only(findings(with_sheets(受注=[], 設定=rows)), PROBLEM, "シート「設定」の2行目B列", "台湾")


def test_settings_against_the_users_file(findings):
    """The sheet is held against the user's file, as it is when the book is judged."""
    users = UsersSettings(
        "settings.toml", {"rules": {"qoo10.general.restriction": 9, "qoo10.general.warning": 8}}
    )
    rows = [["規則の名前", "店の値"], ["qoo10.general.restriction", 7]]
    data = with_sheets(設定=rows)
    assert findings(data) == []
    only(findings(data, users=users), PROBLEM, "両立しません", "settings.toml", "2行目B列")


def test_a_settings_sheet_of_the_sellers_own(findings):
    """A sheet 設定 without our headers is said not to count."""
    only(findings(with_sheets(設定=[["色", "赤"]])), REMARK, "設定としては読みません")


def test_a_summary_of_the_sellers_own(findings):
    """A sheet 集計 that is not ours is never written over, and that is said."""
    only(findings(with_sheets(受注=[], 集計=[["合計", 1]])), REMARK, "シート「集計」", "書き換えません")


def test_our_summary_deleted(findings):
    """The name of our own sheet whose sheet is gone is explained."""

    def fill(workbook, sheet):
        sheet.write(0, 0, 1)
        workbook.define_name("_xlshipcheck_sheet", "=#REF!$A$1")

    only(findings(book(fill)), REMARK, "削除されています")


def test_a_name_like_a_function(findings):
    """A defined name that hides a function of ours, in whatever case."""

    def fill(workbook, sheet):
        sheet.write(0, 0, 1)
        workbook.define_name("qoo10_stage", "=注文!$A$1")
        workbook.define_name("期限", "=注文!$A$1")

    only(findings(book(fill)), PROBLEM, "「qoo10_stage」", "名前の管理")


def test_a_macro_like_a_function(findings):
    """A function of the book's own macros that Excel would call before ours; comments and calls are none."""
    code = "Function qoo10_stage(x)\nEnd Function\n' Function JP_WORKDAY(x)\nFunction Mine()\nMine = HOLD_STAGE(1)\nEnd Function"
    only(findings(with_macros(Module("Module1", PLAIN, code)), "受注.xlsm"), PROBLEM, "「QOO10_STAGE」と同じ")


@pytest.mark.parametrize(
    ("number", "level", "words"),
    [(CONTRACT + 1, PROBLEM, "xlshipcheck を更新"), (CONTRACT - 1, WARNING, "xlshipcheck new")],
)
def test_macros_of_another_form(findings, number, level, words):
    """Macros for a newer program are a problem, for an older one a remark of what would be better."""
    code = functions_source().replace(f"Contract As Long = {CONTRACT}\n", f"Contract As Long = {number}\n")
    only(findings(with_macros(Module("XlshipFunctions", PLAIN, code)), "受注.xlsm"), level, words)


@pytest.mark.parametrize("has_macros", [True, False])
def test_buttons_where_there_is_no_excel(tmp_path, has_macros):
    """With LibreOffice alone the buttons of the book with macros are dead: it is said which book to make."""
    path = tmp_path / f"台帳.xls{'m' if has_macros else 'x'}"
    path.write_bytes(template.template_book(has_macros=has_macros))
    found = check_book(path, NO_FILE, TODAY, has_excel=False)
    assert [one.level for one in found] == [WARNING] * has_macros
    assert all("ボタン" in one.text and "xlshipcheck new 名前.xlsx" in one.text for one in found)


def test_macros_of_somebody_else(findings):
    """Macros that have nothing to do with ours are left in peace."""
    assert findings(with_macros(Module("Module1", PLAIN, "Sub Print()\nEnd Sub")), "受注.xlsm") == []


@pytest.mark.parametrize("project", [b"", b"x" * 600, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)])
def test_macros_that_cannot_be_read(findings, project):
    """A broken project is said to be unreadable; it hinders nobody."""
    data = changed(template.template_book(has_macros=True), {VBA: project})
    only(findings(data, "受注.xlsm"), REMARK, "読めない")


def test_the_add_in(findings):
    """Of our add-in only its macros and its file are looked at: it is no book of orders."""
    data = template.add_in()
    assert findings(data, "出荷チェック.xlam") == []
    code = functions_source().replace(f"Contract As Long = {CONTRACT}\n", "Contract As Long = 99\n")
    newer = changed(data, {VBA: vba_project([Module("XlshipFunctions", PLAIN, code)])})
    only(findings(newer, "出荷チェック.xlam"), PROBLEM, "xlshipcheck を更新")
    only(findings(b"PK", "出荷チェック.xlam"), PROBLEM, "出荷チェック.xlam")


def test_dates_from_1904(findings):
    """A book that counts from 1904 is explained."""
    only(findings(book(date_1904=True)), REMARK, "1904年")


@pytest.mark.parametrize(
    ("lock", "content"),
    [("~$受注.xlsx", b"\x04tana" + bytes(160)), (".~lock.受注.xlsx#", "田中,tanaka,pc".encode())],
)
def test_a_book_that_somebody_has_open(findings, tmp_path, lock, content):
    """The lock file of Excel or LibreOffice is named with its owner, and the book is looked into all the same."""
    (tmp_path / lock).write_bytes(content)
    found = findings(book(date_1904=True))
    assert [finding.level for finding in found] == [WARNING, REMARK]
    assert lock in found[0].text


@pytest.mark.parametrize(("zone", "is_told"), [("3", True), ("4", True), ("1", False), ("", False)])
def test_a_file_from_the_internet(findings, tmp_path, monkeypatch, zone, is_told):
    """On Windows the mark of the internet stops macros; the sentence says how to take it away."""
    (tmp_path / "受注.xlsx:Zone.Identifier").write_text(
        f"[ZoneTransfer]\nZoneId={zone}\nHostUrl=x\n", "utf-8"
    )
    assert findings(book()) == []
    monkeypatch.setattr(origin, "sys", SimpleNamespace(platform="win32"))
    found = findings(book())
    if is_told:
        only(found, PROBLEM, "インターネット", "許可する")
    else:
        assert found == []


def test_a_book_in_onedrive(findings, tmp_path, monkeypatch):
    """Where OneDrive carries a book to others, the seller is told when to refresh it; elsewhere nothing is said."""
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "elsewhere"))
    assert findings(book()) == []
    monkeypatch.setenv("OneDrive", str(tmp_path))
    only(findings(book()), REMARK, "OneDrive", "同期")


@pytest.mark.parametrize("data", [b"PK", zipfile.ZipFile, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_book_that_cannot_be_opened(findings, data):
    """A book that is damaged or of another kind is a finding with its own sentence."""
    if data is zipfile.ZipFile:
        out = io.BytesIO()
        zipfile.ZipFile(out, "w").close()
        data = out.getvalue()
    only(findings(data), PROBLEM, "受注.xlsx")


def test_no_book(tmp_path):
    """What is not there cannot be looked into."""
    with pytest.raises(errors.FileMissing):
        check_book(tmp_path / "ない.xlsx", UsersSettings(), TODAY)


def test_the_gravest_comes_first(findings):
    """Several findings stand in the order in which they matter; long lists are cut."""
    sheets = {f"{number}.py": [] for number in range(7)}
    data = with_sheets(**sheets, 設定=[["設定の項目", "値"], ["店名x", 1]], 集計=[])
    found = findings(changed(data, {MAIN: replaced("<workbookPr ", '<workbookPr date1904="1" ')}))
    assert [finding.level for finding in found] == [PROBLEM, WARNING, REMARK, REMARK]
    assert "「4.py」ほか2の名前" in found[1].text
    assert all(isinstance(finding, Finding) for finding in found)
