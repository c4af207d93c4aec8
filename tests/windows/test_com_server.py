"""The COM server on Windows: registered, started by COM from a script client, replaced when it dies, gone after."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.excel_install import KEYS
from xlshipcheck.hosts.server import PROGID

pytestmark = pytest.mark.end_to_end

# VBScript as every Windows has it. It hands over what VBA does: dates, currency, arrays of rows, blanks.
CLIENT = f"""
Dim server: Set server = CreateObject("{PROGID}")
Dim cells(2, 0)
cells(0, 0) = 46346
cells(1, 0) = Empty
cells(2, 0) = "2026/11/09"
Dim settings(1, 1)
settings(0, 0) = "基準日"
settings(0, 1) = DateSerial(2026, 12, 1)
settings(1, 0) = "休業日"
settings(1, 1) = DateSerial(2026, 11, 24)
Dim answer
On Error Resume Next
Sub Tell(value)
    If Err.Number <> 0 Then
        WScript.Echo "problem " & Err.Description
        Err.Clear
    ElseIf IsArray(value) Then
        Dim row, line
        For row = LBound(value) To UBound(value)
            line = line & "[" & TypeName(value(row, 0)) & " " & value(row, 0) & "]"
        Next
        WScript.Echo line
    Else
        WScript.Echo TypeName(value) & " " & value
    End If
End Sub
Tell server.CallFunction("QOO10_STAGE", Array(46346, Empty, "一般", DateSerial(2026, 11, 30)))
Tell server.CallFunction("qoo10_deadline", Array(DateSerial(2026, 11, 20), "警告"))
Tell server.CallFunction("QOO10_DEADLINE", Array(cells))
Tell server.CallFunction("AMAZON_AMOUNT", Array(CCur(1100)))
Tell server.CallFunction("AMAZON_AMOUNT", Array("千円"))
Tell server.CallFunction("JP_IS_WORKDAY", Array(DateSerial(2026, 11, 23)))
Tell server.CallFunction("JP_HOLIDAY_NAME", Array(DateSerial(2026, 11, 23)))
Tell server.CallFunction("QOO10_STAGE", Array(46346), settings)
Tell server.CallFunction("QOO10_DEADLINE", Array(46346), settings)
Tell server.CallFunction("NO_SUCH_FUNCTION", Array(1))
Tell server.CallFunction("JP_HOLIDAY_NAME", Array(1, 2, 3))
Tell server.CallInRow("QOO10_STAGE", Array("注文番号", "入金日", "発送日"), Array("A-1", 46346, Empty), Array(Empty), settings)
Tell server.CallInRow("QOO10_DEADLINE", Array("注文番号", "入金日"), Array("A-1", 46346))
Tell server.Version()
Tell server.Eval("1+1")
Tell server.Exec("import os")
"""
# 2026-11-20 (Fri) is 46346; +4 is 11-27, or 11-30 with 11-24 closed; +5 is 11-30.
ANSWERS = [
    "String 警告",
    "Date 2026/11/30",
    "[Date 2026/11/27][String ][Date 2026/11/13]",
    "Double 1000",
    "String エラー: ",
    "Boolean False",
    "String 勤労感謝の日",
    "String 警告",
    "Date 2026/11/30",
    "String エラー: ",
    "String エラー: ",
    "String ",
    "Date 2026/11/27",
    "String ",
    "problem",
    "problem",
]


def test_script_client_gets_answers(installed):
    """COM starts the server for a script, and every kind of value passes in both directions."""
    lines = installed.visual_basic(CLIENT)
    assert len(lines) == len(ANSWERS)
    assert [(line, wanted) for line, wanted in zip(lines, ANSWERS, strict=True) if not line.startswith(wanted)] == []


def test_dead_server_is_replaced(installed):
    """A client that holds a dead server gets an error, and a working server from the next CreateObject."""
    answer = installed.script("com_crash", {})
    assert answer["first"] == answer["second"] == "勤労感謝の日"
    assert answer["held"] == "error"
    assert answer["process"] != answer["next process"]


def test_one_process_serves_all_clients(installed):
    """A second workbook is answered by the process that runs already."""
    answer = installed.script("com_crash", {"clients": 3})
    assert len(set(answer["processes"])) == 1


def test_install_and_uninstall(windows):
    """What install writes, doctor sees, and uninstall leaves no key of it; both may be repeated."""
    for options, root in ([], "HKCU"), (["--machine"], "HKLM"):
        windows.module("install", *options)
        assert "pythonw.exe" in windows.module("install", *options)
        for key in KEYS:
            assert windows.run("reg", "query", f"{root}\\{key}").returncode == 0
        assert "登録済み" in windows.module("doctor")
        assert "登録を消しました" in windows.module("uninstall", *options)
        assert "登録はありませんでした" in windows.module("uninstall", *options)
        left = windows.run("cmd", "/c", f"reg query {root}\\Software\\Classes /s /f xlshipcheck & exit 0")
        assert b"xlshipcheck" not in left.stdout.lower()
