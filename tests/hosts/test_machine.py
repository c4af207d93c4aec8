"""What doctor says of a Windows and its Excel, on a Windows that answers as a test wants."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.excel import machine
from xlshipcheck.hosts.excel.add_in_place import add_in_path
from xlshipcheck.hosts.excel.machine import (
    ALL_USERS,
    APP_PATH,
    CLICK_TO_RUN,
    EXCEL,
    POLICY,
    SLOW,
    UNKNOWN,
    USER,
    WINDOWS,
    facts,
)

USUAL = {
    (ALL_USERS, WINDOWS, "CurrentBuild"): "26100",
    (ALL_USERS, WINDOWS, "ProductName"): "Windows 10 Pro",
    (ALL_USERS, WINDOWS, "DisplayVersion"): "24H2",
    (ALL_USERS, APP_PATH, ""): r"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE",
    (ALL_USERS, CLICK_TO_RUN, "VersionToReport"): "16.0.18129.20158",
    (ALL_USERS, CLICK_TO_RUN, "Platform"): "x64",
}


class StandIn:
    """A Windows in memory."""

    def __init__(self, values=USUAL, **answers):
        self.values = dict(values)
        self.answers = {
            "code_pages": (932, 932),
            "scanners": ["Windows Defender"],
            "answer_times": (812.0, 1.5),
            "open_add_in": True,
            "marked": False,
            "disabled": 0,
            "environment": {},
            **answers,
        }
        self.environment = self.answers["environment"]

    def value(self, root, key, name=""):
        """Return a value of the registry."""
        return self.values.get((root, key, name))

    def count(self, _root, _key):
        """Return how many items Excel has disabled."""
        return self.answers["disabled"]

    def below(self, root, key):
        """Return the keys below a key."""
        return sorted(
            {
                place[len(key) + 1 :].partition("\\")[0]
                for at, place, _ in self.values
                if at == root and place.startswith(key + "\\")
            }
        )

    def marked(self, _path):
        """Tell whether the add-in came from the internet."""
        return self.answers["marked"]

    def answer_times(self):
        """Return the times, or fail as COM does."""
        if isinstance(self.answers["answer_times"], Exception):
            raise self.answers["answer_times"]
        return self.answers["answer_times"]

    def __getattr__(self, name):
        """Return a member that answers."""
        return lambda: self.answers[name]


def told(values=(), **answers):
    """Return name -> fact, for a usual Windows that differs in this."""
    given = {**USUAL, **dict(values)}
    given = {place: value for place, value in given.items() if value is not None}
    return {fact.name: fact for fact in facts(StandIn(given, **answers))}


def test_a_usual_computer_has_nothing_to_do():
    """Where nothing is in the way no advice is given, but how to trust the add-in's folder."""
    found = told()
    assert found["Windows"].said == "Windows 11 Pro 24H2 (ビルド 26100)"
    assert found["文字コード"].said == "932 (コンソール 932)"
    assert found["Excel の版"].said == "16.0.18129.20158"
    assert found["Excel のビット数"].said == "64ビット (どちらでも使えます)"
    assert found["Excel への答え"].said == "起動から 812 ms、次からは 1.5 ms"
    assert found["開いている Excel のアドイン"].said == "読み込まれています"
    assert found["ウイルス対策ソフト"].said == "Windows Defender"
    assert found["OneDrive"].said == "使っていません"
    assert {name for name, fact in found.items() if fact.advice} == {"信頼できる場所"}


def test_what_windows_does_not_tell_is_unknown():
    """An empty registry, as under wine, is no computer without problems: what is not told is said to be unknown."""
    found = {fact.name: fact for fact in facts(StandIn({}, scanners=[]))}
    assert found["Windows"].said == found["ウイルス対策ソフト"].said == UNKNOWN
    assert found["Excel の版"].said == "なし"
    assert "アイコンに落とす" in found["Excel の版"].advice


@pytest.mark.parametrize(
    ("values", "answers", "name", "said", "advice"),
    [
        ({(ALL_USERS, WINDOWS, "CurrentBuild"): "7601"}, {}, "Windows", "7601", "Windows 10 以降"),
        ({}, {"code_pages": (1252, 437)}, "文字コード", "1252", "システム ロケール"),
        ({}, {"code_pages": (65001, 65001)}, "文字コード", "65001", ""),
        (
            {(ALL_USERS, APP_PATH, ""): r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop\EXCEL.EXE"},
            {},
            "Excel の入手元",
            "Microsoft Store",
            "office.com",
        ),
        (
            {
                (ALL_USERS, CLICK_TO_RUN, "Platform"): None,
                (ALL_USERS, r"SOFTWARE\Microsoft\Office\16.0\Outlook", "Bitness"): "x86",
            },
            {},
            "Excel のビット数",
            "32ビット",
            "",
        ),
        ({(ALL_USERS, CLICK_TO_RUN, "Platform"): None}, {}, "Excel のビット数", UNKNOWN, ""),
        ({}, {"answer_times": OSError("x")}, "Excel への答え", "答えません", "インストール.cmd"),
        ({}, {"answer_times": (SLOW + 1.0, 2.0)}, "Excel への答え", "10,001 ms", "例外"),
        ({}, {"open_add_in": None}, "開いている Excel のアドイン", "開いていません", ""),
        ({}, {"open_add_in": False}, "開いている Excel のアドイン", "読み込まれていません", "開き直して"),
        ({}, {"disabled": 2}, "Excel が無効にしたもの", "2 件", "使用できないアイテム"),
        ({}, {"marked": True}, "アドインの印", "インターネット", "許可する"),
        ({(USER, rf"{EXCEL}\Security", "VBAWarnings"): 4}, {}, "マクロの設定", "すべて無効", "警告して無効"),
        ({(USER, rf"{EXCEL}\Security", "VBAWarnings"): 1}, {}, "マクロの設定", "すべて有効", ""),
        (
            {(USER, POLICY, "VBAWarnings"): 3, (USER, rf"{EXCEL}\Security", "VBAWarnings"): 1},
            {},
            "マクロの設定",
            "会社の設定: 署名のあるものだけ有効",
            "署名",
        ),
        (
            {(ALL_USERS, POLICY, "blockcontentexecutionfrominternet"): 1},
            {},
            "マクロの設定",
            "インターネットから届いたブックのマクロは会社の設定で止まります",
            "",
        ),
        ({}, {"environment": {"OneDrive": r"C:\Users\x\OneDrive"}}, "OneDrive", "使っています", "同期"),
    ],
)
def test_what_is_in_the_way(values, answers, name, said, advice):
    """Each thing that can be in the way is told, with what to do; what is not, without."""
    fact = told(values, **answers)[name]
    assert said in fact.said
    assert advice in fact.advice
    assert bool(fact.advice) == bool(advice)


def test_trusted_locations_are_read_with_their_variables():
    """A trusted folder above the add-in's counts, also where it is written with %APPDATA%."""
    place = (USER, rf"{EXCEL}\Security\Trusted Locations\Location3", "Path")
    fact = told({place: "%APPDATA%\\"}, environment={"APPDATA": str(add_in_path().parent.parent)})[
        "信頼できる場所"
    ]
    assert (fact.said, fact.advice) == ("アドインのフォルダーは入っています", "")
    exact = {place: str(add_in_path().parent)}
    assert told(exact)["信頼できる場所"].advice == ""
    other = {place: str(add_in_path().parent) + "2"}
    assert told(other)["信頼できる場所"].advice != ""


def test_desktop_in_onedrive():
    """A desktop that OneDrive keeps is told: the clerk's books lie there."""
    values = {
        (
            USER,
            r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders",
            "Desktop",
        ): r"%OneDrive%\デスクトップ"
    }
    fact = told(values, environment={"OneDrive": r"C:\Users\x\OneDrive"})["OneDrive"]
    assert fact.said == "使っています (デスクトップも)"


def test_other_systems_are_not_asked():
    """Where there is no Windows nothing is said of one."""
    assert machine.this_machine() == []
