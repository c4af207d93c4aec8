"""The frame functions on Polars and Arrow, through narwhals: what pandas answers, in the kind of frame that was given."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from shop_tables import ASKED, orders, packages, plain

from xlshipcheck import frames
from xlshipcheck.engines import shops

pytestmark = pytest.mark.end_to_end
PARTS = {
    "orders": ("qoo10", "assess_qoo10", orders, {"own_rate": True}),
    "packages": ("amazon", "assess_amazon", packages, {}),
    "rates": ("rates", "valid_tracking_rate", packages, {}),
}


def columns_of(table):
    """Return the columns of a table as lists, missing values as None."""
    return {title: [value if value == value else None for value in table[title]] for title in table}  # noqa: PLR0124  NaN alone


@pytest.fixture
def ours(engine):
    """Return our module; where narwhals is not installed the test is skipped, but in CI."""
    engine("narwhals")
    from xlshipcheck.engines import narwhals  # noqa: PLC0415  it is there now

    return narwhals


@pytest.fixture(params=["polars", "arrow"])
def made(request, engine):
    """Return a function that makes a frame of a kind from columns, and one that reads it back as rows."""
    if request.param == "polars":
        polars = engine("polars")
        return lambda table: polars.DataFrame(columns_of(table)), lambda frame: frame.rows()
    arrow = engine("pyarrow")
    return (
        lambda table: arrow.table(columns_of(table)),
        lambda frame: list(zip(*(column.to_pylist() for column in frame.columns), strict=True)),
    )


@pytest.mark.parametrize(("what", "function", "table", "options"), PARTS.values(), ids=PARTS.keys())
def test_other_frames_answer_as_pandas(ours, made, what, function, table, options):
    """A frame of one kind comes back as that kind, with the answers of pandas beside its rows."""
    make, rows = made
    whole = table(5, 12)
    given = make(whole)
    judged = getattr(ours, function)(given, shop="店舗", **ASKED, **options)
    assert type(judged) is type(given)
    expected = shops.judged(whole, what, "店舗", None, {**ASKED, **options})
    assert plain_rows(rows(judged)) == plain(expected)


def plain_rows(rows):
    """Return rows as sorted texts, as `shop_tables.plain` gives those of pandas."""

    def text(value):
        if value is None:
            return ""
        if isinstance(value, dt.date):
            return value.isoformat()[:10]
        return f"{value:g}" if isinstance(value, float) else str(value)

    return sorted(tuple(map(text, row)) for row in rows)


def test_days_and_moments_of_their_own(ours, engine):
    """Polars' dates, moments and moments of a zone are read as days in Japan; missing ones are blanks."""
    polars = engine("polars")
    utc = dt.UTC
    paid = [dt.datetime(2026, 11, 12, 15, 0, tzinfo=utc), dt.datetime(2026, 11, 12, 14, 59, tzinfo=utc), None]
    frame = polars.DataFrame(
        {"入金日": paid, "発送日": [None, dt.date(2026, 11, 13), None], "注文番号": [1, 2, None]}
    )
    judged = ours.assess_qoo10(frame, as_of="2026-11-21")
    assert judged["段階"].to_list() == ["警告", "発送済", None]
    assert judged["最終発送日"].to_list() == [dt.date(2026, 11, 19), dt.date(2026, 11, 18), None]
    assert judged["減点"].to_list() == [-2, 0, None]
    assert judged["注文番号"].to_list() == [1, 2, None]


def test_a_lazy_frame_stays_lazy(ours, engine):
    """A polars.LazyFrame is not read while the question is put, and a filter behind it takes no row from the rate."""
    polars = engine("polars")
    whole = orders(4, 20)
    frame = polars.DataFrame(columns_of(whole))
    read = []

    def reading(rows):
        read.append(len(rows))
        return rows

    lazy = frame.lazy().map_batches(reading, schema=frame.schema)
    judged = ours.assess_qoo10(lazy, shop="店舗", own_rate=True, **ASKED).filter(
        polars.col("店舗") == "店001"
    )
    assert read == []
    expected = shops.judged(whole, "qoo10", "店舗", None, {**ASKED, "own_rate": True})
    assert plain_rows(judged.collect().rows()) == plain(expected[expected["店舗"] == "店001"])
    assert read == [80]


@pytest.mark.parametrize("shop", [None, "店舗"])
def test_a_frame_of_pandas_answers_as_pandas(ours, shop):
    """Sent and unpaid orders, which have no 残り日数, and any index: the answers are those of `frames`."""
    whole = orders(1, 20)
    whole["入金日"] = [None, *whole["入金日"][1:]]
    whole.index = pd.Index([*range(10), *range(10)], name="行")
    judged = ours.assess_qoo10(whole, shop=shop, **ASKED)
    answer = frames.assess_qoo10(whole, **ASKED)
    assert answer["残り日数"].isna().any()
    assert judged.index.equals(whole.index)
    assert list(judged.columns) == [*whole.columns, *answer.columns]
    assert plain(judged[answer.columns]) == plain(answer)


def test_results_that_stand_there_already_are_replaced(ours, engine):
    """A frame that was judged before gets its result columns anew, each once."""
    polars = engine("polars")
    frame = polars.DataFrame(columns_of(orders(1, 5)))
    once = ours.assess_qoo10(frame, **ASKED)
    assert ours.assess_qoo10(once, **ASKED).equals(once)


def test_what_is_lazy_elsewhere_is_refused(ours, engine):
    """Of another lazy frame nothing is collected behind the caller's back: it is refused."""
    lazy = engine("narwhals").from_native(orders(1, 2)).lazy()
    with pytest.raises(TypeError, match="lazy"):
        ours.assess_qoo10(lazy, **ASKED)
