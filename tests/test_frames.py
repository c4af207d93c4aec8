"""DataFrame in and out: how frames are read, what comes back, and which are refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from frame_forms import AS_OF, HOLD_FRAMES, as_datetimes, contexts, object_series, told, values
from hypothesis import given, settings

from xlshipcheck import errors, frames
from xlshipcheck.branch_hold.kernel import STAGES as HOLD_STAGES
from xlshipcheck.context import Context, Settings
from xlshipcheck.frames.amazon.frame import PACKAGE_ROLES
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.qoo10.rows import RESULT_COLUMNS
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

CONTEXT = Context(day_of(AS_OF))
PACKAGES = {
    "配送会社": "ヤマト運輸",
    "送り状番号": "444413758703",
    "注文金額": 1500,
    "お届け予定日": "2026-11-01",
}
FUNCTIONS = (frames.assess_qoo10, frames.assess_amazon, frames.assess_holds)


@settings(max_examples=40, deadline=None)
@given(HOLD_FRAMES, contexts())
def test_hold_frame_equals_the_sheet_and_the_cells(parcels, context):
    """A frame of branch holds says what a refreshed sheet says, and its stage what the function in a cell says."""
    result = frames.assess_holds(parcels.frame, as_of=None, context=context)
    sheet = assess("営業所止め", parcels.cells, parcels.count, context)
    assert values(result) == told(sheet.columns, {"次の対応", "確認"})
    assert result.index.equals(parcels.frame.index)
    if "配送状態" not in parcels.cells:
        return
    headers = list(parcels.cells)
    for row, stage in enumerate(values(result)["対応段階"]):
        cells = [parcels.cells[role][row] for role in headers]
        answer = own_row.evaluate_in_row("HOLD_STAGE", headers, cells, [], context).answers[0]
        assert stage == (None if answer.problem else answer.value or None)


def test_types_of_the_results():
    """Words are Categorical with all their words in order, dates datetime64[s], numbers Int64, whatever comes in."""
    for rows in ([], ["2026-11-09"]):
        frame = pd.DataFrame({"入金日": rows, "発送日": [None] * len(rows)})
        result = frames.assess_qoo10(frame, as_of=AS_OF)
        assert tuple(result.columns) == RESULT_COLUMNS
        assert result["段階"].dtype == pd.CategoricalDtype(STAGES)
        assert result["購入者キャンセル可"].dtype == pd.CategoricalDtype(["", "可"])
        assert {str(result[title].dtype) for title in ("最終発送日", "減点日", "制限日")} == {"datetime64[s]"}
        assert {str(result[title].dtype) for title in ("残り日数", "減点")} == {"Int64"}
        holds = frames.assess_holds(frame, as_of=AS_OF)
        assert holds["対応段階"].dtype == pd.CategoricalDtype(HOLD_STAGES)
        assert str(holds["保管期限"].dtype) == "datetime64[s]"
        packages = pd.DataFrame(dict.fromkeys(["配送会社", "送り状番号", "注文金額", "お届け予定日"], rows))
        verdicts = frames.assess_amazon(packages, as_of=AS_OF)["追跡判定"]
        assert verdicts.dtype == pd.CategoricalDtype(["有効", "無効", "対象外"])
        rate = frames.valid_tracking_rate(packages.iloc[:0], as_of=AS_OF)
        assert [str(dtype) for dtype in rate.dtypes[1:6]] == ["datetime64[s]"] * 2 + ["Int64"] * 2 + [
            "float64"
        ]


@pytest.mark.parametrize(
    "index", [["同じ", "同じ"], pd.MultiIndex.from_product([["店"], [2, 1]]), [1.5, None]]
)
def test_frame_is_left_as_it_is(index):
    """The frame that comes in is not changed, whatever is done to the result, and its index is kept as it is."""
    dates = as_datetimes([AS_OF, AS_OF], "us")
    columns = {"入金日": dates, "発送日": ["", None], "到着日": dates, "連絡日": dates, "メモ": "合計"}
    frame = pd.DataFrame({**columns, **PACKAGES}).set_axis(index)
    before = frame.copy(deep=True)
    for function in FUNCTIONS:
        result = function(frame, as_of=AS_OF)
        assert result.index.equals(frame.index)
        assert "メモ" not in result
        for column in result:
            result[column] = None
        result.index.names = [f"名{level}" for level in range(result.index.nlevels)]
        pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    "given", [[1], {"入金日": ["2026-11-09"]}, pd.Series([1]), None, "a.csv", np.ones((1, 2))]
)
def test_what_is_no_frame(given):
    """Anything but a DataFrame is refused as a TypeError of ours, in both languages, naming what was given."""
    for function in (*FUNCTIONS, frames.valid_tracking_rate):
        with pytest.raises(TypeError, match=r"frame には pandas\.DataFrame を渡してください") as refusal:
            function(given, as_of=AS_OF)
        assert isinstance(refusal.value, errors.ShipcheckError)
        assert refusal.value.sentence("en") == f"frame takes pandas.DataFrame, not {type(given).__name__}"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"columns": ["入金日"]}, "columns には dict"),
        ({"context": "設定.xlsx"}, "context には Context"),
        ({"by": ["店"]}, "by には str"),
    ],
)
def test_arguments_of_another_kind(more, sentence):
    """A mapping, a context or a grouping that is something else is refused in a sentence too."""
    frame = pd.DataFrame({"追跡判定": ["有効"], "お届け予定日": ["2026-11-01"]})
    with pytest.raises(errors.WrongObject, match=sentence):
        frames.valid_tracking_rate(frame, as_of=AS_OF, **more)


@pytest.mark.parametrize(
    "names",
    [
        [("注文", "入金日"), ("注文", "発送日")],
        [("入金日", ""), ("発送日", "")],
        [("入金日", "Unnamed: 0_level_1"), ("", "発送日")],
    ],
)
def test_headers_of_several_levels(names):
    """Of several header levels the last that is filled in is the header; a mapping may name all of them."""
    frame = pd.DataFrame([["2026-11-20", None]], columns=pd.MultiIndex.from_tuples(names))
    assert values(frames.assess_qoo10(frame, as_of=AS_OF))["最終発送日"] == [dt.date(2026, 11, 27)]
    mapped = frames.assess_qoo10(frame, as_of=AS_OF, columns={names[0]: "予約日"})
    assert values(mapped)["段階"] == ["入金待ち" if "注文番号" in frame else None]


def test_two_headers_of_one_name():
    """Two columns that are no roles may share a name; two that are one role are refused, also under two groups."""
    twice = pd.DataFrame([["2026-11-20", None, 1, 2]], columns=["入金日", "発送日", "メモ", "メモ"])
    assert frames.assess_qoo10(twice, as_of=AS_OF)["残り日数"].tolist() == [4]
    names = [("注文", "入金日"), ("注文", "発送日"), ("返品", "発送日")]
    grouped = pd.DataFrame([["2026-11-20", None, None]], columns=pd.MultiIndex.from_tuples(names))
    with pytest.raises(errors.FrameColumnTwice, match=r"2番目と3番目.*columns=\{列名: 役割\}"):
        frames.assess_qoo10(grouped, as_of=AS_OF)


def test_two_columns_of_one_name_and_role():
    """A mapping cannot tell equal names apart: their positions are said, and that one is to be renamed."""
    frame = pd.DataFrame([["2026-11-20", None, "2026-11-19"]], columns=["入金日", "発送日", "入金日"])
    with pytest.raises(errors.FrameColumnTwice) as caught:
        frames.assess_qoo10(frame, as_of=AS_OF)
    assert str(caught.value) == (
        "DataFrame に「入金日」の列が二つあります (1番目と3番目の列「入金日」)。"
        "列名が同じなので、どちらかの列名を変えてください (例: frame.columns = [...])"
    )
    assert caught.value.sentence("en").endswith("rename one of them (frame.columns = [...])")
    other = pd.DataFrame([["2026-11-20", None, "2026-11-19"]], columns=["入金日", "発送日", "決済日"])
    with pytest.raises(errors.FrameColumnTwice, match=r"1番目の列「入金日」、3番目の列「決済日」.*columns="):
        frames.assess_qoo10(other, as_of=AS_OF)


def test_columns_that_a_sheet_of_the_kind_needs():
    """A frame is refused for the lack of just the columns without which a refresh would not know the sheet."""
    kinds = {kind["name"]: kind["needs"] for kind in group_table("headers")["sheets"]}
    assert list(map(list, frames.QOO10_ROLES)) == kinds["Qoo10"]
    assert list(map(list, PACKAGE_ROLES)) == kinds["Amazon"]
    # The other group of a sheet of branch holds tells it from other kinds, and a frame's kind is named.
    assert list(map(list, frames.HOLD_ROLES)) == kinds["営業所止め"][1:]


def test_several_columns_of_one_role():
    """carrier-name and carrier-code are one role, and of two promised days the later one counts, as in a sheet."""
    frame = pd.DataFrame(
        {
            "carrier-name": [None, "ヤマト運輸"],
            "carrier-code": ["西濃運輸", "Other"],
            "送り状番号": "444413758703",
            "注文金額": 1500,
            "scheduled-delivery-end-date": pd.to_datetime(["2022-08-20", "2022-08-20"]),
            "delivery-end-date": ["2022-08-23", None],
            "注文番号": [1, 2],
        }
    )
    result = frames.assess_amazon(frame, as_of=AS_OF)
    assert result["追跡判定"].tolist() == ["対象外", "対象外"]
    assert "除かれる配送会社" in result["判定理由"][0]
    assert "金額 1,500円が 2,000円に満たない" in result["判定理由"][1]
    alone = frames.assess_amazon(frame.drop(columns="carrier-code").iloc[1:], as_of=AS_OF)
    assert alone["判定理由"].tolist() == result["判定理由"].tolist()[1:]


def test_totals_and_damaged_numbers():
    """A row of totals is passed over and a number that lost its digits is named, as in a refreshed sheet."""
    frame = pd.DataFrame(
        {
            "入金日": ["2026-11-20", "2026-11-20", None],
            "発送日": None,
            "注文番号": ["1", "2", "合計"],
            "送り状番号": ["4.44414E+11", "444413758703", None],
        }
    )
    result = frames.assess_qoo10(frame, as_of=AS_OF)
    assert result["残り日数"].tolist() == [4, 4, pd.NA]
    assert result["段階"].isna().tolist() == [False, False, True]
    assert [text.partition("「")[0] for text in result["確認"]] == [
        "送り状番号",
        "案内: 送り状発行済・未発送です。番号が出ただけでは発送になりません。発送したら発送日を入力してください",
        "案内: 合計の行として飛ばしました",
    ]


def test_periods_are_days():
    """A period of a day is that day; one of a month tells no day."""
    days = pd.Series(pd.period_range("2026-11-20", periods=1, freq="D"))
    for column, expected in ((days, [dt.date(2026, 11, 27)]), (days.dt.asfreq("M"), [None])):
        frame = pd.DataFrame({"入金日": column, "発送日": None})
        assert values(frames.assess_qoo10(frame, as_of=AS_OF))["最終発送日"] == expected


def test_columns_of_arrow():
    """Texts, numbers, dates and moments held by Arrow are read as pandas' own."""
    arrow = pytest.importorskip("pyarrow")

    def typed(cells, dtype):
        return pd.array(cells, dtype=pd.ArrowDtype(dtype))

    late, moment = (
        dt.datetime.fromisoformat("2026-11-19T20:00+00:00"),
        dt.datetime.fromisoformat("2026-11-20"),
    )
    for cells in (
        typed([late, None], arrow.timestamp("us", tz="UTC")),
        typed([moment, None], arrow.timestamp("s")),
        typed([moment.date(), None], arrow.date32()),
        typed(["2026/11/20", None], arrow.string()),
        typed([46346, None], arrow.int64()),
    ):
        frame = pd.DataFrame({"入金日": cells, "発送日": typed([None, None], arrow.null())})
        assert values(frames.assess_qoo10(frame, as_of=AS_OF))["最終発送日"] == [dt.date(2026, 11, 27), None]


@pytest.mark.parametrize(
    "as_of",
    [
        "2026/11/21",
        AS_OF,
        dt.datetime.fromisoformat("2026-11-21 23:59"),
        pd.Timestamp("2026-11-20 15:00", tz="UTC"),
        np.datetime64("2026-11-21"),
        46347,
    ],
)
def test_as_of_in_any_form(as_of):
    """The as-of day may be a text, a date, a moment in any zone, or a serial number; 最終発送日 is 11-27 away."""
    frame = pd.DataFrame({"入金日": ["2026-11-20"], "発送日": [None]})
    assert frames.assess_qoo10(frame, as_of=as_of)["残り日数"].tolist() == [4]


@pytest.mark.parametrize("as_of", [None, "", pd.NaT, float("nan")])
def test_no_clock_is_read(as_of):
    """Without an as-of day nothing is judged, unless the context has one."""
    frame = pd.DataFrame({"入金日": ["2026-11-20"], "発送日": [None]})
    for function in (frames.assess_qoo10, frames.assess_holds):
        with pytest.raises(errors.MissingArgument, match="基準日を指定してください"):
            function(frame, as_of=as_of)
    assert frames.assess_qoo10(frame, as_of=as_of, context=CONTEXT)["残り日数"].tolist() == [4]


def test_as_of_that_cannot_be_read():
    """An as-of day without a year is refused in the words of a cell."""
    frame = pd.DataFrame({"入金日": ["2026-11-20"], "発送日": [None]})
    with pytest.raises(errors.DateWithoutYear, match="基準日「11/21」に年がありません"):
        frames.assess_qoo10(frame, as_of="11/21")


def test_moments_are_read_in_japan():
    """A quarter past three in the afternoon of the 9th in London is the 10th in Japan."""
    moments = pd.Series(pd.to_datetime(["2026-11-09 15:15", "2026-11-09 14:45"])).dt.tz_localize("UTC")
    frame = pd.DataFrame({"入金日": moments, "発送日": pd.NaT})
    safe = frames.assess_qoo10(frame, as_of=AS_OF)["最終発送日"]
    assert [str(date.date()) for date in safe] == ["2026-11-16", "2026-11-13"]


@pytest.mark.parametrize(
    ("moment", "unit"),
    [("20000-01-01", "s"), ("-0044-03-15", "s"), ("2261-12-31", "ns"), ("1985-12-31T23:59:59", "us")],
)
def test_moments_outside_the_calendar(moment, unit):
    """A moment that the calendar does not know is named in 確認 and stops no other row."""
    moments = np.array([moment, "2026-11-09"], f"datetime64[{unit}]")
    result = frames.assess_qoo10(pd.DataFrame({"入金日": moments, "発送日": pd.NaT}), as_of=AS_OF)
    assert result["段階"].isna().tolist() == [True, False]
    assert result["確認"][0].startswith("入金日「")


def test_cells_that_are_equal_in_python_only():
    """TRUE is no 1, and a numpy scalar in a column of objects is the number or the date it stands for."""
    cells = [
        1,
        True,
        np.int64(46347),
        np.float64(46347.5),
        np.datetime64("2026-11-21"),
        np.bool_(1),
        0,
        False,
    ]
    frame = pd.DataFrame({"入金日": object_series(cells), "発送日": None, "注文番号": "1"})
    result = frames.assess_qoo10(frame, as_of=AS_OF)
    assert result["確認"].str.contains("「TRUE」").tolist() == [
        False,
        True,
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert result["確認"][0].startswith("入金日「1」は扱える期間")
    assert result["最終発送日"].iloc[2:5].astype(str).tolist() == ["2026-11-27"] * 3
    assert result["段階"].iloc[6:].isna().tolist() == [False, True]


def test_headers_are_understood_as_in_a_sheet():
    """Synonyms, the caller's mapping and the shop's settings name the columns, the mapping above all."""
    dates = ["2026-11-20"]
    expected = [dt.date(2026, 11, 27)]
    for names, columns, own in (
        (["Payment Date", "발송일"], None, {}),
        (["払った日", 7], {"払った日": "入金日", 7: "発送日"}, {}),
        (["払った日", "発送日"], None, {"払った日": "入金日"}),
        (["払った日", "発送日"], {"払った日": "入金日"}, {"払った日": "発送予定日"}),
    ):
        frame = pd.DataFrame([[dates[0], None]], columns=names)
        context = Context(day_of(AS_OF), Settings(columns=own))
        result = frames.assess_qoo10(frame, as_of=AS_OF, columns=columns, context=context)
        assert values(result)["最終発送日"] == expected


@pytest.mark.parametrize(
    ("function", "columns", "more", "sentence"),
    [
        ("assess_qoo10", ["発送日"], {}, "入金日か予約日 の列がありません"),
        ("assess_qoo10", ["入金日"], {}, "発送日 の列がありません"),
        ("assess_holds", ["入金日"], {}, "発送日か到着日 の列がありません"),
        ("assess_amazon", ["発送日"], {}, "配送会社・送り状番号・注文金額・お届け予定日 の列がありません"),
        ("valid_tracking_rate", ["お届け予定日"], {}, "配送会社・送り状番号・注文金額 の列がありません"),
        ("valid_tracking_rate", ["追跡判定"], {}, "お届け予定日 の列がありません"),
        ("valid_tracking_rate", ["追跡判定", "お届け予定日"], {"by": "部門"}, "列「部門」がありません"),
        ("assess_qoo10", ["入金日", "発送日"], {"columns": {"入金曰": "入金日"}}, "列「入金曰」がありません"),
        ("assess_qoo10", ["入金日", "発送日"], {"columns": {"入金日": "支払"}}, "役割「支払」はありません"),
        ("assess_qoo10", ["入金日", "発送日", "決済日"], {}, "「入金日」の列が二つあります"),
        ("assess_qoo10", ["入金日", "発送日", "発送日"], {}, "「発送日」の列が二つあります"),
    ],
)
def test_frames_that_cannot_be_judged(function, columns, more, sentence):
    """A frame without a needed column, or with columns that are not clear, is refused in one sentence."""
    frame = pd.DataFrame([[None] * len(columns)], columns=columns)
    with pytest.raises(errors.FileRefused, match=sentence):
        getattr(frames, function)(frame, as_of=AS_OF, **more)


def test_values_that_no_cell_can_hold():
    """A list or a set in a column, which pandas cannot even compare, is named as text in its own row only."""
    frame = pd.DataFrame({"入金日": object_series([["2026-11-09"], {1}, AS_OF]), "発送日": None})
    result = frames.assess_qoo10(frame, as_of=AS_OF)
    assert [text.split("は")[0] for text in result["確認"]] == [
        "入金日「['2026-11-09']」",
        "入金日「{1}」",
        "",
    ]
    assert result["段階"].tolist()[2] == "正常"
