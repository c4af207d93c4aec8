"""The command `check`: an upload file looked through before it is sent, and a corrected copy beside it, never over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.files.shipment_template import BOOK_SUFFIXES, template_texts
from xlshipcheck.shell.commands import DONE, SOME_ROWS_UNREADABLE, refuse_unless_text
from xlshipcheck.shell.round_trip.order_files import known_orders
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import print_sentences
from xlshipcheck.uploads.checks import check
from xlshipcheck.uploads.forms import AMAZON, form
from xlshipcheck.uploads.reading import read_upload
from xlshipcheck.uploads.writing import corrected_bytes
from xlshipcheck.values.files import read_bounded

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from xlshipcheck.context import Context

CORRECTED: Final = "_訂正"
LARGEST: Final = 64 << 20
"""Bytes of an upload file; the marketplaces take far smaller ones."""


def check_file(options: argparse.Namespace, context: Context) -> int:
    """Check an upload file, say what is wrong, and write a corrected copy where something is certain."""
    path: Path = options.file
    texts = template_texts([path]) if path.suffix.lower() in BOOK_SUFFIXES and path.is_file() else {}
    if path not in texts:
        refuse_unless_text(path)
    upload = read_upload(texts.get(path) or read_bounded(path, LARGEST), path.name)
    known = known_orders(options.orders, options, context)
    done = check(upload, known, context)
    copy = None
    if done.has_corrections and not options.no_copy:
        copy = free_name(path, ".txt" if upload.kind == AMAZON else ".csv")
        with copy.open("xb") as file:
            file.write(corrected_bytes(upload, done.corrected))
    status = SOME_ROWS_UNREADABLE if done.errors else DONE
    label = form(upload.kind)["label"]
    if options.json:
        print(
            to_json(
                {
                    "file": str(path),
                    "kind": label,
                    "rows": len(upload.rows),
                    "errors": len(done.errors),
                    "found": [one._asdict() for one in done.found],
                    "unchecked": done.unchecked,
                    "corrected": None if copy is None else str(copy),
                }
            )
        )
        return status
    print_sentences([str(one) for one in done.found], options.lang)
    print_sentences(done.unchecked, options.lang)
    wrong = len({one.row for one in done.errors})
    verdict = (
        f"誤り {len(done.errors)}件 ({wrong}か所)。送らないでください" if done.errors else "誤りはありません"
    )
    print(f"{path.name} ({label}) {len(upload.rows)}行: {verdict}")
    if copy is not None:
        rest = sum(one.correction is None for one in done.errors)
        more = (
            f"。ほかに直すところが{rest}件あります"
            if rest
            else "。もう一度 check で確かめてから送ってください"
        )
        print(f"訂正した写し: {copy}{more}")
    return status


def free_name(path: Path, suffix: str) -> Path:
    """Return the name of the corrected copy: one that nothing has yet."""
    number = 1
    while True:
        found = path.with_name(f"{path.stem}{CORRECTED}{'' if number == 1 else number}{suffix}")
        if not found.exists():
            return found
        number += 1
