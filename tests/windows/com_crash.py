"""Runs on Windows: ends the server under a client; or asks from several clients."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pywintypes
import win32api
import win32com.client
import win32con
import win32process
from xlwings.com_server import XLPython

from xlshipcheck.hosts.excel.server import Server

DAY = 46349
"""2026-11-23, a holiday."""


def servers():
    """Return the process numbers of our running servers."""
    found = []
    for number in win32process.EnumProcesses():
        try:
            process = win32api.OpenProcess(win32con.PROCESS_ALL_ACCESS, 0, number)
            if win32process.GetModuleFileNameEx(process, 0).lower().endswith("pythonw.exe"):
                found.append(number)
        except pywintypes.error:
            pass
    return found


def crash():
    """End the server while a client holds it, and ask it again."""
    held = win32com.client.Dispatch("Xlshipcheck.Server")
    answer = {"first": held.CallFunction("JP_HOLIDAY_NAME", (DAY,)), "process": servers()}
    for number in answer["process"]:
        win32api.TerminateProcess(win32api.OpenProcess(win32con.PROCESS_TERMINATE, 0, number), 1)
    while set(servers()) & set(answer["process"]):
        time.sleep(0.05)
    try:
        answer["held"] = held.CallFunction("JP_HOLIDAY_NAME", (DAY,))
    except pywintypes.com_error:
        answer["held"] = "error"
    return answer


def several(count):
    """Return the server processes seen while so many clients hold one each."""
    clients = [win32com.client.DispatchEx("Xlshipcheck.Server") for _ in range(count)]
    return {
        "processes": servers(),
        "answers": [client.CallFunction("JP_HOLIDAY_NAME", (DAY,)) for client in clients],
        "offered": offered(clients[0]),
    }


def offered(client):
    """Return what a server has of all that is in our class, and of what xlwings' own server offers."""
    candidates = {
        "ours": [name for name in vars(Server) if not name.startswith("_")],
        "xlwings": XLPython._public_methods_,
    }
    return {
        whose: [name for name in names if has_member(client, name)] for whose, names in candidates.items()
    }


def has_member(client, name):
    """Tell whether an object of COM has a member."""
    try:
        client._oleobj_.GetIDsOfNames(0, name)
    except pywintypes.com_error:
        return False
    return True


def main():
    """Do what the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer = several(request["clients"]) if request else crash()
    print(json.dumps(answer))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
