"""改善計画: figures, causes, packages, what the book remembers and the day of recovery, each counted by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from xlshipcheck.amazon.fixes import CAUSES
from xlshipcheck.amazon.grouping import INVALID
from xlshipcheck.amazon.notes import OUTCOMES
from xlshipcheck.context import Context
from xlshipcheck.drafts.document import (
    MOST_ROWS,
    Draft,
    Part,
    as_markdown,
    as_text,
    blank,
    percent_text,
)
from xlshipcheck.drafts.improvement import below_limit, improvement_draft, package_list
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.today.changes import TITLE
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import RECORD_TITLE

HEADER = ["注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日", "カテゴリー"]
AS_OF = dt.date(2026, 11, 21)
GOOD, OTHER, BAD = "444413758703", "512547514334", "123456789012"
NOVEMBER_1, OCTOBER_20 = dt.date(2026, 11, 1), dt.date(2026, 10, 20)


def rows_of(category, good, bad, day=NOVEMBER_1, start=0):
    """Return packages of a category, the good ones first, each an order of its own."""
    numbers = [GOOD] * good + [BAD] * bad
    return [
        [f"250-{start + place}", "ヤマト運輸", number, 2000, day, category]
        for place, number in enumerate(numbers)
    ]


def refreshed(rows, day=AS_OF, before=None, header=HEADER):
    """Return a book refreshed as of a day, with the 集計 that it had before, and what was found."""
    book = MemoryBook([MemorySheet("出荷", [header, *rows])])
    book.summary = before.summary if before else None
    return book, refresh_book(book, Context(day_of(day)))


def below(rows, day=AS_OF, before=None, header=HEADER):
    """Return the categories below the limit."""
    book, done = refreshed(rows, day, before, header)
    record = [row[0] for part in book.summary.sections if part.title == RECORD_TITLE for row in part.rows]
    return below_limit([sheet.facts for sheet in done.sheets], record, day_of(day))


def text(rows, changes=(), before=None, header=HEADER, unread=0):
    """Return the draft for the only category below the limit."""
    (one,) = below(rows, before=before, header=header)
    draft = improvement_draft(one, "台帳.xlsx", day_of(AS_OF), changes, unread, sheet_named=False)
    return as_text(draft)


# 19 good of 21: 90.47 %, 95 % of 21 bears one invalid package, there are two.
ROWS = rows_of("本", 19, 2)
ROWS[19][1:3] = ["", GOOD[:-1] + "4"]  # a carrier is missing
ROWS[20][4] = OCTOBER_20


def test_every_figure_as_counted_by_hand():
    """21 packages, 19 valid, one too many invalid; the causes are the packages', half each; the window is named."""
    (one,) = below(ROWS)
    assert (one.fact.scope, one.fact.valid, one.fact.allowance) == (21, 19, -1)
    assert one.causes == {"配送会社の入力がない": 1, "送り状番号が正しくない": 1}
    said = text(ROWS)
    assert said.startswith("【下書き】追跡可能率の改善計画 (カテゴリー: 本)\n")
    assert "お届け予定日が 2026/10/13(火) から 2026/11/11(水) まで" in said
    assert "対象の梱包は21個、お問い合わせ伝票番号が有効な梱包は19個で、追跡可能率は 90.47% です" in said
    assert "無効の梱包は2個で、95%に1個足りません" in said
    assert "・送り状番号が正しくない: 1個 (50%)。当店での原因: [ここに原因を書く]" in said
    assert "注文番号: 250-20、お問い合わせ伝票番号: 123456789012、配送会社: ヤマト運輸" in said
    assert "お届け予定日: 2026/10/20(火)" in said
    assert "対応 (案): 送り状の控えと照らして番号を直す" in said


def test_the_day_of_recovery_and_the_package_that_leaves():
    """Promised on 10-20, it counts until 11-28 and is gone on 11-29: 19 of 20 are 95 %, which is enough."""
    (one,) = below(ROWS)
    assert one.fact.recovery == day_of(dt.date(2026, 11, 29))
    assert one.fact.then == (19, 20)
    assert [package.order for package in one.leaving] == ["250-20"]
    said = text(ROWS)
    assert "2026/11/29(日) に95%以上に戻る見込みです (その日の期間の対象20個のうち有効19個、95%)" in said
    assert "次の無効の梱包が30日間の期間から外れます: 注文番号 250-20 (お届け予定日 2026/10/20(火))" in said


def test_no_day_in_sight_is_a_blank():
    """Where all packages are invalid no day is made up."""
    said = text(rows_of("本", 0, 2))
    assert "戻る日を示せません。見込み: [ここに回復の見込みと、その根拠を書く]" in said


def test_valid_packages_that_come_bring_it_back():
    """Recovery by new packages names none that leaves."""
    rows = [*rows_of("本", 1, 1), *rows_of("本", 30, 0, dt.date(2026, 11, 12), start=50)]
    (one,) = below(rows)
    assert one.fact.recovery == day_of(dt.date(2026, 11, 22))
    assert one.fact.then == (31, 32)
    assert "この日までに、有効な梱包が新しく30日間の期間に入ります" in text(rows)


def test_at_the_limit_there_is_no_plan():
    """190 of 200 are 95 %: no plan; 189 are below. No package in scope has no rate and no plan."""
    assert below(rows_of("本", 190, 10)) == []
    assert len(below(rows_of("本", 189, 11))) == 1
    assert below(rows_of("本", 0, 3, dt.date(2026, 12, 20))) == []


def test_invalid_packages_are_those_that_the_rate_misses():
    """A package of several rows counts once in each of its categories, on the latest day of its rows."""
    twice = [
        ["250-1", "ヤマト運輸", BAD, 600, dt.date(2026, 10, 1), "本"],
        ["250-1", "ヤマト運輸", BAD, 600, NOVEMBER_1, "音楽"],
    ]
    found = below([*twice, *rows_of("本", 3, 0, start=10)])
    assert [(one.fact.name, one.fact.valid, one.fact.scope) for one in found] == [
        ("本", 3, 4),
        ("音楽", 0, 1),
    ]
    assert [[package.order for package in one.packages] for one in found] == [["250-1"], ["250-1"]]
    assert all(len(one.packages) == one.fact.scope - one.fact.valid for one in found)


def test_packages_without_categories_leave_its_name_blank():
    """Amazon judges categories; a sheet that knows none gives the rate of all, and the name is a blank."""
    said = text([row[:5] for row in ROWS], header=HEADER[:5])
    assert "対象のカテゴリー: [ここにカテゴリーを書く]" in said
    assert "カテゴリーの分からない梱包の率で作りました" in said
    assert "注文番号: 250-20" in said


def test_what_is_coming_and_unread_rows_are_told_to_the_shop():
    """Invalid packages that come into the window stand in the notes, and so do rows that are in no rate."""
    rows = [*ROWS, *rows_of("本", 0, 1, dt.date(2026, 11, 15), start=70)]
    said = text(rows, unread=3)
    assert "これから期間に入る無効の梱包が1個あります: 250-70。" in said
    assert "読めない行が3行あり、率に入っていません" in said
    (one,) = below(rows)
    assert [row[1] for row in package_list([one])] == ["250-19", "250-20", "250-70"]
    assert [row[9] for row in package_list([one])] == ["期間内", "期間内", "これから期間に入る"]
    assert all(row[-2:] == ["", ""] for row in package_list([one]))


def test_nothing_is_made_up_about_what_the_shop_did():
    """Without typed changes there is a blank; with them they stand as typed and no blank beside them."""
    assert "4. 行った対策\n・[ここに行った対策と、その日を書く]\n" in text(ROWS)
    said = text(ROWS, ["11/15 から番号を2人で確認", "B2 の取込に変更"])
    assert "4. 行った対策\n・11/15 から番号を2人で確認\n・B2 の取込に変更\n\n" in said
    assert "5. 再発を防ぐ対策\n・[ここにこれから行う対策、担当、始める日を書く]" in said


FIXED = rows_of("本", 19, 4)
EARLIER = dt.date(2026, 11, 18)


def test_what_the_book_remembers():
    """A number that was put right since an earlier refresh is told with what it was; others are not."""
    first, _ = refreshed(FIXED, EARLIER)
    rows = [list(row) for row in FIXED]
    rows[19][2] = OTHER
    (one,) = below(rows, before=first)
    (fixed,) = one.fixed
    assert (fixed.was.order, fixed.was.number, fixed.number, fixed.day) == (
        "250-19",
        BAD,
        OTHER,
        day_of(AS_OF),
    )
    said = text(rows, before=first)
    was_now = f"「ヤマト運輸 {BAD}」 から 「ヤマト運輸 {OTHER}」 に変わり、有効になりました"
    assert f"・注文番号 250-19: {was_now} (2026/11/21(土) に確認)。" in said
    book, _ = refreshed(rows, before=first)
    changes = next(part for part in book.summary.sections if part.title.startswith(TITLE))
    assert {row[0]: row[2] for row in changes.rows if row[1]} == {"追跡番号が有効になった": "250-19"}


def test_the_memory_lasts_over_several_refreshes():
    """What was put right days ago is still told; what is wrong again, or long ago, is not."""
    first, _ = refreshed(FIXED, dt.date(2026, 11, 16))
    rows = [list(row) for row in FIXED]
    rows[19][2] = OTHER
    second, _ = refreshed(rows, EARLIER, first)
    (one,) = below(rows, before=second)
    assert [fixed.day for fixed in one.fixed] == [day_of(EARLIER)]
    (again,) = below(FIXED, before=second)
    assert not again.fixed


@pytest.mark.parametrize(
    ("number", "day", "why"),
    [
        (BAD[:-1] + "4", NOVEMBER_1, "another number that is wrong too"),
        (OTHER, dt.date(2026, 10, 1), "no longer in the window"),
        ("", NOVEMBER_1, "no number at all"),
    ],
)
def test_what_is_no_correction_is_not_told_as_one(number, day, why):
    """A package is put right only where it is valid now and still counts."""
    first, _ = refreshed(FIXED, EARLIER)
    rows = [list(row) for row in FIXED]
    rows[19][2], rows[19][4] = number, day
    (one,) = below(rows, before=first)
    assert not one.fixed, why


def test_a_package_that_left_the_window_is_no_correction_of_another():
    """An order's second package, valid all the time, does not make its first one put right."""
    pair = [
        ["250-90", "ヤマト運輸", BAD, 2000, dt.date(2026, 10, 12), "本"],
        ["250-90", "ヤマト運輸", OTHER, 2000, NOVEMBER_1, "本"],
    ]
    first, _ = refreshed([*FIXED, *pair], EARLIER)
    (one,) = below([*FIXED, *pair], before=first)
    assert not one.fixed


def test_a_record_from_before_packages_were_kept_gives_no_comparison():
    """A book of Qoo10 orders alone keeps none; when Amazon's packages join it, none is called newly valid."""
    book = MemoryBook([MemorySheet("受注", [["注文番号", "入金日", "発送日"], ["A", AS_OF, None]])])
    refresh_book(book, Context(day_of(EARLIER)))
    (one,) = below(FIXED, before=book)
    assert not one.fixed


def test_every_fault_has_a_name():
    """Each outcome that is 無効 is counted under a name; no other has one."""
    assert {code for code, outcome in enumerate(OUTCOMES) if outcome.verdict == INVALID} == set(CAUSES)


def test_percent_is_cut():
    """94.996 % never looks like 95 %; zeros at the end are left out."""
    assert percent_text(Fraction(94996, 100000)) == "94.99%"
    assert percent_text(Fraction(19, 20)) == "95%"
    assert percent_text(Fraction(1, 1)) == "100%"
    assert percent_text(Fraction(1, 200)) == "0.5%"
    assert percent_text(Fraction(0, 7)) == "0%"


HOSTILE = "=1+1\x1b[31m\u202e|<b>`*_\n次の行"


def test_what_a_cell_holds_is_only_text():
    """Control bytes and marks that turn the writing go; in Markdown no sign of a cell is one of Markdown's."""
    part = Part("1. 見出し", [HOSTILE], [HOSTILE], ("列",), [(HOSTILE,), (None,), (-2,)], [HOSTILE])
    draft = Draft(HOSTILE, [HOSTILE], [part])
    assert "・列: =1+1[31m|<b>`*_ 次の行\n" in as_text(draft)
    marked = as_markdown(draft)
    assert "| =1+1\\[31m\\|&lt;b>\\`\\*\\_ 次の行 |" in marked
    assert "\x1b" not in as_text(draft) + marked
    assert "\u202e" not in as_text(draft) + marked


def test_long_tables_name_the_rest():
    """A text that is pasted names fifty rows and says how many stand in the list."""
    rows = [(number,) for number in range(MOST_ROWS + 2)]
    said = as_text(Draft("題", ["注意"], [Part("見出し", header=("番",), rows=rows)]))
    assert said.count("・番:") == MOST_ROWS
    assert "・ほか2件 (添付の一覧のとおり)" in said
    assert "※ 注意" in said
    assert as_markdown(Draft("題", ["注意"], [Part("", ["文"])])).splitlines()[2:4] == [
        "> 店舗の方へ (提出する前に消してください)  ",
        "> 注意  ",
    ]


def test_a_blank_reads_as_one():
    """What nobody knows is asked for by name."""
    assert blank("原因") == "[ここに原因を書く]"


def order_of(*packages):
    """Return packages of one order given as carrier and number, beside a category that is below the limit."""
    rows = [["250-90", carrier, number, 2000, NOVEMBER_1, "本"] for carrier, number in packages]
    return [*rows_of("本", 1, 2), *rows]


YAMATO, SAGAWA, WRONG = "ヤマト運輸", "佐川急便", "123456789014"


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (
            order_of((YAMATO, BAD), (YAMATO, OTHER)),
            "it is wrong as before, its other package was never wrong",
        ),
        (order_of((YAMATO, WRONG), (YAMATO, OTHER)), "it has got another number that is wrong"),
        (order_of(("#N/A", GOOD), (YAMATO, OTHER)), "its row cannot be read"),
    ],
    ids=["wrong", "changed", "unread"],
)
def test_a_valid_package_beside_it_puts_nothing_right(now, why):
    """Another package of the order, valid all the time, is no correction of the one that was not."""
    first, _ = refreshed(order_of((YAMATO, BAD), (YAMATO, OTHER)), EARLIER)
    (one,) = below(now, before=first)
    assert not one.fixed, why


def test_a_carrier_that_was_put_right():
    """The same number, valid now, is the one that is told; the order's other package is not."""
    first, _ = refreshed(order_of(("自社配送", GOOD), (YAMATO, OTHER)), EARLIER)
    (one,) = below(order_of((SAGAWA, GOOD), (YAMATO, OTHER)), before=first)
    assert [(fixed.was.carrier, fixed.number, fixed.carrier) for fixed in one.fixed] == [
        ("自社配送", GOOD, SAGAWA)
    ]


def test_a_correction_stands_in_its_own_category():
    """What was put right in one category is no change in another."""
    rows = [*FIXED, *rows_of("音楽", 1, 2, start=200)]
    first, _ = refreshed(rows, EARLIER)
    now = [list(row) for row in rows]
    now[19][2] = OTHER
    found = {one.fact.name: len(one.fixed) for one in below(now, before=first)}
    assert found == {"本": 1, "音楽": 0}


def test_what_was_put_right_long_ago_is_forgotten():
    """After ninety days a correction is no news; a day before it still is."""
    day = AS_OF - dt.timedelta(days=90)
    early = rows_of("本", 19, 4, day - dt.timedelta(days=20), start=500)
    first, _ = refreshed(early, day - dt.timedelta(days=1))
    early[19][2] = OTHER
    second, _ = refreshed(early, day, first)
    (kept,) = below(FIXED, AS_OF - dt.timedelta(days=1), before=second)
    assert [(fixed.was.order, fixed.day) for fixed in kept.fixed] == [("250-519", day_of(day))]
    (gone,) = below(FIXED, before=second)
    assert not gone.fixed


def test_packages_promised_after_the_day_are_not_listed():
    """They count on no day that is near, and may still be put right in time."""
    rows = [*ROWS, *rows_of("本", 0, 1, dt.date(2026, 11, 22), start=80)]
    (one,) = below(rows)
    assert not one.coming
