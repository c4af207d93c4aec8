"""`xlshipcheck refresh --shops`: every shop of a folder in one run, and 全店舗.xlsx."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

sys.path.append(str(Path(__file__).parents[1] / "hosts"))

import open_documents as ods
import shop_faults
from books import opened
from command_runs import AS_OF, contents
from shop_folders import DETAIL, HOLDS, NEXT_DAY, add_shop, links, overview, states

from xlshipcheck import errors
from xlshipcheck.shell.agency import command as agency
from xlshipcheck.shell.agency import shop as agency_shop
from xlshipcheck.shell.agency.shop import Task


@pytest.fixture
def in_this_process(monkeypatch):
    """Judge the shops one after the other in the test's own process."""

    def judge_all(tasks, _jobs, done):
        for task in tasks:
            done(agency_shop.judge_shop(task))

    monkeypatch.setattr(agency, "judge_all", judge_all)


@pytest.fixture
def run(shell, tmp_path, in_this_process):  # noqa: ARG001  one process is quicker to start
    """Return a function that judges the shops in `shops` and gives what it says as JSON."""

    def judged(*words):
        ran = shell("refresh", "--shops", "shops", "--out", "out", "--json", *(words or AS_OF))
        found = json.loads(ran.out)
        assert found["status"] == ran.status
        return found

    return judged


@pytest.fixture
def shops(tmp_path):
    """Return the folder of the shops."""
    return tmp_path / "shops"


@pytest.fixture
def out(tmp_path):
    """Return the folder of the results."""
    return tmp_path / "out"


def test_a_folder_a_shop_and_one_overview(shell, shops, out):
    """Processes of their own judge each shop; the overview has a row for each, worst first, with a link to its file."""
    add_shop(shops, "青山店", DETAIL)
    add_shop(shops, "渋谷店", HOLDS)
    add_shop(shops, "空の店")
    ran = shell("refresh", "--shops", "shops", "--out", "out", "--jobs", "2", *AS_OF)
    assert ran.status == 1
    assert [row["店舗"] for row in overview(out)] == ["空の店", "青山店", "渋谷店"]
    assert links(out) == {"空の店": None, "青山店": "青山店_判定.xlsx", "渋谷店": "渋谷店_判定.xlsx"}
    assert {path.name for path in out.iterdir()} == {
        "青山店_判定.xlsx",
        "渋谷店_判定.xlsx",
        "全店舗.xlsx",
        ".xlshipcheck",
    }
    assert "空の店" in ran.err
    assert (
        ran.out.splitlines()[-1] == f"判定 2店舗・前回のまま 0店舗・判定できない 1店舗: {'out/全店舗.xlsx'}"
    )


def test_the_figures_are_those_of_the_shops_own_file(run, shops, out):
    """Stages, points and rates are what 集計 of the shop's own refresh says: nothing is judged a second time."""
    add_shop(shops, "青山店", DETAIL)
    figures = run()["shops"][0]["figures"]
    rows = [list(row) for row in opened(out / "青山店_判定.xlsx", "集計").iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if row[0] == "Qoo10 段階ごとの件数") + 2
    stages = {row[0]: row[1] for row in rows[start : start + len(figures["stages"])]}
    assert figures["stages"] == stages == {"正常": 2, "警告": 1, "発送済": 2, "入金待ち": 1, "対象外": 1}
    assert figures["points"] == next(row[2] for row in rows if row[0] == "2026年11月") == -2
    general = rows[next(n for n, row in enumerate(rows) if row[0] == "Qoo10 発送率") + 2]
    assert [figures["rates"][0]["good"], figures["rates"][0]["counted"]] == [general[2], general[3]] == [1, 3]
    shown = overview(out)[0]
    assert (shown["警告"], shown["今月の減点"], shown["一般 余裕"]) == (
        1,
        -2,
        figures["rates"][0]["allowance"],
    )
    assert shown["一般 発送率"] == pytest.approx(1 / 3)


def test_one_failing_shop_stops_no_other(run, shops, out):
    """Each shop that cannot be judged has its sentence and no number; the others are judged."""
    add_shop(shops, "あ 正常", DETAIL)
    (add_shop(shops, "い 見出しなし") / "x.csv").write_text("a,b\n1,2\n")
    (add_shop(shops, "う 設定が壊れ", DETAIL) / "settings.toml").write_text("closed = [")
    (add_shop(shops, "え 設定が二つ", DETAIL) / "a.toml").write_text("")
    (shops / "え 設定が二つ" / "b.toml").write_text("")
    add_shop(shops, "お 空")
    (add_shop(shops, "か 壊れたブック") / "注文.xlsx").write_bytes(b"PK\x03\x04nothing")
    found = run()
    assert states(found) == {"あ 正常": "judged"} | {
        name: "failed" for name in states(found) if name[0] != "あ"
    }
    assert found["status"] == 1
    rows = {row["店舗"]: row for row in overview(out)}
    assert len(rows) == 6
    for name, row in rows.items():
        if name[0] != "あ":
            assert row["状況"] == "判定できません"
            assert row["まとめ"].endswith(("。", "さい", "せん", "てください")) or row["まとめ"]
            assert {row[title] for title in ("今日出す注文", "正常", "今月の減点", "一般 発送率")} == {None}
    assert "x.csv" in rows["い 見出しなし"]["まとめ"]
    assert "settings.toml" in rows["う 設定が壊れ"]["まとめ"]
    assert "2 個" in rows["え 設定が二つ"]["まとめ"]


def test_something_unforeseen_in_one_shop(run, shops, monkeypatch):
    """What nobody thought of becomes one sentence with the log, and the next shop is judged."""
    add_shop(shops, "一", DETAIL)
    add_shop(shops, "二", DETAIL)
    real = agency_shop.figures_of
    calls = []

    def broken_once(*words):
        calls.append(words)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(*words)

    monkeypatch.setattr(agency_shop, "figures_of", broken_once)
    found = run()
    assert states(found) == {"一": "failed", "二": "judged"}
    assert "xlshipcheck.log" in next(one["problem"] for one in found["shops"] if one["shop"] == "一")


def touch(path):
    """Give a file a later time."""
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000_000))


CHANGES = {
    "its bytes": lambda folder, _out: (folder / DETAIL).write_bytes((folder / DETAIL).read_bytes() + b"\r\n"),
    "the time of its export": lambda folder, _out: touch(folder / DETAIL),
    "a second export": lambda folder, _out: shutil.copy(folder / DETAIL, folder / "a.csv"),
    "its settings": lambda folder, _out: (folder / "settings.toml").write_text('shop_name = "青山"\n'),
    "a result that somebody changed": lambda _folder, out: (out / "青山店_判定.xlsx").write_bytes(b"x"),
    "a result that is gone": lambda _folder, out: (out / "青山店_判定.xlsx").unlink(),
    "a record that was cut off": lambda _folder, out: (out / ".xlshipcheck" / "青山店.json").write_text("{"),
    "a record of another form": lambda _folder, out: (out / ".xlshipcheck" / "青山店.json").write_text(
        (out / ".xlshipcheck" / "青山店.json").read_text().replace('"form": 1', '"form": 0')
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_shop_is_judged_again_where_anything_differs(run, shops, out, change):
    """A result holds until the exports, the settings or the file itself change; the other shop's then still holds."""
    folder = add_shop(shops, "青山店", DETAIL)
    add_shop(shops, "渋谷店", HOLDS)
    first = run()
    before = contents(out)
    assert states(run()) == {"青山店": "same", "渋谷店": "same"}
    assert contents(out).keys() == before.keys()
    assert all(contents(out)[name] == before[name] for name in before if "全店舗" not in name)
    change(folder, out)
    again = run()
    assert states(again) == {"青山店": "judged", "渋谷店": "same"}
    figures = {one["shop"]: one["figures"] for one in first["shops"]}
    assert {one["shop"]: one["figures"] for one in again["shops"]} == figures
    assert states(run()) == {"青山店": "same", "渋谷店": "same"}


def test_another_day_program_or_wish_judges_all_again(run, shops, monkeypatch):
    """基準日, the rules, the program's version, --keep-personal and the run's settings are part of what a result is of."""
    add_shop(shops, "青山店", DETAIL)
    run()
    assert states(run("--as-of", "2026-11-24")) == {"青山店": "judged"}
    assert states(run()) == {"青山店": "judged"}
    assert states(run(*AS_OF, "--keep-personal")) == {"青山店": "judged"}
    (shops.parent / "agency.toml").write_text('shop_closed = ["2026-11-25"]\n')
    assert states(run(*AS_OF, "--settings", "agency.toml")) == {"青山店": "judged"}
    assert states(run(*AS_OF, "--settings", "agency.toml")) == {"青山店": "same"}
    monkeypatch.setattr(agency, "program_digest", lambda: "another version")
    assert states(run(*AS_OF, "--settings", "agency.toml")) == {"青山店": "judged"}


def test_the_program_is_its_version_its_rules_and_the_holidays(monkeypatch, tmp_path):
    """The digest of the program changes with each of the three."""
    from xlshipcheck.shell.agency import records as agency_records  # noqa: PLC0415  its own names are exchanged

    package = tmp_path / "package"
    (package / "rules").mkdir(parents=True)
    (package / "rules" / "qoo10.toml").write_text("a = 1")
    monkeypatch.setattr(agency_records.xlshipcheck, "__file__", str(package / "__init__.py"))
    seen = {agency_records.program_digest()}
    (package / "rules" / "qoo10.toml").write_text("a = 2")
    seen.add(agency_records.program_digest())
    (package / "rules" / "holidays.csv").write_text("2026-01-01,元日")
    seen.add(agency_records.program_digest())
    monkeypatch.setattr(agency_records.xlshipcheck, "__version__", "99")
    seen.add(agency_records.program_digest())
    monkeypatch.setattr(agency_records, "installed_version", lambda: "99")
    seen.add(agency_records.program_digest())
    assert len(seen) == 5


def test_what_somebody_wrote_into_a_result_is_kept(run, shops, out):
    """A result that was changed by hand is copied before it is replaced; one that is ours leaves no copy."""
    folder = add_shop(shops, "青山店", DETAIL)
    run()
    touch(folder / DETAIL)
    assert [one["backup"] for one in run()["shops"]] == [None]
    assert not [path for path in out.iterdir() if "バックアップ" in path.name]
    (out / "青山店_判定.xlsx").write_bytes(b"a note")
    (out / "全店舗.xlsx").write_bytes(b"another note")
    backup = run()["shops"][0]["backup"]
    kept = [path.read_bytes() for path in out.iterdir() if "バックアップ" in path.name]
    assert sorted(kept) == [b"a note", b"another note"]
    assert Path(backup).name.startswith("青山店_判定_バックアップ_")


def test_what_is_no_export_is_passed_over(run, shops, out):
    """Results, backups, lock files, hidden files and folders in a shop's folder are not read, nor files beside the shops."""
    folder = add_shop(shops, "青山店", DETAIL)
    want = run()["shops"][0]["figures"]
    result = out / "青山店_判定.xlsx"
    shutil.copy(result, folder / "昨日_判定.xlsx")
    shutil.copy(result, folder / "注文_バックアップ_20261120-093000.xlsx")
    shutil.copy(out / "全店舗.xlsx", folder / "全店舗.xlsx")
    for name in ("~$注文.xlsx", ".hidden.csv", ".~lock.注文.xlsx#", "写真.png", "説明.pdf"):
        (folder / name).write_bytes(b"x")
    (folder / "古い書き出し.csv").mkdir()
    (shops / ".git").mkdir()
    (shops / "一覧.csv").write_text("x")
    shutil.rmtree(out)
    found = run()
    assert states(found) == {"青山店": "judged"}
    assert found["shops"][0]["figures"] == want


def test_the_newest_of_two_exports_counts(run, shops):
    """Two exports of one marketplace are joined as in a refresh of both: each order in its newest state."""
    add_shop(shops, "両方", DETAIL, NEXT_DAY)
    add_shop(shops, "新しいほう", NEXT_DAY)
    found = {one["shop"]: one["figures"] for one in run("--as-of", "2026-11-22")["shops"]}
    assert found["両方"]["stages"]["発送済"] >= found["新しいほう"]["stages"]["発送済"]
    assert found["両方"]["rows"] > 0


def test_the_shops_settings_stand_above_those_of_the_run(run, shops):
    """A shop's settings.toml beats --settings name by name; what it does not say is the run's."""
    (shops.parent / "agency.toml").parent.mkdir(exist_ok=True)
    (shops.parent / "agency.toml").write_text('[rates]\n"一般" = "99%"\n"予約" = "98%"\n')
    add_shop(shops, "店のもの", DETAIL).joinpath("設定.toml").write_text('[rates]\n"一般" = "90%"\n')
    add_shop(shops, "代理店のもの", DETAIL)
    found = {
        one["shop"]: one["figures"]["rates"] for one in run(*AS_OF, "--settings", "agency.toml")["shops"]
    }
    given = {
        shop: {rate["name"]: (rate["given"], rate["verdict"]) for rate in rates}
        for shop, rates in found.items()
    }
    assert given["店のもの"]["一般"] == ("9/10", "目標割れ")
    assert given["代理店のもの"]["一般"] == ("99/100", "目標の中")
    assert all(rates.get("予約", ("49/50", ""))[0] == "49/50" for rates in given.values())


def test_a_shop_with_a_book(run, shops, out, shell, tmp_path):
    """A shop may keep its orders in a book: a refreshed copy of it is the result, the book itself stays as it is."""
    folder = add_shop(shops, "青山店")
    shell("refresh", add_shop(tmp_path, "x", DETAIL) / DETAIL, "-o", tmp_path / "注文.xlsx", *AS_OF)
    shutil.copy(tmp_path / "注文.xlsx", folder / "注文.xlsx")
    before = (folder / "注文.xlsx").read_bytes()
    found = run()
    assert found["shops"][0]["figures"]["stages"]["警告"] == 1
    assert (folder / "注文.xlsx").read_bytes() == before
    assert opened(out / "青山店_判定.xlsx", "受注").max_row > 1
    assert states(run()) == {"青山店": "same"}


@pytest.mark.parametrize("ending", [".ods", ".xlsx"])
def test_a_book_beside_labels(run, shops, out, ending):
    """A shop's book gets the numbers of its labels by the shop's settings; the result is a book of its own kind."""
    header = ["注文番号", "入金日", "発送日", "配送会社", "送り状番号"]
    order = ["812340001", dt.date(2026, 11, 20), None, None, None]
    folder = add_shop(shops, "青山店")
    if ending == ".ods":
        table = ods.table("受注", [ods.row(map(ods.cell, row)) for row in (header, order)])
        (folder / "受注.ods").write_bytes(ods.document(ods.content(table)))
    else:
        book = openpyxl.Workbook()
        book.active.append(header)
        book.active.append(order)
        book.save(folder / "受注.xlsx")
    label = "812340001,0,444413758703,2026/11/20,見本 花子,0,"
    lines = "お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名,止置き,営業所コード", label, ""
    (folder / "発行済.csv").write_bytes("\r\n".join(lines).encode("cp932"))
    (folder / "設定.toml").write_text('[rates]\n"一般" = "90%"\n', encoding="utf-8")
    found = run()["shops"][0]
    assert not found["problem"]
    assert [path.suffix for path in out.iterdir() if path.stem == "青山店_判定"] == [ending]
    assert found["figures"]["rates"][0]["given"] == "9/10"


def test_a_book_of_libreoffice_is_a_book(run, shops, out):
    """A shop's .ods is judged as an .xlsx is; beside an export it is not passed over without a word."""
    header, order = ["注文番号", "入金日", "発送日"], ["812340001", dt.date(2026, 11, 9), None]
    table = ods.table("受注", [ods.row(map(ods.cell, row)) for row in (header, order)])
    for folder in (add_shop(shops, "青山店"), add_shop(shops, "渋谷店", DETAIL)):
        (folder / "受注.ods").write_bytes(ods.document(ods.content(table)))
    found = {one["shop"]: one for one in run()["shops"]}
    assert found["青山店"]["figures"]["stages"]["制限"] == 1
    assert (out / "青山店_判定.ods").exists()
    assert ".ods" in found["渋谷店"]["problem"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights of their own there")
def test_links_to_folders(run, shops, tmp_path):
    """A link to a folder is a shop; one that leads nowhere, and a second name of the same folder, have a sentence."""
    elsewhere = add_shop(tmp_path, "別の場所", DETAIL)
    shops.mkdir()
    (shops / "あ リンク").symlink_to(elsewhere, target_is_directory=True)
    (shops / "い 同じ").symlink_to(elsewhere, target_is_directory=True)
    (shops / "う 切れた").symlink_to(tmp_path / "nowhere", target_is_directory=True)
    found = run()
    assert states(found) == {"あ リンク": "judged", "い 同じ": "failed", "う 切れた": "failed"}
    problems = {one["shop"]: one["problem"] for one in found["shops"]}
    assert "あ リンク" in problems["い 同じ"]
    assert "リンク" in problems["う 切れた"]


NAMES = ["50% #1 店", "A&B <店>", "が行", unicodedata.normalize("NFD", "が行") + "2", "abc", "ABC", "x" * 60]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
def test_names_of_every_kind(run, shops, out):
    """Each shop has a file of its own, also where two names differ by case alone, and its link finds it."""
    for name in NAMES:
        add_shop(shops, name, DETAIL)
    run()
    targets = {name: unquote(target) for name, target in links(out).items()}
    assert targets.keys() == set(NAMES)
    assert len({name.casefold() for name in targets.values()}) == len(NAMES)
    assert all((out / name).is_file() for name in targets.values())


def test_a_process_that_is_ended_costs_its_shop_alone(tmp_path):
    """A process that is ended from outside makes one failed shop; those beside it are judged by another."""
    names = ["一", "落ちる", "二", "三", "四"]
    tasks = [Task(name, tmp_path, name, tmp_path, 0, "", None, False, True, "") for name in names]  # noqa: FBT003
    found = {}
    agency.judge_all(tasks, 2, lambda one: found.setdefault(one.name, one), shop_faults.end_at_bad_ones)
    assert {name: one.state for name, one in found.items()} == {
        name: "failed" if name == "落ちる" else "judged" for name in names
    }
    assert found["落ちる"].problem == str(errors.ShopInterrupted())


def test_processes_are_replaced(tmp_path, monkeypatch):
    """After some shops new processes go on where the old ones were."""
    monkeypatch.setattr(agency, "SHOPS_A_PROCESS", 2)
    made = []
    real = agency._pool
    monkeypatch.setattr(agency, "_pool", lambda jobs: made.append(jobs) or real(jobs))
    tasks = [Task(str(n), tmp_path, str(n), tmp_path, 0, "", None, False, True, "") for n in range(5)]  # noqa: FBT003
    found = []
    agency.judge_all(tasks, 1, found.append, shop_faults.end_at_bad_ones)
    assert [one.name for one in found] == list("01234")
    assert made == [1, 1, 1]


HOLD = """
import sys, time
from pathlib import Path
from xlshipcheck.xlsx.locks import run_lock
with run_lock(Path(sys.argv[1])) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


def test_two_runs_at_once(shell, shops, out):
    """While one run writes its results, a second is refused with one sentence; when it is gone, or killed, it may run."""
    add_shop(shops, "青山店", DETAIL)
    (out / ".xlshipcheck").mkdir(parents=True)
    lock = out / ".xlshipcheck" / "lock"
    words = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603  ourselves
        assert other.stdout.readline() == "True\n"
        ran = shell("refresh", "--shops", "shops", "--out", "out", *AS_OF)
        assert ran.status == 2
        assert ran.err == str(errors.ShopsRunning(path=errors.Whole("out"))) + "\n"
        assert not (out / "全店舗.xlsx").exists()
        other.kill()
    assert shell("refresh", "--shops", "shops", "--out", "out", *AS_OF).status == 0


def test_a_run_that_is_killed_goes_on_where_it_was(run, shops, out):
    """Of a shop whose result is there without its record nothing is taken for granted; what is half-written goes."""
    for name in ("一", "二", "三"):
        add_shop(shops, name, DETAIL)
    run()
    # Killed after the result of 二 stood and before its record did, while the record of 三 was being written.
    (out / ".xlshipcheck" / "二.json").unlink()
    (out / ".xlshipcheck" / ".xlshipcheck-00000000-1-00000000.tmp").write_text("{")
    assert states(run()) == {"一": "same", "二": "judged", "三": "same"}
    assert not list((out / ".xlshipcheck").glob("*.tmp"))


def test_an_export_saved_during_the_run_is_judged_again(run, shops, monkeypatch):
    """Which of two states of a file was judged is not known then: the result stands, and the next run makes it anew."""
    folder = add_shop(shops, "青山店", DETAIL)
    real = agency_shop.figures_of

    def meanwhile(*words):
        touch(folder / DETAIL)
        return real(*words)

    monkeypatch.setattr(agency_shop, "figures_of", meanwhile)
    assert states(run()) == {"青山店": "judged"}
    monkeypatch.setattr(agency_shop, "figures_of", real)
    assert states(run()) == {"青山店": "judged"}
    assert states(run()) == {"青山店": "same"}


def test_an_earlier_result_of_a_shop_that_fails_now(run, shops, out):
    """The file of another day stays, is named in the sentence, and the overview does not lead to it."""
    folder = add_shop(shops, "青山店", DETAIL)
    run()
    (folder / DETAIL).write_text("a,b\n1,2\n")
    found = run()
    assert states(found) == {"青山店": "failed"}
    assert "青山店_判定.xlsx" in found["shops"][0]["problem"]
    assert links(out) == {"青山店": None}
    assert (out / "青山店_判定.xlsx").exists()


def test_results_whose_shop_is_gone_are_named(shell, run, shops):
    """Nobody shall take the file of a shop that is no longer there for today's."""
    add_shop(shops, "青山店", DETAIL)
    add_shop(shops, "閉店", DETAIL)
    run()
    shutil.rmtree(shops / "閉店")
    assert "閉店_判定.xlsx" in shell("refresh", "--shops", "shops", "--out", "out", *AS_OF).err


def test_nothing_is_written_in_a_dry_run(shell, in_this_process, shops, tmp_path):  # noqa: ARG001  as above
    """--dry-run judges and reports without --out, and leaves every file as it was."""
    add_shop(shops, "青山店", DETAIL)
    before = contents(tmp_path)
    ran = shell("refresh", "--shops", "shops", "--dry-run", *AS_OF)
    assert ran.status == 0
    assert "書き込みはしていません" in ran.out
    assert contents(tmp_path) == before


def test_in_english(shell, in_this_process, shops):  # noqa: ARG001  as above
    """--lang en words the refusals and the last line in English."""
    add_shop(shops, "空の店")
    ran = shell("refresh", "--shops", "shops", "--out", "out", "--lang", "en", *AS_OF)
    assert "neither an export" in ran.err
    assert ran.out.splitlines()[-1].startswith("0 shops judged, 0 as before, 1 not judged")


REFUSALS = {
    "no out": (["--shops", "shops"], "--out"),
    "with a file": (["x.csv", "--shops", "shops", "--out", "out"], "FILE"),
    "with -o": (["--shops", "shops", "--out", "out", "-o", "x.xlsx"], "-o"),
    "with --sheet": (["--shops", "shops", "--out", "out", "--sheet", "受注"], "--sheet"),
    "with --map": (["--shops", "shops", "--out", "out", "--map", "a=入金日"], "--map"),
    "no such folder": (["--shops", "店", "--out", "out"], "店 が見つかりません"),
    "no folder": (["--shops", "shops/青山店/" + DETAIL, "--out", "out"], "フォルダーではありません"),
    "no shops": (["--shops", "shops/青山店", "--out", "out"], "店舗のフォルダーがありません"),
    "results in a shop": (["--shops", "shops", "--out", "shops/青山店/結果"], "店舗のフォルダーの中です"),
    "neither": ([], "FILE を指定してください"),
    "out alone": ([DETAIL, "--out", "out"], "--shops と一緒に"),
    "jobs alone": ([DETAIL, "--jobs", "2"], "--shops と一緒に"),
    "jobs no number": (["--shops", "shops", "--out", "out", "--jobs", "たくさん"], "--jobs"),
}


@pytest.mark.parametrize(("words", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refusals(refused, shops, words, said):
    """What cannot be done is refused with one sentence, before anything is written."""
    add_shop(shops, "青山店", DETAIL)
    assert said in refused("refresh", *words, *AS_OF)


def test_an_overview_that_is_open_elsewhere(shell, in_this_process, shops, out):  # noqa: ARG001  as above
    """全店舗.xlsx open in Excel is said before the shops are judged, not after."""
    add_shop(shops, "青山店", DETAIL)
    out.mkdir()
    (out / "~$全店舗.xlsx").write_bytes(b"\x05Suzuki")
    ran = shell("refresh", "--shops", "shops", "--out", "out", *AS_OF)
    assert ran.status == 2
    assert "全店舗.xlsx" in ran.err
    assert not (out / "青山店_判定.xlsx").exists()


def test_results_beside_the_shops(shell, in_this_process, shops):  # noqa: ARG001  as above
    """--out may be the folder of the shops itself, or one in it: results are never taken for a shop."""
    add_shop(shops, "青山店", DETAIL)
    for out in ("shops", "shops/結果", "shops/結果/今日"):
        for _ in range(2):
            ran = shell("refresh", "--shops", "shops", "--out", out, "--json", *AS_OF)
            assert list(states(json.loads(ran.out))) == ["青山店"]
            assert ran.status == 0
