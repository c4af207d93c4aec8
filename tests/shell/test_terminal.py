"""What gets to the terminal: no control bytes of a file, and problems in the language asked for."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.shell.terminal.english import in_english
from xlshipcheck.shell.terminal.output import PlainStream

AS_OF = ("--as-of", "2026-11-21")


@given(st.text())
def test_no_control_byte_gets_through(text):
    """Whatever stands in a file, a terminal has nothing to obey; line ends and tabs stay."""
    stream = io.StringIO()
    PlainStream(stream).write(text)
    kept = stream.getvalue()
    assert not any(ord(c) < 0x20 and c not in "\n\r\t" for c in kept)
    assert not any(0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in kept)
    assert [c for c in text if c.isprintable()] == [c for c in kept if c.isprintable()]


@pytest.mark.parametrize("options", [(), ("--json",), ("--lang", "en")], ids=["text", "json", "english"])
def test_a_file_cannot_talk_to_the_terminal(shell, tmp_path, options):
    """Escape sequences in a number, a name of an item and a header are not printed."""
    text = "注文番号,商品番号,入金日,発送日,\x1b]0;題\x07列\n\x1b[31m1,\x1b[2J7\x9b1,2026/11/9,,\n2,7,\x1b[0m,,\n"
    (tmp_path / "表.csv").write_text(text, "utf-8")
    ran = shell("refresh", "表.csv", "--dry-run", *AS_OF, *options)
    assert ran.status == 1
    assert not any(mark in ran.out + ran.err for mark in "\x1b\x07\x9b")


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        (
            "シート「受注」3行目 (注文番号 A-2): 入金日「a」は日付として読めません。2026/11/20 のように年月日で入力してください",
            "sheet '受注', row 3 (order A-2): ",
        ),
        (
            "シート「受注」3行目: エラー: 入金日を指定してください",
            "sheet '受注', row 3: 入金日 must be given",
        ),
        ("案内: そのまま", "案内: そのまま"),
    ],
)
def test_problems_of_rows_in_english(japanese, english):
    """The sentence is found again by its template; what is none of ours stays."""
    said = in_english(japanese)
    assert said.startswith(english)
    assert "ください" not in said


def test_every_problem_of_an_argument_is_translated():
    """A sentence made of each class comes back as the same class would say it in English."""
    fields = {
        "argument": "入金日",
        "value": "x",
        "as_of": "2026-11-21",
        "problem": "?",
        "reason": "?",
        "limit": "9",
    }
    for one in (errors.MissingArgument, errors.UnreadableDate, errors.ShiftedCell, errors.DateOutOfRange):
        problem = one(**fields)
        assert in_english(str(problem)) == problem.sentence("en")


def test_problems_are_printed_in_english(shell, tmp_path):
    """--lang en holds for the rows too."""
    (tmp_path / "表.csv").write_text("注文番号,入金日,発送日\nA-1,abc,\n", "utf-8")
    ran = shell("refresh", "表.csv", "--dry-run", "--lang", "en", *AS_OF)
    assert "sheet '受注', row 2 (order A-1): 入金日" in ran.err
    assert "読めません" not in ran.err
