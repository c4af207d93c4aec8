"""The commands `plan` and `points`: drafts that the seller finishes, made of what 集計 and 今日 say; no file is changed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.rate import category_key
from xlshipcheck.drafts import improvement, own_causes
from xlshipcheck.drafts.document import as_markdown, as_text, percent_text
from xlshipcheck.headers.markets import AMAZON, QOO10
from xlshipcheck.sheets.markets.qoo10_points import POINTS_NOTE
from xlshipcheck.shell.commands import DONE, SOME_ROWS_UNREADABLE, refreshed
from xlshipcheck.shell.lists import LISTS, as_list, refuse_output, write_new
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import json_value, print_sentences
from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import RECORD_TITLE
from xlshipcheck.values.text import one_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.drafts.document import Draft
    from xlshipcheck.drafts.improvement import Below
    from xlshipcheck.drafts.own_causes import OwnCauses
    from xlshipcheck.shell.refresh import RefreshReport
    from xlshipcheck.today.plan import Plan, SheetFacts
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import CategoryFact

TEXTS: Final = {".txt": as_text, ".md": as_markdown}
BETWEEN: Final = "\n" + "=" * 40 + "\n\n"


def improvement_plan(options: argparse.Namespace, context: Context) -> int:
    """Write the draft of an improvement plan for each category below the limit.

    Raises:
        NoPackagesToPlan: the files hold no sheet of Amazon's packages.
        CategoryUnknown: no package has the category asked for.
        ChangeEmpty: a change without words.
        UploadExists, DraftKindUnknown: of the file to be written.
    """
    _refuse(options.output)
    changes = [one_line(text).strip() for text in options.change]
    if not all(changes):
        raise errors.ChangeEmpty
    outcome = _judged(options, context)
    sheets = [sheet for sheet in outcome.facts if AMAZON in sheet.facts.markets]
    if not sheets:
        raise errors.NoPackagesToPlan(path=errors.Whole(_names(options)))
    wanted = _wanted(options.category, [fact for sheet in sheets for fact in sheet.facts.categories])
    record = [
        str(row[0]) for part in outcome.summary.sections if part.title == RECORD_TITLE for row in part.rows
    ]
    as_of = outcome.plan.as_of
    unread = _of_sheets(outcome.plan.problems, sheets)
    below = [one for one in improvement.below_limit(sheets, record, as_of) if _is_wanted(one.fact, wanted)]
    drafts = [
        improvement.improvement_draft(
            one, _names(options), as_of, changes, len(unread), sheet_named=len(sheets) > 1
        )
        for one in below
    ]
    fine = [
        fact
        for sheet in sheets
        for fact in sheet.facts.categories
        if _is_wanted(fact, wanted) and not improvement.is_below(fact)
    ]
    said = [] if drafts else [*map(_fine_words, fine), _no_plan(fine, len(unread))]
    data: dict[str, object] = {
        "drafts": [_plan_data(one, draft, changes) for one, draft in zip(below, drafts, strict=True)],
        "not_below": [{"category": fact.name, "valid": fact.valid, "scope": fact.scope} for fact in fine],
    }
    rows = improvement.package_list(below)
    listed = ("下書き 改善計画の梱包", improvement.LIST_HEADER, rows)
    return _give(options, _Found(as_of, drafts, listed, data, said, _to_correct(outcome.plan, sheets)))


def own_points(options: argparse.Namespace, context: Context) -> int:
    """Write the list of the shop's own causes of a month's Qoo10 points.

    Raises:
        NoOrdersOfQoo10: the files hold no sheet of Qoo10 orders.
        MonthUnreadable: the month asked for is none.
        UploadExists, DraftKindUnknown: of the file to be written.
    """
    _refuse(options.output)
    month = own_causes.read_month(options.month, context.as_of or 0)
    outcome = _judged(options, context)
    plan = outcome.plan
    sheets = [sheet for sheet in outcome.facts if QOO10 in sheet.facts.markets]
    if not sheets:
        raise errors.NoOrdersOfQoo10(path=errors.Whole(_names(options)))
    if not options.month:
        # The book's own 基準日 may lie in another month than today.
        month = own_causes.read_month("", plan.as_of)
    unread = _of_sheets(plan.problems, sheets)
    found = own_causes.own_causes(sheets, month, unread, plan.as_of)
    draft = own_causes.causes_draft(found, _names(options), plan.as_of, POINTS_NOTE)
    rows = own_causes.cause_list(found)
    listed = ("下書き 減点の自店の原因", own_causes.LIST_HEADER, rows)
    return _give(
        options,
        _Found(plan.as_of, [draft], listed, _points_data(found, draft), [], _to_correct(plan, sheets)),
    )


_Rows = list[tuple[str, int, str, str]]


def _of_sheets(found: _Rows, sheets: Sequence[SheetFacts]) -> _Rows:
    """Return the rows of some sheets, and what of the files was not read at all."""
    names = {sheet.name for sheet in sheets}
    return [problem for problem in found if problem[0] in names or not problem[1]]


def _to_correct(plan: Plan, sheets: Sequence[SheetFacts]) -> _Rows:
    """Return the rows of some sheets that could not be read, then those that are counted and have to be corrected."""
    return _of_sheets([*plan.problems, *plan.to_correct], sheets)


def _judged(options: argparse.Namespace, context: Context) -> RefreshReport:
    """Judge the files as a refresh does; nothing is written."""
    output, options.output = options.output, None
    options.keep_personal, options.dry_run = False, True
    try:
        return refreshed(options, context)
    finally:
        options.output = output


def _refuse(output: Path | None) -> None:
    if output is None:
        return
    if output.suffix.lower() not in {*TEXTS, *LISTS}:
        raise errors.DraftKindUnknown(path=errors.Whole(output))
    refuse_output(output)


class _Found(NamedTuple):
    """What a command has found: drafts, the list, the same as data, sentences where there is no draft, rows to mend."""

    as_of: int
    drafts: Sequence[Draft]
    listed: tuple[str, Sequence[str], Sequence[Sequence[Value]]]
    data: dict[str, object]
    said: Sequence[str]
    to_correct: _Rows


def _give(options: argparse.Namespace, found: _Found) -> int:
    """Write and print what a command has found, and return its exit status."""
    output: Path | None = options.output if found.drafts else None
    problems = [_sentence(*problem) for problem in found.to_correct]
    if output is not None:
        write_new(output, _content(output, found))
    if options.json:
        print(
            to_json(
                {
                    "as_of": date_of(found.as_of).isoformat(),
                    "files": [str(path) for path in options.files],
                    **found.data,
                    "problems": problems,
                    "written": None if output is None else str(output),
                }
            )
        )
    else:
        if output is None:
            print(BETWEEN.join(map(as_text, found.drafts)), end="")
        else:
            print(f"{'・'.join(draft.title for draft in found.drafts)} の下書きを書きました: {output}")
        for sentence in found.said:
            print(sentence)
        print_sentences(problems, options.lang)
    return SOME_ROWS_UNREADABLE if problems else DONE


def _sentence(sheet: str, row: int, order: str, text: str) -> str:
    return f"シート「{sheet}」{row}行目{f' (注文番号 {order})' if order else ''}: {text}" if row else text


def _content(output: Path, found: _Found) -> bytes:
    kind = output.suffix.lower()
    if kind in TEXTS:
        # Notepad, and a form that it is pasted into, know a text in Japanese by this mark.
        return BETWEEN.join(map(TEXTS[kind], found.drafts)).replace("\n", "\r\n").encode("utf-8-sig")
    name, header, rows = found.listed
    return as_list(output, name, header, rows)


def _names(options: argparse.Namespace) -> str:
    return "・".join(one_line(path.name) for path in options.files)


def _wanted(asked: Sequence[str], known: Sequence[CategoryFact]) -> frozenset[str]:
    """Return the keys of the categories asked for; none for all of them."""
    keys = {category_key(fact.name) for fact in known}
    for name in asked:
        if category_key(name) not in keys:
            names = errors.listed(list(dict.fromkeys(fact.name for fact in known)))
            raise errors.CategoryUnknown(category=name, known=errors.Whole(names))
    return frozenset(map(category_key, asked))


def _is_wanted(fact: CategoryFact, wanted: frozenset[str]) -> bool:
    return not wanted or category_key(fact.name) in wanted


def _no_plan(fine: Sequence[CategoryFact], unread: int) -> str:
    """Return why there is no draft; rows that could not be read may be the ones that make a category fall short."""
    if unread:
        return f"読めない行が{unread:,}行あり、95%未満のカテゴリーがないかは未確定です。直してからもう一度実行してください"
    if not any(fact.scope for fact in fine):
        return "期間に対象の梱包がないため、率はありません。改善計画の下書きは作りません"
    return "95%未満のカテゴリーがないため、改善計画の下書きは作りません"


def _fine_words(fact: CategoryFact) -> str:
    if not fact.scope:
        return f"{fact.name}: 対象なし (期間に対象の梱包がありません)"
    return f"{fact.name}: {percent_text(Fraction(fact.valid, fact.scope))} ({fact.valid:,}/{fact.scope:,})、{fact.limit}%以上です"


def _plan_data(below: Below, draft: Draft, changes: Sequence[str]) -> dict[str, object]:
    fact = below.fact
    first, last = fact.window
    return {
        "category": fact.name if below.has_name else None,
        "sheet": below.sheet,
        "first": date_of(first).isoformat(),
        "last": date_of(last).isoformat(),
        "scope": fact.scope,
        "valid": fact.valid,
        "rate": fact.valid / fact.scope,
        "limit": fact.limit,
        "missing": -fact.allowance,
        "causes": below.causes,
        "packages": [
            dict(zip(improvement.LIST_HEADER, map(json_value, row), strict=True))
            for row in improvement.package_list([below])
        ],
        "changes": list(changes),
        "fixed": [
            {
                "order": one.was.order,
                "was": {"number": one.was.number, "carrier": one.was.carrier, "cause": one.was.cause},
                "now": {"number": one.number, "carrier": one.carrier},
                "seen": date_of(one.day).isoformat(),
            }
            for one in below.fixed
        ],
        "recovery": None if fact.recovery is None else date_of(fact.recovery).isoformat(),
        "leaving": [one.order or one.number for one in below.leaving],
        "text": as_text(draft),
    }


def _points_data(found: OwnCauses, draft: Draft) -> dict[str, object]:
    return {
        "month": f"{found.month.year}-{found.month.month:02}",
        "orders": len(found.delays),
        "points": found.points,
        "rows": [
            dict(zip(own_causes.LIST_HEADER, map(json_value, row), strict=True))
            for row in own_causes.cause_list(found)
        ],
        "cancels_of_buyers": found.buyers,
        "unknown": len(found.unknown),
        "text": as_text(draft),
    }
