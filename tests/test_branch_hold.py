"""Branch hold: last day of storage, stages, actions, notes, and the kernels behind them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hold_examples import CONTEXT, day, examples, kinds, stage_of
from row_answers import row_answer

from xlshipcheck import errors
from xlshipcheck.branch_hold import parcel
from xlshipcheck.branch_hold.kernel import STAGES
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.tracking.statuses import UnreadStatus


def row_arguments(example):
    """Return the arguments of `stage` and `action` for a row of the data file."""
    return (
        example["status"],
        day(example["shipped"]),
        day(example["arrived"]),
        day(example["contacted"]),
        day(example["as_of"]),
        parcel.read_place(example["place"], "受取場所"),
        "",
        parcel.read_answered(example["answered"], "返信"),
    )


STAGE_EXAMPLES = examples("hold_stage.csv")


def test_arrival_before_shipping_is_pointed_out():
    """Two dates that contradict each other get a note beside the answer; one and the same day does not."""
    assert row_answer("HOLD_LAST_DAY", CONTEXT, day("2026-11-20"), day("2026-11-20"), "").notes == ()
    answer = row_answer("HOLD_LAST_DAY", CONTEXT, day("2026-11-20"), day("2026-11-19"), "")
    assert kinds(answer) == ["注意"]
    assert kinds(stage_of(shipped="2026-11-20", arrived="2026-11-19")) == ["注意"]


@pytest.mark.parametrize("example", STAGE_EXAMPLES, ids=lambda row: row["why"])
def test_stage_of_the_worked_examples(example):
    """Each test of the order, and each limit from both sides, gives the stage found by hand."""
    assert row_answer("HOLD_STAGE", CONTEXT, *row_arguments(example)).value == example["stage"]


def test_the_examples_reach_every_stage():
    """No stage is left without a worked example."""
    assert {example["stage"] for example in STAGE_EXAMPLES} == set(STAGES)


@pytest.mark.parametrize("status", ["輸送中", "保管中"])
def test_a_parcel_on_its_way_needs_a_date(status):
    """What moves or is held was sent; without a date its last day is asked for, not guessed."""
    with pytest.raises(errors.MissingArgument, match="発送日か到着日"):
        stage_of(status=status)
    with pytest.raises(errors.MissingArgument, match="発送日か到着日"):
        row_answer(
            "HOLD_ACTION", CONTEXT, status, None, None, day("2026-11-20"), day("2026-11-22"), "", "", None
        )


def test_unknown_status_is_said():
    """An unreadable status is pointed out, with and without dates; a blank one is not."""
    nothing = stage_of(status="不明")
    assert nothing.value == "発送前案内"
    assert "分からない" in nothing.notes[0].text
    assert kinds(stage_of(status="不明", arrived="2026-11-21")) == ["注意"]
    assert kinds(stage_of(status="不明", shipped="2026-11-23")) == ["注意"]
    assert stage_of(arrived="2026-11-21").notes == ()
    assert stage_of().notes == ()


def test_status_that_contradicts_the_ship_date():
    """A parcel that moves before its ship date gets a note."""
    assert kinds(stage_of(status="輸送中", shipped="2026-11-23")) == ["注意"]


def test_arrival_to_come_is_an_estimate():
    """An arrival after the as-of day is a plan, and called 推定."""
    assert kinds(stage_of(shipped="2026-11-21", arrived="2026-11-23")) == ["推定"]


def test_status_word_outside_the_list_is_refused():
    """Only normalised words are taken; another one is an error that lists them."""
    with pytest.raises(errors.UnknownChoice, match="調査中"):
        stage_of(status="配達完了らしい")


@pytest.mark.parametrize(
    ("service", "shipped", "said"),
    [
        ("クロネコメール便", "2015-03-31", ""),
        ("クロネコメール便", "2015-04-01", "2015年3月31日で終了しました。後継はクロネコDM便"),
        ("ヤマトメール便", "2026-11-20", "2015年3月31日で終了しました。後継はクロネコゆうメール"),
        ("クロネコDM便", "2024-01-31", ""),
        ("ｸﾛﾈｺDM便", "2024-02-01", "2024年1月31日で終了しました。後継はクロネコゆうメール"),
        ("宅急便", "2026-11-20", ""),
        ("", "2026-11-20", ""),
    ],
)
def test_service_that_ended_before_the_ship_date(service, shipped, said):
    """A ship date after the end of a service gets a warning with the successor of that day, no earlier one."""
    answer = stage_of(status="完了", service=service, shipped=shipped, as_of="2026-11-22")
    assert kinds(answer) == (["注意"] if said else [])
    assert said in "".join(note.text for note in answer.notes)


def test_ended_service_of_a_parcel_without_ship_date():
    """A parcel still to be sent is warned of by the as-of day; one that was sent no one knows when is not."""
    assert kinds(stage_of(service="クロネコDM便", as_of="2024-02-01")) == ["注意"]
    assert kinds(stage_of(service="クロネコDM便", as_of="2024-01-31")) == []
    assert kinds(stage_of(service="クロネコDM便", arrived="2024-01-31", as_of="2024-02-01")) == ["案内"]


@pytest.mark.parametrize("service", ["メール便", "飛脚メール便"])
def test_mail_services_hardly_move(service):
    """For メール便-type services a status that does not change is explained, unless the parcel is seen held."""
    told = stage_of(status="輸送中", arrived="2026-11-21", service=service)
    assert kinds(told) == ["案内"]
    assert "発送のまま" in told.notes[0].text
    assert stage_of(status="保管中", arrived="2026-11-21", service=service).notes == ()
    assert stage_of(status="輸送中", arrived="2026-11-21", service="宅急便").notes == ()
    assert stage_of(service=service).notes == ()


def test_overridden_limits_decide_and_are_named():
    """A shop's own limits change day and stage, and a note says so; limits not used are not named."""
    rulebook = standard_rulebook().with_overrides(
        {"hold.storage.branch.inclusive": False, "hold.transit_days": 2, "hold.near_end": 0}, "設定シート"
    )
    context = Context(overridden=rulebook)
    answer = row_answer("HOLD_LAST_DAY", context, None, day("2026-11-21"), "営業所")
    assert answer.value == dt.date(2026, 11, 28)
    assert kinds(answer) == ["上書き"]
    assert "いいえ" in answer.notes[0].text
    assert row_answer("HOLD_LAST_DAY", context, None, day("2026-11-21"), "取扱店").notes == ()
    estimated = row_answer("HOLD_LAST_DAY", context, day("2026-11-20"), None, "営業所")
    assert estimated.value == dt.date(2026, 11, 29)
    assert kinds(estimated) == ["推定", "上書き", "上書き"]
    near = stage_of(context=context, arrived="2026-11-21", as_of="2026-11-27")
    assert (near.value, kinds(near)) == ("落札者へ連絡", ["上書き", "上書き"])


def test_service_ended_by_the_shop_has_no_date():
    """A successor set by the shop is named without an end that nobody gave."""
    rulebook = standard_rulebook().with_overrides({"hold.service.dm": "ネコポス"}, "設定シート")
    answer = stage_of(context=Context(overridden=rulebook), service="クロネコDM便")
    assert "クロネコDM便は終了しました。後継はネコポス" in answer.notes[0].text


@pytest.mark.parametrize("example", STAGE_EXAMPLES, ids=lambda row: row["why"])
def test_action_is_one_dated_sentence(example):
    """Every stage has one sentence with a date in it and no place holder left."""
    arguments = row_arguments(example)
    answer = row_answer("HOLD_ACTION", CONTEXT, *arguments)
    assert re.search(r"\d月\d+日\([月火水木金土日]\)", answer.value)
    assert answer.value.count("。") == 1
    assert answer.value.endswith("。")
    assert not re.search(r"[{}]|None|\(\)", answer.value)
    assert answer.notes == row_answer("HOLD_STAGE", CONTEXT, *arguments).notes


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"arrived": "2026-11-21", "as_of": "2026-11-24"}, ["11月25日(水)まで", "11月27日(金)"]),
        ({"arrived": "2026-11-21", "as_of": "2026-11-25"}, ["11月25日(水)中に", "11月27日(金)"]),
        ({"shipped": "2026-11-20", "as_of": "2026-11-26"}, ["推定11月27日(金)", "11月26日(木)中に"]),
        (
            {"shipped": "2026-11-20", "as_of": "2026-11-28"},
            ["(推定11月27日(金))", "11月28日(土)中に", "発送した営業所"],
        ),
        ({"arrived": "2026-11-21", "contacted": "2026-11-22"}, ["11月22日(日)", "11月24日(火)になっても"]),
        (
            {"arrived": "2026-11-21", "contacted": "2026-11-22", "as_of": "2026-11-25"},
            ["11月22日(日)に連絡して3日", "11月25日(水)中に", "発送した営業所", "送り状番号", "個人情報"],
        ),
        (
            {"arrived": "2026-11-21", "contacted": "2026-11-22", "answered": True},
            ["返事がある", "11月27日(金)"],
        ),
        ({"shipped": "2026-11-24"}, ["11月24日(火)の発送まで"]),
        ({}, ["11月22日(日)", "未発送なら"]),
        ({"status": "返送"}, ["11月22日(日)中に", "再発送", "送料", "処分", "キャンセル"]),
        ({"status": "調査中"}, ["11月22日(日)中に", "ヤマト運輸", "補償"]),
        ({"status": "調査中", "place": "佐川営業所"}, ["佐川急便"]),
        ({"arrived": "2026-12-28", "as_of": "2026-12-30"}, ["2027年1月1日(金)まで", "2027年1月3日(日)"]),
    ],
)
def test_action_names_what_to_do_and_when(given, words):
    """The sentence names the day it is due, the day it rests on, and whom to ask for what."""
    given = {"as_of": "2026-11-22", **given}
    answer = row_answer(
        "HOLD_ACTION",
        CONTEXT,
        given.get("status", ""),
        day(given.get("shipped")),
        day(given.get("arrived")),
        day(given.get("contacted")),
        day(given["as_of"]),
        given.get("place", ""),
        "",
        given.get("answered"),
    )
    assert [word for word in words if word not in answer.value] == []


@pytest.mark.parametrize(
    ("cell", "answered"),
    [
        (None, None),
        ("", None),
        (True, True),
        (False, False),
        ("あり", True),
        ("なし", False),
        ("2026/11/20", True),
        (dt.date(2026, 11, 20), True),
        (46346, True),
        (46346.0, True),
        (0, False),
    ],
)
def test_answered_is_a_flag_or_a_date(cell, answered):
    """TRUE, FALSE, their words, or the date of the answer are understood."""
    assert parcel.read_answered(cell, "返信") is answered


@pytest.mark.parametrize(
    ("cell", "refused"),
    [
        ("了解です", errors.UnreadableAnswer),
        ("11/20", errors.DateWithoutYear),
        (-5, errors.DateOutOfRange),
        ("#REF!", errors.SpreadsheetErrorValue),
    ],
)
def test_other_answers_are_refused(cell, refused):
    """Anything else is an error, never a FALSE."""
    with pytest.raises(refused):
        parcel.read_answered(cell, "返信")


def test_an_unread_status_past_the_last_day():
    """Nobody knows what became of the parcel: the branch is asked, with the word, and never 期限切れ as if known."""
    unread = UnreadStatus("なぞの言葉", wrong_number=False)
    late = {"status": unread, "arrived": "2026-11-10", "as_of": "2026-11-22"}
    answer = stage_of(**late)
    assert answer.value == "営業所へ問い合わせ"
    assert "なぞの言葉" in answer.notes[0].text
    told = row_answer(
        "HOLD_ACTION", CONTEXT, unread, None, day("2026-11-10"), None, day("2026-11-22"), "", "", None
    ).value
    assert "なぞの言葉" in told
    assert stage_of(**{**late, "status": ""}).value == "期限切れ・返送見込み"
    assert (
        stage_of(**{**late, "as_of": "2026-11-12"}).value
        == stage_of(arrived="2026-11-10", as_of="2026-11-12").value
    )


def test_a_number_that_the_page_does_not_know():
    """The thing to do is to check the number, not to ring the branch; before shipping the stage stays."""
    wrong = UnreadStatus("伝票番号誤り", wrong_number=True)
    told = row_answer(
        "HOLD_ACTION", CONTEXT, wrong, day("2026-11-10"), None, None, day("2026-11-22"), "", "", None
    )
    assert "番号を確かめ" in told.value
    assert "伝票番号誤り" in told.value
    assert "発送した営業所" not in told.value
    assert "推定11月17日(火)" in told.value
    assert stage_of(status=wrong, shipped="2026-11-25").value == "発送前案内"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("営業所", ["営業所", "7日間"]),
        ("取扱店", ["店頭", "3日間"]),
        ("郵便局留", ["郵便局", "10日間"]),
        ("佐川営業所", ["営業所", "7日間"]),
        ("PUDOステーション", ["宅配便ロッカー", "3日間"]),
    ],
)
@pytest.mark.parametrize("as_of", ["2026-11-21", "2026-11-23", "2026-11-28", "2026-12-02"])
def test_actions_use_the_words_and_days_of_the_place(place, words, as_of):
    """Whatever the stage of a parcel on its way, its sentence names the place in its own words, and its own days."""
    told = row_answer(
        "HOLD_ACTION", CONTEXT, "", None, day("2026-11-21"), None, day(as_of), place, "", None
    ).value
    assert [word for word in words if word not in told] == []
    if place == "郵便局留" and "送り状番号を伝え" in told:
        assert "差し出した郵便局" in told
