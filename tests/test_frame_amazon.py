"""Amazon packages of a frame: judged as in a sheet, and the valid tracking rate over them."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from frame_forms import AMAZON_FRAMES, AS_OF, contexts, told, values
from hypothesis import given, settings

from xlshipcheck import errors, frames
from xlshipcheck.amazon.grouping import package_key
from xlshipcheck.amazon.rate import TABLE_HEADER
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets import qoo10
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

# Each example is a whole frame.
few_examples = settings(max_examples=40, deadline=None)


@few_examples
@given(AMAZON_FRAMES, contexts())
def test_frame_equals_the_sheet(packages, context):
    """A frame of packages says what a refreshed sheet says, packages of several rows included."""
    result = frames.assess_amazon(packages.frame, as_of=AS_OF, context=context)
    sheet = assess("Amazon", packages.cells, packages.count, context.replaced(as_of=day_of(AS_OF)))
    assert values(result) == told(sheet.columns, {"判定理由", "確認"})
    assert result.index.equals(packages.frame.index)


@few_examples
@given(AMAZON_FRAMES)
def test_rate_equals_the_function_in_a_cell(packages):
    """The rate of a frame is AMAZON_VTR_TABLE over its rows, or the same refusal, judged before or just now."""
    context, cells, blank = Context(day_of(AS_OF)), packages.cells, [None] * packages.count
    _, _, judged, *_ = assess("Amazon", cells, packages.count, context).columns[0]
    orders = qoo10.texts(cells, "注文番号", packages.count)
    carriers = qoo10.texts(cells, "配送会社", packages.count)
    keys = [package_key(*key) for key in zip(orders, cells["送り状番号"], carriers, strict=True)]
    package = ["/".join(key) if key else None for key in keys]
    columns = [judged, cells["お届け予定日"], cells.get("カテゴリー", blank), package]
    validity, days, category, package = ([*column, None] for column in columns)
    before = packages.frame.assign(**frames.assess_amazon(packages.frame, as_of=AS_OF))
    try:
        table = evaluate("AMAZON_VTR_TABLE", [validity, days, category, MISSING, package], context).table
    except errors.ArgumentError as refusal:
        for frame in (packages.frame, before):
            with pytest.raises(type(refusal), match=re.escape(str(refusal))):
                frames.valid_tracking_rate(frame, as_of=AS_OF)
        return
    expected = dict(zip(TABLE_HEADER, map(list, zip(*table[1:], strict=True)), strict=True))
    expected["追跡可能率"] = [None if rate == "対象なし" else float(rate) for rate in expected["追跡可能率"]]
    expected["あと何件"] = [None if left == "" else left for left in expected["あと何件"]]
    for frame in (packages.frame, before):
        result = values(frames.valid_tracking_rate(frame, as_of=AS_OF))
        result.pop("確認")
        assert result == (
            expected if "カテゴリー" in cells else {title: found[-1:] for title, found in expected.items()}
        )


def packages(valid, invalid, **more):
    """Return a frame of packages in scope, all promised for a day of the window."""
    numbers = ["444413758703"] * valid + ["444413758704"] * invalid
    frame = pd.DataFrame(
        {"送り状番号": numbers, "配送会社": "ヤマト運輸", "注文金額": 1500, "お届け予定日": "2026-11-01"}
    )
    return frame.assign(注文番号=range(len(frame)), **more)


@pytest.mark.parametrize(
    ("valid", "invalid", "verdict", "left"),
    [(190, 10, "注意", 0), (189, 11, "95%未満", -1), (191, 9, "安全", 1)],
)
def test_rate_at_the_limit(valid, invalid, verdict, left):
    """190 of 200 is fine and 189 is not, and beside 95%未満 stands what may follow."""
    rate = frames.valid_tracking_rate(packages(valid, invalid), as_of=AS_OF)
    assert rate["カテゴリー"].tolist() == ["全体"]
    assert rate[["対象", "有効", "判定", "あと何件"]].iloc[0].tolist() == [200, valid, verdict, left]
    assert rate["追跡可能率"].tolist() == [valid / 200]
    assert ("改善計画" in rate["確認"][0]) == (verdict == "95%未満")


def test_rate_by_any_column():
    """Packages are grouped by any role or column, or not at all; the total comes last and a package counts once."""
    frame = packages(3, 1, 店=["東", "西", "東", "東"], カテゴリー=["本", "服", "本", "服"])
    frame.loc[2, "注文番号"] = frame.loc[0, "注文番号"]
    by_shop = frames.valid_tracking_rate(frame, as_of=AS_OF, by="店")
    assert by_shop[["カテゴリー", "対象", "有効"]].to_numpy().tolist() == [
        ["東", 2, 1],
        ["西", 1, 1],
        ["全体", 3, 2],
    ]
    by_category = frames.valid_tracking_rate(frame, as_of=AS_OF)
    assert by_category[["カテゴリー", "対象"]].to_numpy().tolist() == [["本", 1], ["服", 2], ["全体", 3]]
    total = frames.valid_tracking_rate(frame, as_of=AS_OF, by=None)
    assert total[["カテゴリー", "対象"]].to_numpy().tolist() == [["全体", 3]]


def test_rows_outside_the_window():
    """The window of 2026-11-21 is 2026-10-13 to 2026-11-11, both ends in; without a package there is no rate."""
    days = ["2026-10-12", "2026-10-13", "2026-11-11", "2026-11-12"]
    rate = frames.valid_tracking_rate(packages(4, 0).assign(お届け予定日=days), as_of=AS_OF)
    assert rate["対象"].tolist() == [2]
    none = frames.valid_tracking_rate(packages(1, 0), as_of="2027-11-21")
    assert none["追跡可能率"].isna().tolist() == [True]
    assert none["判定"].tolist() == ["対象なし"]
    assert none["あと何件"].isna().tolist() == [True]


def test_rate_is_refused_with_an_unjudged_row():
    """A row that could not be judged refuses the rate, in a frame judged before too, where it is but missing."""
    frame = packages(2, 0)
    frame["注文金額"] = ["1,500", "高い"]
    judged = frame.join(frames.assess_amazon(frame, as_of=AS_OF))
    assert judged["追跡判定"].isna().tolist() == [False, True]
    for either in (frame, judged):
        with pytest.raises(errors.UnreadableRows, match=r"1行が読めません \(最初: 2行目"):
            frames.valid_tracking_rate(either, as_of=AS_OF)
    assert frames.valid_tracking_rate(judged[["追跡判定", "お届け予定日"]], as_of=AS_OF)["対象"].tolist() == [
        1
    ]
