"""What the shell prints: tables in columns that Japanese text does not push apart, and JSON for programs."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlshipcheck.values.summary import EMPTY
from xlshipcheck.xlsx.writing.look import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.summary import Section, Summary


def shown_value(value: object) -> str:
    """Return a cell value as the shell shows it: ISO dates, rates in percent, everything else as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        # Cut, never rounded: 94.996 % must not look like 95 %.
        hundredths = value.numerator * 10_000 // value.denominator
        return f"{hundredths // 100}.{hundredths % 100:02}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def columns(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as aligned columns."""
    texts = [[shown_value(cell).replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(text_width, column)) for column in zip(*texts, strict=True)] if texts else []
    lines = [
        "  ".join(
            text + " " * (width - text_width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in texts
    ]
    return "\n".join(lines)


def summary_text(summary: Summary) -> str:
    """Return a summary for the terminal."""
    return "\n\n".join([summary.title, *map(_section_text, summary.sections)])


def _section_text(section: Section) -> str:
    rows = [*([section.header] if section.header else []), *section.rows]
    width = max((len(row) for row in rows), default=0)
    body = columns([[*row, *[""] * (width - len(row))] for row in rows]) if section.rows else EMPTY
    parts = [f"■ {section.title}", body]
    return "\n".join([*parts, f"※ {section.note}"] if section.note else parts)


def summary_data(summary: Summary) -> dict[str, Any]:
    """Return a summary as data for JSON: each section's rows as objects."""
    return {
        "title": summary.title,
        "sections": [
            {
                "title": section.title,
                "rows": [
                    dict(zip(section.header, map(json_value, row), strict=False)) for row in section.rows
                ],
                "note": section.note,
            }
            for section in summary.sections
        ],
    }


def json_value(value: object) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return a value as JSON holds it: ISO dates, rates as unrounded numbers."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, date):
        return shown_value(value)
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    return value


def as_json(data: object) -> str:
    """Return data as JSON text, Japanese left readable."""
    return json.dumps(data, ensure_ascii=False, indent=2)
