"""A file of issued labels, or one for a marketplace, that cannot be used."""

from __future__ import annotations

from xlshipcheck.errors.files import FileRefused


class LabelFieldMissing(FileRefused):
    """The column that the settings name for the order number does not stand in the file."""

    japanese = (
        "{path} ({kind}) に、注文番号の列として設定された「{field}」がありません。"
        "設定の「送り状の注文番号の列」を、ファイルの見出しに合わせてください"
    )
    english = "{path} ({kind}) has no column {field!r}, which the settings name for the order number"


class LabelsAlone(FileRefused):
    """Labels without the orders they belong to."""

    japanese = (
        "{path} は送り状ソフトの発行済データ ({kind}) です。注文の書き出しかブックと一緒に指定してください "
        "(例: xlshipcheck import 発行済データ.csv --into ブック.xlsx)"
    )
    english = "{path} holds issued labels ({kind}); give it together with an export or a workbook of orders"


class LabelColumnsMissing(FileRefused):
    """No sheet that could take the numbers."""

    japanese = (
        "{path} に、注文番号と送り状番号の両方の列があるシートがないため、送り状番号を入れられません。"
        "見出し「注文番号」「送り状番号」の列を加えてください"
    )
    english = "{path} has no sheet with columns of order numbers and tracking numbers"


class NotAnUpload(FileRefused):
    """A file that is neither of the files that a seller sends to a marketplace."""

    japanese = (
        "{path} は、Amazon の出荷通知 (order-id, ship-date, tracking-number …) でも QSM の発送の一括登録 "
        "(注文番号, 配送会社, 送り状番号, 発送予定日) でもありません。アップロードするファイルを指定してください"
    )
    english = "{path} is neither a shipment confirmation of Amazon's nor an upload file of QSM"


class NothingToConfirm(FileRefused):
    """No row of the book is sent and not yet confirmed."""

    japanese = "{path} に、出荷通知を作る行がありません (発送日と送り状番号がそろい、まだ通知していない注文): {reasons}"
    english = "{path} has no sent row without a confirmation: {reasons}"


class UploadExists(FileRefused):
    """The file to be written is there already."""

    japanese = "{path} がすでにあるため、書きません。別の名前を -o で指定してください"
    english = "{path} exists; name another file with -o"


class NotATrackingReport(FileRefused):
    """A file that is not Amazon's report on valid tracking."""

    japanese = (
        "{path} を Amazon の追跡可能率のレポートとして読めません: 「{missing}」の列がありません。"
        "セラーセントラルの追跡可能率の画面でダウンロードしたファイルを指定するか、"
        "--report-map 見出し=項目 で列を指定してください (項目: {fields})"
    )
    english = (
        "{path} is not a valid tracking report of Amazon's: no column of {missing}; "
        "name it with --report-map header=field (fields: {fields})"
    )


class ReportForReconcile(FileRefused):
    """Amazon's report on valid tracking, where a file of orders was wanted."""

    japanese = (
        "{path} は Amazon の追跡可能率のレポートで、注文の表ではありません。"
        "xlshipcheck reconcile レポート 注文のファイル で、本ツールの判定と比べられます"
    )
    english = (
        "{path} is Amazon's report on valid tracking, not a file of orders; "
        "compare it with xlshipcheck reconcile REPORT ORDERS"
    )


class ReportColumnTwice(FileRefused):
    """Two columns of a report have the same meaning."""

    japanese = (
        "{path} の「{field}」にあたる列が二つあります ({headers})。"
        "--report-map 見出し={field} でどちらかを指定してください"
    )
    english = "{path} has two columns for {field} ({headers}); name one with --report-map"


class ReportMapRefused(FileRefused):
    """A `--report-map` that cannot be used."""

    japanese = "--report-map「{pair}」は使えません。レポートにある見出しで、見出し=項目 の形で指定してください (項目: {fields})"
    english = "--report-map {pair!r} cannot be used: give header=field with a header of the report (fields: {fields})"


class NothingToReconcile(FileRefused):
    """No Amazon package in the files that a report is compared with."""

    japanese = (
        "{path} に、送り状番号か配送会社のある Amazon の注文がありません。"
        "Amazon の書き出しか、注文のブックを指定してください"
    )
    english = "{path} holds no shipped order of Amazon's"


class NoPackagesToPlan(FileRefused):
    """No Amazon package in the files that an improvement plan is to be made of."""

    japanese = "{path} に Amazon の梱包の表がありません。Amazon の書き出しか、注文のブックを指定してください"
    english = "{path} holds no packages of Amazon's"


class CategoryUnknown(FileRefused):
    """A category that no package of the files has."""

    japanese = (
        "カテゴリー「{category}」の梱包がありません。--category には次のどれかを指定してください: {known}"
    )
    english = "no package has the category {category!r}; give one of: {known}"


class CategoriesMissing(FileRefused):
    """A category asked for of files in which no package has one."""

    japanese = (
        "カテゴリー「{category}」の梱包を選べません。ファイルにカテゴリーがないためです。設定に SKU とカテゴリーの一覧を書く"
        " (設定ファイルは --settings で指定) か、ファイルにカテゴリーの列を加えてください"
    )
    english = (
        "no package has a category, so {category!r} cannot be picked; list SKUs with their categories in the settings "
        "(--settings FILE), or add a column of categories to the file"
    )


class NoOrdersOfQoo10(FileRefused):
    """No Qoo10 order in the files whose points are asked for."""

    japanese = (
        "{path} に Qoo10 の注文の表がありません。QSM の書き出し (詳細) か、注文のブックを指定してください"
    )
    english = "{path} holds no orders of Qoo10"


class MonthUnreadable(FileRefused):
    """A month that cannot be read."""

    japanese = "--month「{value}」は月として読めません。2026-11 の形で指定してください"
    english = "--month {value!r} is no month; write it as 2026-11"


class DraftKindUnknown(FileRefused):
    """A draft in a kind of file that we do not write."""

    japanese = "{path} には書けません。文は .txt か .md、一覧は .csv か .xlsx の名前を -o で指定してください"
    english = "{path} cannot be written; name a .txt or .md for the text, a .csv or .xlsx for the list"


class ListKindUnknown(FileRefused):
    """A list in a kind of file that we do not write."""

    japanese = "{path} には書けません。一覧は .csv か .xlsx の名前を -o で指定してください"
    english = "{path} cannot be written; name a .csv or .xlsx for the list"


class ChangeEmpty(FileRefused):
    """A `--change` without words."""

    japanese = (
        '--change に文がありません。行った対策を書いてください (例: --change "11/15 から番号を2人で確認")'
    )
    english = "--change has no words; write what was changed"
