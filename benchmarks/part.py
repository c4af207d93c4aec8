"""Measures one part in a process of its own and prints its figures as JSON: `python benchmarks/part.py NAME SIZE...`.

Which xlshipcheck is measured is whichever Python finds: `--against` puts an older one in front.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import NamedTuple


class Part(NamedTuple):
    """A part of the benchmark.

    Attributes:
        title: its heading.
        module: where its figures are made.
        function: what yields them, given the sizes.
        sizes: of a full run.
        quick: of a quick one.
    """

    title: str
    module: str
    function: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]


PARTS = {
    "days": Part("営業日", "days_part", "measured", (1_000_000,), (100_000,)),
    "qoo10": Part("Qoo10 の注文 (pandas)", "frames_part", "qoo10", (1_000_000,), (200_000,)),
    "parcels": Part("梱包と荷物 (pandas)", "frames_part", "parcels", (200_000,), (50_000,)),
    "windows": Part("追跡可能率を多くの期間で", "frames_part", "windows", (1_000_000,), (100_000,)),
    "refresh": Part("refresh", "files_part", "refresh", (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)),
    "today": Part("今日", "files_part", "today", (3_000,), (500,)),
    "import": Part("import", "files_part", "imports", (20_000,), (4_000,)),
    "holds": Part("営業所止めの表", "files_part", "hold_sheets", (100_000,), (10_000,)),
    "shops": Part("多くの店舗", "files_part", "shops", (1_000, 3_000), (8, 500)),
    "start": Part("起動", "start_part", "starts", (), ()),
    "cells": Part("セルの関数", "start_part", "cells", (5_000,), (5_000,)),
}


def main() -> None:
    """Print the figures."""
    part = PARTS[sys.argv[1]]
    measured = getattr(import_module(part.module), part.function)
    print(json.dumps([figure._asdict() for figure in measured(*map(int, sys.argv[2:]))], ensure_ascii=False))


if __name__ == "__main__":
    main()
