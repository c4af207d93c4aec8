"""Upload files are checked before they are sent, corrected in a copy, and made from the sent rows of a book."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.uploads.checks import ERROR, NOTE, check
from xlshipcheck.uploads.confirmation import confirmations
from xlshipcheck.uploads.forms import AMAZON, QSM, carrier_of_code, code_of, columns_of, form, qsm_carrier
from xlshipcheck.uploads.known import KnownOrders
from xlshipcheck.uploads.reading import read_upload
from xlshipcheck.uploads.writing import corrected_bytes, upload_bytes
from xlshipcheck.values.days import day_of

A, B, C = "444413758703", "512547514334", "405548424886"
AS_OF = day_of(dt.date(2026, 11, 21))
CONTEXT = Context(AS_OF)
GOOD = {
    "order-id": "250-0000020-0000020",
    "order-item-id": "20000000000000",
    "quantity": "1",
    "ship-date": "2026-11-20",
    "carrier-code": "Yamato Transport",
    "tracking-number": A,
}
QSM_GOOD = {"注文番号": "812340001", "配送会社": "ヤマト運輸", "送り状番号": A, "発送予定日": "2026/11/19"}


def found(kind, *rows, known=None, context=CONTEXT):
    """Return what a check finds in a file of these rows."""
    good = GOOD if kind == AMAZON else QSM_GOOD
    data = upload_bytes(kind, [{**good, **row} for row in rows])
    return check(read_upload(data, "u.txt"), known, context)


def texts(done, level=ERROR):
    """Return column and sentence of what was found."""
    return [(one.column, one.text) for one in done.found if one.level == level]


def test_right_files_pass():
    """A right row of each kind has neither an error nor anything to look at."""
    assert found(AMAZON, {}).found == []
    assert found(QSM, {}).found == []


@pytest.mark.parametrize(
    ("cell", "column", "words", "correction"),
    [
        ({"order-id": ""}, "order-id", "注文番号がありません", None),
        ({"order-id": "２５０-0000020-0000020"}, "order-id", "3-7-7", "250-0000020-0000020"),
        ({"order-id": "812340001"}, "order-id", "3-7-7", None),
        ({"ship-date": ""}, "ship-date", "出荷日がありません", None),
        ({"ship-date": "2026/11/20"}, "ship-date", "YYYY-MM-DD", "2026-11-20"),
        ({"ship-date": "2026年11月20日"}, "ship-date", "YYYY-MM-DD", "2026-11-20"),
        ({"ship-date": "11/20"}, "ship-date", "読めません", None),
        ({"ship-date": "2026-11-22"}, "ship-date", "基準日より後", None),
        ({"carrier-code": ""}, "carrier-code", "2021年4月15日から必須", None),
        ({"carrier-code": "", "carrier-name": "ヤマト"}, "carrier-code", "必須", "Yamato Transport"),
        ({"carrier-code": "ヤマト運輸"}, "carrier-code", "配送業者コードではありません", "Yamato Transport"),
        ({"carrier-code": "なぞの会社"}, "carrier-code", "配送業者コードではありません", None),
        ({"carrier-code": "Other"}, "carrier-name", "名前が必要", None),
        (
            {"carrier-code": "other", "carrier-name": "西濃運輸"},
            "carrier-code",
            "「Other」と書きます",
            "Other",
        ),
        ({"tracking-number": ""}, "tracking-number", "送り状番号がありません", None),
        ({"tracking-number": "444413758700"}, "tracking-number", "チェックデジット", None),
        ({"tracking-number": "4.44414E+11"}, "tracking-number", "破損", None),
        ({"tracking-number": "#REF!"}, "tracking-number", "エラー「#REF!」", None),
        ({"quantity": "0"}, "quantity", "1以上の整数", None),
        ({"quantity": "2.0"}, "quantity", "1以上の整数", "2"),
        ({"quantity": "１"}, "quantity", "1以上の整数", "1"),
        ({"order-item-id": "2.00E+13"}, "order-item-id", "明細番号ではありません", None),
    ],
)
def test_each_cell_of_a_confirmation(cell, column, words, correction):
    """What is wrong is named with its column; a correction is offered only where it is certain."""
    (one,) = [one for one in found(AMAZON, cell).found if one.level == ERROR]
    assert (one.row, one.column, one.correction) == (4, column, correction)
    assert words in one.text


@pytest.mark.parametrize(
    ("cell", "column", "words", "correction"),
    [
        ({"注文番号": ""}, "注文番号", "ありません", None),
        ({"注文番号": "'812340001"}, "注文番号", "数字だけ", "812340001"),
        ({"注文番号": "250-A"}, "注文番号", "Qoo10 の注文番号", None),
        ({"配送会社": ""}, "配送会社", "ありません", None),
        ({"配送会社": "ヤマト運輸(宅急便)"}, "配送会社", "QSM の表記", "ヤマト運輸"),
        ({"配送会社": "佐川"}, "配送会社", "QSM の表記", "佐川急便"),
        ({"送り状番号": "123456789012"}, "送り状番号", "チェックデジット", None),
        ({"送り状番号": "#N/A"}, "送り状番号", "エラー「#N/A」", None),
        ({"発送予定日": "2026-11-19"}, "発送予定日", "YYYY/MM/DD", "2026/11/19"),
        ({"発送予定日": "未定"}, "発送予定日", "読めません", None),
    ],
)
def test_each_cell_of_a_qsm_file(cell, column, words, correction):
    """The same for QSM; a blank 発送予定日 is right."""
    errors_found = [one for one in found(QSM, cell).found if one.level == ERROR]
    assert errors_found[0][:3] == (2, column, ERROR)
    assert words in errors_found[0].text
    assert errors_found[0].correction == correction
    assert found(QSM, {"発送予定日": ""}).found == []


def test_what_is_not_sure_is_a_note():
    """Hyphens in a number, a spelling of QSM's that nobody knows, Other for a carrier with a code: to look at, no error."""
    assert texts(found(AMAZON, {"tracking-number": "4444-1375-8703"}), NOTE)[0][0] == "tracking-number"
    assert "確かめられません" in texts(found(QSM, {"配送会社": "日本郵便", "送り状番号": C}), NOTE)[0][1]
    noted = found(AMAZON, {"carrier-code": "Other", "carrier-name": "日本郵便", "tracking-number": C})
    assert "Japan Post" in texts(noted, NOTE)[0][1]
    assert noted.errors == []


def test_the_code_was_not_needed_before_its_day():
    """carrier-code is mandatory for ship dates from 2021-04-15 on."""
    rows = [
        {"ship-date": day, "carrier-code": "", "carrier-name": ""} for day in ("2021-04-14", "2021-04-15")
    ]
    needed = [[one.row for one in found(AMAZON, row).found if one.column == "carrier-code"] for row in rows]
    assert needed == [[], [4]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines[1:], "1行目に TemplateType"),
        (lambda lines: [lines[0], *lines[2:]], "日本語の見出しの行がありません"),
        (lambda lines: [line.replace("\t", ",") for line in lines], "コンマ区切り"),
        (lambda lines: ["", *lines], "見出しは3行目"),
    ],
)
def test_the_head_of_a_confirmation(change, words):
    """The three header rows and the tabs are asked for, and the corrected copy has them."""
    lines = upload_bytes(AMAZON, [GOOD]).decode("cp932").splitlines()
    upload = read_upload("\r\n".join([*change(lines), ""]).encode("cp932"), "u.txt")
    done = check(upload, None, CONTEXT)
    assert any(words in text for _, text in texts(done))
    again = read_upload(corrected_bytes(upload, done.corrected), "v.txt")
    assert check(again, None, CONTEXT).found == []


def test_a_missing_column_and_no_rows():
    """A header without carrier-code, and a file of headers alone, are errors of the file."""
    data = b"TemplateType=OrderFulfillment\t\t\r\nx\t\t\r\norder-id\tship-date\ttracking-number\r\n"
    done = check(read_upload(data, "u.txt"), None, CONTEXT)
    assert "carrier-code" in texts(done)[0][1]
    assert "注文の行がありません" in texts(done)[1][1]


def test_a_shifted_row_is_named():
    """A row with a cell beyond the header is not read as if it were right."""
    data = upload_bytes(QSM, [QSM_GOOD]).decode("cp932") + "812340002,ヤマト運輸,x,y,z,w\r\n"
    done = check(read_upload(data.encode("cp932"), "u.csv"), None, CONTEXT)
    assert [(one.row, one.text) for one in done.errors] == [
        (3, "列がずれています。この行を作り直してください")
    ]


def test_another_file_is_refused():
    """An export is no upload file."""
    with pytest.raises(errors.NotAnUpload):
        read_upload("注文番号,入金日\r\n1,2\r\n".encode("cp932"), "q.csv")


def test_other_columns_are_kept_in_the_corrected_copy():
    """ship_from and transparency_code stay as they are; only the wrong cell changes, and only in the copy."""
    text = upload_bytes(AMAZON, [{**GOOD, "ship-date": "2026/11/20"}]).decode("cp932")
    lines = [
        line + "\t" + more
        for line, more in zip(text.splitlines(), ["", "名称", "ship_from", "倉庫"], strict=True)
    ]
    upload = read_upload("\r\n".join([*lines, ""]).encode("cp932"), "u.txt")
    copy = corrected_bytes(upload, check(upload, None, CONTEXT).corrected).decode("cp932").splitlines()
    assert copy[:3] == lines[:3]
    assert copy[3] == lines[3].replace("2026/11/20", "2026-11-20")


def known_of(*rows, **more):
    """Return known orders of a sheet given row by row."""
    known = KnownOrders("注文.txt")
    roles = ("注文番号", "明細番号", "数量", "配送状態", "送り状番号", "発送予定日")
    known.add({role: [row.get(role) for row in rows] for role in roles}, **more)
    return known


def test_against_known_orders():
    """An order that is not there, cancelled, sent already, or sent in too many pieces is named."""
    order, item = GOOD["order-id"], GOOD["order-item-id"]
    cases = [
        (known_of({"注文番号": "250-1111111-1111111"}), "注文.txt にありません"),
        (known_of({"注文番号": order, "明細番号": "7"}), "明細 20000000000000 は注文"),
        (known_of({"注文番号": order, "配送状態": "Canceled"}), "キャンセル"),
        (known_of({"注文番号": order, "配送状態": "Shipped"}), "もう通知しています"),
        (known_of({"注文番号": order, "送り状番号": A}, confirmed=True), "もう通知しています"),
    ]
    for known, words in cases:
        assert words in texts(found(AMAZON, {}, known=known))[0][1]
    two = known_of({"注文番号": order, "明細番号": item, "数量": 2})
    done = found(AMAZON, {}, {"tracking-number": B}, {"tracking-number": C}, known=two)
    assert [text for _, text in texts(done)] == ["出荷数の合計 3 が注文数 2 を超えます"]
    assert found(AMAZON, {}, known=two).found == []
    assert found(AMAZON, {}, known=two).unchecked == []
    assert "確かめていません" in found(AMAZON, {}).unchecked[0]


def test_a_confirmation_with_another_number_replaces_the_first():
    """It is no error, for that is how a wrong number is put right; it is said."""
    known = known_of({"注文番号": GOOD["order-id"], "明細番号": GOOD["order-item-id"]})
    known.confirm([(GOOD["order-id"], "", B)])
    done = found(AMAZON, {}, known=known)
    assert done.errors == []
    assert "置き換わります" in texts(done, NOTE)[0][1]


def test_a_planned_day_that_is_set_is_left_blank():
    """QSM's 発送予定日 cannot be changed: where it stands in the orders, the copy has a blank."""
    known = known_of({"注文番号": "812340001", "発送予定日": "2026/11/18"})
    (one,) = found(QSM, {}, known=known).errors
    assert (one.column, one.correction) == ("発送予定日", "")


def test_a_row_twice_is_named_once():
    """The second of two equal rows is named with the first; two parcels of one order are two rows."""
    done = found(AMAZON, {}, {}, {"tracking-number": B})
    assert [(one.row, one.text) for one in done.errors] == [
        (5, "4行目と同じ注文です。どちらか一行にしてください")
    ]


def row(**cells):
    """Return a sent row of a book."""
    return {
        "注文番号": "812340001",
        "送り状番号": A,
        "配送会社": "ヤマト",
        "発送日": dt.date(2026, 11, 20),
        "発送予定日": None,
        "配送状態": "配送準備",
        "数量": 1,
        **cells,
    }


def due(market, *rows, earlier=()):
    """Return what is to be confirmed of these rows."""
    columns = {
        role: [one.get(role) for one in rows] for role in dict.fromkeys(role for one in rows for role in one)
    }
    return confirmations(market, columns, AS_OF, set(earlier))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"発送日": None}, "未発送"),
        ({"発送日": dt.date(2026, 11, 22)}, "発送日が基準日より後"),
        ({"発送日": "きのう"}, "発送日を読めない"),
        ({"送り状番号": None}, "送り状番号なし"),
        ({"配送状態": "キャンセル"}, "キャンセル"),
        ({"配送状態": "配送中"}, "通知済み"),
        ({"フルフィルメント": "Amazon"}, "Amazon が発送 (FBA)"),
        ({"注文番号": "(例) 1"}, "見本"),
    ],
)
def test_what_is_not_confirmed_is_counted(cells, reason):
    """Only a sent row with a number that nobody has confirmed is written; every other one has its reason."""
    done = due("Qoo10", row(**cells))
    assert (done.rows, dict(done.passed_over)) == ({}, {reason: 1})


ERROR_CELL = "#DIV/0!"
READ = {
    "Amazon": (
        *("注文番号", "明細番号", "数量", "発送日", "配送会社", "送り状番号", "サービス"),
        *("配送状態", "フルフィルメント"),
    ),
    "Qoo10": ("注文番号", "発送予定日", "発送日", "配送会社", "送り状番号", "配送状態"),
}


@pytest.mark.parametrize("market", READ)
def test_an_error_leaves_out_its_own_row_alone(market):
    """Whichever cell is an error, its row is counted and named by its role, and the row after it is written."""
    for role in READ[market]:
        done = due(market, row(**{role: ERROR_CELL}), row())
        assert dict(done.passed_over) == {f"{role}を読めない": 1}
        assert [(one.row, role in one.text, ERROR_CELL in one.text) for one in done.problems] == [
            (0, True, True)
        ]
        assert [len(lines) for lines in done.rows.values()] == [1]


def test_an_error_in_place_of_the_marketplace_is_named():
    """A row whose モール is an error may be anybody's: it is counted, and not passed over as another marketplace's."""
    done = due("混在", row(モール=ERROR_CELL), row(モール="Qoo10"))
    assert (dict(done.passed_over), len(done.rows[QSM])) == ({"モールを読めない": 1}, 1)


def test_rows_of_qsm():
    """発送予定日 is the day of dispatch where it is blank in the book, and blank where it is set."""
    done = due("Qoo10", row(), row(注文番号=812340002.0, 発送予定日=dt.date(2026, 11, 25)))
    assert done.rows == {
        QSM: [
            {"注文番号": "812340001", "配送会社": "ヤマト運輸", "送り状番号": A, "発送予定日": "2026/11/20"},
            {"注文番号": "812340002", "配送会社": "ヤマト運輸", "送り状番号": A, "発送予定日": ""},
        ]
    }


def test_rows_of_a_mixed_sheet_go_to_their_marketplace():
    """モール tells which file a row goes to; rows of other marketplaces go to none."""
    mixed = [
        row(モール="Qoo10"),
        row(モール="Amazon", 注文番号=GOOD["order-id"]),
        row(モール="楽天"),
        row(モール=""),
    ]
    assert {kind: len(rows) for kind, rows in due("混在", *mixed).rows.items()} == {QSM: 1, AMAZON: 1}


def test_a_confirmation_sent_before_is_left_out():
    """The same order with the same number is left out; with another number it is written."""
    assert due("Qoo10", row(), earlier=[("812340001", A)]).rows == {}
    assert due("Qoo10", row(), earlier=[("812340001", B)]).rows != {}


CARRIERS = st.sampled_from(
    ["ヤマト運輸", "クロネコヤマト", "佐川急便", "日本郵便", "ゆうパック", "西濃運輸", "FedEx"]
)


@given(
    st.lists(
        st.tuples(CARRIERS, st.integers(0, 9999999)), min_size=1, max_size=5, unique_by=lambda pair: pair[1]
    )
)
def test_what_is_written_passes_our_own_check(pairs):
    """Whatever the sent rows of a book are, the files made of them have no error, number forms aside."""
    amazon = [
        row(注文番号=f"250-{n:07}-0000001", 配送会社=carrier, サービス="宅急便") for carrier, n in pairs
    ]
    qoo10 = [row(注文番号=str(812000000 + n), 配送会社=carrier) for carrier, n in pairs]
    for market, kind, rows in (("Amazon", AMAZON, amazon), ("Qoo10", QSM, qoo10)):
        data = upload_bytes(kind, due(market, *rows).rows[kind])
        wrong = check(read_upload(data, "u"), None, CONTEXT).errors
        assert {one.column for one in wrong} <= {"tracking-number", "送り状番号"}


def test_codes_and_spellings():
    """Every code of the data leads back to its carrier; a carrier without a code is Other with its name."""
    for entry in form(AMAZON)["codes"]:
        assert all(carrier_of_code(code) == entry["carrier"] for code in entry["codes"])
        assert code_of(entry["carrier"]) == (entry["codes"][0], "")
    assert code_of("西濃") == ("Other", "西濃運輸")
    assert code_of("なぞの会社") == ("Other", "なぞの会社")
    assert qsm_carrier("佐川") == ("佐川急便", True)
    assert qsm_carrier("なぞ") == ("なぞ", False)
    assert len(form(AMAZON)["japanese"]) == len(columns_of(AMAZON))


def test_signs_that_part_cells_or_are_unknown():
    """A tab or line end in a text cannot shift a row, and a sign that CP932 lacks becomes 〓."""
    data = upload_bytes(AMAZON, [{**GOOD, "ship-method": "宅\t急\r\n便😀"}])
    assert data.decode("cp932").splitlines()[3].split("\t")[7] == "宅 急 便〓"
