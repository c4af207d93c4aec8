"""The template's example rows: marked in their order numbers, so that nobody ships them or counts them for long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK: Final = "(例)"
_SIGN: Final = MARK.strip("()")


def is_example(number: object) -> bool:
    """Tell whether an order number is that of an example, in whatever width its brackets are."""
    # Normal forms take time: of a hundred thousand order numbers none is brought to one.
    return isinstance(number, str) and _SIGN in number and normal_form(number).startswith(MARK)


def example_note(sheet: str, numbers: Sequence[object]) -> list[str]:
    """Return the sentence about examples among real orders, none where there are only the ones or the others.

    Args:
        sheet: name of the sheet.
        numbers: its order numbers; None and "" for none.
    """
    examples = sum(map(is_example, numbers))
    if not examples or examples == sum(
        number is not None and str(number).strip() != "" for number in numbers
    ):
        return []
    note = (
        f"シート「{sheet}」に見本の行 (注文番号が {MARK} で始まる{examples}行) が残っていて、件数と率に入っています。"
        "行を選んで削除してください"
    )
    return [note]
