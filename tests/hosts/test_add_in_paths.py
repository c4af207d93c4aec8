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
from xlshipcheck.shell.book_check import PROBLEM, check_book
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
