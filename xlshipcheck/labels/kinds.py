"""The kinds of files with issued labels, from `rules/labels.toml`; each is told by its header."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.headers.roles import header_key
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class LabelKind(NamedTuple):
    """A kind of file; all headers as keys of `header_key`.

    Attributes:
        name: such as `yamato_b2`.
        label: its Japanese name.
        carrier: the carrier of all its labels.
        usual_place: where a held parcel waits, where the file does not say.
        required: one header of each group must be there.
        columns: field (order, number, service, dispatched, dispatched_if_set, held, branch, place, arrived, status,
            together) -> headers it may have.
        services: code of the kind of label -> the service's name.
    """

    name: str
    label: str
    carrier: str
    usual_place: str
    required: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[str, ...]]
    services: Mapping[str, str]


FIELDS = (
    "order",
    "number",
    "service",
    "dispatched",
    "dispatched_if_set",
    "held",
    "branch",
    "place",
    "arrived",
    "status",
    "together",
)


@cache
def label_kinds() -> tuple[LabelKind, ...]:
    """Return every kind of label file, in the order of the data."""
    return tuple(
        LabelKind(
            entry["name"],
            entry["label"],
            entry["carrier"],
            entry["usual_place"],
            tuple(frozenset(map(header_key, group)) for group in entry["required"]),
            {field: tuple(map(header_key, entry[field])) for field in FIELDS},
            entry["service_codes"],
        )
        for entry in group_table("labels")["kinds"]
    )


def label_kind_of(headers: Iterable[object]) -> LabelKind | None:
    """Return the kind of label file a header row belongs to, None where it is none."""
    keys = {header_key(header) for header in headers if isinstance(header, str) and header.strip()}
    return next((kind for kind in label_kinds() if all(keys & group for group in kind.required)), None)


def is_set(text: str) -> bool:
    """Tell whether a flag is set, such as a 1 in 止置き."""
    return name_key(text) in _set_words()


@cache
def _set_words() -> frozenset[str]:
    return frozenset(map(name_key, group_table("labels")["words"]["set"]))


def separators() -> Sequence[str]:
    """Return what may stand between two order numbers in one cell."""
    found: Sequence[str] = group_table("labels")["words"]["between"]
    return found
