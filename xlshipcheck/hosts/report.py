"""What a refresh of an open book did, in words for a message box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlshipcheck.sheets.refresh import RefreshedBook

MOST_SHOWN: Final = 10


def report(done: RefreshedBook) -> str:
    """Return what a refresh did, for a message box."""
    lines = [f"シート「{sheet.sheet}」: {sheet.filled_rows:,}行を判定しました" for sheet in done.sheets]
    problems = [sentence for sheet in done.sheets for sentence in sheet.problem_sentences()]
    lines += done.notes
    lines += problems[:MOST_SHOWN]
    if len(problems) > MOST_SHOWN:
        lines.append(f"ほか {len(problems) - MOST_SHOWN} 行。確認の列を見てください")
    return "\n".join(lines)
