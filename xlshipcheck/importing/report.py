"""What an import found besides the new and changed orders, as sentences for the seller.

An import of a hundred thousand orders must not print a hundred thousand lines: a sentence names the first few
places and counts the rest. What is about a person is never shown.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlshipcheck.importing.formulas import NotEntered

PLACES_SHOWN = 5
HIDDEN = "(個人情報)"

# Attribute of `Findings` -> what is said of it, the most pressing first.
_ABOUT_ORDERS = {
    "twice_in_book": "ブックに同じ注文の行が二つ以上あり、どれか決められないため更新していません",
    "twice_in_export": (
        "書き出しに内容の違う同じ注文の行があります。"
        "新しい注文はどの行も追加し、ブックにある注文は更新していません"
    ),
    "unclear": "どの明細の行か決められないため取り込んでいません。明細番号を入力してください",
    "more_packages": "別の送り状番号の行があるため、新しい梱包の行として追加します",
    "vanished": (
        "書き出しの期間内で未発送なのに書き出しにありません。"
        "発送・キャンセル済みでないか、書き出しの条件を確認してください (行は残しています)"
    ),
}
_ABOUT_CELLS = {
    "ahead": "はブックのほうが先に進んでいるため、その注文の状態・発送日などは書き換えていません (ブック → 書き出し)",
    "conflicts": "がブックと書き出しで違います (ブック → 書き出し)。変わらないはずの列のため書き換えていません",
    "emptied": "が書き出しで空です。ブックの値は消していません",
    "formulas": "は数式のセルのため書き換えていません (今の値 → 書き出し)",
}
_ABOUT_COLUMNS = {
    "filled_columns": "新しい行に上の行と同じ数式を入れた列 (値は表計算ソフトが計算します)",
    "columns_of_formulas": (
        "数式の列は空けてあります (配列数式・スピルは下に続けられません)。数式をコピーするか範囲を広げてください"
    ),
    "only_in_sheet": "ブックだけにある列 (変更しません)",
    "only_in_export": "書き出しだけにある列 (取り込みません)",
}


class Difference(NamedTuple):
    """A cell of the book that says something else than the export.

    Attributes:
        row: its row in the sheet.
        order: the order number.
        header: the column's header.
        book: what the book says; `HIDDEN` where the column is about a person.
        export: what the export says, likewise; "" where it says nothing.
    """

    row: int
    order: str
    header: str
    book: str
    export: str

    def __str__(self) -> str:
        place = f"{self.row}行目 (注文 {errors.shown(self.order)})"
        if self.book == HIDDEN:
            return place
        book, export = errors.shown(self.book), errors.shown(self.export)
        return f"{place} {book} → {export}" if export else f"{place} {book}"


class Rows(NamedTuple):
    """An order with rows of the sheet.

    Attributes:
        order: the order number.
        rows: row numbers in the sheet.
    """

    order: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        rows = "・".join(map(str, self.rows))
        return f"注文 {errors.shown(self.order)} ({rows}行目)" if rows else f"注文 {errors.shown(self.order)}"


class Findings(NamedTuple):
    """What an import found and did not act on.

    Attributes:
        twice_in_book: orders with several rows in the book; those rows are not updated.
        twice_in_export: orders with contradicting rows in the export.
        unclear: orders of which the item cannot be told; not imported.
        more_packages: packages added beside rows of their item with another tracking number.
        vanished: open orders of the export's period that the export lacks.
        ahead: 配送状態 of orders that have come further in the book than in the export; they keep it.
        conflicts: differences in what should never change.
        emptied: filled cells that the marketplace leaves empty.
        formulas: cells that hold a formula and differ.
        filled_columns: columns in which new rows continue the formula of the orders above.
        columns_of_formulas: columns left blank in new rows, or in known ones, where a formula belongs that cannot
            be continued.
        not_entered: columns of formulas that get no values of the export in new rows.
        examples: the sentence about the template's examples among the orders.
        rows_below: the first row below the orders that stands between them and the new ones; 0 for none.
        unnumbered: rows of the export without an order number.
        damaged: order numbers of the export that a spreadsheet has damaged -> their rows.
        only_in_sheet: headers that the export lacks.
        only_in_export: headers that the sheet lacks.
        stale: why the export is too old; None where it is not. It was imported all the same.
    """

    twice_in_book: Sequence[Rows] = ()
    twice_in_export: Sequence[Rows] = ()
    unclear: Sequence[Rows] = ()
    more_packages: Sequence[Rows] = ()
    vanished: Sequence[Rows] = ()
    ahead: Sequence[Difference] = ()
    conflicts: Sequence[Difference] = ()
    emptied: Sequence[Difference] = ()
    formulas: Sequence[Difference] = ()
    filled_columns: Sequence[str] = ()
    columns_of_formulas: Sequence[str] = ()
    not_entered: Sequence[NotEntered] = ()
    examples: Sequence[str] = ()
    rows_below: int = 0
    unnumbered: int = 0
    damaged: Mapping[str, int] = MappingProxyType({})
    only_in_sheet: Sequence[str] = ()
    only_in_export: Sequence[str] = ()
    stale: errors.StaleExport | None = None

    def sentences(self) -> Iterator[str]:
        """Yield what was found, the most pressing first."""
        if self.stale:
            yield f"{self.stale} (--force のため取り込みます)"
        yield from _damaged(self.damaged)
        for attribute, text in _ABOUT_ORDERS.items():
            if found := getattr(self, attribute):
                yield f"{text}: {_some(found)}"
        for attribute, text in _ABOUT_CELLS.items():
            for header, found in _by_header(getattr(self, attribute)).items():
                yield f"「{errors.shown(header)}」{text}: {_some(found)}"
        yield from map(_not_entered, self.not_entered)
        yield from self.examples
        if self.unnumbered:
            yield f"書き出しに注文番号のない行が{self.unnumbered}行あり、取り込んでいません"
        if self.rows_below:
            yield f"{self.rows_below}行目から注文番号のない行があるため、新しい注文はその下に追加します"
        for attribute, text in _ABOUT_COLUMNS.items():
            if headers := getattr(self, attribute):
                yield f"{text}: {errors.listed(headers)}"


def _damaged(rows: Mapping[str, int]) -> Iterator[str]:
    if rows:
        named = [f"「{errors.shown(number)}」{count}行" for number, count in rows.items()]
        yield (
            f"書き出しに注文番号が指数の形に壊れた行が{sum(rows.values())}行あり、どの注文か分からないため取り込んでいません: "
            f"{_some(named)}。モールから書き出し直し、表計算ソフトで開いて保存せずに取り込んでください"
        )


def _not_entered(column: NotEntered) -> str:
    role = f" ({column.role}) " if column.role and name_key(column.role) != name_key(column.header) else ""
    kind = "金額" if column.is_amount else "値"
    sentence = f"「{errors.shown(column.header)}」の列{role}は数式なので、書き出しの{kind}を入れていません"
    if not column.inputs:
        return sentence
    return f"{sentence}。数式が使う列 ({', '.join(column.inputs)}) の値が新しい行で空です。入力してください"


def _by_header(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    found: dict[str, list[Difference]] = {}
    for difference in differences:
        found.setdefault(difference.header, []).append(difference)
    return found


def _some(found: Sequence[object]) -> str:
    """Return the first few of some findings and how many more there are."""
    shown = "、".join(str(one) for one in found[:PLACES_SHOWN])
    rest = len(found) - PLACES_SHOWN
    return f"{shown} ほか{rest}件" if rest > 0 else shown
