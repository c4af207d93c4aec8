"""Runs on Windows: asks every request through COM, and through xlwings' own call of a UDF; prints the answers."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import win32com.client
from com_cells import packed, unpacked
from xlwings.udfs import call_udf

from xlshipcheck.hosts import excel


def for_com(value):
    """Return a value as VBA would hand it over: dates with a time, blocks as arrays of rows."""
    if isinstance(value, list):
        if value and not isinstance(value[0], list):
            value = [[item] for item in value]
        return tuple(tuple(for_com(item) for item in row) for row in value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return None if value == "" else value


def through_xlwings(name, arguments, settings):
    """Answer in this process, as the stock add-in's server does it."""
    with excel.settings_in_use(settings):
        rows = call_udf("xlshipcheck.hosts.excel.server_functions", name, arguments)
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def main():
    """Answer the requests of the file named."""
    requests = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    server = win32com.client.Dispatch("Xlshipcheck.Server")
    answers = []
    for request in requests:
        arguments = tuple(for_com(unpacked(value)) for value in request["given"])
        settings = for_com(unpacked(request["settings"])) or None
        name = request["function"]
        over_com = server.CallFunction(name, arguments, settings)
        in_process = through_xlwings(name, arguments, settings)
        answers.append({"com": packed(over_com), "xlwings": packed(in_process)})
    print(json.dumps(answers))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
