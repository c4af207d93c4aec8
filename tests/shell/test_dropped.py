"""Files dropped on the icon: which commands they ask for, what is said, and what opens."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from xlshipcheck.cli import main
from xlshipcheck.shell import dropped
from xlshipcheck.shell.dropped import COPIED, HOW, NOT_COPIED, commands_for, result_of, run
from xlshipcheck.shell.set_up import kit

EXPORT = Path(__file__).parents[1] / "data" / "exports" / "DeliveryManagement_detail_20261121.csv"


@pytest.mark.parametrize(
    ("names", "commands", "result"),
    [
        (["a.csv"], [["refresh", "a.csv"]], "a_判定.xlsx"),
        (["注文.txt", "出荷.txt"], [["refresh", "注文.txt", "出荷.txt"]], "注文_判定.xlsx"),
        (["台帳.xlsm"], [["refresh", "台帳.xlsm"]], "台帳.xlsm"),
        (
            ["a.csv", "台帳.XLSX"],
            [["import", "a.csv", "--into", "台帳.XLSX"], ["refresh", "台帳.XLSX"]],
            "台帳.XLSX",
        ),
        (
            ["a.csv", "台帳.ods"],
            [["import", "a.csv", "--into", "台帳.ods"], ["refresh", "台帳.ods"]],
            "台帳.ods",
        ),
        (["甲.xlsx", "乙.xlsx"], [["refresh", "甲.xlsx"], ["refresh", "乙.xlsx"]], "甲.xlsx"),
    ],
)
def test_what_files_ask_for(names, commands, result):
    """Exports are judged together, a book is refreshed, and exports beside one book are imported first."""
    paths = [Path(name) for name in names]
    assert commands_for(paths) == commands
    assert result_of(paths) == Path(result)


@pytest.mark.parametrize("names", [[], ["a.csv", "甲.xlsx", "乙.xlsx"]])
def test_files_that_do_not_say_what_is_meant(names):
    """Nothing, or an export between two books: the clerk is told how, and nothing is run."""
    said = []
    assert run(names, lambda _: pytest.fail("run"), said.append, lambda _: pytest.fail("opened"), bool) == 2
    assert said == [HOW]


class Desk:
    """A clerk's desk: what was run, said and opened."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.ran: list[list[str]] = []
        self.said: list[str] = []
        self.opened: list[Path] = []
        self.copied: list[str] = []
        self.clipboard_is_free = True

    def copy(self, text: str) -> bool:
        """Put a text on the clipboard."""
        self.copied += [text] * self.clipboard_is_free
        return self.clipboard_is_free

    def command(self, words) -> int:
        """Run a command that says a line for each row it could not read."""
        self.ran.append(list(words))
        status = self.statuses.pop(0)
        print("結果")  # noqa: T201  what a command prints
        if status:
            print("\n".join(f"{row}行目が読めません" for row in range(2, 22)), file=sys.stderr)  # noqa: T201  as above
        return status

    def drop(self, *names: str) -> int:
        """Drop files."""
        return run(names, self.command, self.said.append, self.opened.append, self.copy)


def test_what_is_done_opens_without_a_word():
    """A clean run asks for no click: the result opens."""
    desk = Desk(0)
    assert desk.drop("a.csv") == 0
    assert (desk.said, desk.opened) == ([], [Path("a_判定.xlsx")])


def test_rows_that_cannot_be_read_are_said_and_the_result_opens():
    """The first dozen is listed, the rest counted."""
    desk = Desk(1)
    assert desk.drop("a.csv") == 1
    assert desk.said[0].splitlines()[-1] == "ほか 8 件 (確認の列を見てください)"
    assert desk.opened == [Path("a_判定.xlsx")]


def test_a_refusal_is_said_and_nothing_opens():
    """What is refused stops what would come after it."""
    desk = Desk(2, 0)
    assert desk.drop("a.csv", "台帳.xlsx") == 2
    assert desk.ran == [["import", "a.csv", "--into", "台帳.xlsx"]]
    assert desk.said[0].startswith("2行目が読めません")
    assert desk.opened == []


def test_doctor_in_a_window():
    """The start menu's entry shows what doctor prints."""
    desk = Desk(0)
    assert desk.drop("doctor") == 0
    assert (desk.ran, desk.said) == ([["doctor"]], ["結果"])


def test_new_rules_in_a_window():
    """A zip dropped on the icon is a file of rules: it is put in, and what came of it is said."""
    desk = Desk(0)
    assert desk.drop("規則.zip") == 0
    assert (desk.ran, desk.said, desk.opened) == ([["rules", "--install", "規則.zip"]], ["結果"], [])


@pytest.mark.parametrize("is_free", [True, False])
def test_text_for_support(is_free):
    """The start menu's other entry copies the text for whoever helps, and says so; also when it could not."""
    desk = Desk(0)
    desk.clipboard_is_free = is_free
    assert desk.drop("support") == 0
    assert desk.ran == [["doctor", "--support"]]
    assert desk.copied == ["結果"] * is_free
    said, _, text = desk.said[0].partition("\n\n")
    assert (said, text) == (COPIED if is_free else NOT_COPIED, "結果")


def test_a_result_that_no_program_opens(monkeypatch):
    """A computer without a spreadsheet program still has the result: where it lies is said."""

    def startfile(path):
        raise OSError(22, "no program", str(path), 1155)

    said = []
    monkeypatch.setattr("os.startfile", startfile, raising=False)
    monkeypatch.setattr(dropped, "message_box", said.append)
    dropped.open_by_windows(Path("注文_判定.xlsx"))
    assert len(said) == 1
    assert said[0].startswith("結果を保存しました: 注文_判定.xlsx\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("注文.csv\n", ["refresh", "注文.csv"]),
        ('"C:\\受注 台帳.xlsx"\n', ["refresh", "C:\\受注 台帳.xlsx"]),
        ("\n", ["--help"]),
        ("", ["--help"]),
    ],
)
def test_alone_at_a_console_it_asks_for_a_file(monkeypatch, capsys, line, words):
    """`xlshipcheck` without a word says the three usual things and takes a file dropped on the console."""
    monkeypatch.setattr("sys.stdin.readline", lambda: line, raising=False)
    assert kit.asked_words() == words
    assert capsys.readouterr().out.startswith("出荷チェック")


@pytest.mark.skipif(sys.platform == "win32", reason="there it opens a window")
def test_on_a_terminal(tmp_path, capfd):
    """Outside Windows the command does the same work, and the terminal says where the result is."""
    export = tmp_path / "QSM.csv"
    shutil.copy(EXPORT, export)
    assert main(["drop", str(export)]) == 0
    assert (tmp_path / "QSM_判定.xlsx").exists()
    assert capfd.readouterr().out == f"結果: {tmp_path / 'QSM_判定.xlsx'}\n"
    assert main(["drop"]) == 2
    assert capfd.readouterr().out == f"{HOW}\n"
