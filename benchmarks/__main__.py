"""All figures in one table: `python -m benchmarks`, in an environment of benchmarks/requirements.txt.

    python -m benchmarks                        # everything; writes docs/performance.md
    python -m benchmarks --quick                # small sizes, nothing written: does it run?
    python -m benchmarks --only qoo10 cells     # some parts
    python -m benchmarks --against main~20      # the package of an older commit beside the one here, in one run
    python -m benchmarks --size shops=100,3000  # another size of a part

Each part runs in a process of its own, one after the other. With `--against` both packages take turns, measured by the
same code. A figure that the older one cannot give is left out of the comparison.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from figures import Figure  # noqa: E402  beside this file
from part import PARTS  # noqa: E402  as above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE = ROOT / "docs" / "performance.md"
FINDINGS = ROOT / "benchmarks" / "findings.md"
"""What profiles have shown; it ends the page."""
PACKAGES = (
    "numpy",
    "pandas",
    "polars",
    "jpholiday",
    "holidays",
    "workalendar",
    "openpyxl",
    "xlsxwriter",
    "python-calamine",
)


def main() -> int:
    """Run the parts and print the table."""
    options = _options()
    found: dict[str, list[Figure]] = {}
    older: dict[str, list[Figure]] = {}
    with _checked_out(options.against) as before:
        for name in options.only or PARTS:
            sizes = options.size.get(name) or (PARTS[name].quick if options.quick else PARTS[name].sizes)
            print(f"{PARTS[name].title} ...", file=sys.stderr, flush=True)
            found[name] = _run(name, sizes, ROOT)
            if before is not None:
                older[name] = _run(name, sizes, before)
    text = _page(found, older, options.against) + "\n" + FINDINGS.read_text(encoding="utf-8")
    print(text)
    if options.only or options.quick or options.size or options.against:
        return 0
    PAGE.write_text(text, encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=" ".join(PARTS))
    parser.add_argument(
        "--against", default="", metavar="REV", help="an older commit, measured in the same run"
    )
    parser.add_argument(
        "--size", nargs="+", default=[], type=_size, metavar="PART=N,N", help="sizes of a part"
    )
    options = parser.parse_args()
    options.size = dict(options.size)
    return options


def _size(text: str) -> tuple[str, tuple[int, ...]]:
    name, _, sizes = text.partition("=")
    if name not in PARTS:
        raise argparse.ArgumentTypeError(name)
    return name, tuple(map(int, sizes.split(",")))


@contextmanager
def _checked_out(revision: str) -> Iterator[Path | None]:
    """Give a temporary worktree of an older commit; None without one."""
    if not revision:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "older")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(place), revision], check=True)
        try:
            yield place
        finally:
            subprocess.run([*git, "remove", "--force", str(place)], check=True)


def _run(name: str, sizes: Sequence[int], package: Path) -> list[Figure]:
    """Return the figures of a part with the package of a folder; none where that cannot give them."""
    environment = {**os.environ, "PYTHONPATH": str(package)}
    # What it costs to start is measured as an installation has it, with its bytecode.
    for name_of_variable in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        environment.pop(name_of_variable, None)
    compiling = [sys.executable, "-m", "compileall", "-q", str(package / "xlshipcheck")]
    subprocess.run(compiling, env=environment, check=True)
    words = [sys.executable, str(ROOT / "benchmarks" / "part.py"), name, *map(str, sizes)]
    ran = subprocess.run(
        words, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        if package == ROOT:
            ran.check_returncode()
        return []
    rows: list[dict[str, Any]] = json.loads(ran.stdout)
    return [Figure(**row) for row in rows]


def _page(found: dict[str, list[Figure]], older: dict[str, list[Figure]], against: str) -> str:
    """Return the figures as a page."""
    lines = [
        "# 速さ",
        "",
        "`python -m benchmarks` が書いたページです (手では直しません)。秒は CPU の時間で、比は同じ実行の中で比べたものです",
        "(右の相手の何倍の時間か。小さいほど速い)。環境は `benchmarks/requirements.txt` のとおりです。",
        "",
        f"- 機械: {_machine()}",
        f"- Python {platform.python_version()}、{_versions()}",
        "",
    ]
    if against:
        lines += [f"「前」は {against} のプログラムを、同じ実行の中で同じコードで測った秒です。", ""]
    for name, figures in found.items():
        before = {figure.what: figure for figure in older.get(name, [])}
        titles = [
            "何を",
            "秒",
            "相手",
            "比",
            "目標",
            "メモリ (MB)",
            *(["前 (秒)", "今/前"] if against else []),
        ]
        lines += [f"## {PARTS[name].title}", "", _row(titles), _row(["---"] * len(titles))]
        lines += [_row(_cells(figure, before, against)) for figure in figures]
        lines.append("")
    return "\n".join(lines)


def _cells(figure: Figure, before: dict[str, Figure], against: str) -> list[str]:
    cells = [
        figure.what,
        _seconds(figure.seconds),
        figure.beside,
        "" if figure.ratio is None else f"{figure.ratio:.2g}" if figure.ratio < 10 else f"{figure.ratio:.0f}",
        figure.target,
        "" if figure.megabytes is None else f"{figure.megabytes:,}",
    ]
    if against:
        old = before.get(figure.what)
        cells += ["", ""] if old is None else [_seconds(old.seconds), f"{figure.seconds / old.seconds:.2f}"]
    return cells


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _seconds(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:,.1f}"
    return f"{seconds:.3f}" if seconds >= 0.01 else f"{seconds:.6f}"


def _machine() -> str:
    """Return processor, memory and system; never the machine's name."""
    model = platform.machine()
    memory = ""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
        memory = f"、メモリ {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    return f"{model} × {os.cpu_count()}{memory}、{platform.system()} {platform.release().partition('-')[0]}"


def _versions() -> str:
    return "、".join(f"{name} {version(name)}" for name in PACKAGES)


if __name__ == "__main__":
    sys.exit(main())
