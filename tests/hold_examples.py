"""Worked examples of parcels held at a branch, and how they are asked."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from row_answers import row_answer

from xlshipcheck.context import Context
from xlshipcheck.values.days import day_of

DATA = Path(__file__).parent / "data"
CONTEXT = Context()


def day(text):
    """Return the day number of an ISO date, None for "" and None."""
    return day_of(dt.date.fromisoformat(text)) if text else None


def examples(name):
    """Return the rows of a data file."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def stage_of(**given):
    """Return the stage answer of an order given by keyword, ISO dates."""
    names = ("shipped", "arrived", "contacted", "as_of")
    days = [day(given.get(name, "2026-11-22" if name == "as_of" else "")) for name in names]
    return row_answer(
        "HOLD_STAGE",
        given.get("context", CONTEXT),
        given.get("status", ""),
        *days,
        given.get("place", ""),
        given.get("service", ""),
        given.get("answered"),
    )


def kinds(answer):
    """Return the kinds of the notes of an answer."""
    return [note.kind for note in answer.notes]
