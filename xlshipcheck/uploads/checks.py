"""Is an upload file right before it is sent: each cell by itself, the rows together, and against the orders known.

What is certain is corrected, in a copy; what is not is named with its row. An order that cannot be looked up is said not
to have been checked, never taken for right.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.tracking.carriers import canonical_name, carrier_of
from xlshipcheck.tracking.numbers import DAMAGED, DOUBTFUL, INVALID, MISSING, UNKNOWN_FORM, judge_number
from xlshipcheck.uploads.forms import AMAZON, QSM, carrier_of_code, code_of, form, order_pattern, qsm_carrier
from xlshipcheck.uploads.known import UNKNOWN_NUMBER
from xlshipcheck.values.cells import date_cell
from xlshipcheck.values.days import day_of
from xlshipcheck.values.text import normal_form, number_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlshipcheck.context import Context
    from xlshipcheck.uploads.known import KnownOrders
    from xlshipcheck.uploads.reading import Upload, UploadRow

ERROR: Final = "誤り"
NOTE: Final = "注意"
MOST_PIECES: Final = 6
"""Digits of a quantity; more is a number of another column."""


class Found(NamedTuple):
    """Something wrong, or to be looked at, in a row.

    Attributes:
        row: the row in the file; 0 for the file as a whole.
        column: the header.
        level: `ERROR` or `NOTE`.
        text: what is wrong, and what to do.
        correction: what is certain to be right; None where nothing is.
    """

    row: int
    column: str
    level: str
    text: str
    correction: str | None = None

    def __str__(self) -> str:
        place = f"{self.row}行目" if self.row else "ファイル全体"
        column = f"「{self.column}」" if self.column else ""
        fixed = f" → 訂正した写しでは「{self.correction}」" if self.correction is not None else ""
        return f"{self.level}: {place}{column} {self.text}{fixed}"


class Checked(NamedTuple):
    """What a check found.

    Attributes:
        found: everything, in the order of the rows.
        corrected: by row, the cells that are certain to be wrong, as they should be: header -> text.
        unchecked: what could not be checked, and why.
    """

    found: list[Found]
    corrected: list[dict[str, str]]
    unchecked: list[str]

    @property
    def errors(self) -> list[Found]:
        """Return what has to be put right."""
        return [one for one in self.found if one.level == ERROR]

    @property
    def has_corrections(self) -> bool:
        """Tell whether a corrected copy differs from the file."""
        return any(one.correction is not None for one in self.found)


def check(upload: Upload, known: KnownOrders | None, context: Context) -> Checked:
    """Check an upload file.

    Args:
        upload: the file.
        known: the orders that it is compared with; None where none were given.
        context: the as-of day and the rules.
    """
    fixable = upload.kind == AMAZON or all("がありません" not in text for text in upload.head)
    found = [Found(0, "", ERROR, text, "正しい見出し" if fixable else None) for text in upload.head]
    corrected = []
    rows = _Rows(upload, known, context)
    for row in upload.rows:
        of_row = list(rows.check(row))
        found += of_row
        corrected.append(
            {one.column: one.correction for one in of_row if one.correction is not None and one.column}
        )
    if not upload.rows:
        found.append(Found(0, "", ERROR, "見出しの下に注文の行がありません"))
    unchecked = []
    if known is None:
        unchecked.append(
            "注文番号があるか、もう通知していないか、数量が注文と合うかは確かめていません "
            "(--orders に注文の書き出しかブックを付けると確かめます)"
        )
    return Checked(found, corrected, unchecked)


class _Rows:
    def __init__(self, upload: Upload, known: KnownOrders | None, context: Context) -> None:
        self._upload, self._known, self._context = upload, known, context
        self._seen: dict[tuple[str, str, str], int] = {}
        self._pieces: Counter[tuple[str, str]] = Counter()

    def check(self, row: UploadRow) -> Iterator[Found]:
        """Yield what is to be said of a row."""
        if row.shifted:
            yield Found(row.row, "", ERROR, "列がずれています。この行を作り直してください")
            return
        if self._upload.kind == AMAZON:
            yield from self._amazon(row)
        else:
            yield from self._qsm(row)

    def _amazon(self, row: UploadRow) -> Iterator[Found]:
        cells = row.cells
        order = cells.get("order-id", "")
        plain = normal_form(order).replace(" ", "")
        if not order:
            yield Found(row.row, "order-id", ERROR, "注文番号がありません")
        elif not order_pattern().match(order):
            right = plain if order_pattern().match(plain) else None
            yield Found(
                row.row,
                "order-id",
                ERROR,
                f"「{errors.shown(order)}」は 3-7-7 の形の注文番号ではありません",
                right,
            )
        yield from self._ship_date(row, "ship-date", needed=True)
        yield from self._carrier(row)
        yield from self._number(row, "tracking-number", self._amazon_carrier(cells))
        quantity = cells.get("quantity", "")
        pieces = _whole(quantity)
        if quantity and not pieces:
            number = normal_form(quantity).removesuffix(".0")
            right = number if number != quantity and _whole(number) else None
            yield Found(
                row.row,
                "quantity",
                ERROR,
                f"数量「{errors.shown(quantity)}」は1以上の整数ではありません",
                right,
            )
        item = cells.get("order-item-id", "")
        if item and not item.isdecimal():
            yield Found(
                row.row,
                "order-item-id",
                ERROR,
                f"「{errors.shown(item)}」は明細番号ではありません (表計算ソフトで壊れた番号は元のレポートから写してください)",
            )
        yield from self._repeated(
            row, (plain, item, number_key(cells.get("tracking-number", ""))), "order-id"
        )
        yield from self._of_order(row, plain, item, pieces)

    def _amazon_carrier(self, cells: Mapping[str, str]) -> str:
        code = cells.get("carrier-code", "")
        name = cells.get("carrier-name", "")
        return carrier_of_code(code) or canonical_name(name) or canonical_name(code) or name or code

    def _carrier(self, row: UploadRow) -> Iterator[Found]:
        code, name = row.cells.get("carrier-code", ""), row.cells.get("carrier-name", "")
        other = form(AMAZON)["other"]
        day = _date(row.cells.get("ship-date", ""))
        asked = self._context.as_of or 0 if day is None else day_of(day)
        if not code:
            if self._context.rulebook.value("uploads.carrier_code_needed", asked):
                text = "carrier-code がありません (2021年4月15日から必須です)"
                right = code_of(name)[0] if name and canonical_name(name) else None
                yield Found(row.row, "carrier-code", ERROR, text, right)
        elif code.casefold() == other.casefold():
            if code != other:
                yield Found(row.row, "carrier-code", ERROR, f"「{code}」は「{other}」と書きます", other)
            if not name:
                yield Found(
                    row.row, "carrier-name", ERROR, "carrier-code が Other のときは配送会社の名前が必要です"
                )
            elif canonical_name(name) and code_of(name)[1] == "":
                right = code_of(name)[0]
                yield Found(
                    row.row,
                    "carrier-code",
                    NOTE,
                    f"{canonical_name(name)}にはコード {right} があります (Other のままだと追跡できないことがあります)",
                )
        elif not carrier_of_code(code):
            right, beside = code_of(code)
            known = right != other
            yield Found(
                row.row,
                "carrier-code",
                ERROR,
                f"「{errors.shown(code)}」は知られている配送業者コードではありません"
                + ("" if known else "。一覧にない会社は Other と carrier-name で書きます"),
                right if known and not beside else None,
            )

    def _ship_date(self, row: UploadRow, column: str, *, needed: bool) -> Iterator[Found]:
        text = row.cells.get(column, "")
        if not text:
            if needed:
                yield Found(row.row, column, ERROR, "出荷日がありません")
            return
        day = _date(text)
        if day is None:
            yield Found(row.row, column, ERROR, f"日付「{errors.shown(text)}」を読めません")
            return
        wanted = f"{day:%Y-%m-%d}" if self._upload.kind == AMAZON else f"{day:%Y/%m/%d}"
        if text != wanted:
            shape = "YYYY-MM-DD" if self._upload.kind == AMAZON else "YYYY/MM/DD"
            yield Found(
                row.row, column, ERROR, f"日付「{errors.shown(text)}」は {shape} の形で書きます", wanted
            )
        as_of = self._context.as_of
        if needed and as_of is not None and day_of(day) > as_of:
            yield Found(
                row.row, column, ERROR, f"出荷日 {wanted} は基準日より後です。発送してから通知してください"
            )

    def _number(self, row: UploadRow, column: str, carrier: str) -> Iterator[Found]:
        text = row.cells.get(column, "")
        try:
            verdict = judge_number(carrier_of(carrier), text)
        except errors.SpreadsheetErrorValue as problem:
            yield Found(row.row, column, ERROR, str(problem))
            return
        if verdict.code == MISSING:
            yield Found(row.row, column, ERROR, "送り状番号がありません")
        elif verdict.code in (INVALID, DAMAGED):
            yield Found(row.row, column, ERROR, f"送り状番号「{errors.shown(text)}」は{verdict}")
        else:
            plain = number_key(text)
            if plain != text:
                yield Found(row.row, column, NOTE, f"「{errors.shown(text)}」は番号だけで書きます", plain)
            if verdict.code in (UNKNOWN_FORM, DOUBTFUL) and carrier_of(carrier).forms:
                yield Found(
                    row.row, column, NOTE, f"送り状番号の形を確かめられません {verdict.reason}".strip()
                )

    def _qsm(self, row: UploadRow) -> Iterator[Found]:
        cells = row.cells
        order = cells.get("注文番号", "")
        plain = number_key(order)
        if not plain:
            yield Found(row.row, "注文番号", ERROR, "注文番号がありません")
        elif not plain.isdecimal():
            yield Found(
                row.row,
                "注文番号",
                ERROR,
                f"「{errors.shown(order)}」は Qoo10 の注文番号 (数字) ではありません",
            )
        elif plain != order:
            yield Found(row.row, "注文番号", ERROR, f"「{errors.shown(order)}」は数字だけで書きます", plain)
        carrier = cells.get("配送会社", "")
        if not carrier:
            yield Found(row.row, "配送会社", ERROR, "配送会社がありません")
        else:
            right, known = qsm_carrier(carrier)
            if known and right != carrier:
                text = f"「{errors.shown(carrier)}」は QSM の表記ではありません"
                yield Found(row.row, "配送会社", ERROR, text, right)
            elif not known:
                yield Found(
                    row.row,
                    "配送会社",
                    NOTE,
                    f"「{errors.shown(carrier)}」が QSM の表記どおりかは確かめられません",
                )
        yield from self._number(row, "送り状番号", carrier)
        yield from self._ship_date(row, "発送予定日", needed=False)
        yield from self._repeated(row, (plain, "", ""), "注文番号")
        yield from self._of_order(row, plain, "", 0)

    def _repeated(self, row: UploadRow, key: tuple[str, str, str], column: str) -> Iterator[Found]:
        if not key[0]:
            return
        first = self._seen.setdefault(key, row.row)
        if first != row.row:
            yield Found(row.row, column, ERROR, f"{first}行目と同じ注文です。どちらか一行にしてください")

    def _of_order(self, row: UploadRow, order: str, item: str, pieces: int) -> Iterator[Found]:
        """Yield what the known orders say: not there, sent already, cancelled, more pieces than ordered."""
        if self._known is None or not order:
            return
        column = "order-id" if self._upload.kind == AMAZON else "注文番号"
        orders = self._known.find(order)
        if not orders:
            yield Found(
                row.row, column, ERROR, f"注文 {errors.shown(order)} は {self._known.path} にありません"
            )
            return
        items = [one for one in orders if not item or not one.item or one.item == item]
        if not items:
            yield Found(row.row, "order-item-id", ERROR, f"明細 {item} は注文 {order} にありません")
            return
        if all(one.cancelled for one in items):
            yield Found(
                row.row, column, ERROR, f"注文 {order} はキャンセルされています。発送を止めてください"
            )
        numbers = {one.confirmed for one in items} - {""}
        if numbers and all(one.confirmed for one in items):
            mine = number_key(
                row.cells.get("tracking-number" if self._upload.kind == AMAZON else "送り状番号", "")
            )
            if self._upload.kind == AMAZON and mine and not numbers & {mine, UNKNOWN_NUMBER}:
                text = f"注文 {order} は番号 {'・'.join(sorted(numbers))} で通知しています。この番号に置き換わります"
                yield Found(row.row, column, NOTE, text)
            else:
                yield Found(
                    row.row, column, ERROR, f"注文 {order} はもう通知しています。この行を消してください"
                )
        planned = next((one.planned for one in items if one.planned), "")
        if self._upload.kind == QSM and planned and row.cells.get("発送予定日", ""):
            text = f"発送予定日は {planned} で確定していて変更できません。空欄にしてください"
            yield Found(row.row, "発送予定日", ERROR, text, "")
        ordered = sum(one.quantity for one in items if one.quantity)
        if pieces and ordered and all(one.quantity for one in items):
            self._pieces[order, item] += pieces
            total = self._pieces[order, item]
            if total > ordered:
                yield Found(row.row, "quantity", ERROR, f"出荷数の合計 {total} が注文数 {ordered} を超えます")


def _whole(text: str) -> int:
    """Return a quantity, 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_PIECES else 0


def _date(text: str) -> date | None:
    """Return a day, None for what is none."""
    found = date_cell(normal_form(text))
    if isinstance(found, datetime):
        return found.date()
    return found if isinstance(found, date) else None
