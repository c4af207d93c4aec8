"""`xlshipcheck doctor`: what it runs on, and what it finds in a book."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from xlshipcheck import __version__
from xlshipcheck.hosts.excel.machine import Fact
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.shell.set_up import doctor
from xlshipcheck.values.days import day_of


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook with a 設定 sheet."""

    def write(*rows):
        path = tmp_path / "受注.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            for sheet, cells in (("受注", [["注文番号", "入金日", "発送日"]]), ("設定", rows)):
                added = workbook.add_worksheet(sheet)
                for row, values in enumerate(cells):
                    added.write_row(row, 0, values)
        return path

    return write


def test_doctor_tells_what_it_runs_on(shell):
    """Versions and the source of the holidays, as text and as data."""
    data = json.loads(shell("doctor", "--json").out)
    assert data["xlshipcheck"] == __version__
    assert {"祝日", "設定ファイル", "LibreOffice"} <= set(data)
    assert "book" not in data
    text = shell("--json", "doctor").out
    assert json.loads(text) == data
    assert __version__ in shell("doctor").out


def test_rules_tell_their_age(shell, monkeypatch):
    """The day on which the rules were last compared with their sources is told; old ones ask to be looked after."""
    checked = standard_rulebook().checked_on()
    today = day_of(checked)
    monkeypatch.setattr(doctor, "day_today", lambda _moment: today + doctor.OLD_RULES)
    data = json.loads(shell("doctor", "--json").out)
    assert data["規則の新しさ"] == f"{checked.isoformat()} に確認 (180 日前)"
    assert "advice" not in data
    monkeypatch.setattr(doctor, "day_today", lambda _moment: today + doctor.OLD_RULES + 1)
    assert "181 日" in json.loads(shell("doctor", "--json").out)["advice"]["規則の新しさ"]
    assert "\n■ すること\n規則の新しさ: " in shell("doctor").out


def test_text_for_support_names_nobody(shell, monkeypatch):
    """What is sent to whoever helps has neither the user's name, nor the computer's, nor the folder of the user."""
    monkeypatch.setenv("USERNAME", "山田花子")
    monkeypatch.setenv("COMPUTERNAME", "YAMADA-PC")
    monkeypatch.setattr(doctor.platform, "node", lambda: "yamada-pc")
    monkeypatch.setattr(
        doctor.machine,
        "this_machine",
        lambda: [Fact("OneDrive", r"C:\Users\山田花子\OneDrive yamada-PC", "x")],
    )
    monkeypatch.setattr(doctor.Path, "home", lambda: doctor.Path(str(settings_folder().parent)))
    said = shell("doctor", "--support").out
    assert __version__ in said
    assert "C:\\Users\\<username>\\OneDrive <computername>" in said
    assert str(settings_folder().parent) not in said
    assert f"~/{settings_folder().name}" in said


def test_a_sound_book(shell, book):
    """A book in which nothing is wrong is said to be so, and the status is 0."""
    ran = shell("doctor", book(["設定の項目", "値"], ["店名", "見本"]))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("受注.xlsx\n困る点は見つかりませんでした\n")


def test_a_book_with_a_problem(shell, book):
    """What has to be put right is told in a sentence of its own, and the status is 1."""
    path = book(["設定の項目", "値"], ["店名x", "見本"])
    ran = shell("doctor", path)
    assert (ran.status, ran.err) == (1, "")
    (line,) = ran.out.split(f"■ {path}\n")[1].splitlines()
    assert line.startswith("問題: 設定「店名x」の値「見本」は使えません (シート「設定」の2行目A列)")
    (finding,) = json.loads(shell("doctor", path, "--json").out)["book"]["findings"]
    assert line == f"{finding['level']}: {finding['text']}"


def test_a_book_with_a_remark(shell, book):
    """What only explains something leaves the status at 0."""
    ran = shell("doctor", book(["色", "赤"]))
    assert ran.status == 0
    assert "\n情報: シート「設定」" in ran.out


def test_no_book_is_refused(refused):
    """A book that is not there is refused as everywhere."""
    assert "ない.xlsx が見つかりません" in refused("doctor", "ない.xlsx")


def test_the_settings_file_is_told(shell, book):
    """The place of the file is told whether there is one or not, and what is wrong in it; the book is seen to."""
    settings_folder().mkdir(parents=True)
    file = settings_folder() / "settings.toml"
    assert json.loads(shell("doctor", "--json").out)["設定ファイル"] == f"なし ({file})"
    file.write_text('seller = "香港"', "utf-8")
    assert json.loads(shell("doctor", "--json").out)["設定ファイル"] == str(file)
    file.write_text('seller = "台湾"', "utf-8")
    ran = shell("doctor", book(["色", "赤"]), "--json")
    assert ran.status == 0
    assert "「台湾」は使えません" in json.loads(ran.out)["設定ファイル"]
