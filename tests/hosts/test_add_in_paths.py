"""Formulas that name the add-in of another PC: found, given back, and the link to it taken out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from package_parts import parts

from xlshipcheck.hosts.files.repair import repair_book, survey
from xlshipcheck.hosts.function_calls import for_excel, foreign_call
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.shell.book_check import PROBLEM, REMARK, check_book
from xlshipcheck.values.days import day_of
from xlshipcheck.xlsx.reading.guard import open_book

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
ADD_IN = r"file:///C:\Users\mihon\AppData\Roaming\Microsoft\AddIns\xlshipcheck.xlam"
OTHER = "file:///C:/%E5%8F%97%E6%B3%A8/%E5%8D%98%E4%BE%A1.xlsx"


def book_with(path, formulas, links=()):
    """Write a book with formulas in column E, and links: (target, names that it gives)."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "受注"
    sheet.append(["注文番号", "商品", "入金日", "発送日", "段階"])
    for row, formula in enumerate(formulas, 2):
        sheet.append([f"A-{row}", "帽子", dt.date(2026, 11, 9), None, f"={formula}"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            data = (
                source.read(member).decode()
                if member.filename.endswith((".xml", ".rels"))
                else source.read(member)
            )
            if member.filename == "xl/workbook.xml" and links:
                entries = "".join(f'<externalReference r:id="rId{90 + n}"/>' for n in range(len(links)))
                data = data.replace(
                    "</sheets>",
                    f'</sheets><externalReferences xmlns:r="{RELATIONS}">{entries}</externalReferences>',
                )
            if member.filename == "xl/_rels/workbook.xml.rels":
                entries = "".join(
                    f'<Relationship Id="rId{90 + n}" Type="{RELATIONS}/externalLink" Target="externalLinks/link{n}.xml"/>'
                    for n in range(len(links))
                )
                data = data.replace("</Relationships>", entries + "</Relationships>")
            if member.filename == "[Content_Types].xml":
                entries = "".join(
                    f'<Override PartName="/xl/externalLinks/link{n}.xml" ContentType="{LINK_TYPE}"/>'
                    for n in range(len(links))
                )
                data = data.replace("</Types>", entries + "</Types>")
            target.writestr(member.filename, data)
        for number, (place, names) in enumerate(links):
            listed = "".join(f'<definedName name="{name}"/>' for name in names)
            target.writestr(
                f"xl/externalLinks/link{number}.xml",
                f'<externalLink xmlns="{SPACE}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1"><definedNames>{listed}'
                "</definedNames></externalBook></externalLink>",
            )
            target.writestr(
                f"xl/externalLinks/_rels/link{number}.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" Target="{place}" TargetMode="External"/>'
                "</Relationships>",
            )
    return path


def formulas_of(path):
    """Return the formulas of column E."""
    sheet = openpyxl.load_workbook(path)["受注"]
    return [sheet.cell(row, 5).value for row in range(2, sheet.max_row + 1)]


@pytest.mark.parametrize(
    ("saved", "repaired"),
    [
        ("[1]!QOO10_STAGE()", "QOO10_STAGE()"),
        ("_xludf.QOO10_STAGE(C2,D2)", "QOO10_STAGE(C2,D2)"),
        ("_xll.QOO10_DEADLINE(C2)", "QOO10_DEADLINE(C2)"),
        ("_xlfn.QOO10_STAGE(C2)", "QOO10_STAGE(C2)"),
        ("_xlfn._xlws.JP_WORKDAY(C2,1)", "JP_WORKDAY(C2,1)"),
        ("@QOO10_STAGE(C2)", "QOO10_STAGE(C2)"),
        (r"'C:\Users\mihon\AddIns\xlshipcheck.xlam'!QOO10_STAGE(C2)", "QOO10_STAGE(C2)"),
        ("xlshipcheck.xlam!QOO10_STAGE(C2)", "QOO10_STAGE(C2)"),
        ('IF(A2="","",[1]!QOO10_STAGE(C2))', 'IF(A2="","",QOO10_STAGE(C2))'),
        ('"[1]!QOO10_STAGE("&A2', '"[1]!QOO10_STAGE("&A2'),
        ("[1]!MYFUNCTION(C2)", "[1]!MYFUNCTION(C2)"),
    ],
)
def test_a_prefix_is_taken_off(tmp_path, saved, repaired):
    """Whatever a program put before our function's name goes; a text, and another's function, stay."""
    assert for_excel(saved) == repaired
    assert bool(foreign_call(saved)) == (saved != repaired)
    path = book_with(tmp_path / "別のPC.xlsx", [saved])
    done = repair_book(path, NOW)
    assert done.formulas == (saved != repaired)
    assert formulas_of(path) == [f"={repaired}"]
    with open_book(path) as book:
        assert survey(book).parts == []


def test_the_link_goes_with_its_last_formula(tmp_path):
    """A link to our add-in is taken out with its part, its relationship and its type; doctor names it before."""
    path = book_with(tmp_path / "別のPC.xlsx", ["[1]!QOO10_STAGE()"], [(ADD_IN, ["QOO10_STAGE"])])
    found = check_book(path, UsersSettings(), day_of(dt.date(2026, 11, 21)))
    assert [entry.level for entry in found if "[1]!QOO10_STAGE" in entry.text] == [PROBLEM]
    assert repair_book(path, NOW).links == 1
    left = parts(path.read_bytes())
    assert not [name for name in left if "externalLink" in name]
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        assert b"xternalReference" not in left[name]
        assert b"externalLink" not in left[name]
    assert not [entry for entry in check_book(path, UsersSettings(), 0) if "アドイン" in entry.text]
    assert repair_book(path, NOW).links == 0


@pytest.mark.parametrize(
    ("formulas", "links"),
    [
        # Another book's link keeps its number.
        (["[1]!QOO10_STAGE()", "[2]Sheet1!A1"], [(ADD_IN, ["QOO10_STAGE"]), (OTHER, [])]),
        # A function that is not ours still needs the add-in.
        (["[1]!QOO10_STAGE()", "[1]!MYFUNCTION()"], [(ADD_IN, ["QOO10_STAGE"])]),
        # An add-in that gives more than our functions is not ours.
        (["[1]!QOO10_STAGE()"], [(ADD_IN, ["QOO10_STAGE", "MYFUNCTION"])]),
    ],
)
def test_a_link_that_is_needed_stays(tmp_path, formulas, links):
    """The formulas are given back all the same, and no link moves."""
    path = book_with(tmp_path / "別のPC.xlsx", formulas, links)
    before = parts(path.read_bytes())
    done = repair_book(path, NOW)
    assert (done.formulas, done.links) == (1, 0)
    assert formulas_of(path) == ["=QOO10_STAGE()", *(f"={formula}" for formula in formulas[1:])]
    after = parts(path.read_bytes())
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}


TODAY = day_of(dt.date(2026, 11, 21))


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        ("_xludf.QOO10_STAGE(C2,D2)", ["例: _xludf.QOO10_STAGE", "どのアドインの関数か分からないとき"]),
        ("_xll.QOO10_DEADLINE(C2)", ["例: _xll.QOO10_DEADLINE", "XLL という種類のアドイン"]),
        ("_xlfn.QOO10_STAGE(C2)", ["例: _xlfn.QOO10_STAGE", "新しい Excel の関数"]),
        ("_xlfn._xlws.JP_WORKDAY(C2,1)", ["例: _xlfn._xlws.JP_WORKDAY", "新しい Excel の関数"]),
        ("_xlpm.QOO10_STAGE(C2)", ["例: _xlpm.QOO10_STAGE", "ほかの種類の関数"]),
        ("@QOO10_STAGE(C2)", ["例: @QOO10_STAGE", "画面だけで見せる印"]),
    ],
)
def test_a_mark_is_no_place_of_another_pc(tmp_path, saved, words):
    """A mark before a function's name is named for what it is; nothing is said of another computer."""
    found = check_book(book_with(tmp_path / "印.xlsx", [saved]), UsersSettings(), TODAY)
    (problem,) = [entry for entry in found if "数式" in entry.text]
    assert problem.level == PROBLEM
    assert all(word in problem.text for word in words), problem.text
    assert "パソコン" not in problem.text


@pytest.mark.parametrize("is_here", [True, False])
def test_an_add_in_that_lies_where_the_link_says_is_no_problem_here(tmp_path, is_here):
    """A formula that names the add-in of this very computer is calculated on it; only a book handed on needs the repair."""
    add_in = tmp_path / "出荷 チェック.xlam"
    if is_here:
        add_in.write_bytes(b"")
    path = book_with(tmp_path / "手元.xlsx", ["[1]!QOO10_STAGE()"], [(add_in.as_uri(), ["QOO10_STAGE"])])
    (found,) = [entry for entry in check_book(path, UsersSettings(), TODAY) if "アドインの場所" in entry.text]
    assert found.level == (REMARK if is_here else PROBLEM)
    assert ("このパソコンのその場所にはアドインがあります" in found.text) == is_here
    assert ("その場所にアドインのないパソコンでは計算されません" in found.text) == (not is_here)


def test_each_kind_of_formula_is_named(tmp_path):
    """A book with a place, a mark and a name of LibreOffice's has all three findings, with one command for them."""
    formulas = ["[1]!QOO10_STAGE()", "_xludf.QOO10_STAGE(C3)", "JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(C4)"]
    path = book_with(tmp_path / "三つ.xlsx", formulas, [(ADD_IN, ["QOO10_STAGE"])])
    found = [entry.text for entry in check_book(path, UsersSettings(), TODAY) if entry.level == PROBLEM]
    for word in ("アドインの場所", "印の付いた数式", "LibreOffice が書いた数式"):
        assert sum(word in text for text in found) == 1, found
    assert repair_book(path, NOW).formulas == 3
    assert not [entry for entry in check_book(path, UsersSettings(), TODAY) if "数式" in entry.text]
