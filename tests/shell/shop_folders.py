"""Folders of shops for tests, and the overview read back."""

from __future__ import annotations

import shutil
from pathlib import Path

from books import opened

SAMPLES = Path(__file__).parents[1] / "data" / "exports"
DETAIL = "DeliveryManagement_detail_20261121.csv"
NEXT_DAY = "DeliveryManagement_detail_20261122.csv"
HOLDS = "own_hold.csv"
HEADER_ROW = 5


def add_shop(root, name, *samples):
    """Make a shop's folder with copies of sample files; return it."""
    folder = root / name
    folder.mkdir(parents=True)
    for sample in samples:
        shutil.copy2(SAMPLES / sample, folder / sample)
    return folder


def overview(out):
    """Return the shops of 全店舗.xlsx from the top, each as header -> value."""
    header, *rows = opened(out / "全店舗.xlsx", "全店舗").iter_rows(min_row=HEADER_ROW, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def links(out):
    """Return shop -> where its link leads."""
    sheet = opened(out / "全店舗.xlsx", "全店舗")
    cells = [row[1] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
    return {cell.value: cell.hyperlink.target if cell.hyperlink else None for cell in cells}


def states(ran_json):
    """Return shop -> judged, same or failed."""
    return {one["shop"]: one["state"] for one in ran_json["shops"]}
