"""`xlshipcheck refresh`: its options and settings, the files it leaves, and what it prints."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from books import DETAIL, MARKED, RESULTS, cells_under, column, day, records, rows_of, section
from command_runs import AS_OF

from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.sheets.port import JUDGING, WRITING
from xlshipcheck.shell.terminal import output


def test_as_of_moves_the_stage(shell, sample, tmp_path):
    """On +6 with a rate at or below the limit the order is 制限."""
    sample(DETAIL)
    shell("refresh", DETAIL, "--as-of", "2026-11-24")
    stages = dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))
    assert (stages["812340003"], stages["812340004"]) == ("制限", "正常")
    assert section(tmp_path / MARKED, "Qoo10 販売制限の商品")[1] == ["700000001", day("12-24"), "制限"]


def test_without_as_of_it_is_today_in_japan(shell, sample):
    """The day is read off the clock in JST when none is given."""
    sample(DETAIL)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date()
    data = json.loads(shell("refresh", DETAIL, "--dry-run", "--json").out)
    assert abs(dt.date.fromisoformat(data["as_of"]) - today) <= dt.timedelta(days=1)  # midnight may pass


@pytest.mark.parametrize(
    ("settings", "as_of", "order", "titles", "expected"),
    [
        pytest.param(
            'closed = ["2026-11-24", "2026-11-25"]',
            "2026-11-21",
            "812340004",
            ["最終発送日", "減点日", "制限日"],
            (day("12-1"), day("12-2"), day("12-3")),
            id="closed days move the deadlines",
        ),
        pytest.param(
            '[preorder_items]\n"700000004" = "2026-11-21"',
            "2026-11-21",
            "812340007",
            ["段階", "最終発送日", "減点日", "制限日", "残り日数"],
            ("注意", day("11-23"), day("11-24"), day("11-25"), 2),
            id="a listed preorder item runs on its own clock",
        ),
        pytest.param(
            '[rates]\n"一般" = "96%"',
            "2026-11-24",
            "812340003",
            ["段階"],
            ("警告",),
            id="a rate above the limit",
        ),
        pytest.param(
            '[rates]\n"一般" = "95%"',
            "2026-11-24",
            "812340003",
            ["段階"],
            ("制限",),
            id="a rate exactly on it",
        ),
        pytest.param(
            '[rules]\n"qoo10.general.safe" = 3',
            "2026-11-21",
            "812340004",
            ["最終発送日"],
            (day("11-26"),),
            id="a rule",
        ),
        pytest.param(
            'shop_closed = ["2026-11-27"]',
            "2026-11-21",
            "812340004",
            ["最終発送日"],
            (day("11-27"),),
            id="店休日",
        ),
    ],
)
def test_settings_are_followed(shell, sample, tmp_path, settings, as_of, order, titles, expected):
    """What the shop sets decides; its own days off never move a deadline."""
    sample(DETAIL)
    (tmp_path / "設定.toml").write_text(settings, "utf-8")
    assert shell("refresh", DETAIL, "--settings", "設定.toml", "--as-of", as_of).status == 0
    rows = {row[0]: row[1:] for row in records(tmp_path / MARKED, "受注", "注文番号", *titles)}
    assert rows[order] == expected


def test_shop_holidays_enter_the_shops_own_last_day(shell, sample, tmp_path):
    """自店最終発送日 is the last day the shop is open on or before the deadline."""
    sample(DETAIL)
    (tmp_path / "設定.toml").write_text('shop_closed = ["2026-11-27"]', "utf-8")
    shell("refresh", DETAIL, "--settings", "設定.toml", *AS_OF)
    urgent = section(tmp_path / MARKED, "Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)")
    assert urgent[2][:4] == ["812340004", "正常", day("11-27"), day("11-26")]


def test_settings_in_the_usual_place_are_found(shell, sample, tmp_path, home):
    """A file called settings.toml in the user's folder is read without being named."""
    assert str(settings_folder()).startswith(str(home))
    settings_folder().mkdir(parents=True)
    (settings_folder() / "settings.toml").write_text('[rates]\n"一般" = "99%"', "utf-8")
    sample(DETAIL)
    shell("refresh", DETAIL, "--as-of", "2026-11-24")
    assert dict(records(tmp_path / MARKED, "受注", "注文番号", "段階"))["812340003"] == "警告"
    assert section(tmp_path / MARKED, "Qoo10 発送率")[1][7:] == [0.99, "設定"]


def test_columns_are_mapped(shell, tmp_path):
    """`--map` names a column that the synonym list does not know, and takes one out that it does."""
    (tmp_path / "表.csv").write_text(
        "注文番号,お金が来た日,発送日,決済日\r\nA-1,2026/11/13,,2026/11/20\r\n", "utf-8"
    )
    ran = shell("refresh", "表.csv", "--map", "お金が来た日=入金日", "--map", "決済日=なし", *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    book = tmp_path / "表_判定.xlsx"
    assert column(book, "受注", "段階") == ["警告"]
    assert cells_under(book, "受注", "お金が来た日")[0].is_date


def test_result_columns_in_the_export_are_renewed(shell, tmp_path):
    """An export of an earlier result does not get its result columns twice."""
    (tmp_path / "表.csv").write_text("注文番号,入金日,発送日,段階\r\nA-1,2026/11/13,,正常\r\n", "utf-8")
    shell("refresh", "表.csv", *AS_OF)
    header = rows_of(tmp_path / "表_判定.xlsx", "受注")[0]
    assert header == ["注文番号", "入金日", "発送日", *RESULTS]
    assert column(tmp_path / "表_判定.xlsx", "受注", "段階") == ["警告"]


def test_own_column_in_the_export_refuses_it(shell, tmp_path):
    """A 確認 that the shop has filled in itself is not left out of the workbook for ours."""
    rows = "注文番号,入金日,発送日,確認\r\nA-1,2026/11/13,,\r\nA-2,2026/11/13,,済 山田\r\n"
    (tmp_path / "表.csv").write_text(rows, "utf-8")
    run = shell("refresh", "表.csv", "--dry-run", *AS_OF)
    assert run.status == 2
    assert "表.csv の列「確認」" in run.err
    assert "2件目の「確認」は「済 山田」" in run.err


def test_empty_column_in_the_export_is_replaced(shell, tmp_path):
    """A 確認 with nothing in it is no reason to refuse the file."""
    (tmp_path / "表.csv").write_text("注文番号,入金日,発送日,確認\r\nA-1,2026/11/13,, \r\n", "utf-8")
    assert shell("refresh", "表.csv", *AS_OF).status == 0
    assert rows_of(tmp_path / "表_判定.xlsx", "受注")[0] == ["注文番号", "入金日", "発送日", *RESULTS]


def test_totals_of_the_export_are_not_counted(shell, tmp_path):
    """The rows told are the orders that were judged."""
    rows = "注文番号,入金日,発送日\r\nA-1,2026/11/13,\r\n合計,,\r\n"
    (tmp_path / "表.csv").write_text(rows, "utf-8")
    assert "1行を判定しました" in shell("refresh", "表.csv", *AS_OF).out


def test_export_is_never_changed(shell, sample):
    """The .csv is the same byte for byte, and nothing but the workbook is made beside it."""
    path = sample(DETAIL)
    before = path.read_bytes(), path.stat().st_mtime_ns
    shell("refresh", DETAIL, *AS_OF)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == [DETAIL, MARKED]


def test_two_runs_give_equal_bytes(shell, sample, tmp_path):
    """The same export, day and settings make the same file."""
    sample(DETAIL)
    shell("refresh", DETAIL, "-o", "a.xlsx", *AS_OF)
    shell("refresh", DETAIL, "-o", "b.xlsx", *AS_OF)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_standing_result_is_backed_up(shell, sample, tmp_path):
    """What stood under the result's name is kept under a dated one, and the seller is told where."""
    sample(DETAIL)
    (tmp_path / MARKED).write_bytes("わたしのファイル".encode())
    ran = shell("refresh", DETAIL, *AS_OF)
    backups = list(tmp_path.glob("*バックアップ*.xlsx"))
    assert [path.read_bytes().decode() for path in backups] == ["わたしのファイル"]
    assert f"前のファイルの控え: {backups[0].name}" in ran.out
    assert len(rows_of(tmp_path / MARKED, "受注")) == 8


def test_output_goes_where_it_is_asked_to(shell, sample, tmp_path):
    """`-o` names the file, in any folder that exists."""
    sample(DETAIL)
    (tmp_path / "結果").mkdir()
    ran = shell("refresh", DETAIL, "-o", "結果/今日 の.xlsx", *AS_OF)
    assert "7行を判定しました: 結果/今日 の.xlsx" in ran.out.replace("\\", "/")
    assert len(rows_of(tmp_path / "結果" / "今日 の.xlsx", "受注")) == 8
    assert not (tmp_path / MARKED).exists()


def test_dry_run_writes_nothing(shell, sample, tmp_path):
    """`--dry-run` shows the summary and leaves the folder as it is."""
    path = sample(DETAIL)
    ran = shell("refresh", DETAIL, "--dry-run", "--verbose", *AS_OF)
    assert ran.status == 0
    assert "■ Qoo10 段階ごとの件数" in ran.out
    assert "7行を判定しました (書き込みはしていません)" in ran.out
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_header_alone(shell, tmp_path):
    """An export without orders gives a sheet without rows, and that is said."""
    (tmp_path / "空.csv").write_text("注文番号,入金日,発送日\r\n", "utf-8")
    ran = shell("refresh", "空.csv", *AS_OF)
    assert ran.status == 0
    assert ran.err == "空.csv には見出しだけがあり、注文の行がありません\n"
    assert rows_of(tmp_path / "空_判定.xlsx", "受注") == [["注文番号", "入金日", "発送日", *RESULTS]]


def test_json_is_complete(shell, sample, tmp_path):
    """One JSON object says what was read, written, found and counted; dates in ISO, rates unrounded."""
    sample(DETAIL)
    first = json.loads(shell("refresh", DETAIL, "--json", *AS_OF).out)
    assert first["as_of"] == "2026-11-21"
    assert first["files"] == [DETAIL]
    assert first["written"] == MARKED
    assert first["backup"] is None
    assert first["rows"] == 7
    assert first["sheets"] == {"受注": 7}
    assert first["problems"] == []
    assert [note.partition(" (")[0] for note in first["notes"]] == [
        "確認の「注意」: 減点はありませんが、発送率では期限後の発送です 1行",
        "個人情報の列は結果に写していません",
        "予約商品かもしれない注文が1件あります",
    ]
    sections = {part["title"]: part["rows"] for part in first["summary"]["sections"]}
    assert {"段階": "警告", "件数": 1} in sections["Qoo10 段階ごとの件数"]
    assert sections["Qoo10 発送率"][0]["この表の率"] == 1 / 3
    urgent = sections["Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)"]
    assert urgent[0]["最終発送日"] == "2026-11-19"
    second = json.loads(shell("refresh", DETAIL, "--json", *AS_OF).out)
    assert (tmp_path / second["backup"]).is_file()


def test_json_has_the_problems(shell, sample):
    """Problems and notes are lists of sentences; the exit status tells of them too."""
    sample("own_orders.csv")
    ran = shell("refresh", "own_orders.csv", "--json", "--dry-run", *AS_OF)
    assert ran.status == 1
    assert json.loads(ran.out)["problems"][0].startswith("シート「受注」3行目 (注文番号 A-002): ")
    assert ran.err == ""


def test_messages_in_english(shell, sample):
    """`--lang en` changes the messages, wherever it stands; the sheet stays Japanese."""
    sample(DETAIL)
    assert "7 rows judged: " in shell("refresh", DETAIL, *AS_OF, "--lang", "en").out
    assert "backup of the file that stood there: " in shell("--lang=en", "refresh", DETAIL, *AS_OF).out
    assert "(nothing was written)" in shell("refresh", DETAIL, *AS_OF, "--lang=en", "--dry-run").out


def test_long_lists_are_cut(shell, tmp_path):
    """Twenty unreadable rows are listed, the others counted."""
    lines = [f"A-{number},きのう," for number in range(25)]
    (tmp_path / "表.csv").write_text("\r\n".join(["注文番号,入金日,発送日", *lines]), "utf-8")
    ran = shell("refresh", "表.csv", *AS_OF)
    assert ran.status == 1
    said = ran.err.splitlines()
    assert len(said) == 21
    assert said[-1] == "ほか 5 件 (確認の列を見てください)"


@pytest.mark.parametrize("command", [["refresh", "--dry-run"], ["today"]])
def test_where_the_rest_of_a_long_list_is(shell, tmp_path, command):
    """Where nothing was written there is no column 確認: --json shows the rest, and does."""
    lines = [f"A-{number},きのう," for number in range(25)]
    (tmp_path / "表.csv").write_text("\r\n".join(["注文番号,入金日,発送日", *lines]), "utf-8")
    asked = [command[0], "表.csv", *command[1:], *AS_OF]
    assert shell(*asked).err.splitlines()[-1] == "ほか 5 件 (--json を付けると全部を見られます)"
    assert "A-24" in shell(*asked, "--json").out


def test_progress_is_told_in_both_languages(monkeypatch, capsys):
    """After a second of work the step and the share of the rows are told, at most once a second."""
    clock = [0.0]
    monkeypatch.setattr(output, "clock", lambda: clock[0])
    japanese, english = output.Progress("ja"), output.Progress("en")
    for moment in (0.5, 1.5, 1.9, 3.0):
        clock[0] = moment
        japanese(WRITING, 3000, 100_000)
        english(JUDGING, 0, 0)
    said = capsys.readouterr().err.splitlines()
    assert said == ["書き込んでいます… 3,000/100,000 行", "judging..."] * 2
