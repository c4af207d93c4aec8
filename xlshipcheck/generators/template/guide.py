"""The 使い方 sheet of the template: what to do in which order, and what each colour asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.generators.template.style import set_page, write_banner
from xlshipcheck.sheets.placing import MOST_FORMULA_ROWS
from xlshipcheck.values.results import DISCLAIMER
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.generators.template.style import Styles

SHEET_NAME: Final = "使い方"
TITLE: Final = "出荷チェック"
LAST_COLUMN: Final = 2
_STEPS_WITH_MACROS: Final = (
    "はじめに一度だけ、このパソコンで xlshipcheck install を実行します。ファイルを開いて黄色い帯が出たら「有効化」を押します。",
    (
        "毎朝、モールの書き出しと送り状のファイルをダウンロードして「取込」を押すと、新しいものを勧めます。「はい」で新しい注文が"
        "加わり、発送日や送り状番号が入ります。ほかのファイルは「いいえ」で選びます。"
    ),
    "「更新」を押すと、基準日が今日になり、判定と集計が新しくなります (取込の後は自動で更新します)。",
    (
        "受注か営業所止めの行を選んで「文面」を押すと、いま購入者へ送る文がクリップボードに入ります (複数行なら新しいブック)。"
        "遅れている注文では原因を一度尋ね、「発送予定日」の列の日付を発送の見込みとして書きます。"
    ),
)
_STEPS_WITHOUT_MACROS: Final = (
    (
        "はじめに一度だけ、LibreOffice なら xlshipcheck install --calc、Excel なら xlshipcheck install を実行します。"
        "入っていないパソコンでは、保存された結果だけが見えます (上の帯が赤くなります)。"
    ),
    (
        "毎朝、LibreOffice はメニュー「出荷チェック」の「取込」、Excel はアドインの「出荷チェック」タブの「取込」で、"
        "ダウンロードした書き出しと送り状を取り込みます (ほかのファイルは「いいえ」で選びます)。"
        "新しい注文が加わり、発送日などが新しくなります。"
    ),
    "同じ場所の「更新」を押すと、基準日が今日になり、判定と集計が新しくなります (取込の後は自動で更新します)。",
    (
        "受注か営業所止めの行を選んで同じ場所の「文面」を押すと、いま購入者へ送る文がクリップボードに入ります "
        "(複数行なら新しいブック)。"
    ),
    (
        "LibreOffice で .xlsx に保存したブックを Excel に渡すときは、先に xlshipcheck repair ブック.xlsx を実行します "
        "(関数の名前が Excel の形に戻ります)。"
    ),
)
_STEPS: Final = (
    "「受注」「出荷」「営業所止め」の紺色の見出しの列に入力するか、モールから書き出した内容を貼り付けます。茶色の見出しの列は数式です。",
    (
        "行が足りなければ、表のすぐ下の行に続けて入力します。表と数式が広がります (LibreOffice では「更新」を押したとき)。"
        f"結果は{MOST_FORMULA_ROWS:,}行まで数式です。それより多い表では「更新」が値で書くので、直した後は「更新」を押します。"
    ),
    (
        "「(例)」で始まる行は見本です。使い始めるときに、見本の行を選んで右クリック →「削除」"
        "(Excel は「テーブルの行」、LibreOffice は「行を削除」) で消してください。"
    ),
    "休業日、予約商品、QSM の発送率などは「設定」に入力します。何も入力しなくても動きます。",
    "Excel の「更新」「取込」をすると、「元に戻す」(Ctrl+Z) の履歴は消えます。必要なら先に保存してください。",
    "いま使っている自分のブックでは、「出荷チェック」のタブかメニューから更新できます。列の名前や順番は変えなくて構いません。",
)
_MEANINGS: Final = {
    "段階": {
        "正常": "期限まで余裕があります",
        "注意": "入金日から3営業日以上 (予約は予約日から)。最終発送日までに発送すれば減点されません",
        "警告": "減点 (-2) の日を過ぎています。制限日の前に発送してください",
        "制限候補": "制限の日を過ぎています。発送率が95%以下なら、その商品の販売が30日間止まります",
        "制限": "発送率が95%以下で制限の日を過ぎています。解除日まで販売が止まります",
        "発送済": "発送日が入っています",
        "入金待ち": "入金日が空白です。期限はまだ動きません",
        "対象外": "キャンセルされた注文です",
    },
    "追跡判定": {
        "有効": "追跡可能率の分子と分母に入ります",
        "無効": "分母だけに入り、率を下げます。判定理由を見て、番号や配送会社を直してください",
        "対象外": "率に入りません (金額や配送会社による)",
    },
    "対応段階": {
        "発送前案内": "営業所止めの注意を、発送の前に購入者へ知らせます",
        "様子見": "今日することはありません",
        "様子見(返事待ち)": "連絡済みで、返事を待っています",
        "落札者へ連絡": "受け取りの予定を尋ねます",
        "営業所へ問い合わせ": "連絡に返事がないので、営業所に状況を尋ねます",
        "期限間近": "保管期限は今日か明日です。すぐに連絡します",
        "期限切れ・返送見込み": "保管期限を過ぎました。返送されていないか確かめます",
        "返送済み対応": "再発送かキャンセルかを購入者に尋ねます",
        "調査(紛失・破損)": "配送会社に調査と補償を尋ねます",
        "受取完了": "終わりました",
    },
}


def lay_out(sheet: Worksheet, styles: Styles, *, has_button: bool) -> None:
    """Lay out the 使い方 sheet."""
    for column, width in enumerate((7, 26, 104)):
        sheet.set_column(column, column, width, styles.plain)
    sheet.set_row(0, 2.2 * theme.LINE_HEIGHT)
    sheet.write_string(0, 0, TITLE, styles.title)
    write_banner(sheet, 1, LAST_COLUMN, styles, has_button=has_button)
    sheet.merge_range(2, 0, 2, LAST_COLUMN, DISCLAIMER, styles.note)
    row = _heading(sheet, 4, "手順", styles)
    steps = (*(_STEPS_WITH_MACROS if has_button else _STEPS_WITHOUT_MACROS), *_STEPS)
    number = styles.of(bold=True, align="center", bg_color="#F2F2F2", border=1, border_color=theme.RULE_LINE)
    for place, step in enumerate(steps, 1):
        sheet.write_number(row, 0, place, number)
        sheet.merge_range(row, 1, row, LAST_COLUMN, step, styles.wrapped)
        sheet.set_row(row, theme.LINE_HEIGHT * theme.line_count(step, 128) + 4)
        row += 1
    for title, meanings in _MEANINGS.items():
        row = _heading(sheet, row + 1, f"{title} の色と意味", styles)
        for stage, meaning in meanings.items():
            colour = theme.COLOURS_OF[title][stage]
            cell = styles.of(bg_color=colour.fill, font_color=colour.text, align="center", border=1)
            sheet.merge_range(row, 0, row, 1, stage, cell)
            sheet.write_string(row, 2, meaning, styles.wrapped)
            row += 1
    set_page(sheet, landscape=False)


def _heading(sheet: Worksheet, row: int, text: str, styles: Styles) -> int:
    for column in range(LAST_COLUMN + 1):
        sheet.write_blank(row, column, None, styles.heading)
    sheet.write_string(row, 0, text, styles.heading)
    return row + 1
