"""A file that is not read, or not written over."""

from __future__ import annotations

import errno
import os

from xlshipcheck.errors.base import ShipcheckError, Whole


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
        super().__init__(**{"action": _advice(fields["problem"], self.verb), **fields})

    def sentence(self, language: str = "ja") -> str:
        """Return the sentence; what the system says of the usual causes is put into Japanese too."""
        text = super().sentence(language)
        problem = str(self.fields["problem"])
        known = _SYSTEM_PROBLEMS.get(problem)
        return text.replace(f"({problem})", f"({known})") if known and language != "en" else text


class FileUnwritable(FileUnreadable):
    """The operating system does not let us write; what stood there stands."""

    japanese = "{path} に書き込めません ({problem})。何も書いていません。{action}"
    english = "{path} cannot be written ({problem}); nothing was written"
    verb = "write"


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
        (getattr(errno, "EDQUOT", errno.ENOSPC), "割り当てられた容量を使い切りました"),
        (errno.EFBIG, "ここに置けるファイルの大きさを超えます"),
        (errno.ENAMETOOLONG, "名前が長すぎます"),
        (errno.EIO, "ディスクが読み書きできません"),
        (errno.ENOMEM, "メモリが足りません"),
    )
}
_OPEN_ELSEWHERE = "ほかのソフトで開いていないか、権限があるかを確認してください"
_SHORTER = "短い名前のフォルダかファイルにしてから実行してください"
_CONNECTION = "ディスクやネットワークの接続を確認してから、もう一度実行してください"
_PLACE = "場所と名前を確認してください"
# What to do about it, when reading and when writing.
_ADVICE = {
    os.strerror(number): advice
    for number, advice in (
        (errno.EROFS, "-o で書き込める場所を指定してください"),
        (errno.EISDIR, "フォルダではなくファイルを指定してください"),
        (errno.ENOTDIR, _PLACE),
        (errno.ENOENT, _PLACE),
        (errno.ENOSPC, "不要なファイルを消して空きを作るか、-o で別のドライブを指定してください"),
        (
            getattr(errno, "EDQUOT", errno.ENOSPC),
            "自分のファイルを減らすか、管理者に容量を増やしてもらうか、-o で別のドライブを指定してください",
        ),
        (errno.EFBIG, "大きいファイルを置けるドライブ (NTFS など) を -o で指定してください"),
        (errno.ENAMETOOLONG, _SHORTER),
        (errno.EIO, _CONNECTION),
        (errno.ENOMEM, "ほかのソフトを閉じてから、もう一度実行してください"),
    )
}


def _advice(problem: object, verb: str) -> Whole:
    known = _ADVICE.get(str(problem), _OPEN_ELSEWHERE)
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
        "{path} は読めません。モールから書き出した .csv・.txt・.tsv か、.xlsx・.xlsm を指定してください"
    )
    english = "{path} cannot be read; give a .csv, .txt or .tsv export, or an .xlsx or .xlsm book"


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
