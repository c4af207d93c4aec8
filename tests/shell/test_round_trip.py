"""The loop closes: export, book, labels in, confirmation out, check; the very commands that docs/labels.md shows."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from xlshipcheck.cli import main
from xlshipcheck.generators.template.layout import HEADER_ROW

DOCS = Path(__file__).parents[2] / "docs"
AS_OF = ["--as-of", "2026-11-24"]
TODAY = dt.datetime(2026, 11, 24)  # noqa: DTZ001  a cell has no offset


def commands(text):
    """Return the commands in a text, without what the shell does about their exit status."""
    lines = [line.partition(" ||")[0] for line in text.splitlines() if line.startswith("xlshipcheck ")]
    return [shlex.split(line)[1:] for line in lines]


COMMANDS = commands(
    "".join(re.findall(r"```sh\n(.*?)```", (DOCS / "labels.md").read_text("utf-8"), re.DOTALL))
)


def cells(name):
    """Return the orders of the book that came from the export, number -> header -> cell."""
    sheet = openpyxl.load_workbook(name, data_only=True)["受注"]
    _, header, *rows = list(sheet.iter_rows(min_row=HEADER_ROW, values_only=True))
    orders = [dict(zip(header, row, strict=True)) for row in rows if row[0]]
    return {order["注文番号"]: order for order in orders if not order["注文番号"].startswith("(例)")}


def table(path):
    """Return the rows of a file of texts."""
    with path.open(encoding="cp932", newline="") as file:
        return list(csv.DictReader(file))


class Loop:
    """The commands of the document, run one after the other in a folder."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.commands = list(COMMANDS)

    def step(self, name):
        """Run the next command, which has this name; return its status and what it said."""
        words = self.commands.pop(0)
        assert words[0] == name
        self.capsys.readouterr()
        status = main(words if name == "new" else [*words, *AS_OF])
        said = self.capsys.readouterr()
        return status, said.out + said.err


@pytest.fixture
def loop(tmp_path, monkeypatch, capsys):
    """The loop up to the labels: the demo's files, a new book from the template, the export in it."""
    monkeypatch.chdir(tmp_path)
    made = Loop(capsys)
    assert [made.step(name)[0] for name in ("demo", "new", "import")] == [0, 0, 0]
    return made


def test_the_script_is_the_document():
    """The script that runs the loop in one go has the commands of the document, in their order."""
    assert commands((DOCS / "round_trip.sh").read_text("utf-8")) == COMMANDS
    assert len(COMMANDS) == 8


def test_labels_into_a_new_book(loop):
    """A new book takes the labels: numbers into blank cells, a day only from the history, a conflict left alone."""
    before = cells("受注台帳.xlsm")
    history = {row["お客様管理番号"]: row for row in table(Path("見本/送り状_e飛伝_見本.csv"))}
    issued = {row["お客様管理番号"]: row for row in table(Path("見本/送り状_B2_見本.csv"))}
    status, said = loop.step("import")
    assert status == 0
    after = cells("受注台帳.xlsm")
    for number, row in history.items():
        label = row["お問い合せ送り状No."]
        order = after[number]
        assert (order["配送会社"], order["送り状番号"], order["発送日"]) == ("佐川急便", label, TODAY)
    (conflict,) = [number for number in issued if before.get(number, {}).get("送り状番号")]
    (unknown,) = issued.keys() - before.keys()
    for number in issued.keys() - {conflict, unknown}:
        order = after[number]
        assert (order["配送会社"], order["送り状番号"]) == ("ヤマト運輸", issued[number]["伝票番号"])
        assert order["発送日"] is None
    assert after[conflict] == before[conflict]
    assert f"{before[conflict]['送り状番号']} → {issued[conflict]['伝票番号']}" in said
    assert f"ブックに注文のない送り状が1件あり、入れていません: {unknown}" in said
    assert "送り状発行済・未発送 8行" in said
    assert "シート「営業所止め」: 新しい注文 1行" in said
    touched = history.keys() | issued.keys()
    assert {number: after[number] for number in after.keys() - touched} == {
        number: before[number] for number in before.keys() - touched
    }


def test_the_loop_of_the_document(loop):
    """What went today is confirmed in a file that passes our check, and is not confirmed twice."""
    history = table(Path("見本/送り状_e飛伝_見本.csv"))
    assert loop.step("import")[0] == 0
    assert loop.step("refresh")[0] == 0
    waiting = [
        order for order in cells("受注台帳.xlsm").values() if order["送り状番号"] and not order["発送日"]
    ]
    assert len(waiting) == 8
    assert all("送り状発行済・未発送" in order["確認"] for order in waiting)
    book = Path("受注台帳.xlsm").read_bytes()
    assert loop.step("write-confirmation")[0] == 0
    written = {row["注文番号"]: row["送り状番号"] for row in table(Path("発送処理.csv"))}
    assert written == {row["お客様管理番号"]: row["お問い合せ送り状No."] for row in history}
    status, said = loop.step("check")
    assert status == 0
    assert "誤りはありません" in said
    status, said = loop.step("write-confirmation")
    assert status == 2
    assert "出荷通知を作る行がありません" in said
    assert loop.commands == []
    assert Path("受注台帳.xlsm").read_bytes() == book
