"""What a large refresh spares itself: modules that an export needs not, and searches for garbage that there is none of."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

from books import DETAIL, MARKED
from command_runs import AS_OF

from xlshipcheck.shell.commands import rare_collections

OF_BOOKS = {"xlshipcheck.hosts.files.workbook", "xlshipcheck.hosts.files.repair", "xlshipcheck.shell.labels"}
LOADED = """
import sys
from xlshipcheck.cli import main
status = main(sys.argv[1:])
print(status, *sorted(sys.modules), file=sys.stderr)
"""


def test_an_export_loads_nothing_that_edits_books(sample, home, tmp_path):
    """What reads and repairs a seller's book, and with it Python's network modules, is not loaded for an export."""
    sample(DETAIL)
    ran = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", LOADED, "refresh", DETAIL, *AS_OF],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    status, *modules = ran.stderr.splitlines()[-1].split()
    assert status == "0"
    assert (tmp_path / MARKED).exists()
    assert not {*OF_BOOKS, "http.client", "ssl", "pandas"} & set(modules)


def test_what_a_refresh_made_is_searched_for_garbage_no_more_at_its_end():
    """The rows of a large sheet count as old when it is done: the next small search passes over none of them."""
    before = gc.get_threshold()
    with rare_collections():
        rows = [[number] for number in range(50_000)]
    assert gc.get_threshold() == before
    young = {id(made) for generation in (0, 1) for made in gc.get_objects(generation)}
    assert not young & set(map(id, rows))
