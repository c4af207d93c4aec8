"""Cell values between COM and the catalogue, settings tables, and the generated UDFs; no Windows needed."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal
from fractions import Fraction

import pytest
from settings_cells import settings_cells

from xlshipcheck import errors
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.excel import install
from xlshipcheck.hosts.excel.sheets import values
from xlshipcheck.hosts.excel.sheets.values import (
    OMITTED,
    argument_value,
    flat_row,
    result_value,
    rows_of,
    serial_of,
)
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

DAY = dt.date(2026, 11, 20)
SERIAL = 46346.0
IN_UTC = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
"""What pywin32 makes of a cell that shows 2026/11/20 16:00: its zone is an invention."""


def test_omitted_is_not_empty():
    """An omitted argument of VBA is told from an empty cell, and both from the number 0."""
    assert argument_value(OMITTED) is MISSING
    assert argument_value(None) is None
    assert argument_value("") is None
    assert argument_value(0.0) == 0.0


def test_moment_keeps_its_day():
    """A cell's 16:00 is 16:00 in Japan: taken for 16:00 in London it would be the next day."""
    assert argument_value(IN_UTC) == dt.datetime(2026, 11, 20, 16, 0)  # noqa: DTZ001  a cell's moment has no zone


def test_zero_formatted_as_a_date_is_zero():
    """The date of an empty cell that a formula handed on is blank, not the year 1899."""
    assert argument_value(dt.datetime(1899, 12, 30, tzinfo=dt.UTC)) == 0.0


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        (((1.0, 2.0), (3.0, None)), [[1.0, 2.0], [3.0, None]]),
        ((1.0, "", None), [[1.0, None, None]]),
        (((1.0,), (2.0,)), [[1.0], [2.0]]),
        (((1.0,),), [[1.0]]),
        (7.0, [[7.0]]),
    ],
)
def test_blocks_in_every_shape(block, rows):
    """A row may come flat and a single cell bare; all of them become rows."""
    assert rows_of(block) == rows


def test_currency_and_errors():
    """Currency stays exact; an error cell is the text that is seen in it."""
    assert argument_value(Decimal("1980.5")) == Decimal("1980.5")
    assert argument_value(((-2146826246,), (2042,))) == [["#N/A"], [2042]]


def test_results():
    """Dates go out as moments that COM knows, exact rates as floats, long texts as long as a cell takes."""
    assert result_value(DAY) == dt.datetime(2026, 11, 20)  # noqa: DTZ001  as above
    assert result_value([[Fraction(19, 20), None, True]]) == [[0.95, "", True]]
    assert len(result_value("あ" * 40_000)) == 32_767


def test_serials():
    """A day's serial number in both date systems, with the time of day as its fraction."""
    assert serial_of(DAY) == SERIAL
    assert serial_of(DAY, date1904=True) == SERIAL - 1462
    assert serial_of(IN_UTC) == SERIAL + 2 / 3


def test_header_row_given_as_a_column():
    """A header row that VBA transposed is the same row."""
    assert flat_row((("a",), ("b",))) == flat_row(("a", "b")) == flat_row((("a", "b"),)) == ["a", "b"]


@pytest.fixture
def without_user_file(monkeypatch, tmp_path):
    """A user without a settings file of their own."""
    monkeypatch.setattr("xlshipcheck.settings.user_file.settings_folder", lambda: tmp_path)
    values._context.cache_clear()
    yield
    values._context.cache_clear()


@pytest.mark.usefixtures("without_user_file")
def test_today_stands_in_for_a_missing_day():
    """Without a 基準日 in the settings the day is today, in Japan."""
    today = day_of(dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date())
    assert values.context_of(None).as_of in (today, today + 1)
    assert values.context_of(((None, None), ("", ""))).as_of in (today, today + 1)


def test_call_with_settings():
    """The settings handed over hold for the calls inside, and for none after."""
    with excel.settings_in_use(settings_cells({"closed": [SERIAL + 4]}, SERIAL + 11)):
        # +4 from 2026-11-20 with 11-24 closed.
        assert excel.call_function("QOO10_DEADLINE", [SERIAL]) == dt.datetime(2026, 11, 30)  # noqa: DTZ001  as above
        assert excel.call_function("QOO10_STAGE", [SERIAL]) == "警告"
    assert excel.call_function("QOO10_DEADLINE", [SERIAL]) == dt.datetime(2026, 11, 27)  # noqa: DTZ001  as above


def test_wrong_setting_is_said_in_the_cell():
    """A setting that cannot be used is no setting that is ignored."""
    with excel.settings_in_use((("設定の項目", "値"), ("基準日", SERIAL), ("店の名", "x"))):
        assert "店の名" in str(excel.call_function("JP_IS_WORKDAY", [SERIAL]))


def test_call_in_row():
    """A call without arguments takes the values of its row; one that is given wins."""
    with excel.settings_in_use(settings_cells(as_of=SERIAL + 11)):
        headers, row = (("注文番号", "入金日", "発送日"),), (("A-1", SERIAL, None),)
        assert excel.call_in_row("QOO10_STAGE", headers, row, ()) == "制限候補"
        assert excel.call_in_row("QOO10_STAGE", headers, row, (OMITTED, SERIAL + 1)) == "発送済"


def test_no_exception_leaves(monkeypatch, tmp_path):
    """A mistake of ours is a sentence in the cell and a traceback in the log."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(excel.calling, "call", lambda *_arguments: 1 / 0)
    answer = str(excel.call_function("QOO10_STAGE", [SERIAL]))
    log = tmp_path / "xlshipcheck" / "xlshipcheck.log"
    assert answer.startswith("エラー: QOO10_STAGE を計算できませんでした")
    assert str(log) in answer
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", functions())
def test_udf_has_the_arguments_of_the_catalogue(name):
    """Each function is an attribute of the module, with as many arguments, under names that VBA can take."""
    udf = getattr(excel, name)
    parameters = inspect.signature(udf).parameters
    arguments = functions()[name].arguments
    assert [parameter.rstrip("_") for parameter in parameters] == [argument.name for argument in arguments]
    assert not excel.VBA_WORDS & set(parameters)
    assert udf.__name__ == name
    assert udf.__doc__.startswith(functions()[name].help)
    assert inspect.get_annotations(udf) == {}


def test_udf_answers():
    """Called as xlwings calls it, with `MISSING` for what was left out, a function answers."""
    assert excel.JP_HOLIDAY_NAME(SERIAL + 3) == "勤労感謝の日"
    assert excel.QOO10_DEADLINE(((SERIAL,), (None,)), MISSING, "警告", MISSING) == [
        [dt.datetime(2026, 11, 30)],  # noqa: DTZ001  as above
        [""],
    ]


def test_registration_needs_windows():
    """Elsewhere the entry in the registry is refused in a sentence that says what to do instead."""
    with pytest.raises(errors.WindowsOnly, match="xlshipcheck refresh"):
        install.install()
    with pytest.raises(errors.WindowsOnly):
        install.uninstall()
    assert install.facts() == {"Excel 連携": "Windows でのみ使えます"}
