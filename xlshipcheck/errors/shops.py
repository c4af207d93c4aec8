"""Many shops in one run: what is wrong with their folders."""

from __future__ import annotations

from xlshipcheck.errors.base import ShipcheckError
from xlshipcheck.errors.files import FileRefused


class ShopsFolderRefused(FileRefused):
    """The folder of the shops is no folder."""

    japanese = "{path} はフォルダーではありません。店舗ごとのフォルダーの入ったフォルダーを指定してください"
    english = "{path} is no folder; give the folder that holds a folder for each shop"


class NoShops(FileRefused):
    """A folder of shops without any shop."""

    japanese = (
        "{path} に店舗のフォルダーがありません。店舗ごとに一つのフォルダーを作り、書き出しを入れてください"
    )
    english = "{path} holds no folders; make one for each shop and put its exports there"


class ResultsAmongShops(FileRefused):
    """The results would be written into a shop's own folder."""

    japanese = "--out {path} は店舗のフォルダーの中です。結果を書くフォルダーを別に指定してください"
    english = "--out {path} lies inside a shop's folder; give another folder for the results"


class ShopsRunning(FileRefused):
    """Another run writes into the same folder."""

    japanese = "{path} には、ほかの実行が結果を書いています。終わってから、もう一度実行してください"
    english = "another run is writing its results to {path}; run again when it is done"


class ShopEmpty(FileRefused):
    """A shop without anything to judge."""

    japanese = "{path} に、書き出した注文のファイル (.csv・.txt・.tsv) もブックもありません"
    english = "{path} holds neither an export (.csv, .txt, .tsv) nor a book"


class ShopFolderUnreadable(FileRefused):
    """A shop's folder that leads nowhere, or may not be opened."""

    japanese = "{path} を開けません。リンク先か権限を確認してください"
    english = "{path} cannot be opened; look at where it links to, or who may read it"


class ShopTwice(FileRefused):
    """Two names of one folder: its orders would count twice."""

    japanese = "{path} は店舗「{other}」と同じフォルダーです。どちらか一つにしてください"
    english = "{path} is the same folder as the shop {other}; keep one of the two"


class ShopSettingsTwice(FileRefused):
    """A shop with several settings files."""

    japanese = "{path} に設定ファイルが {count} 個あります ({names})。一つにしてください"
    english = "{path} holds {count} settings files ({names}); keep one"


class ShopInterrupted(ShipcheckError):
    """The process that judged a shop was ended from outside, most often for want of memory."""

    japanese = "処理が途中で止まりました (メモリ不足など)。ファイルを小さくするか、--jobs を減らしてください"
    english = "its process was ended, most often for want of memory; use smaller files or fewer --jobs"


class ShopBroken(ShipcheckError):
    """Something that was not foreseen; the log has the rest."""

    japanese = "予期しない問題が起きました。記録: {log}"
    english = "an unexpected problem; see {log}"
