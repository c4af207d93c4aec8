"""Sample files as the marketplaces write them: what `xlshipcheck demo` judges on the spot.

Everything is invented and comes from one seeded generator, so two runs for one day give equal files. The rows
lie around the as-of day so that every stage occurs, whatever day that is.
"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.exports.kinds import AMAZON_ORDERS, AMAZON_SHIPMENT, QSM_DETAIL, all_kinds
from xlshipcheck.settings.shop import settings_from
from xlshipcheck.shell.samples import holds as sample_holds
from xlshipcheck.shell.samples import labels as sample_labels
from xlshipcheck.shell.samples import orders as sample_orders
from xlshipcheck.shell.samples import packages as sample_packages
from xlshipcheck.shell.samples import report as sample_report
from xlshipcheck.shell.samples.text import csv_bytes
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, date_of, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from xlshipcheck.context import Context

FOLDER = "xlshipcheck-demo"
SETTINGS_FILE = "設定_見本.toml"
SEED = 20261121
CAPACITY = "月～金25 土15"
# Orders reach months back, and an estimated release day lies more than a month ahead.
ROOM = timedelta(days=180)
ORDERS_FILE = "DeliveryManagement_detail_見本.csv"
REPORT_FILE, CONFIRMATION_FILE = "Amazon_注文レポート_見本.txt", "Amazon_出荷通知_見本.txt"
HOLDS_FILE = "営業所止め_見本.csv"
LABEL_FILES = HISTORY_FILE, ISSUED_FILE = "送り状_e飛伝_見本.csv", "送り状_B2_見本.csv"
"""To be imported into a book; see docs/labels.md."""
TRACKING_REPORT_FILE = "Amazon_追跡可能率_見本.csv"
"""To be compared with our judgement; see docs/reconcile.md."""
BESIDE_FILES = (*LABEL_FILES, TRACKING_REPORT_FILE)
"""What is not judged by itself."""
# Files of one line are refreshed together.
SETS = ((ORDERS_FILE,), (REPORT_FILE, CONFIRMATION_FILE), (HOLDS_FILE,))


def make_samples(folder: Path | None, context: Context) -> Iterator[tuple[list[Path], Context]]:
    """Write the sample files and yield each set with the context to judge it by.

    Args:
        folder: where; None for `xlshipcheck-demo` in the current folder.
        context: the as-of day, settings and rules.

    Raises:
        FileUnreadable: the folder cannot be written.
        SampleDayRefused: the as-of day lies too near the ends of the calendar.
    """
    place = folder or Path(FOLDER)
    today = date_of(context.as_of or 0)
    first, last = FIRST_DATE + ROOM, LAST_DATE - ROOM
    if not first <= today <= last:
        raise errors.SampleDayRefused(argument="--as-of", value=today, first=first, last=last)
    chance = random.Random(SEED)  # noqa: S311  sample data, nothing secret
    orders = sample_orders.sample_orders(today, context.calendar, chance)
    packages = sample_packages.sample_packages(today, chance)
    holds = sample_holds.sample_holds(today, chance)
    history, issued = sample_labels.sample_labels(orders, today, chance)
    reserved = sample_orders.preorder_days(today)
    files = {
        ORDERS_FILE: csv_bytes(_columns(QSM_DETAIL), orders, ","),
        REPORT_FILE: csv_bytes(_columns(AMAZON_ORDERS), packages.reports, "\t"),
        CONFIRMATION_FILE: _confirmation(csv_bytes(_columns(AMAZON_SHIPMENT), packages.shipments, "\t")),
        HOLDS_FILE: csv_bytes(sample_holds.COLUMNS, holds, ","),
        HISTORY_FILE: csv_bytes(sample_labels.EHIDEN_COLUMNS, history, ","),
        ISSUED_FILE: csv_bytes(sample_labels.B2_COLUMNS, issued, ","),
        TRACKING_REPORT_FILE: csv_bytes(
            sample_report.COLUMNS, sample_report.sample_report(packages.shipments, today), ","
        ),
        SETTINGS_FILE: _settings_text(reserved, packages.categories).encode(),
    }
    _write(place, files)
    settings = context.settings._replace(
        preorder_items={item: day_of(day) for item, day in reserved.items()},
        categories=packages.categories,
        capacity=settings_from({"capacity": CAPACITY}).capacity,
    )
    for names in SETS:
        yield [place / name for name in names], context.replaced(settings=settings)


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
    except OSError as problem:
        where = errors.Whole(problem.filename or place)
        raise errors.FileUnreadable(path=where, problem=problem) from None


def _columns(kind_name: str) -> tuple[str, ...]:
    return next(kind.columns for kind in all_kinds() if kind.name == kind_name)


def _confirmation(data: bytes) -> bytes:
    """Return a shipment confirmation: its template row, the Japanese names, then the file proper."""
    head = "TemplateType=OrderFulfillment\tVersion=2011.1102\r\n注文番号\t注文商品番号\r\n"
    return head.encode("cp932") + data


def _settings_text(reserved: Mapping[str, date], categories: Mapping[str, str]) -> str:
    """Return the settings that the samples are judged by, as a shop would write them."""
    lines = [
        "# 見本の設定です。xlshipcheck refresh ファイル --settings 設定_見本.toml の形で使います。",
        "",
        "# 1日に発送できる件数 (今日の発送能力と、集計のグラフの線)",
        f'capacity = "{CAPACITY}"',
        "",
        "# 予約商品の 商品番号 と 予約日 (発送可能日)",
        "[preorder_items]",
        *(f'"{item}" = {day.isoformat()}' for item, day in reserved.items()),
        "",
        "# Amazon の SKU と カテゴリー",
        "[categories]",
        *(f'"{sku}" = "{category}"' for sku, category in categories.items()),
    ]
    return "\n".join(lines) + "\n"
