"""Builds what stands in `workbook_templates/`: `python -m xlshipcheck.generators.template`.

Two workbooks, the add-in and the VBA as text. Equal sources give equal bytes; a test builds them anew and compares
them part by part.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import xlsxwriter

from xlshipcheck.context import Context, Settings
from xlshipcheck.generators import vba_source
from xlshipcheck.generators.add_in import as_add_in
from xlshipcheck.generators.template import guide as template_guide
from xlshipcheck.generators.template import layout as template_layout
from xlshipcheck.generators.template import settings as template_settings
from xlshipcheck.generators.template.examples import AS_OF, PREORDER_ITEMS
from xlshipcheck.generators.template.holds import HOLDS
from xlshipcheck.generators.template.orders import ORDERS
from xlshipcheck.generators.template.packages import PACKAGES
from xlshipcheck.generators.template.style import Styles
from xlshipcheck.generators.vba_project import DOCUMENT, module_source, vba_project
from xlshipcheck.hosts.files import summary
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_NAME
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import OWN_SHEET_NAME, OWN_TODAY_NAME, TODAY_NAMES
from xlshipcheck.values.results import SHEET_NAME as SUMMARY_NAME
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from xlshipcheck.generators.template.form import TemplateSheet
    from xlshipcheck.sheets.refresh import RefreshedBook

FOLDER: Final = Path(__file__).parents[3] / "workbook_templates"
PLAIN_BOOK, MACRO_BOOK, ADD_IN = "xlshipcheck.xlsx", "xlshipcheck.xlsm", "xlshipcheck.xlam"
VBA_FOLDER: Final = "vba"
EXAMPLE: Final = "見本 (「更新」で入力した注文に置き換わります)"
ORDER_SHEETS: Final = (ORDERS, PACKAGES, HOLDS)
# Excel takes a file without this number, or with an older one, for one to be calculated when it is opened; then
# every function that is not installed would turn into an error.
CALCULATION_ENGINE: Final = 191029
WINDOW: Final = (1440, 810)
"""Width and height in pixels; XlsxWriter turns them into the twips of the file by itself."""
_EMPTY_TEXT: Final = re.compile(rb"<c ([^<>]*)>(<f>[^<]*</f><v></v></c>)")


def context() -> Context:
    """Return the 基準日 and the settings that the template is delivered with."""
    return Context(day_of(AS_OF), Settings(preorder_items=MappingProxyType(PREORDER_ITEMS)))


def built() -> dict[str, bytes]:
    """Return every file by its path below `workbook_templates`."""
    files = {
        PLAIN_BOOK: template_book(has_macros=False),
        MACRO_BOOK: template_book(has_macros=True),
        ADD_IN: add_in(),
    }
    exported = {module.name: module for module in vba_source.modules([], is_add_in=True)}
    exported["ThisWorkbook"] = vba_source.modules([])[0]
    for name, module in exported.items():
        suffix = "cls" if module.kind == DOCUMENT else "bas"
        files[f"{VBA_FOLDER}/{name}.{suffix}"] = module_source(module).encode("ascii")
    return files


def template_book(*, has_macros: bool) -> bytes:
    """Return the template workbook."""
    out = io.BytesIO()
    book = _new_book(out)
    styles = Styles(book)
    template_guide.lay_out(book.add_worksheet(template_guide.SHEET_NAME), styles, has_button=has_macros)
    examples = _of_examples()
    today = today_content(examples.plan, EXAMPLE, context())
    summary.lay_out(book, book.add_worksheet(TODAY_NAMES[0]), today)
    for order_sheet in ORDER_SHEETS:
        sheet = book.add_worksheet(order_sheet.name)
        buttons = _buttons(order_sheet) if has_macros else []
        template_layout.lay_out(sheet, order_sheet, context(), styles, buttons)
    figures = examples.summary._replace(title=f"{examples.summary.title}  {EXAMPLE}")
    summary.lay_out(book, book.add_worksheet(SUMMARY_NAME), summary_layout(figures))
    # By these names a refresh knows the sheets as ours, and replaces them.
    book.define_name(OWN_SHEET_NAME, f"={SUMMARY_NAME}!$A$1")
    book.define_name(OWN_TODAY_NAME, f"={TODAY_NAMES[0]}!$A$1")
    settings = book.add_worksheet(SETTINGS_NAME)
    template_settings.lay_out(book, settings, context(), styles, has_button=has_macros)
    for name, place in template_settings.defined_names().items():
        book.define_name(name, place)
    if has_macros:
        _add_macros(book, is_add_in=False)
    book.close()
    return _with_empty_texts(out.getvalue())


def _with_empty_texts(workbook: bytes) -> bytes:
    """Return a workbook in which a formula that gives an empty text says so, as Excel saves it.

    XlsxWriter leaves the type out, and Protected View shows such a cell as 0 or 1900/01/00.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.startswith("xl/worksheets/sheet"):
                data = _EMPTY_TEXT.sub(rb'<c \1 t="str">\2', data)
            target.writestr(member, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _buttons(order_sheet: TemplateSheet) -> list[tuple[str, str]]:
    """Return caption and macro of the buttons.

    No marketplace exports a list of branch holds, and no package of Amazon's asks for a message.
    """
    buttons = [("更新", vba_source.REFRESH_MACRO)]
    if order_sheet is not HOLDS:
        buttons.append(("取込", vba_source.IMPORT_MACRO))
    if order_sheet is not PACKAGES:
        buttons.append(("文面", vba_source.MESSAGE_MACRO))
    return buttons


def add_in() -> bytes:
    """Return the add-in: no sheet to see, the functions, the ribbon tab."""
    out = io.BytesIO()
    book = _new_book(out)
    book.add_worksheet(template_guide.TITLE)
    _add_macros(book, is_add_in=True)
    book.close()
    return as_add_in(out.getvalue())


def _new_book(out: io.BytesIO) -> Workbook:
    book = xlsxwriter.Workbook(out, SHELL_OPTIONS)
    book.set_properties({"created": SHELL_CREATED, "title": template_guide.TITLE, "author": "xlshipcheck"})
    book.set_calc_mode("auto", CALCULATION_ENGINE)
    book.calc_on_load = False
    book.set_size(*WINDOW)
    return book


def _of_examples() -> RefreshedBook:
    """Return what a refresh of the example rows gives."""
    sheets = []
    for order_sheet in ORDER_SHEETS:
        titles = [column.title for column in order_sheet.columns if not column.is_result]
        rows = [
            [row[title] for title in titles] for row in template_layout.answered_rows(order_sheet, context())
        ]
        sheets.append(MemorySheet(order_sheet.name, [titles, *rows]))
    return refresh_book(MemoryBook(sheets), context())


def _add_macros(book: Workbook, *, is_add_in: bool) -> None:
    """Add the sheets of words and the VBA project; every sheet has a document module of its own."""
    words = book.add_worksheet("xlshipcheck")
    for row, (key, text) in enumerate(vba_source.texts().items()):
        words.write_row(row, 0, (key, text))
    help_words = book.add_worksheet("xlshipcheck_help")
    for row, entries in enumerate(vba_source.function_help()):
        help_words.write_row(row, 0, entries)
    for sheet in (words, help_words):
        sheet.very_hidden()
    names = []
    for number, sheet in enumerate(book.worksheets(), 1):
        special = {words: vba_source.TEXT_SHEET, help_words: vba_source.HELP_SHEET}
        names.append(special.get(sheet, f"Sheet{number}"))
        sheet.set_vba_name(names[-1])
    book.set_vba_name("ThisWorkbook")
    project = vba_project(vba_source.modules(names, is_add_in=is_add_in))
    book.add_vba_project(io.BytesIO(project), is_stream=True)


def main() -> None:
    """Write the files."""
    for name, data in built().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
