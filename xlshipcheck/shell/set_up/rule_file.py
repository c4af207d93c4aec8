"""New rules and holidays as one file: packed by whoever keeps them, put in by staff without a new installation.

The file is a zip of the rule data with a manifest of hashes. Before a file of this program is touched, a copy of the
program is tried with the new data: what it cannot read, or what misses a rule, is refused as a whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.values.files import read_bounded

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE: Final = Path(__file__).parents[2]
RULES: Final = PACKAGE / "rules"
SUFFIX: Final = ".zip"
MANIFEST: Final = "manifest.json"
KIND: Final = "xlshipcheck rules"
STAMP: Final = (1980, 1, 1, 0, 0, 0)
LARGEST: Final = 16 << 20
KEPT_NAME: Final = "rules.zip"
"""The file as it was put in last, so that a new installation does not bring older rules back."""
# Runs in the copy: prints what it reads, as the program itself would.
TRIAL: Final = """
import json
from xlshipcheck import functions
from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.exports import columns
from xlshipcheck.headers import roles
from xlshipcheck.rulebook.rules import standard_rulebook
book, days = standard_rulebook(), shipped_snapshot()
assert functions.JP_HOLIDAY_NAME("2026-11-23") == "勤労感謝の日"
assert functions.QOO10_DEADLINE("2026-11-20").isoformat() == "2026-11-27"
assert not str(functions.CARRIER_NAME("ヤマト運輸")).startswith("エラー")
assert functions.TRACKING_STATUS("お荷物のお届けが完了致しました") == "完了"
print(json.dumps({"keys": [rule.key for rule in book.rules()], "version": book.version(),
                  "notices": len(book.notices()), "days": len(days.names), "through": days.gazetted_through}))
"""


def version() -> str:
    """Return the version of the rules in force: their newest check, and the day on which the holidays were made."""
    return f"{standard_rulebook().version()}+{shipped_snapshot().made}"


def pack(out: Path, *, as_json: bool) -> int:
    """Write the rules of this program as one file, the same bytes for the same rules.

    Raises:
        NewBookExists: such a file is there.
        FileUnreadable: it cannot be written.
    """
    files = _own_files()
    manifest = {
        "kind": KIND,
        "version": version(),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    try:
        with out.open("xb") as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in {**files, MANIFEST: to_json(manifest).encode()}.items():
                info = zipfile.ZipInfo(name, STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, data)
    except FileExistsError:
        raise errors.NewBookExists(path=errors.Whole(out)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(out), problem=problem.strerror or problem) from None
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    if as_json:
        print(to_json({"written": str(out), "version": version(), "sha256": digest}))
    else:
        print(f"規則のファイルを作りました: {out} (版 {version()})\nSHA-256: {digest}")
    return 0


def put_in(path: Path, *, as_json: bool) -> int:
    """Put the rules of a file in the place of those of this program.

    Raises:
        FileMissing, FileUnreadable: there is no such file.
        RulesFileRefused: it is none of ours, damaged, or holds what this program cannot use.
        RulesFileOlder: its rules are older than those in force.
        RulesFolderLocked: this user may not write where the program lies.
    """
    files, given = _unpacked(path)
    before = version()
    if _order(given) < _order(before):
        raise errors.RulesFileOlder(given=given, installed=before)
    _try_out(path, files)
    _replace(files)
    if path.resolve() != (settings_folder() / KEPT_NAME).resolve():
        settings_folder().mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, settings_folder() / KEPT_NAME)
    if as_json:
        print(to_json({"before": before, "now": given}))
    else:
        print(
            f"規則を新しくしました ({before} → {given})。開いている Excel は開き直してください。\n"
            "LibreOffice は xlshipcheck install --calc をもう一度実行してください"
        )
    return 0


def _own_files() -> dict[str, bytes]:
    names = sorted(path.name for path in RULES.iterdir() if path.suffix in {".toml", ".csv"})
    return {name: (RULES / name).read_bytes() for name in names}


def _order(text: str) -> tuple[str, int]:
    day, _, made = text.partition("+")
    return day, int(made) if made.isdecimal() else 0


def _unpacked(path: Path) -> tuple[dict[str, bytes], str]:
    """Return the rule files of a package, and their version; every hash is looked at."""
    data = read_bounded(path, LARGEST)
    refused = errors.RulesFileRefused(
        path=errors.Whole(path), problem=errors.Whole("規則のファイルではありません")
    )
    try:
        with tempfile.TemporaryFile() as held:
            held.write(data)
            with zipfile.ZipFile(held) as package:
                if sum(one.file_size for one in package.infolist()) > LARGEST:
                    raise refused
                files = {name: package.read(name) for name in package.namelist()}
        manifest: dict[str, Any] = json.loads(files.pop(MANIFEST))
        known, given = manifest["files"], str(manifest["version"])
        is_ours = manifest["kind"] == KIND
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError):
        raise refused from None
    if not is_ours or set(known) != set(files):
        raise refused
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != known[name]:
            raise errors.RulesFileRefused(
                path=errors.Whole(path), problem=errors.Whole(f"{name} が壊れています")
            )
    if set(files) != set(_own_files()):
        raise errors.RulesFileRefused(
            path=errors.Whole(path),
            problem=errors.Whole("このプログラムの版のものではありません。新しいキットを使ってください"),
        )
    return files, given


def _try_out(path: Path, files: Mapping[str, bytes]) -> None:
    """Let a copy of this program read the new rules."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "workbook_templates"))
        for name, data in files.items():
            (copy / "rules" / name).write_bytes(data)
        done = subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-X", "utf8", "-c", f"import sys; sys.path.insert(0, {scratch!r})\n{TRIAL}"],
            capture_output=True,
            check=False,
            cwd=scratch,
        )
    problem = "このプログラムでは読めません。新しいキットを使ってください"
    if done.returncode == 0:
        read = json.loads(done.stdout)
        missing = {rule.key for rule in standard_rulebook().rules()} - set(read["keys"])
        before = shipped_snapshot()
        if (
            not missing
            and read["days"] >= len(before.names) // 2
            and read["through"] >= before.gazetted_through
        ):
            return
        problem = f"規則が足りません ({min(missing)})" if missing else "祝日が足りません"
    raise errors.RulesFileRefused(path=errors.Whole(path), problem=errors.Whole(problem))


def _replace(files: Mapping[str, bytes]) -> None:
    """Put files in the place of ours; where one cannot be written all are as before."""
    before = _own_files()
    done: list[str] = []
    try:
        for name, data in files.items():
            new = RULES / f"{name}.new"
            new.write_bytes(data)
            new.replace(RULES / name)
            done.append(name)
    except OSError:
        for name in done:
            (RULES / name).write_bytes(before[name])
        raise errors.RulesFolderLocked(path=errors.Whole(RULES)) from None
    finally:
        for name in files:
            (RULES / f"{name}.new").unlink(missing_ok=True)
