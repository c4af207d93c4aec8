"""The COM server on Windows: registered, started by COM from a script client, replaced when it dies, gone after."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.excel.install import KEYS
from xlshipcheck.hosts.excel.server import PROGID, Server

pytestmark = pytest.mark.end_to_end

# VBScript as every Windows has it. It hands over what VBA does: dates, currency, arrays of rows, blanks.
CLIENT = f"""
Dim server: Set server = CreateObject("{PROGID}")
Dim cells(2, 0)
cells(0, 0) = 46346
cells(1, 0) = Empty
cells(2, 0) = "2026/11/09"
Dim settings(3, 1)
settings(0, 0) = "設定の項目"
settings(0, 1) = "値"
settings(1, 0) = "基準日"
settings(1, 1) = DateSerial(2026, 12, 1)
settings(2, 0) = "モールの休業日"
settings(3, 0) = DateSerial(2026, 11, 24)
Sub Tell(value)
    If Err.Number <> 0 Then
        WScript.Echo "problem " & Err.Number
        Err.Clear
    ElseIf IsArray(value) Then
        Dim row
        For row = LBound(value) To UBound(value)
            WScript.Echo TypeName(value(row, 0)) & " " & value(row, 0)
        Next
    Else
        WScript.Echo TypeName(value) & " " & value
    End If
End Sub
On Error Resume Next
"""
# A script each: the script engine of wine 8 does not survive many arrays that it handed to another process, and
# an array of texts that it hands over twice comes empty the second time.
# 2026-11-20 (Fri) is 46346; +4 is 11-27, or 11-30 with 11-24 closed; +5 is 11-30.
SCRIPTS = {
    "dates and Japanese": [
        (
            'server.CallFunction("qoo10_deadline", Array(DateSerial(2026, 11, 20), "警告"))',
            ["Date 2026/11/30"],
        ),
    ],
    "currency": [('server.CallFunction("AMAZON_AMOUNT", Array(CCur(1100)))', ["Double 1000"])],
    "a range": [
        (
            'server.CallFunction("QOO10_DEADLINE", Array(cells))',
            ["Date 2026/11/27", "String ", "Date 2026/11/13"],
        ),
    ],
    "settings": [
        ('server.CallFunction("QOO10_DEADLINE", Array(46346), settings)', ["Date 2026/11/30"]),
    ],
    "settings with a day": [
        ('server.CallFunction("QOO10_STAGE", Array(46346), settings)', ["String 警告"]),
    ],
    "its own row": [
        (
            'server.CallInRow("QOO10_DEADLINE", Array("注文番号", "入金日"), Array("A-1", 46346))',
            ["Date 2026/11/27"],
        ),
    ],
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_client_gets_answers(installed, name):
    """COM starts the server for a script, and every kind of value passes in both directions."""
    calls = SCRIPTS[name]
    lines = installed.visual_basic(CLIENT + "".join(f"Tell {call}\n" for call, _ in calls))
    wanted = [line for _, answer in calls for line in answer]
    assert len(lines) == len(wanted)
    assert [pair for pair in zip(lines, wanted, strict=True) if not pair[0].startswith(pair[1])] == []


def test_dead_server_is_replaced(installed):
    """A client that holds a dead server gets an error; the next client gets a new server.

    That the same client may ask again is shown by `test_vba_macros.py`.
    """
    crashed = installed.script("com_crash", {})
    assert crashed["first"] == "勤労感謝の日"
    assert crashed["held"] == "error"
    after = installed.script("com_crash", {"clients": 1})
    assert after["answers"] == ["勤労感謝の日"]
    assert len(after["processes"]) == 1


def test_one_process_serves_all_clients(installed):
    """A second workbook is answered by the process that runs already."""
    answer = installed.script("com_crash", {"clients": 3})
    assert answer["answers"] == ["勤労感謝の日"] * 3
    assert len(answer["processes"]) == 1


def test_nothing_runs_code_handed_to_it(installed):
    """Ours has what it makes public and nothing else, and of what xlwings' own server offers no call at all."""
    offered = installed.script("com_crash", {"clients": 1})["offered"]
    assert sorted(offered["ours"]) == sorted(Server._public_methods_)
    assert offered["xlwings"] == []


def test_install_and_uninstall(windows):
    """What install writes, doctor sees, and uninstall leaves no key of it; both may be repeated."""
    for options, root in ([], "HKCU"), (["--machine"], "HKLM"):
        windows.module("install", *options)
        assert "pythonw.exe" in windows.module("install", *options)
        for key in KEYS:
            assert windows.run("reg", "query", f"{root}\\{key}").stdout
        assert "登録済み" in windows.module("doctor")
        said = windows.module("uninstall", *options)
        assert "登録を消しました" in said
        assert "アドインを消しました" in said
        assert "登録はありませんでした" in windows.module("uninstall", *options)
    assert windows.script("com_registry", {}) == []
