"""A table whose columns, or whose text, do not tell what they hold."""

from __future__ import annotations

from xlshipcheck.errors.base import ShipcheckError
from xlshipcheck.errors.files import FileRefused


class EncodingRefused(FileRefused):
    """Text in an encoding that is neither Shift_JIS (CP932) nor Unicode."""

    japanese = (
        "{path} の文字コードが読めません ({place})。モールから書き出したままのファイルを指定してください"
    )
    english = "{path} is neither CP932 nor Unicode text ({place})"


class BinaryRefused(FileRefused):
    """A binary file where text was expected."""

    japanese = "{path} は{kind}で、このままでは読めません。{action}"
    english = "{path} is a binary file ({kind}); {action}"


class RowSkipped(ShipcheckError):
    """A row that has lost or gained a separator: which of its cells stands under which header cannot be told."""

    japanese = (
        "{path} の{row}行目{order}は{count}列で、見出しの{width}列と合わず、どこからずれたか分からないため読んでいません。"
        "カンマやタブの入った項目がないか見て直すか、書き出し直してください"
    )
    english = (
        "{path}: row {row}{order} has {count} columns, the header {width}; it was left out, because where it "
        "has shifted cannot be told: correct it, or export again"
    )


class SecondHeader(FileRefused):
    """Two exports pasted together whose columns differ: the rows below belong to the second header."""

    japanese = (
        "{path} の{row}行目から、列の並びの違う別の見出しがあります。二つの書き出しをつないだファイルのようです。"
        "元の二つのファイルを並べて指定してください"
    )
    english = "{path}: row {row} is a header of other columns; give the two exports that were pasted together by themselves"


class RegionalNumber(FileRefused):
    """A number with a point or a comma in a file that semicolons separate: it may mean two things."""

    japanese = (
        "{path} は「;」で区切られていて、{row}行目の「{header}」の「{value}」が桁区切りか小数点か決められません。"
        "1980 のように区切りのない数にするか、.xlsx で保存してから指定してください"
    )
    english = (
        "{path} is separated by semicolons, and {value!r} in {header!r}, row {row}, may be a thousand or a decimal "
        "sign; write plain digits or save it as .xlsx"
    )


class BrokenQuotes(FileRefused):
    """A quotation mark that is not closed: the rows after it would be swallowed."""

    japanese = '{path} の{row}行目から引用符 (") の組が崩れています。その行を直すか、書き出し直してください'
    english = "{path}: quotation marks do not match from row {row} on; mend that row or export again"


class CellTooLong(FileRefused):
    """A cell far beyond what any export holds."""

    japanese = (
        "{path} の{row}行目に {limit} 文字を超えるセルがあります。"
        '引用符 (") の閉じ忘れがないか確認し、書き出し直してください'
    )
    english = "{path}: row {row} has a cell of more than {limit} characters; look for an open quotation mark"


class HeaderMissing(FileRefused):
    """No row of the first twenty is a header we know."""

    japanese = (
        "{path} の先頭{rows}行に注文番号・入金日などの見出し行が見つかりません。近い見出し: {nearest}。"
        "見出しの読み方は、設定シートか --map 見出し=役割 で指定できます"
    )
    english = "{path} has no header in its first {rows} rows; nearest: {nearest}; use --map HEADER=ROLE"


class NothingOnSheet(HeaderMissing):
    """A sheet on which nothing stands at all."""

    japanese = "{path} には何も入力されていません。注文の表を入力するか、モールの書き出しを取り込んでください"
    english = "{path} is empty; type the orders or import an export of the marketplace"


class RoleMissing(HeaderMissing):
    """A header that lacks one of the columns without which nothing can be judged."""

    japanese = (
        "{path} に「{missing}」の列が見つかりません (見つかった列: {found}){near}。"
        "その列を加えるか、見出しを直すか、設定シートか --map 見出し=役割 で指定してください"
    )
    english = (
        "{path} has no column {missing} (found: {found}){near_english}; add it, correct the header, "
        "or use --map HEADER=ROLE"
    )


class Mojibake(HeaderMissing):
    """Headers that were read in a wrong encoding and saved so."""

    japanese = "{path} の文字が化けています。{cause}。モールの画面から書き出し直したファイルを、開いて保存せずに指定してください"
    english = "{path} holds garbled text ({cause}); export it again and give it as it is"


class HeaderTwice(FileRefused):
    """Two columns claim one role; choosing one would be a guess."""

    japanese = (
        "{path} に「{role}」の列が二つあります ({columns})。"
        "どちらかの見出しを変えるか、設定シートか --map で指定してください"
    )
    english = "{path} has two columns for {role} ({columns}); rename one or use --map"


class UnknownRole(FileRefused):
    """A mapping of a header to a role that does not exist; ignoring it would judge without that column."""

    japanese = "見出し「{header}」に指定した役割「{role}」はありません。使える役割: {roles}"
    english = "header {header!r} is mapped to {role!r}, which is no role; the roles are {roles}"


class MapUnused(FileRefused):
    """A header named with `--map` that no file has; ignoring it would judge by the wrong column."""

    japanese = "--map の見出し「{header}」がどのファイルにもありません。近い見出し: {nearest}"
    english = "no file has the header {header!r} given with --map; nearest: {nearest}"


class WrongObject(FileRefused, TypeError):
    """Something else than a DataFrame, or than what goes with one; a TypeError to Python's own habits."""

    japanese = "{argument} には {wanted} を渡してください。{given} は使えません"
    english = "{argument} takes {wanted}, not {given}"


class FrameColumnTwice(HeaderTwice):
    """Two columns of a DataFrame that claim one role."""

    japanese = (
        "DataFrame に「{role}」の列が二つあります ({columns})。"
        "どちらかの列名を変えるか、columns={{列名: 役割}} で使う列を指定してください"
    )
    english = "two columns of the DataFrame are {role!r} ({columns}); rename one or choose with columns="


class FrameColumnSame(FrameColumnTwice):
    """Two columns of a DataFrame that claim one role under one name, which no mapping tells apart."""

    japanese = (
        "DataFrame に「{role}」の列が二つあります ({columns})。"
        "列名が同じなので、どちらかの列名を変えてください (例: frame.columns = [...])"
    )
    english = (
        "two columns of the DataFrame are {role!r} ({columns}) under one name; rename one of them "
        "(frame.columns = [...])"
    )


class FrameColumnsMissing(FileRefused):
    """A DataFrame without a column that it cannot be judged without."""

    japanese = (
        "DataFrame に {roles} の列がありません (ある列: {columns})。"
        "列名を役割の名前にするか columns={{列名: 役割}} で指定してください"
    )
    english = "the DataFrame has no column for {roles} (it has {columns}); rename one or map it with columns="


class FrameColumnMissing(FileRefused):
    """A mapping, or a grouping, by a column that the DataFrame does not have."""

    japanese = "DataFrame に列「{column}」がありません。ある列: {columns}"
    english = "the DataFrame has no column {column!r}; it has {columns}"


class SheetKindUnknown(FileRefused):
    """A sheet whose columns fit none of the kinds of sheet, or more than one."""

    japanese = (
        "{path} がどの表か決められません。{problem}。見出しを加えるか --map 見出し=役割 で指定してください"
    )
    english = "{path}: the columns do not tell the kind of sheet ({problem}); add headers or use --map"


class ExportsMixed(FileRefused):
    """Files that cannot be joined into one sheet."""

    japanese = "{path} ({kind}) は {other} ({other_kind}) と一つにまとめられません。分けて実行してください"
    english = "{path} ({kind}) cannot be joined with {other} ({other_kind}); run each by itself"


class ExportsContradict(FileRefused):
    """Two files that are equally new say different things of one order in the same state: neither is the newest."""

    japanese = (
        "{path} と {other} のどちらが新しいか分かりません。注文 {order} の「{column}」が違うのに、"
        "配送状態も、いちばん新しい日付も、ファイルの日時も同じです。"
        "新しいほうだけを指定するか、モールの画面から書き出し直してください"
    )
    english = (
        "which of {path} and {other} is newer cannot be told: {column} of order {order} differs, "
        "and states, newest dates and file times are the same; give the newer one alone, or export again"
    )


class BriefExport(FileRefused):
    """The brief QSM export, which lacks the date every Qoo10 clock starts from."""

    japanese = (
        "{path} は簡略版の書き出しで、入金日がありません。"
        "QSM の「配送/キャンセル/未受取」で「詳細」を選んで書き出したファイルを指定してください"
    )
    english = "{path} is the brief export without 入金日; take the detail export in QSM"
