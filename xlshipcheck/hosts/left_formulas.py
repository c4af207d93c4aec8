"""Formulas that LibreOffice saved and that cannot be given back, as every host tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTED: Final = 3


class LeftFormula(NamedTuple):
    """A formula that cannot be given back: we know no function of that name.

    Attributes:
        place: where it stands, for a sentence.
        name: the name, as it stands there.
    """

    place: str
    name: str


def left_sentence(left: Sequence[LeftFormula]) -> str:
    """Return what is to be said of formulas that cannot be given back."""
    places = "、".join(formula.place for formula in left[:MOST_LISTED])
    more = " など" if len(left) > MOST_LISTED else ""
    return (
        f"直せない数式が{len(left):,}個あります ({places}{more})。「{left[0].name}」という関数はこの xlshipcheck に"
        "ないので、そのまま残しました。Excel では #NAME? になります。xlshipcheck を新しくするか、数式を書き直してください"
    )
