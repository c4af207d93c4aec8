"""What a refresh keeps of a seller's book, beside what loading and saving it with openpyxl keeps.

The table is `docs/kept_features.md`; run this file as a program to write it anew.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import warnings
from pathlib import Path

import openpyxl
from difficult_workbooks import (
    FIRST_ROW,
    furigana,
    hand_made,
    kitchen_sink,
    with_macros,
    with_pivot,
)
from package_parts import parts
from workbook_makers import book, changed

from xlshipcheck.xlsx.editing.workbook import edit_book

PAGE = Path(__file__).parents[2] / "docs" / "kept_features.md"
NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
KEPT, REWRITTEN, LOST = "そのまま", "書き換え", "消える"


def files(pattern):
    """Return what finds the parts of a name."""

    def find(members):
        return {name: data for name, data in members.items() if re.search(pattern, name)}

    return find


def marks(pattern, name=r"xl/worksheets/sheet1\.xml"):
    """Return what finds a piece of XML in the parts of a name."""

    def find(members):
        found = [
            re.findall(pattern, data, re.DOTALL) for part, data in members.items() if re.search(name, part)
        ]
        return [piece for pieces in found for piece in pieces]

    return find


SINK = book(kitchen_sink)
MADE = hand_made()
FURIGANA = changed(book(kitchen_sink), {"xl/sharedStrings.xml": furigana})
FEATURES = [
    ("数式の計算結果", SINK, marks(rb"<f>[^<]*</f><v>[^<]+</v>")),
    ("動的配列数式", SINK, marks(rb'<c r="M5"[^>]*cm="1"[^>]*>')),
    ("セルの文字の一部の色・太字", SINK, marks(rb"<r>.*?</r>", "sharedStrings|sheet1")),
    ("ふりがな", FURIGANA, marks(rb"<rPh.*?</rPh>", "sharedStrings")),
    ("セルの中のチェックボックス", SINK, files("featurePropertyBag")),
    ("グラフ", SINK, files("xl/charts/chart")),
    ("図形・テキストボックス", SINK, marks(rb"<xdr:sp .*?</xdr:sp>", "drawings/drawing")),
    ("画像(背景・ヘッダーのものを含む)", SINK, files("xl/media/")),
    ("シートの背景", SINK, marks(rb"<picture [^>]*>")),
    ("ヘッダーの画像", SINK, marks(rb"<legacyDrawingHF [^>]*>")),
    ("ボタン(フォームコントロール)", SINK, marks(rb'ObjectType="Button"', "vmlDrawing")),
    ("フォームコントロールの設定", MADE, files("ctrlProps")),
    ("メモ(コメント)", SINK, files("xl/comments")),
    ("メモの位置と大きさ", SINK, marks(rb"<v:shape .*?</v:shape>", "vmlDrawing")),
    ("スレッド形式のコメント", MADE, files("threadedComments|persons")),
    ("スパークライン", SINK, marks(rb"<x14:sparklineGroups.*?</x14:sparklineGroups>")),
    ("データバー(2010 以降)", SINK, marks(rb"<x14:conditionalFormatting .*?</x14:conditionalFormatting>")),
    ("条件付き書式", SINK, marks(rb"<cfRule.*?</cfRule>")),
    ("入力規則", SINK, marks(rb"<dataValidation .*?</dataValidation>")),
    ("エラーの無視の設定", SINK, marks(rb"<ignoredErrors>.*?</ignoredErrors>")),
    ("ユーザー設定のビュー", MADE, marks(rb"<customSheetViews>.*?</customSheetViews>")),
    ("編集を許す範囲", MADE, marks(rb"<protectedRanges>.*?</protectedRanges>")),
    ("プリンターの設定", MADE, files("printerSettings")),
    ("スライサー", MADE, files("slicers")),
    ("データ接続", MADE, files("connections")),
    ("カスタム XML", MADE, files("customXml")),
    ("ピボットテーブル", with_pivot(), files("pivot")),
    ("マクロ (VBA)", with_macros(), files("vbaProject")),
    ("グラフシート", SINK, files("chartsheets/sheet")),
    ("テーブル", SINK, files("tables/table")),
    ("文書のプロパティ", SINK, files("docProps/")),
]


def ours(data):
    """Return the parts after four cells are written by our edit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "注文.xlsx"
        path.write_bytes(data)
        with edit_book(path) as edit:
            edit.write_columns(
                "注文", FIRST_ROW, {20: ["警告", "注意", "正常", "制限"]}, headers={20: "段階"}
            )
            edit.save(NOW)
        return parts(path.read_bytes())


def theirs(data):
    """Return the parts after four cells are written by openpyxl, asked to keep what it can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = openpyxl.load_workbook(
            io.BytesIO(data), keep_vba="vbaProject" in str(parts(data)), rich_text=True
        )
        for row, text in enumerate(["警告", "注意", "正常", "制限"], FIRST_ROW):
            loaded["注文"].cell(row, 20).value = text
        out = io.BytesIO()
        loaded.save(out)
        if loaded.vba_archive:
            # A zip that openpyxl never closes: left to the collector it complains in whatever test comes then.
            loaded.vba_archive.close()
    return parts(out.getvalue())


def fate(find, before, after):
    """Return what became of a feature."""
    old, new = find(before), find(after)
    assert old, "the book does not have the feature"
    if new == old:
        return KEPT
    return REWRITTEN if new and len(new) >= len(old) else LOST


def fates():
    """Return each feature with what becomes of it in our edit and in openpyxl."""
    edited = {}
    for _, data, _ in FEATURES:
        if data not in edited:
            edited[data] = parts(data), ours(data), theirs(data)
    return [
        (name, fate(find, edited[data][0], edited[data][1]), fate(find, edited[data][0], edited[data][2]))
        for name, data, find in FEATURES
    ]


def page():
    """Return the text of the page."""
    rows = "\n".join(f"| {name} | {we} | {they} |" for name, we, they in fates())
    return f"""# 自分のブックに残るもの

`xlshipcheck refresh` は結果の列と「集計」だけをブックに書き込み、ほかの部品は圧縮されたバイトのまま写します。
下の表は、同じブックに結果を書いた後で各機能がどうなったかを、読み込んで保存し直すライブラリ (openpyxl) と比べたものです。
「そのまま」は 1 バイトも変わらないこと、「書き換え」は形を変えて残ること、「消える」は一部でも無くなることです。
この表は `tests/hosts/test_feature_table.py` が実際に書き込んで作り、試験のたびに確かめます。

| 機能 | xlshipcheck | 読み込んで保存 (openpyxl) |
|---|---|---|
{rows}
"""


def test_a_refresh_keeps_every_feature_as_it_is():
    """Not one feature of the difficult books is lost or rewritten by our edit."""
    assert {name: we for name, we, _ in fates() if we != KEPT} == {}


def test_the_page_shows_what_was_found():
    """The table in the documentation is what the books show today."""
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
