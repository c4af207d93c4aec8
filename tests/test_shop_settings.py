"""A shop's settings: every key, every refusal, and nothing silently ignored."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xlshipcheck import errors
from xlshipcheck.context import BY_CART, Context, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.shop import context_from, settings_from, with_columns
from xlshipcheck.values.days import day_of

NOVEMBER_20, NOVEMBER_21, NOVEMBER_23, NOVEMBER_24 = (day_of(date(2026, 11, day)) for day in (20, 21, 23, 24))
ALL = {
    "closed": ["2026-11-24", date(2026, 11, 23), 46346, "", None],
    "opened": ["2026/11/21"],
    "shop_closed": [],
    "default_kind": "予約商品",
    "preorder_items": {"880012348": "2026-11-20", "A-1": "", " B ": None},
    "rates": {"一般商品": "96.2%", "preorder": 0.98},
    "rate_unit": "カート番号",
    "rate_day": "前日の終わり",
    "rate_scope": "シートごと",
    "rate_window": ["2026-11-20", "2026-11-24"],
    "categories": {"SKU-1": " ビューティー ", "SKU-2": 5},
    "seller": "Hong Kong",
    "columns": {"決済完了日時": "入金日", "メモ日付": "なし"},
    "shop_name": "見本商店",
    "today_sheet": "作らない",
    "capacity": "月～木40 土10",
    "label_order": "検索キー1",
    "label_ship_date": "使う",
    "report_columns": {"新しい見出し": "無効の印"},
}


def test_every_setting_is_read():
    """Each key is read into what the rules count with."""
    assert settings_from(ALL) == Settings(
        closed=frozenset([NOVEMBER_20, NOVEMBER_23, NOVEMBER_24]),
        opened=frozenset([NOVEMBER_21]),
        shop_closed=frozenset(),
        default_kind="予約",
        preorder_items={"880012348": NOVEMBER_20, "A-1": None, "B": None},
        rates={"一般": Fraction(962, 1000), "予約": Fraction(98, 100)},
        rate_unit=BY_CART,
        rate_day="前日の終わり",
        rate_scope="シートごと",
        rate_window=(NOVEMBER_20, NOVEMBER_24),
        categories={"SKU-1": "ビューティー", "SKU-2": "5"},
        seller="香港",
        columns={"決済完了日時": "入金日", "メモ日付": "なし"},
        shop_name="見本商店",
        today_sheet=False,
        capacity={0: 40, 1: 40, 2: 40, 3: 40, 4: 0, 5: 10, 6: 0},
        label_order="検索キー1",
        label_ship_date=True,
        report_columns={"新しい見出し": "無効の印"},
    )
    assert set(ALL) == set(Settings._fields)


def test_nothing_set_changes_nothing():
    """An empty table gives the defaults and the rulebook as it is shipped."""
    context = context_from({}, "設定", NOVEMBER_20)
    assert settings_from({}) == Settings()
    assert (context.settings, context.overridden, context.as_of) == (Settings(), None, NOVEMBER_20)
    assert context.rulebook is standard_rulebook()


def test_settings_cannot_be_changed_later():
    """What is read stays as it is: an answer is a function of its context."""
    settings = settings_from(ALL)
    for table in (settings.rates, settings.preorder_items, settings.categories, settings.columns):
        with pytest.raises(TypeError):
            table["x"] = "y"


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("closed", "2026-11-24", "日付の一覧"),
        ("closed", ["11/24"], "年がありません"),
        ("closed", [True], "日付として読めません"),
        ("opened", {"2026-11-24": 1}, "日付の一覧"),
        ("shop_closed", ["お盆"], "日付として読めません"),
        ("default_kind", "特急", "一般 か 予約"),
        ("default_kind", "", "一般 か 予約"),
        ("preorder_items", ["880012348"], "名前 = 値"),
        ("preorder_items", {"880012348": "11/20"}, "年がありません"),
        ("preorder_items", {"1": "2026-11-20", " 1": "2026-11-21"}, "同じ名前が二つ"),
        ("rates", {"一般": 96}, "率として読めません"),
        ("rates", {"特急": 0.9}, "一般 か 予約"),
        ("rates", {"一般": 0.9, "一般商品": 0.8}, "一般の発送率が二つ"),
        ("rates", 0.9, "名前 = 値"),
        ("rate_unit", "商品番号", "注文番号 か カート番号"),
        ("rate_unit", None, "注文番号 か カート番号"),
        ("rate_day", "翌日", "制限日の終わり か 前日の終わり"),
        ("rate_scope", "全部", "ブック全体 か シートごと"),
        ("rate_window", ["2026-11-20"], "最初の日と最後の日"),
        ("rate_window", ["2026-11-20", ""], "最初の日と最後の日"),
        ("rate_window", ["2026-11-20", 0], "最初の日と最後の日"),
        ("rate_window", ["2026-11-20", "2026-11-21", "2026-11-22"], "最初の日と最後の日"),
        ("rate_window", "2026-11-20", "最初の日と最後の日"),
        ("rate_window", ["2026-11-20", "11/30"], "年がありません"),
        ("rate_window", ["2026-11-24", "2026-11-20"], "最初の日が最後の日より後です"),
        ("categories", "家電", "名前 = 値"),
        ("categories", {"SKU-1": "#N/A"}, "エラー「#N/A」"),
        ("seller", "台湾", "日本・中国・香港"),
        ("columns", {"決済日時": "#REF!"}, "エラー「#REF!」"),
        ("shop_name", 5, "文字"),
    ],
)
def test_what_cannot_be_read_is_refused(key, value, wanted):
    """A value that cannot be read is refused with its key, the value and what it should be."""
    with pytest.raises(errors.SettingRefused, match=f"設定「{key}」の値「.*{wanted}"):
        settings_from({key: value})


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("close", "closed"), ("Rates", "rates"), ("shopclosed", "shop_closed"), ("鯨", "なし")],
)
def test_an_unknown_key_is_refused(key, nearest):
    """A key that does not exist, however alike, is refused with the nearest: ignoring it would move a deadline."""
    with pytest.raises(errors.UnknownSetting, match=f"設定「{key}」はありません。近い名前: .*{nearest}"):
        settings_from({"shop_name": "見本商店", key: 1})


def test_a_day_is_closed_or_opened():
    """A day in both lists is refused with both, however it is written: closed would move deadlines later."""
    table = {"closed": ["2026-12-29", "2026/12/26"], "opened": [date(2026, 12, 26)]}
    with pytest.raises(errors.DayClosedAndOpened) as refused:
        context_from(table, "settings.toml")
    assert str(refused.value).startswith(
        "日付「2026/12/26」が「closed」 (settings.toml) と「opened」 (settings.toml) の両方にあります"
    )
    assert "settings.toml" in refused.value.sentence("en")
    assert settings_from({"closed": ["2026-12-29"], "opened": ["2026-12-26"]}).opened


def test_a_column_must_be_a_role():
    """A header can be mapped to a role that exists, and to no other."""
    with pytest.raises(errors.UnknownRole, match="入金予定日"):
        settings_from({"columns": {"決済日時": "入金予定日"}})


def test_a_blank_rate_is_not_given():
    """A rate that is blank or 対象なし leaves its kind without one."""
    assert settings_from({"rates": {"一般": "", "予約": "対象なし"}}).rates == {}


def test_rules_are_overridden_with_their_place():
    """The shop's own rules lie above the rulebook and name where they were set."""
    context = context_from({"rules": {"qoo10.points": -3}, "shop_name": "見本商店"}, "設定シート")
    value = context.rulebook.rule("qoo10.points").at(0)
    assert (value.value, value.origin, context.settings.shop_name) == (-3, "設定シート", "見本商店")


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ({"qoo10.point": -3}, errors.UnknownRule),
        ({"qoo10.points": 3}, errors.RuleValueRefused),
        ({"qoo10": {"points": -3}}, errors.UnknownRule),
        ([["qoo10.points", -3]], errors.SettingRefused),
        ("qoo10.points", errors.SettingRefused),
        (None, errors.SettingRefused),
    ],
)
def test_rules_that_cannot_be_set(rules, error):
    """Rules are a table of keys and values, each of which is checked."""
    with pytest.raises(error):
        context_from({"rules": rules}, "設定シート")


def test_the_table_given_stays_as_it_is():
    """Reading a table changes nothing in it."""
    table = {"rules": {"qoo10.points": -3}, "shop_name": "見本商店"}
    context_from(table, "設定シート")
    assert table == {"rules": {"qoo10.points": -3}, "shop_name": "見本商店"}


def test_columns_of_the_command_line_lie_above():
    """`見出し=役割` adds to the columns of the settings and wins over them; a header may hold a `=`."""
    context = Context(settings=settings_from({"columns": {"日付": "入金日", "番号": "注文番号"}}))
    changed = with_columns(context, [" 日付 = 発送日 ", "a=b=区分"])
    assert changed.settings.columns == {"日付": "発送日", "番号": "注文番号", "a=b": "区分"}
    assert context.settings.columns == {"日付": "入金日", "番号": "注文番号"}
    assert with_columns(context, ["日付="]).settings.columns["日付"] == ""
    assert with_columns(context, []).settings.columns == context.settings.columns


@pytest.mark.parametrize(
    ("pair", "error"),
    [
        ("日付", errors.SettingRefused),
        ("=入金日", errors.SettingRefused),
        ("日付=曜日", errors.UnknownRole),
    ],
)
def test_pairs_that_name_no_column(pair, error):
    """A pair needs a header and a role that exists."""
    with pytest.raises(error):
        with_columns(Context(), [pair])
