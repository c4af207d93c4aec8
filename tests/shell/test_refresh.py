"""`xlshipcheck refresh`: an export goes in, a marked workbook comes out, read back by openpyxl and calamine."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile

import pytest
from books import calamine_rows, cells_under, column, opened, records, rows_of, section
from conftest import AS_OF

from xlshipcheck.shell import telling
from xlshipcheck.shell.refresh_files import JUDGING, WRITING
from xlshipcheck.shell.user_settings import settings_folder

DETAIL = "DeliveryManagement_detail_20261121.csv"
NEXT_DAY = "DeliveryManagement_detail_20261122.csv"
KOREAN = "DeliveryManagement_detail_ko.csv"
MARKED = "DeliveryManagement_detail_20261121_判定.xlsx"
RESULTS = "段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 確認".split()


def day(text: str) -> dt.datetime:
    """Return a November or December day of 2026 as openpyxl reads a date."""
    month, number = text.split("-")
    return dt.datetime(2026, int(month), int(number))  # noqa: DTZ001  a cell has no offset


# RULES.md, worked examples: 入金日 11-09, 11-13, 11-20 and 11-21 (Saturday, equal to the 20th), on 2026-11-21.
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


# ---- Qoo10 ---------------------------------------------------------------------------------------


def test_results_of_a_qsm_export(marked):
    """Every result column has the value that the worked examples give, row by row as the rows came."""
    assert records(marked, "受注", "注文番号", *RESULTS[:-1]) == EXPECTED


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
    assert header[-8:] == RESULTS
    assert len(header) == 44 - 12 + 8


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
    assert len(rows_of(book, "受注")[0]) == 44 + 8
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
    """The header stays in view and filters, and the sheet opens on the results beside the order number."""
    sheet = opened(marked, "受注")
    width, height = sheet.max_column, sheet.max_row
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(height, width).coordinate}"
    pane = sheet.sheet_view.pane
    assert (pane.state, pane.xSplit, pane.ySplit) == ("frozen", 2, 1)
    assert pane.topLeftCell == next(cell.coordinate for cell in sheet[1] if cell.value == "段階").replace(
        "1", "2"
    )
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
    assert list(rules) == [f"{letter}2:{letter}8"]
    found = rules[f"{letter}2:{letter}8"]
    stages = {rule.formula[0].strip('"') for rule in found if rule.type == "cellIs"}
    assert stages == {"正常", "注意", "警告", "制限候補", "制限", "発送済", "入金待ち", "対象外"}
    assert [rule.text for rule in found if rule.type == "beginsWith"] == ["エラー"]
    fills = {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in found if rule.type == "cellIs"}
    assert len(set(fills.values())) >= 6


def test_no_warning_marks_on_numbers_kept_as_text(marked):
    """The green corners that Excel puts on digits stored as text are switched off for the whole sheet."""
    with zipfile.ZipFile(marked) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<ignoredError sqref="A1:AN8" numberStoredAsText="1"', sheet)


def test_summary_of_a_qsm_export(marked):
    """集計 counts stages, lists the urgent orders with their cost, this month's points and the rates."""
    rows = rows_of(marked, "集計")
    assert rows[0][0] == "出荷チェック 集計 (基準日 2026-11-21)"
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
    assert urgent[1][5] == "-2 点は確定。2026-11-24 に商品の販売制限 (発送率95%以下のため)"
    assert urgent[2][5] == "2026-11-30 に -2 点"
    assert section(marked, "Qoo10 今月の減点")[1] == ["2026年11月", 1, -2]
    # In time: the first; late: the second (+4) and the third (unsent on +5). Shown cut, not rounded.
    assert section(marked, "Qoo10 発送率")[1] == [
        "入金日基準発送率 (一般)",
        0.3333,
        1,
        3,
        -2,
        0.3333,
        "この表",
    ]


def test_korean_export(shell, sample, tmp_path):
    """The Korean export gives the same stages; its own columns keep their names and types."""
    sample(KOREAN)
    assert shell("refresh", KOREAN, *AS_OF).status == 0
    book = tmp_path / "DeliveryManagement_detail_ko_判定.xlsx"
    assert records(book, "受注", "주문번호", "段階") == [("812340001", "発送済"), ("812340003", "警告")]
    assert cells_under(book, "受注", "입금일")[0].is_date
    assert "수취인명" not in rows_of(book, "受注")[0]


def test_two_qsm_files_are_one_table(shell, sample, tmp_path):
    """The later file's rows win, new orders follow, and what was updated is said."""
    sample(DETAIL), sample(NEXT_DAY)
    ran = shell("refresh", DETAIL, NEXT_DAY, *AS_OF)
    assert ran.status == 0
    assert "2件の注文を、後に指定したファイルの内容に更新しました" in ran.err
    stages = dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))
    assert list(stages) == [f"81234000{number}" for number in range(1, 9)]
    # Sent on 11-20, the +5 day: no longer unsent, but the points stand.
    assert stages["812340003"] == "発送済"
    assert dict(records(tmp_path / MARKED, "受注", "注文番号", "減点"))["812340003"] == -2


# ---- Amazon --------------------------------------------------------------------------------------

REPORT, CONFIRMATION = "amazon_orders.txt", "amazon_shipment.txt"


def test_amazon_report_and_confirmation(shell, sample, tmp_path):
    """Items and packages are joined: amounts without tax from the one, numbers from the other."""
    sample(REPORT), sample(CONFIRMATION)
    ran = shell("refresh", REPORT, CONFIRMATION, *AS_OF)
    assert ran.status == 0
    assert "カテゴリーがありません" in ran.err
    book = tmp_path / "amazon_orders_判定.xlsx"
    found = records(book, "出荷", "明細番号", "送り状番号", "注文金額", "お届け予定日", "追跡判定")
    assert [(row[0][-2:], *row[1:3], row[3] and f"{row[3]:%m-%d}", row[4]) for row in found] == [
        ("11", "444413758703", 1000, "10-15", "有効"),
        ("12", "444413758703", 1100, "10-15", "有効"),
        ("12", "0123456789", 2200, "10-15", "対象外"),
        ("21", "405548424886", 1000, "10-16", "有効"),
        ("31", None, 909, "11-05", None),
    ]
    assert {cell.data_type for cell in cells_under(book, "出荷", "送り状番号") if cell.value} == {"s"}
    assert "buyer-name" not in rows_of(book, "出荷")[0]
    assert section(book, "Amazon 行の判定")[1:] == [
        ["有効", 3],
        ["無効", 0],
        ["対象外", 1],
        ["出荷前 (送り状番号がまだない)", 1],
    ]
    rates = section(book, "Amazon 追跡可能率")
    assert [row[:8] for row in rates[1:2]] == [["全体", day("10-13"), day("11-11"), 2, 2, 1, "注意", 0]]


def test_amazon_rates_by_category(shell, sample, tmp_path):
    """With the SKU list of the settings there is a rate per category; a package counts in each of its own."""
    sample(REPORT), sample(CONFIRMATION)
    (tmp_path / "設定.toml").write_text(
        '[categories]\n"FOOD-01" = "食品"\n"HOME-02" = "ホーム"\n"HOME-04" = "ホーム"\n"BOOK-03" = "本"\n',
        "utf-8",
    )
    ran = shell("refresh", REPORT, CONFIRMATION, "--settings", "設定.toml", *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    rates = section(tmp_path / "amazon_orders_判定.xlsx", "Amazon 追跡可能率")
    assert [(row[0], row[3], row[4]) for row in rates[1:4]] == [
        ("食品", 1, 1),
        ("ホーム", 2, 2),
        ("全体", 2, 2),
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([REPORT], ["配送会社と送り状番号がありません。出荷通知のファイル"]),
        ([CONFIRMATION], ["注文金額がありません", "お届け予定日がありません。未出荷レポートか注文レポート"]),
        (["amazon_all_orders.txt"], ["配送会社と送り状番号がありません", "お届け予定日がありません"]),
        (["amazon_unshipped.txt"], ["配送会社と送り状番号がありません", "注文金額がありません"]),
    ],
)
def test_what_an_amazon_file_lacks_is_said(shell, sample, files, said):
    """One file alone does not serve; the seller learns which other file has the rest."""
    for name in files:
        sample(name)
    ran = shell("refresh", *files, *AS_OF)
    for sentence in said:
        assert sentence in ran.err


def test_fulfilled_by_amazon_is_not_the_sellers(shell, sample, tmp_path):
    """An FBA row of the all-orders report is out of scope and says why."""
    sample("amazon_all_orders.txt")
    shell("refresh", "amazon_all_orders.txt", *AS_OF)
    book = tmp_path / "amazon_all_orders_判定.xlsx"
    rows = records(book, "出荷", "フルフィルメント", "追跡判定", "判定理由")
    by_amazon = [row for row in rows if row[0] == "Amazon"]
    assert [row[1] for row in by_amazon] == ["対象外"]
    assert "FBA" in by_amazon[0][2]


# ---- the seller's own files, and several kinds at once -------------------------------------------


def test_own_list_of_branch_holds(shell, sample, tmp_path):
    """A list of the seller's own is judged by its headers; rows of two lines show the next step whole."""
    sample("own_hold.csv")
    assert shell("refresh", "own_hold.csv", *AS_OF).status == 0
    book = tmp_path / "own_hold_判定.xlsx"
    # Arrival 11-11: seven days with the day of arrival end on 11-17.
    assert records(book, "営業所止め", "送り状No.", "保管期限", "対応段階") == [
        ("4444-1375-8703", day("11-17"), "期限切れ・返送見込み")
    ]
    assert "落札者名" not in rows_of(book, "営業所止め")[0]
    assert opened(book, "営業所止め").row_dimensions[2].height > 30
    assert section(book, "営業所止め 対応が要るもの (急ぐ順)")[1][:2] == [
        "4444-1375-8703",
        "期限切れ・返送見込み",
    ]


def test_header_below_titles(shell, sample, tmp_path):
    """Titles above the header are no rows; an unreadable row is listed and the rest is done."""
    sample("own_orders.csv")
    ran = shell("refresh", "own_orders.csv", *AS_OF)
    assert ran.status == 1
    assert ran.err.startswith("シート「受注」3行目 (注文番号 A-002): 予約の注文に予約日")
    book = tmp_path / "own_orders_判定.xlsx"
    assert [row[0] for row in rows_of(book, "受注")] == ["受注番号", "A-001", "A-002"]
    assert column(book, "受注", "メモ")[0] == "＝急ぎ"
    assert column(book, "受注", "段階")[0] == "発送済"


def test_files_of_all_kinds_in_one_book(shell, sample, tmp_path):
    """Each marketplace gets its sheet, in the order of the files, and 集計 has all of them."""
    for name in (REPORT, CONFIRMATION, DETAIL, "own_hold.csv"):
        sample(name)
    ran = shell("refresh", REPORT, DETAIL, CONFIRMATION, "own_hold.csv", "-o", "全部.xlsx", *AS_OF)
    assert ran.status == 0
    book = tmp_path / "全部.xlsx"
    with zipfile.ZipFile(book) as package:
        names = re.findall(r'<sheet name="([^"]+)"', package.read("xl/workbook.xml").decode())
    assert names == ["出荷", "受注", "営業所止め", "集計"]
    assert len(rows_of(book, "出荷")) == 1 + 5
    assert section(book, "Qoo10 今月の減点")
    assert section(book, "Amazon 追跡可能率")
    assert section(book, "営業所止め 対応段階ごとの件数")
    assert "13行を判定しました: 全部.xlsx" in ran.out


def test_two_lists_of_one_kind_are_two_sheets(shell, sample, tmp_path):
    """Own lists are never merged; the headings of 集計 tell their sheets apart."""
    first, second = sample("own_orders.csv"), tmp_path / "12月.csv"
    second.write_bytes(first.read_bytes())
    shell("refresh", "own_orders.csv", "12月.csv", *AS_OF)
    book = tmp_path / "own_orders_判定.xlsx"
    assert len(rows_of(book, "受注 (2)")) == 3
    assert section(book, "Qoo10 段階ごとの件数 (シート「受注 (2)」)")


# ---- options -------------------------------------------------------------------------------------


def test_as_of_moves_the_stage(shell, sample, tmp_path):
    """On +6 with a rate at or below the limit the order is 制限."""
    sample(DETAIL)
    shell("refresh", DETAIL, "--as-of", "2026-11-24")
    stages = dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))
    assert (stages["812340003"], stages["812340004"]) == ("制限", "正常")
    assert section(tmp_path / MARKED, "Qoo10 販売制限の商品")[1] == ["700000001", day("12-24"), "制限"]


def test_without_as_of_it_is_today_in_japan(shell, sample):
    """The day is read off the clock in JST when none is given."""
    sample(DETAIL)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date()
    data = json.loads(shell("refresh", DETAIL, "--dry-run", "--json").out)
    assert abs(dt.date.fromisoformat(data["as_of"]) - today) <= dt.timedelta(days=1)  # midnight may pass


@pytest.mark.parametrize(
    ("settings", "as_of", "order", "titles", "expected"),
    [
        pytest.param(
            'closed = ["2026-11-24", "2026-11-25"]',
            "2026-11-21",
            "812340004",
            ["最終発送日", "減点日", "制限日"],
            (day("12-1"), day("12-2"), day("12-3")),
            id="closed days move the deadlines",
        ),
        pytest.param(
            '[preorder_items]\n"700000004" = "2026-11-20"',
            "2026-11-21",
            "812340007",
            ["段階", "最終発送日", "減点日", "制限日", "残り日数"],
            ("注意", day("11-22"), day("11-23"), day("11-24"), 1),
            id="a listed preorder item runs on its own clock",
        ),
        pytest.param(
            '[rates]\n"一般" = "96%"',
            "2026-11-24",
            "812340003",
            ["段階"],
            ("警告",),
            id="a rate above the limit",
        ),
        pytest.param(
            '[rates]\n"一般" = "95%"',
            "2026-11-24",
            "812340003",
            ["段階"],
            ("制限",),
            id="a rate exactly on it",
        ),
        pytest.param(
            '[rules]\n"qoo10.general.safe" = 3',
            "2026-11-21",
            "812340004",
            ["最終発送日"],
            (day("11-26"),),
            id="a rule",
        ),
        pytest.param(
            'shop_closed = ["2026-11-27"]',
            "2026-11-21",
            "812340004",
            ["最終発送日"],
            (day("11-27"),),
            id="店休日",
        ),
    ],
)
def test_settings_are_followed(shell, sample, tmp_path, settings, as_of, order, titles, expected):
    """What the shop sets decides; its own days off never move a deadline."""
    sample(DETAIL)
    (tmp_path / "設定.toml").write_text(settings, "utf-8")
    assert shell("refresh", DETAIL, "--settings", "設定.toml", "--as-of", as_of).status == 0
    rows = {row[0]: row[1:] for row in records(tmp_path / MARKED, "受注", "注文番号", *titles)}
    assert rows[order] == expected


def test_shop_holidays_enter_the_shops_own_last_day(shell, sample, tmp_path):
    """自店最終発送日 is the last day the shop is open on or before the deadline."""
    sample(DETAIL)
    (tmp_path / "設定.toml").write_text('shop_closed = ["2026-11-27"]', "utf-8")
    shell("refresh", DETAIL, "--settings", "設定.toml", *AS_OF)
    urgent = section(tmp_path / MARKED, "Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)")
    assert urgent[2][:4] == ["812340004", "正常", day("11-27"), day("11-26")]


def test_settings_in_the_usual_place_are_found(shell, sample, tmp_path, home):
    """A file called settings.toml in the user's folder is read without being named."""
    assert str(settings_folder()).startswith(str(home))
    settings_folder().mkdir(parents=True)
    (settings_folder() / "settings.toml").write_text('[rates]\n"一般" = "99%"', "utf-8")
    sample(DETAIL)
    shell("refresh", DETAIL, "--as-of", "2026-11-24")
    assert dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))["812340003"] == "警告"
    assert section(tmp_path / MARKED, "Qoo10 発送率")[1][5:] == [0.99, "設定"]


def test_columns_are_mapped(shell, tmp_path):
    """`--map` names a column that the synonym list does not know, and takes one out that it does."""
    (tmp_path / "表.csv").write_text(
        "注文番号,お金が来た日,発送日,決済日\r\nA-1,2026/11/13,,2026/11/20\r\n", "utf-8"
    )
    ran = shell("refresh", "表.csv", "--map", "お金が来た日=入金日", "--map", "決済日=なし", *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    book = tmp_path / "表_判定.xlsx"
    assert column(book, "受注", "段階") == ["警告"]
    assert cells_under(book, "受注", "お金が来た日")[0].is_date


def test_result_columns_in_the_export_are_renewed(shell, tmp_path):
    """An export of an earlier result does not get its result columns twice."""
    (tmp_path / "表.csv").write_text("注文番号,入金日,発送日,段階\r\nA-1,2026/11/13,,古い\r\n", "utf-8")
    shell("refresh", "表.csv", *AS_OF)
    header = rows_of(tmp_path / "表_判定.xlsx", "受注")[0]
    assert header == ["注文番号", "入金日", "発送日", *RESULTS]
    assert column(tmp_path / "表_判定.xlsx", "受注", "段階") == ["警告"]


# ---- files ---------------------------------------------------------------------------------------


def test_export_is_never_changed(shell, sample):
    """The .csv is the same byte for byte, and nothing but the workbook is made beside it."""
    path = sample(DETAIL)
    before = path.read_bytes(), path.stat().st_mtime_ns
    shell("refresh", DETAIL, *AS_OF)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == [DETAIL, MARKED]


def test_two_runs_give_equal_bytes(shell, sample, tmp_path):
    """The same export, day and settings make the same file."""
    sample(DETAIL)
    shell("refresh", DETAIL, "-o", "a.xlsx", *AS_OF)
    shell("refresh", DETAIL, "-o", "b.xlsx", *AS_OF)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_standing_result_is_backed_up(shell, sample, tmp_path):
    """What stood under the result's name is kept under a dated one, and the seller is told where."""
    sample(DETAIL)
    (tmp_path / MARKED).write_bytes("わたしのファイル".encode())
    ran = shell("refresh", DETAIL, *AS_OF)
    backups = list(tmp_path.glob("*バックアップ*.xlsx"))
    assert [path.read_bytes().decode() for path in backups] == ["わたしのファイル"]
    assert f"前のファイルの控え: {backups[0].name}" in ran.out
    assert len(rows_of(tmp_path / MARKED, "受注")) == 8


def test_output_goes_where_it_is_asked_to(shell, sample, tmp_path):
    """`-o` names the file, in any folder that exists."""
    sample(DETAIL)
    (tmp_path / "結果").mkdir()
    ran = shell("refresh", DETAIL, "-o", "結果/今日 の.xlsx", *AS_OF)
    assert "7行を判定しました: 結果/今日 の.xlsx" in ran.out.replace("\\", "/")
    assert len(rows_of(tmp_path / "結果" / "今日 の.xlsx", "受注")) == 8
    assert not (tmp_path / MARKED).exists()


def test_dry_run_writes_nothing(shell, sample, tmp_path):
    """`--dry-run` shows the summary and leaves the folder as it is."""
    path = sample(DETAIL)
    ran = shell("refresh", DETAIL, "--dry-run", *AS_OF)
    assert ran.status == 0
    assert "■ Qoo10 段階ごとの件数" in ran.out
    assert "7行を判定しました (書き込みはしていません)" in ran.out
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_header_alone(shell, tmp_path):
    """An export without orders gives a sheet without rows, and that is said."""
    (tmp_path / "空.csv").write_text("注文番号,入金日,発送日\r\n", "utf-8")
    ran = shell("refresh", "空.csv", *AS_OF)
    assert ran.status == 0
    assert ran.err == "空.csv には見出しだけがあり、注文の行がありません\n"
    assert rows_of(tmp_path / "空_判定.xlsx", "受注") == [["注文番号", "入金日", "発送日", *RESULTS]]


# ---- what is printed -----------------------------------------------------------------------------


def test_json_is_complete(shell, sample, tmp_path):
    """One JSON object says what was read, written, found and counted; dates in ISO, rates unrounded."""
    sample(DETAIL)
    first = json.loads(shell("refresh", DETAIL, "--json", *AS_OF).out)
    assert first["as_of"] == "2026-11-21"
    assert first["files"] == [DETAIL]
    assert first["written"] == MARKED
    assert first["backup"] is None
    assert first["rows"] == 7
    assert first["sheets"] == {"受注": 7}
    assert first["problems"] == first["notes"] == []
    sections = {part["title"]: part["rows"] for part in first["summary"]["sections"]}
    assert {"段階": "警告", "件数": 1} in sections["Qoo10 段階ごとの件数"]
    assert sections["Qoo10 発送率"][0]["この表の率"] == 1 / 3
    urgent = sections["Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)"]
    assert urgent[0]["最終発送日"] == "2026-11-19"
    second = json.loads(shell("refresh", DETAIL, "--json", *AS_OF).out)
    assert (tmp_path / second["backup"]).is_file()


def test_json_has_the_problems(shell, sample):
    """Problems and notes are lists of sentences; the exit status tells of them too."""
    sample("own_orders.csv")
    ran = shell("refresh", "own_orders.csv", "--json", "--dry-run", *AS_OF)
    assert ran.status == 1
    assert json.loads(ran.out)["problems"][0].startswith("シート「受注」3行目 (注文番号 A-002): ")
    assert ran.err == ""


def test_messages_in_english(shell, sample):
    """`--lang en` changes the messages, wherever it stands; the sheet stays Japanese."""
    sample(DETAIL)
    assert "7 rows judged: " in shell("refresh", DETAIL, *AS_OF, "--lang", "en").out
    assert "backup of the file that stood there: " in shell("--lang=en", "refresh", DETAIL, *AS_OF).out
    assert "(nothing was written)" in shell("refresh", DETAIL, *AS_OF, "--lang=en", "--dry-run").out


def test_long_lists_are_cut(shell, tmp_path):
    """Twenty unreadable rows are listed, the others counted."""
    lines = [f"A-{number},きのう," for number in range(25)]
    (tmp_path / "表.csv").write_text("\r\n".join(["注文番号,入金日,発送日", *lines]), "utf-8")
    ran = shell("refresh", "表.csv", *AS_OF)
    assert ran.status == 1
    said = ran.err.splitlines()
    assert len(said) == 21
    assert said[-1] == "ほか 5 件 (確認の列を見てください)"


def test_progress_is_told_in_both_languages(monkeypatch, capsys):
    """After a second of work the step and the share of the rows are told, at most once a second."""
    clock = [0.0]
    monkeypatch.setattr(telling.time, "monotonic", lambda: clock[0])
    japanese, english = telling.Progress("ja"), telling.Progress("en")
    for moment in (0.5, 1.5, 1.9, 3.0):
        clock[0] = moment
        japanese(WRITING, 3000, 100_000)
        english(JUDGING, 0, 0)
    said = capsys.readouterr().err.splitlines()
    assert said == ["書き込んでいます… 3,000/100,000 行", "judging..."] * 2
