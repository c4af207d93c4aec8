"""Messages: what each says, what it refuses, and that it fits into a cell."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.branch_hold import messages
from xlshipcheck.branch_hold.kernel import STAGES
from xlshipcheck.context import Context, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import day_of

MESSAGES = tomllib.loads((Path(__file__).parent / "data" / "hold_messages.toml").read_text("utf-8"))[
    "message"
]
KINDS = [message["kind"] for message in MESSAGES]
NUMBER = "444413758703"
POLITE = re.compile(r"(ます|ません|ました|です|でしょうか|ください)。\Z")


def day(text):
    """Return the day number of an ISO date."""
    return day_of(dt.date.fromisoformat(text))


LAST_DAY = day("2026-11-27")
AS_OF = day("2026-11-25")
CONTEXT = Context(as_of=AS_OF)


def text_of(kind, number=NUMBER, last_day=LAST_DAY, shop="青空商店", context=CONTEXT):
    """Return the text of a message."""
    return messages.hold_message(context, kind, number, last_day, shop).value


@pytest.mark.parametrize("message", MESSAGES, ids=KINDS)
def test_message_says_what_it_must(message):
    """Each kind says everything its reader has to know."""
    text = text_of(message["kind"])
    assert [words for words in message["says"] if words not in text] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shop", ["", "青空商店"])
def test_message_is_whole_and_polite(kind, shop):
    """Every sentence ends politely, no place holder and no empty line is left, the shop signs at the end."""
    *body, signature = text_of(kind, shop=shop or "青空商店").split("\n")
    assert signature == "青空商店"
    assert text_of(kind, shop="").split("\n") == body
    for line in body:
        assert line
        assert "{" not in line
        is_item = line.startswith(("送り状番号: ", "保管期限: ", "(1)", "(2)", "(3)"))
        assert is_item or POLITE.search(line)


@pytest.mark.parametrize("message", MESSAGES, ids=KINDS)
def test_message_without_what_it_needs_is_refused(message):
    """A number or a last day that the reader needs is asked for by name; any other may be left out."""
    names = {"number": "送り状番号", "last_day": "保管期限"}
    for field, name in names.items():
        if field in message["needs"]:
            with pytest.raises(errors.MissingArgument, match=name):
                text_of(message["kind"], **{field: None})
        else:
            text = text_of(message["kind"], **{field: None})
            assert f"{name}: " not in text
            assert "None" not in text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "調査依頼"])
def test_last_day_that_is_given_is_said(kind):
    """Whoever can still fetch or look after the parcel reads the last day, if it is known."""
    assert ("11月27日(金)" in text_of(kind)) == (kind != "返送")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["営業所", "コンビニ", "郵便局"])
def test_message_fits_into_a_spilled_cell(kind, place):
    """With the longest usual number, a date with its year and a shop name of 20, at most 255 characters."""
    rulebook = standard_rulebook().with_overrides({"hold.place": place}, "設定シート")
    context = Context(AS_OF, Settings(shop_name="店" * 20), rulebook)
    answer = messages.hold_message(context, kind, "YT2229521272164446", day("2027-12-30"), "")
    assert "2027年12月30日(木)" in answer.value or kind in {"返送", "調査依頼"}
    assert answer.value.endswith("店" * 20)
    assert len(answer.value) <= 255
    assert answer.notes == ()


@pytest.mark.parametrize(("length", "kinds"), [(255, []), (256, ["注意"])])
def test_message_too_long_for_a_spilled_cell_says_so(length, kinds):
    """A text over 255 characters, and no shorter one, comes with a note."""
    room = length - len(text_of("発送後", shop="店")) + 1
    answer = messages.hold_message(CONTEXT, "発送後", NUMBER, LAST_DAY, "店" * room)
    assert len(answer.value) == length
    assert [note.kind for note in answer.notes] == kinds


def test_shop_of_the_settings_signs():
    """Without a shop argument the shop name of the settings is the signature; the argument wins."""
    context = Context(AS_OF, Settings(shop_name="設定の店"))
    assert text_of("催促", shop="", context=context).endswith("\n設定の店")
    assert text_of("催促", shop="別の店", context=context).endswith("\n別の店")


def test_storage_period_follows_the_rules():
    """発送前 tells the storage period of the shop's usual place."""
    rulebook = standard_rulebook().with_overrides({"hold.place": "コンビニ"}, "設定シート")
    assert "到着日を含めて3日間" in text_of("発送前", context=Context(AS_OF, overridden=rulebook))
    assert "到着日を含めて7日間" in text_of("発送前", context=Context())


def test_passed_last_day_is_pointed_out():
    """A message that names a last day in the past gets a note; the last day itself does not."""
    passed = messages.hold_message(Context(as_of=LAST_DAY + 1), "到着案内", NUMBER, LAST_DAY, "")
    assert [note.kind for note in passed.notes] == ["注意"]
    assert messages.hold_message(Context(as_of=LAST_DAY), "到着案内", NUMBER, LAST_DAY, "").notes == ()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("4444-1375-8703", "4444-1375-8703"),
        (" ４４４４１３７５８７０３ ", NUMBER),
        (444413758703, NUMBER),
        (444413758703.0, NUMBER),
        ("'012345678901", "012345678901"),
        ("RB123456785GB", "RB123456785GB"),
    ],
)
def test_number_is_shown_as_the_buyer_needs_it(number, shown):
    """Hyphens stay, full-width digits become plain, a numeric cell is its digits."""
    assert f"送り状番号: {shown}\n" in text_of("到着案内", number=number)


@pytest.mark.parametrize("number", ["4.44414E+11", "444413758703.0", True, dt.date(2026, 11, 20)])
def test_damaged_number_is_not_passed_on(number):
    """A number nobody could find the parcel with is refused, with what happened to it."""
    with pytest.raises(errors.DamagedNumber, match="送り状番号"):
        text_of("到着案内", number=number)


@given(st.text(max_size=30))
def test_shop_name_is_never_a_template(shop):
    """Whatever stands in the shop's name is shown as it is, braces and all."""
    text = text_of("発送後", shop="{number}" + shop)
    assert text.endswith("\n{number}" + shop)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", ""),
        (None, ""),
        ("発送前", "発送前"),
        (" 到着案内 ", "到着案内"),
        ("調査（紛失・破損）", "調査依頼"),
    ],
)
def test_words_for_kinds(cell, kind):
    """A kind, or the stage that calls for it, leads to the kind; a blank stays blank."""
    assert messages.read_message_kind(cell, "文面の種類") == kind


def test_every_kind_is_its_own_word():
    """The eight kinds of the contract are understood, and no others stand in the data."""
    assert [messages.read_message_kind(kind, "文面の種類") for kind in KINDS] == KINDS
    with pytest.raises(errors.UnknownChoice, match="・".join(KINDS)):
        messages.read_message_kind("お礼", "文面の種類")


def test_stages_that_call_for_a_message_name_one():
    """The result of HOLD_STAGE may stand as the kind, but for the stages in which nothing is written."""
    silent = {"受取完了", "様子見(返事待ち)", "様子見"}
    for stage in STAGES:
        if stage in silent:
            with pytest.raises(errors.UnknownChoice):
                messages.read_message_kind(stage, "文面の種類")
        else:
            assert messages.read_message_kind(stage, "文面の種類") in KINDS


def test_kind_is_needed():
    """Without a kind there is no message."""
    with pytest.raises(errors.MissingArgument, match="文面の種類"):
        text_of("")


def apology(cause, ship_by=LAST_DAY, as_of=AS_OF, shop="青空商店", context=CONTEXT):
    """Return the text of an apology."""
    return messages.apology(context, cause, ship_by, as_of, shop).value


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("在庫遅延", "在庫の入荷"),
        (" 在庫切れ ", "在庫の入荷"),
        ("注文殺到", "ご注文が殺到"),
        ("注文集中", "ご注文が殺到"),
        ("台風による配送網の乱れ", "台風による配送網の乱れ"),
        ("工場の {都合}", "工場の {都合}"),
    ],
)
def test_apology_says_cause_date_and_sorry(cause, said):
    """An apology names the cause, the concrete date, is polite, and is signed."""
    *body, signature = apology(cause).split("\n")
    text = "".join(body)
    assert said in text
    assert "11月27日(金)までに発送" in text
    assert "お詫び申し上げます" in text
    assert signature == "青空商店"
    assert all(POLITE.search(line) or line == f"理由: {cause}" for line in body)


def test_apologies_differ_by_cause():
    """在庫遅延, 注文殺到 and any other cause have each their own words."""
    assert len({apology("在庫遅延"), apology("注文殺到"), apology("その他")}) == 3


@pytest.mark.parametrize("cause", ["", "  "])
def test_apology_needs_a_cause(cause):
    """An apology without a cause is refused."""
    with pytest.raises(errors.MissingArgument, match="原因"):
        apology(cause)


def test_apology_needs_a_concrete_date():
    """Without a date the refusal says why one is needed."""
    with pytest.raises(errors.MissingArgument, match="具体的な日付") as refused:
        apology("在庫遅延", ship_by=None)
    assert isinstance(refused.value, errors.MissingProspect)


def test_apology_with_a_past_date_is_refused():
    """Yesterday is refused with both dates shown; today is accepted."""
    with pytest.raises(errors.PastProspect, match=r"2026/11/24.*2026/11/25"):
        apology("在庫遅延", ship_by=AS_OF - 1)
    assert "11月25日(水)までに" in apology("在庫遅延", ship_by=AS_OF)


def test_apology_writes_another_year():
    """A date in the next year is written with its year."""
    assert "2027年1月5日(火)までに" in apology("注文殺到", ship_by=day("2027-01-05"))


def test_apology_is_signed_by_the_shop_of_the_settings():
    """The signature falls back to the settings, and is left out where there is none."""
    assert apology("注文殺到", shop="", context=Context(settings=Settings(shop_name="設定の店"))).endswith(
        "\n設定の店"
    )
    assert apology("注文殺到", shop="").endswith("。")


@pytest.mark.parametrize("cause", ["在庫遅延", "注文殺到", "あ" * 100])
def test_apology_fits_into_a_spilled_cell(cause):
    """With a date with its year, a shop name of 20 and a cause of 100, at most 255 characters, and no note."""
    answer = messages.apology(CONTEXT, cause, day("2027-12-30"), AS_OF, "店" * 20)
    assert len(answer.value) <= 255
    assert answer.notes == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("place", "own", "foreign"),
    [
        ("取扱店", ("店頭",), ("営業所", "郵便局", "ロッカー")),
        ("郵便局留", ("郵便局",), ("営業所", "店頭", "ロッカー")),
        ("PUDOステーション", ("宅配便ロッカー",), ("営業所", "店頭", "郵便局")),
        ("佐川営業所", ("営業所",), ("店頭", "郵便局", "ロッカー")),
    ],
)
def test_messages_use_the_words_of_the_place(kind, place, own, foreign):
    """Wherever the parcel waits, the text has that place's words and no other's, and fits into a cell."""
    answer = messages.hold_message(CONTEXT, kind, NUMBER, LAST_DAY, "青空商店", place, "")
    assert [word for word in foreign if word in answer.value] == []
    assert kind == "調査依頼" or any(word in answer.value for word in own)
    assert messages.TOO_LONG not in answer.notes


@pytest.mark.parametrize(
    ("place", "service", "days"),
    [("", "", 7), ("取扱店", "", 3), ("郵便局留", "", 10), ("郵便局留", "クール便", 3)],
)
def test_messages_use_the_days_of_the_place_and_the_service(place, service, days):
    """The storage period in a message is that of its place and service."""
    answer = messages.hold_message(CONTEXT, "発送前", None, None, "", place, service)
    assert f"{days}日間" in answer.value
