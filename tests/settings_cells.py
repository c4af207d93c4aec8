"""The cells of a 設定 sheet from a table of settings, as a seller would lay them out."""

from __future__ import annotations

from xlshipcheck.settings import sheet


def settings_cells(settings=None, as_of=None):
    """Return rows of cells: the block of single values, and the lists beside it.

    Args:
        settings: setting -> value, as in a settings file.
        as_of: 基準日.
    """
    settings = settings or {}
    items = {sheet.AS_OF: as_of}
    items |= {label: settings[key] for label, key in sheet.ITEMS.items() if key in settings}
    items |= {label: settings.get("rates", {}).get(kind) for kind, label in sheet.RATES.items()}
    items |= dict(zip(sheet.WINDOW, settings.get("rate_window", []), strict=False))
    blocks = [[sheet.ITEM_HEADERS, *items.items()]]
    for header, key in sheet.DAY_LISTS.items():
        blocks.append([(header,), *((day,) for day in settings.get(key, []))])
    for headers, key in sheet.PAIR_LISTS.items():
        blocks.append([headers, *settings.get(key, {}).items()])
    height = max(map(len, blocks))
    rows = [[] for _ in range(height)]
    for block in blocks:
        width = len(block[0]) + 1
        for row, cells in zip(rows, [*block, *[()] * (height - len(block))], strict=True):
            row += [*cells, *[None] * (width - len(cells))]
    return rows
