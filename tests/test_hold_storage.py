"""Where a parcel is held and until which day: places, services, the last day of storage."""

from __future__ import annotations

import datetime as dt

import pytest
from hold_examples import CONTEXT, day, examples, kinds, stage_of
from row_answers import row_answer

from xlshipcheck import errors
from xlshipcheck.branch_hold import parcel
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import LAST_DAY

LAST_DAYS = examples("hold_last_day.csv")


@pytest.mark.parametrize("example", LAST_DAYS, ids=lambda row: row["why"])
def test_last_day_of_the_worked_examples(example):
    """The last day is the one counted by hand, and an estimated arrival is said to be one."""
    place = parcel.read_place(example["place"], "受取場所")
    answer = row_answer("HOLD_LAST_DAY", CONTEXT, day(example["shipped"]), day(example["arrived"]), place)
    assert answer.value == dt.date.fromisoformat(example["last_day"])
    assert kinds(answer) == (["推定"] if example["estimated"] == "1" else [])


def test_estimate_names_the_day_it_rests_on():
    """The note says from which arrival the last day was counted."""
    (note,) = row_answer("HOLD_LAST_DAY", CONTEXT, day("2026-11-20"), None, "").notes
    assert "11月21日(土)" in note.text


def test_last_day_needs_a_date():
    """Without ship date and arrival there is nothing to count from."""
    with pytest.raises(errors.MissingArgument, match="発送日か到着日"):
        row_answer("HOLD_LAST_DAY", CONTEXT, None, None, "営業所")


def test_last_day_beyond_the_calendar_is_refused():
    """A last day in 2100 is an error that shows the date it was counted from."""
    assert row_answer("HOLD_LAST_DAY", CONTEXT, None, day("2099-12-25"), "").value == dt.date(2099, 12, 31)
    with pytest.raises(errors.ResultOutOfRange, match="2099/12/26"):
        row_answer("HOLD_LAST_DAY", CONTEXT, None, day("2099-12-26"), "")
    with pytest.raises(errors.ResultOutOfRange, match="2099/12/31"):
        row_answer("HOLD_LAST_DAY", CONTEXT, LAST_DAY, None, "")
    with pytest.raises(errors.ResultOutOfRange):
        stage_of(arrived="2099-12-26", as_of="2099-12-31")


def test_usual_place_is_a_setting():
    """Where no place is given the shop's own usual place holds, in any of its spellings."""
    rulebook = standard_rulebook().with_overrides({"hold.place": "コンビニ"}, "設定シート")
    context = Context(overridden=rulebook)
    assert row_answer("HOLD_LAST_DAY", context, None, day("2026-11-21"), "").value == dt.date(2026, 11, 23)
    assert parcel.storage_words(context) == "到着日を含めて3日間"


def test_storage_words_follow_the_rules():
    """The storage period in words names the days and where they are counted from."""
    assert parcel.storage_words(CONTEXT) == "到着日を含めて7日間"
    assert parcel.storage_words(CONTEXT, "郵便局留") == "到着日を含めて10日間"
    rulebook = standard_rulebook().with_overrides({"hold.storage.post_office.inclusive": False}, "設定シート")
    words = parcel.storage_words(Context(as_of=0, overridden=rulebook), "郵便局留")
    assert words == "到着日の翌日から10日間"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("", ""),
        (None, ""),
        ("宅急便センター", "営業所"),
        (" センター ", "営業所"),
        ("ｺﾝﾋﾞﾆ", "取扱店"),
        ("取扱店", "取扱店"),
        ("佐川急便（営業所）", "佐川営業所"),
        ("郵便局留め", "郵便局留"),
    ],
)
def test_words_for_places(cell, place):
    """The words people write lead to the canonical place; a blank stays blank."""
    assert parcel.read_place(cell, "受取場所") == place


@pytest.mark.parametrize("cell", [7, "2026/11/20"])
def test_other_places_are_refused(cell):
    """A number or a date is no place."""
    with pytest.raises(errors.UnknownChoice, match="営業所・取扱店・佐川営業所・郵便局留"):
        parcel.read_place(cell, "受取場所")


def test_error_value_for_a_place():
    """A spreadsheet's error is no place."""
    with pytest.raises(errors.SpreadsheetErrorValue):
        parcel.read_place("#N/A", "受取場所")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("架空中央営業所", "営業所"),
        ("架空港南センター", "営業所"),
        ("ヤマト運輸 架空センター", "営業所"),
        ("佐川急便 架空営業所", "佐川営業所"),
        ("架空郵便局", "郵便局留"),
        ("架空郵便局 ゆうゆう窓口", "郵便局留"),
        ("架空駅前PUDOステーション", "PUDOステーション"),
        ("宅配便ロッカー", "PUDOステーション"),
        ("ファミリーマート架空駅前店", "取扱店"),
        ("ローソン 架空郵便局前店", "取扱店"),
        ("ｾﾌﾞﾝｲﾚﾌﾞﾝ架空店", "取扱店"),
    ],
)
def test_names_of_branches(name, place):
    """The name of a branch or a shop is read by its kind, where it says one."""
    assert parcel.read_place(name, "受取場所") == place


def test_a_name_that_says_no_kind_is_an_estimate():
    """Such a name is taken as the usual place, named, and called 推定 beside the last day and the stage."""
    named = parcel.read_place("架空の里", "受取場所")
    last = row_answer("HOLD_LAST_DAY", CONTEXT, None, day("2026-11-21"), named)
    assert last.value == dt.date(2026, 11, 27)
    assert kinds(last) == ["推定"]
    assert "架空の里" in last.notes[0].text
    assert kinds(stage_of(arrived="2026-11-21", place=named)) == ["推定"]


@pytest.mark.parametrize(
    ("service", "place", "last_day"),
    [
        ("クール宅急便", "営業所", "2026-11-23"),
        ("クール便", "郵便局留", "2026-11-23"),
        ("宅急便(冷蔵)", "", "2026-11-23"),
        ("クール宅急便", "取扱店", "2026-11-23"),
        ("宅急便", "営業所", "2026-11-27"),
        ("ゆうパック", "郵便局留", "2026-11-30"),
        ("", "PUDOステーション", "2026-11-23"),
    ],
)
def test_storage_by_place_and_service(service, place, last_day):
    """The shorter of the two storage periods holds, counted from the arrival day."""
    answer = row_answer("HOLD_LAST_DAY", CONTEXT, None, day("2026-11-21"), place, service)
    assert answer.value == dt.date.fromisoformat(last_day)


def test_the_shorter_of_place_and_service_stays_the_shorter():
    """A shop's own long period for cool parcels does not lengthen what the place keeps."""
    rulebook = standard_rulebook().with_overrides({"hold.storage.cool.days": 30}, "設定シート")
    context = Context(overridden=rulebook)
    assert row_answer("HOLD_LAST_DAY", context, None, day("2026-11-21"), "", "クール").value == dt.date(
        2026, 11, 27
    )
    assert parcel.storage_words(context, "", "クール") == "到着日を含めて7日間"
    assert parcel.storage_words(CONTEXT, "", "クール") == "到着日を含めて3日間"


@pytest.mark.parametrize("service", ["ネコポス", "クロネコゆうパケット", "クロネコゆうメール"])
def test_services_that_cannot_be_held(service):
    """The date stays, and both the last day and the stage say that nobody can fetch it there."""
    last = row_answer("HOLD_LAST_DAY", CONTEXT, None, day("2026-11-21"), "", service)
    assert last.value == dt.date(2026, 11, 27)
    assert "営業所では受け取れません" in last.notes[0].text
    assert "営業所では受け取れません" in stage_of(arrived="2026-11-21", service=service).notes[0].text
    assert "営業所では受け取れません" in stage_of(service=service).notes[0].text
    assert stage_of(status="完了", arrived="2026-11-21", service=service).notes == ()


def test_mail_service_of_long_ago():
    """クロネコメール便 could be held: what is said of it today is that it has ended, and nothing else."""
    answer = stage_of(status="輸送中", shipped="2026-11-18", arrived="2026-11-19", service="クロネコメール便")
    assert kinds(answer) == ["注意"]
    assert "終了" in answer.notes[0].text
