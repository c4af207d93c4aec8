"""Roles: what a column can be, how headers spell it, what several columns of one say, which kind of sheet they make.

The lists stand in `rules/headers.toml`; a name is matched whole, never in part.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values import cells
from xlshipcheck.values.facts import BUYER, SHOP
from xlshipcheck.values.roles import MARKET, SELLER
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


MARKET_ROLE = MARKET
MIXED = "混在"
_DIGITS = tuple("0123456789")
# The place of a name that makes a column of a role only where no better name of it stands.
WEAK = -2
ALTERNATIVE = "か"
"""Stands between roles of which one is enough."""


class Role(NamedTuple):
    """What a column can be.

    Attributes:
        name: the Japanese name, also the column name in frames.
        type: date, amount, count, text_number, flag or text.
        combine: how several columns serve this role: "latest", "first", or "" where one alone can.
        passed_over: keys of words that "first" does not take, such as `Other`.
    """

    name: str
    type: str
    combine: str
    passed_over: frozenset[str]


@cache
def all_roles() -> dict[str, Role]:
    """Return every role by its name, in the order of the list."""
    return {
        entry["name"]: Role(
            entry["name"],
            entry["type"],
            entry.get("combine", ""),
            frozenset(name_key(word) for word in entry.get("passed_over", ())),
        )
        for entry in group_table("headers")["roles"]
    }


@cache
def role_names() -> dict[str, tuple[str, int]]:
    """Return header key -> (role, place among the columns that the role combines, or -1)."""
    names: dict[str, tuple[str, int]] = {}
    for entry in group_table("headers")["roles"]:
        names.update((header_key(name), (entry["name"], -1)) for name in entry["names"])
        for place, name in enumerate(entry.get("combined", ())):
            names[header_key(name)] = (entry["name"], place)
        names.update((header_key(name), (entry["name"], WEAK)) for name in entry.get("weak", ()))
    return names


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """Return the form in which a header is compared with the names of roles.

    As `name_key`, and without the marks (※ * ▼ ●), the 必須 and the ご or お that people put round a name:
    `※ご入金日(必須)` is `入金日`.
    """
    rules = _search()
    key = name_key(header).strip(rules["marks"])
    for word in rules["added_words"]:
        if key.endswith(word):
            key = key[: -len(word)].rstrip(rules["marks"]) or key
        if key.startswith(word):
            key = key[len(word) :].lstrip(rules["marks"]) or key
    if len(key) > len("ご日"):
        key = key[1:] if key[0] in rules["polite"] else key
    for spelling in rules["spellings"]:
        key = key.replace(spelling["written"], spelling["meant"])
    return key


@cache
def _search() -> dict[str, Any]:
    table: dict[str, Any] = group_table("headers")["search"]
    return table


def is_known_header(value: object) -> bool:
    """Tell whether a cell is a header we know: the name of a role, in any of its spellings."""
    if not isinstance(value, str):
        return False
    # Nearly every cell is settled by its last character: of a hundred thousand numbers none is brought to a key.
    if value.endswith(_DIGITS) and not value.endswith(_last_signs()):
        return False
    return header_key(value) in role_names()


@cache
def _last_signs() -> tuple[str, ...]:
    """Return what names of roles end in, and what their spellings may change."""
    spellings = [spelling["written"] for spelling in _search()["spellings"]]
    return tuple({name[-1] for name in [*role_names(), *spellings, *_search()["added_words"]]})


def read_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a user's mapping with header keys and role names as we write them.

    Args:
        mapping: header text -> role; a role of `なし` takes the column out of every role.

    Returns:
        Header key -> role, "" for no role.

    Raises:
        UnknownRole: with the list of roles.
    """
    by_key = {name_key(name): name for name in all_roles()}
    by_key.update((name_key(word), "") for word in group_table("headers")["search"]["no_role"])
    read = {}
    for header, role in mapping.items():
        key = name_key(role)
        if key not in by_key:
            known = errors.Whole("、".join(all_roles()))
            raise errors.UnknownRole(header=header, role=role, roles=known)
        read[name_key(header)] = by_key[key]
    return read


def sheet_kind(roles: Iterable[str], path: object = "表") -> str:
    """Return the kind of a sheet from its roles.

    Args:
        roles: the roles that its columns have.
        path: the file or sheet, for the sentence.

    Returns:
        `Qoo10`, `Amazon`, `営業所止め`, or `混在` where a モール column tells the kind of each row.

    Raises:
        SheetKindUnknown: naming the columns that are missing, or モール where the sheet could be two kinds.
    """
    there = set(roles)
    kinds = group_table("headers")["sheets"]
    complete = [kind for kind in kinds if not _missing(kind, there)]
    if not complete:
        begun = [kind for kind in kinds if _is_begun(kind, there)] or kinds
        lacks = " / ".join(f"{kind['name']}の表なら{'と'.join(_missing(kind, there))}" for kind in begun)
        raise errors.SheetKindUnknown(path=errors.Whole(path), problem=errors.Whole(f"足りない列は、{lacks}"))
    if MARKET_ROLE in there:
        return MIXED
    if len(complete) > 1:
        complete = [kind for kind in complete if there.intersection(kind["marks"])]
    if len(complete) > 1:
        names = "と".join(kind["name"] for kind in complete)
        problem = errors.Whole(f"{names}の列がそろっているため、行ごとの{MARKET_ROLE}の列が要ります")
        raise errors.SheetKindUnknown(path=errors.Whole(path), problem=problem)
    name: str = complete[0]["name"]
    return name


def lacking_roles(roles: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return the kinds of sheet that a row of headers has begun, each with the roles that it lacks for one.

    Args:
        roles: the roles it has.

    Returns:
        Name of the kind and its missing roles; none of them where one of the kinds has all it needs.
    """
    there = set(roles)
    kinds = [kind for kind in group_table("headers")["sheets"] if _is_begun(kind, there)]
    lacking = [(kind["name"], _missing(kind, there)) for kind in kinds]
    return [] if any(not missing for _, missing in lacking) else lacking


def _missing(kind: Mapping[str, Any], there: set[str]) -> list[str]:
    return [ALTERNATIVE.join(group) for group in kind["needs"] if not there.intersection(group)]


def _is_begun(kind: Mapping[str, Any], there: set[str]) -> bool:
    return bool(there.intersection(kind["marks"])) or len(_missing(kind, there)) < len(kind["needs"])


def combined_values(role: str, columns: Sequence[Sequence[object]]) -> list[object]:
    """Return one value per row for a role that several columns serve.

    Args:
        role: the role.
        columns: the values of its columns, in the order of `HeaderRow.columns`, all equally long.

    Returns:
        The latest date of a row, or its first filled cell, as the role says. A date that cannot be read
        is returned as it stands, so that its row is reported and not judged by another date.
    """
    if len(columns) == 1:
        return list(columns[0])
    rule = all_roles()[role]
    if rule.combine == "latest":
        return [_latest(values, role) for values in zip(*columns)]
    return [_first(values, rule.passed_over) for values in zip(*columns)]


def _latest(values: Iterable[object], role: str) -> object:
    dated = []
    for value in values:
        try:
            day = cells.read_day(value, role)
        except errors.ArgumentError:
            return value
        if day is not None:
            dated.append((day, value))
    return max(dated, key=itemgetter(0))[1] if dated else ""


def _first(values: Sequence[object], passed_over: frozenset[str]) -> object:
    filled = [value for value in values if not cells.is_blank(value)]
    return next(
        (value for value in filled if name_key(value) not in passed_over), filled[0] if filled else ""
    )


CANCELLED = "キャンセル"
CANCEL_REQUESTED = "キャンセル要請"
BY_AMAZON = "Amazon"
BY_SELLER = SELLER


@cache
def _words(table: str) -> dict[str, str]:
    return {
        name_key(word): entry["name"] for entry in group_table("headers")[table] for word in entry["words"]
    }


def order_states() -> list[str]:
    """Return the states of an order, in the order in which it passes through them."""
    return [entry["name"] for entry in group_table("headers")["states"]]


def order_state(word: str) -> str:
    """Return the state that a word in 配送状態 means.

    A code, bracket, date or note behind the word is cut off: `Delivered(5)`, `キャンセル(購入者都合)`, `発送済 11/17`.
    A tail that may take the word back (`キャンセル(拒否)`) or names another state (`配送中 → キャンセル`) leaves it unknown.
    The cause of a cancel takes nothing back, in front (`購入者都合キャンセル`) or behind (`キャンセル(在庫なし)`).

    Args:
        word: the cell's text, Japanese, English or Korean.

    Returns:
        The name of a state of `order_states`, or "" for a blank or unknown word.
    """
    words = _words("states")
    whole = words.get(name_key(word))
    if whole is not None:
        return whole
    text = normal_form(word)
    for cut in reversed(range(len(text))):
        if text[cut] in TAIL_STARTS:
            state = words.get(name_key(text[:cut]))
            if state is not None:
                return state if _is_harmless(text[cut:], state) else ""
    return _cancelled_for_a_cause(text)


def _cancelled_for_a_cause(text: str) -> str:
    """Return the state of `購入者都合キャンセル` and its kind: a cause in front of the word of a cancel.

    Behind it stands a date at most: of any other word nobody knows what it makes of the cancel.
    """
    listed, words = group_table("headers")["cancel_causes"], _words("states")
    plain = _DATE_BEHIND.sub("", text)
    for name in (*listed["shop"], *listed["buyer"]):
        if plain.casefold().startswith(name):
            rest = plain[len(name) :]
            for link in listed["between"]:
                if rest.startswith(link) and words.get(name_key(rest[len(link) :])) == CANCELLED:
                    return CANCELLED
    return ""


_DATE_BEHIND = re.compile(r"[ (（]*\d[\d/.年月日 -]*[)）]*\Z")
TAIL_STARTS = frozenset(" \t\n\r([{<:;,.、。・/|→⇒-~【「『〔〈《※*")
# States that settle an order, and those that only wait for its dispatch.
_SETTLED = frozenset(["配送中", "配送完了", CANCELLED])
_WAITING = frozenset(["配送要請", "発送予定", "配送準備", "配送遅延"])


def _is_harmless(tail: str, state: str) -> bool:
    """Tell whether what stands behind a state's word takes nothing of it back."""
    key, tails = name_key(tail), group_table("headers")["state_tails"]
    doubted = _without_causes(key) if state in {CANCELLED, CANCEL_REQUESTED} else key
    if any(doubt in doubted for doubt in tails["doubtful"]):
        return False
    if state == CANCELLED and any(word in key for word in tails["after_cancel"]):
        return False
    if state in _SETTLED:
        for plan in tails["delivery"]:
            key = key.replace(plan, "")
        if any(plan in key for plan in tails["planned"]):
            return False
    others = {other for word, other in _words("states").items() if word in key}
    return others <= ({state} | (_WAITING if state in _WAITING else frozenset()))


def _without_causes(key: str) -> str:
    """Return what stands behind a cancel without the causes in it: nothing in stock is no doubt of the cancel."""
    listed = group_table("headers")["cancel_causes"]
    for name in sorted(map(name_key, (*listed["shop"], *listed["buyer"])), key=len, reverse=True):
        key = key.replace(name, " ")
    return key


def cancel_cause(word: str) -> str:
    """Return whose cause the word of a cancelled order names, `SHOP` or `BUYER`; "" where it names none, or both.

    Args:
        word: 配送状態 as it stands there.
    """
    text = normal_form(word).casefold()
    listed = group_table("headers")["cancel_causes"]
    named = [
        who
        for who, names in ((SHOP, "shop"), (BUYER, "buyer"))
        if any(name in text for name in listed[names])
    ]
    return named[0] if len(named) == 1 else ""


def market_of(word: str) -> str:
    """Return the kind of sheet (Qoo10, Amazon, 営業所止め) that a word in モール means, "" for an unknown one."""
    return _words("markets").get(name_key(word), "")


def fulfilled_by(word: str) -> str:
    """Return who ships: `Amazon` (FBA; not the seller's package) or `出品者`; "" for a blank or unknown word."""
    return _words("fulfillment").get(name_key(word), "")
