"""集計 of a book: what its sheets share, what changed since the last refresh, then each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.headers.roles import MIXED
from xlshipcheck.sheets.book_rates import BookRates, book_sections
from xlshipcheck.sheets.markets.preorder_hint import preorder_hint
from xlshipcheck.sheets.markets.qoo10_cancels import cancel_sections
from xlshipcheck.today.changes import MARK, change_sections
from xlshipcheck.today.sections import today_sections, totals_section
from xlshipcheck.values.results import Assessed, Section, Summary
from xlshipcheck.values.text import full_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.plan import Refreshed
    from xlshipcheck.today.plan import SheetFacts

NOTICES = "お知らせ (まだ規則ではない告知。判定には使っていません)"


def summary_of(
    sheets: Sequence[Refreshed],
    context: Context,
    book: BookRates | None = None,
    kept: Sequence[str] | None = None,
) -> Summary:
    """Return the 集計 of refreshed sheets, with what they share in front.

    Args:
        sheets: the sheets.
        context: the as-of day.
        book: what the Qoo10 sheets share.
        kept: texts of the 集計 that is there now, with the record of the last refreshes; None for no comparing.
    """
    parts = [(sheet.sheet, sheet.layout.kind, sheet.assessed) for sheet in sheets]
    summary = joined_summary(parts, context, [sheet.facts for sheet in sheets], kept)
    shared = book_sections(book, {name: assessed for name, _, assessed in parts}, context)
    return summary._replace(sections=[*shared, *summary.sections])


def joined_summary(
    parts: Sequence[tuple[str, str, Assessed]],
    context: Context,
    facts: Sequence[SheetFacts] = (),
    kept: Sequence[str] | None = None,
) -> Summary:
    """Return the 集計 of several sheets.

    Args:
        parts: name, kind and result of each sheet. Where several are of one kind, headings name the sheet.
        context: the as-of day.
        facts: what the sheets say together.
        kept: texts of the 集計 that is there now; None for no comparing with an earlier day.
    """
    kinds = [kind for _, kind, _ in parts]
    sections = [
        section._replace(title=f"{section.title} (シート「{name}」)") if kinds.count(kind) > 1 else section
        for name, kind, assessed in parts
        for section in assessed.sections
    ]
    # First, where they keep their place: a program that fills the cells anew and leaves charts alone leaves them right.
    changes = change_sections(facts, context, kept and [text for text in kept if text.startswith(MARK)])
    totals = totals_section(facts, kinds, context)
    sections = [
        *today_sections(facts, context),
        *changes[:1],
        *totals,
        *sections,
        *cancel_sections(facts, context),
        *preorder_hint(facts, context)[0],
    ]
    notices = [f"{notice.text} ({notice.key})" for notice in context.rulebook.notices()]
    if notices and any(kind in {"Amazon", MIXED} for kind in kinds):
        sections.append(Section(NOTICES, (), [(text,) for text in notices]))
    sections += changes[1:]
    return Summary(f"出荷チェック 集計 (基準日 {full_day(context.as_of or 0)})", sections)
