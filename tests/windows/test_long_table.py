"""An edit in a template with as many orders as it carries, through our VBA and the COM server."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "generators")]
from long_template import AS_OF, long_template
from macro_request import long_table_request
from spreadsheet import Spreadsheet

from xlshipcheck.sheets.placing import MOST_FORMULA_ROWS

pytestmark = pytest.mark.end_to_end


def test_an_edit_costs_one_call_a_formula(installed, tmp_path):
    """Each formula that depends on the cell asks the server once, about itself and nothing else; what was known, never."""
    book = Spreadsheet(long_template(tmp_path, MOST_FORMULA_ROWS), AS_OF, is_stored=True)
    sheet, (left, top, _, _), titles = book.tables["受注"]
    place = (sheet, top + 40, left + titles.index("入金日"))
    request = long_table_request(book, place, dt.date(2026, 11, 18), is_whole=False)
    calls = len(request["calls"])
    done = installed.script("long_table", request)
    assert {name: step["asked"] for name, step in done.items()} == {
        "edit": {"CreateObject": 1, "CallFunction": calls},
        "back": {"CallFunction": calls},
        "again": {},
    }
    # An order that was sent: its stage, points and four days, and the four figures above the table.
    assert calls == 10
