"""What can be wrong, each with the one sentence that a seller reads.

A sentence says what is wrong, shows the value, and says what to do. The Japanese one is the text of
the exception; the English one serves `--lang en`. Fields are filled in by name, so a caller can never
show a sentence with the wrong value in it.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from typing import ClassVar

SHOWN_LENGTH = 40


def shown(value: object) -> str:
    """Return a value as a seller may see it in a message.

    Args:
        value: anything that stood in a cell or on a command line.

    Returns:
        One line of at most 40 characters; control characters are left out, a cut is marked with `…`.
    """
    text = _cell_text(value)[: SHOWN_LENGTH * 4]
    text = "".join(
        " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) != "Cc"
    )
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _cell_text(value: object) -> str:
    """Return a value as a spreadsheet shows it: TRUE, and 46346 for the float 46346.0."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return format(value, ".15g")
    try:
        return str(value)
    except ValueError:
        # Python refuses to write out a whole number of more than 4300 digits.
        return "(桁数の多すぎる数)"


class ShipcheckError(Exception):
    """The root: everything this project refuses, and why.

    Args:
        **fields: the values the sentence names.
    """

    japanese: ClassVar[str] = "{problem}"
    english: ClassVar[str] = "{problem}"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.sentence())

    def sentence(self, language: str = "ja") -> str:
        """Return the sentence in Japanese (`ja`, the default) or English (`en`)."""
        template = self.english if language == "en" else self.japanese
        return template.format_map({name: shown_field(value) for name, value in self.fields.items()})


def shown_field(value: object) -> str:
    """Return a field of a sentence: our own lists and paths as they are, a user's value shortened."""
    return str(value) if isinstance(value, Whole) else shown(value)


class Whole(str):
    """A field that is shown whole, such as a path or a list of names that we made."""

    __slots__ = ()


# ---- arguments of a function -------------------------------------------------------------------


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


class DamagedNumber(ArgumentError):
    """A tracking number that a spreadsheet has changed: nobody could find the parcel with it."""

    japanese = "{argument}「{value}」は使えません ({reason})。伝票を見て文字として入力し直してください"
    english = "{argument} {value!r} is damaged or no number; enter it again as text"


class SpreadsheetErrorValue(ArgumentError):
    """A cell that shows a spreadsheet error, such as #N/A."""

    japanese = "{argument}のセルがエラー「{value}」です。先にそのセルを直してください"
    english = "{argument} is the error {value!r}; mend that cell first"


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


class CallIncomplete(ArgumentError):
    """Arguments left out that neither a default nor the caller's row supplies."""

    japanese = "{argument}を指定してください。引数の順番は {order} です"
    english = "{argument} must be given; the order is {order}"


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


class PackageWithoutDay(ArgumentError):
    """A package in scope without its promised day: no window can hold it, and leaving it out is wrong."""

    japanese = "{argument}のない梱包が{count}件あります。{argument}を入力してください"
    english = "{count} packages have no {argument}; fill it in"


class UnknownFunction(ShipcheckError):
    """A function name that is not in the catalogue."""

    japanese = "関数「{name}」はありません。近い名前: {nearest}"
    english = "no function {name!r}; nearest: {nearest}"


class ArgumentCount(ShipcheckError):
    """More arguments than the function takes."""

    japanese = "{name} の引数は {most} 個までです ({given} 個あります)。順番は {order} です"
    english = "{name} takes at most {most} arguments ({given} given): {order}"


# ---- rules and settings ------------------------------------------------------------------------


class RulesError(ShipcheckError):
    """The rule data, or a shop's override of it, cannot be used."""


class UnknownRule(RulesError):
    """A rule key that does not exist; a silent miss would leave the old value in force."""

    japanese = "規則「{key}」はありません ({origin})。近い名前: {nearest}"
    english = "no rule {key!r} ({origin}); nearest: {nearest}"


class RuleNotInForce(RulesError):
    """A date before the first value of a rule."""

    japanese = "規則「{key}」は {first} から記録されています。{value} の値はありません"
    english = "rule {key!r} is recorded from {first}; there is no value for {value}"


class RuleValueRefused(RulesError):
    """A rule value of the wrong type or outside its bounds."""

    japanese = "規則「{key}」の値「{value}」は使えません ({origin})。{wanted} を入力してください"
    english = "rule {key!r} cannot be {value!r} ({origin}); give {wanted}"


class SettingRefused(RulesError):
    """A setting that cannot be read."""

    japanese = "設定「{key}」の値「{value}」は使えません。{wanted}"
    english = "setting {key!r} cannot be {value!r}: {wanted}"


class UnknownSetting(SettingRefused):
    """A setting that does not exist; a silent miss would leave it without effect."""

    japanese = "設定「{key}」はありません。近い名前: {nearest}"
    english = "there is no setting {key!r}; nearest: {nearest}"


# ---- files -------------------------------------------------------------------------------------


class FileRefused(ShipcheckError):
    """A file that is left alone: nothing was written. Exit status 2."""

    japanese = "{path}: {problem}"
    english = "{path}: {problem}"


class FileMissing(FileRefused):
    """No such file."""

    japanese = "{path} が見つかりません。ファイルの場所と名前を確認してください"
    english = "{path} does not exist"


class FileEmpty(FileRefused):
    """A file with nothing in it."""

    japanese = "{path} は空です。モールから書き出し直してください"
    english = "{path} is empty; export it again"


class FileUnreadable(FileRefused):
    """The operating system does not let us read or write."""

    japanese = "{path} を開けません ({problem})。ほかのソフトで開いていないか、権限があるかを確認してください"
    english = "{path} cannot be opened ({problem})"

    def sentence(self, language: str = "ja") -> str:
        """Return the sentence; what the system says of the usual causes is put into Japanese too."""
        text = super().sentence(language)
        problem = str(self.fields["problem"])
        known = _SYSTEM_PROBLEMS.get(problem)
        return text.replace(f"({problem})", f"({known})") if known and language != "en" else text


# A system words its problems in its own language, which need not be the seller's.
_SYSTEM_PROBLEMS = {
    os.strerror(number): japanese
    for number, japanese in (
        (errno.EACCES, "権限がありません"),
        (errno.EPERM, "権限がありません"),
        (errno.EROFS, "書き込めない場所です"),
        (errno.EISDIR, "フォルダです"),
        (errno.ENOTDIR, "途中の名前がフォルダではありません"),
        (errno.EEXIST, "同じ名前のファイルがあります"),
        (errno.ENOENT, "見つかりません"),
        (errno.ENOSPC, "空き容量がありません"),
        (errno.ENAMETOOLONG, "名前が長すぎます"),
        (errno.EIO, "ディスクが読み書きできません"),
    )
}


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


class HeaderMissing(FileRefused):
    """No row of the first twenty is a header we know."""

    japanese = "{path} の先頭{rows}行に見出し行が見つかりません。近い見出し: {nearest}。--map 見出し=役割 で指定できます"
    english = "{path} has no header in its first {rows} rows; nearest: {nearest}; use --map HEADER=ROLE"


class HeaderTwice(FileRefused):
    """Two columns claim one role; choosing one would be a guess."""

    japanese = "{path} に「{role}」の列が二つあります ({columns})。どちらかの見出しを変えるか --map で指定してください"
    english = "{path} has two columns for {role} ({columns}); rename one or use --map"


class UnknownRole(FileRefused):
    """A mapping of a header to a role that does not exist; ignoring it would judge without that column."""

    japanese = "見出し「{header}」に指定した役割「{role}」はありません。使える役割: {roles}"
    english = "header {header!r} is mapped to {role!r}, which is no role; the roles are {roles}"


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


class RowTooLong(FileRefused):
    """A row with more columns than the header; which of them is too many cannot be told."""

    japanese = (
        "{path} の{row}行目は{count}列で、見出しの{width}列より多くなっています。"
        "余分なカンマやタブを除くか、書き出し直してください"
    )
    english = "{path}: row {row} has {count} columns, the header {width}; remove the surplus separators"


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


class ExportsMixed(FileRefused):
    """Files that cannot be joined into one sheet."""

    japanese = "{path} ({kind}) は {other} ({other_kind}) と一つにまとめられません。分けて実行してください"
    english = "{path} ({kind}) cannot be joined with {other} ({other_kind}); run each by itself"


class BriefExport(FileRefused):
    """The brief QSM export, which lacks the date every Qoo10 clock starts from."""

    japanese = (
        "{path} は簡略版の書き出しで、入金日がありません。"
        "QSM の「配送/キャンセル/未受取」で「詳細」を選んで書き出したファイルを指定してください"
    )
    english = "{path} is the brief export without 入金日; take the detail export in QSM"


# ---- workbooks ---------------------------------------------------------------------------------


class WorkbookRefused(FileRefused):
    """A workbook that is left alone. Deep inside a package the path is not known; `locate` adds it."""

    def __init__(self, **fields: object) -> None:
        super().__init__(**{"path": "ブック", **fields})

    def locate(self, path: object) -> None:
        """Name the file in the sentence, unless it is named already."""
        if self.fields["path"] == "ブック":
            self.fields["path"] = Whole(path)
            self.args = (self.sentence(),)


class CellRefused(WorkbookRefused):
    """A value that a cell cannot hold, or a cell that does not exist; the workbook is not written."""

    japanese = "セル {cell} に「{value}」を書けません。{problem}。元のデータを確認してください"
    english = "cell {cell} cannot hold {value!r} ({problem}); check the data"


class WorkbookDamaged(WorkbookRefused):
    """A package that contradicts itself or cannot be unpacked."""

    japanese = (
        "{path} は壊れているか、Excel のブックではありません ({problem})。"
        "Excel で開いて「名前を付けて保存」し直してください"
    )
    english = "{path} is damaged or no workbook ({problem}); open it in Excel and save it under a new name"


class WorkbookTooLarge(WorkbookRefused):
    """A package that unpacks to more than any real book: by accident, or built to exhaust memory."""

    japanese = "{path} は展開すると大きすぎます ({problem})。使っていない行・列・シートを削除して保存し直してください"
    english = (
        "{path} unpacks to too much ({problem}); delete unused rows, columns or sheets and save it again"
    )


class WorkbookChanged(WorkbookRefused):
    """Somebody saved the book while it was being refreshed; theirs is newer."""

    japanese = (
        "{path} は処理中に別の人か別のソフトが保存しました。何も書いていません。もう一度実行してください"
    )
    english = "{path} was saved by somebody else in the meantime; nothing was written, run it again"


class WorkbookIsLink(WorkbookRefused):
    """A symbolic link: replacing it would leave the real book as it was."""

    japanese = "{path} は {target} へのリンクです。元のファイルを指定してください"
    english = "{path} is a link to {target}; name the real file"


class WorkbookInUse(WorkbookRefused):
    """A lock file lies beside the book: somebody has it open and would overwrite our work."""

    japanese = (
        "{path} は {owner} が開いています。閉じてから実行してください "
        "(誰も開いていないときは {lock} を削除してください)"
    )
    english = "{path} is open ({owner}); close it first (if nobody has it open, delete {lock})"


class WorkbookReadOnly(WorkbookRefused):
    """The book, or its folder, may not be written."""

    japanese = "{path} は読み取り専用です。ファイルのプロパティで「読み取り専用」を外すか、-o で別の出力先を指定してください"
    english = "{path} is read-only; clear that in the file's properties, or name another output with -o"


class LegacyWorkbook(WorkbookRefused):
    """The binary format of Excel 97-2003."""

    japanese = (
        "{path} は古い形式 (.xls) です。Excel で開き「名前を付けて保存」で"
        "「Excel ブック (*.xlsx)」を選んで保存してから実行してください"
    )
    english = "{path} is in the old format (.xls); open it in Excel and save it as .xlsx first"


class EncryptedWorkbook(WorkbookRefused):
    """A book that needs a password to open."""

    japanese = (
        "{path} は開くときのパスワードで暗号化されています。Excel の「ファイル」-「情報」-「ブックの保護」-"
        "「パスワードを使用して暗号化」でパスワードを空にして保存してから実行してください"
    )
    english = "{path} is encrypted; remove its password in Excel (File, Info, Protect Workbook) first"


class BinaryWorkbook(WorkbookRefused):
    """The binary format .xlsb."""

    japanese = (
        "{path} はバイナリ形式 (.xlsb) です。Excel で開き「名前を付けて保存」で"
        "「Excel ブック (*.xlsx)」か「Excel マクロ有効ブック (*.xlsm)」を選んで保存してから実行してください"
    )
    english = "{path} is a binary workbook (.xlsb); save it as .xlsx or .xlsm in Excel first"


class StrictWorkbook(WorkbookRefused):
    """Strict Open XML, which calamine and most other tools misread."""

    japanese = (
        "{path} は「Strict Open XML スプレッドシート」です。Excel で開き「名前を付けて保存」で"
        "「Excel ブック (*.xlsx)」を選んで保存してから実行してください"
    )
    english = "{path} is a Strict Open XML Spreadsheet; save it as an ordinary .xlsx in Excel first"


class ForeignWorkbook(WorkbookRefused):
    """A package of another kind: OpenDocument, a template, an add-in, a text document."""

    japanese = (
        "{path} は{kind}です。表計算ソフトで開き「名前を付けて保存」で"
        "「Excel ブック (*.xlsx)」を選んで保存してから実行してください"
    )
    english = "{path} is of another kind ({kind}); save it as .xlsx first"


class SignedWorkbook(WorkbookRefused):
    """A book with a digital signature over its contents, which any change would break."""

    japanese = (
        "{path} には電子署名があり、書き込むと署名が無効になります。"
        "Excel の「ファイル」-「情報」で署名を削除したブックで実行してください"
    )
    english = "{path} is digitally signed and any change breaks that; remove the signature first"


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


class SheetMissing(FileRefused):
    """No sheet of that name."""

    japanese = "シート「{sheet}」がありません。あるシート: {sheets}"
    english = "no sheet {sheet!r}; there are: {sheets}"


class OutputIsInput(FileRefused):
    """The result would overwrite an export, which is never changed."""

    japanese = (
        "{path} は読み込むファイルと同じです。書き出し元は変更しません。-o に別の名前を指定してください"
    )
    english = "{path} is one of the inputs, which are never changed; give another -o"


class OutputNotWorkbook(FileRefused):
    """The result is a workbook and must be called one."""

    japanese = "{path} には書き込めません。-o には .xlsx で終わる名前を指定してください"
    english = "{path} must end in .xlsx"


class NewBookName(FileRefused):
    """A template is copied by the ending of the name it is given."""

    japanese = "{path} は作れません。ひな形は .xlsm (マクロつき) か .xlsx、アドインは .xlam で終わる名前にしてください"
    english = "{path} cannot be made; a template ends in .xlsm (with macros) or .xlsx, the add-in in .xlam"


class NewBookExists(FileRefused):
    """A new book never takes the place of a file that is there."""

    japanese = "{path} はもうあります。上書きはしません。別の名前にしてください"
    english = "{path} is there already and is not overwritten; give another name"


class NotYetSupported(FileRefused):
    """A file kind that the command does not take."""

    japanese = (
        "{path} は読めません。モールから書き出した .csv・.txt・.tsv か、.xlsx・.xlsm を指定してください"
    )
    english = "{path} cannot be read; give a .csv, .txt or .tsv export, or an .xlsx or .xlsm book"


class BookAmongExports(FileRefused):
    """A workbook and other files in one refresh: it is not clear what should go where."""

    japanese = (
        "{path} はほかのファイルと一緒には更新できません。一つだけ指定するか、"
        "書き出しを取り込むときは xlshipcheck import 書き出し --into {path} を使ってください"
    )
    english = (
        "{path} cannot be refreshed together with other files; use xlshipcheck import EXPORT --into {path}"
    )


class ImportSheetUnclear(FileRefused):
    """No sheet of the book, or more than one, could take an export."""

    japanese = (
        "{path} に{market}の注文のシートが一つに決まりません (候補: {sheets})。--sheet で指定してください"
    )
    english = "{path} has not exactly one sheet for {market} (candidates: {sheets}); give --sheet"


class SheetOfText(FileRefused):
    """A sheet asked for in files that have no sheets."""

    japanese = "--sheet「{sheet}」は使えません。.csv や .txt にはシートがありません"
    english = "--sheet {sheet!r} makes no sense for text files, which have no sheets"


class SampleDayRefused(ArgumentError):
    """A day too near the ends of the calendar for orders that reach months back and deadlines ahead."""

    japanese = "{argument}「{value}」の見本は作れません。{first} から {last} までの日付を指定してください"
    english = "no samples can be made for {argument} {value!r}; give a day from {first} to {last}"


class UsageRefused(ShipcheckError):
    """A command line that cannot be understood."""

    japanese = "{in_japanese} (使い方: {command} --help)"
    english = "{in_english} (see {command} --help)"


class UnreadableRange(ArgumentError):
    """A range on the command line that is no JSON."""

    japanese = '範囲「{value}」は JSON として読めません ({place}文字目)。[["2026-11-20"],["2026-11-24"]] の形で入力してください'
    english = 'range {value!r} is no JSON (character {place}); write [["2026-11-20"],["2026-11-24"]]'


class SettingsFileBroken(FileRefused):
    """A settings file that is no TOML."""

    japanese = (
        "設定ファイル {path} の{place}の書き方が読めません。"
        '名前 = 値 の形にし、日本語の名前と文字の値は " " で囲んでください'
    )
    english = "settings file {path} is no TOML ({problem})"


class LayoutRefused(WorkbookRefused):
    """A part written in a way that Excel never writes; Excel itself puts it right."""

    japanese = (
        "{path} の内部 ({part}) が特殊な書き方のため、ほかを変えずに書き込めません。"
        "Excel で開いて一度上書き保存してから実行してください"
    )
    english = "{path}: the part {part} is laid out too unusually to be edited; save it once in Excel first"


class PlaceTaken(WorkbookRefused):
    """Cells that belong to something else: a merged range, a pivot table, another table."""

    japanese = "シート「{sheet}」の {cell} は{owner}に使われているため書き込めません。列を移すか、見出しを変えてください"
    english = "cell {cell} of sheet {sheet!r} belongs to {owner}; move the columns or rename the header"


class ResultMismatch(WorkbookRefused):
    """The finished file, opened again, is not what it should be; it was thrown away."""

    japanese = "{path} の書き込み後の検査で {problem} が合いませんでした。元のファイルはそのままです。作者に連絡してください"
    english = "{path}: checking the finished file failed ({problem}); the old file stands; please report this"


# ---- importing exports into a book -------------------------------------------------------------


class ImportNotExport(FileRefused):
    """A file that no marketplace wrote: which of its columns an import may update is not known."""

    japanese = "{path} はモールの書き出しではないため取り込めません。QSM か Amazon から書き出したファイルを指定してください"
    english = "{path} was not written by a marketplace; give an export of QSM or Amazon"


class ImportMarketDiffers(FileRefused):
    """An export of one marketplace for a sheet of another."""

    japanese = "{path} は{market}の書き出しで、シート「{sheet}」は{kind}の表です。{market}の表のシートを指定してください"
    english = "{path} is an export of {market}, sheet {sheet!r} is of kind {kind}; name a sheet of {market}"


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


class TotalsRowBelow(FileRefused):
    """A row of totals right below the orders: new ones would have to push it down."""

    japanese = (
        "シート「{sheet}」の{row}行目に合計の行があるため、新しい注文を追加できません。"
        "合計の行を消すか、表の上に移してください (テーブルなら [テーブル デザイン] > [集計行] を外す)"
    )
    english = "sheet {sheet!r} has a row of totals at row {row}; remove it, or move it above the orders"


class OrderRowsTaken(FileRefused):
    """Something stands where the new orders belong."""

    japanese = (
        "シート「{sheet}」の{row}行目から新しい注文を追加しますが、{owner}があります。下に移してください"
    )
    english = "new orders belong at row {row} of sheet {sheet!r}, but {owner} is there; move it down"


class MergedOrderCells(FileRefused):
    """Merged cells among the orders: a row without a cell of its own has no value to compare or update."""

    japanese = "シート「{sheet}」の注文の行に結合セルがあります ({cells})。セルの結合を解除してください"
    english = "sheet {sheet!r} has merged cells among the orders ({cells}); unmerge them"


class ExcelSideRefused(ShipcheckError):
    """What only an Excel on Windows can do, asked for where it cannot be done."""


class WindowsOnly(ExcelSideRefused):
    """The entry in the registry, on a system that has none."""

    japanese = "Excel 連携の登録は Windows でのみ使えます。この OS では xlshipcheck refresh ファイル名 を使ってください"
    english = "registering with Excel works on Windows only; use xlshipcheck refresh FILE here"


class PackageMissing(ExcelSideRefused):
    """A package that the Excel side is built on is not installed."""

    japanese = (
        "{package} が見つからないため、Excel から呼び出せません。pip install xlwings を実行してください"
    )
    english = "{package} is missing, so Excel cannot call us; run pip install xlwings"


class AdministratorNeeded(ExcelSideRefused):
    """An entry for all users of the machine, without the rights to make it."""

    japanese = "全ユーザー向けの登録には管理者の権限が必要です。管理者として開いた端末で実行するか、--machine を外してください"
    english = "an entry for all users needs an administrator; run it as one, or leave --machine out"


class RefreshStopped(ExcelSideRefused):
    """The seller pressed Esc during a refresh."""

    japanese = "更新を中断しました。シートは元のままです"
    english = "the refresh was stopped; the sheets are as they were"


class WorkbookNewer(ExcelSideRefused):
    """A workbook whose macros were made for a newer program than the one installed."""

    japanese = (
        "このブックは新しい版の xlshipcheck 用です (形式 {contract}、このパソコンは {known} まで)。"
        "xlshipcheck を更新してください"
    )
    english = "this workbook needs a newer xlshipcheck (form {contract}, here up to {known}); update it"


class CalcSideRefused(ShipcheckError):
    """What LibreOffice is needed for, where it is not found or does not play along."""


class OfficeMissing(CalcSideRefused):
    """No LibreOffice on this machine, or in no usual place."""

    japanese = (
        "LibreOffice が見つかりません。入れてから、もう一度実行してください。"
        "別の場所にあるときは、その unopkg のある場所を PATH に加えてください"
    )
    english = "LibreOffice is not found; install it, or put the folder of its unopkg on the PATH"


class OfficeRefused(CalcSideRefused):
    """LibreOffice did not take the extension, or did not let it go."""

    japanese = "LibreOffice が拡張機能を受け付けません ({problem})。LibreOffice をすべて閉じてから、もう一度実行してください"
    english = "LibreOffice refuses the extension ({problem}); close all its windows and try again"


class OneImportPerSheet(FileRefused):
    """Exports of several marketplaces for one sheet: their new rows would want the same place."""

    japanese = "シート「{sheet}」に入る書き出しが複数のモールにまたがっています。モールごとに分けて取り込んでください"
    english = "exports of several marketplaces for sheet {sheet!r}; import them one after the other"


class MapUnused(FileRefused):
    """A header named with `--map` that no file has; ignoring it would judge by the wrong column."""

    japanese = "--map の見出し「{header}」がどのファイルにもありません。近い見出し: {nearest}"
    english = "no file has the header {header!r} given with --map; nearest: {nearest}"
