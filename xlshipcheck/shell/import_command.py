"""The command `import`: new orders into the seller's own workbook, and what the marketplace knows better."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xlshipcheck.importing import CHANGE_HEADER
from xlshipcheck.shell.commands import DONE, book_settled, refuse_unless_text
from xlshipcheck.shell.import_files import ImportOptions, import_files
from xlshipcheck.shell.telling import Progress, said, tell
from xlshipcheck.shell.text import as_json as to_json
from xlshipcheck.shell.text import columns, json_value

if TYPE_CHECKING:
    import argparse

    from xlshipcheck.context import Context


def import_exports(options: argparse.Namespace, context: Context) -> int:
    """Import exports into a workbook, say what was done and what was found."""
    settled = book_settled(options, context)
    for path in options.files:
        refuse_unless_text(path)
    choices = ImportOptions(options.into, options.sheet, options.force, options.dry_run)
    now = dt.datetime.now().astimezone()
    done = import_files(options.files, settled, choices, now, Progress(options.lang))
    if options.json:
        print(
            to_json(
                {
                    "written": None if done.written is None else str(done.written),
                    "backup": None if done.backup is None else str(done.backup),
                    "sheets": [
                        {
                            "sheet": plan.sheet,
                            **plan.counts()._asdict(),
                            "report": plan.report(),
                            "changes": [list(map(json_value, change)) for change in plan.changes()],
                        }
                        for plan in done.plans
                    ],
                    "notes": done.notes,
                }
            )
        )
        return DONE
    for plan in done.plans:
        print("\n".join(plan.report()))
        changes = plan.changes()
        if options.dry_run and changes:
            print(columns([CHANGE_HEADER, *changes]))
    tell(done.notes, options.lang)
    if done.written is not None:
        print(said("imported", options.lang, path=done.written))
        print(said("backup", options.lang, path=done.backup))
    else:
        print(said("not_written", options.lang))
    return DONE
