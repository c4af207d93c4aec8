"""`xlshipcheck demo`: realistic files made on the spot, with every stage on any day of the year."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections import Counter

import pytest
from books import records, rows_of, section
from command_runs import AS_OF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlshipcheck.amazon import rate
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.branch_hold import kernel
from xlshipcheck.context import Context
from xlshipcheck.exports.reading import joined_tables
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.shell.samples.demo import BESIDE_FILES, SETS, SETTINGS_FILE, make_samples
from xlshipcheck.values.days import date_of, day_of
from xlshipcheck.xlsx.writing.theme import COLOURS_OF, RATE_COLOURS, STAGE_COLOURS

ORDERS = "DeliveryManagement_detail_見本.csv"
PACKAGES = "Amazon_注文レポート_見本.txt"
HOLDS = "営業所止め_見本.csv"
FILES = [name for names in SETS for name in names]
QOO10_STAGES = {"正常", "注意", "警告", "制限", "発送済", "入金待ち", "対象外"}
HOLD_STAGES = set(COLOURS_OF["対応段階"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder that the property tests write their samples into."""
    return tmp_path_factory.mktemp("demo")


def judged(folder, day: dt.date):
    """Return kind -> assessed rows of the samples of a day, and the columns they were judged by."""
    found = {}
    for paths, context in make_samples(folder, Context(day_of(day))):
        for table in joined_tables(paths, context):
            columns = table.read_roles()
            count = len(columns["発送日"])
            found[table.market] = (assess(table.market, columns, count, context), columns)
    return found


def values(assessed, title: str) -> list[object]:
    """Return a result column."""
    return next(column.values for column in assessed.columns if column.title == title)


NOT_COPIED = "個人情報の列は結果に写していません"


def test_demo_makes_and_marks_files_of_all_kinds(shell, tmp_path):
    """Three kinds of files, three marked workbooks, a summary of each, and where everything is."""
    ran = shell("demo", "--verbose", *AS_OF)
    assert ran.status == 0
    # Of each kind of file the columns about buyers are named, the 注意 of its rows are counted, and nothing else.
    said = [line.partition(" (")[0] for line in ran.err.splitlines()]
    assert [line for line in said if not line.startswith("確認の「注意」: ")] == [NOT_COPIED] * 3
    assert len(said) <= 2 * 3
    folder = tmp_path / "xlshipcheck-demo"
    marked = [names[0].rsplit(".", 1)[0] + "_判定.xlsx" for names in SETS]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*FILES, *marked, *BESIDE_FILES, SETTINGS_FILE]
    )
    for name in (*FILES, *marked, *BESIDE_FILES, SETTINGS_FILE):
        assert f"xlshipcheck-demo/{name}" in ran.out.replace("\\", "/")
    for title in ("Qoo10 急ぐ注文", "Amazon 追跡可能率", "営業所止め 対応が要るもの"):
        assert f"■ {title}" in ran.out


def test_demo_has_the_sizes_it_promises(shell, tmp_path):
    """300 orders in CP932, 530 packages in six categories, 40 branch holds."""
    shell("demo", "d", *AS_OF)
    folder = tmp_path / "d"
    text = (folder / ORDERS).read_bytes().decode("cp932")
    assert text.startswith("配送状態,注文番号,カート番号,")
    assert len(rows_of(folder / "DeliveryManagement_detail_見本_判定.xlsx", "受注")) == 1 + 300
    book = folder / "Amazon_注文レポート_見本_判定.xlsx"
    packages = {row for row in records(book, "出荷", "注文番号", "配送会社") if row[1]}
    assert len(packages) == 530
    assert len({row[0] for row in records(book, "出荷", "カテゴリー")}) == 6
    assert len(rows_of(folder / "営業所止め_見本_判定.xlsx", "営業所止め")) == 1 + 40


def test_one_category_is_just_below_the_limit(shell, tmp_path):
    """One of six rates is 94.x %, and one lies exactly on the limit, which is still fine."""
    shell("demo", "d", *AS_OF)
    rates = section(tmp_path / "d" / "Amazon_注文レポート_見本_判定.xlsx", "Amazon 追跡可能率")
    by_verdict = {row[6]: row for row in rates[1:7]}
    assert 0.94 <= by_verdict["95%未満"][5] < 0.95
    assert by_verdict["95%未満"][8] > dt.datetime(2026, 11, 21)  # noqa: DTZ001  a cell has no offset
    assert by_verdict["注意"][5] == 0.95
    assert Counter(row[6] for row in rates[1:7]) == {"95%未満": 1, "注意": 1, "安全": 4}
    assert sum(row[3] for row in rates[1:7]) == rates[7][3]


def test_second_run_in_the_same_folder(shell, tmp_path):
    """The samples are made anew, the results are kept as backups, and nothing else changes."""
    shell("demo", "d", *AS_OF)
    first = {path.name: path.read_bytes() for path in (tmp_path / "d").iterdir()}
    ran = shell("demo", "d", *AS_OF)
    assert ran.status == 0
    second = {path.name: path.read_bytes() for path in (tmp_path / "d").iterdir()}
    assert {name: second[name] for name in first} == first
    assert sorted(name for name in second if name not in first and "バックアップ" not in name) == []
    assert len(second) == len(first) + 3


def test_demo_as_json(shell):
    """One object per set of files, complete like that of a refresh."""
    data = json.loads(shell("demo", "d", "--json", *AS_OF).out)
    assert [len(part["files"]) for part in data] == [1, 2, 1]
    assert [part["rows"] for part in data][::2] == [300, 40]
    assert all(part["problems"] == [] for part in data)
    said = [[note.partition(" (")[0] for note in part["notes"]] for part in data]
    assert [[note for note in notes if not note.startswith("確認の「注意」: ")] for notes in said] == [
        [NOT_COPIED]
    ] * 3
    assert all(part["written"].endswith("_判定.xlsx") for part in data)


def test_command_that_is_shown_gives_the_same_result(shell, tmp_path):
    """The seller can repeat a refresh with the command and the settings file that the demo leaves."""
    out = shell("demo", "d d", *AS_OF).out
    command = out.splitlines()[-1].replace('"', "").split("xlshipcheck ")[1]
    name, _, rest = command.removeprefix("refresh ").partition(" --settings ")
    settings_path, _, day = rest.partition(" --as-of ")
    book = tmp_path / "d d" / "DeliveryManagement_detail_見本_判定.xlsx"
    before = book.read_bytes()
    book.unlink()
    assert shell("refresh", name, "--settings", settings_path, "--as-of", day).status == 0
    assert book.read_bytes() == before


def test_settings_of_the_demo_are_what_it_judged_by(shell, tmp_path):
    """The settings file names the capacity, the two preorder items and every SKU, as TOML."""
    shell("demo", "d", *AS_OF)
    table = tomllib.loads((tmp_path / "d" / SETTINGS_FILE).read_text("utf-8"))
    assert sorted(table) == ["capacity", "categories", "preorder_items"]
    assert len(set(table["categories"].values())) == 6
    assert sorted(table["preorder_items"].values()) == [dt.date(2026, 11, 20), dt.date(2026, 11, 26)]


def test_demo_in_english(shell):
    """`--lang en` changes what is said around the summaries."""
    out = shell("demo", "d", "--lang", "en", *AS_OF).out
    assert "files made:" in out
    assert "作ったファイル" not in out


def test_no_name_of_a_buyer_in_the_results(shell, tmp_path):
    """The samples hold invented names; the marked workbooks do not."""
    shell("demo", "d", *AS_OF)
    header = rows_of(tmp_path / "d" / "営業所止め_見本_判定.xlsx", "営業所止め")[0]
    assert "落札者名" not in header
    assert "取引番号" in header


A_YEAR = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(0, 365, 31)]
# Golden week, the silver week of 2026, year's end, and days around them.
RUNS = [
    dt.date.fromisoformat(day)
    for day in ("2026-05-03", "2026-05-07", "2026-09-22", "2026-12-31", "2027-01-04")
]


@pytest.mark.parametrize("day", [*A_YEAR, *RUNS], ids=str)
def test_every_stage_occurs_on_any_day(folder, day):
    """Each kind shows all its stages, whatever the day: closed or not, in a long holiday or far from one."""
    found = judged(folder, day)
    orders, columns = found["Qoo10"]
    assert set(values(orders, "段階")) == QOO10_STAGES
    stages = list(zip(columns["商品番号"], values(orders, "段階"), strict=True))
    preorders = {stage for item, stage in stages if item in {"880012348", "880012350"}}
    assert {"正常", "注意", "発送済"} <= preorders
    remarks = " ".join(map(str, values(orders, "確認")))
    assert "お詫び" in remarks
    assert "発送率では期限後" in remarks
    assert "入金日が基準日より後" not in remarks
    packages, _ = found["Amazon"]
    assert set(values(packages, "追跡判定")) == {"有効", "無効", "対象外", ""}
    holds, _ = found["営業所止め"]
    assert set(values(holds, "対応段階")) == HOLD_STAGES
    assert [part.problems for part, _ in found.values()] == [[], [], []]


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "2026-11-23", "2026-05-04"])
def test_border_cases_occur_on_closed_days(folder, day):
    """On a closed day orders lie between their last safe day and the day of the points."""
    orders, _ = judged(folder, dt.date.fromisoformat(day))["Qoo10"]
    assert any("境界" in str(text) for text in values(orders, "確認"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(dt.date(1987, 1, 1), dt.date(2098, 12, 31)))
def test_nothing_breaks_on_any_day_of_the_calendar(folder, day):
    """From the first to the last year every row of every sample can be read and judged."""
    found = judged(folder, day)
    assert [part.problems for part, _ in found.values()] == [[], [], []]
    assert set(values(found["Qoo10"][0], "段階")) == QOO10_STAGES


@pytest.mark.parametrize("day", A_YEAR[::2], ids=str)
def test_orders_reach_over_a_holiday_run(folder, day):
    """Among the days from the oldest order to the last deadline there is a run longer than a weekend."""
    context = Context(day_of(day))
    orders, columns = judged(folder, day)["Qoo10"]
    paid = sorted(str(text)[:10].replace("/", "-") for text in columns["入金日"] if text)
    first = day_of(dt.date.fromisoformat(paid[0]))
    last = max(day_of(value) for value in values(orders, "制限日") if isinstance(value, dt.date))
    run = longest = 0
    for number in range(first, last + 1):
        run = 0 if context.calendar.is_business_day(number) else run + 1
        longest = max(longest, run)
    assert longest >= 3, (date_of(first), date_of(last))


def test_same_day_makes_the_same_files(folder, tmp_path):
    """Everything comes from one seed, so that two runs for one day are equal byte for byte."""
    day = Context(day_of(dt.date(2026, 11, 21)))
    for place in (folder, tmp_path):
        assert len(list(make_samples(place, day))) == 3
    for name in (*FILES, *BESIDE_FILES, SETTINGS_FILE):
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()


def test_every_stage_has_a_colour():
    """Stages, verdicts and the words of a rate are coloured by names that the rules really give."""
    assert set(COLOURS_OF["段階"]) == set(STAGES)
    assert set(COLOURS_OF["追跡判定"]) == set(VALIDITIES)
    assert set(COLOURS_OF["対応段階"]) == set(kernel.STAGES)
    assert set(RATE_COLOURS) == {rate.SAFE, rate.EDGE, rate.BELOW_LIMIT}
    assert set(STAGE_COLOURS) >= QOO10_STAGES | HOLD_STAGES
