"""取込 offers the newest files of the download folder: which of them have something that the book has not.

Each is planned against the open book exactly as an import would do it, and nothing is written. What the book could
not take is not offered: a shop of one marketplace is not asked about the files of another.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.reading import joined_tables
from xlshipcheck.hosts.book_import import plan_tables
from xlshipcheck.hosts.downloads import newest_of_folder
from xlshipcheck.importing.labels import plan_labels
from xlshipcheck.labels.matching import order_key, orders_of
from xlshipcheck.labels.reading import read_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.downloads import Download
    from xlshipcheck.sheets.port import BookPort

NEW: Final = ""
KNOWN, OLD, NO_NUMBERS = "取込済み", "ブックの方が新しい", "新しく入れる番号なし"
REFUSED: Final = "このブックには取り込めない"
"""What a file has for the book."""
UNREADABLE: Final = "読めません"
SAME_DOWNLOAD: Final = dt.timedelta(days=14)
"""Reports of one marketplace that lie further apart were not downloaded for each other."""
ASKED: Final = "ダウンロードの新しい書き出しを取り込みますか？"
ASKED_AGAIN: Final = "ダウンロードの新しい書き出しに、ブックにないものはありません。もう一度取り込みますか？"
NOT_TAKEN: Final = "取り込まないファイル:"
ANSWERS: Final = "はい = 取り込む\nいいえ = 別のファイルを選ぶ\nキャンセル = やめる"
LONGEST_NAME: Final = 44
"""Excel's box cuts what is longer than about a thousand characters; there are seven kinds of files at most."""
_DAYS: Final = ("今日", "昨日", "一昨日")


class Offer(NamedTuple):
    """What is offered.

    Attributes:
        question: to be answered with はい, いいえ or キャンセル.
        paths: what is imported where the answer is はい.
    """

    question: str
    paths: list[Path]


class _Found(NamedTuple):
    file: Download
    state: str


def offer(book: BookPort, context: Context, folder: Path, now: dt.datetime, where: object) -> Offer | None:
    """Return what 取込 offers before the seller chooses files himself.

    Args:
        book: the open book; it is only read.
        context: the as-of day and settings.
        folder: of the downloads.
        now: the computer's time.
        where: the book's name, for sentences.

    Returns:
        None where there is nothing to offer.
    """
    downloads = newest_of_folder(folder, context.settings)
    files = [one for one in downloads.files if not one.is_own]
    found: list[_Found] = []
    coming: list[str] = []
    for group in _downloaded_together(one for one in files if one.market):
        state, orders = _of_exports(book, group, context, where)
        found += [_Found(one, state) for one in group]
        coming += orders
    found += [_Found(one, _of_labels(book, one, coming, context, where)) for one in files if not one.market]
    new = [one.file for one in found if one.state == NEW]
    taken = new or [one.file for one in found if one.state in {KNOWN, NO_NUMBERS}]
    if not taken:
        return None
    lines = [ASKED if new else ASKED_AGAIN, *(_line(one, now) for one in taken)]
    others = [one for one in found if one.file not in taken and one.state != REFUSED]
    not_taken = [f"{_line(one.file, now)}: {one.state}" for one in others]
    kinds = {(one.file.label, one.file.market) for one in found if one.file in taken or one in others}
    # Whoever is offered an older file has to know that the newer one is there.
    not_taken += [
        f"・{_short(one.path.name)} ({_when(one.modified, now)}): {UNREADABLE}"
        for one in downloads.unreadable
        if (one.label, one.market) in kinds
    ]
    if not_taken:
        lines += ["", NOT_TAKEN, *not_taken]
    return Offer("\n".join([*lines, "", ANSWERS]), [one.path for one in taken])


def _downloaded_together(files: Iterable[Download]) -> list[list[Download]]:
    """Return the files of each marketplace; one that is much older than the newest of them is left out."""
    groups: dict[str, list[Download]] = {}
    for one in files:
        groups.setdefault(one.market, []).append(one)
    longest = SAME_DOWNLOAD.total_seconds()
    return [
        [one for one in group if max(other.modified for other in group) - one.modified <= longest]
        for group in groups.values()
    ]


def _of_exports(
    book: BookPort, group: Sequence[Download], context: Context, where: object
) -> tuple[str, list[str]]:
    """Return what exports of one marketplace have for the book, and the orders that it does not know."""
    try:
        plans = plan_tables(book, joined_tables([one.path for one in group], context), context, where)
    except errors.StaleExport:
        return OLD, []
    except errors.ShipcheckError:
        return REFUSED, []
    new = [order for plan in plans for order in plan.new_orders]
    return KNOWN if all(plan.is_empty for plan in plans) else NEW, new


def _of_labels(book: BookPort, one: Download, coming: Sequence[str], context: Context, where: object) -> str:
    """Return what a file of labels has for the book.

    Args:
        book: the book.
        one: the file.
        coming: the orders that exports offered beside it will bring.
        context: the as-of day and settings.
        where: the book's name.
    """
    try:
        labels = read_labels(one.path, context.settings)
        plan = plan_labels(book, [labels], context, where)
    except errors.ShipcheckError:
        return REFUSED
    rows = {order_key(order): [row] for row, order in enumerate(coming)}
    if not plan.is_empty or any(orders_of(label, rows) for label in labels.labels):
        return NEW
    return KNOWN if any(sheet.agreeing for sheet in plan.sheets) else NO_NUMBERS


def _line(one: Download, now: dt.datetime) -> str:
    return f"・{_short(one.path.name)} ({one.label}、{_when(one.modified, now)}、{one.orders:,}件)"


def _short(name: str) -> str:
    """Return a file's name, of a long one both ends: the end tells files apart, such as `(2).csv`."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half + 1 :]}"


def _when(modified: float, now: dt.datetime) -> str:
    """Return when a file was written, as one says it."""
    moment = dt.datetime.fromtimestamp(modified, now.tzinfo)
    ago = (now.date() - moment.date()).days
    if 0 <= ago < len(_DAYS):
        day = _DAYS[ago]
    else:
        day = f"{moment.month}/{moment.day}" if moment.year == now.year else f"{moment:%Y/%m/%d}"
    return f"{day} {moment.hour}:{moment.minute:02}"
