"""The 設定 sheet of the template: single values above, lists as tables side by side below."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import PREORDER_LIST
from xlshipcheck.generators.template.examples import AS_OF, PREORDER_DAY, PREORDER_ITEM
from xlshipcheck.generators.template.form import CODE, DATE, EFFECTIVE_DAY, RATE, TEXT
from xlshipcheck.generators.template.layout import date_rule
from xlshipcheck.generators.template.style import set_page, write_banner
from xlshipcheck.headers.roles import all_roles
from xlshipcheck.hosts.clock import CLOCK_NAME
from xlshipcheck.hosts.function_names import CHECK_NAME
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.sheet import AS_OF as AS_OF_LABEL
from xlshipcheck.settings.sheet import CHOICES, DAY_LISTS, ITEM_HEADERS, PAIR_LISTS, RATES, SHEET_NAME, WINDOW
from xlshipcheck.values.results import REFRESHED_DAY_NAME
from xlshipcheck.values.results import WORDS_SHEET_NAME as LISTS_NAME
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.context import Context
    from xlshipcheck.generators.template.style import Styles

BANNER_ROW, ITEMS_ROW = 1, 3
LIST_ROWS: Final = 12
HIDDEN_CELLS: Final = {
    CHECK_NAME: "$D$1",
    CLOCK_NAME: "$D$2",
    REFRESHED_DAY_NAME: "$D$3",
    EFFECTIVE_DAY: "$D$4",
}
NOTE: Final = "メモ"
LAST_COLUMN: Final = 10
# Label -> kind of its cell, its value as delivered, what it does.
_ITEMS: Final[dict[str, tuple[str, Any, str]]] = {
    AS_OF_LABEL: (
        DATE,
        None,
        "空白なら今日 (最後に「更新」した日)。別の日で判定したいときだけ日付を入力します。「更新」を押すと空白に戻ります",
    ),
    RATES["一般"]: (
        RATE,
        None,
        (
            "QSM に表示された入金日基準発送率 (例: 96.2%)。空白なら「更新」が表から数えて「判定の率」に書いた率で判定し、"
            "判定の率もない注文は 制限 ではなく 制限候補 と表示します"
        ),
    ),
    RATES["予約"]: (RATE, None, "QSM に表示された予約日基準発送率"),
    "区分のない注文": (TEXT, "一般", "区分の列が空白で、下の予約商品の一覧にもない注文の区分"),
    "率を数える単位": (TEXT, "注文番号", "ブックの注文から発送率を数える単位。注文番号 (1行) か カート番号"),
    "率を数える範囲": (
        TEXT,
        "ブック全体",
        "発送率を数える行。ブックのすべての Qoo10 シート (ブック全体) か シートごと",
    ),
    "制限を決める率": (
        TEXT,
        "制限日の終わり",
        "制限になるかを決める発送率。制限日の終わり (安全な側) か 前日の終わり",
    ),
    WINDOW[0]: (DATE, None, "この期間の入金日・予約日だけで発送率を数えます。空白なら全部の行"),
    WINDOW[1]: (DATE, None, "同じ期間の終わり"),
    "出品者の所在地": (
        TEXT,
        "日本",
        "Amazon の出品者の所在地。行ごとに違うときは出荷シートの出品者に入力します",
    ),
    "店名": (TEXT, None, "購入者への文面の署名"),
    "今日のシート": (TEXT, "作る", "更新のときに今日のシートを作るか。作る か 作らない"),
    "一日の発送数": (
        TEXT,
        None,
        "1日に発送できる件数。40 (月～金) か 月～金40 土10 の形。間に合わない注文と休店・売り切れの目安を今日に出します",
    ),
    "送り状の注文番号の列": (
        TEXT,
        None,
        "送り状ソフトの発行済データで注文番号が入っている列の見出し。空白なら お客様管理番号 (お客様側管理番号)",
    ),
    "ゆうプリの発送日": (
        TEXT,
        "使わない",
        "ゆうプリの発送日が本当に発送した日なら 使う。使わない なら発送日は空白のまま (印刷しただけの送り状を発送済みにしません)",
    ),
}
# Header -> table, kind of the second column, width of both.
_DAY_TABLES: Final = {
    "モールの休業日": "モール休業日",
    "モールの営業日": "モール営業日",
    "店休日": "店休日一覧",
}
_PAIR_TABLES: Final = {
    "予約商品の番号": ("予約商品", DATE, (16, 13)),
    "SKU": ("SKU一覧", TEXT, (16, 18)),
    "列の見出し": ("見出し一覧", TEXT, (18, 14)),
    "規則の名前": ("店の規則", TEXT, (30, 10)),
}
_SECTIONS: Final = {
    "モールの休業日": "モールが休業として扱う日 (期限が動きます)",
    "モールの営業日": "モールが営業する土日・祝日",
    "店休日": "店の休み (期限は動きません)",
    "予約商品の番号": "予約商品 (日付が何回もあれば1行ずつ、7日 の形でも可)",
    "SKU": "Amazon の SKU とカテゴリー",
    "列の見出し": "見出しの読み方",
    "規則の名前": "規則の値の変更",
}


def defined_names() -> dict[str, str]:
    """Return name -> cell for the single values that formulas use."""
    items = {label: f"={SHEET_NAME}!$B${ITEMS_ROW + 2 + place}" for place, label in enumerate(_ITEMS)}
    return items | {name: f"={LISTS_NAME}!{place}" for name, place in HIDDEN_CELLS.items()}


def lay_out(book: Workbook, sheet: Worksheet, context: Context, styles: Styles, *, has_button: bool) -> None:
    """Lay out the 設定 sheet, and the hidden sheet with the words that its cells offer.

    Args:
        book: the workbook.
        sheet: an empty worksheet.
        context: of the stored answers.
        styles: of the workbook.
        has_button: whether the book has macros.
    """
    choices = _choices_sheet(book, context, styles)
    sheet.set_row(0, 2 * theme.LINE_HEIGHT)
    sheet.write_string(0, 0, SHEET_NAME, styles.title)
    write_banner(sheet, BANNER_ROW, LAST_COLUMN, styles, has_button=has_button)
    _write_items(sheet, styles)
    row = _write_rules(sheet, ITEMS_ROW + len(_ITEMS) + 2, context, styles)
    _write_lists(sheet, row + 1, choices, styles)
    sheet.freeze_panes(BANNER_ROW + 1, 0)
    set_page(sheet, pages_wide=1)


def _write_items(sheet: Worksheet, styles: Styles) -> None:
    for column, header in enumerate((*ITEM_HEADERS, "説明")):
        sheet.write_string(ITEMS_ROW, column, header, styles.header)
    sheet.merge_range(ITEMS_ROW, 2, ITEMS_ROW, LAST_COLUMN, "説明", styles.header)
    for place, (label, (kind, value, help_text)) in enumerate(_ITEMS.items()):
        row = ITEMS_ROW + 1 + place
        sheet.write_string(row, 0, label, styles.label)
        style = styles.entries[kind]
        if isinstance(value, dt.date):
            sheet.write_datetime(row, 1, value, style)
        elif value is None:
            sheet.write_blank(row, 1, None, style)
        else:
            sheet.write_string(row, 1, value, style)
        sheet.merge_range(row, 2, row, LAST_COLUMN, help_text, styles.wrapped)
        sheet.set_row(row, 1.3 * theme.LINE_HEIGHT)
        if kind == DATE:
            sheet.data_validation(row, 1, row, 1, date_rule(label))
        elif kind == RATE:
            sheet.data_validation(row, 1, row, 1, _rate_rule(label))
        elif label in CHOICES:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(CHOICES[label])})


def _rate_rule(label: str) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 1,
        "error_title": label,
        "error_message": "96.2% のように入力してください",
    }


def _write_rules(sheet: Worksheet, row: int, context: Context, styles: Styles) -> int:
    """Write the rules' version and age, and return the row below."""
    checked = standard_rulebook().checked_on()
    sheet.write_string(row, 0, "規則の版", styles.label)
    version = str(call("SHIPCHECK_VERSION", [], context))
    sheet.merge_range(row, 1, row, LAST_COLUMN, "", styles.wrapped)
    sheet.write_formula(row, 1, "=SHIPCHECK_VERSION()", styles.wrapped, version)
    sheet.write_string(row + 1, 0, "規則の最終確認", styles.label)
    sheet.write_datetime(row + 1, 1, checked, styles.of(num_format=theme.DATE_FORMAT, align="left", border=1))
    age = (
        f'="このひな形の規則は確認から "&(判定日-$B${row + 2})&" 日たっています。'
        'モールの規則は変わります。半年を過ぎたら新しい版に更新してください"'
    )
    text = (
        f"このひな形の規則は確認から {(AS_OF - checked).days} 日たっています。"
        "モールの規則は変わります。半年を過ぎたら新しい版に更新してください"
    )
    sheet.merge_range(row + 1, 2, row + 1, LAST_COLUMN, "", styles.wrapped)
    sheet.write_formula(row + 1, 2, age, styles.wrapped, text)
    old = {"type": "formula", "criteria": f"=判定日-$B${row + 2}>183", "format": styles.alarm}
    sheet.conditional_format(row + 1, 2, row + 1, LAST_COLUMN, old)
    return row + 3


def _write_lists(sheet: Worksheet, row: int, choices: dict[str, str], styles: Styles) -> None:
    column = 0
    # Headers of Amazon's report are new once in years: who needs that list writes it, the template does not show it.
    for header in (*DAY_LISTS, *_PAIR_TABLES):
        sheet.write_string(row - 1, column, _SECTIONS[header], styles.heading)
        sheet.write_blank(row - 1, column + 1, None, styles.heading)
        if header in _DAY_TABLES:
            headers = (header, NOTE)
            kinds, widths, name = (DATE, TEXT), (15, 15), _DAY_TABLES[header]
        else:
            name, kind, widths = _PAIR_TABLES[header]
            headers = next(pair for pair in PAIR_LISTS if pair[0] == header)
            kinds = (CODE, kind)
        _write_list(sheet, row, column, name, headers, kinds, styles)
        for offset in (0, 1):
            # The first two columns also hold the single values above.
            width = (22, 18)[offset] if column == 0 else widths[offset]
            sheet.set_column(column + offset, column + offset, width, styles.plain)
        if headers[1] in choices:
            rule = {"validate": "list", "source": choices[headers[1]]}
            sheet.data_validation(row + 1, column + 1, row + LIST_ROWS, column + 1, rule)
        if header in choices:
            rule = {"validate": "list", "source": choices[header], "error_type": "information"}
            sheet.data_validation(row + 1, column, row + LIST_ROWS, column, rule)
        sheet.set_column(column + 2, column + 2, 2, styles.plain)
        column += 3
    sheet.set_row(row, theme.HEADER_HEIGHT)


def _write_list(
    sheet: Worksheet,
    row: int,
    column: int,
    name: str,
    headers: tuple[str, str],
    kinds: tuple[str, str],
    styles: Styles,
) -> None:
    columns = [
        {"header": header, "header_format": styles.header, "format": styles.cells[kind]}
        for header, kind in zip(headers, kinds, strict=True)
    ]
    options = {"name": name, "style": "Table Style Light 15", "columns": columns, "autofilter": False}
    sheet.add_table(row, column, row + LIST_ROWS, column + 1, options)
    for offset, kind in enumerate(kinds):
        for place in range(LIST_ROWS):
            sheet.write_blank(row + 1 + place, column + offset, None, styles.cells[kind])
        if kind == DATE:
            rule = date_rule(headers[offset])
            if headers == PREORDER_LIST:
                # `7日` is an entry too, and what cannot be read is refused with its place when it is read.
                message = "2026/11/20 のような日付か、発送準備日数 (7日) を入力してください"
                rule |= {"error_type": "warning", "error_message": message}
            sheet.data_validation(row + 1, column + offset, row + LIST_ROWS, column + offset, rule)
    if name == "予約商品":
        sheet.write_string(row + 1, column, PREORDER_ITEM, styles.cells[CODE])
        sheet.write_datetime(row + 1, column + 1, PREORDER_DAY, styles.cells[DATE])


def _choices_sheet(book: Workbook, context: Context, styles: Styles) -> dict[str, str]:
    """Make the hidden sheet of words and return header -> where its words stand."""
    sheet = book.add_worksheet(LISTS_NAME)
    sheet.very_hidden()
    # Calculated anew with every change, unlike a call alone; in all others the stored answer stays.
    version = str(call("SHIPCHECK_VERSION", [], context))
    sheet.write_formula(
        HIDDEN_CELLS[CHECK_NAME].replace("$", ""),
        "=IF(NOW()>0,SHIPCHECK_VERSION())",
        styles.plain,
        version,
    )
    sheet.write_number(HIDDEN_CELLS[CLOCK_NAME].replace("$", ""), 0, styles.plain)
    # Not TODAY(): it would be calculated on opening, and without the functions all answers with it.
    day = styles.of(num_format=theme.DATE_FORMAT)
    sheet.write_datetime(HIDDEN_CELLS[REFRESHED_DAY_NAME].replace("$", ""), AS_OF, day)
    sheet.write_formula(
        HIDDEN_CELLS[EFFECTIVE_DAY].replace("$", ""),
        f'=IF({AS_OF_LABEL}="",{REFRESHED_DAY_NAME},{AS_OF_LABEL})',
        day,
        (AS_OF - dt.date(1899, 12, 30)).days,
    )
    words = {
        "その役割": [*all_roles(), "なし"],
        "規則の名前": [rule.key for rule in standard_rulebook().rules()],
    }
    places = {}
    for column, (header, entries) in enumerate(words.items()):
        sheet.write_column(0, column, entries, styles.plain)
        letter = "AB"[column]
        places[header] = f"={LISTS_NAME}!${letter}$1:${letter}${len(entries)}"
    return places
