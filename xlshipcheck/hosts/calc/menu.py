"""The menu 出荷チェック: 更新, 取込 and 文面 for the document in front, and what the seller sees of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.calc.boxes import ask, boxed, show
from xlshipcheck.hosts.calc.document import is_spreadsheet
from xlshipcheck.hosts.calc.refresh import TITLE, refresh_document, report_of
from xlshipcheck.hosts.log import log_traceback

if TYPE_CHECKING:
    from xlshipcheck.hosts.calc.document import Books
    from xlshipcheck.hosts.calc.sheets.cells import Document

REFRESH, IMPORT, MESSAGES = "refresh", "import", "messages"
ENTRIES: Final = {REFRESH: "更新", IMPORT: "取込...", MESSAGES: "文面..."}
"""Command -> the words of its entry, in their order."""

NEWEST: Final = "newest"
NOTHING_NEW: Final = "ダウンロードのフォルダーに、このブックに取り込める書き出しがありません"

Uno = Any  # whatever comes from UNO; LibreOffice ships no types


def run_command(context: Uno, desktop: Uno, books: Books, command: str) -> str:
    """Run a command of the menu and show the seller what came of it.

    Args:
        context: LibreOffice's component context.
        desktop: the `com.sun.star.frame.Desktop`.
        books: the open documents.
        command: one of `ENTRIES`; behind `import` may follow, for a macro, the URLs of the files, or `newest` for
            the newest of the download folder.

    Returns:
        What was shown.
    """
    document = desktop.getCurrentComponent()
    name, *urls = command.split()
    title = f"{TITLE} {ENTRIES.get(name, ENTRIES[REFRESH]).strip('.')}"
    is_box = True
    try:
        if not is_spreadsheet(document):
            lines = ["表計算の画面で選んでください"]
        elif name == IMPORT:
            lines = _imported(context, document, books, urls)
        elif name == MESSAGES:
            lines = _messages(context, desktop, document)
        else:
            done = refresh_document(document, books)
            lines = report_of(done)
            is_box = len(lines) > 1
    except errors.ShipcheckError as problem:
        lines = [str(problem)]
    except Exception as problem:  # noqa: BLE001  the seller gets a sentence, the log the rest
        lines = [f"予期しない問題が起きました。記録: {log_traceback(title, problem)}"]
    if not lines:
        return ""
    # A refusal is one sentence, however long it is.
    text = boxed(lines) if len(lines) > 1 else lines[0]
    show(document, title, text, is_box=is_box)
    return text


def _imported(context: Uno, document: Document, books: Books, urls: list[str]) -> list[str]:
    """Import and judge anew; nothing where no file was chosen."""
    from xlshipcheck.hosts.calc import exports  # noqa: PLC0415  only 取込 reads exports

    if urls == [NEWEST]:
        made = exports.offered(document)
        if made is None:
            return [NOTHING_NEW]
        paths = made.paths
    elif urls:
        import uno  # noqa: PLC0415  only LibreOffice's own Python has it

        paths = [Path(uno.fileUrlToSystemPath(url)) for url in urls]
    else:
        paths = exports.wanted_files(context, document)
    if not paths:
        return []
    lines = exports.import_files(document, books, paths)
    try:
        counts, *rest = report_of(refresh_document(document, books))
    except errors.ShipcheckError as problem:
        counts, rest = f"取り込みましたが、判定はできませんでした: {problem}", []
    return [lines[0], counts, *lines[1:], *rest]


def _messages(context: Uno, desktop: Uno, document: Document) -> list[str]:
    """Put the message of the selected row on the clipboard; those of several rows into a document of their own."""
    from xlshipcheck.branch_hold.messages import apology_causes  # noqa: PLC0415  only 文面 writes messages
    from xlshipcheck.hosts.calc import row_messages  # noqa: PLC0415  as above

    title, question = row_messages.STEP, "お詫びの原因 (選ぶか、書き込んでください)"
    found = row_messages.messages_of(
        document, lambda: ask(context, document, title, question, list(apology_causes()))
    )
    if not found:
        return [row_messages.NO_ROW]
    if len(found) == 1:
        if not found[0].is_message:
            return [found[0].text]
        row_messages.copy(context, found[0].text)
        return [row_messages.COPIED]
    more_lines = [row_messages.MORE_ROWS] if len(found) > row_messages.MOST_ROWS else []
    found = found[: row_messages.MOST_ROWS]
    due = [one for one in found if one.is_due]
    if not due:
        return ["選んだ行に、今送る文面はありません", *more_lines]
    row_messages.list_in_new_document(desktop, due)
    refused = sum(not one.is_message for one in due)
    counts = [f"書けないもの {refused:,}行は理由つき"] if refused else []
    counts += [f"文面のない行 {len(found) - len(due):,}"] if len(found) > len(due) else []
    more = f" ({'、'.join(counts)})" if counts else ""
    return [f"{len(due) - refused:,}行の文面を新しいブックに書きました{more}", *more_lines]
