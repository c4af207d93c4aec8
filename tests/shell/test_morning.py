"""`xlshipcheck morning`: the newest exports of a folder, and the daily task that nobody has unless he asks for it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from command_runs import SAMPLES

from xlshipcheck import errors
from xlshipcheck.context import Settings
from xlshipcheck.hosts.downloads import newest_of_folder
from xlshipcheck.shell import morning
from xlshipcheck.shell.morning import MorningPlan, run

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path):
    """A folder of downloads: two of Qoo10's, of Amazon's the orders, an own list, a remark, and a result of ours."""
    place = tmp_path / "ダウンロード"
    place.mkdir()
    names = (
        "DeliveryManagement_detail_20261121.csv",
        "DeliveryManagement_detail_20261122.csv",
        "amazon_orders.txt",
        "own_hold.csv",
    )
    for age, name in enumerate(names):
        shutil.copy(SAMPLES / name, place / name)
        os.utime(place / name, (1_000_000 + age, 1_000_000 + age))
    (place / "メモ.txt").write_text("牛乳を買う", encoding="utf-8")
    (place / "旧_判定.csv").write_text("注文番号,入金日,発送日\n", encoding="utf-8")
    return place


class Desk:
    """Notes what was run, said and opened."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.ran = []
        self.said = []
        self.opened = []

    def command(self, words):
        """Run a command."""
        self.ran.append(words)
        return self.statuses.pop(0)

    def run(self, plan):
        """Run a plan."""
        return run(plan, TODAY, self.command, self.said.append, self.opened.append)


def test_the_newest_of_each_kind(folder):
    """Of two exports of one kind the newer file counts; what is no export is named and passed over."""
    exports, notes, _ = newest_of_folder(folder, Settings())
    assert [one.path.name for one in exports] == [
        "DeliveryManagement_detail_20261122.csv",
        "amazon_orders.txt",
        "own_hold.csv",
    ]
    assert len(notes) == 1
    assert "メモ.txt" in notes[0]


def test_exports_become_a_book_of_the_day(folder):
    """All of them go into one book beside them, named after the day, which opens."""
    desk = Desk(0)
    assert desk.run(MorningPlan(str(folder))) == 0
    result = folder / "出荷チェック_2026-11-24_判定.xlsx"
    assert [(words[0], words[-2:]) for words in desk.ran] == [("refresh", ["-o", str(result)])]
    assert desk.opened == [result]
    assert "メモ.txt" in desk.said[0]


def test_a_book_is_imported_into(folder):
    """With a book the exports are imported into it, and it opens; a refusal is said, and nothing opens."""
    book = str(folder / "台帳.xlsx")
    desk = Desk(0, 0)
    assert desk.run(MorningPlan(str(folder), book)) == 0
    assert [words[0] for words in desk.ran] == ["import", "refresh"]
    assert desk.opened == [Path(book)]
    desk = Desk(2)
    assert desk.run(MorningPlan(str(folder), book)) == 2
    assert (len(desk.ran), desk.opened) == (1, [])


@pytest.mark.parametrize("with_orders", [True, False])
def test_labels_come_along(folder, with_orders):
    """A file of issued labels goes into the book; without a book only beside an export, as it has no orders."""
    for path in folder.iterdir():
        if not with_orders or "amazon" in path.name or "own" in path.name:
            path.unlink()
    header, row = "お客様管理番号,送り状種類,伝票番号,出荷予定日", "1,0,444413758703,2026/11/20"
    labels = folder / "b2.csv"
    labels.write_text(f"{header}\n{row}\n", encoding="cp932")
    desk = Desk(0, 0)
    desk.run(MorningPlan(str(folder)))
    assert [str(labels) in words for words in desk.ran] == [True] * with_orders
    desk = Desk(0, 0)
    desk.run(MorningPlan(str(folder), str(folder / "台帳.xlsx")))
    assert [str(labels) in words for words in desk.ran] == [True, False]


def test_nothing_to_judge(tmp_path):
    """An empty folder says so, and one that is gone is refused."""
    desk = Desk()
    assert desk.run(MorningPlan(str(tmp_path))) == 2
    assert "ありません" in desk.said[0]
    with pytest.raises(errors.FileMissing):
        desk.run(MorningPlan(str(tmp_path / "ない")))


def test_a_real_morning(shell, folder):
    """From the shell the result is made, and its path is printed; no plan is kept by that."""
    ran = shell("morning", folder)
    (result,) = folder.glob("出荷チェック_*_判定.xlsx")
    assert ran.out.splitlines()[-1] == str(result)
    ran = shell("morning")
    assert ran.status == 2
    assert "設定されていません" in ran.err


def test_amazons_own_report_is_no_list_of_orders(shell, folder):
    """It is said to be for `reconcile`, not that its columns are to be completed, and the others are judged."""
    (folder / "追跡可能率.csv").write_text(
        "注文番号,追跡番号,配送業者,有効な追跡番号なし\n1,2,ヤマト運輸,X\n", "utf-8"
    )
    ran = shell("morning", folder)
    assert ran.status == 0
    assert list(folder.glob("出荷チェック_*_判定.xlsx"))
    (said,) = [line for line in ran.err.splitlines() if "追跡可能率.csv" in line]
    assert "xlshipcheck reconcile" in said
    assert "注文金額" not in said


@pytest.fixture
def tasks(monkeypatch):
    """A Windows that notes what its tasks are told."""
    told, written = [], []

    def ran(words, **_options):
        told.append(words)
        if "/XML" in words:
            written.append(ET.fromstring(Path(words[-1]).read_bytes()))  # noqa: S314  our own task
        return SimpleNamespace(returncode=refuses[0])

    refuses = [0]
    monkeypatch.setattr(morning, "sys", SimpleNamespace(platform="win32", executable="C:/app/python.exe"))
    monkeypatch.setattr(morning, "subprocess", SimpleNamespace(run=ran, DEVNULL=-3))
    told_and = SimpleNamespace(told=told, refuses=refuses, written=written)
    assert subprocess.run is not ran
    return told_and


def test_the_daily_task(shell, folder, tasks):
    """It is made for the time asked for, runs later where the computer was off, and is taken away again."""
    ran = shell("morning", folder, "--at", "8:05")
    assert (ran.status, ran.out) == (0, f"毎日 8:05 に {folder} を判定します\n")
    (words,) = tasks.told
    assert words[:2] == ["schtasks", "/Create"]
    (task,) = tasks.written
    said = {one.tag.rpartition("}")[2]: one.text for one in task.iter() if (one.text or "").strip()}
    assert said["StartBoundary"].endswith("T08:05:00")
    assert said["DaysInterval"] == "1"
    assert said["Command"].endswith("pythonw.exe")
    assert said["Arguments"].endswith("-m xlshipcheck.cli morning")
    assert (said["RunLevel"], said["LogonType"]) == ("LeastPrivilege", "InteractiveToken")
    assert (said["StartWhenAvailable"], said["DisallowStartIfOnBatteries"]) == ("true", "false")
    assert morning.stored() == MorningPlan(str(folder))
    assert shell("morning", "--off").out == "毎朝の判定をやめました\n"
    assert tasks.told[1][:2] == ["schtasks", "/Delete"]
    assert shell("morning", "--off").out == "毎朝の判定は設定されていません\n"


@pytest.mark.parametrize("time", ["25:00", "8", "8時"])
def test_no_time_of_day(shell, folder, tasks, time):
    """What is no time is refused, and no task is made."""
    ran = shell("morning", folder, "--at", time)
    assert ran.status == 2
    assert time in ran.err
    assert tasks.told == []


def test_a_windows_that_takes_no_tasks(shell, folder, tasks):
    """Where a company has switched tasks off the sentence says so, and no plan is kept."""
    tasks.refuses[0] = 1
    ran = shell("morning", folder, "--at", "8:05")
    assert ran.status == 2
    assert "管理者" in ran.err
    assert not morning.plan_path().exists()


def test_other_systems_have_no_task(shell, folder):
    """Elsewhere the task is refused, and the run itself works."""
    ran = shell("morning", folder, "--at", "8:05")
    assert ran.status == 2
    assert ran.err.startswith("毎朝の自動実行 (--at) は Windows でのみ")
    assert "xlshipcheck morning フォルダー" in ran.err
    assert not morning.plan_path().exists()


def test_somebody_is_asked(folder):
    """At a console folder, book and time are asked for; paths dropped there come in quotes."""
    said = []
    lines = iter([f'"{folder}"\n', "\n", "7:45\n"])
    assert morning.ask(lambda: next(lines), said.append) == (MorningPlan(str(folder)), "7:45")
    assert len(said) == 3


@pytest.mark.parametrize(("folder_named", "status"), [(True, 0), (False, 2)])
def test_the_window_stays_until_it_is_read(shell, folder, monkeypatch, folder_named, status):
    """Asked from the start menu, what came of it stands there until Enter; a plan without a time makes no task."""
    lines = [f"{folder if folder_named else folder / 'ない'}\n", "\n", "\n", "\n"]
    monkeypatch.setattr("sys.stdin.readline", lambda: lines.pop(0), raising=False)
    ran = shell("morning", "--ask")
    assert ran.status == status
    assert ran.out.splitlines()[-1] == "Enter キーで閉じます"
    assert lines == []
    assert morning.plan_path().exists() == folder_named
