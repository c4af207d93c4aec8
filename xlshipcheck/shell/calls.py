"""The commands that only answer: call, explain, rules, functions, doctor."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.calendars.holidays import shipped_snapshot
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import columns, json_value, shown_value
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context

DONE, REFUSED = 0, 2
START_UNKNOWN = "開始日は資料に記載なし"


def argument_of(text: str) -> object:
    """Return an argument from the shell: an empty one is omitted, JSON brackets are a range.

    Raises:
        UnreadableRange: brackets that are no JSON.
    """
    if not text:
        return MISSING
    if not text.startswith("["):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise errors.UnreadableRange(value=text, place=problem.colno) from None
    except RecursionError:
        raise errors.UnreadableRange(value=text, place=1) from None


def call(name: str, values: Sequence[str], context: Context, *, as_json: bool) -> int:
    """Print what a function answers; an error text exits with 2."""
    arguments = [argument_of(value) for value in values]
    try:
        result = evaluate(name, arguments, context)
    except errors.ArgumentError as problem:
        rendered: Any = error_text(str(problem))
        problems = [str(problem)]
    else:
        rendered = result.render()
        problems = result.problems()
        for note in result.notes():
            print(note, file=sys.stderr)
    if as_json:
        print(to_json({"function": name.upper(), "value": json_value(rendered)}))
    elif isinstance(rendered, list):
        print("\n".join("\t".join(map(shown_value, row)) for row in rendered))
    else:
        print(shown_value(rendered))
    return REFUSED if problems else DONE


def explain(name: str, values: Sequence[str], context: Context, *, as_json: bool) -> int:
    """Print the steps that lead to a function's answer."""
    result = evaluate("SHIPCHECK_EXPLAIN", [name, *map(argument_of, values)], context)
    table = result.table or []
    if as_json:
        header, *rows = table
        print(to_json([dict(zip(map(str, header), map(json_value, row), strict=True)) for row in rows]))
    else:
        print(columns(table))
    return DONE


def rules(context: Context, *, as_json: bool) -> int:
    """Print every rule with its values, dates and sources."""
    rows = [
        {
            "規則": rule.key,
            "内容": rule.name,
            "値": "、".join(map(str, value.value)) if isinstance(value.value, list) else value.value,
            "単位": rule.unit,
            "適用開始": value.from_date.isoformat() if value.from_day else START_UNKNOWN,
            "基準": rule.dated_by,
            "読み方": value.reading,
            "出典": f"店舗の設定 ({value.origin})" if value.origin else value.source.name,
            "URL": value.source.url,
            "ページの日付": value.source.page_date.isoformat() if value.source.page_date else "",
            "読んだ日": value.source.read_on.isoformat(),
            "最終確認": value.checked_on.isoformat(),
        }
        for rule in context.rulebook.rules()
        for value in rule.values
    ]
    if as_json:
        print(to_json(rows))
        return DONE
    snapshot = shipped_snapshot()
    print(
        f"規則の版 {standard_rulebook().version()} (すべてを最後に確かめた日 {standard_rulebook().checked_on()})、"
        f"祝日の表 {date_of(snapshot.made)} (公布済み {snapshot.gazetted_through} 年まで)\n"
    )
    for row in rows:
        print(f"{row['規則']} = {row['値']} {row['単位']}\n    {row['内容']}")
        start = row["適用開始"] if row["適用開始"] == START_UNKNOWN else f"{row['適用開始']} から"
        print(
            f"    {start} ({row['基準']} で決まる) / 読んだ日 {row['読んだ日']} / 最終確認 {row['最終確認']}"
        )
        where = " ".join(
            filter(None, (row["URL"], row["ページの日付"] and f"(ページの日付 {row['ページの日付']})"))
        )
        print(
            f"    出典: {row['出典']} {where}".rstrip()
            + (f"\n    読み方: {row['読み方']}" if row["読み方"] else "")
        )
    notices = context.rulebook.notices()
    if notices:
        print("\n■ まだ規則ではない告知 (読んだら、設定の規則 notices.read に名前を入れてください)")
    for notice in notices:
        print(f"  {notice.key}: {notice.text}\n    告知: {notice.source}")
    return DONE


def function_list(*, as_json: bool) -> int:
    """Print the catalogue."""
    table = list(functions().values())
    if as_json:
        print(
            to_json(
                [
                    {
                        "name": function.name,
                        "group": function.group,
                        "help": function.help,
                        "result": function.result,
                        "arguments": [
                            {"name": argument.name, "japanese": argument.japanese, "help": argument.help}
                            for argument in function.arguments
                        ],
                    }
                    for function in table
                ]
            )
        )
        return DONE
    for group in dict.fromkeys(function.group for function in table):
        print(f"■ {group}")
        for function in table:
            if function.group == group:
                print(f"  {function.order}\n      {function.help} → {function.result}")
    return DONE
