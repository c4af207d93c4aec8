"""`xlshipcheck new`: a copy of the template workbook, or of the add-in, by the ending of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlshipcheck import errors

# In a wheel the templates lie inside the package, in the source beside it.
_FOLDERS: Final = (
    Path(__file__).parents[1] / "workbook_templates",
    Path(__file__).parents[2] / "workbook_templates",
)
TEMPLATES: Final = {
    ".xlsm": "xlshipcheck.xlsm",
    ".xlsx": "xlshipcheck.xlsx",
    ".xlam": "xlshipcheck.xlam",
}


def new_book(path: Path) -> Path:
    """Write a copy of a template.

    Args:
        path: the new file; .xlsm with macros, .xlsx without, .xlam for the add-in.

    Returns:
        The path.

    Raises:
        NewBookName: another ending.
        NewBookExists: a file of that name stands there; it is never overwritten.
        FileUnreadable: the folder is missing or takes no files.
    """
    template = TEMPLATES.get(path.suffix.lower())
    if template is None:
        raise errors.NewBookName(path=errors.Whole(path))
    data = next(file for file in (folder / template for folder in _FOLDERS) if file.is_file()).read_bytes()
    try:
        with path.open("xb") as out:
            out.write(data)
    except FileExistsError:
        raise errors.NewBookExists(path=errors.Whole(path)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem.strerror or problem) from None
    return path
