"""The demo's orders read from its own file and counted day by day, without our code; and the cells of its book."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from pathlib import Path

import jpholiday
import openpyxl

from xlshipcheck.context import Context
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import SETTINGS_FILE, make_samples
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
NEXT_OPEN = dt.date(2026, 11, 24)  # the 23rd is a holiday


def business_day(day):
    """Tell whether a day is neither a weekend's nor a holiday."""
    return day.weekday() < 5 and not jpholiday.is_holiday(day)


def passed(base, day, preorder):
    """Return how many days have been counted from a base up to a day, one by one."""
    if preorder:
        return (day - base).days
    return sum(business_day(base + dt.timedelta(n)) for n in range(1, (day - base).days + 1))


def first_day(base, count, preorder):
    """Return the first day on which the count is reached, by trying one after the other."""
    day = base
    while passed(base, day, preorder) < count:
        day += dt.timedelta(1)
    return day


class Order:
    """An order of the demo as its line says, with the days that the rules name for it."""

    def __init__(self, line, preorder_items):
        self.number, self.item = line["注文番号"], line["商品番号"]
        self.name, self.quantity, self.cart = line["商品名"], line["数量"], line["カート番号"]
        self.wished = line["お届け希望日"]
        self.preorder = self.item in preorder_items
        paid = dt.datetime.fromisoformat(line["入金日"].replace("/", "-")).date()
        self.base = preorder_items[self.item] if self.preorder else paid
        sent = line["発送日"]
        self.sent = dt.datetime.fromisoformat(sent.replace("/", "-")).date() if sent else None
        planned = line["発送予定日"]
        self.planned = dt.datetime.fromisoformat(planned.replace("/", "-")).date() if planned else None
        safe, late = (2, 1) if self.preorder else (4, 4)
        self.late_for_rate = first_day(self.base, late, self.preorder)
        self.points_day = first_day(self.base, safe + 1, self.preorder)
        self.stop_day = first_day(self.base, safe + 2, self.preorder)
        # The last day before the cost on which the count is still good enough, as the table of the rules names it.
        self.last_safe = first_day(self.base, safe, self.preorder)

    @property
    def kind(self):
        """Return 一般 or 予約."""
        return "予約" if self.preorder else "一般"

    @property
    def in_time(self):
        """Tell whether it was sent within the limit of the on-time rate."""
        return not self.is_open and passed(self.base, self.sent, self.preorder) <= (0 if self.preorder else 3)

    @property
    def stage(self):
        """Return its stage; both rates of the demo are low."""
        if not self.is_open:
            return "発送済"
        count = passed(self.base, AS_OF, self.preorder)
        steps = (0, 3, 4) if self.preorder else (3, 5, 6)
        return ("正常", "注意", "警告", "制限")[sum(count >= step for step in steps)]

    @property
    def is_open(self):
        """Tell whether it is unsent today."""
        return self.sent is None or self.sent > AS_OF

    @property
    def has_points(self):
        """Tell whether its points are booked."""
        safe = 2 if self.preorder else 4
        in_time = not self.is_open and passed(self.base, self.sent, self.preorder) <= safe
        return self.points_day <= AS_OF and not in_time


def make_demo(folder):
    """Return the marked book of the demo's Qoo10 file, the orders that count in it, and all its lines."""
    paths, context = next(make_samples(folder, Context(day_of(AS_OF))))
    now = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
    outcome = refresh_exports(paths, context, Options(), now, lambda *_: None)
    settings = tomllib.loads(Path(folder, SETTINGS_FILE).read_text(encoding="utf-8"))
    items = {
        item: day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))
        for item, day in settings["preorder_items"].items()
        if day
    }
    text = paths[0].read_bytes().decode("cp932")
    everything = list(csv.DictReader(io.StringIO(text)))
    lines = [line for line in everything if line["入金日"]]
    orders = [Order(line, items) for line in lines if "キャンセル" not in line["配送状態"]]
    return openpyxl.load_workbook(outcome.written, data_only=True), orders, everything


def rows(sheet):
    """Return the cells of a sheet, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def under(cells, title):
    """Return the rows below a heading, its chart and its header, down to a blank one or a note."""
    texts = [str(row[0] or "") for row in cells]
    exact = texts.index(title) if title in texts else -1
    heading = exact if exact >= 0 else next(n for n, text in enumerate(texts) if text.startswith(title))
    start = next(n for n in range(heading + 1, len(cells)) if cells[n][0]) + 1
    end = next(n for n in range(start, len(cells)) if cells[n][1] is None)
    return cells[start:end]
