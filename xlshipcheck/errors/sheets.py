"""A sheet of a workbook that cannot be found, or has no place for what is to be written."""

from __future__ import annotations

from xlshipcheck.errors.files import FileRefused
from xlshipcheck.errors.workbooks import WorkbookRefused


class SheetMissing(FileRefused):
    """No sheet of that name."""

    japanese = "シート「{sheet}」がありません。あるシート: {sheets}"
    english = "no sheet {sheet!r}; there are: {sheets}"


class SheetOfText(FileRefused):
    """A sheet asked for in files that have no sheets."""

    japanese = "--sheet「{sheet}」は使えません。.csv や .txt にはシートがありません"
    english = "--sheet {sheet!r} makes no sense for text files, which have no sheets"


class SheetProtected(FileRefused):
    """A protected sheet: writing into it would need a password that is the user's."""

    japanese = (
        "シート「{sheet}」は保護されています。[校閲] > [シート保護の解除] の後でもう一度実行してください"
    )
    english = "sheet {sheet!r} is protected; unprotect it first"


class NoRoomForResults(FileRefused):
    """A sheet that is used up to its very last columns."""

    japanese = (
        "シート「{sheet}」の右に、結果を書く{width}列の空きがありません ({last}列まで使われています)。"
        "見出しの右に離れて入力されているものを消すか移してください"
    )
    english = (
        "sheet {sheet!r} has no {width} free columns right of column {last}; clear what stands far right"
    )


class PlaceTaken(WorkbookRefused):
    """Cells that belong to something else: a merged range, a pivot table, another table."""

    japanese = "シート「{sheet}」の {cell} は{owner}に使われているため書き込めません。列を移すか、見出しを変えてください"
    english = "cell {cell} of sheet {sheet!r} belongs to {owner}; move the columns or rename the header"


class CellRefused(WorkbookRefused):
    """A value that a cell cannot hold, or a cell that does not exist; the workbook is not written."""

    japanese = "セル {cell} に「{value}」を書けません。{problem}。元のデータを確認してください"
    english = "cell {cell} cannot hold {value!r} ({problem}); check the data"
