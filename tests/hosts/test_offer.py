"""取込 offers the newest downloads: what is asked, what a はい imports, and what the book has already."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from excel_books import AS_OF as SETTINGS
from excel_books import open_book
from port_contract import SheetSpec
from stand_in_model import Served

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_import import import_given, read_given
from xlshipcheck.hosts.excel import buttons
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.hosts.offer import ASKED, ASKED_AGAIN, NOT_TAKEN, offer
from xlshipcheck.values.cells import JST
from xlshipcheck.values.days import day_of

SAMPLES = Path(__file__).parents[1] / "data" / "exports"
QSM = "DeliveryManagement_detail_20261121.csv"
NEXT_DAY = "DeliveryManagement_detail_20261122.csv"
NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=JST)
CONTEXT = Context(day_of(dt.date(2026, 11, 22)))
QOO10 = ["注文番号", "入金日", "発送日", "発送予定日", "配送状態", "配送会社", "送り状番号", "メモ"]
AMAZON = [
    "注文番号",
    "注文商品番号",
    "お届け予定日",
    "注文金額",
    "配送会社",
    "送り状番号",
    "発送日",
    "購入日",
]


@pytest.fixture
def downloads(tmp_path):
    """Return a function that puts a file into the folder of downloads: its name, when, and its rows if it is no sample."""

    def put(name, when="2026-11-22 09:12", rows=None):
        path = tmp_path / name
        if rows is None:
            shutil.copy(SAMPLES / name, path)
        else:
            path.write_bytes("\r\n".join([*rows, ""]).encode("cp932"))
        moment = dt.datetime.fromisoformat(when).replace(tzinfo=JST).timestamp()
        os.utime(path, (moment, moment))
        return path

    return put


def b2(*orders):
    """Return the rows of a file of B2 for some orders."""
    numbers = ("444413758703", "512547514334", "405548424886")
    head = "お客様管理番号,送り状種類,伝票番号,出荷予定日"
    return [
        head,
        *(f"{order},0,{number},2026/11/22" for order, number in zip(orders, numbers, strict=False)),
    ]


def book(**sheets):
    """Return a book: sheet -> its header."""
    return MemoryBook([MemorySheet(name, [list(header)]) for name, header in sheets.items()])


def made(there, folder):
    """Return what is offered to a book."""
    return offer(there, CONTEXT, folder, NOW, "台帳.xlsm")


def take(there, paths):
    """Import as はい does."""
    return import_given(there, read_given(paths, CONTEXT), CONTEXT, "台帳.xlsm")


def named(offered):
    """Return the names of the files that はい imports."""
    return [path.name for path in offered.paths]


def test_the_question(tmp_path, downloads):
    """The question names the file, what it is, when it came and how many orders it has, and what each answer does."""
    downloads(QSM)
    offered = made(book(受注=QOO10), tmp_path)
    assert offered.question == (
        f"{ASKED}\n・{QSM} (Qoo10 QSM 詳細、今日 9:12、7件)\n\n"
        "はい = 取り込む\nいいえ = 別のファイルを選ぶ\nキャンセル = やめる"
    )
    assert named(offered) == [QSM]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-22 00:00", "今日 0:00"),
        ("2026-11-21 23:59", "昨日 23:59"),
        ("2026-11-20 08:05", "一昨日 8:05"),
        ("2026-11-19 08:05", "11/19 8:05"),
        ("2025-12-31 08:05", "2025/12/31 8:05"),
        ("2026-11-23 08:05", "11/23 8:05"),
    ],
)
def test_when_a_file_came(tmp_path, downloads, when, said):
    """The day is said as people say it; one from a clock that is ahead is a date."""
    downloads(QSM, when)
    assert f"、{said}、" in made(book(受注=QOO10), tmp_path).question


def test_a_long_name_is_shortened(tmp_path, downloads):
    """Of a long name both ends are shown: the end tells files apart."""
    name = f"DeliveryManagement_{'x' * 80} (2).csv"
    shutil.move(downloads(QSM), tmp_path / name)
    question = made(book(受注=QOO10), tmp_path).question
    assert "・DeliveryManagement_xxx…" in question
    assert "x (2).csv (" in question
    assert "x" * 60 not in question


def test_nothing_to_offer(tmp_path, downloads):
    """An empty folder, none at all, a list of the seller's own, and a market that the book does not have: no question."""
    there = book(受注=QOO10)
    assert made(there, tmp_path) is None
    assert made(there, tmp_path / "ない") is None
    downloads("own_orders.csv")
    downloads("amazon_orders.txt")
    assert made(there, tmp_path) is None


def test_other_files_are_not_in_the_way(tmp_path, downloads):
    """A list of the seller's own, and the report of a market that the book does not have, are not even named."""
    downloads(QSM)
    downloads("own_orders.csv")
    downloads("amazon_orders.txt")
    offered = made(book(受注=QOO10), tmp_path)
    assert named(offered) == [QSM]
    assert offered.question.count("\n・") == 1


def test_nothing_is_written(tmp_path, downloads):
    """The offer reads the book and writes nothing into it."""
    there = book(受注=QOO10)
    downloads(QSM)
    downloads("b2.csv", rows=b2("812340007"))
    before = [list(row) for row in there.sheet("受注").rows]
    assert made(there, tmp_path)
    assert there.sheet("受注").rows == before


def test_taken_in_already(tmp_path, downloads):
    """An export that the book has whole is said to be in it; a newer one is offered by itself again."""
    there = book(受注=QOO10)
    take(there, [downloads(QSM)])
    offered = made(there, tmp_path)
    assert offered.question.startswith(f"{ASKED_AGAIN}\n・{QSM} ")
    assert named(offered) == [QSM]
    downloads(NEXT_DAY, "2026-11-22 09:30")
    offered = made(there, tmp_path)
    assert offered.question.startswith(f"{ASKED}\n・{NEXT_DAY} (Qoo10 QSM 詳細、今日 9:30、3件)\n\nはい")
    take(there, offered.paths)
    assert made(there, tmp_path).question.startswith(ASKED_AGAIN)


def test_the_older_export_of_another_folder(tmp_path, downloads):
    """Where the book knows later orders than the newest file there is, no import is offered: it would be refused."""
    there = book(受注=QOO10)
    take(there, [downloads(NEXT_DAY)])
    (tmp_path / NEXT_DAY).unlink()
    downloads(QSM)
    assert made(there, tmp_path) is None


def test_labels_of_orders_that_come_along(tmp_path, downloads):
    """Labels are offered beside the export that brings their orders, and はい fills their numbers in one go."""
    there = book(受注=QOO10)
    downloads(QSM)
    downloads("b2.csv", "2026-11-22 09:40", b2("812340007"))
    offered = made(there, tmp_path)
    assert sorted(named(offered)) == [QSM, "b2.csv"]
    assert "・b2.csv (ヤマト B2クラウド 発行済データ、今日 9:40、1件)" in offered.question
    done, _ = take(there, offered.paths)
    assert done == [
        "シート「受注」: 新しい注文 7行 (2〜8行目)、更新 0行 (0セル)、変更なし 0行",
        "シート「受注」: 送り状 1行に入力 (2セル)、入力済み 0行",
    ]
    offered = made(there, tmp_path)
    assert offered.question.startswith(ASKED_AGAIN)


@pytest.mark.parametrize(
    ("encoding", "more"),
    [("utf-8-sig", b""), ("utf-8-sig", b"\x80\xff"), ("utf-16", b"")],
    ids=["quote", "encoding", "wide"],
)
def test_a_newer_file_that_cannot_be_read(tmp_path, downloads, encoding, more):
    """An older export is not offered without a word of the newer one of its kind that cannot be read."""
    downloads(QSM, "2026-11-20 09:00")
    export = (SAMPLES / NEXT_DAY).read_text(encoding="utf-8-sig") + '"abc,\n'
    for name, when in (("new.csv", "2026-11-22 09:00"), ("before.csv", "2026-11-19 09:00")):
        path = downloads(name, when, rows=[])
        times = path.stat()
        path.write_bytes(export.encode(encoding) + more)
        os.utime(path, (times.st_atime, times.st_mtime))
    downloads("memo.csv", "2026-11-22 09:30", ["牛乳を買う", '"'])
    offered = made(book(受注=QOO10), tmp_path)
    assert named(offered) == [QSM]
    assert f"\n\n{NOT_TAKEN}\n・new.csv (今日 9:00): 読めません\n\nはい" in offered.question


def test_newer_labels_that_cannot_be_read(tmp_path, downloads):
    """A broken file of labels is named beside the older one; where no file of its kind is offered, it is not."""
    downloads(QSM)
    downloads("new.csv", "2026-11-22 09:40", [*b2("812340007"), '"'])
    assert "new.csv" not in made(book(受注=QOO10), tmp_path).question
    downloads("b2.csv", "2026-11-22 09:30", b2("812340007"))
    assert f"{NOT_TAKEN}\n・new.csv (今日 9:40): 読めません" in made(book(受注=QOO10), tmp_path).question


def test_labels_that_fill_nothing(tmp_path, downloads):
    """Labels that are in the book, and labels of no order of it, are named below what はい imports."""
    there = book(受注=QOO10)
    take(there, [downloads(QSM), downloads("b2.csv", rows=b2("812340007"))])
    rows = ["お問い合せ送り状No.,お客様管理番号,出荷日", "512547514334,X-1,2026/11/20"]
    downloads("e飛伝.csv", "2026-10-02 15:00", rows)
    downloads(NEXT_DAY, "2026-11-22 09:30")
    question, others = made(there, tmp_path).question.split(f"\n\n{NOT_TAKEN}\n")
    assert question.count("・") == 1
    assert "・b2.csv (ヤマト B2クラウド 発行済データ、今日 9:12、1件): 取込済み" in others
    assert "・e飛伝.csv (佐川急便 e飛伝 出荷履歴、10/2 15:00、1件): 新しく入れる番号なし" in others


def test_a_book_without_a_place_for_labels(tmp_path, downloads):
    """Labels are not offered to a book that has no column for their numbers; the export is."""
    downloads(QSM)
    downloads("b2.csv", rows=b2("812340007"))
    there = book(受注=[title for title in QOO10 if title != "送り状番号"])
    assert named(made(there, tmp_path)) == [QSM]


def test_reports_of_one_marketplace(tmp_path, downloads):
    """Amazon's reports are offered together; one that is weeks older than the newest of them is not of that download."""
    there = book(出荷=AMAZON)
    downloads("amazon_orders.txt")
    downloads("amazon_shipment.txt", "2026-11-08 09:12")
    assert named(made(there, tmp_path)) == ["amazon_orders.txt", "amazon_shipment.txt"]
    downloads("amazon_shipment.txt", "2026-11-08 09:11")
    assert named(made(there, tmp_path)) == ["amazon_orders.txt"]


def test_the_question_fits_a_box(tmp_path, downloads):
    """With a file of every kind and long names the question is shorter than what Excel's box shows."""
    there = book(受注=QOO10, 出荷=AMAZON)
    headers = {
        "e": ["お問い合せ送り状No.,お客様管理番号,出荷日", "512547514334,812340003,2026/11/20"],
        "y": ["お客様側管理番号,お問い合わせ番号,発送日", "812340007,405548424886,20261120"],
        "b": b2("812340007"),
    }
    for name, rows in headers.items():
        downloads(name * 90 + ".csv", rows=rows)
    for path in sorted(SAMPLES.glob("*_*_*.csv")) + sorted(SAMPLES.glob("amazon*")):
        shutil.move(downloads(path.name), tmp_path / (path.stem + "x" * 90 + path.suffix))
    offered = made(there, tmp_path)
    assert offered.question.count("\n・") == 8
    assert len(offered.question) < 1024


def test_excel_is_asked(tmp_path, downloads, monkeypatch):
    """In Excel the question and the paths come as one list, from the folder that the system names; "" for nothing."""
    monkeypatch.setattr(buttons, "download_folder", lambda: tmp_path)
    monkeypatch.setattr(buttons, "dispatched", Served)
    there = open_book(SheetSpec("受注", [QOO10]))
    assert buttons.offer_to_workbook(there, SETTINGS) == ""
    path = downloads(QSM)
    question, *paths = buttons.offer_to_workbook(there, SETTINGS)
    assert question.startswith(ASKED)
    assert paths == [str(path)]
