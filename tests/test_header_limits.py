"""What lies just on a limit where headers and rows are read: names that come near, two names, two cells, two equal days."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck import errors
from xlshipcheck.headers.header_row import find_header, near_header, roles_of
from xlshipcheck.headers.markets import market_of_row
from xlshipcheck.headers.mojibake import mojibake_of
from xlshipcheck.headers.other_rows import (
    HEADER_AGAIN,
    TOTAL,
    Row,
    any_example,
    examples_among_orders,
    is_remark,
    is_total_word,
    may_be_no_numbers,
    rows_without_order,
    why_no_order,
)
from xlshipcheck.headers.roles import combined_values, header_key, order_state
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.roles import DELIVERY_DATE, MARKET, ORDER_NUMBER, PAYMENT_DATE, TRACKING_NUMBER


def sentence_of(*headers):
    """Return why a row is no header."""
    with pytest.raises(errors.HeaderMissing) as refused:
        find_header([list(headers)], {}, "表.csv")
    return str(refused.value)


def test_near_names_complete_a_sheet_of_orders():
    """A header that only misspells what makes it one of orders is spoken of, each header with the role it comes near to."""
    assert near_header([["注文番合", "入金日", "発送日"]], {}) == [("注文番合", "注文番号")]


def test_near_names_that_complete_nothing_are_not_spoken_of():
    """A list of goods with one name like ours is passed over in silence; so is a row that is a header already by its names."""
    assert near_header([["注文番合", "色", "大きさ"]], {}) == []


def test_three_near_names_are_shown():
    """A refusal names the three likeliest headers, however many come near."""
    sentence = sentence_of("入金日付け", "注文番合", "発送した日", "配送状熊", "送り状番合")
    assert sentence.count("→") == 3


def test_the_kind_that_a_near_name_would_complete_is_meant():
    """One of several lacking columns that a header comes near to tells which kind of sheet was meant."""
    sentence = sentence_of("注文番号", "発送日", "到着した日")
    assert "到着日" in sentence
    assert "Qoo10の表なら" not in sentence


@pytest.mark.parametrize(("names", "is_told"), [(["注文番号"], False), (["注文番号", "発送日"], True)])
def test_two_spoiled_names_are_no_accident(names, is_told):
    """One text that becomes a name in another encoding can be an accident; two are a file that was opened wrongly."""
    spoiled = [name.encode("utf-8").decode("latin-1") for name in names]
    # What is pure ASCII is no candidate; a text in Japanese is none that becomes a name.
    assert bool(mojibake_of([[*spoiled, "備考"]])) is is_told


@pytest.mark.parametrize(("cells", "said"), [(["注文番号", "入金日"], HEADER_AGAIN), ([None, "入金日"], "")])
def test_two_names_are_a_header_again(cells, said):
    """Two cells that are names of columns repeat the header; one alone may be anything."""
    row = dict(zip((ORDER_NUMBER, PAYMENT_DATE), cells, strict=True))
    assert why_no_order(Row(row, [])) == said


@pytest.mark.parametrize(
    ("number", "other", "said"),
    [("A-1", "合計", ""), (None, "本", ""), (None, "合計", TOTAL)],
    ids=["an order's remark", "no word of totals", "both"],
)
def test_a_row_of_totals_has_no_number_and_the_word(number, other, said):
    """The word beside an order number is a name of goods; a row without a number and without the word is none of totals."""
    assert why_no_order(Row({ORDER_NUMBER: number, PAYMENT_DATE: None}, [other])) == said


def test_of_two_equal_days_the_first_cell_counts():
    """Where two columns of a role say the same day in two ways, the cell of the first stands for it."""
    day = dt.date(2026, 11, 20)
    assert combined_values(DELIVERY_DATE, [["2026-11-20", day], [day, "2026-11-20"]]) == ["2026-11-20", day]


def test_the_kind_that_a_near_name_belongs_to_is_meant_though_it_lacks_more():
    """A kind of sheet that lacks several columns, one of which comes near, is meant before one that lacks a single other."""
    sentence = sentence_of("入金日", "配送会社", "お届け予定日付")
    assert "送り状番号と注文金額とお届け予定日" in sentence
    assert "Qoo10の表なら" not in sentence


@pytest.mark.parametrize(("digits", "said"), [(0, ""), (-1, TOTAL)], ids=["a number", "too short for one"])
def test_a_number_of_a_parcel_is_no_sum(digits, said):
    """What is long enough for a number of a parcel is one, and its row no row of totals; a digit less is a sum."""
    shortest = group_table("carriers")["plausible_number"]["shortest"]
    row = {ORDER_NUMBER: None, TRACKING_NUMBER: int("4" * (shortest + digits))}
    assert why_no_order(Row(row, ["合計"])) == said


def test_only_what_may_be_none_is_asked_whether_it_is_an_order():
    """A number of any signs is settled by its cell; a total, a header, a remark and a blank are asked."""
    cells = ["A-1", "注文A", "甲1", "", None, "合計", "注文番号", "※仮", 5]
    assert may_be_no_numbers(cells) == [False, False, False, True, True, True, True, True, False]


def test_a_number_beside_a_total_is_an_order():
    """An order whose number ends in a digit stays one, though a word for totals is in a column of the seller's own."""
    assert why_no_order(Row({ORDER_NUMBER: "甲1", "注文金額": 1200}, ["合計"])) == ""
    assert why_no_order(Row({ORDER_NUMBER: "", "注文金額": 1200}, ["合計"])) == TOTAL


def test_two_spoiled_names_among_other_cells_are_enough():
    """Two names are no accident; numbers, blanks and English names beside them are no mojibake."""
    spoiled = [name.encode("utf-8").decode("cp932", "replace") for name in ("入金日", "発送日")]
    assert "UTF-8" in mojibake_of([[None, 5, "order-id", *spoiled]])
    assert mojibake_of([["order-id", "purchase-date", "tracking-number"]]) == ""


def test_a_row_with_one_word_of_a_header_is_an_order():
    """A header is repeated only where every filled cell is a name of a column."""
    assert why_no_order(Row({ORDER_NUMBER: "A-1", "配送状態": "配送状態"}, [])) == ""
    assert why_no_order(Row({ORDER_NUMBER: "注文番号", "配送状態": "配送状態"}, [])) == HEADER_AGAIN


def test_a_number_with_the_sign_of_an_example_is_none():
    """An example begins with its mark; the sign elsewhere in a number says nothing."""
    assert not any_example(["A-1", None, "例-1"])
    assert any_example(["A-1", None, "(例)1"])


def test_of_two_everyday_names_of_a_status_the_first_counts():
    """Where only everyday names stand, the left one is the column, and the other stays the seller's."""
    header = roles_of(["注文番号", "状態", "追跡結果", "入金日"], {})
    assert header.columns["配送状態"] == (1,)
    assert header.unnamed == (2,)


def test_near_names_beside_numbers_and_blanks():
    """A row of headers may hold a year or a blank; names that come near are spoken of all the same."""
    assert near_header([["注文番合", 2026, None, "入金日", "発送日"]], {}) == [("注文番合", "注文番号")]


@pytest.mark.parametrize(
    ("word", "asked"), [("qooab", True), ("qoabc", False)], ids=["three of five", "two of five"]
)
def test_a_word_with_three_of_five_letters_is_near(word, asked):
    """A word that shares three fifths with one of ours is asked about; one that shares less is another marketplace's."""
    if asked:
        with pytest.raises(errors.UnknownMarket):
            market_of_row({MARKET: word})
    else:
        assert market_of_row({MARKET: word}).other == word


@pytest.mark.parametrize("word", ["配送中の山", "発送済品", "キャンセル料"])
def test_a_word_goes_on_where_no_tail_begins(word):
    """A tail begins with a space, a bracket or a sign; a longer word that only begins like a state is another word."""
    assert order_state(word) == ""


@pytest.mark.parametrize(
    ("name", "spoken_of"), [("orderno123456", True), ("orderno1234567", False)], ids=["14 of 20", "14 of 21"]
)
def test_a_name_that_shares_seven_tenths_is_spoken_of(name, spoken_of):
    """Unasked, a header is spoken of that shares at least seven tenths of its and a name's letters: `orderno` has seven."""
    assert near_header([[name, "入金日", "発送日"]], {}) == ([(name, "注文番号")] if spoken_of else [])


@pytest.mark.parametrize(
    ("name", "named"), [("catezzzz", True), ("catezzzzz", False)], ids=["8 of 16", "8 of 17"]
)
def test_a_name_that_shares_the_half_is_named_in_a_refusal(name, named):
    """Asked for orders, a refusal names a header that shares at least half of its and a name's letters: `category` has eight."""
    sentence = sentence_of(name, "ЖЖЖ")
    assert (f"{name} → カテゴリー" in sentence) is named
    assert ("なし" in sentence) is not named


@pytest.mark.parametrize(("columns", "spoken_of"), [(60, True), (61, False)])
def test_a_row_of_headers_has_no_more_than_sixty_columns(columns, spoken_of):
    """A row of more different texts than any export has columns is no header that somebody mistyped."""
    row = ["注文番合", "入金日", "発送日", *(f"Ж{number}" for number in range(columns - 3))]
    assert bool(near_header([row], {})) is spoken_of


@pytest.mark.parametrize(
    ("word", "is_total"), [("計5", False), ("合計12", False), ("計5件", True), ("計", True)]
)
def test_what_ends_in_a_digit_is_a_number(word, is_total):
    """A word for totals may count with a unit; without one it is an order number that begins like the word."""
    assert is_total_word(word) is is_total
    assert why_no_order(Row({ORDER_NUMBER: word, PAYMENT_DATE: None}, [])) == (TOTAL if is_total else "")
    assert may_be_no_numbers([word]) == [is_total]


def test_columns_of_the_seller_are_read_only_where_a_row_is_asked_about():
    """Of a sheet of orders with numbers, and of its blank rows, no other column is fetched; with a total all are."""

    def fetched():
        return [["", "", "合計"]]

    def refused():
        raise AssertionError

    orders = {ORDER_NUMBER: ["A-1", None, "B-2"], PAYMENT_DATE: [None, None, dt.date(2026, 11, 20)]}
    assert rows_without_order(orders, 3, refused) == {}
    sums = {ORDER_NUMBER: ["A-1", None, None], PAYMENT_DATE: [None] * 3, "注文金額": [5, None, 5]}
    assert rows_without_order(sums, 3, fetched) == {2: TOTAL}
    assert rows_without_order({PAYMENT_DATE: [None], "注文金額": ["合計"]}, 1) == {0: TOTAL}


@pytest.mark.parametrize(
    ("text", "remark"),
    [("※", True), ("※仮", True), ("*A-1*", False), ("A※", False), ("※12345", False), ("※1234と12345", False)],
)
def test_a_remark_begins_with_its_sign_and_has_no_long_number(text, remark):
    """A sign alone is a remark; in a frame of stars stands a bar code, and five digits may be an order number."""
    assert is_remark(text) is remark


def test_a_word_of_two_letters_is_whole():
    """What people put before a name is taken off; of a word of two letters nothing would be left that says anything."""
    assert [header_key(text) for text in ("お店", "ご入金日", "御注文日", "入金日")] == [
        "お店",
        "入金日",
        "注文日",
        "入金日",
    ]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("発送済 (発送済)", "配送中"),
        ("キャンセル (キャンセル済)", "キャンセル"),
        ("配送準備 (発送予定)", "配送準備"),
        ("配送中 (発送予定)", ""),
        ("配送準備 → 配送中", ""),
    ],
)
def test_a_tail_may_repeat_its_state_and_name_no_other(word, state):
    """A tail that says the same again changes nothing, nor another state of waiting behind one; any other takes the word back."""
    assert order_state(word) == state


@pytest.mark.parametrize("beside", [None, "", "見本"])
def test_a_line_of_a_template_is_known_by_its_first_cell(beside):
    """Below a line that begins with the template's mark the second row of names counts, whatever stands beside the mark."""
    mark = group_table("headers")["search"]["template_mark"]
    names, keys = ["注文番号", "入金日", "発送日"], ["order-id", "payments-date", "ship-date"]
    for line in ([f" {mark}x"], [f"{mark}x", beside, "入金日"]):
        assert find_header([line, names, keys], {})[0] == 2
    assert find_header([["見本", f"{mark}x"], names, keys], {})[0] == 1


@pytest.mark.parametrize("above", [[], [["受注一覧"]], [["受注一覧", None], [5, "2026年11月"]]])
def test_the_row_with_most_texts_is_looked_at(above):
    """Above a header that somebody mistyped may stand a title and a date: the row with most different texts is meant."""
    mistyped = ["注文番合", "入金日", "発送日"]
    assert near_header([*above, mistyped, ["A-1", 5, None]], {}) == [("注文番合", "注文番号")]
    with pytest.raises(errors.HeaderMissing, match="注文番合"):
        find_header([*above, ["注文番合", "色", "大きさ"], ["A-1", 5, None]], {}, "表.csv")


@pytest.mark.parametrize("blank", [None, "", " "])
def test_blank_numbers_beside_examples_are_no_orders(blank):
    """A sheet of examples alone has no orders, whatever its empty rows hold; one number makes the examples stand among orders."""
    assert examples_among_orders(["(例)1", blank, "(例)2"]) == []
    assert examples_among_orders(["(例)1", blank, "A-1", "(例)2"]) == [0, 3]


def test_what_people_put_round_a_name_is_taken_off_and_nothing_else():
    """必須 before or behind a name, with or without marks, says nothing of the column; alone it is all that there is."""
    for text in ("必須 入金日", "※必須：入金日", "入金日(必須)", "入金日 *任意", "入金日"):
        assert header_key(text) == "入金日"
    assert [header_key(text) for text in ("必須", "任意")] == ["必須", "任意"]


def test_the_row_with_most_known_names_is_the_one_that_lacks_a_column():
    """Of several rows with known names the refusal is about the one with most, whether a mapping or the list knows them."""
    fewer, most = ["注文番号", "備考"], ["伝票", "区分", "配送会社"]
    with pytest.raises(errors.RoleMissing) as refused:
        find_header([fewer, most], {"伝票": "注文番号"}, "表.csv")
    assert all(role in str(refused.value) for role in ("注文番号", "区分", "配送会社"))
