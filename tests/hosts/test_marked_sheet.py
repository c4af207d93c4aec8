"""The order sheet of a book that we make: what stands together, what is in view, what is printed, how it looks."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from xlshipcheck.context import Context
from xlshipcheck.qoo10.kernel import SENT, STAGES
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import make_samples
from xlshipcheck.values.days import day_of
from xlshipcheck.xlsx.writing import theme

AS_OF = dt.date(2026, 11, 30)
NOW = dt.datetime(2026, 11, 30, 9, 0)  # noqa: DTZ001  a name for a backup
PRINTED = "注文番号 商品名 数量 段階 残り日数 最終発送日 発送率期限 確認".split()


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return the demo's marked books, read by openpyxl: Qoo10, Amazon, 営業所止め."""
    found = []
    for paths, context in make_samples(tmp_path_factory.mktemp("demo"), Context(day_of(AS_OF))):
        outcome = refresh_exports(paths, context, Options(), NOW, lambda *_: None)
        found.append(openpyxl.load_workbook(outcome.written))
    return found


@pytest.fixture
def orders(books):
    """Return the sheet of Qoo10 orders."""
    return books[0]["受注"]


def titles(sheet):
    """Return header -> column."""
    return {cell.value: cell.column for cell in sheet[1]}


def hidden_columns(sheet):
    """Return the columns out of view."""
    return {
        column
        for entry in sheet.column_dimensions.values()
        if entry.hidden
        for column in range(entry.min, entry.max + 1)
    }


def width_of(sheet, column):
    """Return the width of a column in characters; neighbours of one width stand as one entry."""
    entries = sheet.column_dimensions.values()
    return next(entry.width for entry in entries if entry.min <= column <= entry.max)


def test_eight_columns_are_printed_one_page_wide_at_nine_points(books):
    """What is needed to pack and the results stand side by side, and A4 takes them at 90 % of our 10 points."""
    sheet = books[0]["受注"]
    area = re.fullmatch(r"'受注'!\$A\$1:\$([A-Z]+)\$(\d+)", sheet.print_area)
    last = openpyxl.utils.column_index_from_string(area[1])
    printed = [
        cell.value for cell in sheet[1] if cell.column <= last and cell.column not in hidden_columns(sheet)
    ]
    assert printed == PRINTED
    assert int(area[2]) == sheet.max_row
    for book, name in zip(books, ("受注", "出荷", "営業所止め"), strict=True):
        sheet = book[name]
        end = re.search(r":\$([A-Z]+)\$", sheet.print_area)[1]
        places = set(range(1, openpyxl.utils.column_index_from_string(end) + 1)) - hidden_columns(sheet)
        assert len(places) <= 8
        # Calibri 11 has digits of 7 pixels; XlsxWriter's widths hold the cell's padding.
        pixels = sum(round(width_of(sheet, place) * 7) for place in places)
        paper = (297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right) * 96
        assert paper / pixels >= 0.9
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(None, 0), (1, 0)}
        assert sheet.print_title_rows == "$1:$1"
        footer = sheet.oddFooter
        assert footer.left.text == "&F"
        assert "基準日 2026/11/30" in footer.center.text
        assert footer.right.text.replace("&[Page]", "&P").replace("&[Pages]", "&N") == "&P / &N"


def test_results_begin_with_the_stage_and_the_days_left(orders):
    """Of ten results, the first say how urgent an order is; 発送率期限 has its column."""
    header = [cell.value for cell in orders[1]]
    first = header.index("段階")
    assert header[first : first + 5] == ["段階", "残り日数", "最終発送日", "発送率期限", "確認"]
    assert len(header) - first == 10


def test_the_sheet_opens_on_the_unsent_orders(orders):
    """Sent and cancelled orders are out of view by the filter of 段階, and no other row is."""
    stage = titles(orders)["段階"]
    hidden = {row for row in range(2, orders.max_row + 1) if orders.row_dimensions[row].hidden}
    assert hidden == {
        row for row in range(2, orders.max_row + 1) if orders.cell(row, stage).value in {"発送済", "対象外"}
    }
    assert hidden
    (column,) = orders.auto_filter.filterColumn
    assert column.colId == stage - 1
    filters = {(one.operator, one.val) for one in column.customFilters.customFilter}
    assert filters == {("notEqual", "発送済"), ("notEqual", "対象外")}


@pytest.mark.parametrize(
    ("book", "name", "title", "calm"),
    [(1, "出荷", "追跡判定", {"有効", "対象外"}), (2, "営業所止め", "対応段階", {"受取完了"})],
)
def test_what_asks_for_nothing_is_out_of_view(books, book, name, title, calm):
    """Packages that are right and parcels that were fetched are neither in view nor printed, and every other row is."""
    sheet = books[book][name]
    column = titles(sheet)[title]
    rows = range(2, sheet.max_row + 1)
    hidden = {row for row in rows if sheet.row_dimensions[row].hidden}
    assert hidden == {row for row in rows if sheet.cell(row, column).value in calm}
    assert 0 < len(hidden) < len(rows)
    (filtered,) = sheet.auto_filter.filterColumn
    assert filtered.colId == column - 1


@pytest.mark.parametrize(
    ("lines", "sheet", "hidden"),
    [
        (
            [
                "注文番号,配送会社,送り状番号,注文金額,お届け予定日,カテゴリー,配送状態,出荷期限,発送日",
                "1,ヤマト運輸,444413758703,2000,2026/11/10,本,Shipped,2026/11/08,2026/11/07",
                "2,ヤマト運輸,512547514334,2000,2026/11/10,本,???,2026/11/08,2026/11/07",
                "3,ヤマト運輸,123456789012,2000,2026/11/10,本,Shipped,2026/11/08,2026/11/07",
            ],
            "出荷",
            {2},
        ),
        (
            [
                "配送状態,注文番号,入金日,発送日,追跡番号",
                "配送完了,1,2026/11/16,2026/11/17,444413758703",
                "配送完了,2,2026/11/16,2026/11/17,4.44414E+11",
                "配送要請,3,2026/11/16,,",
            ],
            "受注",
            {2},
        ),
    ],
)
def test_what_cannot_be_read_is_in_view_whatever_its_stage(tmp_path, lines, sheet, hidden):
    """今日 leads to a row that cannot be read, so it is neither hidden nor left out of the print."""
    path = tmp_path / "注文.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome = refresh_exports([path], Context(day_of(AS_OF)), Options(), NOW, lambda *_: None)
    marked = openpyxl.load_workbook(outcome.written)[sheet]
    assert marked.auto_filter.filterColumn
    assert {row for row in range(2, marked.max_row + 1) if marked.row_dimensions[row].hidden} == hidden


def test_why_a_row_is_not_judged_begins_in_view(tmp_path):
    """A sentence in the place of a stage stands at the left: in the middle its beginning hides under the column before."""
    path = tmp_path / "注文.csv"
    lines = ["配送状態,注文番号,入金日,発送日,追跡番号", "配送要請,1,2026/11/27,,", "配送要請,2,2026/13/45,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome = refresh_exports([path], Context(day_of(AS_OF)), Options(), NOW, lambda *_: None)
    sheet = openpyxl.load_workbook(outcome.written)["受注"]
    stages = [sheet.cell(row, titles(sheet)["段階"]) for row in (2, 3)]
    assert [str(cell.value)[:3] for cell in stages] == ["正常", "エラー"]
    assert [cell.alignment.horizontal for cell in stages] == ["center", "left"]


def test_a_reason_wraps_where_its_row_is_high_enough(books):
    """Why a package is invalid stands in several lines; hundreds of reasons of right ones take one line each, unwrapped."""
    sheet = books[1]["出荷"]
    columns = titles(sheet)
    seen = set()
    for row in range(2, sheet.max_row + 1):
        verdict = sheet.cell(row, columns["追跡判定"]).value
        cell = sheet.cell(row, columns["判定理由"])
        seen.add((verdict == "無効", bool(cell.alignment.wrap_text)))
        if cell.alignment.wrap_text and theme.line_count(cell.value, width_of(sheet, cell.column)) > 1:
            assert sheet.row_dimensions[row].height > theme.LINE_HEIGHT
    assert seen == {(True, True), (False, False)}


def test_other_columns_are_folded(orders):
    """The export's other columns are a click on [+] away, not gone."""
    columns = titles(orders)
    hidden = hidden_columns(orders)
    assert columns["配送状態"] in hidden
    assert columns["注文番号"] not in hidden
    assert all(entry.outlineLevel == 1 for entry in orders.column_dimensions.values() if entry.hidden)
    assert not hidden & {columns[title] for title in ("減点日", "制限日", "減点", "判定の率")}


def test_days_left_are_said_in_words(orders):
    """今日 for 0, 超過 below it; the days of a preorder are calendar days and say so; the value stays a number."""
    columns = titles(orders)
    seen = set()
    for row in range(2, orders.max_row + 1):
        cell = orders.cell(row, columns["残り日数"])
        if cell.value is None:
            continue
        assert isinstance(cell.value, int)
        calendar = str(orders.cell(row, columns["商品名"]).value).startswith("予約")
        assert cell.number_format == (theme.CALENDAR_DAYS_FORMAT if calendar else theme.BUSINESS_DAYS_FORMAT)
        seen.add(calendar)
    assert seen == {True, False}


def grey(colour):
    """Return how light a colour is in grey print."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_stages_are_told_apart_in_grey():
    """From 正常 to 制限 each is darker than the one before, and the bad ones have marks of their own."""
    colours = theme.COLOURS_OF["段階"]
    order = [colours[stage] for stage in ("正常", "注意", "警告", "制限候補", "制限")]
    lightness = [grey(colour.fill) for colour in order]
    assert all(one - other >= 9 for one, other in itertools.pairwise(lightness)), lightness
    assert [colour.mark for colour in order] == ["", "▲", "■", "○", "●"]


def rules_of(sheet, title):
    """Return the conditional formats of a column."""
    letter = get_column_letter(titles(sheet)[title])
    areas = sheet.conditional_formatting
    return [rule for area in areas if str(area.sqref).startswith(f"{letter}2:") for rule in area.rules]


def test_marks_come_by_number_format(orders):
    """The cell's value stays the word, which filters and formulas look for."""
    marks = {
        rule.formula[0].strip('"'): rule.dxf.numFmt.formatCode
        for rule in rules_of(orders, "段階")
        if rule.dxf.numFmt
    }
    assert marks == {"注意": '"▲ "@', "警告": '"■ "@', "制限候補": '"○ "@', "制限": '"● "@'}
    stages = {orders.cell(row, titles(orders)["段階"]).value for row in range(2, orders.max_row + 1)}
    assert stages <= set(STAGES)


def test_what_asks_for_nothing_is_light(orders):
    """減点 0 and the dates of a sent order."""
    pale = f"FF{theme.PALE_TEXT[1:]}"
    (nothing,) = rules_of(orders, "減点")
    assert (nothing.type, nothing.operator, nothing.formula) == ("cellIs", "equal", ["0"])
    assert nothing.dxf.font.color.rgb == pale
    for title in ("最終発送日", "発送率期限", "減点日", "制限日"):
        (sent,) = rules_of(orders, title)
        letter = get_column_letter(titles(orders)["段階"])
        assert sent.formula == [f'${letter}2="{STAGES[SENT]}"']
        assert sent.dxf.font.color.rgb == pale


def test_rows_are_high_enough_for_the_remarks(orders):
    """確認 is read without a click: its row has as many lines as it takes, up to six."""
    columns = titles(orders)
    width = width_of(orders, columns["確認"])
    seen = set()
    for row in range(2, orders.max_row + 1):
        lines = min(theme.line_count(orders.cell(row, columns["確認"]).value or "", width), 6)
        height = orders.row_dimensions[row].height
        assert height == (lines * theme.LINE_HEIGHT if lines > 1 else None), row
        seen.add(lines)
    assert len(seen) > 1


def test_remarks_say_first_what_to_do(orders):
    """An order at 注意 or worse is to be sent today, with an apology."""
    columns = titles(orders)
    for row in range(2, orders.max_row + 1):
        stage = orders.cell(row, columns["段階"]).value
        remark = str(orders.cell(row, columns["確認"]).value or "")
        if stage in {"注意", "警告", "制限候補", "制限"}:
            assert remark.startswith("対応: 本日発送。お詫びメッセージを送る"), row
        if stage == "発送済":
            assert "対応" not in remark
