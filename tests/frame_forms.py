"""Random frames: the cells of a sheet, and the same cells as each kind of column that pandas has."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from xlshipcheck.context import Context, PreorderDays, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  what a spreadsheet counts from has no zone
MANY = 300
MEMO = "メモ"
ZONES = [dt.timezone(dt.timedelta(hours=hours)) for hours in (0, 9, -5)]
YES = (True,)
MISSING_MARKS = (None, float("nan"), pd.NA, pd.NaT, np.datetime64("NaT"))

near_dates = st.dates(AS_OF - dt.timedelta(60), AS_OF + dt.timedelta(30))
end_dates = st.one_of(
    st.dates(dt.date(1986, 1, 1), dt.date(1986, 1, 12)), st.dates(dt.date(2099, 12, 5), dt.date(2099, 12, 31))
)
outside_dates = st.sampled_from([dt.date(1985, 12, 31), dt.date(2100, 1, 1), dt.date(1700, 5, 5)])
some_dates = st.one_of(near_dates, near_dates, near_dates, end_dates, outside_dates)
times = st.times(max_value=dt.time(23, 59)).map(lambda time: time.replace(microsecond=0))
moments = st.builds(dt.datetime.combine, some_dates, times)
garbage = st.sampled_from(
    [
        "11/20",
        "みてい",
        "-",
        "R8.11.20",
        20261120,
        "20261120",
        True,
        False,
        -5,
        12,
        2.5,
        float("inf"),
        "#N/A",
        Decimal("3000000.5"),
        [1],
        b"x",
        1 + 2j,
    ]
)


def date_texts(date):
    """Return the ways in which people write a date."""
    return [
        date.isoformat(),
        f"{date:%Y/%m/%d} 23:59:59",
        f"{date.year}年{date.month}月{date.day}日",
        f" {date} ",
    ]


def serial(moment):
    """Return a moment as a spreadsheet's serial number."""
    return (moment - EPOCH) / dt.timedelta(days=1)


def plain(cell):
    """Return what a sheet has in place of a cell: nothing for a missing value, text for a list."""
    if any(cell is mark for mark in MISSING_MARKS):
        return None
    return str(cell) if isinstance(cell, list) else cell


def maybe(strategy):
    """Return a strategy that leaves every fourth cell or so blank."""
    return st.one_of(st.none(), strategy, strategy, strategy)


def as_datetimes(cells, unit):
    """Return cells as datetime64 of a unit."""
    return pd.Series(pd.array(cells, dtype=f"datetime64[{unit}]"))


def object_series(cells):
    """Return cells as they are."""
    column = np.empty(len(cells), object)
    for row, cell in enumerate(cells):
        column[row] = cell
    return pd.Series(column, dtype=object)


def typed(dtype):
    """Return what makes a column of a dtype from cells."""
    return lambda cells: pd.Series(cells, dtype=dtype)


def categories(cells):
    """Return cells as categories, whatever their types."""
    return object_series(cells).astype("category")


def whole_serial(date):
    """Return a date as a spreadsheet's serial number, without a time of day."""
    return (date - EPOCH.date()).days


def in_zone(zone):
    """Return the form of a column of moments in a time zone."""
    moved = moments.map(lambda moment: moment.replace(tzinfo=zone))
    return moved, lambda cells: pd.Series(pd.array(cells, dtype=pd.DatetimeTZDtype("us", zone)))


def in_unit(unit):
    """Return the form of a column of moments as datetime64 of a unit."""
    return moments, lambda cells: as_datetimes(cells, unit)


written_dates = some_dates.flatmap(lambda date: st.sampled_from(date_texts(date)))
any_cell = st.one_of(
    some_dates,
    moments,
    moments.map(lambda moment: moment.replace(tzinfo=ZONES[0])),
    moments.map(serial),
    written_dates,
    garbage,
    st.sampled_from(["", " ", *MISSING_MARKS]),
)
DATE_FORMS = st.sampled_from(
    [
        *map(in_unit, ("s", "ms", "us", "ns")),
        *map(in_zone, ZONES),
        (moments.map(serial), typed(float)),
        (some_dates.map(whole_serial), typed("Int64")),
        (written_dates, typed("string")),
        (some_dates, categories),
        (any_cell, object_series),
    ]
)


def several(count):
    """Return an index of two levels."""
    pairs = list(itertools.islice(itertools.product("abcd", range(99)), count))
    return (
        pd.MultiIndex.from_tuples(pairs, names=["店", "番"])
        if pairs
        else pd.MultiIndex.from_product([[], []])
    )


INDEXES = st.sampled_from(
    [
        pd.RangeIndex,
        lambda count: pd.Index(["同じ"] * count),
        lambda count: pd.date_range("2026-01-01", periods=count),
        several,
    ]
)


class RandomFrame:
    """A frame and the cells that a sheet would have in its place.

    Attributes:
        frame: the frame.
        cells: role -> the same cells as Python values.
        memos: the column that is no role, where there is one.
        count: number of rows.
    """

    def __init__(self, columns, count, index):
        self.frame = pd.DataFrame({name: column for name, (_, column) in columns.items()})
        self.frame.index = index(count)
        self.cells = {name: cells for name, (cells, _) in columns.items() if name != MEMO}
        self.memos = [columns[MEMO][0]] if MEMO in columns else []
        self.count = count

    def rows(self):
        """Yield the cells of each row, the memo last."""
        return zip(*self.cells.values(), *self.memos, strict=True)

    def headers(self):
        """Return the headers of the cells of `rows`."""
        return [*self.cells, *([MEMO] if self.memos else [])]


@st.composite
def frames(draw, always, sometimes, *, many=False):
    """Draw a frame.

    Args:
        draw: from hypothesis.
        always: role -> forms of the columns that every frame has.
        sometimes: role -> forms of those that may be missing.
        many: some hundred rows, which repeat a dozen cells a column in every combination.
    """
    count = MANY if many else draw(st.integers(0, 12))
    chance = draw(st.randoms(use_true_random=False)) if many else None
    there = {role: form for role, form in sometimes.items() if draw(st.booleans())}
    columns = {}
    for role, forms in {**always, **there}.items():
        cell, build = draw(forms)
        if chance:
            pool = draw(st.lists(maybe(cell), min_size=1, max_size=12))
            cells = [chance.choice(pool) for _ in range(count)]
        else:
            cells = draw(st.lists(maybe(cell), min_size=count, max_size=count))
        columns[role] = ([plain(value) for value in cells], build(cells))
    return RandomFrame(columns, count, draw(INDEXES))


def word_forms(*choices):
    """Return the forms of a column of words: as objects, as text, as categories."""
    texts = st.sampled_from(["", *(choice for choice in choices if isinstance(choice, str))])
    anything = st.sampled_from(["", *choices, *MISSING_MARKS])
    return st.sampled_from([(anything, object_series), (texts, typed("string")), (texts, categories)])


NOVEMBER_10 = day_of(dt.date(2026, 11, 10))


@st.composite
def contexts(draw):
    """Draw the settings and rules that a shop may have, with an as-of day."""
    as_of = draw(st.one_of(st.just(AS_OF), near_dates, end_dates))
    settings = Settings(
        closed=draw(st.sampled_from([frozenset(), frozenset([day_of(dt.date(2026, 11, 4))])])),
        default_kind=draw(st.sampled_from(["一般", "予約"])),
        preorder_items=draw(
            st.sampled_from(
                [
                    {},
                    {"A1": None, "20": day_of(dt.date(2026, 11, 18))},
                    {"A1": PreorderDays((NOVEMBER_10, NOVEMBER_10 + 8)), "20": PreorderDays(lead=7)},
                    {"A1": NOVEMBER_10, "20": PreorderDays((NOVEMBER_10 - 9, NOVEMBER_10))},
                ]
            )
        ),
        rates=draw(
            st.sampled_from([{}, {"一般": Fraction(19, 20)}, {"一般": Fraction(1), "予約": Fraction(0)}])
        ),
        rate_unit=draw(st.sampled_from(["注文番号", "カート番号"])),
        rate_window=draw(
            st.sampled_from([None, (day_of(dt.date(2026, 11, 1)), day_of(dt.date(2026, 11, 16)))])
        ),
    )
    changed = draw(
        st.sampled_from([{}, {"qoo10.payment_day": 1}, {"qoo10.general.safe": 3, "qoo10.points": -5}])
    )
    rules = standard_rulebook().with_overrides(changed, "試験") if changed else None
    return Context(day_of(as_of), settings, rules)


TOTALS = ("合計", "11月 小計", "合計 12件")
NUMBERS = (
    *("444413758703", "4444-1375-8703", "123456789012", "4.44414E+11", "EE876543216CN"),
    *(444413758703, "444413758703.0"),
    *("44441375870", "444413758703 512547514334", "09012345678", "\u200b444413758703"),
)
MEMOS = word_forms("はこ", "合計")


# As a refresh writes them, and as people do; the days are restriction days of the dates above.
JUDGED_RATES = (
    *(
        "38/40 11/17",
        "40/40 11/17 再計算",
        "1/2 11/18",
        "96% 設定 (1/2 11/17)",
        "対象なし 11/13",
        "97%",
        0.95,
    ),
    "38/40 11/17 再計算 状態不明2件で判定が変わる",
)


def qoo10_forms(base):
    """Return the forms of the columns of Qoo10 orders, given the one of 入金日 and 予約日 that is there."""
    return (
        {base: DATE_FORMS, "発送日": DATE_FORMS},
        {
            ({"入金日", "予約日"} - {base}).pop(): DATE_FORMS,
            "発送予定日": DATE_FORMS,
            "お届け希望日": DATE_FORMS,
            "区分": word_forms("一般", "予約", "一般", "予約商品", "セール", 3),
            "配送状態": word_forms("配送中", "配送完了", "キャンセル", "入金待ち", "謎"),
            "注文番号": word_forms("701", "702", 703, 704.0),
            "カート番号": word_forms("c1", "c2", 3),
            "商品番号": word_forms("A1", 20, "B2", 20.0),
            "判定の率": word_forms(*JUDGED_RATES),
        },
    )


HOLD_FORMS = (
    {"発送日": DATE_FORMS},
    {
        "到着日": DATE_FORMS,
        "連絡日": DATE_FORMS,
        "配送状態": word_forms("発送済み", "ご来店予定(保管中)", "投函完了", "返送", "調査中", "謎"),
        "受取場所": word_forms("営業所", "コンビニ", "郵便局", "どこか"),
        "サービス": word_forms("クロネコDM便", "ネコポス", "宅急便"),
        "返信": word_forms(*YES, "済", "FALSE", "2026-11-01", "はて"),
    },
)
HEALTH_STATES = ("未出荷", "Shipped", "保管中", "キャンセル", "購入者キャンセル", "謎", "#N/A", 5)
AMAZON_FORMS = (
    {
        "配送会社": word_forms("ヤマト運輸", "西濃運輸", "Yamato", "謎", "China Post", "JPロジスティクス", 5),
        "送り状番号": word_forms(*NUMBERS),
        "注文金額": st.one_of(
            word_forms("999", "1,000", 2000, 999.5, "百円"),
            st.just((st.sampled_from([0.0, 500.5, 999.99, 1000.0, 2000.0]), typed(float))),
            st.just((st.integers(900, 1100), typed("Int64"))),
        ),
        "お届け予定日": DATE_FORMS,
    },
    {
        "スキャン回数": word_forms(0, 1, 2, "3", "x", -1),
        "配達完了": word_forms(*YES, "配達完了", "持ち戻り(ご不在)", "FALSE", "?"),
        "出品者": word_forms("日本", "中国", "香港", "月"),
        "カテゴリー": word_forms("本", "服"),
        "注文番号": word_forms("503-1", "503-2", 5),
        "フルフィルメント": word_forms("Amazon", "Merchant", "謎"),
        "サービス": word_forms("ネコポス", "宅急便", "#N/A"),
        "発送日": DATE_FORMS,
        "出荷期限": DATE_FORMS,
        "注文日": DATE_FORMS,
        "配送状態": word_forms(*HEALTH_STATES),
    },
)
QOO10_FRAMES = st.one_of(*(frames(*qoo10_forms(base)) for base in ("入金日", "予約日")))
HOLD_FRAMES, AMAZON_FRAMES = frames(*HOLD_FORMS), frames(*AMAZON_FORMS)

# What a refresh looks at besides the rule: rows of totals, and numbers that a spreadsheet has changed.
BESIDE = {
    "注文番号": word_forms("701", "702", 703, *TOTALS),
    "送り状番号": word_forms(*NUMBERS, "#N/A", "合計"),
    MEMO: MEMOS,
}


def whole_frames(kind, *, many):
    """Return frames of a kind of sheet with all that a refresh looks at."""
    always, sometimes = FORMS[kind]
    always = {role: BESIDE.get(role, forms) for role, forms in always.items()}
    beside = {role: forms for role, forms in BESIDE.items() if role not in always}
    return frames(always, {**sometimes, **beside}, many=many)


FORMS = {"Qoo10": qoo10_forms("入金日"), "Amazon": AMAZON_FORMS, "営業所止め": HOLD_FORMS}


def values(result):
    """Return title -> the values of a result as plain Python ones, None for a missing one."""
    plain_values = {}
    for title, column in result.items():
        cells = [None if pd.isna(value) else value for value in column.tolist()]
        plain_values[title] = [value.date() if isinstance(value, pd.Timestamp) else value for value in cells]
    return plain_values


def told(columns, sentences):
    """Return what a frame must say where a sheet has these columns.

    Args:
        columns: of the sheet.
        sentences: titles of the columns in which a blank is "" in a frame too; in others it is missing.
    """
    return {
        title: [
            None
            if (isinstance(cell, str) and cell.startswith("エラー: "))
            or (cell == "" and title not in sentences)
            else cell
            for cell in cells
        ]
        for title, _, cells, *_ in columns
    }
