"""What is said about labels that were brought to their orders, as sentences for the seller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlshipcheck.labels.matching import Conflict, Matched
    from xlshipcheck.labels.reading import Label, LabelFile

SHOWN: Final = 5


def findings(found: Matched, first_row: int) -> Iterator[str]:
    """Yield what was found in some rows and not acted on.

    Args:
        found: what the labels mean for the rows.
        first_row: the number of the first row, as the seller sees it.
    """
    by_role: dict[str, list[Conflict]] = {}
    for conflict in found.conflicts:
        by_role.setdefault(conflict.role, []).append(conflict)
    for role, conflicts in by_role.items():
        listed = some(
            f"{first_row + one.row}行目 (注文 {errors.shown(one.order)}) {errors.shown(one.there)} → {errors.shown(one.label)}"
            for one in conflicts
        )
        yield f"「{role}」が送り状と違います (今の値 → 送り状)。書き換えていません: {listed}"
    if found.several:
        yield (
            "一つの注文に送り状が二つ以上あり、どれか決められないため入れていません (作り直した送り状か、複数口です)。"
            f"正しい番号を入力してください: {some(map(str, found.several))}"
        )
    if found.parcels:
        yield f"複数口の注文です。最初の番号だけを入れました: {some(map(str, found.parcels))}"
    if found.cancelled:
        yield f"キャンセルの注文の送り状です。発送を止めてください (入れていません): {some(found.cancelled)}"
    if found.ahead:
        yield f"出荷日が基準日より後の送り状です。発送日には入れていません: {some(found.ahead)}"
    if found.waiting:
        yield (
            f"送り状発行済・未発送 {found.waiting}行: 送り状を印刷しただけでは発送になりません。"
            "今日の一覧に残っています。発送したら発送日を入れてください"
        )


def unmatched(files: Sequence[LabelFile], matched: Iterable[Label], place: str) -> Iterator[str]:
    """Yield the labels that belong to no order.

    Args:
        files: the files.
        matched: the labels that belong to one.
        place: where they were looked for.
    """
    known = set(map(id, matched))
    loose = [label for file in files for label in file.labels if id(label) not in known]
    if loose:
        listed = some(f"{errors.shown(label.order)} ({label.number})" for label in loose)
        yield f"{place}に注文のない送り状が{len(loose)}件あり、入れていません: {listed}"


def some(found: Iterable[object]) -> str:
    """Return the first few of some findings and how many more there are."""
    every = [str(one) for one in found]
    rest = len(every) - SHOWN
    return "、".join(every[:SHOWN]) + (f" ほか{rest}件" if rest > 0 else "")
