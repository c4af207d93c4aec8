"""A call that cannot be answered as a whole: its function, its ranges, its rows; and the command line."""

from __future__ import annotations

from xlshipcheck.errors.arguments import ArgumentError
from xlshipcheck.errors.base import ShipcheckError


class UnknownFunction(ShipcheckError):
    """A function name that is not in the catalogue."""

    japanese = (
        "関数「{name}」はありません。近い名前: {nearest}。すべての名前は xlshipcheck functions で見られます"
    )
    english = "no function {name!r}; nearest: {nearest}; xlshipcheck functions lists them all"


class ArgumentCount(ShipcheckError):
    """More arguments than the function takes."""

    japanese = "{name} の引数は {most} 個までです ({given} 個あります)。順番は {order} です"
    english = "{name} takes at most {most} arguments ({given} given): {order}"


class CallIncomplete(ArgumentError):
    """Arguments left out that neither a default nor the caller's row supplies."""

    japanese = "{argument}を指定してください。引数の順番は {order} です"
    english = "{argument} must be given; the order is {order}"


class ShapeMismatch(ArgumentError):
    """Ranges of different shapes in one call."""

    japanese = "範囲の大きさが違います ({shapes})。同じ行数・列数にしてください"
    english = "ranges of different shapes ({shapes})"


class RaggedRange(ArgumentError):
    """A list of rows of different lengths, or an empty or too deeply nested one."""

    japanese = "{argument}の範囲が四角形ではありません。行ごとの列数をそろえてください"
    english = "{argument} is not a rectangle of cells"


class SingleCellWanted(ArgumentError):
    """A range where one value holds for the whole call."""

    japanese = "{argument}が範囲 ({rows}×{columns}) になっています。セル一つか値を指定してください"
    english = "{argument} is a range ({rows}×{columns}); give one cell or value"


class UnreadableRange(ArgumentError):
    """A range on the command line that is no JSON."""

    japanese = '範囲「{value}」は JSON として読めません ({place}文字目)。[["2026-11-20"],["2026-11-24"]] の形で入力してください'
    english = 'range {value!r} is no JSON (character {place}); write [["2026-11-20"],["2026-11-24"]]'


class OneRateForBothKinds(ArgumentError):
    """One rate for rows of both kinds; each kind has a rate of its own."""

    japanese = (
        "{argument}「{value}」が一つなのに一般と予約の行があります。区分ごとの率を行に並べて指定してください"
    )
    english = "{argument} {value!r} is one rate for rows of both kinds; give one per row"


class ReservationMissing(ArgumentError):
    """A preorder row without 予約日, which is never computed and never taken from another date."""

    japanese = (
        "予約の注文に予約日 (発送可能日) がありません。予約日の列か、設定の商品番号一覧に入力してください"
    )
    english = "a preorder row without 予約日; enter it in its column or in the settings' item list"


class UnreadableRows(ArgumentError):
    """Rows of an aggregate that cannot be read; leaving them out would give a wrong rate."""

    japanese = "{count}行が読めません (最初: {row}行目 {problem})"
    english = "{count} rows cannot be read (first: row {row}: {problem})"


class PackageWithoutDay(UnreadableRows):
    """A package in scope without its promised day: no window can hold it, and leaving it out is wrong."""

    japanese = "{count}行が読めません (最初: {row}行目 判定に数える梱包に{argument}がありません。{argument}を入力してください)"
    english = (
        "{count} rows cannot be read (first: row {row}: a package that counts has no {argument}; fill it in)"
    )


class UsageRefused(ShipcheckError):
    """A command line that cannot be understood."""

    japanese = "{in_japanese} (使い方: {command} --help)"
    english = "{in_english} (see {command} --help)"
