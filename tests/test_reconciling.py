"""Amazon's own report and our judgement, package by package: every kind of difference, both rates, what to raise."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.amazon import reconciling as r
from xlshipcheck.amazon.rate import Count
from xlshipcheck.exports.report_header import report_fields
from xlshipcheck.exports.tracking_report import read_report

A, B, C = "444413758703", "512547514334", "405548424886"
AS_OF, SETTLE = 1000, 3


def amazon(order="1", number=A, **fields):
    """Return a package of the report that Amazon calls invalid."""
    return r.AmazonPackage(
        order, number, **{"carrier": "", "category": "", "valid": False, "row": 2, **fields}
    )


def ours(order="1", number=A, **fields):
    """Return a package of ours that we call valid."""
    usual = {
        "carrier": "ヤマト運輸",
        "category": "",
        "verdict": "有効",
        "reason": "",
        "promised": 900,
        "place": "",
    }
    return r.OurPackage(order, number, **{**usual, **fields})


def compared(report, own):
    """Return what comes out of some packages."""
    return r.reconcile(report, own, AS_OF, SETTLE)


@pytest.mark.parametrize(
    ("report", "own", "kind", "action"),
    [
        ({"valid": True}, {}, r.AGREES, r.NOTHING),
        ({}, {"verdict": "無効"}, r.AGREES, r.CORRECT),
        ({}, {}, r.AMAZON_INVALID, r.RAISE),
        ({}, {"verdict": "対象外"}, r.AMAZON_COUNTS, r.RAISE),
        ({"valid": True}, {"verdict": "無効"}, r.OURS_INVALID, r.NOTHING),
        ({"valid": True}, {"verdict": "対象外"}, r.OURS_EXCLUDED, r.NOTHING),
        ({"valid": None}, {}, r.UNDECIDED, r.NOTHING),
        ({}, {"verdict": r.UNKNOWN}, r.UNDECIDED, r.CORRECT),
    ],
)
def test_every_kind_of_pair(report, own, kind, action):
    """Each pair of judgements has its kind and what to do; the unknown is never an agreement."""
    (found,) = compared([amazon(**report)], [ours(**own)])
    assert (found.kind, found.action) == (kind, action)


@pytest.mark.parametrize(
    ("report", "words", "action"),
    [
        ({"number": "", "unprocessed": True}, "InvalidId", r.CORRECT),
        ({"number": B}, "番号が違います", r.CORRECT),
        ({"number": ""}, "理由が分かりません", r.RAISE),
        ({"carrier": "佐川急便"}, "配送会社名が違います", r.CORRECT),
        ({"carrier": "YAMATO TRANSPORT", "confirmed": AS_OF - 2}, "反映を待って", r.WAIT),
        ({"confirmed": 901}, "遅い通知", r.NOTHING),
        ({"confirmed": 900, "scanned": False}, "スキャンがありません", r.RAISE),
        ({"scanned": True}, "理由が分かりません", r.RAISE),
        ({"confirmed": AS_OF - 3, "number": A}, "遅い通知", r.NOTHING),
    ],
)
def test_likely_reasons(report, words, action):
    """Where Amazon says invalid and we say valid the likely reason is named, and what to do about it."""
    (found,) = compared([amazon(**report)], [ours()])
    assert found.kind == r.AMAZON_INVALID
    assert words in found.reason
    assert found.action == action


def test_a_carrier_outside_the_list_is_named():
    """The same hand-written carrier on both sides is a reason too."""
    (found,) = compared([amazon(carrier="近所の運送")], [ours(carrier="近所の運送")])
    assert "一覧にありません" in found.reason


def test_only_on_one_side():
    """What stands on one side alone says so, and why a package of ours may not be in the report."""
    found = compared([amazon("8")], [ours("1"), ours("2", B, verdict="対象外")])
    assert [(one.kind, one.amazon is None, one.ours is None) for one in found] == [
        (r.ONLY_AMAZON, False, True),
        (r.ONLY_OURS, True, False),
        (r.ONLY_OURS, True, False),
    ]
    assert "対象外" in found[2].reason
    assert "期間の外" in found[1].reason


def test_a_row_without_number_goes_to_the_one_package_left():
    """Of an order of two parcels one matches by number, the other is left; of two left neither is guessed."""
    both = [ours(), ours("1", B)]
    found = compared([amazon(valid=True), amazon(number="", unprocessed=True)], both)
    assert {one.kind for one in found} == {r.AGREES, r.AMAZON_INVALID}
    guess = compared([amazon(number="", unprocessed=True)], both)
    assert [one.kind for one in guess] == [r.ONLY_AMAZON, r.ONLY_OURS, r.ONLY_OURS]
    two_rows = compared([amazon(number=B), amazon(number=C)], [ours()])
    assert [one.kind for one in two_rows] == [r.ONLY_AMAZON, r.ONLY_AMAZON, r.ONLY_OURS]


def test_hyphens_make_no_other_number():
    """A number is the same however it is written."""
    (found,) = compared([amazon(number="4444-1375-8703", valid=True)], [ours()])
    assert found.kind == r.AGREES


def test_rows_that_contradict_each_other():
    """Rows of one package with one answer are one package; with two answers it is unknown, and said."""
    same, said = r.one_each([amazon(), amazon(row=3)])
    assert (len(same), said) == (1, [])
    (package,), (sentence,) = r.one_each([amazon(), amazon(row=3, valid=True), amazon(row=4)])
    assert package.valid is None
    assert "食い違って" in sentence


def test_a_package_of_two_files_is_one():
    """An export and a book may hold one package: judged alike it is one, judged differently it is not known."""
    assert r.ours_once([ours(), ours()]) == [ours()]
    (package,) = r.ours_once([ours(), ours(verdict="無効")])
    assert package.verdict == r.UNKNOWN
    assert len(r.ours_once([ours("", ""), ours("", "")])) == 2
    assert len(r.ours_once([ours("1", ""), ours("1", "", carrier="佐川急便")])) == 2


def test_rates_side_by_side():
    """Each category has both rates over the packages of the report; the unknown is counted apart, in no rate."""
    found = compared(
        [
            amazon("1", category="本", valid=True),
            amazon("2", category="本"),
            amazon("3", category="本", valid=None),
            amazon("4", category="食品", valid=True),
        ],
        [ours("1"), ours("2"), ours("3"), ours("4", verdict=r.UNKNOWN), ours("5")],
    )
    rows = {row.category: row for row in r.side_by_side(found)}
    assert rows["本"] == r.SideBySide("本", Count(2, 1), 1, Count(3, 3), 0)
    assert rows["食品"].ours_unknown == 1
    assert rows["食品"].ours.rate() == "対象なし"
    assert list(rows)[-1] == "全体"
    assert rows["全体"].amazon == Count(3, 2)
    assert rows["全体"].amazon_rate(listed_whole=r.lists_all(found)) == Fraction(2, 3)


def test_a_list_of_the_invalid_alone_gives_no_rate():
    """A report without one valid package may have been filtered: its rate is 不明, neither 0 % nor 100 %."""
    found = compared([amazon()], [ours()])
    (row,) = r.side_by_side(found)
    assert row.amazon_rate(listed_whole=r.lists_all(found)) == "不明"
    (empty,) = r.side_by_side([])
    assert empty.amazon_rate(listed_whole=False) == empty.ours.rate() == "対象なし"


sides = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["", A, B, C])), max_size=6, unique=True)


@given(sides, sides, st.data())
def test_every_package_comes_out_once(report, own, data):
    """Whatever is compared with whatever, each package of either side comes out exactly once."""
    answers = st.sampled_from([True, False, None])
    packages = [amazon(order, number, valid=data.draw(answers)) for order, number in report]
    mine = [ours(order, number) for order, number in own]
    found = compared(packages, mine)
    assert sorted(map(id, packages)) == sorted(id(one.amazon) for one in found if one.amazon)
    assert sorted(map(id, mine)) == sorted(id(one.ours) for one in found if one.ours)


def report(text, pairs=(), encoding="utf-8"):
    """Return a report read."""
    return read_report(text.encode(encoding), "レポート.csv", pairs)


@pytest.mark.parametrize(
    "header",
    [
        "Order ID,Tracking ID,Carrier Name,No Valid Tracking",
        "注文番号,追跡番号,配送業者,有効な追跡番号なし",
        "订单编号,追踪编码,承运人,无有效追踪",
        "주문 번호,운송장 번호,택배사,유효한 추적 없음",
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_language_versions(header, separator):
    """Each language is told by its header, whatever separates the columns; X marks what is not valid."""
    lines = [header, f"1,{A},Yamato Transport,X", f"2,{B},Yamato Transport,"]
    found = report("\n".join(lines).replace(",", separator))
    assert [(one.order, one.number, one.valid) for one in found.packages] == [("1", A, False), ("2", B, True)]
    assert found.problems == []


def test_words_of_a_flag():
    """A word says valid or invalid; one that is not known says nothing and is named with its row."""
    found = report("注文番号,有効か\n1,はい\n2,無効\n3,たぶん\n4,\n", encoding="cp932")
    assert [one.valid for one in found.packages] == [True, False, None, None]
    assert [said[:12] for said in found.problems] == ["レポート.csv 4行目", "レポート.csv 5行目"]


def test_mark_and_word_that_contradict_each_other():
    """A mark against a word is not known."""
    found = report("注文番号,無効の印,有効か\n1,X,有効\n2,X,無効\n", ["無効の印=無効の印"])
    assert [one.valid for one in found.packages] == [None, False]


def test_rows_that_cannot_be_read():
    """A row without order and one that has shifted are named; a date that is none costs its row nothing."""
    text = "注文番号,有効か,出荷通知日,最初のスキャン\n,はい,,\n1,はい,,,x\n2,はい,いつか,2026/11/20\n\n3,はい,2026/11/20,\n"
    found = report(text)
    assert [(one.order, one.confirmed is None, one.scanned) for one in found.packages] == [
        ("2", True, True),
        ("3", False, False),
    ]
    assert len(found.problems) == 3


def test_invalid_id():
    """`order-InvalidId` in place of a number is no number: Amazon could not process what was entered."""
    found = report("order-id,tracking-id,no-valid-tracking\n250-1,250-1-InvalidId,X\n")
    assert (found.packages[0].number, found.packages[0].unprocessed) == ("", True)


def test_a_new_header_is_mapped():
    """A header that nobody knows yet is named by the user, who is stronger than the list."""
    found = report("受注No,判定\n1,有効\n", ["受注No=注文番号", "判定=有効か"])
    assert found.packages[0].valid is True
    stronger = report("注文番号,有効か,判定\n1,無効,有効\n", ["判定=有効か"])
    assert stronger.packages[0].valid is True


@pytest.mark.parametrize("pair", ["判定", "判定=色", "=有効か", "ない見出し=有効か"])
def test_a_map_that_cannot_be_used(pair):
    """A pair without header, or with one that is not there, is refused with the fields there are."""
    with pytest.raises(errors.ReportMapRefused, match="注文番号・送り状番号"):
        report("注文番号,有効か\n1,有効\n", [pair])


def test_other_files_are_refused():
    """What has no order number or no judgement is no report, and the missing column is named."""
    with pytest.raises(errors.NotATrackingReport, match="無効の印"):
        report("注文番号,入金日\n1,2\n")
    with pytest.raises(errors.NotATrackingReport, match="「注文番号」の列"):
        report("有効か,入金日\nはい,2\n")
    with pytest.raises(errors.ReportColumnTwice, match="order-id・注文番号"):
        report("order-id,注文番号,有効か\n1,2,はい\n")


def test_no_header_means_two_things():
    """Each header of the list stands under one field alone."""
    headers = [header.casefold() for names in report_fields().values() for header in names]
    assert len(headers) == len(set(headers))


SETTLED = {"新しい見出し": "無効の印", "ない見出し": "カテゴリー"}


def test_settings_name_columns_below_the_command():
    """Settings serve reports of several kinds: a header that is not there is no fault; a pair of the command wins."""
    text = "注文番号,新しい見出し,別の見出し\n250-1,X,\n".encode()
    assert read_report(text, "r.csv", (), SETTLED).packages[0].valid is False
    assert read_report(text, "r.csv", ["別の見出し=無効の印"], SETTLED).packages[0].valid is True
    with pytest.raises(errors.NotATrackingReport):
        read_report(text, "r.csv")
