"""Formulas that nobody has calculated: every command that reads orders refuses them, and says where they are."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

AS_OF = ("--as-of", "2026-11-21")
PAID = dt.date(2026, 11, 20)


@pytest.fixture
def saved(tmp_path):
    """Return what saves sheets as a book, name -> rows; openpyxl stores no result of a formula."""

    def save(sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "台帳.xlsx"
        made.save(path)
        return path

    return save


def test_a_sheet_of_examples_and_such_numbers_is_not_passed_over(shell, saved):
    """Beside examples, a row whose number is not calculated may be an order: the book is refused as a whole."""
    header = ["注文番号", "入金日", "発送日"]
    orders = [header, ["A-1", PAID, None]]
    unknown = [header, ["(例)1", PAID, None], ['="A-"&ROW()', None, None]]
    path = saved({"本店": orders, "二号店": unknown})
    before = path.read_bytes()
    ran = shell("refresh", path, *AS_OF)
    assert (ran.status, path.read_bytes()) == (2, before)
    assert "「二号店」" in ran.err
    assert "最初は A3" in ran.err


AMAZON = ["注文番号", "明細番号", "数量", "発送日", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
NUMBER = "444413758703"
REPORT = "注文番号,追跡番号,有効か\n250-0000020-0000020,444413758703,有効\n"


def package(**cells):
    """Return a row of a sheet of Amazon's."""
    whole = {
        "注文番号": "250-0000020-0000020",
        "明細番号": "2",
        "数量": 1,
        "発送日": PAID,
        "配送会社": "ヤマト運輸",
        "送り状番号": NUMBER,
        "注文金額": 2000,
        "お届け予定日": dt.date(2026, 11, 25),
        **cells,
    }
    return [whole[title] for title in AMAZON]


@pytest.mark.parametrize("command", ["reconcile", "write-confirmation", "check"])
@pytest.mark.parametrize(
    ("role", "place"), [("送り状番号", "F3"), ("数量", "C3")], ids=["number", "quantity"]
)
def test_what_reads_orders_refuses_them_too(shell, saved, tmp_path, command, role, place):
    """A number or a quantity that is a formula without a result is no blank, whichever command reads it."""
    calculated = [AMAZON, package(), package(注文番号="250-0000021-0000021", 送り状番号="512547514334")]
    formula = [*calculated[:2], package(注文番号="250-0000021-0000021", **{role: "=1+1"})]
    report, upload = tmp_path / "report.csv", tmp_path / "出荷通知.txt"
    report.write_text(REPORT, "utf-8")
    path = saved({"出荷": calculated})
    assert shell("write-confirmation", path, "-o", upload, *AS_OF).status == 0
    words = {
        "reconcile": ("reconcile", report, path),
        "write-confirmation": ("write-confirmation", path, "-o", tmp_path / "new.txt"),
        "check": ("check", upload, "--orders", path),
    }[command]
    assert shell(*words, *AS_OF).status == 0
    (tmp_path / "new.txt").unlink(missing_ok=True)
    saved({"出荷": formula})
    ran = shell(*words, *AS_OF)
    assert ran.status == 2
    assert f"最初は {place}" in ran.err
    assert not (tmp_path / "new.txt").exists()


def test_formulas_filled_down_beforehand_are_no_orders(shell, saved, tmp_path):
    """A formula in a row that holds nothing else stops nothing."""
    ready = package(**{**dict.fromkeys(AMAZON), "数量": "=1+1"})
    path = saved({"出荷": [AMAZON, package(), ready]})
    assert shell("write-confirmation", path, "-o", tmp_path / "new.txt", *AS_OF).status == 0
