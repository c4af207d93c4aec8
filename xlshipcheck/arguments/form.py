"""The form of the function catalogue: what an argument and a function are.

The order of arguments is a promise: arguments may be appended, never moved.
"""

from __future__ import annotations

from typing import NamedTuple

ROW, AGGREGATE, CONSTANT, EXPLANATION = "row", "aggregate", "constant", "explanation"
DAYS, QOO10, AMAZON, HOLD, OTHER = "営業日", "Qoo10", "Amazon", "営業所止め・追跡", "説明"


class Argument(NamedTuple):
    """One argument of a function.

    Attributes:
        name: its name in Python.
        japanese: its name for sellers.
        reader: which reader of `argument_readers` takes its cells.
        help: one Japanese sentence for the function wizard.
        required: a row without it cannot be answered.
        rowwise: it may be a range that is answered row by row.
        role: the column of an order sheet it comes from in a row-aware call.
        of_preorder: its name for sellers where 区分 says 予約; "" where that is the same.
        words: `module:name` of the words that it takes, where it takes nothing else.
        default: the word that holds where it is blank.
        read_by: `module:name` of what reads its cells in the room whose words they are; "" for a plain kind of cell.
        gives_way_to: the argument that takes its value where that one is left out and the value is one of its words.
        chooses_from: the argument it chooses from; where that is left out, nothing is chosen.
        one_for: the argument that has to be the same in all rows for which this one is given once.
    """

    name: str
    japanese: str
    reader: str
    help: str
    required: bool = False
    rowwise: bool = True
    role: str = ""
    of_preorder: str = ""
    words: str = ""
    default: str = ""
    read_by: str = ""
    gives_way_to: str = ""
    chooses_from: str = ""
    one_for: str = ""


class Function(NamedTuple):
    """One function as users type it.

    Attributes:
        name: the name in a cell.
        group: heading in the documentation.
        arguments: in the order of the contract.
        optional_from: number of leading arguments that must be given.
        result: 日付, 文字, 数値, TRUE/FALSE or 表.
        help: one Japanese sentence.
        shape: `ROW`, `AGGREGATE`, `CONSTANT` or `EXPLANATION`.
        target: `module:function` that answers it: from its arguments, or from the record of a row where `record` is given.
        blank_when: the row is answered "" when all of these arguments are blank.
        row_aware: the first argument may be left out, and the row's own values serve.
        variadic: the last argument may be repeated.
        record: `module:function` that gives, for a call, what makes the record of a row from its arguments; "" where the
            target takes the arguments as they are.
        column: `module:function` that answers a plain column at once, as `target` does row by row; "" for none.
    """

    name: str
    group: str
    arguments: tuple[Argument, ...]
    optional_from: int
    result: str
    help: str
    shape: str
    target: str
    blank_when: tuple[str, ...] = ()
    row_aware: bool = False
    variadic: bool = False
    record: str = ""
    column: str = ""

    @property
    def order(self) -> str:
        """Return the order of arguments as sellers read it, optional ones in brackets."""
        words = [
            argument.japanese if position < self.optional_from else f"[{argument.japanese}]"
            for position, argument in enumerate(self.arguments)
        ]
        return f"{self.name}({', '.join(words)}{', ...' if self.variadic else ''})"

    def position(self, name: str) -> int:
        """Return the position of an argument by its Python name."""
        return [argument.name for argument in self.arguments].index(name)


SHIPPED = Argument("shipped", "発送日", "day", "発送日。未発送は空白", role="発送日")
AS_OF = Argument(
    "as_of", "基準日", "as_of", "いつの時点で判定するか。省略時は設定の基準日、なければ今日", required=True
)
CLOSED = Argument(
    "closed", "休業日", "closed", "モールが休業として扱う日の範囲。省略時は設定の一覧", rowwise=False
)
TRACKING = Argument(
    "tracking",
    "送り状番号",
    "raw",
    "お問い合わせ伝票番号。先頭の 0 が消えないよう文字で入力",
    role="送り状番号",
)
SHOP = Argument("shop", "店名", "text", "署名に入れる店名", rowwise=False)
