"""The frame functions on a local Spark: by shop what one machine answers."""

from __future__ import annotations

import sys

import pytest
from shop_tables import ASKED, orders, packages, plain

from xlshipcheck.engines import shops

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def session(engine):
    """A Spark session on this machine, without its web page."""
    sql = engine("pyspark.sql")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYSPARK_PYTHON", sys.executable)
        patched.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        made = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.sql.session.timeZone", "Asia/Tokyo")
            .getOrCreate()
        )
        yield made
        made.stop()


@pytest.mark.parametrize(
    ("what", "function", "table", "options"),
    [
        ("qoo10", "assess_qoo10", orders, {"own_rate": True}),
        ("amazon", "assess_amazon", packages, {}),
        ("rates", "valid_tracking_rate", packages, {}),
    ],
    ids=["orders", "packages", "rates"],
)
def test_spark_answers_as_one_machine(session, what, function, table, options):
    """Each shop's rows come together, and the answers are those of one frame."""
    from xlshipcheck.engines import spark  # noqa: PLC0415  Spark is there now

    whole = table(6, 20)
    spread = session.createDataFrame(whole.astype(object).where(whole.notna(), None)).repartition(5)
    judged = getattr(spark, function)(spread, shop="店舗", **ASKED, **options).toPandas()
    assert plain(judged) == plain(shops.judged(whole, what, "店舗", None, {**ASKED, **options}))


def test_rows_judged_alone(session):
    """Without a shop every row is judged where it lies, and dates come back as dates."""
    from xlshipcheck.engines import spark  # noqa: PLC0415  as above

    whole = orders(2, 10)
    spread = session.createDataFrame(whole.astype(object).where(whole.notna(), None))
    judged = spark.assess_qoo10(spread, **ASKED)
    assert dict(judged.dtypes)["最終発送日"] == "date"
    assert plain(judged.toPandas()) == plain(shops.judged(whole, "qoo10", None, None, ASKED))
