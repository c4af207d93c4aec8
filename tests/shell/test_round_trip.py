"""The loop closes: export, book, labels in, confirmation out, check; the very commands that docs/labels.md shows."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from xlshipcheck.cli import main

DOCUMENT = Path(__file__).parents[2] / "docs" / "labels.md"
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("xlshipcheck ")
]
AS_OF = ["--as-of", "2026-11-24"]
NUMBERS = ("444413758703", "512547514334")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the demo's export under its name, in which the commands are run."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "見本", *AS_OF]) == 0
    export = tmp_path / "見本" / "DeliveryManagement_detail_見本.csv"
    export.rename(tmp_path / export.name)
    return tmp_path


def orders(folder):
    """Return the orders of the book, header -> cell."""
    sheet = openpyxl.load_workbook(folder / "受注台帳.xlsx")["受注"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(place for place, row in enumerate(rows) if "注文番号" in row)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :] if row[0] is not None]


def labels(folder, numbers):
    """Write a history of e飛伝, which says on which day each parcel has gone."""
    with (folder / "送り状.csv").open("w", encoding="cp932", newline="") as file:
        out = csv.writer(file)
        out.writerow("お問い合せ送り状No. お客様管理番号 出荷日 到着日 荷物状況 営業所受取 受取場所".split())
        out.writerows([label, number, "2026/11/24", "", "", "0", ""] for number, label in numbers.items())


def test_the_loop_of_the_document(folder, capsys):
    """Two unsent orders get their numbers, are confirmed in a file that passes our check, and are not confirmed twice."""
    refresh, bring, again, write, check, twice = COMMANDS
    assert main([*refresh, *AS_OF]) in {0, 1}
    unsent = [row for row in orders(folder) if not row["発送日"] and row["配送状態"] == "配送準備"][:2]
    numbers = dict(zip((str(row["注文番号"]) for row in unsent), NUMBERS, strict=True))
    labels(folder, numbers)
    assert main([*bring, *AS_OF]) == 0
    assert main([*bring, *AS_OF]) == 0
    assert "2行" in capsys.readouterr().out
    assert main([*again, *AS_OF]) in {0, 1}
    sent = {str(row["注文番号"]): row for row in orders(folder)}
    for number, label in numbers.items():
        assert (sent[number]["送り状番号"], sent[number]["配送会社"]) == (label, "佐川急便")
        assert sent[number]["段階"] == "発送済"
    book = (folder / "受注台帳.xlsx").read_bytes()
    assert main([*write, *AS_OF]) == 0
    with (folder / "発送処理.csv").open(encoding="cp932", newline="") as file:
        written = {row["注文番号"]: row["送り状番号"] for row in csv.DictReader(file)}
    assert written == numbers
    capsys.readouterr()
    assert main([*check, *AS_OF]) == 0
    assert "誤りはありません" in capsys.readouterr().out
    assert main([*twice, *AS_OF]) == 2
    assert "出荷通知を作る行がありません" in capsys.readouterr().err
    assert (folder / "受注台帳.xlsx").read_bytes() == book
