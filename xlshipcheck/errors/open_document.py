"""An OpenDocument spreadsheet that is left alone."""

from __future__ import annotations

from xlshipcheck.errors.workbooks import (
    EncryptedWorkbook,
    ForeignWorkbook,
    LayoutRefused,
    SignedWorkbook,
    WorkbookDamaged,
    WorkbookRefused,
)


class OpenDocumentDamaged(WorkbookDamaged):
    """An .ods that contradicts itself or cannot be unpacked."""

    japanese = (
        "{path} は壊れているか、LibreOffice のブック (.ods) ではありません ({problem})。"
        "LibreOffice で開いて「名前を付けて保存」し直してください"
    )
    english = "{path} is damaged or no .ods ({problem}); open it in LibreOffice and save it under a new name"


class OpenDocumentLayout(LayoutRefused):
    """Written in a way that LibreOffice never writes; LibreOffice itself puts it right."""

    japanese = (
        "{path} の内部 ({part}) が特殊な書き方のため、ほかを変えずに書き込めません。"
        "LibreOffice で開いて一度上書き保存してから実行してください"
    )
    english = (
        "{path}: the part {part} is laid out too unusually to be edited; save it once in LibreOffice first"
    )


class OpenDocumentEncrypted(EncryptedWorkbook):
    """An .ods that needs a password to open."""

    japanese = (
        "{path} はパスワードで暗号化されています。LibreOffice で開き「名前を付けて保存」で"
        "「パスワード付きで保存する」を外して保存してから実行してください"
    )
    english = "{path} is encrypted; save it in LibreOffice without a password first"


class OpenDocumentSigned(SignedWorkbook):
    """An .ods with a digital signature, which any change would break."""

    japanese = (
        "{path} には電子署名があり、書き込むと署名が無効になります。"
        "LibreOffice の「ファイル」-「デジタル署名」で署名を削除したブックで実行してください"
    )


class ChangesTracked(WorkbookRefused):
    """An .ods that keeps who changed what; what we write would stand in no list of changes."""

    japanese = (
        "{path} は変更の記録中です。LibreOffice の「編集」-「変更の追跡」で記録を止め、"
        "すべて承諾してから保存し、実行してください"
    )
    english = "{path} records its changes; stop that in LibreOffice, accept all of them and save first"


class OtherOpenDocument(ForeignWorkbook):
    """Another kind of OpenDocument: a template, a flat file, a text."""

    japanese = (
        "{path} は{kind}です。LibreOffice で開き「名前を付けて保存」で"
        "「ODF 表計算ドキュメント (.ods)」を選んで保存してから実行してください"
    )
    english = "{path} is of another kind ({kind}); save it as .ods in LibreOffice first"
