"""The Amazon and 営業所止め figures of the demo's 今日 and 集計, counted from the demo's own files without our code."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from demo_by_hand import AS_OF, rows, under

from xlshipcheck.context import Context
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import SETTINGS_FILE, make_samples
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
LEFT_OUT = {"西濃運輸", "名鉄運輸"}
LATEST = dt.timedelta(10)
LENGTH = dt.timedelta(29)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the folder of the demo, and market -> book."""
    folder = tmp_path_factory.mktemp("demo")
    books = {}
    for paths, context in make_samples(folder, Context(day_of(AS_OF))):
        outcome = refresh_exports(paths, context, Options(), NOW, lambda *_: None)
        books[paths[0].name.partition("_")[0]] = openpyxl.load_workbook(outcome.written, data_only=True)
    return folder, books


class Package:
    """A package as the lines of the two files say: what it is worth, when it is to arrive, whether it can be followed."""

    def __init__(self, order, carrier, number):
        self.order, self.carrier, self.number = order, carrier, number
        self.amount, self.categories, self.due = 0, set(), None

    def add(self, line, category):
        """Add an item of it."""
        self.amount += int(line["item-price"]) - int(line["item-tax"] or 0)
        self.amount += int(line["shipping-price"] or 0) - int(line["shipping-tax"] or 0)
        self.categories.add(category)
        self.due = dt.date.fromisoformat(line["delivery-end-date"][:10])

    @property
    def counts(self):
        """Tell whether it is in the rate at all."""
        return self.carrier not in LEFT_OUT and self.amount >= 1000

    @property
    def is_valid(self):
        """Tell whether a carrier of the list has a number of twelve digits whose last one is the rest by seven."""
        digits = self.number
        return self.carrier == "YAMATO" and len(digits) == 12 and int(digits[:11]) % 7 == int(digits[11])


@pytest.fixture(scope="module")
def packages(demo):
    """Return the packages of the demo, and the number of lines that are not sent yet."""
    folder, _ = demo
    categories = tomllib.loads(Path(folder, SETTINGS_FILE).read_text(encoding="utf-8"))["categories"]
    report = csv.DictReader(
        io.StringIO(Path(folder, "Amazon_注文レポート_見本.txt").read_text(encoding="cp932")), delimiter="\t"
    )
    shipped = Path(folder, "Amazon_出荷通知_見本.txt").read_text(encoding="cp932").splitlines()
    header = shipped[2].split("\t")
    sent = {}
    for line in shipped[3:]:
        cells = dict(zip(header, line.split("\t"), strict=False))
        sent[cells["order-item-id"]] = cells
    found, waiting = {}, 0
    for line in report:
        cells = sent.get(line["order-item-id"])
        if cells is None:
            waiting += 1
            continue
        carrier = cells["carrier-name"] or cells["carrier-code"]
        key = line["order-id"], carrier, cells["tracking-number"]
        found.setdefault(key, Package(*key)).add(line, categories[line["sku"]])
    return list(found.values()), waiting


def rate(packages, category, day):
    """Return how many of a category count on a day, and how many of them can be followed."""
    counted = [
        one
        for one in packages
        if one.counts
        and (category == "全体" or category in one.categories)
        and day - LATEST - LENGTH <= one.due <= day - LATEST
    ]
    return len(counted), sum(one.is_valid for one in counted)


def recovery(packages, category):
    """Return the first day from today on whose rate is 95 % or more."""
    for ahead in range(60):
        day = AS_OF + dt.timedelta(ahead)
        total, valid = rate(packages, category, day)
        if total and valid * 100 >= total * 95:
            return day
    return None


def test_rates_by_category(demo, packages):
    """Window, packages, valid ones, rate, allowance and the day of recovery of each category, the worst first."""
    table = under(rows(demo[1]["Amazon"]["集計"]), "Amazon 追跡可能率")
    assert len(table) == 7
    seen = []
    for category, first, last, total, valid, share, verdict, room, back in table:
        assert (first.date(), last.date()) == (dt.date(2026, 10, 13), dt.date(2026, 11, 11))
        assert (total, valid) == rate(packages[0], category, AS_OF)
        assert share == valid / total
        spare = total // 20 - (total - valid)
        assert verdict == ("95%未満" if spare < 0 else "注意" if spare == 0 else "安全")
        assert room == (
            f"不足 {-spare}個"
            if spare < 0
            else "無効が1個増えると基準割れ"
            if spare == 0
            else f"無効はあと{spare}個まで"
        )
        assert (back.date() if back else None) == (recovery(packages[0], category) if spare < 0 else None)
        seen.append((spare, share))
    assert [share for _, share in seen[:-1]] == sorted(share for _, share in seen[:-1])


def test_what_is_coming(demo, packages):
    """Packages of the last ten days that enter the window, the bad ones of them, and the rate of ten days from now."""
    for line in under(rows(demo[1]["Amazon"]["集計"]), "Amazon 追跡可能率のこれから"):
        category, _, _, entering, bad, share = line[:6]
        coming = [
            one
            for one in packages[0]
            if one.counts
            and (category == "全体" or category in one.categories)
            and AS_OF - LATEST < one.due <= AS_OF
        ]
        assert (entering, bad) == (len(coming), sum(not one.is_valid for one in coming))
        total, valid = rate(packages[0], category, AS_OF + LATEST)
        assert share == valid / total


def test_the_trend(demo, packages):
    """Every rate of every category on each of the last thirty days."""
    cells = rows(demo[1]["Amazon"]["集計"])
    table = under(cells, "Amazon 追跡可能率の推移")
    header = cells[next(n for n, row in enumerate(cells) if row == table[0]) - 1]
    assert len(table) == 30
    for back, line in enumerate(reversed(table)):
        day = AS_OF - dt.timedelta(back)
        assert line[0].startswith(f"{day.month}/{day.day}(")
        for category, share in zip(header[1:8], line[1:8], strict=True):
            total, valid = rate(packages[0], category, day)
            assert share == (valid / total if total else None)


def test_packages_to_correct(demo, packages):
    """The list holds each bad package that is or comes into the window once, with the day on which it leaves it."""
    cells = rows(demo[1]["Amazon"]["今日"])
    start = next(
        n for n, row in enumerate(cells) if str(row[0] or "").startswith("Amazon 追跡番号を直す梱包")
    )
    listed = {}
    for row in cells[start + 2 :]:
        if row[0] is None:
            break
        values = [value for value in row if value is not None]
        listed[row[0]] = (row[9] or values[-1]).partition(" ")[0], row[7]
    wanted = {}
    for one in packages[0]:
        if one.counts and not one.is_valid and AS_OF - LATEST - LENGTH <= one.due <= AS_OF:
            gone = one.due + LATEST + LENGTH + dt.timedelta(1)
            wanted[one.order] = f"{gone.month}/{gone.day}({'月火水木金土日'[gone.weekday()]})"
    assert {order: day for order, (day, _) in listed.items()} == wanted
    boxes = {cells[4 - 1][n]: cells[5 - 1][n] for n in range(10)}
    assert boxes["追跡番号を直す"] == len(wanted)
    assert cells[start][0].endswith(f"({len(wanted)}件)")


def test_lines_by_verdict(demo, packages):
    """集計 counts the lines that are valid, not valid, out of scope and not sent yet."""
    verdicts = dict(row[:2] for row in under(rows(demo[1]["Amazon"]["集計"]), "Amazon 行の判定"))
    counted = Counter(
        "対象外" if not one.counts else "有効" if one.is_valid else "無効" for one in packages[0]
    )
    assert verdicts["出荷前 (送り状番号がまだない)"] == packages[1]
    # Eight orders have two lines in one package.
    assert sum(verdicts.values()) - packages[1] >= sum(counted.values())
    assert verdicts["無効"] == counted["無効"]
    assert verdicts["対象外"] == counted["対象外"]


KEPT = {"営業所": 7, "コンビニ": 3, "取扱店": 3, "郵便局": 10}
DONE, RETURNED, SEARCHED = {"配達完了", "投函完了", "受取完了"}, {"返品", "返送"}, {"調査中"}


def stage_of(line):
    """Return the stage of a parcel by the tests of the rules, one after the other, and its last day."""

    def day(name):
        return dt.datetime.fromisoformat(line[name].replace("/", "-")).date() if line[name] else None

    sent, arrived, contacted = day("発送日"), day("到着日"), day("連絡日")
    start = arrived or (sent + dt.timedelta(1) if sent else None)
    last = start + dt.timedelta(KEPT[line["受取場所"] or "営業所"] - 1) if start else None
    status = line["配送状態"]
    for words, stage in ((DONE, "受取完了"), (RETURNED, "返送済み対応"), (SEARCHED, "調査(紛失・破損)")):
        if status in words:
            return stage, last
    if sent is None or sent > AS_OF:
        return "発送前案内", last
    if last < AS_OF:
        return "期限切れ・返送見込み", last
    if last - dt.timedelta(1) <= AS_OF:
        return "期限間近", last
    if contacted and not line["返信"]:
        waited = (AS_OF - contacted).days
        return ("営業所へ問い合わせ" if waited >= 2 else "様子見(返事待ち)"), last
    if contacted:
        return "様子見(返事待ち)", last
    if min(sent + dt.timedelta(7), last - dt.timedelta(2)) <= AS_OF:
        return "落札者へ連絡", last
    return "様子見", last


def test_parcels_by_stage(demo):
    """集計 counts the parcels of each stage; 今日 lists each that asks for something, with its stage and last day."""
    folder, books = demo
    data = Path(folder, "営業所止め_見本.csv").read_bytes().decode("cp932")
    judged = {line["取引番号"]: stage_of(line) for line in csv.DictReader(io.StringIO(data))}
    cells = rows(books["営業所止め"]["集計"])
    counted = dict(row[:2] for row in under(cells, "営業所止め 対応段階ごとの件数") if row[1])
    assert counted == Counter(stage for stage, _ in judged.values())
    today = rows(books["営業所止め"]["今日"])
    start = next(n for n, row in enumerate(today) if str(row[0] or "").startswith("営業所止め 対応する荷物"))
    listed = {}
    for row in today[start + 2 :]:
        if row[0] is None or str(row[0]).startswith("xlshipcheck"):
            break
        listed[row[0]] = row[2], (row[9] or "")
    calm = {"受取完了", "様子見", "様子見(返事待ち)"}
    wanted = {number: answer for number, answer in judged.items() if answer[0] not in calm}
    assert {number: stage for number, (stage, _) in listed.items()} == {
        number: stage for number, (stage, _) in wanted.items()
    }
    for number, (_, last) in wanted.items():
        if last is not None:
            shown = f"{last.month}/{last.day}({'月火水木金土日'[last.weekday()]})"
            assert shown in listed[number][1]
    assert today[4][1] == len(wanted) or len(wanted) in today[4]
    # Those that can still be fetched come first, then the newest expired before the oldest.
    expired = [judged[number][1] for number in listed if judged[number][0] == "期限切れ・返送見込み"]
    assert expired == sorted(expired, reverse=True)
    order = [judged[number][0] for number in listed]
    assert order.index("期限間近") < order.index("期限切れ・返送見込み")
