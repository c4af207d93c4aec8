"""A workbook that is left alone, because writing into it could lose something."""

from __future__ import annotations

from xlshipcheck.errors.base import Whole
from xlshipcheck.errors.files import FileRefused


class WorkbookRefused(FileRefused):
    """A workbook that is left alone. Deep inside a package the path is not known; `locate` adds it."""

    def __init__(self, **fields: object) -> None:
        super().__init__(**{"path": "ブック", **fields})

    def locate(self, path: object) -> None:
        """Name the file in the sentence, unless it is named already."""
        if self.fields["path"] == "ブック":
            self.fields["path"] = Whole(path)
            self.args = (self.sentence(),)


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


class FolderBusy(FileRefused):
    """Another run of ours holds the exchange of files in this folder, and does not come to an end."""

    japanese = (
        "{path} では、ほかの xlshipcheck が書き込みを終えていません。何も書いていません。"
        "それが終わってから (止まっているときは終了させてから) もう一度実行してください"
    )
    english = "another run writes in {path} and does not finish; nothing was written; end it, then run again"


class WorkbookHasOtherNames(WorkbookRefused):
    """A hard link: replacing one name would leave the other with the old content."""

    japanese = (
        "{path} は {count} つの名前を持つ一つのファイルです (ハードリンク)。書き込むと、ほかの名前のほうが古いまま残ります。"
        "コピーして一つの名前だけのファイルにするか、-o で別の出力先を指定してください"
    )
    english = (
        "{path} has {count} names (hard links), and the others would keep the old content; copy it, or use -o"
    )


class AttributesLost(WorkbookRefused):
    """The new file cannot be given what the old one has beside its bytes."""

    japanese = (
        "{path} の{what}を新しいファイルに引き継げないため、書き込みません。"
        "ファイルの持ち主が実行するか、-o で別の出力先を指定してください"
    )
    english = "{path}: its owner or attributes cannot be kept; let its owner run this, or use -o"


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


class RowFarAway(WorkbookRefused):
    """An order sheet with something in a row far below all others: a slip of the hand, or built to exhaust."""

    japanese = (
        "{path} のシート「{sheet}」は、離れた {row} 行目にも入力があります。"
        "注文なら上の行へ移し、不要ならその行を削除し、保存してから実行してください"
    )
    english = "{path}: the sheet {sheet} has something in row {row}, far below the rest; move or delete it, then save"


class TableFarTooLong(WorkbookRefused):
    """A table of orders that reaches far beyond the last of them."""

    japanese = (
        "{path} のシート「{sheet}」のテーブル「{table}」が {row} 行目まであります。「テーブル デザイン」-"
        "「テーブルのサイズ変更」で注文のある行までに縮め、保存してから実行してください"
    )
    english = "{path}: the table {table} on {sheet} reaches row {row}; resize it to the last order, then save"


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


class OpenDocumentWorkbook(ForeignWorkbook):
    """LibreOffice's own format where something else is wanted: an export, or a book that Excel knows."""

    japanese = (
        "{path} は LibreOffice の形式 (.ods) のブックです。ここでは使えません。ブックを更新するには、それだけを指定して "
        "xlshipcheck refresh {path}、書き出しを取り込むには xlshipcheck import 書き出し --into {path} を実行してください "
        "(.ods の数式の名前は、直す必要がありません)"
    )
    english = (
        "{path} is an OpenDocument spreadsheet (.ods), which is not taken here; refresh it by itself, or import exports "
        "into it (its formulas need no repair)"
    )


class SignedWorkbook(WorkbookRefused):
    """A book with a digital signature over its contents, which any change would break."""

    japanese = (
        "{path} には電子署名があり、書き込むと署名が無効になります。"
        "Excel の「ファイル」-「情報」で署名を削除したブックで実行してください"
    )
    english = "{path} is digitally signed and any change breaks that; remove the signature first"


class LayoutRefused(WorkbookRefused):
    """A part written in a way that Excel never writes; Excel itself puts it right."""

    japanese = (
        "{path} の内部 ({part}) が特殊な書き方のため、ほかを変えずに書き込めません。"
        "Excel で開いて一度上書き保存してから実行してください"
    )
    english = "{path}: the part {part} is laid out too unusually to be edited; save it once in Excel first"


class ResultMismatch(WorkbookRefused):
    """The finished file, opened again, is not what it should be; it was thrown away."""

    japanese = "{path} の書き込み後の検査で {problem} が合いませんでした。元のファイルはそのままです。作者に連絡してください"
    english = "{path}: checking the finished file failed ({problem}); the old file stands; please report this"
