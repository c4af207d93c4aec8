"""What the shell prints: tables in columns that Japanese text does not push apart, and JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TextIO

from xlshipcheck.sheets.port import JUDGING, WRITING
from xlshipcheck.values.results import DAYS_LEFT, EMPTY, RECORD_TITLE
from xlshipcheck.values.text import without_control
from xlshipcheck.xlsx.writing.theme import days_left_words, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.results import Section, Summary


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
        thousandths = value.numerator * 100_000 // value.denominator
        return f"{thousandths // 1000}.{thousandths % 1000:03}%"
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
    return "\n\n".join([summary.title, *map(_section_text, _for_people(summary))])


def _for_people(summary: Summary) -> list[Section]:
    """Return the sections without the lines that only a program reads."""
    return [section for section in summary.sections if section.title != RECORD_TITLE]


def _section_text(section: Section) -> str:
    rows = [*([section.header] if section.header else []), *_rows_in_words(section)]
    width = max((len(row) for row in rows), default=0)
    body = columns([[*row, *[""] * (width - len(row))] for row in rows]) if section.rows else EMPTY
    parts = [f"■ {section.title}", body]
    return "\n".join([*parts, f"※ {section.note}"] if section.note else parts)


def _rows_in_words(section: Section) -> list[Sequence[object]]:
    """Return a section's rows with 残り日数 in the words that a sheet's number format shows."""
    if DAYS_LEFT not in section.header or not section.rows:
        return list(section.rows)
    place = section.header.index(DAYS_LEFT)
    return [
        [
            *row[:place],
            days_left_words(row[place], calendar_days=position in section.calendar_rows),
            *row[place + 1 :],
        ]
        for position, row in enumerate(section.rows)
    ]


def summary_data(summary: Summary) -> dict[str, object]:
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
            for section in _for_people(summary)
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


MOST_LISTED = 20
QUIET_SECONDS = 1.0
# By a name of its own, so that a test can hold it still without touching the clock of everything else.
clock = time.monotonic
# What we say -> in Japanese, in English.
WORDS = {
    JUDGING: ("判定しています…", "judging..."),
    WRITING: ("書き込んでいます…", "writing..."),
    "shops": (" {done:,}/{total:,} 店舗", " {done:,}/{total:,} shops"),
    "share": (" {done:,}/{total:,} 行", " {done:,}/{total:,} rows"),
    "more_shops": (
        "ほか {count:,} 店舗 (全店舗.xlsx を見てください)",
        "{count:,} more shops (see 全店舗.xlsx)",
    ),
    "shops_written": (
        "判定 {judged:,}店舗・前回のまま {same:,}店舗・判定できない {failed:,}店舗: {path}",
        "{judged:,} shops judged, {same:,} as before, {failed:,} not judged: {path}",
    ),
    "shops_gone": (
        "店舗のフォルダーがなくなった、前回までの結果が残っています: {names}",
        "results of earlier runs whose shop is gone: {names}",
    ),
    "shops_dry": (
        "判定 {judged:,}店舗・判定できない {failed:,}店舗 (書き込みはしていません)",
        "{judged:,} shops judged, {failed:,} not judged (nothing was written)",
    ),
    "written": ("{rows:,}行を判定しました: {path}", "{rows:,} rows judged: {path}"),
    "dry": (
        "{rows:,}行を判定しました (書き込みはしていません)",
        "{rows:,} rows judged (nothing was written)",
    ),
    "imported": ("取り込みました: {path} ({then})", "imported into {path}; {then}"),
    "then_refresh": (
        "結果の列は xlshipcheck refresh で更新してください",
        "refresh it to renew the result columns",
    ),
    "then_open": (
        "結果の列は数式です。ブックを開くと、Excel (アドイン) か LibreOffice (拡張機能) が計算します",
        "its results are formulas: Excel (add-in) or LibreOffice (extension) computes them on opening",
    ),
    "then_save": (
        "判定に使う列に数式を入れたので、Excel か LibreOffice で開いて保存してから xlshipcheck refresh で更新してください",
        "open and save it in Excel or LibreOffice before a refresh: columns that are judged got formulas",
    ),
    "more_new": ("ほか {count:,} 件の新しい注文", "{count:,} more new orders"),
    "not_written": ("書き込みはしていません", "nothing was written"),
    "backup": ("前のファイルの控え: {path}", "backup of the file that stood there: {path}"),
    "more": (
        "ほか {count:,} 件 (確認の列を見てください)",
        "{count:,} more (see the column 確認)",
    ),
    "more_in_json": (
        "ほか {count:,} 件 (--json を付けると全部を見られます)",
        "{count:,} more (--json shows all of them)",
    ),
    "made": ("作ったファイル:", "files made:"),
    "sample": ("  見本   {path}", "  sample   {path}"),
    "marked": ("  判定後 {path}", "  marked   {path}"),
    "again": ("もう一度判定するには:", "to refresh one again:"),
}


def said(key: str, language: str, **fields: object) -> str:
    """Return a message in the language asked for."""
    japanese, english = WORDS[key]
    return (english if language == "en" else japanese).format(**fields)


class Progress:
    """Tells on standard error how far a long work is, once it has taken a second.

    Args:
        language: `ja` or `en`.
        counted: the key of the words that say how much of it is done.
    """

    def __init__(self, language: str, counted: str = "share") -> None:
        self._language = language
        self._counted = counted
        self._started = self._reported = clock()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show a step, at most once a second."""
        now = clock()
        if now - self._started < QUIET_SECONDS or now - self._reported < QUIET_SECONDS:
            return
        self._reported = now
        share = said(self._counted, self._language, done=done, total=total) if total else ""
        print(said(step, self._language) + share, file=sys.stderr)


class PlainStream:
    """A stream of the terminal to which nothing of a file gets that a terminal would obey.

    Control bytes (escape sequences that recolour, retitle or erase) and marks that turn the direction of writing are
    left out, wherever in a sentence, a table or JSON they stand.

    Args:
        stream: the stream written to.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text without what a terminal would obey."""
        self._stream.write(without_control(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever else the stream has
        """Return anything else of the stream itself."""
        return getattr(self._stream, name)


def print_sentences(sentences: Sequence[str], language: str, more: str = "more_in_json") -> None:
    """List sentences on standard error, the first twenty of them.

    Args:
        sentences: all of them.
        language: `ja` or `en`.
        more: the key of the words that say where the rest is; only a sheet that was written has it in a column.
    """
    shown = sentences[:MOST_LISTED]
    if language == "en":
        from xlshipcheck.shell.terminal.english import in_english  # noqa: PLC0415  reads every sentence there is

        shown = [*map(in_english, shown)]
    for sentence in shown:
        print(sentence, file=sys.stderr)
    if len(sentences) > MOST_LISTED:
        print(said(more, language, count=len(sentences) - MOST_LISTED), file=sys.stderr)
