"""Runs on Windows: an edit in a long table of our template, through our VBA as VBScript and the real COM server.

Which formulas Excel calculates for the edit, and what their arguments are, the request says; they were found by what
the formulas of the book refer to.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import stand_in_model as model
import win32api
from vba_macros import OMITTED, Session, end_servers

from xlshipcheck.catalogue.registry import functions


class LongTable:
    """The book of a request, open.

    Args:
        request: see `long_table_request`.
    """

    def __init__(self, request):
        self.session = Session(request)
        self.request = request
        self.sheets = {sheet.kept["Name"]: sheet for sheet in self.session.book.sheets}
        self.calculation = self.session.host.calculation

    def given(self, argument):
        """Return an argument of a formula: a reference, a value, or that it is left out."""
        if isinstance(argument, dict):
            sheet, *corners = argument["area"]
            return model.Range(self.sheets[sheet], *corners)
        return OMITTED if argument is None else argument

    def formulas_of(self, calls):
        """Return the formulas of calls as the stand-in keeps them; those of one cell are asked one by one."""
        formulas = {}
        for sheet, row, column, name, arguments in calls:
            cell = model.Range(self.sheets[sheet], row, column, row, column)
            # VBA knows which arguments may be left out at the end; this engine wants each of them.
            omitted = [OMITTED] * (len(functions()[name].arguments) - len(arguments))
            formulas[self.sheets[sheet], row, column] = cell, name, (*map(self.given, arguments), *omitted)
        return formulas

    def typed(self, which):
        """Type the value before the edit (0) or after it (1), let Excel calculate, and return what was asked."""
        for sheet, row, column, *values in self.request["changes"]:
            self.sheets[sheet].cell(row, column).value = values[which]
        sheet, row, column = self.request["typed"]
        self.calculation.dirty |= set(self.calculation.formulas)
        return self.session.counted(
            lambda: self.calculation.changed(model.Range(self.sheets[sheet], row, column, row, column))
        )

    def calculated(self, calls):
        """Calculate formulas anew as after 更新, which forgets all answers."""
        self.calculation.formulas = self.formulas_of(calls)
        self.session.macros.ForgetAnswers()
        return self.session.counted(lambda: self.calculation.calculate(everything=True))


def main():
    """Do what the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    code = 1
    try:
        table = LongTable(request)
        table.calculation.formulas = table.formulas_of(request["calls"])
        done = {name: table.typed(which) for name, which in (("edit", 1), ("back", 0), ("again", 1))}
        if request["whole"]:
            done["更新"] = table.calculated(request["whole"])
        for step in done.values():
            del step["answers"]
        print(json.dumps(done), flush=True)  # noqa: T201  the answer is what it prints
        code = 0
    except Exception:  # noqa: BLE001  whatever it was, nothing may go on running
        traceback.print_exc()
        sys.stderr.flush()
    end_servers(forgotten=False)
    win32api.TerminateProcess(win32api.GetCurrentProcess(), code)


if __name__ == "__main__":
    main()
