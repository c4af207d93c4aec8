"""What can be wrong, each with the one sentence that a seller reads.

A sentence says what is wrong, shows the value, and says what to do. The Japanese one is the text of
the exception; the English one serves `--lang en`. Fields are filled in by name, so a caller can never
show a sentence with the wrong value in it.

A class is written in the module of its family and nowhere else; from here all of them are had by name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from xlshipcheck.errors.arguments import *
from xlshipcheck.errors.base import *
from xlshipcheck.errors.calls import *
from xlshipcheck.errors.files import *
from xlshipcheck.errors.rules import *

if TYPE_CHECKING:
    from xlshipcheck.errors.hosts import *
    from xlshipcheck.errors.imports import *
    from xlshipcheck.errors.labels import *
    from xlshipcheck.errors.open_document import *
    from xlshipcheck.errors.sheets import *
    from xlshipcheck.errors.shops import *
    from xlshipcheck.errors.tables import *
    from xlshipcheck.errors.workbooks import *
else:
    # No cell meets these, and a cell waits for its imports: they are loaded once one of them is named.
    LATER = ("workbooks", "open_document", "sheets", "tables", "imports", "labels", "hosts", "shops")

    def __getattr__(name: str) -> object:
        """Return a class of the families that are loaded late."""
        for family in LATER:
            module = import_module(f"{__name__}.{family}")
            if hasattr(module, name):
                globals()[name] = getattr(module, name)
                return globals()[name]
        raise AttributeError(f"{__name__} has no {name!r}")
