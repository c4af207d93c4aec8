"""Messages in the seller's name: branch hold (営業所止め), to the buyer or a branch, and Qoo10's お詫び.

The texts are data, in our own words: `rules/messages.toml`. A line whose place holder has no value is left
out; a value without which a message would be useless is asked for.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.branch_hold.kernel import STAGES, UNSENT
from xlshipcheck.branch_hold.parcel import place_at, storage_words
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.numbers import read_number
from xlshipcheck.tracking.statuses import UnreadStatus, read_status
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Note, Reason, with_steps
from xlshipcheck.values.days import date_of
from xlshipcheck.values.roles import ORDER_STATUS, TRACKING_NUMBER
from xlshipcheck.values.text import date_words, name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.branch_hold.record import NamedPlace
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Reasoned

KIND, NUMBER, LAST_DAY, CAUSE, SHIP_BY = "文面の種類", TRACKING_NUMBER, "保管期限", "原因", "発送見込み日"
OWN_APOLOGY = "messages.own_apology"
# What a shop's own apology may name.
KEPT_WORDS = {"cause": "原因", "ship_by": "発送見込み日", "shop": "店舗名"}
# A spilled cell is cut behind this many characters, line ends included.
SPILLED_LENGTH = 255
TOO_LONG = Note(
    "注意", "255文字を超えるため、範囲でまとめて計算すると途中で切れます。1件ずつ計算してください"
)
LAST_DAY_PASSED = Note("注意", "保管期限が基準日より前です。送る前に営業所へ確認してください")


def read_message_kind(value: object, argument: str) -> str:
    """Return the canonical kind of a branch-hold message, "" for a blank.

    Args:
        value: one of the kinds, or a stage of HOLD_STAGE that calls for a message.
        argument: the Japanese name of the argument.

    Raises:
        UnknownChoice: with the kinds.
    """
    text = cells.read_text(value, argument)
    return str(_hold_template(text, argument)["kind"]) if text else ""


@with_steps
def hold_message(
    context: Context,
    kind: str,
    number: object,
    last_day: int | None,
    shop: str,
    place: str | NamedPlace = "",
    service: str = "",
) -> Reasoned:
    """HOLD_MESSAGE: the text of a message about a parcel held at a branch, with line ends.

    Args:
        context: settings and rules; its as-of day decides whether a date is written with its year.
        kind: 発送前, 発送後, 到着案内, 催促, 未着回答, 返送, 営業所問い合わせ or 調査依頼.
        number: the tracking number's own cell value, so that damage by a spreadsheet is seen.
        last_day: last day of storage.
        shop: signature; "" for the shop name of the settings.
        place: where the parcel waits, as its reader gives it; its own words and days stand in the text.
        service: name of the shipping service; one with a shorter storage period shortens the days.

    Raises:
        MissingArgument: the kind needs a number or a last day that is not given.
        DamagedNumber: a buyer or a branch could do nothing with the number.
    """
    if not kind:
        raise errors.MissingArgument(argument=KIND)
    template = _hold_template(kind, KIND)
    at = place_at(context, place)
    storage = storage_words(context, place, service)
    signed = shop or context.settings.shop_name
    yield Reason("place of a message", (place, service, at))
    yield Reason("words of a message", (at, storage, kind, signed))
    words = {
        "hold": at.hold,
        "where": at.where,
        "counter": at.counter,
        "needed": at.needed,
        "number": _number_words(number),
        "last_day": "" if last_day is None else date_words(last_day, context.as_of),
        "storage": storage,
        "shop": signed,
    }
    names = {"number": NUMBER, "last_day": LAST_DAY}
    for need in template["needs"]:
        if not words[need]:
            raise errors.MissingArgument(argument=names[need])
    passed = last_day is not None and context.as_of is not None and last_day < context.as_of
    yield _message(template["lines"], words, (LAST_DAY_PASSED,) if passed else ())


def refuse_unregistered(stage: object, status: object) -> None:
    """Refuse a message about a sent parcel whose number the carrier's page does not know.

    次の対応 of such a row says that the number is to be checked. 発送前案内 names no number, so that it may go out.

    Args:
        stage: the stage of follow-up of the row.
        status: the cell of 配送状態.

    Raises:
        UnregisteredNumber: with the word of the page.
    """
    found = read_status(status, ORDER_STATUS)
    if isinstance(found, UnreadStatus) and found.wrong_number and stage != STAGES[UNSENT]:
        raise errors.UnregisteredNumber(argument=NUMBER, value=found.word)


@with_steps
def apology(context: Context, cause: str, ship_by: int | None, as_of: int, shop: str) -> Reasoned:
    """QOO10_APOLOGY: an apology for a late order: the cause, a concrete date, and polite words.

    Args:
        context: settings.
        cause: 在庫遅延, 注文殺到, or any other text, which is given on as it stands.
        ship_by: the day by which the order will be sent; the as-of day itself is accepted.
        as_of: the day on which the message is written.
        shop: signature; "" for the shop name of the settings.

    Raises:
        MissingArgument: no cause.
        MissingProspect: no date.
        PastProspect: a date before the as-of day.
    """
    signed = shop or context.settings.shop_name
    yield Reason("prospect", (ship_by, as_of))
    yield Reason("words of an apology", (cause, signed))
    if not cause.strip():
        raise errors.MissingArgument(argument=CAUSE)
    if ship_by is None:
        raise errors.MissingProspect(argument=SHIP_BY)
    if ship_by < as_of:
        raise errors.PastProspect(argument=SHIP_BY, value=date_of(ship_by), as_of=date_of(as_of))
    # The template whose cause is "" is the one for every other cause.
    templates = _templates("apology", "cause")
    words = {
        "cause": cause.strip(),
        "ship_by": date_words(ship_by, as_of),
        "shop": signed,
    }
    own: list[str] = context.rulebook.value(OWN_APOLOGY, as_of)
    lines = own or templates.get(name_key(cause), templates[""])["lines"]
    if own:
        _refuse_useless(own)
    yield _message(lines, words, ())


def _refuse_useless(lines: list[str]) -> None:
    """Refuse a shop's own apology that names no cause, gives no date, or does not apologise."""
    named = {name for line in lines for name in _place_holders(line)}
    missing = [name for name in ("cause", "ship_by") if name not in named]
    wanted = [f"{{{name}}} ({KEPT_WORDS[name]})" for name in missing]
    if not any(word in line for line in lines for word in group_table("messages")["apologetic"]):
        wanted.append("お詫びの言葉")
    unknown = [f"{{{name}}}" for name in sorted(named - set(KEPT_WORDS))]
    if wanted or unknown:
        problem = "、".join(wanted) + "がありません" if wanted else "、".join(unknown) + "は使えません"
        raise errors.TemplateRefused(argument=OWN_APOLOGY, problem=errors.Whole(problem))


def apology_causes() -> tuple[str, ...]:
    """Return the causes of a delay that have words of their own."""
    return tuple(entry["cause"] for entry in group_table("messages")["apology"] if entry["cause"])


def _message(lines: list[str], words: Mapping[str, str], notes: tuple[Note, ...]) -> Answer:
    """Return the lines whose place holders all have a value, filled in."""
    filled = [line.format_map(words) for line in lines if all(words[name] for name in _place_holders(line))]
    text = "\n".join(filled)
    return Answer(text, notes if len(text) <= SPILLED_LENGTH else (*notes, TOO_LONG))


def _place_holders(line: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(line) if name]


def _number_words(number: object) -> str:
    """Return a tracking number as a buyer can use it: hyphens stay, a number that is damaged is refused."""
    raw = read_number(number)
    if raw.damage or raw.problem:
        raise errors.DamagedNumber(
            argument=NUMBER, value=number, reason=errors.Whole(raw.damage or raw.problem)
        )
    return normal_form(number).lstrip("'") if isinstance(number, str) else raw.text


@cache
def _templates(family: str, title: str) -> dict[str, dict[str, Any]]:
    """Return name key of a template's title, or of another word for it -> template."""
    return {
        name_key(word): entry
        for entry in group_table("messages")[family]
        for word in (entry[title], *entry["aliases"])
    }


def _hold_template(kind: str, argument: str) -> dict[str, Any]:
    template = _templates("hold", "kind").get(name_key(kind))
    if template is None:
        kinds = errors.Whole("・".join(entry["kind"] for entry in group_table("messages")["hold"]))
        raise errors.UnknownChoice(argument=argument, value=kind, choices=kinds)
    return template
