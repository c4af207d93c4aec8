"""The command `messages`: the messages that are due on the order sheets of a file, ready to paste."""

from __future__ import annotations

import sys
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.branch_hold.messages import CAUSE, SHIP_BY
from xlshipcheck.exports.reading import joined_tables
from xlshipcheck.hosts.book_files import is_book, open_book_file
from xlshipcheck.hosts.message_list import LIST_NAME, message_list
from xlshipcheck.settings.shop import with_columns
from xlshipcheck.sheets.bulk_messages import (
    MessageRow,
    Wanted,
    message_stages,
    messages_due,
    recipient_column,
)
from xlshipcheck.sheets.layout import ReadSheet, order_sheets, other_columns, role_columns
from xlshipcheck.sheets.refresh import judged_together
from xlshipcheck.shell.commands import book_settled, refuse_unless_text
from xlshipcheck.shell.terminal.output import Progress
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.values.cells import read_day
from xlshipcheck.values.results import SHEET_NAME
from xlshipcheck.values.text import name_key
from xlshipcheck.xlsx.locks import refuse_unless_writable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context

DONE, SOME_ROWS_REFUSED = 0, 1
NO_RECIPIENT = {
    "ja": "宛先の列がないため、宛先は空白です。購入者名の列を宛先に使うには --keep-personal を付けてください",
    "en": "No column says whom to write to, so 宛先 is blank; --keep-personal takes the buyer's name",
}
LACKING = {
    "ja": (
        "--cause 原因 (在庫遅延、注文殺到 など)",
        "--ship-by 発送できる日",
        " と ",
        "書けないお詫びは、{} を付けると書けます",
    ),
    "en": (
        "--cause CAUSE (在庫遅延, 注文殺到 ...)",
        "--ship-by DAY",
        " and ",
        "Apologies that could not be written take {}",
    ),
}
"""The option of the cause, that of the day, what stands between both, and the sentence."""


def messages(options: argparse.Namespace, context: Context) -> int:
    """Print the messages due, or write them into a workbook of their own."""
    day = read_day(options.ship_by, "--ship-by") if options.ship_by else None
    wanted = Wanted(options.stage, options.cause, day)
    if wanted.stage:
        known = {name_key(stage): stage for stage in message_stages()}
        stage = known.get(name_key(wanted.stage))
        if stage is None:
            # Taken as it is, a slip of the pen would say that nobody is to be written to.
            choices = errors.Whole("".join(f"「{stage}」" for stage in message_stages()))
            raise errors.UnknownChoice(argument="--stage", value=wanted.stage, choices=choices)
        wanted = wanted._replace(stage=stage)
    if options.output is not None:
        _refuse_output(options.output, options.file)
    rows = list(chain.from_iterable(_sheets(options, context, wanted)))
    if options.output is not None:
        _write(options.output, rows)
    if options.json:
        print(to_json([row._asdict() for row in rows]))
    elif options.output is None:
        for row in rows:
            print(f"■ {' / '.join(filter(None, (row.order, row.recipient, row.stage)))}")
            print((row.text or f"書けません: {row.refused}") + "\n")
        print(_counted(rows))
    else:
        print(f"{_counted(rows)}。文面の表: {options.output}")
    _say_what_is_missing(rows, wanted, options.lang)
    return SOME_ROWS_REFUSED if any(row.refused for row in rows) else DONE


def _counted(rows: Sequence[MessageRow]) -> str:
    return f"{len(rows)}件 (うち書けないもの {sum(bool(row.refused) for row in rows)}件)"


def _sheets(options: argparse.Namespace, context: Context, wanted: Wanted) -> Iterator[list[MessageRow]]:
    """Yield the messages of each order sheet of the file."""
    if is_book(options.file):
        yield from _of_book(options, context, wanted)
        return
    refuse_unless_text(options.file)
    settled = with_columns(context, options.map)
    for table in joined_tables([options.file], settled):
        roles = table.read_roles()
        count = len(next(iter(roles.values()), []))
        column = recipient_column(table.headers, keep_personal=options.keep_personal)
        recipients = [] if column is None else list(table.read_columns([column])[0])
        _say_no_recipient(column, options.lang)
        others = table.read_other_columns
        yield messages_due(table.market, roles, recipients, count, settled, wanted, others)


def _of_book(options: argparse.Namespace, context: Context, wanted: Wanted) -> Iterator[list[MessageRow]]:
    with open_book_file(options.file, Progress(options.lang)) as book:
        settled = book_settled(options, context)(book)
        names = [name for name in book.sheet_names() if name != SHEET_NAME]
        layouts, refusal = order_sheets(book, settled, names)
        if not layouts and refusal:
            raise refusal
        read = {
            name: ReadSheet(layout, role_columns(book.sheet(name), layout))
            for name, layout in layouts.items()
        }
        read, shared = judged_together(book, read, settled)
        for name, (layout, roles) in read.items():
            sheet = book.sheet(name)
            column = recipient_column(layout.header.headers, keep_personal=options.keep_personal)
            recipients = (
                []
                if column is None
                else sheet.read_columns([column + 1], layout.header_row + 1, layout.last_row)[0]
            )
            _say_no_recipient(column, options.lang)
            others = partial(other_columns, sheet, layout)
            share = shared.share(name) if shared else None
            yield messages_due(
                layout.kind, roles, recipients, layout.row_count, settled, wanted, others, share
            )


def _say_no_recipient(column: int | None, language: str) -> None:
    if column is None:
        print(NO_RECIPIENT[language], file=sys.stderr)


def _say_what_is_missing(rows: Sequence[MessageRow], wanted: Wanted, language: str) -> None:
    """Say how to give what apologies lack; a row that is refused for its own cells is helped by no option."""
    cause, day, between, sentence = LACKING[language]
    lacking = {str(errors.MissingArgument(argument=CAUSE)), str(errors.MissingProspect(argument=SHIP_BY))}
    missing = [] if wanted.cause else [cause]
    missing += [] if wanted.ship_by is not None else [day]
    if missing and any(row.refused in lacking for row in rows):
        print(sentence.format(between.join(missing)), file=sys.stderr)


def _refuse_output(output: Path, source: Path) -> None:
    if output.resolve() == source.resolve():
        raise errors.OutputIsInput(path=errors.Whole(output))
    if output.suffix.lower() != ".xlsx":
        raise errors.OutputNotWorkbook(path=errors.Whole(output))
    if output.exists():
        raise errors.NewBookExists(path=errors.Whole(output))
    refuse_unless_writable(output)


def _write(path: Path, rows: list[MessageRow]) -> None:
    """Write the messages into a new workbook; every cell is a text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415  only where a workbook is asked for

    from xlshipcheck.hosts.files.summary import lay_out  # noqa: PLC0415  as above

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(LIST_NAME)
        lay_out(book, sheet, message_list(rows))
        sheet.freeze_panes(1, 0)
