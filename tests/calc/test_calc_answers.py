"""Values between Calc and the catalogue, without a LibreOffice."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context, Settings
from xlshipcheck.hosts.calc import answers as calc_answers
from xlshipcheck.hosts.calc.answers import ROWS_OF_A_SHEET, Answers, answered
from xlshipcheck.hosts.calc.rows import Book, RowCalls
from xlshipcheck.hosts.function_names import ROW_CALL, calc_functions
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 12, 1)
BOOK = Book(Context(day_of(AS_OF)))
PAID = 46346.0  # 2026-11-20


def ask(name, *arguments, book=BOOK):
    """Return what a cell shows for a call with Calc's raw arguments."""
    return answered(calc_functions()[name], arguments, book, RowCalls(book))


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("QOO10_STAGE", (PAID, None, None, None, None, None), "制限候補"),
        ("QOO10_STAGE", (PAID, 0.0, 0.0, 0.0, None, 0.0), "制限候補"),
        ("QOO10_STAGE", (PAID, None, None, None, (("",),), None), "制限候補"),
        ("QOO10_STAGE", (PAID, None, None, None, 0.0, None), "制限"),
        ("QOO10_STAGE", (0.0, None, None, None, None, None), ""),
        ("QOO10_DEADLINE", (PAID, None, "警告", None), 46356.0),
        ("JP_IS_WORKDAY", (PAID, None), 1.0),
        ("JP_IS_WORKDAY", (46347.0, None), 0.0),
        ("JP_WORKDAY", (PAID, 0.0, None), PAID),
        ("JP_HOLIDAY_NAME", (46349.0,), "勤労感謝の日"),
        ("QOO10_STAGE", ((("",), (PAID,)), None, None, None, None, None), (("",), ("制限候補",))),
        ("AMAZON_SCAN_VALID", ("ヤマト運輸", 444413758703.0, 1980.0, PAID, None, None, None), "有効"),
        ("AMAZON_SCAN_VALID", ("ヤマト運輸", "444413758703", 0.0, PAID, None, None, None), "対象外"),
        ("AMAZON_VTR", ((("有効",), ("無効",)), ((46327.0,), (46327.0,)), None, None, 46347.0, None), 0.5),
    ],
)
def test_calls_as_calc_makes_them(name, arguments, shown):
    """Serials, blanks, omitted arguments and ranges mean what they mean in every host."""
    assert ask(name, *arguments) == shown


def test_closed_days_blank_and_omitted():
    """An omitted list of closed days is the settings'; an empty cell given as a range is an empty list."""
    book = Book(Context(day_of(AS_OF), Settings(closed=frozenset([day_of(dt.date(2026, 11, 24))]))))
    assert ask("JP_WORKDAY", PAID, 1.0, None, book=book) == 46351.0
    assert ask("JP_WORKDAY", PAID, 1.0, 0.0, book=book) == 46351.0
    assert ask("JP_WORKDAY", PAID, 1.0, (("",),), book=book) == 46350.0


def test_books_of_1904():
    """Serials of a 1904 book are moved on the way in and out; numbers are not."""
    book = Book(BOOK.context, 1462)
    assert ask("QOO10_DEADLINE", PAID - 1462, None, "警告", None, book=book) == 46356.0 - 1462
    assert ask("JP_WORKDAY", PAID - 1462, 3.0, None, book=book) == 46352.0 - 1462
    row = ("QOO10_DEADLINE", ("入金日", PAID - 1462, "=期限の種類", "警告"))
    assert answered(ROW_CALL, row, book, RowCalls(book)) == 46356.0 - 1462


def test_whole_columns_end_with_their_last_value():
    """Of a whole column only the rows up to the last value of any column are asked for."""
    blank = (("",),) * (ROWS_OF_A_SHEET - 2)
    paid, shipped = ((PAID,), (PAID,), *blank), ((("",), (46350.0,), *blank))
    assert ask("QOO10_STAGE", paid, shipped, None, None, None, None) == (("制限候補",), ("発送済",))


def test_calls_by_row():
    """A call by row answers from the row's cells, unpaid and cancelled rows too, and given values win."""

    def ask_row(*pairs, name="QOO10_STAGE"):
        return answered(ROW_CALL, (name, pairs), BOOK, RowCalls(BOOK))

    number = ("注文番号", (("A-1",),))
    assert ask_row(*number, "入金日", ((PAID,),), "発送日", (("",),)) == "制限候補"
    assert ask_row(*number, "入金日", (("",),)) == "入金待ち"
    assert ask_row(*number, "入金日", ((PAID,),), "配送状態", (("キャンセル",),)) == "対象外"
    assert ask_row("入金日", ((PAID,),), "発送日", ((46350.0,),)) == "発送済"
    assert ask_row("入金日", ((PAID,),), "=基準日", 46350.0) == "正常"
    assert ask_row("入金日", ((PAID,),), name="NO_SUCH").startswith("エラー: ")
    assert ask_row("入金日", ((PAID,),), name="JP_WORKDAY").startswith("エラー: ")


def test_rows_alike_are_answered_once(monkeypatch):
    """Rows that differ in nothing but their order number ask the rules once."""
    asked = []

    def count(*arguments):
        asked.append(arguments)
        return "x"

    monkeypatch.setattr("xlshipcheck.sheets.own_row.call", count)
    rows = RowCalls(BOOK)
    for number in range(50):
        answered(
            ROW_CALL, ("QOO10_STAGE", ("注文番号", ((f"A-{number}",),), "入金日", ((PAID,),))), BOOK, rows
        )
    answered(ROW_CALL, ("QOO10_STAGE", ("注文番号", (("",),), "入金日", ((PAID,),))), BOOK, rows)
    assert len(asked) == 2


class Clock:
    """A clock that stands where a test puts it."""

    def __init__(self, now):
        self.now = now

    def time(self):
        """Return the time."""
        return self.now


def test_answers_are_remembered_until_the_day_or_the_book_changes(monkeypatch):
    """The same call is not answered again, but for another day in Japan, or when the book says it changed."""
    clock = Clock(dt.datetime(2026, 11, 24, 14, 59, 0, tzinfo=dt.UTC).timestamp())  # 23:59 in Japan
    monkeypatch.setattr(calc_answers, "time", clock)
    days = []

    def current():
        days.append(clock.now)
        return Book(Context(day_of(dt.datetime.fromtimestamp(clock.now + 9 * 3600, dt.UTC).date())))

    answers = Answers(current, tuple)
    stage = answers.method("QOO10_STAGE")
    call = (None, PAID, None, None, None, None, None)
    assert [stage(*call), stage(*call)] == ["正常", "正常"]
    assert len(days) == 1
    clock.now += 2 * 24 * 3600
    assert stage(*call) == "注意"
    assert len(days) == 2
    answers.forget()
    assert stage(*call) == "注意"
    assert len(days) == 3


def test_rows_are_handed_over_as_calc_takes_them():
    """Rows of a function that returns one value as a rule go through the host's object; tables are rows always."""
    answers = Answers(lambda: BOOK, lambda rows: ("object", rows))
    stage = answers.method("QOO10_STAGE")
    assert stage(None, ((PAID,), ("",)), None, None, None, None, None) == ("object", (("制限候補",), ("",)))
    table = answers.method("AMAZON_VTR_TABLE")
    assert table(None, "何か", None, None, None, None)[0][0].startswith("エラー: ")


def test_nothing_raises_out_of_a_cell(monkeypatch, tmp_path):
    """Whatever goes wrong, a cell shows a sentence, and the log has the rest."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def broken():
        message = "no book"
        raise RuntimeError(message)

    assert (
        Answers(broken, tuple).method("JP_HOLIDAY_NAME")(None, 46349.0).startswith("エラー: 予期しない問題")
    )
    assert "no book" in next(tmp_path.rglob("*.log")).read_text(encoding="utf-8")


def test_a_call_by_row_without_its_row_says_what_to_press():
    """Where no row was read for a call without its first argument, the cell names the menu entry; no other does."""
    assert ask("QOO10_STAGE", *[None] * 6).endswith("メニューの「出荷チェック」>「更新」を押してください")
    assert "更新" not in ask("QOO10_STAGE", "不明な日", *[None] * 5)
    assert "更新" not in ask("JP_WORKDAY", None, 1.0, None)


def test_the_added_day_counts_as_a_given_one():
    """基準日 that was added to a call by row is its 基準日."""
    row = ("入金日", ((PAID,),))
    for given in ("=+基準日", "=基準日"):
        assert ask(ROW_CALL.name, "QOO10_STAGE", (*row, given, ((PAID,),))) == "正常"
    assert ask(ROW_CALL.name, "QOO10_STAGE", row) == "制限候補"
