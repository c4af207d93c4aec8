"""Cell values in JSON, for requests to and answers from the programs that run on Windows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal


def packed(value):
    """Return a value as JSON can carry it."""
    if isinstance(value, (list, tuple)):
        return [packed(item) for item in value]
    if isinstance(value, dt.date):
        # What COM calls a date always has a time, and what pywin32 calls one also a zone.
        moment = isinstance(value, dt.datetime) and (value.hour or value.minute or value.second)
        return {"date": value.strftime("%Y-%m-%dT%H:%M:%S" if moment else "%Y-%m-%d")}
    if isinstance(value, Decimal):
        return {"currency": str(value)}
    return value


def unpacked(value):
    """Return a value that was packed."""
    if isinstance(value, list):
        return [unpacked(item) for item in value]
    if isinstance(value, dict) and "date" in value:
        text = value["date"]
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    if isinstance(value, dict):
        return Decimal(value["currency"])
    return value
