"""Branch hold has one answer path: each input of the record moves cell, own row, sheet and frame alike."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from xlshipcheck import frames
from xlshipcheck.arguments import readers
from xlshipcheck.branch_hold import notes
from xlshipcheck.branch_hold.record import COMMON_FIELDS, ROW_FIELDS, Outcome, Parcel
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.markets.branch_hold import RESULTS, assess
from xlshipcheck.values.answers import cell_value
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 22)
FUNCTION = find_function("HOLD_STAGE")
ROLES = {argument.name: argument.role for argument in FUNCTION.arguments if argument.role}


def days(*offsets):
    """Return a blank, dates around the as-of day, and a date that cannot be read."""
    return [None, *(AS_OF + dt.timedelta(offset) for offset in offsets), "11/20"]


# Field of the record -> the cells that are put there in turn; the first of them stands in the other rows.
CELLS = {
    "status": [
        None,
        "発送",
        "保管中",
        "投函完了",
        "返品",
        "調査中",
        "なぞの言葉",
        "べつの言葉",
        "伝票番号誤り",
        "#N/A",
    ],
    "shipped": days(-9, -7, -1, 1),
    "arrived": days(-7, -6, -2, 0, 2),
    "contacted": days(-4, -3, -1, 1),
    "place": [None, "営業所", "コンビニ", "佐川急便架空営業所", "郵便局", "架空の里", "架空の丘", 7],
    "service": [None, "宅急便", "クロネコDM便", "クロネコゆうメール", "クール便", "ネコポス"],
    "answered": [None, "あり", "なし", dt.date(2026, 11, 21), "たぶん"],
}
BASES = [
    {},
    {"status": "発送", "shipped": AS_OF - dt.timedelta(8)},
    {"status": "保管中", "arrived": AS_OF - dt.timedelta(2), "contacted": AS_OF - dt.timedelta(3)},
    {"status": "返品", "shipped": AS_OF - dt.timedelta(9), "arrived": AS_OF - dt.timedelta(8)},
    {"status": "なぞの言葉", "arrived": AS_OF - dt.timedelta(9)},
    {"arrived": AS_OF - dt.timedelta(3), "contacted": AS_OF - dt.timedelta(1), "answered": "あり"},
]


def rows_of(field):
    """Return the rows in which one field takes each of its cells, around each base."""
    return [{**dict.fromkeys(CELLS), **base, field: cell} for base in BASES for cell in CELLS[field]]


def from_cells(rows, context):
    """Return what the functions say in cells, one call a row and result."""
    told = []
    for row in rows:
        answers = []
        for _, name, _ in RESULTS:
            arguments = [row.get(argument.name) for argument in find_function(name).arguments]
            answers.append(cell_value(evaluate(name, arguments, context).answers[0]))
        told.append(answers)
    return told


def from_own_row(rows, context):
    """Return what the row-aware calls say."""
    headers = [ROLES[name] for name in CELLS]
    return [
        [
            cell_value(
                own_row.evaluate_in_row(name, headers, [row[field] for field in CELLS], [], context).answers[
                    0
                ]
            )
            for _, name, _ in RESULTS
        ]
        for row in rows
    ]


def from_sheet(rows, context):
    """Return the result columns of a sheet, with 確認."""
    columns = {ROLES[name]: [row[name] for row in rows] for name in CELLS}
    shown = [column.values for column in assess(columns, len(rows), context).columns]  # noqa: PD011  a list
    return [list(values) for values in zip(*shown, strict=True)]


def from_frame(rows, context):
    """Return the result columns of a frame, with 確認."""
    frame = pd.DataFrame(
        {ROLES[name]: pd.Series([row[name] for row in rows], dtype=object) for name in CELLS}
    )
    result = frames.assess_holds(frame, as_of=None, context=context)
    return [
        [None if pd.isna(value) else value for value in values]
        for values in zip(
            *(result[title].tolist() for title in (*(t for t, _, _ in RESULTS), "確認")), strict=True
        )
    ]


def blank_for_errors(row):
    """Return the cells of a row as a frame has them: no value for a blank or an error, dates as dates."""
    plain = [value.date() if isinstance(value, dt.datetime) else value for value in row]
    return [None if value == "" or str(value).startswith("エラー: ") else value for value in plain]


def check(rows, context):
    """Assert that every host says the same of some rows; return what a sheet says."""
    sheet = from_sheet(rows, context)
    own = from_own_row(rows, context)
    assert own == [row[:-1] for row in sheet]
    frame = from_frame(rows, context)
    assert [blank_for_errors(row) for row in frame] == [blank_for_errors(row) for row in sheet]
    # A sheet leaves out a last day that nobody needs, where the function asked alone says what it lacks.
    for cells, row in zip(from_cells(rows, context), sheet, strict=True):
        assert cells[1:] == row[1:-1]
        assert cells[0] == row[0] or row[0] == ""
    return sheet


@pytest.mark.parametrize("field", list(ROW_FIELDS))
def test_each_field_moves_every_host_alike(field):
    """Whichever field of the record changes, cell, own row, sheet and frame answer alike, and not all the same."""
    told = check(rows_of(field), Context(day_of(AS_OF)))
    assert len({tuple(map(str, row)) for row in told}) > 1


def test_what_the_call_gives_moves_every_host_alike():
    """The as-of day and the usual place of the settings reach every host."""
    rows = [row for field in ROW_FIELDS for row in rows_of(field)]
    plain = check(rows, Context(day_of(AS_OF)))
    later = check(rows, Context(day_of(AS_OF) + 3))
    store = standard_rulebook().with_overrides({"hold.place": "コンビニ"}, "設定シート")
    stored = check(rows, Context(day_of(AS_OF), overridden=store))
    assert plain != later
    assert plain != stored


def test_own_limits_are_named_in_every_host():
    """Limits of the shop's own stand in 確認 of every host, for the rows that they decided."""
    limits = {"hold.storage.branch.days": 6, "hold.near_end": 0, "hold.transit_days": 2}
    own = standard_rulebook().with_overrides(limits, "設定シート")
    told = check(
        [row for field in ROW_FIELDS for row in rows_of(field)], Context(day_of(AS_OF), overridden=own)
    )
    assert any("上書き" in str(row[-1]) for row in told)


def test_the_record_is_the_list_of_inputs():
    """The fields of a row are the arguments of HOLD_STAGE; cells for every one of them stand in this test."""
    arguments = tuple(argument.name for argument in FUNCTION.arguments)
    assert Parcel._fields[: len(arguments)] == arguments
    assert set(Parcel._fields) == {*ROW_FIELDS, *COMMON_FIELDS}
    assert list(CELLS) == list(ROW_FIELDS)


def test_words_name_fields_of_the_outcome():
    """All that a note or a sentence is made from is a number that the kernel found, and nothing else."""
    for words in notes.WORDS.values():
        assert set(notes.named_by(words)) <= set(Outcome._fields)
    for words in notes.NOTES.values():
        assert set(notes.named_by(words)) <= set(Outcome._fields)
    for number, text in enumerate(notes.sentences()):
        assert bool(notes.fields_of_sentence(number)) == bool(text)


def test_a_nonsense_word_moves_no_other_row():
    """One status replaced by nonsense changes the answers of its own row, and of no other, in sheet and frame."""
    rows = [row for field in ROW_FIELDS for row in rows_of(field)]
    context = Context(day_of(AS_OF))
    before, framed = from_sheet(rows, context), from_frame(rows, context)
    for place in range(0, len(rows), 7):
        changed = [{**row, "status": "たぶんとどいた"} if at == place else row for at, row in enumerate(rows)]
        for was, now in ((before, from_sheet(changed, context)), (framed, from_frame(changed, context))):
            assert [row for at, row in enumerate(now) if at != place] == [
                row for at, row in enumerate(was) if at != place
            ]


@pytest.mark.parametrize("name", [name for _, name, _ in RESULTS])
def test_a_row_reads_its_dates_once(monkeypatch, name):
    """A bare call reads each date of its row once, 保管期限 too, which a parcel that is not sent does not need."""
    read, plain = [], readers._PLAIN["day"]

    def watched(value, argument):
        read.append(argument)
        return plain(value, argument)

    monkeypatch.setitem(readers._PLAIN, "day", watched)
    row = {**dict.fromkeys(CELLS), **BASES[1]}
    headers = [ROLES[field] for field in CELLS]
    own_row.evaluate_in_row(name, headers, [row[field] for field in CELLS], [], Context(day_of(AS_OF)))
    assert {"発送日", "到着日"} <= set(read)
    assert len(read) == len(set(read))
