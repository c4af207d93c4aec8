"""Messages in bulk: one a row, with whom they are for, ready to paste, or with the reason why there is none."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pytest

from xlshipcheck import errors
from xlshipcheck.branch_hold.messages import apology
from xlshipcheck.cli import main
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.sheet import read_rows
from xlshipcheck.sheets.bulk_messages import Wanted, messages_due, recipient_column
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 29)
CONTEXT = Context(day_of(AS_OF))
HOLDS = {
    "取引番号": None,
    "注文番号": ["H-1", "H-2", "H-3", "H-4"],
    "送り状番号": ["444413758703", "512547514334", "4.05485E+11", "443695344411"],
    "配送状態": ["保管中", "返品", "調査中", "配達完了"],
    "発送日": [dt.date(2026, 11, 22)] * 4,
    "到着日": [dt.date(2026, 11, 27), dt.date(2026, 11, 17), dt.date(2026, 11, 20), dt.date(2026, 11, 20)],
    "受取場所": ["ローソン架空店", "営業所", "営業所", "営業所"],
}
del HOLDS["取引番号"]


def test_each_parcel_gets_the_message_of_its_stage():
    """Place, last day and number stand in the text; what is fetched needs none; a ruined number is refused."""
    rows = messages_due("営業所止め", HOLDS, ["青木様", "", "", ""], 4, CONTEXT, Wanted())
    assert [(row.order, row.stage, bool(row.text), bool(row.refused)) for row in rows] == [
        ("H-1", "期限間近", True, False),
        ("H-2", "返送済み対応", True, False),
        ("H-3", "調査(紛失・破損)", False, True),
    ]
    assert rows[0].recipient == "青木様"
    assert "店頭" in rows[0].text
    assert "11月29日(日)" in rows[0].text
    assert "4.05485E+11" in rows[2].refused


@pytest.mark.parametrize("role", ["配送状態", "配達完了"])
def test_a_number_that_the_carrier_does_not_know_is_mended_first(role):
    """Nobody is asked after a number that the page does not know; the message before dispatch needs no number."""
    sheet = {
        "注文番号": ["H-1", "H-2"],
        "送り状番号": ["444413758703", "512547514334"],
        role: ["伝票番号未登録", "伝票番号誤り"],
        "発送日": [dt.date(2026, 11, 16), None],
        "受取場所": ["営業所", "営業所"],
    }
    rows = messages_due("営業所止め", sheet, [], 2, CONTEXT, Wanted())
    assert [(row.order, row.text != "") for row in rows] == [
        ("H-1", False),
        *([("H-2", True)] if rows[1:] else []),
    ]
    assert "伝票番号未登録" in rows[0].refused
    assert "伝票と見比べて直してから" in rows[0].refused


def test_one_stage_alone():
    """A stage picks its rows."""
    rows = messages_due("営業所止め", HOLDS, [], 4, CONTEXT, Wanted(stage="返送済み対応"))
    assert [row.order for row in rows] == ["H-2"]
    assert rows[0].recipient == ""


ORDERS = {
    "注文番号": ["Q-1", "Q-2", "Q-3"],
    "配送状態": ["配送要請"] * 3,
    "入金日": [dt.date(2026, 11, 18), dt.date(2026, 11, 18), dt.date(2026, 11, 27)],
    "発送予定日": [dt.date(2026, 12, 1), dt.date(2026, 11, 20), dt.date(2026, 12, 1)],
}


def test_late_orders_get_an_apology_with_cause_and_date():
    """The row's own 発送予定日 serves while it lies ahead; one that is over is no promise, and refused."""
    rows = messages_due("Qoo10", ORDERS, [], 3, CONTEXT, Wanted(cause="在庫遅延"))
    assert [row.order for row in rows] == ["Q-1", "Q-2"]
    assert "12月1日(火)" in rows[0].text
    assert "発送見込み日" in rows[1].refused
    given = Wanted(cause="在庫遅延", ship_by=day_of(dt.date(2026, 12, 3)))
    assert all("12月3日(木)" in row.text for row in messages_due("Qoo10", ORDERS, [], 3, CONTEXT, given))


def test_no_day_is_promised_to_a_buyer_who_asks_for_a_cancel():
    """Whoever waits for an answer to a cancel gets no apology, whatever cause and day are given."""
    given = Wanted(cause="在庫遅延", ship_by=day_of(dt.date(2026, 12, 3)))
    asked = {**ORDERS, "配送状態": ["配送要請", "キャンセル要請", "キャンセル要請"]}
    rows = messages_due("Qoo10", asked, [], 3, CONTEXT, given)
    assert [(row.order, bool(row.text), row.refused) for row in rows] == [
        ("Q-1", True, ""),
        ("Q-2", False, "キャンセル要請が来ています。先に返事をしてください"),
    ]


def test_the_command_counts_what_it_could_not_write_in_both_ways(tmp_path, capsys):
    """Whether messages are printed or written into a table: how many there are and how many have no text."""
    file = tmp_path / "受注.csv"
    file.write_text(
        "注文番号,入金日,発送日,配送状態\nQ-1,2026/11/18,,配送要請\nQ-2,2026/11/18,,キャンセル要請\n",
        encoding="utf-8-sig",
    )
    given = ["--cause", "在庫遅延", "--ship-by", "2026-12-03"]
    asked = ["messages", str(file), "--as-of", "2026-11-29", *given]
    for more in ([], ["-o", str(tmp_path / "文面.xlsx")]):
        assert main([*asked, *more]) == 1
        assert "2件 (うち書けないもの 1件)" in capsys.readouterr().out


def test_without_a_cause_nothing_is_written():
    """A cause is never made up."""
    assert all(
        "原因" in row.refused and not row.text
        for row in messages_due("Qoo10", ORDERS, [], 3, CONTEXT, Wanted())
    )


def test_a_sheet_of_several_marketplaces_has_messages_too():
    """A late Qoo10 order gets its apology, a parcel at a branch its message; a row that is both gets both."""
    sheet = {
        "モール": ["Qoo10", "Amazon", "ヤフオク", "Qoo10"],
        "注文番号": ["Q-1", "A-1", "Y-1", "Q-2"],
        "入金日": [dt.date(2026, 11, 18)] * 4,
        "送り状番号": ["", "", "444413758703", "512547514334"],
        "受取場所": ["", "", "営業所", "営業所"],
        "到着日": [None, None, dt.date(2026, 11, 23), dt.date(2026, 11, 23)],
    }
    given = Wanted(cause="在庫遅延", ship_by=day_of(dt.date(2026, 12, 3)))
    rows = messages_due("混在", sheet, ["", "", "青木様", ""], 4, CONTEXT, given)
    assert [(row.order, row.stage, row.recipient) for row in rows] == [
        ("Q-1", "制限", ""),
        ("Y-1", "期限間近", "青木様"),
        ("Q-2", "制限", ""),
        ("Q-2", "期限間近", ""),
    ]
    assert all(row.text for row in rows)


def test_a_row_that_is_not_judged_costs_no_other_its_message():
    """A parcel whose date cannot be read has no stage to write about; the others are written to as ever."""
    columns = {
        "送り状番号": ["123456789012", "123456789014"],
        "配送状態": ["保管中", "保管中"],
        "受取場所": ["営業所", "営業所"],
        "到着日": ["2026/11/25", "xx"],
        "発送日": ["2026/11/23", "2026/11/23"],
    }
    found = messages_due("営業所止め", columns, ["佐藤", "鈴木"], 2, CONTEXT, Wanted())
    assert [(row.recipient, row.refused) for row in found] == [("佐藤", "")]


def test_no_message_for_examples_and_sums():
    """What is no order is written to nobody."""
    sheet = {
        **HOLDS,
        "注文番号": ["(例) H-1", "H-2", "合計", "H-4"],
        "送り状番号": [*HOLDS["送り状番号"][:2], "", ""],
    }
    assert [row.order for row in messages_due("営業所止め", sheet, [], 4, CONTEXT, Wanted())] == ["H-2"]


def test_an_order_of_several_sheets_is_written_to_in_its_furthest_state(tmp_path, capsys):
    """Nobody is told that a parcel is late which stands as sent, or cancelled, on another sheet of the book."""
    path = tmp_path / "台帳.xlsx"
    book = openpyxl.Workbook()
    paid, header = dt.date(2026, 11, 18), ["注文番号", "入金日", "発送日", "配送状態"]
    for title, lines in {
        "11月": [
            ["D1", paid, None, "配送要請"],
            ["D2", paid, None, "配送要請"],
            ["D3", paid, None, "配送要請"],
        ],
        "12月": [["D1", paid, dt.date(2026, 11, 19), "配送中"], ["D2", paid, None, "キャンセル"]],
    }.items():
        sheet = book.create_sheet(title)
        for line in [header, *lines]:
            sheet.append(line)
    book.remove(book.active)
    book.save(path)
    ran = main(
        [
            "messages",
            str(path),
            "--as-of",
            "2026-11-29",
            "--cause",
            "在庫遅延",
            "--ship-by",
            "2026-12-01",
            "--json",
        ]
    )
    assert ran == 0
    assert [row["order"] for row in json.loads(capsys.readouterr().out)] == ["D3"]


def test_other_kinds_have_no_messages():
    """Amazon's sheet has none."""
    assert messages_due("Amazon", {"注文番号": ["A-1"]}, [], 1, CONTEXT, Wanted()) == []


def own(lines):
    """Return a context in which the shop words its apology itself."""
    return Context(
        day_of(AS_OF),
        overridden=standard_rulebook().with_overrides({"messages.own_apology": lines}, "設定シート"),
    )


def test_a_shops_own_apology():
    """Its lines are used, filled in."""
    context = own(["{cause}のため遅れております。{ship_by}に発送します。", "申し訳ございません。", "{shop}"])
    text = apology(context, "在庫遅延", day_of(dt.date(2026, 12, 1)), day_of(AS_OF), "青空商店").value
    assert text == "在庫遅延のため遅れております。12月1日(火)に発送します。\n申し訳ございません。\n青空商店"


def test_a_sentence_keeps_its_commas():
    """A cell of 設定, or a text of a settings file, is split where its lines end and nowhere else."""
    wording = "{cause}のため、遅れております。\n\n{ship_by}に、発送します。申し訳ございません。"
    grid = [["規則の名前", "店の値"], ["messages.own_apology", wording]]
    for context in (own(wording), own(read_rows(grid).table["rules"]["messages.own_apology"])):
        text = apology(context, "在庫遅延", day_of(dt.date(2026, 12, 1)), day_of(AS_OF), "").value
        assert text == "在庫遅延のため、遅れております。\n12月1日(火)に、発送します。申し訳ございません。"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["{ship_by}に発送します。申し訳ございません。"], "cause"),
        (["{cause}のため遅れます。申し訳ございません。"], "ship_by"),
        (["{cause}のため{ship_by}に発送します。"], "お詫びの言葉"),
        (["{cause}のため{ship_by}に発送します。申し訳ございません。{name}"], "name"),
    ],
)
def test_an_apology_without_cause_date_or_apology_is_refused(lines, said):
    """So is one that names what nobody gives."""
    with pytest.raises(errors.TemplateRefused, match=said):
        apology(own(lines), "在庫遅延", day_of(dt.date(2026, 12, 1)), day_of(AS_OF), "")


def test_whom_a_message_is_for():
    """宛先 is read where it stands; the name of a buyer only where personal columns are kept."""
    assert recipient_column(["注文番号", "宛先", "購入者名"], keep_personal=False) == 1
    assert recipient_column(["注文番号", "購入者名"], keep_personal=False) is None
    assert recipient_column(["注文番号", "購入者名"], keep_personal=True) == 1


LIST = (
    "注文番号,送り状番号,購入者名,配送状態,発送日,到着日,受取場所\n"
    "H-1,444413758703,=架空 太郎,保管中,2026/11/22,2026/11/27,ローソン架空店\n"
    "H-2,4.05E+11,架空 花子,調査中,2026/11/10,2026/11/12,営業所\n"
)


def test_the_command_prints_writes_and_refuses(tmp_path, capsys):
    """Text, JSON and a workbook say the same; a row that cannot be written makes the exit status 1."""
    file, out = tmp_path / "hold.csv", tmp_path / "文面.xlsx"
    file.write_text(LIST, encoding="utf-8")
    asked = ["messages", str(file), "--as-of", "2026-11-29"]
    assert main(asked) == 1
    plain = capsys.readouterr()
    assert "架空 太郎" not in plain.out
    assert "--keep-personal" in plain.err
    assert "2件 (うち書けないもの 1件)" in plain.out
    assert main([*asked, "--json", "--keep-personal"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [row["order"] for row in rows] == ["H-1", "H-2"]
    assert "架空 太郎" in rows[0]["recipient"]
    assert main([*asked, "-o", str(out), "--stage", "期限間近"]) == 0
    assert out.exists()
    assert main([*asked, "-o", str(out)]) == 2
    assert main([*asked, "-o", str(tmp_path / "x.csv")]) == 2
    assert main(["messages", str(tmp_path / "no.csv")]) == 2
    book = tmp_path / "hold_判定.xlsx"
    assert main(["refresh", str(file), "--as-of", "2026-11-29"]) == 0 or book.exists()
    capsys.readouterr()
    assert main(["messages", str(book), "--as-of", "2026-11-29", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main(["messages", str(out), "--as-of", "2026-11-29"]) == 2


def test_a_slip_in_the_stage_is_refused(tmp_path):
    """A stage that calls for no message would otherwise say that nobody is to be written to."""
    file = tmp_path / "hold.csv"
    file.write_text(LIST, encoding="utf-8")
    assert main(["messages", str(file), "--as-of", "2026-11-28", "--stage", "期限まぢか"]) == 2


def test_the_stages_of_a_refusal_are_parted(tmp_path, capsys):
    """A stage whose name has a ・ in it is not offered as two; spaces round a stage are passed over."""
    file = tmp_path / "hold.csv"
    file.write_text(LIST, encoding="utf-8")
    assert main(["messages", str(file), "--as-of", "2026-11-28", "--stage", "期限切れ"]) == 2
    assert "「期限切れ・返送見込み」「" in capsys.readouterr().err
    assert main(["messages", str(file), "--as-of", "2026-11-28", "--stage", " 期限間近 "]) == 0


@pytest.mark.parametrize(
    ("state", "language", "hint"),
    [
        (
            "配送要請",
            "ja",
            "--cause 原因 (在庫遅延、注文殺到 など) と --ship-by 発送できる日 を付けると書けます",
        ),
        ("配送要請", "en", "take --cause CAUSE"),
        ("謎", "ja", ""),
        ("謎", "en", ""),
    ],
)
def test_what_an_apology_lacks_is_said_where_it_helps(tmp_path, capsys, state, language, hint):
    """An order refused for its own state is refused with every option, so none is offered for it."""
    file = tmp_path / "orders.csv"
    file.write_text(f"配送状態,注文番号,入金日,発送日,宛先\n{state},1003,2026/11/19,,A\n", encoding="utf-8")
    assert main(["messages", str(file), "--as-of", "2026-12-02", "--lang", language]) == 1
    said = capsys.readouterr().err
    assert hint in said
    assert ("--cause" in said) == bool(hint)
