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
from com_cells import unpacked
from macro_request import macro_request

from xlshipcheck.generators import vba_source
from xlshipcheck.hosts.row_messages import NOTHING, WHICH_CAUSE
from xlshipcheck.sheets.bulk_messages import HEADER

pytestmark = pytest.mark.end_to_end

EXPORT = Path(__file__).parents[1] / "data" / "exports" / "DeliveryManagement_detail_20261121.csv"
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
    sheets = {"受注": [HEADERS, *orders], "設定": SETTINGS}
    if work == "messages":
        sheets["営業所止め"] = HOLDS
    sheets |= more.pop("sheets", {})
    return installed.script("vba_macros", macro_request(work, sheets, **more))


def without_hints(texts):
    """Return what a refresh says first: what it judged. The late orders were also promised for a day far ahead."""
    return [text.split("\n")[0] for text in texts]


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
    answers = [done[name]["answers"] for name in ("gone", "at once", "later")]
    # Which error it is, is wine's to say: an unknown one keeps its number.
    known = [*vba_source.FAILURES.values(), vba_source.texts()["failure"]]
    assert all(answer.startswith(tuple(f"エラー: {text}" for text in known)) for answer in answers), answers


def test_refresh_and_import(installed):
    """更新 writes the results, 取込 adds the orders of an export and refreshes: server and book over COM, both ways."""
    done = run(installed, "buttons", LATE, exports=[installed.path(EXPORT)])
    assert without_hints(done["refreshed"]) == ["シート「受注」: 4行を判定しました"]
    before, after = done["sheets"]["受注"], done["after"]["受注"]
    stage = before[0].index("段階")
    assert [row[stage] for row in before[1:]] == ["制限"] * 4
    assert done["sheets"]["集計"][0][0] == "出荷チェック 集計 (基準日 2026/11/21(土))"
    imported, _, refreshed = done["imported"][0].partition("\r\n\r\n")
    assert "新しい注文 7行" in imported
    assert without_hints([refreshed]) == ["シート「受注」: 11行を判定しました"]
    assert [row[:4] for row in after[:5]] == [row[:4] for row in before]
    assert [row[0] for row in after[5:]] == [f"81234000{number}" for number in range(1, 8)]
    assert all(row[stage] for row in after[1:])


YES, NO, CANCEL = 6, 7, 2
"""Of VBA's MsgBox."""
OTHER = "512547514334"
LABEL_HEADERS = ["注文番号", "入金日", "発送日", "発送予定日", "配送会社", "送り状番号", "段階"]
LABELLED = [
    ["812340007", day(21), None, day(27), None, None, None],
    ["A-1", day(9), None, day(25), "ヤマト運輸", OTHER, None],
    ["A-2", day(9), None, day(25), None, None, None],
]
DOWNLOADS = {
    "b2.csv": "お客様管理番号,送り状種類,伝票番号,出荷予定日,止置き\n812340007,0,444413758703,2026/11/21,0\n",
    "e飛伝.csv": "お問い合せ送り状No.,お客様管理番号,出荷日\n444413758703,A-1,2026/11/20\n",
    "ゆうプリ.csv": "お客様側管理番号,お問い合わせ番号,発送日\nA-2,405548424886,20261120\n",
    "次.csv.crdownload": "half",
    "空.csv": "",
    "メモ.txt": "牛乳\n",
}


@pytest.fixture(scope="module")
def offers(installed):
    """What 取込 did with a download folder in it: given up, another file chosen, taken, taken again."""
    homes = (installed.folder / "prefix" / "drive_c" / "users").iterdir()
    (folder,) = (home / "Downloads" for home in homes if home.name != "Public")
    folder.mkdir(exist_ok=True)
    files = {name: text.encode("cp932") for name, text in DOWNLOADS.items()}
    files["QSM.csv"] = EXPORT.read_bytes()
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return run(
            installed,
            "offers",
            [],
            sheets={"受注": [LABEL_HEADERS, *LABELLED]},
            exports=[installed.path(EXPORT)],
            answers=[CANCEL, NO, YES, YES],
        )
    finally:
        for name in files:
            (folder / name).unlink()


def test_the_downloads_are_offered(offers):
    """The question names the export and the labels that have something for the book; キャンセル does nothing at all."""
    given_up = offers[0]
    (question,) = given_up["said"]
    assert given_up["asked"] == {"Offer": 1}
    assert question.startswith("ダウンロードの新しい書き出しを取り込みますか？\n")
    offered = question.partition("取り込まないファイル")[0]
    assert all(f"・{name} (" in offered for name in ("QSM.csv", "b2.csv", "ゆうプリ.csv"))
    assert "・e飛伝.csv (佐川急便 e飛伝 出荷履歴、今日 " in question
    assert "・e飛伝.csv" not in offered
    assert not any(name in question for name in ("次.csv", "空.csv", "メモ.txt"))
    assert [row[5] for row in given_up["sheets"]["受注"][1:]] == [None, OTHER, None]


def test_another_file_is_chosen(offers):
    """いいえ opens the dialog of before, and what is chosen there is imported."""
    chosen = offers[1]
    assert chosen["asked"] == {"Offer": 1, "GetOpenFilename": 1, "Import": 1, "Refresh": 1}
    assert "新しい注文" in chosen["said"][1]


def test_an_offer_is_taken(offers):
    """はい imports the export and the labels: numbers into blank cells; nothing that stands there is overwritten."""
    taken = offers[2]
    assert taken["asked"] == {"Offer": 1, "Import": 1, "Refresh": 1}
    header, *rows = taken["sheets"]["受注"]
    carrier, number, order = (header.index(title) for title in ("配送会社", "送り状番号", "注文番号"))
    found = {row[order]: (row[carrier], row[number]) for row in rows}
    assert found["812340007"] == ("ヤマト運輸", NUMBER)
    assert found["A-2"] == ("日本郵便", "405548424886")
    assert found["A-1"] == ("ヤマト運輸", OTHER)
    assert "送り状発行済・未発送" in taken["said"][1]


def test_an_offer_taken_before(offers):
    """The second time the files are said to have nothing that the book has not."""
    assert offers[3]["said"][0].startswith("ダウンロードの新しい書き出しに、ブックにないものはありません")
    assert [row[:6] for row in offers[3]["sheets"]["受注"]] == [
        row[:6] for row in offers[2]["sheets"]["受注"]
    ]


FIRST = dt.date(2026, 11, 20)
LISTS = [
    *SETTINGS,
    ["一般の発送率", None],
    ["区分のない注文", None],
    [None],
    ["モールの休業日", None, None, "モールの営業日"],
    [None],
]


def test_every_setting_reaches_every_formula(installed):
    """After a setting is typed no cell shows the answer of the old one, on a sheet in front and on one behind."""
    sheets = {"設定": LISTS, "十月": [HEADERS, ["B-1", FIRST, None, None, None]]}
    done = run(installed, "settings_reach", [["A-1", FIRST, None, None, None]], sheets=sheets)
    assert {setting: step["stale"] for setting, step in done.items() if step["stale"]} == {}
    # 基準日 moves the row-aware stage, a closed day the deadlines too; each on both sheets.
    assert all(step["moved"] >= 2 and step["moved"] % 2 == 0 for step in done.values()), done


def test_settings_that_are_formulas(installed):
    """A value of 設定 that a calculation moved calculates every book once; who calculates by hand is told instead."""
    done = run(installed, "settings_calculated", LATE)
    assert done == {"calculated": [0, 1, 0, 0], "bar": vba_source.texts()["calculate_by_hand"]}


@pytest.fixture(scope="module")
def guards(installed):
    """What each misfortune came to."""
    broken = installed.work / "no export.csv"
    broken.write_text("メモ\r\n牛乳\r\n", encoding="cp932")
    numbers = [numbers[-1] for numbers in vba_source.FAILURES if numbers[-1] < 0] + [-2147418110]
    return run(
        installed,
        "guards",
        LATE,
        sheets={"選択肢": [["一般", None]]},
        refused=[installed.path(broken)],
        exports=[installed.path(EXPORT)],
        failures=numbers,
    )


def test_excel_is_given_back(guards):
    """Whatever a button meets, no setting of Excel's is another one afterwards, the clipboard included."""
    assert {name: done["changed"] for name, done in guards.items() if done["changed"]} == {}


def test_a_server_that_ends_while_it_writes(guards):
    """The seller is told of it once and the day stays; what the server had set of Excel's is given back, see above."""
    done = guards["server ended while it writes"]
    (said,) = done["said"]
    assert said.startswith("エラー: ")
    assert (done["asked"]["Refresh"], done["as of"]) == (2, 46300.0)


def test_a_protected_settings_sheet_stops_the_refresh(guards):
    """Where 基準日 cannot become today nothing is refreshed, and the seller is told what to unlock."""
    done = guards["protected settings"]
    assert done["said"] == [vba_source.texts()["settings_protected"]]
    assert (done["asked"].get("Refresh"), done["as of"]) == (None, 46300.0)


def test_a_refused_import_refreshes_nothing(guards):
    """A file that is no export is refused once; no refresh follows, and 基準日 stays."""
    done = guards["refused import"]
    (said,) = done["said"]
    assert said.startswith("エラー: ")
    assert (done["asked"].get("Import"), done["asked"].get("Refresh"), done["as of"]) == (1, None, 46300.0)


def test_each_failure_has_its_sentence(guards):
    """A clerk reads what to do about each failure, and the day stays as it was; an unknown one keeps its number."""
    sentences = {numbers[-1]: text for numbers, text in vba_source.FAILURES.items() if numbers[-1] < 0}
    for number, text in sentences.items():
        assert guards[str(number)]["said"] == [f"エラー: {text}"], number
        assert guards[str(number)]["as of"] == 46300.0
    assert len(set(sentences.values())) == len(sentences)
    (said,) = guards["-2147418110"]["said"]
    assert "-2147418110" in said


def test_a_name_of_the_sellers_is_left_alone(guards):
    """A name 基準日 that is a formula, or a cell of an order sheet, is none of ours; the refresh goes on."""
    for name in ("name of no range", "name of the seller's"):
        assert without_hints(guards[name]["said"]) == ["シート「受注」: 4行を判定しました"]
    assert guards["name of the seller's"]["same"]


def test_escape_is_ours(guards):
    """Esc never reaches Excel's own dialog while a button works; a blank 基準日 becomes today."""
    assert not guards["escape"]["ended"]
    assert "新しい注文 7行" in guards["escape"]["said"][0]
    assert guards["escape"]["as of"] == 46347.0
    assert guards["blank day"]["as of"] == 46347.0


def test_the_template_keeps_the_day(installed):
    """Our template keeps the day of the refresh on a hidden sheet: 基準日 is blank afterwards, and blank is today.

    A protected 設定 is in the way of a day that was typed there alone. What is refused leaves both days as they were.
    """
    sheets = {"設定": [*SETTINGS[:1], ["基準日", None]], "選択肢": [["一般", None, None, 46300.0]]}
    done = run(installed, "days", LATE, sheets=sheets)
    refreshed = ["シート「受注」: 4行を判定しました"]
    # The server knows no other today than the computer's.
    today = done["blank"]["kept"]
    assert today > 46347.0
    for case in ("blank", "typed", "blank and protected"):
        assert done[case] | {"said": without_hints(done[case]["said"])} == {
            "said": refreshed, "as of": None, "kept": today,
        }, case  # fmt: skip
    assert done["typed and protected"]["said"] == [vba_source.texts()["settings_protected"]]
    assert done["refused"]["said"][0].startswith("エラー: ")
    for case in ("typed and protected", "refused"):
        assert (done[case]["as of"], done[case]["kept"]) == (46310.0, 46300.0)


def test_the_day_is_that_of_japan(guards):
    """基準日 is Japan's day on a computer in Greenwich, and the bar is told by how many hours Japan is ahead."""
    done = guards["another clock"]
    hours = done["hours"]
    assert done["as of"] == (46348.0 if 20 + hours >= 24 else 46347.0)
    assert -3 < hours <= 21


def test_a_formula_recovers_by_itself(installed):
    """A formula that found no server answers at the next recalculation, and is then asked no more."""
    done = run(installed, "recovery", LATE)
    assert done["without"] == f"エラー: {vba_source.NOT_INSTALLED}"
    assert (done["with"], done["volatile"], done["asked again"]) == ("勤労感謝の日", 0, 0)


def test_a_mac_is_told_once_and_nothing_else_happens(installed):
    """An edit, a setting and an opened book ask nothing and show no box there; a button and a formula say what works."""
    done = run(installed, "mac", LATE, is_mac=True)
    words = vba_source.texts()["on_mac"]
    assert done == {
        "shown": [f"エラー: {words}"],
        "said before": [],
        "said": [words] * 3,
        "dictionaries": 0,
        "asked": {},
    }


def test_a_book_of_ours_is_relinked_when_it_is_opened(installed):
    """The add-in gives formulas of an opened book the names of this computer: of a book with our mark, and no other."""
    assert run(installed, "opened", LATE) == [0, 1, 0]


def test_areas_that_stand_apart_are_refused(installed):
    """A reference of two areas is refused: its first area alone would be half an answer."""
    assert run(installed, "areas", LATE) == vba_source.texts()["several_areas"]


def test_memory_is_bounded(installed):
    """After 1,000 edits of a book of 2,000 rows with four figures, what is kept is below 4 million characters (8 MB)."""
    orders = [[f"A-{row}", FIRST, None, None, None] for row in range(2000)]
    done = run(installed, "memory", orders, edits=1000, figures=4)
    assert done["rows"] == 2000
    assert done["asked characters"] > 50_000_000
    assert done["most characters"] < 4_100_000, done


def test_what_cannot_be_asked_again_is_not_kept(installed):
    """The answer about more cells than are compared is asked for each time and takes no memory; that of few is kept."""
    done = run(installed, "many_cells", LATE)
    assert [asked.get("CallFunction") for asked in done["asked"]] == [1, 1]
    assert done["kept"] == [False, True]


@pytest.fixture(scope="module")
def messages(installed):
    """What 文面 did for each selection."""
    return run(installed, "messages", LATE)


ABOUT = {"hold": f"送り状番号 {NUMBER}", "late order": "注文番号 A-0"}


def test_hidden_rows_get_no_message(messages):
    """A row that a filter hides is not asked, nor one a second time; then one message is left, for the clipboard."""
    for name in ("filtered", "twice"):
        assert messages[name]["pasted"] == messages["hold"]["pasted"]
        assert messages[name]["made"] == []


@pytest.mark.parametrize(("name", "part"), [("hold", NUMBER), ("late order", "ご注文が殺到")])
def test_one_message_is_ready_to_paste(messages, name, part):
    """The message of one row is on the clipboard and shown; no book is made."""
    done = messages[name]
    text = done["pasted"].replace("\r\n", "\n")
    assert part in text
    assert text.endswith("見本商店")
    head, _, rest = done["said"][-1].partition("\r\n\r\n")
    order, _, shown = rest.partition("\r\n")
    assert (head, order, shown) == (vba_source.texts()["copied"], f"[{ABOUT[name]}]", text)
    assert done["made"] == []


def test_the_cause_is_asked_once(messages):
    """Three late orders with one cause: one question, three messages in a new book, the clipboard left alone."""
    done = messages["late orders"]
    assert done["said"] == [vba_source.texts()["choose_cause"]]
    ((title, (header, *found)),) = done["made"][0].items()
    assert title == "文面"
    assert header == list(HEADER)
    assert [row[0] for row in found] == ["A-0", "A-1", "A-2"]
    assert all("理由: 台風" in row[3] and "11月25日" in row[3] and not row[4] for row in found)
    assert done["pasted"] == ""


def test_refused_rows_are_listed_with_the_reason(messages):
    """Of two parcels one has nothing to send now: its line says so, and the other one's message stands beside it."""
    ((_, (_, *found)),) = messages["two holds"]["made"][0].items()
    assert [row[0] for row in found] == [NUMBER, NUMBER]
    assert [bool(row[3]) for row in found] == [True, False]
    assert NUMBER in found[0][3]
    assert found[1][4].startswith(NOTHING)


def test_no_message_no_clipboard(messages):
    """Where there is nothing to send, no cause, or no day to promise, the sentence is shown and nothing is copied."""
    assert messages["nothing"]["said"] == [f"[送り状番号 {NUMBER}]\r\n{NOTHING} (様子見)"]
    assert [text[: len(WHICH_CAUSE)] for text in messages["no cause"]["said"]] == [WHICH_CAUSE]
    assert "エラー: 発送見込み日「2026/11/20(金)」" in messages["promised day over"]["said"][-1]
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
