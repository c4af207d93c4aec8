"""`xlshipcheck new`: the template as of today, made where nothing stands."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pytest
from package_parts import parts

from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.shell.new_book import as_of_today
from xlshipcheck.values.cells import JST
from xlshipcheck.values.days import day_of

ORDER_SHEETS = [sheet.name for sheet in template.ORDER_SHEETS]
STAGES = {"受注": "段階", "出荷": "追跡判定", "営業所止め": "対応段階"}


def columns_of(data):
    """Return title -> cells of each order sheet, as they are stored."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    found = {}
    for name in ORDER_SHEETS:
        titles, *rows = book[name].iter_rows(min_row=HEADER_ROW + 1, values_only=True)
        found[name] = {title: [row[place] for row in rows] for place, title in enumerate(titles) if title}
    return found


def test_the_add_in_is_a_copy(shell, tmp_path):
    """The add-in is that of the repository, byte for byte, and the answer names it."""
    ran = shell("new", "受注.xlam")
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, "作りました: 受注.xlam", "")
    assert (tmp_path / "受注.xlam").read_bytes() == (template.FOLDER / template.ADD_IN).read_bytes()


@pytest.mark.parametrize(
    ("name", "words", "english"),
    [
        ("台帳.xlsm", "LibreOffice のブックは xlshipcheck new 台帳.xlsx", "for LibreOffice make"),
        ("台帳.xlsx", "xlshipcheck install --calc を一度だけ", "install --calc once"),
        ("受注.xlam", "xlshipcheck install がアドインを", "puts the add-in"),
        ("main.py", "xlwings Lite の main.py", "main.py of xlwings Lite"),
    ],
)
def test_what_comes_next(shell, tmp_path, name, words, english):
    """The answer says what is done with the file, and to a user of LibreOffice which file is his."""
    assert words in shell("new", name).out.splitlines()[1]
    for made in tmp_path.iterdir():
        made.unlink()
    assert english in shell("new", name, "--lang", "en").out.splitlines()[1]


@pytest.mark.parametrize("suffix", [".xlsm", ".xlsx", ".XLSM"])
def test_a_book_of_today(shell, tmp_path, suffix):
    """The book is the template of that kind as of today: its sheets and macros, 基準日 blank, nothing to calculate."""
    days = {dt.datetime.now(JST).date()}
    ran = shell("new", f"受注{suffix}")
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, f"作りました: 受注{suffix}", "")
    days.add(dt.datetime.now(JST).date())
    made = (tmp_path / f"受注{suffix}").read_bytes()
    kept = (template.FOLDER / f"xlshipcheck{suffix.lower()}").read_bytes()
    assert parts(made).keys() == parts(kept).keys()
    same = {"xl/vbaProject.bin", "xl/tables/table1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert all(parts(made)[part] == parts(kept)[part] for part in same & parts(kept).keys())
    book = openpyxl.load_workbook(io.BytesIO(made), data_only=True)
    values = {}
    for name in ("基準日", "更新した日", "判定日"):
        sheet, _, cell = book.defined_names[name].attr_text.replace("$", "").partition("!")
        values[name] = book[sheet][cell].value
    assert values["基準日"] is None
    assert values["更新した日"] == values["判定日"]
    assert values["判定日"].date() in days
    if "今日" in book.sheetnames:
        assert f" 受注{suffix.lower()} " in book["今日"]["A1"].value


@pytest.mark.parametrize(
    "day", [dt.date(2026, 11, 30), dt.date(2027, 1, 2), dt.date(2027, 5, 4), dt.date(2029, 2, 28)]
)
def test_examples_lie_around_today(day):
    """Whenever a book is made its examples show what they show in the template: each stage that staff will meet."""
    kept = (template.FOLDER / template.PLAIN_BOOK).read_bytes()
    before, after = columns_of(kept), columns_of(as_of_today(kept, ".xlsx", day_of(day)))
    for sheet, title in STAGES.items():
        assert after[sheet][title] == before[sheet][title], sheet
    paid = [cell.date() for cell in after["受注"]["入金日"] if cell]
    assert all(day - dt.timedelta(45) < one <= day for one in paid)
    # What was typed as a day is one, and what hangs on it follows.
    assert after["受注"]["起算日"][0] == after["受注"]["入金日"][0]


def test_a_file_that_is_there_stays(shell, tmp_path):
    """An existing file is never overwritten: status 2, and what to do."""
    (tmp_path / "book.xlsm").write_bytes(b"mine")
    ran = shell("new", "book.xlsm")
    assert (ran.status, ran.out) == (2, "")
    assert "もうあります" in ran.err
    assert (tmp_path / "book.xlsm").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("name", "said"), [("book.xls", ".xlsm"), ("book", ".xlsm"), ("no/book.xlsm", "見つかりません")]
)
def test_what_cannot_be_made_is_refused(shell, tmp_path, name, said):
    """Another ending, or a folder that is missing: status 2, a sentence, and no file."""
    ran = shell("new", name)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / name).exists()


def test_json_for_programs(shell):
    """With --json the path comes as data; with --lang en the sentence is English."""
    assert json.loads(shell("new", "a.xlsx", "--json").out) == {"written": "a.xlsx"}
    assert shell("new", "b.xlsx", "--lang", "en").out.startswith("made: b.xlsx\n")


def test_files_for_xlwings_lite(shell, tmp_path):
    """`new main.py` writes the three files that lie in a workbook of xlwings Lite, and none where one stands."""
    ran = shell("new", "main.py")
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, "作りました: main.py", "")
    for name in ("main.py", "requirements.txt", "pyproject.toml"):
        assert (tmp_path / name).read_bytes() == (template.FOLDER / "lite" / name).read_bytes()
    (tmp_path / "main.py").unlink()
    (tmp_path / "pyproject.toml").write_text("mine", encoding="utf-8")
    ran = shell("new", "main.py")
    assert (ran.status, ran.out) == (2, "")
    assert "requirements.txt" in ran.err
    assert not (tmp_path / "main.py").exists()
