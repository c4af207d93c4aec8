"""Roles: what several columns of one say, and which kind of sheet they make."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck import errors
from xlshipcheck.headers import header_row
from xlshipcheck.headers.roles import all_roles, combined_values, is_known_header, sheet_kind
from xlshipcheck.values import roles


def test_roles_of_the_code_are_those_of_the_list():
    """Every role has one constant, and every constant is a role of `rules/headers.toml`."""
    constants = {value for name, value in vars(roles).items() if name.isupper()}
    assert constants == set(all_roles())


def test_delivery_date_is_the_latest_of_amazons_two_columns():
    """Two columns may serve お届け予定日 together, and the later date of a row counts."""
    named = header_row.roles_of(["delivery-end-date", "promise-date", "scheduled-delivery-end-date"], {})
    assert named.columns == {"お届け予定日": (2, 0), "出荷期限": (1,)}
    assert named.roles == {"お届け予定日": 2, "出荷期限": 1}
    columns = [
        ["2026-11-20T23:00:00+00:00", "", "2026-11-18", "いつか"],
        ["2026-11-20T23:00:00+09:00", "2026-11-19", "2026-11-19", "2026-11-19"],
    ]
    # 23:00 UTC is the next morning in Japan; a date nobody can read is shown, not passed over.
    assert combined_values("お届け予定日", columns) == [
        "2026-11-20T23:00:00+00:00",
        "2026-11-19",
        "2026-11-19",
        "いつか",
    ]


def test_ship_by_day_is_the_first_column_that_has_one():
    """A sheet may have Amazon's two columns and one of the shop's: the first of the list that is filled counts."""
    named = header_row.roles_of(["出荷期限", "promise-date", "latest-ship-date"], {})
    assert named.columns == {"出荷期限": (2, 1, 0)}
    columns = [["", "2026-11-20"], ["2026-11-19", "2026-11-18"], ["2026-11-18", ""]]
    assert combined_values("出荷期限", columns) == ["2026-11-19", "2026-11-20"]


def test_latest_date_takes_dates_as_a_workbook_hands_them():
    """Dates, datetimes and blanks of a workbook combine like the texts of a file."""
    early, late = dt.datetime(2026, 11, 1, 12, 0), dt.date(2026, 11, 2)  # noqa: DTZ001  as a cell holds it
    assert combined_values("お届け予定日", [[early, None], [late, None]]) == [late, ""]


def test_carrier_name_counts_before_carrier_code():
    """`Other` in carrier-code only says that carrier-name tells."""
    named = header_row.roles_of(["carrier-code", "carrier-name"], {})
    assert named.columns == {"配送会社": (1, 0)}
    columns = [["名鉄運輸", "", "", "Other"], ["Other", "Sagawa", "Other", "Yamato Transport"]]
    assert combined_values("配送会社", columns) == ["名鉄運輸", "Sagawa", "Other", "Yamato Transport"]


@pytest.mark.parametrize(
    ("roles", "kind"),
    [
        ("入金日 発送日 注文番号", "Qoo10"),
        ("予約日 発送日 区分", "Qoo10"),
        ("入金日 発送日 発送予定日 カート番号 配送会社 送り状番号 配送状態", "Qoo10"),
        ("配送会社 送り状番号 注文金額 お届け予定日", "Amazon"),
        ("入金日 発送日 配送会社 送り状番号 注文金額 お届け予定日 カテゴリー", "Amazon"),
        ("発送日 受取場所 送り状番号", "営業所止め"),
        ("入金日 発送日 到着日 連絡日 配送状態", "営業所止め"),
        ("到着日 注文番号 配送状態", "営業所止め"),
        ("モール 入金日 発送日 配送会社", "混在"),
        ("モール 入金日 発送日 発送予定日 配送会社 送り状番号 注文金額 お届け予定日", "混在"),
    ],
)
def test_kind_of_sheet_follows_from_its_roles(roles, kind):
    """Each kind is told by the columns that its functions need."""
    assert sheet_kind(roles.split()) == kind


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ("入金日 注文番号 カート番号", "Qoo10の表なら発送日"),
        ("配送会社 送り状番号 お届け予定日", "Amazonの表なら注文金額"),
        ("受取場所 送り状番号 注文番号", "営業所止めの表なら発送日か到着日"),
        ("注文日 注文番号 数量", "Qoo10の表なら入金日か予約日と発送日"),
        ("モール 注文日 注文番号", "営業所止めの表なら到着日か連絡日か受取場所と発送日か到着日"),
        (
            "入金日 発送日 発送予定日 配送会社 送り状番号 注文金額 お届け予定日",
            "Qoo10とAmazonの列がそろっているため、行ごとのモールの列が要ります",
        ),
        ("到着日 発送日 配送会社 送り状番号 注文金額 お届け予定日", "Amazonと営業所止めの列がそろっている"),
    ],
)
def test_a_sheet_that_is_no_kind_or_two_is_refused(roles, sentence):
    """The refusal says which columns are missing, or that モール is."""
    with pytest.raises(errors.SheetKindUnknown, match=sentence) as caught:
        sheet_kind(roles.split(), "表.xlsx")
    assert str(caught.value).startswith("表.xlsx がどの表か決められません。")


@pytest.mark.parametrize("roles", ["カート番号", "入金日"])
def test_only_the_kind_that_was_begun_is_asked_for(roles):
    """A column that marks a kind of sheet, or one that it needs, is enough: what other kinds lack is not told."""
    with pytest.raises(errors.SheetKindUnknown, match="足りない列は、Qoo10の表なら") as caught:
        sheet_kind(roles.split())
    assert "Amazon" not in str(caught.value)
    assert "営業所止め" not in str(caught.value)


def test_a_header_is_known_by_its_whole_name():
    """Names of roles and their spellings are headers; values, parts of names and blanks are not."""
    assert all(map(is_known_header, all_roles()))
    assert is_known_header("payments-date")
    assert [value for value in ("入金", "警告", "", None, 1, "入金日の前") if is_known_header(value)] == []
