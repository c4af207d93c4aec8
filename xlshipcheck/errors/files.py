"""A file that is not read, or not written over."""

from __future__ import annotations

import errno
import os

from xlshipcheck.errors.base import ShipcheckError, Whole, shown_field


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
    """The operating system does not let us read."""

    japanese = "{path} を開けません ({problem})。{action}"
    english = "{path} cannot be opened ({problem})"
    verb = "read"

    def __init__(self, **fields: object) -> None:
        problem = fields["problem"]
        self._cause = _cause_of(problem)
        said = problem.strerror or problem if isinstance(problem, OSError) else problem
        super().__init__(**{"action": _advice(self._cause, self.verb), **fields, "problem": said})

    def sentence(self, language: str = "ja") -> str:
        """Return the sentence; what the system says of the cause is put into Japanese too."""
        if language == "en":
            return super().sentence(language)
        said = _in_japanese(self._cause, str(self.fields["problem"]))
        fields = {**self.fields, "problem": Whole(said)}
        return self.japanese.format_map({name: shown_field(value) for name, value in fields.items()})


class FileUnwritable(FileUnreadable):
    """The operating system does not let us write; what stood there stands."""

    japanese = "{path} に書き込めません ({problem})。何も書いていません。{action}"
    english = "{path} cannot be written ({problem}); nothing was written"
    verb = "write"


_IN_USE = "ほかのソフトが使っています"
_NO_CONNECTION = "ネットワークの接続が切れました"
_TOO_MANY = "開いているファイルが多すぎます"
# A system words its problems in its own language, which need not be the seller's; names are those of POSIX.
_JAPANESE = {
    "EACCES": "権限がありません",
    "EPERM": "権限がありません",
    "EROFS": "書き込めない場所です",
    "EISDIR": "フォルダです",
    "ENOTDIR": "途中の名前がフォルダではありません",
    "EEXIST": "同じ名前のファイルがあります",
    "ENOENT": "見つかりません",
    "ENOSPC": "空き容量がありません",
    "EDQUOT": "割り当てられた容量を使い切りました",
    "EFBIG": "ここに置けるファイルの大きさを超えます",
    "ENAMETOOLONG": "名前が長すぎます",
    "EIO": "ディスクが読み書きできません",
    "ENOMEM": "メモリが足りません",
    "EBUSY": _IN_USE,
    "ETXTBSY": _IN_USE,
    "ELOOP": "リンクがたどれません",
    "EMFILE": _TOO_MANY,
    "ENFILE": _TOO_MANY,
    "ESTALE": _NO_CONNECTION,
    "ETIMEDOUT": _NO_CONNECTION,
    "ENOTCONN": _NO_CONNECTION,
    "EHOSTDOWN": _NO_CONNECTION,
    "ENETDOWN": "OneDrive などの同期か、ネットワークが止まっています",
}
_OPEN_ELSEWHERE = "ほかのソフトで開いていないか、権限があるかを確認してください"
_SHORTER = "短い名前のフォルダかファイルにしてから実行してください"
_CONNECTION = "ディスクやネットワークの接続を確認してから、もう一度実行してください"
_PLACE = "場所と名前を確認してください"
_CLOSE_OTHERS = "ほかのソフトを閉じてから、もう一度実行してください"
# What to do about it, when reading and when writing.
_ADVICE = {
    "EROFS": "-o で書き込める場所を指定してください",
    "EISDIR": "フォルダではなくファイルを指定してください",
    "ENOTDIR": _PLACE,
    "ENOENT": _PLACE,
    "ELOOP": _PLACE,
    "ENOSPC": "不要なファイルを消して空きを作るか、-o で別のドライブを指定してください",
    "EDQUOT": "自分のファイルを減らすか、管理者に容量を増やしてもらうか、-o で別のドライブを指定してください",
    "EFBIG": "大きいファイルを置けるドライブ (NTFS など) を -o で指定してください",
    "ENAMETOOLONG": _SHORTER,
    **dict.fromkeys(("EIO", "ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "ENETDOWN"), _CONNECTION),
    **dict.fromkeys(
        ("EBUSY", "ETXTBSY"), "そのファイルを開いているソフトを閉じてから、もう一度実行してください"
    ),
    **dict.fromkeys(("ENOMEM", "EMFILE", "ENFILE"), _CLOSE_OTHERS),
}
_WINDOWS = {
    4: "EMFILE",
    19: "EROFS",
    223: "EFBIG",
    **dict.fromkeys((5, 1314), "EACCES"),
    **dict.fromkeys((8, 14, 1450, 1453, 1455), "ENOMEM"),
    # Not ready, bad sectors, a drive or a network that is gone.
    **dict.fromkeys((21, 23, 30, 1117, 1167, 1392, 1393), "EIO"),
    **dict.fromkeys((53, 54, 55, 59, 64, 67, 121, 1231, 1232, 1236), "ESTALE"),
    # Another program has it open, or keeps a part of it in its memory.
    **dict.fromkeys((32, 33, 1224), "EBUSY"),
    **dict.fromkeys((39, 112), "ENOSPC"),
    **dict.fromkeys((111, 206), "ENAMETOOLONG"),
    **dict.fromkeys((1295, 1816), "EDQUOT"),
    # A file that OneDrive or the like keeps elsewhere.
    **dict.fromkeys(range(358, 405), "ENETDOWN"),
}
"""Windows' own numbers (Microsoft: System Error Codes) for which the number that Python gives says less."""


def _cause_of(problem: object) -> str:
    """Return the POSIX name of what a system said, "" where it has none."""
    if not isinstance(problem, OSError):
        known = (name for name in _JAPANESE if os.strerror(getattr(errno, name, 0)) == str(problem))
        return next(known, "")
    windows = getattr(problem, "winerror", None) or 0
    # Python knows some by the name of Windows' sockets.
    name = _WINDOWS.get(windows) or errno.errorcode.get(problem.errno or 0, "").replace("WSA", "")
    return str(windows) if windows and name not in _JAPANESE else name


def _in_japanese(cause: str, problem: str) -> str:
    """Return what a system said in Japanese: a name that clerks know, else its number; its own Japanese stays."""
    if cause in _JAPANESE:
        return _JAPANESE[cause]
    return f"システムのエラー {cause}" if cause and problem.isascii() else problem


def _advice(cause: str, verb: str) -> Whole:
    known = _ADVICE.get(cause, _OPEN_ELSEWHERE)
    # What is only read needs no other place to be written to.
    return Whole(_OPEN_ELSEWHERE if verb == "read" and "-o " in known else known)


class FileIsSpecial(FileUnreadable):
    """A pipe, a device, a socket: reading it might never end."""

    japanese = (
        "{path} は普通のファイルではありません (パイプや装置です)。保存してあるファイルを指定してください"
    )
    english = "{path} is a pipe or a device; name a file that is saved"

    def __init__(self, **fields: object) -> None:
        super().__init__(**{"problem": "パイプや装置です", **fields})


class FileTooLarge(FileRefused):
    """More than any export holds."""

    japanese = (
        "{path} は大きすぎて読めません ({problem})。"
        "モールから書き出したファイルかを確認し、期間を分けて書き出し直してください"
    )
    english = "{path} is too large to be read ({problem}); export shorter periods"


class OutOfMemory(FileRefused):
    """The machine has not enough memory for this file."""

    japanese = (
        "メモリが足りないため中断しました。元のファイルは変更していません。"
        "ほかのソフトを閉じるか、期間を分けた小さいファイルで実行してください"
    )
    english = "not enough memory; no file of yours was changed; close other programs, or use smaller files"


class OutputEnding(FileRefused):
    """A workbook is written under the ending of its kind: Excel opens it under no other."""

    japanese = (
        "{path} には書き込めません。{source} から書き出す -o の名前は {ending} で終わるようにしてください"
    )
    english = "{path} must end in {ending}, as {source} does"


class NotYetSupported(FileRefused):
    """A file kind that the command does not take."""

    japanese = (
        "{path} は読めません。モールから書き出した .csv・.txt・.tsv か、.xlsx・.xlsm・.ods を指定してください"
    )
    english = "{path} cannot be read; give a .csv, .txt or .tsv export, or an .xlsx, .xlsm or .ods book"


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


class BookAmongExports(FileRefused):
    """A workbook and other files in one refresh: it is not clear what should go where."""

    japanese = (
        "{path} はほかのファイルと一緒には更新できません。一つだけ指定するか、"
        "書き出しを取り込むときは xlshipcheck import 書き出し --into {path} を使ってください"
    )
    english = (
        "{path} cannot be refreshed together with other files; use xlshipcheck import EXPORT --into {path}"
    )


class BackupMissing(FileRefused):
    """No backup of that number or name."""

    japanese = (
        "{path} の控えのうち「{wanted}」はありません (控えは {count} 個)。"
        "xlshipcheck backups {path} で番号と名前を確かめてください"
    )
    english = "{path} has no backup {wanted} (of {count}); list them with xlshipcheck backups {path}"


class BackupUnclear(FileRefused):
    """A folder where a book must be named: there is a newest backup of each of its books."""

    japanese = "{path} はフォルダです。--restore では、戻すブックか控えのファイルを一つ指定してください"
    english = "{path} is a folder; name the book or the backup to be restored"
