"""The add-in: a workbook turned into an .xlam with the ribbon tab 出荷チェック."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.sax.saxutils import quoteattr

WORKBOOK_TYPE: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADD_IN_TYPE: Final = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
UI_PART: Final = "customUI/customUI.xml"
# The 2006 form is the one that every Excel since 2007 reads.
_UI_SPACE: Final = "http://schemas.microsoft.com/office/2006/01/customui"
_UI_RELATION: Final = (
    b'<Relationship Id="rIdRibbon" '
    b'Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility" '
    b'Target="customUI/customUI.xml"/>'
)
_VIEW: Final = re.compile(rb"<workbookView\b")
# Macro, label, picture of Office, size, what it does.
_BUTTONS: Final = (
    (
        "XlshipRibbonRefreshSheet",
        "更新",
        "RefreshAll",
        "large",
        "開いているシートを判定し、結果の列と集計を書き込みます",
    ),
    (
        "XlshipRibbonRefreshBook",
        "全シート更新",
        "Refresh",
        "normal",
        "ブックのすべての注文シートを判定します",
    ),
    (
        "XlshipRibbonImport",
        "取込",
        "ImportTextFile",
        "normal",
        "モールから書き出したファイルを選び、新しい注文を加えて更新します",
    ),
    (
        "XlshipRibbonMessages",
        "文面",
        "FileSendAsAttachment",
        "normal",
        "選んだ行の購入者へ今送る文面を作ります。1行ならクリップボードに、複数行なら新しいブックに入れます",
    ),
    ("XlshipRibbonSettings", "設定", "ControlProperties", "normal", "このブックの設定シートを表示します"),
    ("XlshipRibbonHelp", "ヘルプ", "Help", "normal", "使い方を表示します"),
)


def ribbon() -> str:
    """Return the XML of the ribbon tab."""
    buttons = "".join(
        f"<button id={quoteattr(macro)} label={quoteattr(label)} imageMso={quoteattr(picture)} size={quoteattr(size)} "
        f"onAction={quoteattr('XlshipTab.' + macro)} screentip={quoteattr(label)} supertip={quoteattr(tip)}/>"
        for macro, label, picture, size, tip in _BUTTONS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{_UI_SPACE}" onLoad="XlshipTab.XlshipRibbonLoaded"><ribbon startFromScratch="false"><tabs>'
        '<tab id="XlshipTabOfRibbon" label="出荷チェック"><group id="XlshipGroup" label="注文の確認">'
        f"{buttons}</group></tab></tabs></ribbon></customUI>\n"
    )


def as_add_in(workbook: bytes) -> bytes:
    """Return a macro workbook as an add-in: its content type, its hidden window, the ribbon tab.

    Args:
        workbook: an .xlsm that XlsxWriter made.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "[Content_Types].xml":
                data = data.replace(WORKBOOK_TYPE, ADD_IN_TYPE)
            elif member.filename == "_rels/.rels":
                data = data.replace(b"</Relationships>", _UI_RELATION + b"</Relationships>")
            elif member.filename == "xl/workbook.xml":
                data = _VIEW.sub(b'<workbookView visibility="hidden"', data, count=1)
            target.writestr(member, data, zipfile.ZIP_DEFLATED)
        entry = zipfile.ZipInfo(UI_PART, (1980, 1, 1, 0, 0, 0))
        target.writestr(entry, ribbon().encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
