"""The frame functions on Spark: `applyInPandas` by shop, `mapInPandas` where rows are judged alone; lazy.

    from xlshipcheck.engines import spark
    judged = spark.assess_qoo10(orders, as_of="2026-11-21", shop="店舗", own_rate=True)   # nothing computed yet
    judged.write.parquet("judged/")

The arguments are those of `xlshipcheck.frames`, and `shop`, the column that tells the shop; `contexts` gives settings
and rules for all shops or by shop. The rows come back with the result columns beside them: text, date, bigint, double.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlshipcheck.engines.shops import Engine, judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyspark.sql import DataFrame

    from xlshipcheck.engines.shops import Contexts

_KINDS: Final = {"M": "date", "i": "bigint", "f": "double"}
"""numpy's letter of a result column -> Spark's type; anything else is text."""


def _spread(
    frame: DataFrame,
    what: str,
    shop: str | None,
    contexts: Contexts,
    options: Mapping[str, Any],
) -> DataFrame:
    # Columns of Python objects come back as they went in: what has another type is a result.
    empty = pd.DataFrame({name: pd.Series([], dtype="object") for name in frame.columns})
    answer, given = judged(empty, what, shop, contexts, options), dict(frame.dtypes)
    schema = ", ".join(
        f"`{title}` {given[str(title)] if dtype.kind == 'O' and dtype.name == 'object' else _KINDS.get(dtype.kind, 'string')}"
        for title, dtype in answer.dtypes.items()
    )
    if shop is None:

        def of_rows(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
            return (_plain(judged(part, what, None, contexts, options)) for part in parts)

        return frame.mapInPandas(of_rows, schema)

    def of_shop(part: pd.DataFrame) -> pd.DataFrame:
        return _plain(judged(part, what, shop, contexts, options))

    return frame.groupBy(shop).applyInPandas(of_shop, schema)


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Return an answer with dates as Spark's date columns take them."""
    for title in answer.columns[[dtype.kind == "M" for dtype in answer.dtypes]]:
        if not isinstance(answer[title].dtype, pd.DatetimeTZDtype) and answer[title].dtype == "datetime64[s]":
            answer[title] = answer[title].dt.date.where(answer[title].notna(), None)
    return answer


_SPARK = Engine(_spread)
assess_qoo10, assess_amazon, assess_holds = _SPARK.assess_qoo10, _SPARK.assess_amazon, _SPARK.assess_holds
valid_tracking_rate = _SPARK.valid_tracking_rate
