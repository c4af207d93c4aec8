"""Headers of an order sheet: which row is the header, and which column is which role.

Names are matched whole against the synonym list in `rules/headers.toml`, never by position and never in
part. Where two columns could be meant, nothing is chosen: the file is refused with both columns named.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.mojibake import mojibake_of
from xlshipcheck.headers.roles import (
    ALTERNATIVE,
    WEAK,
    all_roles,
    header_key,
    lacking_roles,
    read_mapping,
    role_names,
    sheet_kind,
)
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.roles import MARKET as MARKET_ROLE
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import name_key, nearest_names

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

# A header row has fewer columns than this as a rule; the rest would only make the refusal slow.
_NAMES_COMPARED = 60
_LEAST_LIKENESS = 0.5
# With so many roles a row is meant as the header, and lacks one.
_LEAST_FOUND = 2
_NEAR_SHOWN = 3
# Where nobody has asked whether a sheet is one of orders, only names that are all but known are spoken of.
_LEAST_NOTED = 0.7


class HeaderRow(NamedTuple):
    """A header row with its columns named.

    Attributes:
        headers: the texts of the header cells, "" for an empty one.
        columns: role -> its columns, counted from 0; more than one only where the role combines them.
        unnamed: columns with a header that is no role; none of our business, but a mapping may name them.
        displaced: role -> columns with its name that gave way to the one the user has named.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    unnamed: tuple[int, ...]
    displaced: Mapping[str, tuple[int, ...]] = MappingProxyType({})

    @property
    def roles(self) -> dict[str, int]:
        """Return role -> its column, the first where several serve it."""
        return {role: columns[0] for role, columns in self.columns.items()}


@cache
def _search() -> dict[str, Any]:
    table: dict[str, Any] = group_table("headers")["search"]
    return table


def roles_of(headers: Sequence[object], mapping: Mapping[str, str], path: object = "表") -> HeaderRow:
    """Name the columns of a header row.

    Args:
        headers: the cells of the header row.
        mapping: header text -> role, stronger than the synonym list.
        path: the file or sheet, for the sentence.

    Returns:
        The columns with their roles.

    Raises:
        HeaderTwice: two columns claim one role.
        UnknownRole: the mapping names a role that does not exist.
    """
    return _settled(_claims(headers, read_mapping(mapping)), path)


def find_header(
    rows: Iterable[Sequence[object]], mapping: Mapping[str, str], path: object = "表"
) -> tuple[int, HeaderRow]:
    """Find the header row: the first of the top 20 rows with at least 3 roles, one of them a date.

    Args:
        rows: the rows from the top of the sheet; no more than the top 20 are taken.
        mapping: header text -> role, stronger than the synonym list.
        path: the file or sheet, for the sentence.

    Returns:
        The index of the row, counted from 0, and its named columns.

    Raises:
        HeaderMissing: with the role that is missing, or the known names that the texts come nearest to.
        Mojibake: the headers were read in a wrong encoding once.
        HeaderTwice, UnknownRole: as `roles_of`.
    """
    read = read_mapping(mapping)
    top = [tuple(row) for row in islice(rows, _search()["rows"])]
    named = [_claims(row, read) for row in top]
    found = next((index for index, claims in enumerate(named) if _is_header(claims)), None)
    if found is None:
        raise _missing_header(top, named, path)
    if _is_template(top[:found]):
        # Below Amazon's template line stand a row of translated names and then the names that count.
        while found + 1 < len(named) and _is_header(named[found + 1]):
            found += 1
    return found, _settled(named[found], path)


class _Claims(NamedTuple):
    headers: tuple[str, ...]
    mapped: Mapping[str, list[int]]
    listed: Mapping[str, list[tuple[int, int]]]
    unnamed: tuple[int, ...]


def _claims(row: Sequence[object], mapping: Mapping[str, str]) -> _Claims:
    """Return which columns claim which role: by the user's mapping, and by the synonym list."""
    headers = tuple("" if cell is None else str(cell).strip() for cell in row)
    mapped: dict[str, list[int]] = {}
    listed: dict[str, list[tuple[int, int]]] = {}
    unnamed = []
    names = role_names()
    for index, cell in enumerate(row):
        if not isinstance(cell, str) or not headers[index]:
            continue
        key = name_key(cell)
        role = mapping.get(key)
        if role:
            mapped.setdefault(role, []).append(index)
        elif role is None and header_key(cell) in names:
            role, place = names[header_key(cell)]
            listed.setdefault(role, []).append((place, index))
        else:
            unnamed.append(index)
    return _Claims(headers, mapped, listed, tuple(unnamed))


def _is_header(claims: _Claims) -> bool:
    roles = claims.mapped.keys() | claims.listed.keys()
    known = all_roles()
    return len(roles) >= _search()["least_roles"] and any(known[role].type == "date" for role in roles)


def _is_template(rows: Sequence[Sequence[object]]) -> bool:
    mark = _search()["template_mark"]
    return any(row and isinstance(row[0], str) and row[0].strip().startswith(mark) for row in rows)


def _settled(claims: _Claims, path: object) -> HeaderRow:
    columns = {}
    displaced = {}
    unnamed = list(claims.unnamed)
    for role in all_roles():
        places = sorted(claims.listed.get(role, ()))
        better = [(place, index) for place, index in places if place != WEAK] or places[:1]
        unnamed += [index for place, index in places if (place, index) not in better]
        places = better
        indexes = [index for _, index in places]
        if role in claims.mapped:
            # The user has said which column it is; what the list makes of other headers no longer counts.
            unnamed += indexes
            if indexes:
                displaced[role] = tuple(indexes)
            columns[role] = _one_column(role, claims.mapped[role], claims, path)
        elif places:
            distinct = {place for place, _ in places}
            combined = min(distinct) >= 0 and len(distinct) == len(places)
            columns[role] = tuple(indexes) if combined else _one_column(role, indexes, claims, path)
    return HeaderRow(claims.headers, columns, tuple(sorted(unnamed)), displaced)


def displaced_notes(header: HeaderRow) -> list[str]:
    """Return a sentence for every role that the user has given to another column than the one of its name."""
    return [
        f"{role}には、指定された「{errors.shown(header.headers[header.roles[role]])}」の列を使います。"
        f"見出しが{role}を表す「{'」「'.join(errors.shown(header.headers[column]) for column in columns)}」の列は使いません"
        for role, columns in header.displaced.items()
    ]


def _one_column(role: str, indexes: list[int], claims: _Claims, path: object) -> tuple[int, ...]:
    if len(indexes) > 1:
        named = "、".join(
            f"{column_letters(index + 1)}列「{errors.shown(claims.headers[index])}」"
            for index in sorted(indexes)
        )
        raise errors.HeaderTwice(
            path=errors.Whole(path), role=role, columns=errors.Whole(named), places=sorted(indexes)
        )
    return (indexes[0],)


def near_header(rows: Sequence[Sequence[object]], mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the headers that keep a row from being the header of orders, by being nearly a known name.

    Args:
        rows: the rows from the top of the sheet, in none of which a header was found.
        mapping: header text -> role, stronger than the synonym list.

    Returns:
        Header and the role it comes near to. Empty where they would not make a sheet of orders: notes, lists of
        goods or addresses have a name or two in common with one.
    """
    texts = _fullest(rows)
    if not texts or len(texts) > _NAMES_COMPARED:
        return []
    claims = _claims(texts, read_mapping(mapping))
    taken = claims.mapped.keys() | claims.listed.keys()
    near: dict[str, str] = {}
    for likeness, text, role in sorted(_near_names([texts[index] for index in claims.unnamed])):
        if -likeness >= _LEAST_NOTED and role not in taken and role not in near.values():
            near[text] = role
    listed = {**claims.listed, **{role: [] for role in near.values()}}
    completed = claims._replace(listed=listed)
    if not _is_header(completed):
        return []
    try:
        sheet_kind([*completed.mapped, *completed.listed])
    except errors.SheetKindUnknown:
        return []
    return list(near.items())


def kind_of_header(header: HeaderRow, path: object = "表", market: str = "") -> str:
    """Return the kind of a sheet from its header, as `sheet_kind` does from its roles.

    Args:
        header: the header row.
        path: the file or sheet, for the sentence.
        market: the kind that it is known to be meant for; "" where nothing else tells.

    Raises:
        SheetKindUnknown: with the headers that are there, and those that come near to a missing one.
    """
    try:
        return sheet_kind(header.columns, path)
    except errors.SheetKindUnknown as problem:
        begun = lacking_roles(header.columns)
        lacking = [one for one in begun if one[0] == market] or begun
        texts = [header.headers[index] for index in header.unnamed]
        near = _near_roles(texts, _roles_in(lacking) or {MARKET_ROLE})
        lacks = " / ".join(f"{name}の表なら{'と'.join(missing)}" for name, missing in _meant(lacking, near))
        there = errors.listed([text for text in header.headers if text])
        said = f"足りない列は、{lacks}" if lacks else f"{problem.fields['problem']}"
        said += f"。ある見出し: {there}" + (f"。近い見出し: {_near_words(near)}" if near else "")
        raise errors.SheetKindUnknown(path=errors.Whole(path), problem=errors.Whole(said)) from None


def _fullest(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the different texts of the row that has most of them."""
    texts = [list(dict.fromkeys(c for c in row if isinstance(c, str) and c.strip())) for row in rows]
    return max(texts, key=len, default=[])


def _missing_header(
    top: Sequence[Sequence[object]], named: Sequence[_Claims], path: object
) -> errors.HeaderMissing:
    """Return why no row is a header: what spoiled it, which role it lacks, or what its texts come near to."""
    where = errors.Whole(path)
    if not top:
        return errors.NothingOnSheet(path=where)
    spoiled = mojibake_of(top)
    if spoiled:
        return errors.Mojibake(path=where, cause=errors.Whole(spoiled))
    best = max(named, key=lambda claims: len(claims.mapped.keys() | claims.listed.keys()), default=None)
    roles = (
        [] if best is None else [role for role in all_roles() if role in best.mapped or role in best.listed]
    )
    if best is None or len(roles) < _LEAST_FOUND:
        near = _near_roles(_fullest(top), all_roles())
        nearest = _near_words(near) or "なし"
        return errors.HeaderMissing(path=where, rows=len(top), nearest=errors.Whole(nearest))
    lacking = lacking_roles(roles)
    near = _near_roles([best.headers[index] for index in best.unnamed], _roles_in(lacking))
    meant = _meant(lacking, near)
    words = [f"{name}の表なら{'と'.join(missing)}" for name, missing in meant]
    missing = "と".join(meant[0][1]) if len(meant) == 1 else " / ".join(words)
    nearest = _near_words(near)
    return errors.RoleMissing(
        path=where,
        missing=errors.Whole(missing or ORDER_NUMBER),
        found=errors.Whole("・".join(roles)),
        near=errors.Whole(f"。近い見出し: {nearest}" if nearest else ""),
        near_english=errors.Whole(f"; nearest: {nearest}" if nearest else ""),
    )


def _roles_in(lacking: Iterable[tuple[str, Sequence[str]]]) -> set[str]:
    """Return the roles that `lacking_roles` names."""
    return {role for _, missing in lacking for words in missing for role in words.split(ALTERNATIVE)}


def _meant(
    lacking: Sequence[tuple[str, list[str]]], near: Sequence[tuple[str, str]]
) -> Sequence[tuple[str, list[str]]]:
    """Return the kinds of sheet that a near name would complete: one of them was meant; else all of them."""
    return [one for one in lacking if any(role in words for words in one[1] for _, role in near)] or lacking


def _near_words(near: Iterable[tuple[str, str]]) -> str:
    return "、".join(f"{errors.shown(text)} → {role}" for text, role in near)


def _near_roles(texts: Sequence[str], roles: Container[str]) -> list[tuple[str, str]]:
    """Return the texts that come nearest to known names of some roles, with the role, best first."""
    near = sorted(_near_names(texts[:_NAMES_COMPARED]))
    return list(dict.fromkeys((text, role) for _, text, role in near if role in roles))[:_NEAR_SHOWN]


def _near_names(texts: Sequence[str]) -> list[tuple[float, str, str]]:
    """Return likeness (negative, so that the best sorts first), text and role of texts near a known name.

    A deadline is never the day on which something happened: 発送期限 is not 発送日.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  needed only to word a refusal

    names = role_names()
    known = list(names)
    found = []
    for text in texts:
        key = header_key(text)
        promised = [word for word in _search()["deadline_words"] if word in key]
        for name in nearest_names(key, known, _NEAR_SHOWN):
            role = names[name][0]
            likeness = SequenceMatcher(None, key, name).ratio()
            if key != name and likeness >= _LEAST_LIKENESS and all(word in role for word in promised):
                found.append((-likeness, text, role))
                break
    return found
