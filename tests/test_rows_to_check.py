"""Rows that need a look: what is judged is never called not judged, a date beyond the as-of day is named, numbers agree."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context
from xlshipcheck.drafts.own_causes import UNREAD, cause_list, own_causes, read_month
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.hosts.own_sheets.today import MOST_AHEAD, today_content
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.today import words
from xlshipcheck.today.shop import figures_of
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 30)
CONTEXT = Context(day_of(AS_OF))
HEADER = ["注文番号", "入金日", "発送日", "配送状態", "送り状番号"]
DAMAGED = "4.44414E+11"
NOTICE = ["A-1", dt.date(2026, 11, 25), None, "配送要請", DAMAGED]
SENT = ["A-2", dt.date(2026, 11, 24), dt.date(2026, 11, 26), "配送中", DAMAGED]
UNREADABLE = ["A-3", "11/25", None, "配送要請", None]
TYPOS = [dt.date(2062, 11, 24), dt.date(2026, 12, 24), dt.date(2027, 11, 24)]


def refreshed(*rows, context=CONTEXT, **others):
    """Return what a refresh does to a book of one sheet, or of more given by name."""
    sheets = {"受注": rows, **others}
    book = MemoryBook([MemorySheet(name, [HEADER, *found]) for name, found in sheets.items()])
    return refresh_book(book, context)


def sections(done):
    """Return the sections of 集計 by title."""
    return {section.title: section for section in done.summary.sections}


def box(done):
    """Return the box of the rows that need a look."""
    return next(
        (found.total, found.note) for found in words.boxes_of(done.plan) if found.title == "確認が必要"
    )


def texts_of(done):
    """Return the texts of 今日."""
    return [str(cell.value) for cell in today_content(done.plan, "受注.xlsx", CONTEXT).cells]


def ahead(count, day=TYPOS[0]):
    """Return orders paid beyond the as-of day."""
    return [[f"F-{number}", day, None, "配送要請", None] for number in range(count)]


@pytest.mark.parametrize("day", TYPOS)
def test_a_payment_beyond_the_as_of_day_is_named(day):
    """Its row is named wherever the as-of day is doubted, says so in 確認, and is counted and listed; no failure."""
    done = refreshed([*NOTICE[:4], None], *ahead(1, day))
    sheet = done.sheets[0]
    (doubt,) = done.plan.doubts
    named = f"3行目 (注文番号 F-0) の入金日 {day:%Y/%m/%d}"
    assert doubt.startswith("基準日 2026/11/30(月) は、いちばん新しい入金日 ")
    assert f"基準日か、次の入金日の年月日を確かめてください: {named}" in doubt
    assert sections(done)["日付の確かめ"].rows == [(doubt,)]
    assert f"シート「受注」: {doubt}" in done.notes
    assert "入金日が基準日より後です" in str(sheet.assessed.columns[-1].values[1])
    assert box(done) == (1, "判定した行。入力を確かめる")
    assert [found[:3] for found in done.plan.ahead] == [("受注", 3, "F-0")]
    assert words.verdict_of(done.plan).endswith("(ほかに確認が必要な行が1件)")
    assert sheet.problem_sentences() == []
    (listed,) = [text for text in texts_of(done) if text.startswith(f"入金日 {day:%Y/%m/%d} は基準日より後")]
    assert "年月日を確かめてください" in listed


def test_a_wrong_as_of_day_does_not_flood():
    """Where all rows lie ahead five are named with how many more, and 今日 lists some of them behind all others."""
    done = refreshed(*ahead(100), UNREADABLE)
    (doubt,) = done.plan.doubts
    assert doubt.count("行目") == 5
    assert doubt.endswith(" ほか95行")
    assert box(done) == (101, "うち判定できていない行 1")
    texts = texts_of(done)
    listed = [text for text in texts if "は基準日より後です" in text]
    assert len(listed) == MOST_AHEAD
    assert texts.index(listed[0]) > next(n for n, text in enumerate(texts) if "年がありません" in text)
    assert "確認が必要な行 (101件)" in texts
    assert "ほか80行は、それぞれのシートの確認の列を見てください" in texts


def test_rows_ahead_are_those_of_their_own_sheet():
    """In a book of several sheets the sentence names the sheet; a cancelled order's date is named, and listed nowhere."""
    cancelled = ["C", TYPOS[0], None, "キャンセル", None]
    done = refreshed([*NOTICE[:4], None], 十二月=[[*SENT[:4], None], cancelled])
    (doubt,) = done.plan.doubts
    assert doubt.startswith("シート「十二月」: 基準日 ")
    assert "3行目 (注文番号 C)" in doubt
    assert done.plan.ahead == []


def test_days_of_another_year_have_their_year():
    """The points by day give a day of another year with its year; those of this one without."""
    done = refreshed(*ahead(1), ["B", dt.date(2026, 11, 27), None, "配送要請", None])
    days = [row[0] for row in sections(done)["Qoo10 減点 (日ごと)"].rows]
    assert days == ["12/4(金)", "2062/12/1(金)"]


def test_a_damaged_number_leaves_a_row_judged():
    """A row whose only fault is its number is counted, and nowhere called not judged; it is still to be corrected."""
    done = refreshed(NOTICE, SENT)
    assert len(done.sheets[0].problem_sentences()) == 2
    assert box(done) == (2, "判定した行。入力を確かめる")
    found = sections(done)
    notes = "".join(section.note for section in found.values())
    assert "率に入っていません" not in notes
    assert "率と減点に入っていません" not in notes
    facts = [sheet.facts for sheet in done.sheets]
    figures = figures_of(facts, done.plan, 2, CONTEXT)
    assert (figures.unread, figures.to_correct) == (0, 2)
    causes = own_causes(facts, read_month("2026-12", CONTEXT.as_of), done.plan.problems, CONTEXT.as_of)
    assert UNREAD not in [row[0] for row in cause_list(causes)]
    assert words.verdict_of(done.plan).endswith("(確認が必要な行が2件、うち1件は一覧にもあります)")


def test_rows_that_need_a_look_are_counted_alike():
    """The box, the verdict, the heading and 集計 count the same rows; the rates say how many they leave out."""
    done = refreshed(NOTICE, SENT, UNREADABLE, 十二月=[["B-1", *UNREADABLE[1:4], DAMAGED]])
    assert box(done) == (4, "うち判定できていない行 2")
    assert "確認が必要な行が4件、うち1件は" in words.verdict_of(done.plan)
    assert "確認が必要な行 (4件)" in texts_of(done)
    found = sections(done)
    totals = found["シートごとの件数と合計"]
    assert [row[-1] for row in totals.rows] == [3, 1, 4]
    assert "判定できていない行はどの件数にも入っていません" in totals.note
    assert found["Qoo10 発送率 (ブック全体)"].note.startswith("読めない行が2行あり")
    assert found["Qoo10 発送率を目標に戻すには"].note.startswith("確認が必要な行が2行あり、率と減点に")


def test_a_parcel_judged_by_its_dates_is_judged():
    """A word of the tracking page that nobody knows, or a damaged number, leaves a parcel judged."""
    header = ["送り状番号", "受取場所", "配送状態", "発送日", "到着日"]
    days = [dt.date(2026, 11, 27), dt.date(2026, 11, 28)]
    rows = [["444413758703", "営業所", "なぞ", *days], [DAMAGED, "営業所", "保管中", *days]]
    book = MemoryBook(
        [MemorySheet("止め置き", [header, *rows, ["444413758703", "営業所", "保管中", "?", "?"]])]
    )
    done = refresh_book(book, CONTEXT)
    assert [row for _, row, _, _ in done.plan.to_correct] == [2, 3]
    assert [row for _, row, _, _ in done.plan.problems] == [4]
    assert len(done.sheets[0].problem_sentences()) == 3


def test_a_row_of_two_rules_is_one_row():
    """A row judged by the rules of Qoo10 and of branch holds is named once for its damaged number."""
    header = ["モール", *HEADER, "受取場所", "到着日"]
    rows = [
        ["Qoo10", *SENT, "営業所", dt.date(2026, 11, 28)],
        ["Amazon", "250-1", None, None, "", None, "", None],
    ]
    done = refresh_book(MemoryBook([MemorySheet("全部", [header, *rows])]), CONTEXT)
    assert [row for _, row, _, _ in done.plan.to_check] == [2]


@pytest.mark.parametrize(
    ("paid", "said"), [((11, 2), ""), ((11, 26), "状態不明 1件、減点はほかに最大 -2×1。")]
)
def test_unknown_orders_cost_points_in_their_own_month(paid, said):
    """An order of unknown state is named by the month in which its penalty day lies, as in the list of points."""
    as_of = dt.date(2026, 12, 10)
    context = Context(day_of(as_of))
    done = refreshed(["A", dt.date(2026, *paid), None, "なぞ", None], context=context)
    note = sections(done)["Qoo10 今月の減点"].note
    assert note.startswith(said or "配送遅延ポイント")
    facts = [sheet.facts for sheet in done.sheets]
    causes = own_causes(facts, read_month("", context.as_of), done.plan.problems, context.as_of)
    assert len(causes.unknown) == bool(said)


def test_only_blank_ship_dates_are_called_missing():
    """Of orders on their way those with a blank 発送日 are counted as without one; one that cannot be read has one."""
    paid = dt.date(2026, 11, 24)
    rows = [["A", paid, "11月25日", "配送中", None], ["B", paid, None, "配送中", None]]
    assert "発送日のない行が1行あり" in sections(refreshed(*rows))["Qoo10 段階ごとの件数"].note
    assert "発送日のない行" not in sections(refreshed(rows[0]))["Qoo10 段階ごとの件数"].note
