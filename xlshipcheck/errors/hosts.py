"""What only an Excel on Windows, or a LibreOffice, can do, asked for where it cannot be done."""

from __future__ import annotations

from xlshipcheck.errors.base import ShipcheckError


class ExcelSideRefused(ShipcheckError):
    """What only an Excel on Windows can do, asked for where it cannot be done."""


class WindowsOnly(ExcelSideRefused):
    """The entry in the registry, on a system that has none."""

    japanese = "Excel 連携の登録は Windows でのみ使えます。この OS では xlshipcheck refresh ファイル名 を使ってください"
    english = "registering with Excel works on Windows only; use xlshipcheck refresh FILE here"


class TaskOnWindowsOnly(WindowsOnly):
    """A daily task, on a system whose tasks we do not make."""

    japanese = (
        "毎朝の自動実行 (--at) は Windows でのみ登録できます。この OS では cron などで "
        "xlshipcheck morning フォルダー を毎朝実行してください"
    )
    english = "a daily task (--at) can be made on Windows only; let cron or the like run xlshipcheck morning FOLDER here"


class PackageMissing(ExcelSideRefused):
    """A package that the Excel side is built on is not installed."""

    japanese = (
        "{package} が見つからないため、Excel から呼び出せません。pip install xlwings を実行してください"
    )
    english = "{package} is missing, so Excel cannot call us; run pip install xlwings"


class NotAWorkbook(ExcelSideRefused):
    """Something else was handed over where Excel's book was wanted."""

    japanese = "更新するブックを受け取れませんでした ({value})。Excel で開いたブックのボタンかリボンから実行してください"
    english = (
        "no Excel workbook was handed over ({value}); use a button or the ribbon of a workbook open in Excel"
    )


class LibraryMissing(ExcelSideRefused):
    """A library that the command needs is not installed, as on a slim Python."""

    japanese = (
        "部品 {module} が入っていないため実行できません。pip install {package} を実行してください"
        " (何が足りないかは xlshipcheck doctor で分かります)。ファイルは変更していません"
    )
    english = "the library {module} is missing; run pip install {package} (xlshipcheck doctor lists what is missing)"


class AddInInUse(ExcelSideRefused):
    """The add-in's file, which Excel has open."""

    japanese = "アドイン {path} は Excel が開いているため入れ替えられません。Excel をすべて閉じてから、もう一度実行してください"
    english = "the add-in {path} is open in Excel; close every Excel and run this again"


class AdministratorNeeded(ExcelSideRefused):
    """An entry for all users of the machine, without the rights to make it."""

    japanese = "全ユーザー向けの登録には管理者の権限が必要です。管理者として開いた端末で実行するか、--machine を外してください"
    english = "an entry for all users needs an administrator; run it as one, or leave --machine out"


class RefreshStopped(ExcelSideRefused):
    """The seller pressed Esc during a refresh."""

    japanese = "更新を中断しました。シートは元のままです"
    english = "the refresh was stopped; the sheets are as they were"


class WorkbookShared(ExcelSideRefused):
    """A book that several people edit by Excel's old way of sharing, in which formats and sheets are locked."""

    japanese = (
        "{book} は「ブックの共有 (レガシ)」になっているため、書き込めません。"
        "[校閲] > [ブックの共有] で共有を解除してから、もう一度実行してください"
    )
    english = "{book} is a legacy shared workbook; stop sharing it first"


class NotPutBack(ExcelSideRefused):
    """A change that failed half way, and of which Excel refused to take back some."""

    japanese = "途中で失敗し、{count} か所を元に戻せませんでした。ブックを保存せずに閉じて、開き直してください。記録: {log}"
    english = "it failed half way and {count} changes could not be taken back; close the book without saving (log: {log})"


class ExcelNotGivenBack(ExcelSideRefused):
    """What was switched off in Excel for the time of the work and could not be switched on again."""

    japanese = (
        "処理は終わりましたが、Excel の設定 ({names}) を元に戻せませんでした。"
        "Excel を開き直すか、計算方法なら [数式] > [計算方法の設定] で戻してください"
    )
    english = "the work is done, but Excel did not take back these settings: {names}; start Excel again"


class SeveralAreas(ExcelSideRefused):
    """A reference of several areas: its first one alone would be half of what was meant."""

    japanese = "離れた範囲は計算できません。続いた一つの範囲 (例: A2:A10) を指定してください"
    english = "areas that stand apart cannot be calculated; give one range (such as A2:A10)"


class WorkbookNewer(ExcelSideRefused):
    """A workbook whose macros were made for a newer program than the one installed."""

    japanese = (
        "このブックは新しい版の xlshipcheck 用です (形式 {contract}、このパソコンは {known} まで)。"
        "xlshipcheck を更新してください"
    )
    english = "this workbook needs a newer xlshipcheck (form {contract}, here up to {known}); update it"


class LiteRefused(ExcelSideRefused):
    """Excel did not take what xlwings Lite was to write, without saying why in words that we know."""

    japanese = (
        "Excel が{what}への書き込みを受け付けませんでした。シートかブックの保護を [校閲] で外し、編集中のセルを確定してから、"
        "もう一度実行してください"
    )
    english = (
        "Excel refused to write into {what}; unprotect it, leave the cell being edited, and run it again"
    )


class LiteBook1904(ExcelSideRefused):
    """A book that counts its dates from 1904, which xlwings Lite would read four years off."""

    japanese = (
        "ブック {book} は日付を1904年から数えるため、ここでは判定できません (4年ずれて読まれます)。"
        "Windows の Excel か xlshipcheck refresh を使うか、1900年から数えるブックに写してください"
    )
    english = (
        "workbook {book} counts dates from 1904, which xlwings Lite cannot read; use Windows or the command"
    )


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


class KitPartWrong(ExcelSideRefused):
    """A part of the kit that is not the one whose hash the lock holds."""

    japanese = "キットの部品が違います: {path} ({wanted} が要ります)。別のファイルを使わずに、正しいものを用意してください"
    english = "a part of the kit is not the right one: {path} (wanted: {wanted})"


class KitOlder(ExcelSideRefused):
    """An older kit on a machine that has a newer program."""

    japanese = "このキット ({given}) は、入っているもの ({installed}) より古いため入れませんでした。新しいキットを使ってください"
    english = "this kit ({given}) is older than what is installed ({installed}); nothing was changed"


class KitDamaged(ExcelSideRefused):
    """A kit whose files are not those of its own list."""

    japanese = "キットのファイル {name} が壊れているか、ありません。zip をもう一度すべて展開してから、やり直してください"
    english = "the kit's file {name} is damaged or missing; extract the whole zip again"


class KitInUse(ExcelSideRefused):
    """The program that is to be replaced is running and could not be ended."""

    japanese = "使用中のため入れ替えられませんでした。Excel をすべて閉じてから、もう一度実行してください"
    english = "the program is in use; close every Excel and try again"


class KitName(ExcelSideRefused):
    """A kit that is to be written under another ending than that of a zip."""

    japanese = "キットの名前は .zip で終わるものにしてください: {path}"
    english = "a kit's name ends in .zip: {path}"


class MorningNotPlanned(ExcelSideRefused):
    """The morning run asked for, and nobody has said of which folder."""

    japanese = "毎朝の判定は設定されていません。xlshipcheck morning フォルダー --at 8:30 で設定してください"
    english = "no morning run is set up; do it with xlshipcheck morning FOLDER --at 8:30"


class MorningTimeWrong(ExcelSideRefused):
    """A time of day that is none."""

    japanese = "時刻「{value}」は読めません。8:30 のように入力してください"
    english = "{value!r} is no time of day; give one like 8:30"


class TaskRefused(ExcelSideRefused):
    """A daily task that Windows does not take, as where a company has switched them off."""

    japanese = (
        "Windows が毎日のタスクを受け付けません。会社の設定で止められていないか、管理者に確かめてください"
    )
    english = "Windows does not take the daily task; ask the administrator whether tasks are switched off"
