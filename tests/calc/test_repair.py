"""Repair of a book as LibreOffice saves it, on packages made by hand."""

from __future__ import annotations

import datetime as dt
import json
import zipfile

import pytest
import xlsxwriter
from package_parts import parts

from xlshipcheck import errors
from xlshipcheck.cli import main
from xlshipcheck.hosts.files.repair import repair_book, repaired_formulas

NOW = dt.datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001  the seller's own time
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-\
officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="受注" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="x">{}</definedName>'
    "</definedNames></workbook>"
)
SHEET = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    '<c r="A1" t="str"><f aca="false">{}</f><v>警告</v></c><c r="B1"><f>SUM(A1:A1)</f><v>0</v></c>'
    '<c r="C1" t="inlineStr"><is><t>JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE(H2)</t></is></c></row></sheetData>'
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>{}</formula></cfRule>'
    "</conditionalFormatting></worksheet>"
)
LONG = "JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE"


def make(path, cell, condition="1", name="1"):
    """Write a book with these formulas."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": BOOK.format(name),
        "xl/_rels/workbook.xml.rels": RELS.format(
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": SHEET.format(cell, condition),
        "docProps/custom.bin": "\x00\x01 何か",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in parts.items():
            package.writestr(zipfile.ZipInfo(part), text, zipfile.ZIP_DEFLATED)
    return path


def test_only_our_formulas_change(tmp_path):
    """Cells, conditions and names get Excel's names; a text, another formula and every other part stay."""
    long = f"IF({LONG}(B2,C2:C2,,,R2:R2)=&quot;警告&quot;,&quot;&lt;&amp;&quot;,1)"
    short = "IF(QOO10_STAGE(B2,C2,,,R2)=&quot;警告&quot;,&quot;&lt;&amp;&quot;,1)"
    path = make(tmp_path / "a.xlsx", long, f"{LONG.lower()}($B2)=1", f"{LONG}(受注!$B$2)")
    before = parts(path)
    done = repair_book(path, NOW)
    assert done.formulas == 3
    assert parts(done.backup) == before
    after = parts(path)
    assert list(after) == list(before)
    assert after["xl/worksheets/sheet1.xml"].decode() == SHEET.format(short, "QOO10_STAGE($B2)=1")
    assert after["xl/workbook.xml"].decode() == BOOK.format("QOO10_STAGE(受注!$B$2)")
    unchanged = set(before) - {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert all(before[name] == after[name] for name in unchanged)


def test_nothing_to_do_writes_nothing(tmp_path):
    """A book that Excel knows stays as it is, without a backup, and so does a repaired one."""
    path = make(tmp_path / "a.xlsx", "QOO10_STAGE(B2:B2)")
    before = path.read_bytes()
    assert repair_book(path, NOW) == (0, None, [], 0)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]


def test_another_name_leaves_the_book(tmp_path):
    """With a target the book itself stays as LibreOffice saved it."""
    path = make(tmp_path / "a.xlsx", f"{LONG}(B2)")
    before = path.read_bytes()
    done = repair_book(path, NOW, tmp_path / "b.xlsx")
    assert done == (1, None, [], 0)
    assert path.read_bytes() == before
    assert b'<f aca="false">QOO10_STAGE(B2)</f>' in parts(tmp_path / "b.xlsx")["xl/worksheets/sheet1.xml"]


def test_a_refresh_repairs_too(tmp_path, capsys):
    """`xlshipcheck refresh` on a book that LibreOffice saved gives the names back and keeps one backup."""
    path = tmp_path / "orders.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "式"])
    sheet.write_row(1, 0, ["A-1", 46346, 46350])
    sheet.write_formula(1, 3, f"={LONG}(B2,C2)", None, "発送済")
    book.close()
    assert main(["refresh", str(path), "--as-of", "2026-12-01"]) == 0
    assert "1個を Excel の名前に直しました" in capsys.readouterr().err
    assert b"QOO10_STAGE(B2,C2)" in parts(path)["xl/worksheets/sheet1.xml"]
    assert b"JP.XLSHIPCHECK" not in parts(path)["xl/worksheets/sheet1.xml"]
    (backup,) = [entry for entry in tmp_path.iterdir() if entry != path]
    assert LONG.encode() in parts(backup)["xl/worksheets/sheet1.xml"]


UNKNOWN = "JP.XLSHIPCHECK.FUNCTIONS.FUTUREFUNCTION"


def test_a_name_with_underscores_is_the_function():
    """A long name typed with the underscores of the function is given back like the one Calc writes."""
    xml = b'<c r="A1"><f>JP.XLSHIPCHECK.FUNCTIONS.QOO10_STAGE(B2,C2)+jp.xlshipcheck.functions.jp_workday(B2,1)</f></c>'
    assert repaired_formulas(xml) == (b'<c r="A1"><f>QOO10_STAGE(B2,C2)+JP_WORKDAY(B2,1)</f></c>', 1)


@pytest.mark.parametrize(
    "cell", [f"{LONG}(B2", f"{UNKNOWN}(B2)", 'JP.XLSHIPCHECK.FUNCTIONS.SHIPCHECKROW("NEW")']
)
def test_a_formula_that_cannot_be_given_back_stays(tmp_path, cell):
    """An unknown name, a call without its end: nothing is written, and the formula is told with its place."""
    path = make(tmp_path / "a.xlsx", cell)
    before = path.read_bytes()
    done = repair_book(path, NOW)
    assert (done.formulas, done.backup) == (0, None)
    assert [formula.place for formula in done.unresolved] == ["シート「受注」のA1セル"]
    assert path.read_bytes() == before


def test_what_is_known_is_mended_beside_what_is_not(tmp_path):
    """One formula of both kinds, an unknown name in a condition and in a defined name: the rest is mended."""
    path = make(tmp_path / "a.xlsx", f"{LONG}(B2)+{UNKNOWN}(C2)", f"{UNKNOWN}(B2)=1", f"{UNKNOWN}(B2)")
    done = repair_book(path, NOW)
    assert done.formulas == 1
    assert list(done.unresolved) == [
        ("シート「受注」のA1セル", UNKNOWN),
        ("シート「受注」の条件付き書式か入力規則", UNKNOWN),
        ("名前の定義「x」", UNKNOWN),
    ]
    assert (
        f'<f aca="false">QOO10_STAGE(B2)+{UNKNOWN}(C2)</f>'.encode()
        in parts(path)["xl/worksheets/sheet1.xml"]
    )
    assert repair_book(path, NOW) == (0, None, done.unresolved, 0)


def test_nothing_to_repair_and_another_file(tmp_path, capsys):
    """With `-o` the file named is there afterwards: the book's own bytes, and the command says so."""
    path, target = make(tmp_path / "a.xlsx", "QOO10_STAGE(B2)"), tmp_path / "渡す.xlsx"
    assert main(["repair", str(path), "-o", str(target)]) == 0
    assert target.read_bytes() == path.read_bytes()
    assert "直す数式はありません" in (said := capsys.readouterr().out)
    assert f"元のブックと同じ内容を書きました: {target}" in said
    assert main(["repair", str(path), "-o", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == str(target)
    before = path.stat().st_mtime_ns
    assert main(["repair", str(path), "-o", str(path)]) == 0
    assert "同じ内容" not in capsys.readouterr().out
    assert path.stat().st_mtime_ns == before


def test_a_long_name_inside_a_text_is_no_call(tmp_path):
    """A text that speaks of such a function is neither changed nor told."""
    path = make(tmp_path / "a.xlsx", f"&quot;{UNKNOWN}(B2)&quot;&amp;A1")
    assert repair_book(path, NOW) == (0, None, [], 0)


def test_refresh_repair_and_doctor_tell_the_same(tmp_path, capsys):
    """An unknown name never keeps a refresh from its end; all three commands say the one sentence about it."""
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("受注")
        sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "式"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"A-{row}", 46346, 46350])
            sheet.write_formula(row, 3, f"={UNKNOWN}(B2)", None, 1)
    said = []
    for arguments in (["doctor"], ["refresh", "--dry-run"], ["refresh"], ["repair"]):
        status = main([arguments[0], str(path), *arguments[1:]])
        assert status == (1 if arguments == ["doctor"] else 0)
        told = capsys.readouterr()
        (line,) = [line for line in (told.out + told.err).splitlines() if "直せない数式" in line]
        said.append(line[line.index("直せない数式") :])
    assert set(said) == {said[0]}
    assert "5個" in said[0]
    assert "シート「受注」のD2セル、シート「受注」のD3セル、シート「受注」のD4セル など" in said[0]
    assert UNKNOWN in said[0]
    assert main(["repair", str(path), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["left"]) == 5


def test_array_formulas_lose_what_only_calc_needs():
    """The range of an array formula stays, the wrapping that makes texts comparable in Calc goes."""
    xml = f'<c r="A1"><f t="array" ref="A1:A9">({LONG}(B1:B9)&amp;&quot;&quot;)</f></c>'.encode()
    assert repaired_formulas(xml) == (b'<c r="A1"><f t="array" ref="A1:A9">QOO10_STAGE(B1:B9)</f></c>', 1)


def test_the_command(tmp_path, capsys):
    """`xlshipcheck repair` says what it did, in words or as JSON, and refuses what is no workbook."""
    path = make(tmp_path / "a.xlsx", f"{LONG}(B2)")
    assert main(["repair", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["formulas"] == 1
    assert main(["repair", str(path)]) == 0
    assert "直す数式はありません" in capsys.readouterr().out
    (tmp_path / "text.xlsx").write_text("x", encoding="utf-8")
    assert main(["repair", str(tmp_path / "text.xlsx")]) == 2
    assert "text.xlsx" in capsys.readouterr().err


def test_a_missing_book_is_refused(tmp_path):
    """A book that is not there is named."""
    with pytest.raises(errors.FileMissing):
        repair_book(tmp_path / "none.xlsx", NOW)
