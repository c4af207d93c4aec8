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


class FormulasNotCalculated(WorkbookRefused):
    """Formulas whose results were never stored, in cells that an order is judged by: they would read as blanks."""

    japanese = (
        "{path} のシート「{sheet}」に、計算結果が保存されていない数式があります ({columns})。空白とみなすと判定を誤るため、"
        "何も書いていません。表計算ソフトで開いて保存してから、もう一度実行してください"
    )
    english = (
        "{path}, sheet {sheet!r}: formulas without a stored result ({columns}); nothing was written; "
        "open and save the book in a spreadsheet program first"
    )


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


class ResultColumnTaken(FileRefused):
    """A column of the user's own that is called as one of the results; writing it would lose what was typed."""

    japanese = (
        "{place}の列「{columns}」には、入力された値があります ({row}{unit}の「{title}」は「{value}」)。結果を書くと失われるため、"
        "書き込んでいません。見出しを「社内{title}」のように変えるか、値を消してから、もう一度実行してください"
    )
    english = (
        "{place}: columns {columns} hold values of your own ({title}, row {row}: {value!r}) that the results would "
        "overwrite; rename the headings or clear the columns"
    )


class MergedRows(FileRefused):
    """Rows that share a merged cell: only the first of them has its value, the others would be judged without."""

    japanese = (
        "シート「{sheet}」の {range} (列「{header}」) は、行をまたいで結合されています。値があるのは{row}行目だけで、"
        "ほかの行を正しく判定できません。結合を解除して、各行に値を入力してから、もう一度実行してください"
    )
    english = (
        "cells {range} of sheet {sheet!r} ({header!r}) are merged over several rows and only row {row} has the "
        "value; unmerge them and fill every row"
    )
