"""Makes the kit: `python -m xlshipcheck.generators.kit.build OUT.zip [--python ZIP] [--wheels DIR]`.

The same inputs give the same bytes: members in order, with one time stamp. A folder whose name staff can read holds
two files to double-click, a page that says how, the licences, and the program itself under `app`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck import __version__, errors
from xlshipcheck.generators.kit.parts import PACKAGES, interpreter, licences, lock, own_files, wheel_files
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

TOP: Final = "出荷チェック"
STAMP: Final = (1980, 1, 1, 0, 0, 0)
MANIFEST: Final = "manifest.json"
LARGEST: Final = 40 * 1024 * 1024
SCRIPTS: Final = Path(__file__).parent
# Where the interpreter looks for modules; without `import site` pywin32 would not find its own.
PATHS: Final = "\r\n".join(
    (
        "python311.zip",
        ".",
        PACKAGES.replace("/", "\\"),
        r"Lib\site-packages\win32",
        r"Lib\site-packages\win32\lib",
        "import site",
        "",
    )
)
COMMANDS: Final = {"インストール.cmd": "install.cmd", "アンインストール.cmd": "uninstall.cmd"}
GUIDE: Final = "使い方.html"
# In a wheel the pictures lie inside the package, in the source with the documents.
PICTURES: Final = (SCRIPTS / "pictures", SCRIPTS.parents[2] / "docs")
PICTURE: Final = re.compile(r"<!-- picture: (\S+) (.*?) -->")


def guide() -> str:
    """Return the page for staff, a file by itself: its pictures are inside."""
    return PICTURE.sub(
        lambda found: _picture(found[1], found[2]), (SCRIPTS / "guide.html").read_text("utf-8")
    )


def _picture(name: str, said: str) -> str:
    path = next(folder / name for folder in PICTURES if (folder / name).is_file())
    if path.suffix == ".svg":
        return path.read_text("utf-8")
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<img alt="{said}" src="data:image/png;base64,{data}">'


def members(python: Path | None, wheels: Path | None) -> dict[str, bytes]:
    """Return every file of the kit by its path in the zip.

    Args:
        python: the embeddable Python; None to fetch it.
        wheels: a folder of the wheels; None to fetch them.

    Raises:
        KitPartWrong, FileMissing: a part that is not the one of the lock.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        app = interpreter(python, folder)
        app.update(wheel_files(wheels, folder))
    app.update(own_files())
    app["python311._pth"] = PATHS.encode()
    manifest = {
        "version": __version__,
        "python": lock()["python"]["version"],
        "files": {name: hashlib.sha256(app[name]).hexdigest() for name in sorted(app)},
    }
    app[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    found = {f"{TOP}/app/{name}": data for name, data in app.items()}
    found.update({f"{TOP}/ライセンス/{name}": data for name, data in licences(app).items()})
    for name, script in COMMANDS.items():
        found[f"{TOP}/{name}"] = (SCRIPTS / script).read_text(encoding="ascii").replace("\n", "\r\n").encode()
    found[f"{TOP}/{GUIDE}"] = guide().encode()
    return dict(sorted(found.items()))


def write_kit(out: Path, python: Path | None, wheels: Path | None, now: dt.datetime) -> int:
    """Write the kit and return its size.

    Args:
        out: the zip; a file that stands there is kept as a backup.
        python: see `members`.
        wheels: see `members`.
        now: for the backup's name.

    Raises:
        KitPartWrong, FileMissing, FileUnreadable: nothing is written.
    """
    parts = members(python, wheels)

    def write(target: object) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:  # type: ignore[call-overload]
            for name, data in parts.items():
                info = zipfile.ZipInfo(name, STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, data, compresslevel=9)

    def verify(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            if package.testzip() is not None or package.namelist() != list(parts):
                raise errors.ResultMismatch(path=errors.Whole(out), problem="zip")

    replace_file(out, write, verify, now)
    return out.stat().st_size


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the kit that the command line asks for."""
    import datetime as dt  # noqa: PLC0415  the clock of this program alone

    parser = argparse.ArgumentParser(prog="python -m xlshipcheck.generators.kit.build", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--wheels", type=Path)
    options = parser.parse_args(arguments)
    try:
        size = write_kit(options.out, options.python, options.wheels, dt.datetime.now().astimezone())
    except errors.ShipcheckError as problem:
        print(problem, file=sys.stderr)  # noqa: T201  a program of its own
        return 2
    print(f"{options.out} ({size / 1024 / 1024:.1f} MB)")  # noqa: T201  as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
