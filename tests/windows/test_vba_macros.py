"""Our VBA itself, run as VBScript beside the real COM server: what it asks, how it outlives the server, its buttons.

The engine is not Excel's and its objects are the stand-in's; the source is the one that the workbooks carry.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from com_cells import packed, unpacked
from vba_to_vbscript import vbscript

from xlshipcheck.generators import vba_source
from xlshipcheck.hosts.excel.messages import NOTHING, WHICH_CAUSE

pytestmark = pytest.mark.end_to_end

EXPORT = Path(__file__).parents[1] / "data" / "exports" / "DeliveryManagement_detail_20261121.csv"
# VBScript has no named arguments, which Application.MacroOptions is called with.
NOT_RUN = "XlshipDescribeFunctions"
ROWS = 30


def day(number):
    """Return a day of November 2026."""
    return dt.date(2026, 11, number)


SETTINGS = [["設定の項目", "値"], ["基準日", day(21)], ["店名", "見本商店"]]
HEADERS = ["注文番号", "入金日", "発送日", "発送予定日", "段階"]
# The last of them was promised for a day that is over.
LATE = [[f"A-{number}", day(9), None, day(25) if number < 3 else day(20), None] for number in range(4)]
NUMBER = "444413758703"
HOLDS = [
    ["送り状番号", "発送日", "配送状態", "到着日", "受取場所"],
    [NUMBER, day(14), "保管中", day(15), None],
    [NUMBER, day(19), "発送", None, None],
]


def run(installed, work, orders, **more):
    """Do a work of `vba_macros.py` on a book with these orders."""
    installed.end()
    sources = [
        vba_source.functions_source(),
        *map(vba_source.static_source, ("XlshipCalls", "XlshipButtons")),
    ]
    script = vbscript(sources, without={NOT_RUN}) + f"Sub {NOT_RUN}()\nEnd Sub\n"
    sheets = {"受注": [HEADERS, *orders], "設定": SETTINGS}
    if work == "messages":
        sheets["営業所止め"] = HOLDS
    request = {
        "work": work,
        "script": script,
        "words": list(vba_source.texts().items()),
        "book": {name: packed(rows) for name, rows in sheets.items()},
        **more,
    }
    return installed.script("vba_macros", request)


def test_what_is_known_is_not_asked_again(installed):
    """A recalculation asks for what has changed, and for nothing where nothing has.

    Each row has a row-aware formula and one with a reference. Which row is the header row is asked once more
    when one of the first rows has changed.
    """
    orders = [[f"A-{row}", dt.date(2026, 10, 1) + dt.timedelta(row), None, None, None] for row in range(ROWS)]
    done = run(installed, "recalculations", orders)
    everything = {"CallInRow": ROWS, "CallFunction": ROWS}
    assert {name: step["asked"] for name, step in done.items()} == {
        "first": {"CreateObject": 1, "HeaderRow": 1, **everything},
        "unchanged": {},
        "own results written": {"HeaderRow": 1},
        "one cell changed": {"HeaderRow": 1, "CallInRow": 1, "CallFunction": 1},
        "a setting changed": {"HeaderRow": 1, **everything},
        "the next day": everything,
        "unchanged again": {},
    }
    assert done["unchanged"]["answers"] == done["first"]["answers"]
    assert set(unpacked(done["first"]["answers"])[::2]) == {"制限候補"}
    # 46200 is 2026-06-27, a Saturday: the four business days begin on Monday.
    assert unpacked(done["one cell changed"]["answers"])[1] == dt.date(2026, 7, 2)


def test_questions_that_differ_are_told_apart(installed):
    """An omitted argument, a blank one, a text, a neighbouring number, a range: each is asked once, and only once."""
    first, second = run(installed, "kinds", LATE)
    assert first == [{"CreateObject": 1, "CallFunction": 1}, *[{"CallFunction": 1}] * (len(first) - 1)]
    assert second == [{}] * len(first)


def test_a_dead_server_is_replaced_once(installed):
    """The next question starts another server; where none can be started it says so, and does not try at every cell.

    The first death is one that the system has seen, as Windows does. The second is one that wine has not: it knows
    the class no more, as after an uninstallation.
    """
    done = run(installed, "deaths", LATE)
    assert {name: step["asked"] for name, step in done.items()} == {
        "first": {"CreateObject": 1, "CallFunction": 1},
        "remembered": {},
        "replaced": {"CreateObject": 1, "CallFunction": 2},
        # What the dead server said is not taken for what the new one, maybe of another version, says.
        "after": {"CallFunction": 1},
        "gone": {"CallFunction": 1, "CreateObject": 1},
        "at once": {},
        "later": {"CreateObject": 2},
    }
    assert [done[name]["answers"] for name in ("first", "remembered", "replaced", "after")] == [
        *["勤労感謝の日"] * 2,
        "",
        "勤労感謝の日",
    ]
    no_server = vba_source.texts()["no_server"]
    assert [done[name]["answers"] for name in ("gone", "at once", "later")] == [no_server] * 3


def test_refresh_and_import(installed):
    """更新 writes the results, 取込 adds the orders of an export and refreshes: server and book over COM, both ways."""
    done = run(installed, "buttons", LATE, exports=[installed.path(EXPORT)])
    assert done["refreshed"] == ["シート「受注」: 4行を判定しました"]
    before, after = done["sheets"]["受注"], done["after"]["受注"]
    stage = before[0].index("段階")
    assert [row[stage] for row in before[1:]] == ["制限"] * 4
    assert done["sheets"]["集計"][0][0] == "出荷チェック 集計 (基準日 2026-11-21)"
    imported, refreshed = done["imported"]
    assert "新しい注文 7行" in imported
    assert refreshed == "シート「受注」: 11行を判定しました"
    assert [row[:4] for row in after[:5]] == [row[:4] for row in before]
    assert [row[0] for row in after[5:]] == [f"81234000{number}" for number in range(1, 8)]
    assert all(row[stage] for row in after[1:])


@pytest.fixture(scope="module")
def messages(installed):
    """What 文面 did for each selection."""
    return run(installed, "messages", LATE)


@pytest.mark.parametrize(("name", "part"), [("hold", NUMBER), ("late order", "ご注文が殺到")])
def test_one_message_is_ready_to_paste(messages, name, part):
    """The message of one row is on the clipboard and shown; no book is made."""
    done = messages[name]
    text = done["pasted"].replace("\r\n", "\n")
    assert part in text
    assert text.endswith("見本商店")
    assert done["said"][-1] == f"{vba_source.texts()['copied']}\r\n\r\n{text}"
    assert done["made"] == []


def test_the_cause_is_asked_once(messages):
    """Three late orders with one cause: one question, three messages in a new book, the clipboard left alone."""
    done = messages["late orders"]
    assert done["said"] == [vba_source.texts()["choose_cause"]]
    ((title, rows),) = done["made"][0].items()
    found = [row[0] for row in rows if row[0]]
    assert len(found) == 3, title
    assert all("理由: 台風" in text and "11月25日" in text for text in found)
    assert done["pasted"] == ""


def test_no_message_no_clipboard(messages):
    """Where there is nothing to send, no cause, or no day to promise, the sentence is shown and nothing is copied."""
    assert messages["nothing"]["said"] == [f"{NOTHING} (様子見)"]
    assert [text[: len(WHICH_CAUSE)] for text in messages["no cause"]["said"]] == [WHICH_CAUSE]
    assert messages["promised day over"]["said"][-1].startswith("エラー: 発送見込み日「2026/11/20(金)」")
    for name in ("nothing", "no cause", "promised day over"):
        assert (messages[name]["pasted"], messages[name]["made"]) == ("", [])


def test_a_clipboard_in_use(messages):
    """Where another program holds the clipboard the message goes into a new book, and the seller is told."""
    done = messages["clipboard in use"]
    assert done["said"] == [vba_source.texts()["not_copied"]]
    assert NUMBER in json.dumps(done["made"])


def test_messages_touch_no_book(messages):
    """The book from which the messages are made holds what it held."""
    rows = [[cell or None for cell in row] for row in messages["book"]["営業所止め"]]
    assert rows[0] == HOLDS[0]
    assert [row[0] for row in rows[1:]] == [NUMBER] * 2
    assert [row[4] for row in messages["book"]["受注"][1:]] == [None] * len(LATE)
