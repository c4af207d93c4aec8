"""The commands `install` and `uninstall`: Excel's way to us in the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel import install as excel_install
from xlshipcheck.shell.output import as_json as to_json

DONE = 0


def install(*, machine: bool, as_json: bool) -> int:
    """Register our COM server and print what COM will start."""
    command = excel_install.install(machine=machine)
    print(to_json({"command": command}) if as_json else f"登録しました: {command}")
    return DONE


def uninstall(*, machine: bool, as_json: bool) -> int:
    """Remove our entry from the registry and print whether there was one."""
    removed = excel_install.uninstall(machine=machine)
    print(
        to_json({"removed": removed})
        if as_json
        else "登録を消しました"
        if removed
        else "登録はありませんでした"
    )
    return DONE


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
