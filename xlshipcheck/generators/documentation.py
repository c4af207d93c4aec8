"""Generates the function pages from the catalogue: `python -m xlshipcheck.generators.documentation`.

The table in the README, the map of rooms in `docs/architecture.md`, `docs/functions.md` and `docs/rules.md` come
from here; a test compares them with what this makes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators.floors import HOUSE
from xlshipcheck.rulebook.rules import standard_rulebook

if TYPE_CHECKING:
    from xlshipcheck.arguments.form import Function
    from xlshipcheck.rulebook.rules import RuleValue

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- {}: begin (generated) -->", "<!-- {}: end -->"


def readme_table() -> str:
    """Return the README's table: one line per function."""
    lines = ["| 関数 | 答え |", "|---|---|"]
    for group in dict.fromkeys(function.group for function in functions().values()):
        lines.append(f"| **{group}** | |")
        lines += [
            f"| `{_order(function)}` | {function.help} |"
            for function in functions().values()
            if function.group == group
        ]
    return "\n".join(lines)


def _order(function: Function) -> str:
    return function.order.replace("|", "\\|")


def renewed(text: str, name: str, block: str) -> str:
    """Return a page with the block of a name renewed, between its two marks."""
    begin, end = BEGIN.format(name), END.format(name)
    return re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{block}\n{end}", text, flags=re.DOTALL
    )


def rooms_table() -> str:
    """Return the map of the house: one line a room, from the ground up."""
    lines = ["| floor | room | what one finds there |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {room.floor} | `{room.name}` | {room.what} |" for room in HOUSE)])


def function_page() -> str:
    """Return `docs/functions.md`: every function with its arguments."""
    parts = [
        "# 関数の一覧",
        "",
        "関数表から生成したページです (`python -m xlshipcheck.generators.documentation`)。",
        "",
    ]
    for function in functions().values():
        parts += [
            f"## {function.name}",
            "",
            f"`{function.order}` → {function.result}",
            "",
            f"{function.help}。",
            "",
        ]
        if function.row_aware:
            parts += ["引数を省くと、Excel ではその行の値を見出しから読みます。", ""]
        if function.arguments:
            parts += ["| 引数 | 説明 |", "|---|---|"]
            parts += [
                f"| {argument.japanese} (`{argument.name}`) | {argument.help} |"
                for argument in function.arguments
            ]
            parts.append("")
    return "\n".join(parts)


def rules_page() -> str:
    """Return `docs/rules.md`: every rule with its values, dates and sources."""
    parts = [
        "# 規則の一覧",
        "",
        "`xlshipcheck/rules/*.toml` から生成したページです。値は「適用開始」の日から、基準の日付で選ばれます。",
        "",
        "| 規則 | 内容 | 値 | 適用開始 | 基準 | 出典 | ページの日付 | 読んだ日 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for rule in standard_rulebook().rules():
        for value in rule.values:
            cells = (
                f"`{rule.key}`",
                rule.name + (f" (読み方: {value.reading})" if value.reading else ""),
                f"{_value(value)} {rule.unit}",
                value.from_date.isoformat() if value.from_day else "資料に記載なし",
                rule.dated_by,
                f"[{value.source.name}]({value.source.url})" if value.source.url else value.source.name,
                value.source.page_date.isoformat() if value.source.page_date else "",
                value.source.read_on.isoformat(),
            )
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    parts += ["", "## まだ規則ではない告知", ""]
    parts += [
        f"- `{notice.key}`: {notice.text} ({notice.source})" for notice in standard_rulebook().notices()
    ]
    return "\n".join([*parts, ""])


def _value(value: RuleValue) -> str:
    return "、".join(map(str, value.value)) if isinstance(value.value, list) else str(value.value)


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    readme, architecture = ROOT / "README.md", ROOT / "docs" / "architecture.md"
    return {
        readme: renewed(readme.read_text(encoding="utf-8"), "functions", readme_table()),
        architecture: renewed(architecture.read_text(encoding="utf-8"), "rooms", rooms_table()),
        ROOT / "docs" / "functions.md": function_page(),
        ROOT / "docs" / "rules.md": rules_page(),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
