"""Every file that cannot be read is refused, with one clear sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from export_reading import HEADER, OWN_CSV, ROW, read, rows_of

from xlshipcheck import errors
from xlshipcheck.exports.table import read_export


def zipped(*names: str) -> bytes:
    """Return the bytes of a zip with files of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # with a date that stands still
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"\r\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\r\0\n\0"])
def test_an_empty_file(data):
    """Nothing but white space and marks is an empty file."""
    with pytest.raises(errors.FileEmpty) as caught:
        read_export(data, "表.csv")
    assert str(caught.value) == "表.csv は空です。モールから書き出し直してください"


def test_a_file_that_is_not_there(tmp_path):
    """The path is named."""
    with pytest.raises(errors.FileMissing, match=r"無い\.csv が見つかりません"):
        read_export(tmp_path / "無い.csv")


def test_a_folder_is_not_opened(tmp_path):
    """What the operating system refuses is said with its words."""
    with pytest.raises(errors.FileUnreadable, match="開けません"):
        read_export(tmp_path)


@pytest.mark.parametrize(
    ("data", "kind", "action"),
    [
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "Excel のブック",
            "ファイル名の最後を .xlsx に直して指定してください",
        ),
        (zipped("注文.csv"), "ZIP で圧縮されたファイル", "展開して、中の CSV を指定してください"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "古い Excel のブック (.xls)",
            "Excel で開いて .xlsx で保存し、それを指定してください",
        ),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF", "モールの画面から CSV"),
        (b"\x1f\x8b\x08\0\0", "gzip で圧縮されたファイル", "展開して"),
        (b"\r\n<HTML><table><tr><td>1", "HTML か XML の文書", "Excel で開いて .xlsx で保存し"),
        (b"<?xml version='1.0'?><r/>", "HTML か XML の文書", "Excel で開いて .xlsx で保存し"),
        (OWN_CSV.encode() + b"a,\0\0\0,b\r\n", "文字のファイルではないもの", "書き出し直してください"),
        ((OWN_CSV + "\0").encode("utf-16"), "文字のファイルではないもの", "書き出し直してください"),
    ],
)
def test_a_binary_file_renamed_to_csv(data, kind, action):
    """The sentence says what the file is and what to do with it."""
    with pytest.raises(errors.BinaryRefused) as caught:
        read_export(data, "表.csv")
    assert str(caught.value).startswith(f"表.csv は{kind}で、このままでは読めません。")
    assert action in str(caught.value)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff" + OWN_CSV.encode("cp932"), "1行目"),
        ((HEADER + "\r\n").encode("cp932") + b"A,\x82", "2行目"),
        ((HEADER + "\r\n").encode("cp932") + b"A,\xff\xff\r\n", "2行目"),
        (OWN_CSV.encode("utf-8") + "い".encode() + b"\xe3\x81\r\n", "3行目"),
        (OWN_CSV.encode("utf-8-sig") + b"\r\n\x93\xfa\r\n", "4行目"),
        (OWN_CSV.encode("utf-16") + b"\x00\xd8\n\0", "3行目"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(data, place):
    """The line is that of the encoding which came furthest."""
    with pytest.raises(errors.EncodingRefused) as caught:
        read_export(data, "表.csv")
    assert str(caught.value) == (
        f"表.csv の文字コードが読めません ({place})。モールから書き出したままのファイルを指定してください"
    )


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (OWN_CSV, "euc_jp", "EUC-JP"),
        (OWN_CSV, "iso2022_jp", "JIS (ISO-2022-JP)"),
        ("주문번호,입금일,발송일\r\n1,2026/11/20,\r\n", "cp949", "韓国語の CP949"),
    ],
)
def test_another_encoding_that_looks_like_shift_jis_is_named(text, encoding, name):
    """Garbled headers are not reported as missing ones."""
    with pytest.raises(errors.EncodingRefused, match="のようです") as caught:
        read(text, encoding)
    assert name in str(caught.value)


def test_an_error_far_below_the_header_is_found_before_anything_is_read():
    """The whole file is checked when it is opened, with blocks of a megabyte joined rightly."""
    data = (OWN_CSV + f"{ROW}\r\n" * 60000).encode("cp932")
    assert len(data) > 1 << 20
    assert len(list(read_export(data).iterate_rows())) == 60001
    with pytest.raises(errors.EncodingRefused, match="60003行目"):
        read_export(data + b"\x82\r\n")


def test_half_a_character_at_the_very_end_of_a_block_is_found():
    """A file of exactly one block that ends inside a character is refused, not read without its end."""
    head, line = (f"{text}\r\n".encode("cp932") for text in (HEADER, ROW))
    rows, rest = divmod((1 << 20) - len(head), len(line))
    tail = b"A-1,2026/11/20,,"
    whole = head + line * rows + tail + b"A" * (rest - 1 - len(tail))
    assert len(list(read_export(whole + b"A").iterate_rows())) == rows + 1
    with pytest.raises(errors.EncodingRefused, match=f"{rows + 2}行目"):
        read_export(whole + b"\x82")


def test_no_header():
    """The known names that come nearest are shown."""
    with pytest.raises(errors.HeaderMissing, match="近い見出し: 入金曰 → 入金日。"):
        read("番,入金曰\n1,2\n")


def test_a_header_twice():
    """Both columns are named."""
    with pytest.raises(errors.HeaderTwice, match=r"表\.csv に「入金日」の列が二つあります"):
        read("注文番号,入金日,決済日,発送日\n")


def left_out(text):
    """Return the rows of a text that are read, and what is said of the others."""
    export = read(text)
    return list(export.iterate_rows()), export.skipped_rows()


def test_a_row_longer_than_the_header():
    """The row is named as a spreadsheet numbers it, and left out; the others are read."""
    rows, sentences = left_out(f"題\n{HEADER}\n{ROW}\n{ROW},余り\n")
    assert rows == [ROW.split(",")]
    (sentence,) = sentences
    assert sentence == (
        "表.csv の4行目 (注文番号 A-1)は5列で、見出しの4列と合わず、どこからずれたか分からないため読んでいません。"
        "カンマやタブの入った項目がないか見て直すか、書き出し直してください"
    )


def test_a_longer_row_is_left_out_even_where_its_last_field_is_blank():
    """A comma inside a name moves every date one column on; that nothing stands past the end proves nothing."""
    rows, sentences = left_out(f"{HEADER}\n{ROW}\nA-2,2026/11/20,,メモ,\n{ROW}\n")
    assert rows == [ROW.split(",")] * 2
    assert len(sentences) == 1
    assert "3行目 (注文番号 A-2)は5列" in sentences[0]


@pytest.mark.parametrize("surplus", [",", ",,"])
def test_a_separator_at_the_end_of_every_row_is_read(surplus):
    """A program that ends each line with a separator has shifted nothing."""
    assert left_out(f"{HEADER}\n{ROW}{surplus}\n\n{ROW}{surplus}\n") == ([ROW.split(",")] * 2, [])


def test_surplus_of_different_length_is_no_habit_of_the_program():
    """Where one row has two more, none of the longer ones can be trusted."""
    rows, sentences = left_out(f"{HEADER}\n{ROW},\n{ROW},,\n{ROW},\n")
    assert rows == []
    assert len(sentences) == 3


def test_a_shorter_row_that_lacks_a_role_is_left_out():
    """Which column it lacks cannot be told: the 発送日 that seems blank may be the one that was 入金日."""
    header = "注文番号,メモ,注文日,入金日,発送日"
    rows, sentences = left_out(
        f"{header}\nA-1,急ぎ,2026/11/02,2026/11/09,2026/11/10\nA-2,2026/11/02,2026/11/09,\n"
    )
    assert [row[0] for row in rows] == ["A-1"]
    assert "3行目 (注文番号 A-2)は4列で、見出しの5列" in sentences[0]


@pytest.mark.parametrize(
    ("row", "is_read"),
    [
        ("A-2,2026/11/09,,急ぎ", True),
        ("A-2,2026/11/09,", True),
        ("A-2,急ぎ,2026/11/09", False),
        ("2026/11/09,2026/11/10,", False),
        ("合計,", True),
        ("※11月分", True),
    ],
)
def test_a_shorter_row_is_read_only_where_nothing_can_have_moved(row, is_read):
    """It lacks no role, and what it has are dates where dates belong; totals and remarks may be of any width."""
    rows, sentences = left_out(f"注文番号,入金日,発送日,メモ,備考\n{row}\n")
    assert (bool(rows), not sentences) == (is_read, is_read)


def test_a_shifted_row_shows_no_name():
    """What stands under 注文番号 in a shifted row may be a person's name."""
    _, sentences = left_out(f"{HEADER}\n{ROW}\n山田,太郎,A-2,2026/11/20,\n")
    assert "山田" not in sentences[0]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f'{HEADER}\n{ROW}\n"A-2,2026/11/20,,\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\nA-2,2026/11/20,,"閉じない\n{ROW}\n{ROW}\n', 3),
        (f'{HEADER}\nA-2,2026/11/20,"開いたまま,x\n{ROW}\nA-3,2026/11/20,"",x\n', 2),
        (f'{HEADER}\n"A-1","2026/11/20","x,"y"\n{ROW}\n', 2),
        (f'{HEADER}\n{ROW}\nA-1,"20"26",x,y\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\n"A-1","2026/11/20","","a\nb" c"\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\n"', 3),
        (f'{HEADER}\nA"1","2026","","b "c" d"\n', 2),
        (f'{HEADER}\n"A","2026","","b "c" d",""\n', 2),
    ],
)
def test_a_quotation_mark_left_open(text, row):
    """The rows after it would vanish into one cell, so the file is refused with the row."""
    with pytest.raises(errors.BrokenQuotes) as caught:
        rows_of(text)
    assert f"の{row}行目から引用符" in str(caught.value)


def test_a_cell_beyond_any_spreadsheet():
    """More than the csv module takes is nearly always an open mark."""
    with pytest.raises(errors.CellTooLong) as caught:
        rows_of(f"{HEADER}\n{ROW}\nA-2,2026/11/20,,{'長' * 200_000}\n")
    assert str(caught.value).startswith("表.csv の3行目に 131072 文字を超えるセルがあります。")


def test_a_sheet_that_is_none_of_ours():
    """Columns that serve no kind of sheet are refused with what is missing."""
    with pytest.raises(errors.SheetKindUnknown, match="Qoo10の表なら発送日"):
        read("注文番号,入金日,数量\n")


def test_an_unknown_role_in_the_mapping():
    """The roles are listed."""
    with pytest.raises(errors.UnknownRole, match="使える役割"):
        read_export(OWN_CSV.encode(), "表.csv", {"メモ": "備考"})
