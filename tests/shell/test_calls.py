"""`xlshipcheck call`, `explain`, `rules`, `functions`: what only answers, and how it is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from command_runs import AS_OF

from xlshipcheck import __version__
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.rulebook.rules import standard_rulebook

# The worked examples of the rules: base -> 注意, last safe day, -2, 制限, released.
EVENTS = "注意 最終発送日 警告 制限 解除".split()
GENERAL = {
    "2026-11-09": "2026-11-12 2026-11-13 2026-11-16 2026-11-17 2026-12-17",
    "2026-11-13": "2026-11-18 2026-11-19 2026-11-20 2026-11-24 2026-12-24",
    "2026-11-23": "2026-11-26 2026-11-27 2026-11-30 2026-12-01 2026-12-31",
    "2026-04-24": "2026-04-30 2026-05-01 2026-05-07 2026-05-08 2026-06-07",
    "2026-12-25": "2026-12-30 2026-12-31 2027-01-04 2027-01-05 2027-02-04",
}
PREORDER = "2026-11-20 2026-11-22 2026-11-23 2026-11-24 2026-12-24"


@pytest.mark.parametrize("base", GENERAL)
def test_worked_examples_from_the_shell(shell, base):
    """The dates of the worked examples, one call each."""
    answers = [shell("call", "QOO10_DEADLINE", base, "一般", event) for event in EVENTS]
    assert [answer.out.strip() for answer in answers] == GENERAL[base].split()
    assert {answer.status for answer in answers} == {0}


def test_preorder_example_from_the_shell(shell):
    """A preorder counts calendar days from its 予約日."""
    answers = [shell("call", "QOO10_DEADLINE", "2026-11-20", "予約", event).out.strip() for event in EVENTS]
    assert answers == PREORDER.split()


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["QOO10_DEADLINE", "2026-11-20", "一般", "警告"], "2026-11-30\n"),
        (["QOO10_DEADLINE", "2026-11-20", "警告"], "2026-11-30\n"),
        (["qoo10_deadline", "2026-11-20", "", ""], "2026-11-27\n"),
        (
            ["QOO10_DEADLINE", "2026-12-25", "一般", "解除", '["2026-12-29","2026-12-30","2026-12-31"]'],
            "2027-02-07\n",
        ),
        (["QOO10_STAGE", "2026-11-13"], "警告\n"),
        (["QOO10_STAGE", "2026-11-13", "", "", "2026-11-24", "96%"], "警告\n"),
        (["QOO10_STAGE", "2026-11-13", "", "", "2026-11-24", "0.95"], "制限\n"),
        (["QOO10_STAGE", '[["2026-11-09"],["2026-11-20"],[""]]', '["2026-11-12","",""]'], "発送済\n正常\n\n"),
        (["QOO10_DAYS_LEFT", '[["2026-11-13","2026-11-20"]]'], "-1\t4\n"),
        (["JP_WORKDAY", "2026-11-20", "-3"], "2026-11-17\n"),
        (["JP_IS_WORKDAY", "2026-11-23"], "FALSE\n"),
        (["JP_HOLIDAY_NAME", "2026-11-23"], "勤労感謝の日\n"),
        (["JP_NETWORKDAYS", "[46346, 46350]", "[46350, 46346]"], "2\n-2\n"),
        (["TRACKING_CHECK", "ヤマト運輸", "444413758703"], "OK\n"),
        (["QOO10_POINTS", "2026-11-13", ""], "-2\n"),
        (["AMAZON_AMOUNT", "1,100"], "1000\n"),
    ],
)
def test_answers(shell, words, out):
    """An answer stands alone on standard output: dates in ISO, ranges in lines and tabs, blanks blank."""
    ran = shell("call", *words, *AS_OF)
    assert (ran.status, ran.out) == (0, out)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["JP_WORKDAY", "2026-11-20", "x"], "エラー: 日数「x」は"),
        (["QOO10_DEADLINE", "11/20"], "エラー: 入金日「11/20」に年がありません"),
        (["QOO10_STAGE"], "エラー: 入金日を指定してください。引数の順番は QOO10_STAGE("),
        (["QOO10_STAGE", '["2026-11-20","2026-11-21"]', '["","",""]'], "エラー: 範囲の大きさが違います"),
        (["JP_WORKDAY", "2100-01-01", "1"], "扱える期間 (1986/1/1～2099/12/31) の外"),
        (["QOO10_APOLOGY", "在庫遅延"], "エラー: 発送見込み日を指定してください"),
    ],
)
def test_error_texts_exit_with_2(shell, words, text):
    """An error text is the answer that a cell would show, and the exit status tells a script."""
    ran = shell("call", *words, *AS_OF)
    assert ran.status == 2
    assert text in ran.out
    assert ran.out.count("\n") == 1


def test_one_error_in_a_range(shell):
    """Bad rows never spoil their neighbours; the exit status tells of them all the same."""
    ran = shell("call", "QOO10_STAGE", '["2026-11-13","abc","2026-11-20"]', *AS_OF)
    assert ran.status == 2
    first, second, third = ran.out.splitlines()
    assert (first, third) == ("警告", "正常")
    assert second.startswith("エラー: 入金日「abc」")


@pytest.mark.parametrize(
    ("words", "japanese", "english"),
    [
        (["NOPE"], "関数「NOPE」はありません。近い名前: ", "no function 'NOPE'; nearest: "),
        (["812345617"], "すべての名前は xlshipcheck functions で", "xlshipcheck functions lists them"),
        (["QOO10_STAG"], "近い名前: QOO10_STAGE", "QOO10_STAGE"),
        (
            ["JP_HOLIDAY_NAME", "1", "2"],
            "JP_HOLIDAY_NAME の引数は 1 個までです (2 個あります)",
            "at most 1 arguments",
        ),
        (
            ["JP_WORKDAY", "[1,", "2"],
            "範囲「[1,」は JSON として読めません (4文字目)",
            "is no JSON (character 4)",
        ),
        (["JP_WORKDAY", "[" * 100_000, "2"], "は JSON として読めません", "is no JSON"),
    ],
)
def test_calls_that_cannot_be_made(shell, words, japanese, english):
    """What is wrong with the call itself goes to standard error, and nothing is answered."""
    ran = shell("call", *words, *AS_OF)
    assert (ran.status, ran.out) == (2, "")
    assert japanese in ran.err
    assert english in shell("call", *words, *AS_OF, "--lang=en").err


def test_answers_as_json(shell):
    """`--json` gives the name and the value: numbers as numbers, dates in ISO, ranges as lists."""

    def value(*words):
        return json.loads(shell("call", *words, *AS_OF, "--json").out)

    assert value("qoo10_stage", "2026-11-13") == {"function": "QOO10_STAGE", "value": "警告"}
    assert value("QOO10_DEADLINE", '["2026-11-20"]')["value"] == [["2026-11-27"]]
    assert value("JP_IS_WORKDAY", "2026-11-23")["value"] is False
    assert value("QOO10_DAYS_LEFT", "2026-11-13")["value"] == -1
    rate = value(
        "QOO10_SHIP_RATE",
        '["2026-11-09","2026-11-09","2026-11-09"]',
        '["2026-11-10","2026-11-10",""]',
        "一般",
    )
    assert rate["value"] == 2 / 3


def test_notes_go_to_standard_error(shell):
    """What should be said beside an answer does not stand in it."""
    verdicts, days = '["有効","無効"]', '["2026-11-01","2026-11-02"]'
    ran = shell("call", "AMAZON_VTR_TABLE", verdicts, days, '["本","本"]', *AS_OF)
    assert ran.out.splitlines()[1].split("\t")[:1] == ["本"]
    assert "改善計画" in ran.err
    assert "改善計画" not in ran.out


def test_explanations(shell):
    """The steps name the days passed over and why, the rule and its source."""
    out = shell("explain", "QOO10_DEADLINE", "2026-11-20", "一般", "警告").out
    assert out.splitlines()[0].split() == ["手順", "内容", "値", "根拠"]
    for text in ("勤労感謝の日", "2026-11-30", "5 営業日後", "入金日は 0 日目"):
        assert text in out
    steps = json.loads(shell("explain", "QOO10_DEADLINE", "2026-11-20", "一般", "警告", "--json").out)
    assert set(steps[0]) == {"手順", "内容", "値", "根拠"}
    assert steps[-1]["値"] == "2026-11-30"
    assert len(steps) == len(out.splitlines()) - 1


def test_columns_of_explanations_are_aligned(shell):
    """Full-width characters count double, so that the columns stand under each other."""
    lines = shell("explain", "JP_WORKDAY", "2026-11-20", "3").out.splitlines()

    def place(line: str, text: str) -> int:
        return sum(2 if ord(character) > 0x2000 else 1 for character in line[: line.index(text)])

    assert place(lines[0], "内容") == place(lines[1], "開始日から")


def test_rules_are_listed_with_dates_and_sources(shell):
    """Every value of every rule: what, since when, whose day decides, where from, and when last checked."""
    data = json.loads(shell("rules", "--json").out)
    assert {row["規則"] for row in data} == {rule.key for rule in standard_rulebook().rules()}
    assert all(row["出典"] and row["最終確認"] and row["適用開始"] for row in data)
    text = shell("rules").out
    assert "qoo10.general.warning = 5 営業日後" in text
    assert "最終確認 " in text
    assert text.count("出典: ") == len(data)


def test_overridden_rules_say_so(shell, tmp_path):
    """A value of the shop's names the file it stands in."""
    (tmp_path / "設定.toml").write_text('[rules]\n"qoo10.general.safe" = 3', "utf-8")
    rows = json.loads(shell("rules", "--json", "--settings", "設定.toml").out)
    changed = [row for row in rows if row["規則"] == "qoo10.general.safe" and row["値"] == 3]
    assert [row["出典"] for row in changed] == ["店舗の設定 (設定.toml)"]


def test_functions_are_listed(shell):
    """The list has every function of the catalogue with the order of its arguments."""
    text = shell("functions").out
    data = json.loads(shell("functions", "--json").out)
    assert [entry["name"] for entry in data] == list(functions())
    assert all(entry["name"] + "(" in text for entry in data)
    stage = next(entry for entry in data if entry["name"] == "QOO10_STAGE")
    assert [
        argument["japanese"] for argument in stage["arguments"]
    ] == "入金日 発送日 区分 基準日 発送率 休業日".split()


@pytest.mark.parametrize(
    "command", ["", "demo", "refresh", "call", "explain", "rules", "functions", "doctor"]
)
def test_help_is_japanese(shell, capsys, command):
    """Help has Japanese headings and an explanation of every option; nothing of argparse's own shines through."""
    with pytest.raises(SystemExit) as left:
        shell(*command.split(), "--help")
    text = capsys.readouterr().out
    assert left.value.code == 0
    assert text.startswith("使い方: xlshipcheck")
    assert text.count("使い方: ") == 1
    for word in ("usage", "positional", "options:", "show this"):
        assert word not in text
    assert all(f"{command} " in text for command in ("demo", "refresh", "call", "rules")) or command


def test_version_is_told(shell, capsys):
    """`--version` prints the version and nothing else."""
    with pytest.raises(SystemExit) as left:
        shell("--version")
    assert (left.value.code, capsys.readouterr().out) == (0, f"xlshipcheck {__version__}\n")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, its output a pipe."""
    return subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "xlshipcheck.cli", *words],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX", "ja_JP.SJIS", "en_US.ISO-8859-1"])
def test_pipe_gets_utf8_whatever_the_locale(locale):
    """JSON and text for another program are UTF-8, also where the console speaks CP932."""
    ran = run("call", "JP_HOLIDAY_NAME", "2026-11-23", LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, "勤労感謝の日")


def test_encoding_asked_for_is_used():
    """`PYTHONIOENCODING=cp932` gives CP932; a character that it lacks becomes a question mark, not a crash."""
    ran = run("call", "QOO10_APOLOGY", "出荷作業 😀 の遅れ", "2026-12-01", *AS_OF, PYTHONIOENCODING="cp932")
    text = ran.stdout.decode("cp932")
    assert ran.returncode == 0
    assert "出荷作業 ? の遅れ" in text
    bad = run("call", "NOPE", PYTHONIOENCODING="cp932")
    assert (bad.returncode, "関数「NOPE」はありません" in bad.stderr.decode("cp932")) == (2, True)


def test_reader_that_has_had_enough():
    """`xlshipcheck rules | head -1` ends quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "xlshipcheck.cli", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout as out, process.stderr as err:
        out.readline()
        out.close()
        said = err.read()
    assert (process.wait(), said) == (0, b"")
