"""The frame functions for Polars, Arrow and whatever else narwhals knows: a frame of one kind in, one of that kind out.

    from xlshipcheck.engines import narwhals
    judged = narwhals.assess_qoo10(orders, as_of="2026-11-21")      # orders: polars.DataFrame, pyarrow.Table, ...

The arguments are those of `xlshipcheck.frames`, and `shop` and `contexts` as on the other engines. The rows come back as
they are, with the result columns beside them: text, date, whole number, number. A polars.LazyFrame stays lazy: nothing of
it is computed before it is collected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import pandas as pd

from xlshipcheck.engines.shops import ASSESSMENTS, Engine, judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.engines.shops import Contexts

JST: Final = "Asia/Tokyo"
_KINDS: Final = {"M": nw.Date(), "i": nw.Int64(), "f": nw.Float64()}
"""numpy's letter of a result column -> its type; anything else is text."""


def _spread(
    frame: Any,  # noqa: ANN401  a frame of any kind that narwhals knows
    what: str,
    shop: Any,  # noqa: ANN401  a column's name can be anything
    contexts: Contexts,
    options: Mapping[str, Any],
) -> Any:  # noqa: ANN401  as the frame
    given = nw.from_native(frame)
    if given.implementation.is_pandas() and not isinstance(given, nw.LazyFrame):
        # Its missing numbers have a type of their own, which the way round through lists would lose.
        return judged(given.to_native(), what, shop, contexts, options)
    if not isinstance(given, nw.LazyFrame):
        return _judged(given, what, shop, contexts, options).to_native()
    if not given.implementation.is_polars():
        message = f"{type(frame).__name__} is lazy and no polars.LazyFrame: hand over its rows, for example as an Arrow table"
        raise TypeError(message)

    def of_rows(rows: Any) -> Any:  # noqa: ANN401  a polars.DataFrame, and another one
        return _judged(nw.from_native(rows, eager_only=True), what, shop, contexts, options).to_native()

    schema = frame.collect_schema()
    return frame.map_batches(
        of_rows,
        schema=of_rows(schema.to_frame()).schema,
        # All rows of a shop make its rate, also those that are filtered out afterwards.
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )


def _judged(
    frame: nw.DataFrame[Any], what: str, shop: object, contexts: Contexts, options: Mapping[str, Any]
) -> nw.DataFrame[Any]:
    part = pd.DataFrame({name: _cells(frame[name]) for name in frame.columns})
    answer = judged(part, what, shop, contexts, options)
    titles = list(answer.columns)
    if what != "rates":
        titles = list(ASSESSMENTS[what](part.iloc[:0], **options).columns)
    columns = [_column(str(title), answer[title], frame.implementation) for title in titles]
    if what == "rates":
        return columns[0].to_frame().with_columns(*columns[1:])
    return frame.drop([title for title in titles if title in frame.columns]).with_columns(*columns)


def _cells(column: nw.Series[Any]) -> pd.Series[Any]:
    """Return a column as pandas': days and moments as its own, everything else as the cells that they are."""
    kind = column.dtype
    if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
        column = column.dt.convert_time_zone(JST).dt.replace_time_zone(None)
    if isinstance(kind, (nw.Date, nw.Datetime)):
        # As seconds at the coarsest: pandas has no days.
        moments = column.to_numpy()
        return pd.Series(moments.astype("datetime64[s]") if isinstance(kind, nw.Date) else moments)
    return pd.Series(column.to_list(), dtype="object")


def _column(title: str, answer: pd.Series[Any], backend: nw.Implementation) -> nw.Series[Any]:
    """Return a result column in the kind of the frame, missing values as its nulls."""
    kind = _KINDS.get(answer.dtype.kind, nw.String())
    values = answer.dt.date if answer.dtype.kind == "M" else answer
    held = [None if missing else value for value, missing in zip(values, answer.isna(), strict=True)]
    return nw.new_series(title, held, kind, backend=backend)


_NARWHALS: Final[Engine[Any]] = Engine(_spread)
assess_qoo10, assess_amazon = _NARWHALS.assess_qoo10, _NARWHALS.assess_amazon
assess_holds, valid_tracking_rate = _NARWHALS.assess_holds, _NARWHALS.valid_tracking_rate
