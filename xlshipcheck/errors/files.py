"""A file that is not read, or not written over."""

from __future__ import annotations

import errno
import os

from xlshipcheck.errors.base import ShipcheckError


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
