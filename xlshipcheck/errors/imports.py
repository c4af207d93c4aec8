"""An export that cannot go into a sheet of orders."""

from __future__ import annotations

from xlshipcheck.errors.files import FileRefused


class ImportNotExport(FileRefused):
    """A file that no marketplace wrote: which of its columns an import may update is not known."""

    japanese = "{path} はモールの書き出しではないため取り込めません。QSM か Amazon から書き出したファイルを指定してください"
    english = "{path} was not written by a marketplace; give an export of QSM or Amazon"


class ImportMarketDiffers(FileRefused):
    """An export of one marketplace for a sheet of another."""

    japanese = "{path} は{market}の書き出しで、シート「{sheet}」は{kind}の表です。{market}の表のシートを指定してください"
    english = "{path} is an export of {market}, sheet {sheet!r} is of kind {kind}; name a sheet of {market}"


class ImportSheetUnclear(FileRefused):
    """No sheet of the book, or more than one, could take an export."""

    japanese = (
        "{path} に{market}の注文のシートが一つに決まりません (候補: {sheets})。--sheet で指定してください"
    )
    english = "{path} has not exactly one sheet for {market} (candidates: {sheets}); give --sheet"


class OneImportPerSheet(FileRefused):
    """Exports of several marketplaces for one sheet: their new rows would want the same place."""

    japanese = "シート「{sheet}」に入る書き出しが複数のモールにまたがっています。モールごとに分けて取り込んでください"
    english = "exports of several marketplaces for sheet {sheet!r}; import them one after the other"


class StaleExport(FileRefused):
    """An export from before the book's newest data; importing it would turn states back."""

    japanese = (
        "{path} は古い書き出しです (最新 {newest})。シート「{sheet}」には {known} の注文まであります ({row}行目)。"
        "書き出し直すか、このまま取り込むなら --force を付けてください"
    )
    english = (
        "{path} is old (newest {newest}); sheet {sheet!r} has data up to {known} (row {row}); "
        "export again, or use --force"
    )


class OrderColumnMissing(FileRefused):
    """No column of order numbers: a known order could not be told from a new one."""

    japanese = "{place}に注文番号の列がないため取り込めません。見出し「注文番号」の列を加えてください"
    english = "{place} has no column of order numbers (注文番号); add one"


class OrderColumnOfFormulas(FileRefused):
    """Order numbers that are formulas: one without a stored result would pass for an order not there."""

    japanese = (
        "シート「{sheet}」の{row}行目の注文番号が数式のため取り込めません。"
        "注文番号の列をコピーして「値の貼り付け」で値にしてください"
    )
    english = "sheet {sheet!r}: the order number in row {row} is a formula; paste the column as values"


class ItemColumnMissing(FileRefused):
    """An order of several items for a sheet that cannot tell them apart."""

    japanese = (
        "注文 {order} には明細が二つ以上ありますが、シート「{sheet}」に明細番号の列がないため見分けられません。"
        "見出し「明細番号」の列を加えてください"
    )
    english = (
        "order {order} has several items, which sheet {sheet!r} cannot tell apart; add a column 明細番号"
    )


class OrderRowsTaken(FileRefused):
    """Something stands where the new orders belong."""

    japanese = (
        "シート「{sheet}」の{row}行目から新しい注文を追加しますが、{owner}があります。下に移してください"
    )
    english = "new orders belong at row {row} of sheet {sheet!r}, but {owner} is there; move it down"


class TotalsRowBelow(FileRefused):
    """A row of totals right below the orders: new ones would have to push it down."""

    japanese = (
        "シート「{sheet}」の{row}行目に合計の行があるため、新しい注文を追加できません。"
        "合計の行を消すか、表の上に移してください (テーブルなら [テーブル デザイン] > [集計行] を外す)"
    )
    english = "sheet {sheet!r} has a row of totals at row {row}; remove it, or move it above the orders"


class MergedOrderCells(FileRefused):
    """Merged cells among the orders: a row without a cell of its own has no value to compare or update."""

    japanese = "シート「{sheet}」の注文の行に結合セルがあります ({cells})。セルの結合を解除してください"
    english = "sheet {sheet!r} has merged cells among the orders ({cells}); unmerge them"
