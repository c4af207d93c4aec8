"""Headers as people write them: marks and polite words round a name, missing roles, mojibake."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import Context, Settings
from xlshipcheck.exports.columns import column_types
from xlshipcheck.exports.reading import table_remarks
from xlshipcheck.exports.table import read_export
from xlshipcheck.headers.header_row import displaced_notes, find_header, near_header, roles_of
from xlshipcheck.headers.mojibake import mojibake_of
from xlshipcheck.headers.roles import header_key, is_known_header, role_names
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

NAMES = [(name, entry["name"]) for entry in group_table("headers")["roles"] for name in entry["names"]]
JAPANESE = [(name, role) for name, role in NAMES if not name.isascii()]


def role_of(header: str) -> str:
    """Return the role of a header, "" for none."""
    return next(iter(roles_of([header], {}).columns), "")


def test_no_name_belongs_to_two_roles():
    """Taking marks and polite words off makes no two names of different roles alike."""
    roles = defaultdict(set)
    for name, role in NAMES:
        roles[header_key(name)].add(role)
    assert {key: found for key, found in roles.items() if len(found) > 1} == {}


@given(
    st.sampled_from(JAPANESE),
    st.sampled_from(["", "※", "*", "＊", "▼", "●", "■", "【必須】", "(任意)", "※ ", "ご", "お"]),
    st.sampled_from(
        ["", "※", "＊", "▼", " ▼", "(必須)", "（必須）", "[任意]", "：", "↓", "\n", "\u200b", "(必須)※"]
    ),
)
def test_what_stands_round_a_name_does_not_hide_it(named, before, after):
    """A name with marks, 必須 or a polite word round it is the same name."""
    name, role = named
    if before in ("ご", "お") and name[0] in "ごお御":
        before = ""
    assert role_of(before + name + after) == role


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("お問い合せ送り状No.", "送り状番号"),
        ("お問合せ番号", "送り状番号"),
        ("伝票No", "送り状番号"),
        ("伝票No.", "送り状番号"),
        ("EstShippingDate", "発送予定日"),
        ("Estimated shipping date", "発送予定日"),
        ("packNo", "カート番号"),
        ("Payment Complete", "入金日"),
        ("Delivery company name", "配送会社"),
        ("発送日（実績）", "発送日"),
        ("金額(税抜)", "注文金額"),
        ("ご入金日", "入金日"),
        ("ご注文日時", "注文日"),
        ("お支払い完了日", "入金日"),
        ("発送期限", ""),
        ("発送希望日", ""),
        ("hopeDate", "お届け希望日"),
        ("お届け希望日", "お届け希望日"),
        ("必須", ""),
        ("※", ""),
        ("お", ""),
        ("ご", ""),
    ],
)
def test_names_in_daily_use(header, role):
    """Label software, QSM's pages in English and its interface, and what sellers write; a deadline is no 発送日."""
    assert role_of(header) == role


def test_a_decorated_header_keeps_its_type():
    """A 入金日 that is called ※ご入金日(必須) is a column of dates, and 伝票No keeps its zeros."""
    assert column_types(["※ご入金日(必須)", "伝票No.", "注文金額 ▼", "メモ"], {}) == [
        "date",
        "text_number",
        "amount",
        "text",
    ]


def refusal(header: str, *rows: str) -> str:
    """Return why a text is refused."""
    with pytest.raises(errors.HeaderMissing) as refused:
        read_export("\n".join([header, *rows]).encode(), "表.csv")
    return str(refused.value)


def test_the_missing_role_is_named_first():
    """Before anything else the seller learns which column is not there, and which are."""
    assert refusal("注文番号,入金日,集荷日", "1,2026/11/9,2026/11/10") == (
        "表.csv に「発送日」の列が見つかりません (見つかった列: 入金日・注文番号)。近い見出し: 集荷日 → 発送日。"
        "その列を加えるか、見出しを直すか、設定シートか --map 見出し=役割 で指定してください"
    )


@pytest.mark.parametrize("word", ["発送期限", "発送希望日", "出荷期限日", "発送指定日", "出荷締切日"])
def test_a_deadline_is_never_proposed_for_the_day_of_dispatch(word):
    """A column of deadlines taken for 発送日 would make every order sent in time."""
    assert f"{word} → 発送日" not in refusal(f"注文番号,入金日,{word},メモ", "1,2026/11/9,2026/11/13,x")
    near = near_header([["注文番号", "入金日", word]], {})
    assert ("発送日" in dict(near).values()) is False


def test_what_several_kinds_of_sheet_lack():
    """A header that could become two kinds of sheet is told what either of them lacks."""
    sentence = refusal("注文番号,発送日,メモ", "1,2026/11/9,x")
    assert "Qoo10の表なら入金日か予約日" in sentence
    assert "営業所止めの表なら到着日か連絡日か受取場所" in sentence


def test_two_roles_alone_are_no_header():
    """入金日 and 発送日 are enough to judge, but not to be sure of a header: a number is asked for."""
    assert "「注文番号」の列が見つかりません (見つかった列: 入金日・発送日)" in refusal(
        "入金日,発送日,x", "1,2,3"
    )


def test_the_missing_role_in_english():
    """--lang en says the same."""
    with pytest.raises(errors.RoleMissing) as refused:
        find_header([["注文番号", "入金日", "集荷日"]], {}, "a.csv")
    assert refused.value.sentence("en").startswith(
        "a.csv has no column 発送日 (found: 入金日・注文番号); nearest: 集荷日 → 発送日; add it"
    )


HEADERS = "配送状態,注文番号,入金日,発送日,送り状番号,商品名"
SPOILED = [
    ("cp932", "utf-8", "UTF-8 のファイルを Shift_JIS として開いて保存し直したもの"),
    ("latin-1", "cp932", "Shift_JIS のファイルを 西ヨーロッパ言語 (Latin-1) として開いて保存し直したもの"),
    ("latin-1", "utf-8", "UTF-8 のファイルを 西ヨーロッパ言語 (Latin-1) として開いて保存し直したもの"),
    ("latin-1", "euc_jp", "EUC-JP のファイルを 西ヨーロッパ言語 (Latin-1) として開いて保存し直したもの"),
    ("gb18030", "cp932", "Shift_JIS のファイルを 中国語 (GB18030) として開いて保存し直したもの"),
]


@pytest.mark.parametrize(("read_as", "meant", "cause"), SPOILED, ids=[f"{a} of {b}" for a, b, _ in SPOILED])
def test_mojibake_is_named_with_the_encodings(read_as, meant, cause):
    """The seller learns what happened to the file instead of reading that no header was found."""
    text = HEADERS.encode(meant).decode(read_as, "replace")
    sentence = refusal(text, "a,1,2026/11/9,,,x")
    assert sentence.startswith(f"表.csv の文字が化けています。{cause}のようです。")


def test_characters_that_are_lost_are_said_to_be_lost():
    """Replacement characters hold no text any more."""
    sentence = refusal(HEADERS.encode("cp932").decode("utf-8", "replace"), "a,1,2026/11/9,,,x")
    assert "読めない文字が「\ufffd」に置き換えられ、元の文字は失われています" in sentence


@given(st.lists(st.text(max_size=8), max_size=6))
def test_other_text_is_no_mojibake_of_headers(texts):
    """Whatever else stands in a sheet is not called garbled, but for replacement characters."""
    lost = sum("\ufffd" in text for text in texts) >= 2
    assert bool(mojibake_of([texts])) is lost


def test_known_names_are_known():
    """Every listed name is found by its own spelling."""
    assert [name for name, role in NAMES if not is_known_header(name) or role_of(name) != role] == []
    assert len(role_names()) > 300


@given(st.sampled_from([name for name, _ in NAMES]), st.text("0１12※)(必須 ご:", max_size=4), st.booleans())
def test_the_last_character_of_a_cell_alone_makes_nothing_a_header(name, more, behind):
    """A cell is a header just where its key is a role's, whatever stands round the name: digits, marks, 必須."""
    for cell in (name + more if behind else more + name, more, ""):
        assert is_known_header(cell) == (header_key(cell) in role_names())


def test_a_mapping_that_displaces_a_named_column_is_said():
    """The user's word wins, but not in silence: another column was called so."""
    header = roles_of(["入金日", "決済した日", "発送日"], {"決済した日": "入金日"})
    assert header.roles["入金日"] == 1
    (note,) = displaced_notes(header)
    assert (
        note
        == "入金日には、指定された「決済した日」の列を使います。見出しが入金日を表す「入金日」の列は使いません"
    )
    assert displaced_notes(roles_of(["入金日", "x"], {"x": "発送日"})) == []


def test_a_displaced_column_is_said_by_a_refresh():
    """In a book and in an export alike."""
    header = ["注文番号", "入金日", "決済した日", "発送日"]
    context = Context(day_of(dt.date(2026, 11, 21)), Settings(columns={"決済した日": "入金日"}))
    sheet = MemorySheet("受注", [header, ["1", None, dt.date(2026, 11, 20), None]])
    assert any(
        "「決済した日」の列を使います" in note for note in refresh_book(MemoryBook([sheet]), context).notes
    )
    export = read_export(
        (",".join(header) + "\n1,,2026/11/20,\n").encode(), "表.csv", context.settings.columns
    )
    assert any("「決済した日」の列を使います" in note for note in table_remarks(export))
