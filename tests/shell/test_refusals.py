"""Bad input: one clear sentence, nothing on standard output, nothing written, exit status 2.

Rows that cannot be read are no refusal: they get 確認, the rest is done, and the exit status is 1.
"""

from __future__ import annotations

import pytest
from books import column
from command_runs import AS_OF, SAMPLES

HEADER = "注文番号,入金日,発送日\r\n"
DETAIL = (SAMPLES / "DeliveryManagement_detail_20261121.csv").read_bytes()


def zipped(name: str) -> bytes:
    """Return the first bytes of a ZIP file that holds a part of a name."""
    return b"PK\x03\x04" + b"\0" * 22 + len(name).to_bytes(2, "little") + b"\0\0" + name.encode()


# What is wrong -> the file, what the sentence says in Japanese, and in English.
FILES = {
    "nothing in it": (b"", "表.csv は空です。モールから書き出し直してください", "is empty; export it again"),
    "only blank lines": (b"\r\n  \r\n", "空です", "is empty"),
    "only a mark of UTF-8": (b"\xef\xbb\xbf", "空です", "is empty"),
    "no header": (
        "名前,メモ\r\nあ,い\r\n".encode("cp932"),
        "見出し行が見つかりません。近い見出し: なし",
        "no header",
    ),
    "nearly a header": (
        "入金の日,注文No,発送した日\r\n1,2,3\r\n".encode("cp932"),
        "に「入金日か予約日」の列が見つかりません (見つかった列: 発送日・注文番号)。近い見出し: 入金の日 → 入金日。その列を",
        "has no column 入金日か予約日 (found: 発送日・注文番号); nearest: 入金の日 → 入金日",
    ),
    "a header twice": (
        "注文番号,入金日,決済日,発送日\r\n1,2026/11/20,,\r\n".encode("cp932"),
        "「入金日」の列が二つあります (B列「入金日」、C列「決済日」)",
        "two columns for 入金日",
    ),
    "EUC-JP": (
        DETAIL.decode("cp932").encode("euc_jp", "replace"),
        "EUC-JP のようです",
        "neither CP932 nor Unicode",
    ),
    "Korean CP949": (
        "주문번호,입금일,발송일\r\n".encode("cp949"),
        "韓国語の CP949 のようです",
        "neither CP932",
    ),
    "a broken byte": (
        DETAIL[:900] + b"\xff" + DETAIL[900:],
        "の文字コードが読めません (2行目)",
        "neither CP932",
    ),
    "PDF": (b"%PDF-1.4\n", "はPDFで、このままでは読めません", "is a binary file (PDF"),
    "old Excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "古い Excel のブック (.xls)",
        "binary file",
    ),
    "a renamed workbook": (zipped("[Content_Types].xml"), "ファイル名の最後を .xlsx に直して", "binary file"),
    "ZIP": (zipped("a.csv"), "展開して、中の CSV を指定してください", "binary file"),
    "a web page": (b"<html><table>", "HTML か XML の文書", "binary file"),
    "binary": (bytes(range(256)), "このままでは読めません", "binary file"),
    "an open quotation mark": (
        f'{HEADER}"1,2026/11/20,\r\n2,2026/11/20,\r\n'.encode("cp932"),
        '2行目から引用符 (") の組が崩れています',
        "quotation marks do not match",
    ),
    "the brief export": (
        (SAMPLES / "DeliveryManagement_brief_20261121.csv").read_bytes(),
        "簡略版の書き出しで、入金日がありません。QSM の「配送/キャンセル/未受取」で「詳細」を選んで",
        "is the brief export without 入金日; take the detail export",
    ),
    "a column of another name": (
        "注文番号,入金した日,発送日,商品番号,数量,配送会社\r\nA1,2026/11/20,,1,1,\r\n".encode("cp932"),
        (
            "足りない列は、Qoo10の表なら入金日か予約日。"
            "ある見出し: 注文番号、入金した日、発送日、商品番号、数量、配送会社。近い見出し: 入金した日 → 入金日。見出しを"
        ),
        "入金した日 → 入金日",
    ),
    "Amazon's report": (
        "注文番号,送り状番号,配送会社,有効か\r\nA1,444413758703,ヤマト運輸,はい\r\n".encode("cp932"),
        "追跡可能率のレポートで、注文の表ではありません。xlshipcheck reconcile レポート 注文のファイル",
        "is Amazon's report on valid tracking",
    ),
    "a column missing": (
        "注文番号,入金日,商品番号,数量\r\nA1,2026/11/20,1,1\r\n".encode("cp932"),
        "どの表か決められません。足りない列は、Qoo10の表なら発送日",
        "do not tell the kind of sheet",
    ),
}


@pytest.mark.parametrize("wrong", FILES)
def test_bad_file_is_refused(refused, tmp_path, wrong):
    """Each kind of bad file has its own sentence in both languages."""
    data, japanese, english = FILES[wrong]
    (tmp_path / "表.csv").write_bytes(data)
    sentence = refused("refresh", "表.csv", *AS_OF)
    assert sentence.startswith("表.csv")
    assert japanese in sentence
    assert english in refused("refresh", "表.csv", "--lang", "en", *AS_OF)


@pytest.mark.parametrize(
    ("words", "japanese", "english"),
    [
        (
            [],
            "命令 を指定してください (使い方: xlshipcheck --help)",
            "must be given (see xlshipcheck --help)",
        ),
        (["bogus"], "命令 に「bogus」は使えません。demo, refresh,", "'bogus' is no 命令; choose from demo"),
        (["refresh"], "FILE を指定してください (使い方: xlshipcheck refresh --help)", "FILE must be given"),
        (["call"], "関数名 を指定してください", "must be given"),
        (["refresh", "表.csv", "--frob"], "「--frob」は使えません", "'--frob' is not understood"),
        (["refresh", "表.csv", "--as-of"], "--as-of の後に値を指定してください", "--as-of needs a value"),
        (["refresh", "表.csv", "--keep"], "「--keep」は使えません", "not understood"),
        (["doctor", "--json=1"], "--json に値「1」は付けられません", "--json takes no value ('1')"),
        (["doctor", "--lang", "fr"], "--lang に「fr」は使えません。ja, en から選んでください", ""),
        (
            ["refresh", "ない.csv"],
            "ない.csv が見つかりません。ファイルの場所と名前を確認してください",
            "does not exist",
        ),
        (["refresh", "表.csv", "ない.csv"], "ない.csv が見つかりません", "does not exist"),
        (["refresh", "ない.xlsx"], "ない.xlsx が見つかりません", "does not exist"),
        (["refresh", "."], ". を開けません (フォルダです)", "cannot be opened"),
        (["refresh", "写真.png"], "写真.png は読めません", "cannot be read"),
        (["refresh", "表.csv", "--as-of", "11/20"], "--as-of「11/20」に年がありません", "has no year"),
        (
            ["refresh", "表.csv", "--as-of", "2026-13-01"],
            "--as-of「2026-13-01」は日付として読めません",
            "is not a date",
        ),
        (
            ["refresh", "表.csv", "--as-of", "2150-01-01"],
            "扱える期間 (1986/1/1～2099/12/31) の外",
            "is outside 1986",
        ),
        (["refresh", "表.csv", "--map", "メモ"], "見出し=役割 の形で入力してください", "--map"),
        (
            ["refresh", "表.csv", "--map", "メモ=へん"],
            "指定した役割「へん」はありません。使える役割: 入金日、",
            "no role",
        ),
        (["refresh", "表.csv", "--sheet", "受注"], "--sheet「受注」は使えません", "which have no sheets"),
        (
            ["refresh", "表.csv", "-o", "表.csv"],
            "表.csv は読み込むファイルと同じです",
            "is one of the inputs",
        ),
        (["refresh", "表.csv", "-o", "./表.csv"], "読み込むファイルと同じです", "is one of the inputs"),
        (
            ["refresh", "表.csv", "-o", "結果.csv"],
            "-o には .xlsx で終わる名前を指定してください",
            "must end in .xlsx",
        ),
        (["refresh", "表.csv", "-o", "ない/結果.xlsx"], "ない が見つかりません", "does not exist"),
        (["refresh", "表.csv", "--settings", "ない.toml"], "ない.toml が見つかりません", "does not exist"),
        (["demo", "写真.png"], "写真.png を開けません (同じ名前のファイルがあります)", "cannot be opened"),
        (
            ["demo", "d", "--as-of", "1986-01-10"],
            "--as-of「1986/1/10(金)」の見本は作れません。1986/6/30(月) から 2099/7/4(土) までの日付を指定してください",
            "no samples can be made",
        ),
    ],
)
def test_wrong_command_line_is_refused(refused, tmp_path, words, japanese, english):
    """A command line that cannot be followed says what to put right."""
    (tmp_path / "表.csv").write_text(f"{HEADER}A,2026/11/20,\r\n", "utf-8")
    (tmp_path / "写真.png").write_bytes(b"\x89PNG")
    assert japanese in refused(*words)
    if "--lang" not in words:
        assert english in refused("--lang", "en", *words)


@pytest.mark.parametrize(
    ("settings", "japanese", "english"),
    [
        ("closed = [", "設定ファイル 設定.toml の終わりの書き方が読めません", "is no TOML"),
        (
            '[rates]\n一般 = "96%"',
            "2行目の書き方が読めません。名前 = 値 の形にし、日本語の名前",
            "is no TOML",
        ),
        (
            "closd = []",
            "設定「closd」はありません (設定.toml)。近い名前: closed、shop_closed",
            "there is no setting 'closd'",
        ),
        (
            'closed = ["2026/13/1"]',
            "設定「closed」の値「2026/13/1」は使えません",
            "setting 'closed' cannot be",
        ),
        ('closed = "2026/11/1"', "日付の一覧を入力してください", "cannot be"),
        ('default_kind = "特急"', "一般 か 予約 を入力してください", "cannot be '特急'"),
        ('[rates]\n"一般" = "200%"', "設定「rates」の値", "cannot be"),
        ('rate_unit = "箱"', "注文番号 か カート番号 を入力してください", "cannot be '箱'"),
        ('rate_window = ["2026-11-01"]', "最初の日と最後の日を入力してください", "cannot be"),
        ('seller = "月"', "設定「seller」の値「月」は使えません", "cannot be '月'"),
        ("shop_name = 1", "文字を入力してください", "cannot be '1'"),
        ('[columns]\n"メモ" = "へん"', "指定した役割「へん」はありません", "is no role"),
        (
            '[rules]\n"qoo10.general.saef" = 3',
            "規則「qoo10.general.saef」はありません (設定.toml)。近い名前: qoo10.general.safe",
            "no rule 'qoo10.general.saef' (設定.toml); nearest: qoo10.general.safe",
        ),
        (
            '[rules]\n"qoo10.general.safe" = "x"',
            "規則「qoo10.general.safe」の値「x」は使えません (設定.toml)",
            "give",
        ),
        ('[rules]\n"qoo10.general.safe" = -1', "値「-1」は使えません", "cannot be '-1'"),
    ],
)
def test_bad_settings_are_refused(refused, tmp_path, settings, japanese, english):
    """A setting that would be ignored in silence is a deadline missed; so nothing is judged by it."""
    (tmp_path / "表.csv").write_text(f"{HEADER}A,2026/11/20,\r\n", "utf-8")
    (tmp_path / "設定.toml").write_text(settings, "utf-8")
    command = ["refresh", "表.csv", "--settings", "設定.toml", *AS_OF]
    assert japanese in refused(*command)
    assert english in refused(*command, "--lang", "en")


def test_settings_in_another_encoding_are_refused(refused, tmp_path):
    """A settings file saved as Shift_JIS is no TOML."""
    (tmp_path / "設定.toml").write_bytes('shop_name = "見本商店"'.encode("cp932"))
    assert "設定ファイル 設定.toml" in refused("rules", "--settings", "設定.toml")


def test_files_that_do_not_go_together(refused, sample):
    """A Japanese and a Korean export name their columns differently and cannot be one table."""
    names = ["DeliveryManagement_detail_20261121.csv", "DeliveryManagement_detail_ko.csv"]
    for name in names:
        sample(name)
    assert "一つにまとめられません。分けて実行してください" in refused("refresh", *names, *AS_OF)


# A row of an order list -> what its 確認 says.
ROWS = {
    "no such month": ("A,2026/13/20,,一般,", "入金日「2026/13/20」は日付として読めません"),
    "no year": ("A,11/20,,一般,", "入金日「11/20」に年がありません"),
    "before the calendar": ("A,1985/11/20,,一般,", "扱える期間 (1986/1/1～2099/12/31) の外です"),
    "after the calendar": ("A,2100/01/01,,一般,", "扱える期間 (1986/1/1～2099/12/31) の外です"),
    "deadline after the calendar": (
        "A,2099/12/30,,一般,",
        "から数えた日付が 1986/1/1～2099/12/31 の外になります",
    ),
    "unreadable ship date": ("A,2026/11/20,きのう,一般,", "発送日「きのう」は日付として読めません"),
    "spreadsheet error": ("A,#N/A,,一般,", "入金日のセルがエラー「#N/A」です"),
    "unknown kind": ("A,2026/11/20,,特急,", "区分「特急」は使えません。一般・予約 から選んでください"),
    "preorder without its day": ("A,2026/11/20,,予約,", "予約の注文に予約日 (発送可能日) がありません"),
    "exponent": ("A,2026/11/20,2026/11/20,一般,4.44414E+11", "送り状番号「4.44414E+11」は使えません"),
    "trailing .0": ("A,2026/11/20,2026/11/20,一般,444413758703.0", "末尾に「.0」が付いています"),
    "lost digits": ("A,2026/11/20,2026/11/20,一般,1234567890123450000", "16桁目から先を 0 に変えています"),
}


@pytest.mark.parametrize("wrong", ROWS)
def test_unreadable_row_is_told_and_the_rest_is_done(shell, tmp_path, wrong):
    """The row says in 確認 what is wrong, the others are judged, and the exit status is 1."""
    row, sentence = ROWS[wrong]
    lines = [
        "注文番号,入金日,発送日,区分,送り状番号",
        "B-1,2026/11/13,,一般,",
        row,
        "B-2,2026/11/20,,,444413758703",
    ]
    (tmp_path / "表.csv").write_text("\r\n".join(lines), "utf-8")
    ran = shell("refresh", "表.csv", *AS_OF)
    assert ran.status == 1
    # A day far ahead also makes the as-of day doubtful, which is said of the file.
    (said,) = [line for line in ran.err.splitlines() if not line.startswith("基準日 ")]
    assert said.startswith("シート「受注」3行目 (注文番号 A): ")
    assert sentence in said
    book = tmp_path / "表_判定.xlsx"
    assert sentence in column(book, "受注", "確認")[1]
    assert [column(book, "受注", "段階")[number] for number in (0, 2)] == ["警告", "正常"]


def test_damaged_numbers_of_amazon_are_told(shell, tmp_path):
    """A damaged number is invalid, reported, and never repaired in silence."""
    rows = ["A,ヤマト運輸,4.44414E+11,2000,2026/11/1", "B,ヤマト運輸,444413758703,2000,2026/11/1"]
    (tmp_path / "表.csv").write_text(
        "\r\n".join(["注文番号,配送会社,送り状番号,注文金額,お届け予定日", *rows]), "utf-8"
    )
    ran = shell("refresh", "表.csv", *AS_OF)
    assert ran.status == 1
    assert "シート「出荷」2行目 (注文番号 A): 送り状番号が壊れています" in ran.err
    assert column(tmp_path / "表_判定.xlsx", "出荷", "追跡判定") == ["無効", "有効"]
    assert column(tmp_path / "表_判定.xlsx", "出荷", "送り状番号") == ["4.44414E+11", "444413758703"]
