"""The commands `install` and `uninstall`: Excel's way to us in the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel import add_in_place
from xlshipcheck.hosts.excel import install as excel_install
from xlshipcheck.hosts.log import log_path, remove_log
from xlshipcheck.shell.terminal.output import as_json as to_json

DONE = 0


def install(*, machine: bool, as_json: bool) -> int:
    """Register our COM server and print what COM will start."""
    command = excel_install.install(machine=machine)
    add_in = add_in_place.place(template_bytes(".xlam"), add_in_place.windows_registry())
    if as_json:
        print(to_json({"command": command, "add_in": str(add_in)}))
        return DONE
    print(f"登録しました: {command}")
    print(f"アドインを入れました: {add_in}")
    print("Excel を開き直すと「出荷チェック」タブが出ます")
    return DONE


def uninstall(*, machine: bool, everything: bool = False, as_json: bool) -> int:
    """Remove our entry from the registry, and print whether there was one.

    Args:
        machine: that of all users.
        everything: the log of this user, too.
        as_json: print data for programs.
    """
    removed = excel_install.uninstall(machine=machine)
    add_in = add_in_place.take_away(add_in_place.windows_registry())
    log = remove_log() if everything else None
    if as_json:
        print(to_json({"removed": removed, "add_in": add_in, "log": log and str(log)}))
        return DONE
    print("登録を消しました" if removed else "登録はありませんでした")
    if add_in:
        print(f"アドインを消しました: {add_in_place.add_in_path()}")
    if log:
        print(f"記録を消しました: {log}")
    elif log_path().is_file():
        print(f"記録は残しています: {log_path().parent} (--all で消せます)")
    return DONE


# In a wheel the templates lie inside the package, in the source beside it.
_FOLDERS: Final = (
    Path(__file__).parents[2] / "workbook_templates",
    Path(__file__).parents[3] / "workbook_templates",
)
BOOK_SUFFIXES: Final = frozenset({".xlsm", ".xlsx"})
TEMPLATES: Final = {
    ".xlsm": "xlshipcheck.xlsm",
    ".xlsx": "xlshipcheck.xlsx",
    ".xlam": "xlshipcheck.xlam",
    ".py": "lite/main.py",
}
BESIDE: Final = {".py": ("requirements.txt", "pyproject.toml")}
"""What goes beside a template: xlwings Lite has three files in a workbook."""


NEXT_STEPS: Final = {
    ".xlsm": (
        (
            "Windows の Excel で開き、「コンテンツの有効化」を押して使います (xlshipcheck install を一度だけ)。"
            "LibreOffice のブックは xlshipcheck new {stem}.xlsx で作ります"
        ),
        (
            "open it in Excel on Windows and enable its content (xlshipcheck install once); "
            "for LibreOffice make xlshipcheck new {stem}.xlsx"
        ),
    ),
    ".xlsx": (
        "LibreOffice (xlshipcheck install --calc を一度だけ) か Excel (xlshipcheck install を一度だけ) で開いて使います",
        "open it in LibreOffice (xlshipcheck install --calc once) or Excel (xlshipcheck install once)",
    ),
    ".xlam": (
        "ふつうは xlshipcheck install がアドインを入れます。このファイルは、自分で Excel のアドインに加えるときに使います",
        "xlshipcheck install puts the add-in in its place; this file is for adding it to Excel by hand",
    ),
    ".py": (
        "中身を xlwings Lite の main.py に貼り付けます (requirements.txt と pyproject.toml も)",
        "paste it into main.py of xlwings Lite (and requirements.txt and pyproject.toml)",
    ),
}
"""Ending of a new file -> what comes next, in Japanese and English."""


def next_step(path: Path, language: str) -> list[str]:
    """Return what is to be done with a file that `new_book` made, by its kind."""
    japanese, english = NEXT_STEPS[path.suffix.lower()]
    return [(english if language == "en" else japanese).format(stem=path.stem)]


def template_bytes(suffix: str) -> bytes:
    """Return the template with an ending."""
    return _found(TEMPLATES[suffix])


def _found(name: str) -> bytes:
    """Return a file of the folder of templates."""
    places = (folder / name for folder in _FOLDERS)
    return next(file for file in places if file.is_file()).read_bytes()


def new_book(path: Path, today: int) -> Path:
    """Write a copy of a template.

    Args:
        path: the new file; .xlsm with macros, .xlsx without, .xlam for the add-in, .py for xlwings Lite.
        today: the day number on which a workbook is judged; see `shell.new_book`.

    Returns:
        The path.

    Raises:
        NewBookName: another ending.
        NewBookExists: a file of that name stands there; it is never overwritten.
        FileUnreadable: the folder is missing or takes no files.
    """
    if path.suffix.lower() not in TEMPLATES:
        raise errors.NewBookName(path=errors.Whole(path))
    suffix = path.suffix.lower()
    files = {path: template_bytes(suffix)}
    files |= {path.with_name(name): _found(f"lite/{name}") for name in BESIDE.get(suffix, ())}
    for one in files:
        if one.exists():
            raise errors.NewBookExists(path=errors.Whole(one))
    if suffix in BOOK_SUFFIXES:
        from xlshipcheck.shell.new_book import as_of_today  # noqa: PLC0415  only new books are judged here

        files[path] = as_of_today(files[path], suffix, today, path.stem)
    try:
        for one, data in files.items():
            with one.open("xb") as out:
                out.write(data)
    except FileExistsError:
        raise errors.NewBookExists(path=errors.Whole(path)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem) from None
    return path
