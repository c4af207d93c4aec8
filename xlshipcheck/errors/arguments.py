"""A value that a function cannot take; in a cell it becomes an `エラー: ` text."""

from __future__ import annotations

from xlshipcheck.errors.base import ShipcheckError


class ArgumentError(ShipcheckError):
    """A value that a function cannot take; in a cell it becomes an `エラー: ` text."""

    japanese = "{argument}「{value}」を確認してください"
    english = "{argument}: check the value {value!r}"


class MissingArgument(ArgumentError):
    """A value that must be given was not."""

    japanese = "{argument}を指定してください"
    english = "{argument} must be given"


class UnreadableDate(ArgumentError):
    """A value that is no date."""

    japanese = "{argument}「{value}」は日付として読めません。2026/11/20 のように年月日で入力してください"
    english = "{argument} {value!r} is not a date; write it like 2026/11/20"


class DateWithoutSeparators(UnreadableDate):
    """Eight digits that look like a date; a cell may as well hold a number of something else."""

    japanese = (
        "{argument}「{value}」は日付として読めません。{meant} を区切りなしで入力したように見えます。"
        "{meant} のように / で区切って入力してください"
    )
    english = "{argument} {value!r} is not a date; if {meant} is meant, write it like that"


class DateOfJapaneseEra(UnreadableDate):
    """A year of a Japanese era, such as 令和8年."""

    japanese = (
        "{argument}「{value}」は和暦なので日付として読めません。2026/11/20 のように西暦で入力してください"
    )
    english = "{argument} {value!r} is in a Japanese era; write it like 2026/11/20"


class DashForDate(UnreadableDate):
    """A dash where nothing should stand yet."""

    japanese = "{argument}「{value}」は日付として読めません。まだ日付がなければ、セルを空白にしてください"
    english = "{argument} {value!r} is not a date; leave the cell blank while there is none"


class DateWithoutYear(ArgumentError):
    """A month and day without a year; guessing one would move a deadline by a year."""

    japanese = "{argument}「{value}」に年がありません。2026/11/20 のように年から入力してください"
    english = "{argument} {value!r} has no year; write it like 2026/11/20"


class DateOutOfRange(ArgumentError):
    """A date outside the calendar that is known."""

    japanese = "{argument}「{value}」は扱える期間 (1986/1/1～2099/12/31) の外です。日付を確認してください"
    english = "{argument} {value!r} is outside 1986-01-01..2099-12-31"


class ResultOutOfRange(ArgumentError):
    """A computed date that falls outside the calendar that is known."""

    japanese = "{argument}「{value}」から数えた日付が 1986/1/1～2099/12/31 の外になります。日付と日数を確認してください"
    english = "counting from {argument} {value!r} leaves 1986-01-01..2099-12-31"


class UnreadableMonth(ArgumentError):
    """A month without its year, or no month at all."""

    japanese = "{argument}「{value}」は月として読めません。2026-11 の形か、その月の日付を入力してください"
    english = "{argument} {value!r} is no month; write 2026-11 or any date in it"


class UnreadableNumber(ArgumentError):
    """A value that is no number of the kind asked for."""

    japanese = "{argument}「{value}」は{wanted}として読めません。数字で入力してください"
    english = "{argument} {value!r} is not a number ({wanted})"


class RateOutOfRange(ArgumentError):
    """A rate above 1, which could mean percent or a mistake."""

    japanese = "{argument}「{value}」は率として読めません。0～1 の数 (0.96) か 96% の形で入力してください"
    english = "{argument} {value!r} is no rate; write 0.96 or 96%"


class UnreadableFlag(ArgumentError):
    """A value that is neither yes nor no."""

    japanese = "{argument}「{value}」は TRUE か FALSE で入力してください"
    english = "{argument} {value!r} must be TRUE or FALSE"


class UnreadableAnswer(ArgumentError):
    """Neither TRUE nor FALSE nor the date on which a buyer answered."""

    japanese = "{argument}「{value}」は TRUE か FALSE、または返事の日付 (2026/11/20 の形) で入力してください"
    english = "{argument} {value!r} must be TRUE, FALSE or the date of the answer"


class UnknownChoice(ArgumentError):
    """A word outside the list that is understood."""

    japanese = "{argument}「{value}」は使えません。{choices} から選んでください"
    english = "{argument} {value!r} is not one of {choices}"


class UnknownMarket(ArgumentError):
    """A row of a mixed sheet that does not tell its marketplace; it would be left unjudged."""

    japanese = "モール「{value}」では、どの規則で判定するか分かりません。{choices} のどれかを入力してください"
    english = "marketplace {value!r} is not known; enter one of {choices}"


class MisplacedDate(ArgumentError):
    """A date where a word belongs: nearly always arguments in the wrong order."""

    japanese = "{argument}に日付「{value}」が入っています。引数の順番は {order} です"
    english = "{argument} got a date, {value!r}; the order is {order}"


class MissingProspect(MissingArgument):
    """An apology without a date: a vague promise makes the buyer ask again, or cancel."""

    japanese = (
        "{argument}を指定してください。いつ発送できるかを具体的な日付で伝えないと、購入者の不安が解けません"
    )
    english = "{argument} must be given: an apology needs a concrete date to reassure the buyer"


class PastProspect(ArgumentError):
    """An apology that promises a day that is over."""

    japanese = "{argument}「{value}」は基準日 {as_of} より前です。これから必ず発送できる、基準日以降の日付を指定してください"
    english = "{argument} {value!r} is before the as-of day {as_of}; give a date on which you can still ship"


class TemplateRefused(ArgumentError):
    """A shop's own apology that would make the buyer ask again."""

    japanese = (
        "お詫びの文面 (設定 {argument}) に{problem}。"
        "原因 {{cause}}、発送見込み日 {{ship_by}}、お詫びの言葉を入れてください"
    )
    english = (
        "the apology of the settings ({argument}): {problem}; it needs {{cause}}, {{ship_by}} and an apology"
    )


class DamagedNumber(ArgumentError):
    """A tracking number that a spreadsheet has changed: nobody could find the parcel with it."""

    japanese = "{argument}「{value}」は使えません ({reason})。伝票を見て文字として入力し直してください"
    english = "{argument} {value!r} is damaged or no number; enter it again as text"


class DamagedOrderNumber(ArgumentError):
    """An order number that a spreadsheet has turned into a power of ten: several orders may have come out alike."""

    japanese = (
        "{argument}「{value}」は表計算ソフトが指数の形に変えていて、どの注文か分かりません。モールから書き出し直してください"
        " (表計算ソフトで開くときは、この列を文字列にします)"
    )
    english = (
        "{argument} {value!r} was turned into a power of ten by a spreadsheet, so that nobody knows which order it is; "
        "export it again, and open the column as text"
    )


class UnregisteredNumber(ArgumentError):
    """A tracking number that the carrier's page does not know: neither a branch nor a buyer could use it."""

    japanese = "追跡画面の答えが「{value}」です。送り状番号を伝票と見比べて直してから、文面を作ってください"
    english = "the carrier's page says {value!r}; mend the tracking number before writing a message"


class UnreadOrderState(ArgumentError):
    """A 配送状態 that nobody can read: the order may be on its way already, or cancelled."""

    japanese = "配送状態「{value}」を読めません。未発送かどうか分からないため、配送状態を直してから文面を作ってください"
    english = (
        "the state {value!r} cannot be read; mend it before writing a message, the order may be sent already"
    )


class UnreadCancellation(ArgumentError):
    """A 配送状態 that nobody can read where it has to tell whether an order was cancelled, or sent."""

    japanese = (
        "{argument}「{value}」を読めません。発送済みかキャンセルかが分からないため、率に入れていません。"
        "未出荷・出荷済み・キャンセルなどに直してください"
    )
    english = "the state {value!r} does not tell whether the order was cancelled; it is in no rate until that is mended"


class SentWithoutDate(ArgumentError):
    """An order that its 配送状態 calls sent, without 発送日: no apology is due for what is on its way."""

    japanese = "配送状態は「{value}」で発送済みです。文面は要りません。発送日を入力してください"
    english = "the state {value!r} says that the order is sent; enter the ship date instead of a message"


class CancelToAnswer(ArgumentError):
    """An order of which the buyer asks for a cancel: no apology answers that."""

    japanese = "キャンセル要請が来ています。先に返事をしてください"
    english = "the buyer asks for a cancel; answer that first"


class SpreadsheetErrorValue(ArgumentError):
    """A cell that shows a spreadsheet error, such as #N/A."""

    japanese = "{argument}のセルがエラー「{value}」です。先にそのセルを直してください"
    english = "{argument} is the error {value!r}; mend that cell first"


class SampleDayRefused(ArgumentError):
    """A day too near the ends of the calendar for orders that reach months back and deadlines ahead."""

    japanese = "{argument}「{value}」の見本は作れません。{first} から {last} までの日付を指定してください"
    english = "no samples can be made for {argument} {value!r}; give a day from {first} to {last}"


class ShiftedCell(ArgumentError):
    """A date where a carrier or a kind belongs: the cells of the row have shifted, and its dates may be others'."""

    japanese = (
        "{argument}「{value}」は日付です。行の項目が左右にずれているようなので、この行は判定していません。"
        "元の表や書き出しと見比べて直してください"
    )
    english = "{argument} {value!r} is a date: the cells of this row seem to have shifted; it is not judged"
