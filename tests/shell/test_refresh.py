"""`xlshipcheck refresh`: an export goes in, a marked workbook comes out, read back by openpyxl and calamine."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import pytest
from books import (
    DETAIL,
    MARKED,
    RESULTS,
    calamine_rows,
    cells_under,
    column,
    day,
    opened,
    records,
    rows_of,
    section,
)
from command_runs import AS_OF

NEXT_DAY = "DeliveryManagement_detail_20261122.csv"
KOREAN = "DeliveryManagement_detail_ko.csv"

# The worked examples of the rules: 入金日 11-09, 11-13, 11-20 and 11-21 (Saturday, equal to the 20th), on 2026-11-21.
SHOWN = "段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可".split()
EXPECTED = [
    ("812340001", "発送済", day("11-13"), day("11-16"), day("11-17"), None, 0, None),
    ("812340002", "発送済", day("11-13"), day("11-16"), day("11-17"), None, 0, None),
    ("812340003", "警告", day("11-19"), day("11-20"), day("11-24"), -1, -2, "可"),
    ("812340004", "正常", day("11-27"), day("11-30"), day("12-1"), 4, 0, None),
    ("812340005", "入金待ち", None, None, None, None, None, None),
    ("812340006", "対象外", None, None, None, None, None, None),
    ("812340007", "正常", day("11-27"), day("11-30"), day("12-1"), 4, 0, None),
]


@pytest.fixture
def marked(shell, sample, tmp_path):
    """Return the marked workbook of the QSM sample."""
    sample(DETAIL)
    assert shell("refresh", DETAIL, *AS_OF).status == 0
    return tmp_path / MARKED


def test_results_of_a_qsm_export(marked):
    """Every result column has the value that the worked examples give, row by row as the rows came."""
    assert records(marked, "受注", "注文番号", *SHOWN) == EXPECTED


def test_remarks_of_a_qsm_export(marked):
    """確認 hints at what a row's other columns do not say."""
    remarks = column(marked, "受注", "確認")
    assert [bool(text) for text in remarks] == [False, True, True, False, False, False, False]
    assert "発送率では期限後" in remarks[1]  # sent on +4: no points, and yet late in the rate
    assert "お詫び" in remarks[2]
    assert "キャンセルできる" in remarks[2]


def test_both_readers_agree(marked):
    """Calamine reads the same cells as openpyxl."""
    for sheet in ("受注", "集計"):
        first = rows_of(marked, sheet)
        second = calamine_rows(marked, sheet)
        for one, other in zip(first, second, strict=True):
            for cell, same in zip(one, other, strict=False):
                if type(same) is dt.date:
                    assert cell == dt.datetime.combine(same, dt.time())
                else:
                    assert cell == (None if same == "" else same)


def test_columns_of_the_export_keep_their_order(marked):
    """The sheet has the export's columns, without those about a person, and then ours."""
    header = rows_of(marked, "受注")[0]
    assert (
        header[:9]
        == "配送状態 注文番号 カート番号 配送会社 送り状番号 発送日 注文日 入金日 お届け希望日".split()
    )
    assert header[-10:] == RESULTS
    assert len(header) == 44 - 12 + 10


@pytest.mark.parametrize(
    "title", "受取人名 受取人名(フリガナ) 住所 郵便番号 受取人携帯電話番号 購入者名 配送要請事項".split()
)
def test_personal_columns_are_left_out(marked, title):
    """No name, address or phone number goes into the result unless asked for."""
    assert title not in rows_of(marked, "受注")[0]


def test_nothing_of_a_person_is_anywhere_in_the_file(marked):
    """Not only the columns are gone: no part of the package holds a name or an address."""
    with zipfile.ZipFile(marked) as package:
        text = "".join(package.read(name).decode() for name in package.namelist())
    assert "812340001" in text
    for personal in ("架空", "花子", "見本　太郎", "ミホン", "髙橋荘", "0000-0000"):
        assert personal not in text


def test_personal_columns_are_kept_when_asked_for(shell, sample, tmp_path):
    """`--keep-personal` copies all columns; numbers keep their zeros, and text keeps its line ends."""
    sample(DETAIL)
    assert shell("refresh", DETAIL, "--keep-personal", *AS_OF).status == 0
    book = tmp_path / MARKED
    assert len(rows_of(book, "受注")[0]) == 44 + 10
    assert column(book, "受注", "受取人名")[0] == "架空　花子"
    assert column(book, "受注", "郵便番号")[0] == "050-0001"
    assert column(book, "受注", "受取人携帯電話番号")[0] == "+81-90-0000-0000"
    assert column(book, "受注", "配送要請事項")[0] == '玄関前に,置いてください\n("静かに"お願いします)'
    assert {cell.data_type for cell in cells_under(book, "受注", "郵便番号")} == {"s"}


def test_cells_have_their_types(marked):
    """Dates are dates, amounts numbers, and numbers with meaning in their zeros text."""
    paid = cells_under(marked, "受注", "入金日")[0]
    assert paid.is_date
    assert paid.value == dt.datetime(2026, 11, 9, 0, 2, 10)  # noqa: DTZ001  as above
    assert paid.number_format == "yyyy/mm/dd hh:mm"
    limit = cells_under(marked, "受注", "最終発送日")[0]
    assert limit.is_date
    assert limit.number_format == "yyyy/mm/dd"
    assert column(marked, "受注", "購入者決済金額")[0] == 2980
    assert cells_under(marked, "受注", "購入者決済金額")[0].data_type == "n"
    for title, value in (
        ("注文番号", "812340001"),
        ("送り状番号", "444413758703"),
        ("オプションコード", "0012"),
        ("JANコード", "0490000000000"),
    ):
        cell = cells_under(marked, "受注", title)[0]
        assert (cell.data_type, cell.value, cell.number_format) == ("s", value, "@")


def test_text_typed_later_keeps_its_zeros(marked):
    """A number typed into a blank cell of a text column stays text: the column itself has the format."""
    sheet = opened(marked, "受注")
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "送り状番号")
    assert sheet.column_dimensions[letter].number_format == "@"


def test_text_that_looks_like_a_formula_stays_text(shell, tmp_path):
    """Cells that begin with = + - @ are what they were, and the package holds no formula."""
    texts = ["=1+1", "+81-90", "-5", "@SUM(A1)", '=HYPERLINK("http://example.com")', "\t=1", "001", "1E5"]
    lines = [f'A-{n},2026/11/20,,"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(texts)]
    (tmp_path / "表.csv").write_text("\r\n".join(["注文番号,入金日,発送日,メモ", *lines]), "utf-8-sig")
    assert shell("refresh", "表.csv", *AS_OF).status == 0
    cells = cells_under(tmp_path / "表_判定.xlsx", "受注", "メモ")
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(tmp_path / "表_判定.xlsx") as package:
        assert not re.search(rb"<f[ >]|<hyperlink", b"".join(map(package.read, package.namelist())))


def test_sheet_can_be_worked_with(marked):
    """The header and the order number stay in view, and the header filters."""
    sheet = opened(marked, "受注")
    width, height = sheet.max_column, sheet.max_row
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(height, width).coordinate}"
    pane = sheet.sheet_view.pane
    assert (pane.state, pane.xSplit, pane.ySplit) == ("frozen", 2, 1)
    assert pane.topLeftCell == "C2"
    assert sheet.print_title_rows == "$1:$1"


def test_column_widths_fit_what_they_hold(marked):
    """Every column has a width; one with nothing in it is narrower, one with remarks wider."""
    sheet = opened(marked, "受注")
    widths = {}
    for entry in list(sheet.column_dimensions.values()):
        for number in range(entry.min, entry.max + 1):
            widths[sheet.cell(1, number).value] = entry.width
    assert set(widths) == {cell.value for cell in sheet[1]}
    assert widths["外部広告"] < widths["送り状番号"] < widths["確認"]
    assert widths["入金日"] > widths["発送日"]


def test_stages_have_colours(marked):
    """Each stage of the sheet's kind, and an error, has a conditional format on the stage column alone."""
    sheet = opened(marked, "受注")
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "段階")
    rules = {str(area.sqref): area.rules for area in sheet.conditional_formatting}
    coloured = [area for area, found in rules.items() if any(rule.dxf.fill for rule in found)]
    assert coloured == [f"{letter}2:{letter}8"]
    found = rules[f"{letter}2:{letter}8"]
    stages = {rule.formula[0].strip('"') for rule in found if rule.type == "cellIs"}
    assert stages == {"正常", "注意", "警告", "制限候補", "制限", "発送済", "入金待ち", "対象外"}
    assert [rule.text for rule in found if rule.type == "beginsWith"] == ["エラー"]
    fills = {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in found if rule.type == "cellIs"}
    assert len(set(fills.values())) >= 6


def test_no_warning_marks_on_numbers_kept_as_text(marked):
    """The green corners that Excel puts on digits stored as text are switched off for the whole sheet."""
    with zipfile.ZipFile(marked) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()  # behind 今日
    assert re.search(r'<ignoredError sqref="A1:AP8" numberStoredAsText="1"', sheet)


def test_summary_of_a_qsm_export(marked):
    """集計 counts stages, lists the urgent orders with their cost, this month's points and the rates."""
    rows = rows_of(marked, "集計")
    assert rows[0][0] == "出荷チェック 集計 (基準日 2026/11/21(土))"
    assert "最終的な判定は各モールが行います" in rows[1][0]
    assert section(marked, "Qoo10 段階ごとの件数") == [
        ["段階", "件数"],
        ["正常", 2],
        ["警告", 1],
        ["発送済", 2],
        ["入金待ち", 1],
        ["対象外", 1],
    ]
    urgent = section(marked, "Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)")
    assert [row[:5] for row in urgent[1:]] == [
        ["812340003", "警告", day("11-19"), day("11-19"), -1],
        ["812340004", "正常", day("11-27"), day("11-27"), 4],
        ["812340007", "正常", day("11-27"), day("11-27"), 4],
    ]
    assert urgent[1][5] == "-2 点は確定。11/24(火) に商品の販売制限 (発送率95%以下のため)"
    assert urgent[2][5] == "11/30(月) に -2 点"
    assert section(marked, "Qoo10 今月の減点")[1] == ["2026年11月", 1, -2]
    # In time: the first; late: the second (+4) and the third (unsent on +5).
    rate = section(marked, "Qoo10 発送率")[1]
    assert rate[0] == "入金日基準発送率 (一般)"
    assert rate[2:6] == [1, 3, "95%超", "不足 2件"]
    assert rate[8] == "この表"
    assert [round(rate[place], 3) for place in (1, 7)] == [0.333, 0.333]


def test_korean_export(shell, sample, tmp_path):
    """The Korean export gives the same stages; its own columns keep their names and types."""
    sample(KOREAN)
    assert shell("refresh", KOREAN, *AS_OF).status == 0
    book = tmp_path / "DeliveryManagement_detail_ko_判定.xlsx"
    assert records(book, "受注", "주문번호", "段階") == [("812340001", "発送済"), ("812340003", "警告")]
    assert cells_under(book, "受注", "입금일")[0].is_date
    assert "수취인명" not in rows_of(book, "受注")[0]


def test_a_row_that_has_shifted_is_named_and_left_out(shell, tmp_path):
    """The rows that can be read are judged, the other one is listed, counted on 集計 and ends with 1."""
    rows = [
        "注文番号,商品名,入金日,発送日",
        "1,見本,2026/11/20,",
        "2,見本,B,2026/11/20,",
        "3,見本,2026/11/20,",
    ]
    (tmp_path / "表.csv").write_text("\r\n".join(rows), "cp932")
    ran = shell("refresh", "表.csv", *AS_OF, "--verbose")
    assert ran.status == 1
    assert "表.csv の3行目 (注文番号 2)は5列で、見出しの4列と合わず" in ran.err
    assert "■ 読んでいない行" in ran.out
    assert "  確認が必要 1 (判定できていない行)" in ran.out.splitlines()
    summary = [str(cell) for row in rows_of(tmp_path / "表_判定.xlsx", "集計") for cell in row]
    assert any(cell.startswith("読んでいない行") for cell in summary)
    assert "2行を判定しました" in ran.out
    assert [row[0] for row in records(tmp_path / "表_判定.xlsx", "受注", "注文番号", "段階")] == ["1", "3"]
    english = shell("refresh", "表.csv", "--lang", "en", "--dry-run", *AS_OF)
    assert "row 3 (注文番号 2) has 5 columns, the header 4" in english.err


def test_two_qsm_files_are_one_table(shell, sample, tmp_path):
    """The newer file's rows win whichever is named first, new orders follow, and what was updated is said."""
    sample(DETAIL), sample(NEXT_DAY)
    ran = shell("refresh", NEXT_DAY, DETAIL, "--as-of", "2026-11-22", "-o", MARKED)
    assert ran.status == 0
    assert "2件の注文を、新しいほうのファイルの内容に更新しました" in ran.err
    stages = dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))
    assert list(stages) == [f"81234000{number}" for number in range(1, 9)]
    # Sent on 11-20, the +5 day: no longer unsent, but the points stand.
    assert stages["812340003"] == "発送済"
    assert dict(records(tmp_path / MARKED, "受注", "注文番号", "減点"))["812340003"] == -2
