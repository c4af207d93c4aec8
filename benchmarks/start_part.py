"""Starting and single calls: imports, the command, a cell, a column of cells."""

from __future__ import annotations

import datetime as dt
import random
import sys
from typing import TYPE_CHECKING

import numpy as np
from figures import Figure, beside, median, process
from functions import numpy_calendar

from xlshipcheck import functions
from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import Context
from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = dt.date(2026, 11, 21)
# -P: the package is the one that PYTHONPATH names, not the one beside which the benchmark is started.
PYTHON = [sys.executable, "-P"]


def least(words: list[str], rounds: int = 7) -> float:
    """Return the least seconds of a program: what is above it is other work."""
    return min(process(words).seconds for _ in range(rounds))


def starts() -> Iterator[Figure]:
    """Yield what starting costs, bytecode compiled before as an installation has it."""
    bare = least([*PYTHON, "-c", "pass"])
    loaded = least([*PYTHON, "-c", "import xlshipcheck.functions"]) - bare
    yield Figure("import xlshipcheck.functions (Python の起動を除く)", loaded, "Python の起動", loaded / bare)
    for words in (["--version"], ["call", "QOO10_STAGE", "2026-11-13", "--as-of", AS_OF.isoformat()]):
        seconds = least([*PYTHON, "-m", "xlshipcheck.cli", *words])
        target = "0.15秒未満" if words[0] == "call" else ""
        yield Figure(f"xlshipcheck {words[0]} (起動から)", seconds, "Python の起動", seconds / bare, target)


def cells(rows: int) -> Iterator[Figure]:
    """Yield what calls of a host cost: one cell, and a column of plain cells."""
    chance = random.Random(1)
    base = [46000.0 + chance.randrange(300) for _ in range(rows)]
    sent = [day + chance.randrange(8) if chance.random() < 0.6 else None for day in base]
    context = Context(day_of(AS_OF))
    dates = [np.datetime64("1899-12-30") + int(day) for day in base]
    calendar = numpy_calendar()
    yield beside(
        f"QOO10_STAGE {rows:,}セル (一つの範囲)",
        lambda: call("QOO10_STAGE", [base, sent], context),
        "numpy.busday_count を1セルずつ",
        lambda: [np.busday_count(date, "2026-11-21", busdaycal=calendar) for date in dates],
        target="5 ms 以下 (5,000セル)",
        rounds=15,
    )
    for name, words in (
        ("QOO10_STAGE", (46000.0, None, "一般", AS_OF)),
        ("AMAZON_SCAN_VALID", ("ヤマト運輸", "444413758703", 3000, AS_OF)),
        ("HOLD_ACTION", ("保管中", 46350.0, None, None, AS_OF)),
        ("JP_WORKDAY", (46000.0, 4)),
    ):
        work = getattr(functions, name)
        seconds = median(lambda work=work, words=words: [work(*words) for _ in range(200)]) / 200
        yield Figure(f"{name} 1セル (Python から、{seconds * 1e6:.0f} μs)", seconds)
