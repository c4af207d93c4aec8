"""One partition judged: each shop of it by itself, with columns that every partition types alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import numpy as np
import pandas as pd

from xlshipcheck import frames
from xlshipcheck.context import PLAIN, Context

Judge = Callable[..., pd.DataFrame]
Contexts = Context | Mapping[Any, Context] | None
Frame = TypeVar("Frame")

ASSESSMENTS: Final[dict[str, Judge]] = {
    "qoo10": frames.assess_qoo10,
    "amazon": frames.assess_amazon,
    "holds": frames.assess_holds,
    "rates": frames.valid_tracking_rate,
}
"""What can be asked of a partition."""
ShopColumn = Any
"""The column that tells the shop, by the name that the engine gives it; None for one shop."""
Options = Mapping[str, Any]
"""Arguments of a frame function by name."""
NEEDS_SHOP: Final = frozenset(["amazon", "rates"])
"""Judged over several rows at once, which must not lie in different partitions."""


def refuse_without_shop(what: str, shop: object, options: Options) -> None:
    """Refuse a question over several rows of a shop where no column tells the shop.

    Args:
        what: a key of `ASSESSMENTS`.
        shop: the column that tells the shop; None for none.
        options: those of the frame function.

    Raises:
        ValueError: rows that belong together could lie in different partitions.
    """
    if shop is None and (what in NEEDS_SHOP or options.get("own_rate")):
        message = (
            f"{what}: give shop=, the column that tells the shop: packages and rates are counted over all "
            "rows of a shop, which may lie in different partitions"
        )
        raise ValueError(message)


class Engine(Generic[Frame]):
    """The frame functions on one engine; lazy.

    Each takes the engine's frame, `shop`, the column that tells the shop, `contexts`, settings and rules for all shops
    or by shop, and the arguments of the function of the same name in `xlshipcheck.frames`.

    Args:
        spread: puts a question, a key of `ASSESSMENTS`, to every partition: frame, question, shop, contexts, options.
    """

    def __init__(self, spread: Callable[[Frame, str, ShopColumn, Contexts, Options], Frame]) -> None:
        self._spread = spread

    def _ask(self, what: str, frame: Frame, shop: object, contexts: Contexts, options: Any) -> Frame:  # noqa: ANN401  as below
        refuse_without_shop(what, shop, options)
        return self._spread(frame, what, shop, contexts, options)

    def assess_qoo10(
        self,
        frame: Frame,
        *,
        shop: Any = None,  # noqa: ANN401  a column's name can be anything
        contexts: Contexts = None,
        **options: Any,  # noqa: ANN401  those of the frame function
    ) -> Frame:
        """Return Qoo10 orders with their result columns. See `frames.assess_qoo10`.

        Raises:
            ValueError: `own_rate` without `shop`.
        """
        return self._ask("qoo10", frame, shop, contexts, options)

    def assess_amazon(
        self,
        frame: Frame,
        *,
        shop: Any,  # noqa: ANN401  as above
        contexts: Contexts = None,
        **options: Any,  # noqa: ANN401  as above
    ) -> Frame:
        """Return Amazon.co.jp packages with their result columns. See `frames.assess_amazon`."""
        return self._ask("amazon", frame, shop, contexts, options)

    def assess_holds(
        self,
        frame: Frame,
        *,
        shop: Any = None,  # noqa: ANN401  as above
        contexts: Contexts = None,
        **options: Any,  # noqa: ANN401  as above
    ) -> Frame:
        """Return parcels held at a branch with their result columns. See `frames.assess_holds`."""
        return self._ask("holds", frame, shop, contexts, options)

    def valid_tracking_rate(
        self,
        frame: Frame,
        *,
        shop: Any,  # noqa: ANN401  as above
        contexts: Contexts = None,
        **options: Any,  # noqa: ANN401  as above
    ) -> Frame:
        """Return each shop's table of 追跡可能率, a row per category and 全体. See `frames.valid_tracking_rate`."""
        return self._ask("rates", frame, shop, contexts, options)


def judged(
    part: pd.DataFrame,
    what: str,
    shop: Any,  # noqa: ANN401  a column's name can be anything
    contexts: Contexts,
    options: Options,
) -> pd.DataFrame:
    """Return a partition with its result columns, or its table of rates.

    Args:
        part: rows of a partition, each shop whole where `shop` is given.
        what: a key of `ASSESSMENTS`.
        shop: the column that tells the shop; None to judge all rows together.
        contexts: settings and rules, for all shops or by shop; a shop that is not named has none of its own.
        options: passed to the frame function, the as-of day among them.

    Returns:
        For `rates` the shop and its table, a row per category; else the rows as given, in their order, with
        the result columns. Words are text: partitions would not agree on their categories.
    """
    if shop is None:
        return _one(part, what, _context_of(contexts, None), options)
    groups = part.groupby(shop, sort=False, dropna=False, observed=True).indices
    found = []
    for name, positions in groups.items() if len(part) else [(None, np.array([], np.intp))]:
        one = _one(part.iloc[positions], what, _context_of(contexts, name), options)
        if what == "rates":
            one = one.iloc[: len(one) if len(part) else 0]
            one.insert(0, shop, pd.Series([name] * len(one), index=one.index, dtype=part[shop].dtype))
        found.append(one)
    together = pd.concat(found)
    if what == "rates":
        return together.reset_index(drop=True)
    return together.iloc[np.argsort(np.concatenate([*groups.values(), []]))] if len(part) else together


def _context_of(contexts: Contexts, shop: object) -> Context:
    if contexts is None or isinstance(contexts, Context):
        return contexts or PLAIN
    return contexts.get(shop, PLAIN)


def _one(rows: pd.DataFrame, what: str, context: Context, options: Options) -> pd.DataFrame:
    answer = ASSESSMENTS[what](rows, context=context, **options)
    for title in answer.columns:
        if isinstance(answer[title].dtype, pd.CategoricalDtype):
            answer[title] = answer[title].astype("string")  # of either pandas, with missing values
    if what == "rates":
        return answer
    return pd.concat(
        [rows.drop(columns=[title for title in answer.columns if title in rows]), answer], axis=1
    )
