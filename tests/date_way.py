"""The way of one payment date: which modules it passes and which names it takes; `python tests/date_way.py` prints it.

A date that stands nowhere else goes in as a cell over COM, as a line of an export that is refreshed or imported, and as
a row of a DataFrame. Every function of ours that is handed it, or holds it when it returns, is on its way, in
whatever form the date has there: text, moment, serial or day number.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from make_export_samples import QSM_DETAIL

from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable

PAID = dt.datetime(2026, 9, 17, 3, 7, 11)  # noqa: DTZ001  a cell has no zone
AS_OF = dt.date(2026, 9, 18)
SERIAL = float((PAID.date() - dt.date(1899, 12, 30)).days)
FORMS = (
    PAID,
    PAID.date(),
    dt.datetime.combine(PAID.date(), dt.time()),
    SERIAL,
    SERIAL + (PAID - dt.datetime.combine(PAID.date(), dt.time())).total_seconds() / 86400,
    int(SERIAL),
    day_of(PAID.date()),
    f"{PAID:%Y/%m/%d %H:%M:%S}",
    f"{PAID:%Y-%m-%d}",
)
PACKAGE = "xlshipcheck."


def is_the_date(value: object) -> bool:
    """Tell whether a value is the payment date in one of its forms."""
    return type(value) in {str, int, float, dt.date, dt.datetime} and any(
        type(form) is type(value) and form == value for form in FORMS
    )


def way_of(work: Callable[[], object]) -> dict[str, set[str]]:
    """Return module -> the names that the date takes in it while some work is done."""
    found: dict[str, set[str]] = defaultdict(set)

    def watch(frame: Any, event: str, _argument: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event in {"call", "return"} and module.startswith(PACKAGE):
            # A module that is being imported holds no row's date.
            if frame.f_code.co_name == "<module>":
                return
            for name, value in frame.f_locals.items():
                if is_the_date(value):
                    found[module.removeprefix(PACKAGE)].add(name)

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return dict(found)


def _line(number: str, paid: dt.datetime | None = None) -> str:
    """Return a line of QSM's detailed export; without a date of its own it is paid a day later, and sent."""
    later = dt.datetime(2026, 9, 18, 10)  # noqa: DTZ001  as above
    cells = {
        "配送状態": "配送準備" if paid else "配送完了",
        "注文番号": number,
        "カート番号": number,
        "入金日": f"{paid or later:%Y/%m/%d %H:%M:%S}",
        "発送日": "" if paid else f"{later:%Y/%m/%d %H:%M:%S}",
        "発送予定日": "2026/09/28",
    }
    return ",".join(cells.get(header, "") for header in QSM_DETAIL)


def ways() -> dict[str, dict[str, set[str]]]:
    """Return each way by its name: module -> the names that the date takes there."""
    import pandas as pd  # noqa: PLC0415  only a frame needs it

    from xlshipcheck import frames  # noqa: PLC0415  each way loads its own
    from xlshipcheck.cli import main  # noqa: PLC0415  as above
    from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

    def shell(*words: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main(list(words))

    with tempfile.TemporaryDirectory() as folder:
        export, book = Path(folder, "export.csv"), Path(folder, "book.xlsx")
        known, new = Path(folder, "known.csv"), Path(folder, "new.csv")
        lines = [_line(f"{number}") for number in range(100, 140)]
        # In the midst of others: where headers are looked for, and where the newest date is named, it does not stand.
        for path, listed in (
            (export, [*lines[:30], _line("701", PAID), *lines[30:]]),
            (known, lines),
            (new, [*lines[:30], _line("701", PAID)]),
        ):
            path.write_text("\r\n".join([",".join(QSM_DETAIL), *listed, ""]), encoding="utf-8-sig")
        as_of = ("--as-of", AS_OF.isoformat())
        shell("refresh", str(known), "-o", str(book), *as_of)
        frame = pd.DataFrame({"入金日": [f"{PAID:%Y/%m/%d %H:%M:%S}"], "発送日": [None]})
        cell: list[Any] = [SERIAL, None, "一般", AS_OF.isoformat()]
        return {
            "a cell over COM": way_of(lambda: excel.call_function("QOO10_STAGE", cell)),
            "the refresh of a .csv": way_of(
                lambda: shell("refresh", str(export), "-o", str(Path(folder, "out.xlsx")), *as_of)
            ),
            "a row of a DataFrame": way_of(lambda: frames.assess_qoo10(frame, as_of=AS_OF)),
            "a row that is imported": way_of(lambda: shell("import", str(new), "--into", str(book), *as_of)),
        }


def main() -> None:
    """Print the ways."""
    for title, way in ways().items():
        names = {name for found in way.values() for name in found}
        print(f"{title}: {len(way)} modules, {len(names)} names")  # noqa: T201  its purpose
        for module, found in way.items():
            print(f"  {module}: {', '.join(sorted(found))}")  # noqa: T201  as above


if __name__ == "__main__":
    main()
