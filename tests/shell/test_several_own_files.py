"""Several files of the seller's own become one book: one rate, each order once, whatever the order of the files."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.cli import main

HEADER = "注文番号,入金日,発送日,配送状態"
NEW = [HEADER, "1,2026-11-09,2026-11-12,配送中", "2,2026-11-16,,配送準備"]
OLD = [HEADER, "1,2026-11-09,,配送準備"]


@pytest.mark.parametrize("turned", [False, True])
def test_an_order_of_two_files_counts_once_in_its_furthest_state(tmp_path, capsys, turned):
    """An order that the other file calls sent costs no points and is not to be packed; its sheets are named."""
    for name, lines in (("new.csv", NEW), ("old.csv", OLD)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    files = [str(tmp_path / name) for name in ("new.csv", "old.csv")]
    book = tmp_path / "book.xlsx"
    as_of = f"--as-of={dt.date(2026, 11, 21)}"
    assert (
        main(["refresh", *(reversed(files) if turned else files), as_of, "-o", str(book), "--verbose"]) == 0
    )
    shown = capsys.readouterr()
    sent_on = "受注 (2)" if turned else "受注"
    assert f"シート「{sent_on}」で計数" in shown.out + shown.err
    assert "すでに確定 0" in shown.out
    assert "今日までに発送 1 (減点 -2 を防げる)" in shown.out
    rate = next(
        line
        for line in shown.out.splitlines()
        if line.startswith("入金日基準発送率 (一般)") and "このブック" in line
    )
    assert rate.split()[2:5] == ["50.000%", "1", "2"]
    # Paid on the 16th, +3 was the 19th: the second order is late.
    # The book says the same when it is refreshed again.
    assert main(["refresh", str(book), as_of, "--verbose"]) == 0
    again = capsys.readouterr()
    assert rate in again.out
    assert "すでに確定 0" in again.out
