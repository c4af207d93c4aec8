"""A template with thousands of imported orders, made as a seller makes it: by `import` and `refresh`."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from make_export_samples import QSM_DETAIL, comma, qsm_row

from xlshipcheck.generators.template import book as template

AS_OF = dt.date(2026, 11, 21)


def export_of(count):
    """Return a QSM export of orders that were paid in the last forty days, two of three of them sent."""
    rows = []
    for number in range(count):
        paid = AS_OF - dt.timedelta(number % 40)
        is_sent = number % 3 and paid + dt.timedelta(2) <= AS_OF
        sent = f"{paid + dt.timedelta(2):%Y/%m/%d} 10:00:00" if is_sent else ""
        order = [
            "配送中" if is_sent else "配送要請",
            str(812340001 + number),
            "444413758703" if is_sent else "",
            sent,
            *[f"{paid:%Y/%m/%d} 09:00:0{second}" for second in (0, 5)],
            f"{paid + dt.timedelta(5):%Y/%m/%d}",
            "700000001",
        ]
        rows.append(qsm_row(order, QSM_DETAIL))
    return comma([QSM_DETAIL, *rows], "cp932")


def long_template(folder, count):
    """Return a refreshed template with so many imported orders below its examples.

    Args:
        folder: an empty folder, which also stands for the seller's home.
        count: number of orders.
    """
    export = folder / "export.csv"
    export.write_bytes(export_of(count))
    (folder / "book.xlsm").write_bytes(template.template_book(has_macros=True))
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "HOME")
    home = {**os.environ, **dict.fromkeys(names, str(folder))}
    as_of = ["--as-of", str(AS_OF)]
    for words in (
        ["import", export.name, "--into", "book.xlsm", *as_of],
        ["refresh", "book.xlsm", *as_of],
    ):
        command = [sys.executable, "-m", "xlshipcheck.cli", *words]
        ran = subprocess.run(command, cwd=folder, env=home, capture_output=True, check=False)  # noqa: S603  our own
        # 1 says that rows of the examples cannot be judged.
        assert ran.returncode in {0, 1}, ran.stderr.decode("utf-8", "replace")
    return (folder / "book.xlsm").read_bytes()
