"""The command line's own words: argparse's refusals and headings, as a Japanese shop clerk reads them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from xlshipcheck import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What argparse says -> what we say, in Japanese and in English. Its versions word some of them differently;
# what matches none is shown as it stands.
_REFUSALS = tuple(
    (re.compile(pattern), japanese, english)
    for pattern, japanese, english in (
        (r"the following arguments are required: (.+)", "{0} を指定してください", "{0} must be given"),
        (r"unrecognized arguments: (.+)", "「{0}」は使えません", "{0!r} is not understood"),
        (
            r"argument (.+?): invalid choice: '(.*?)'.*? \(choose from (.+?)\)",
            "{0} に「{1}」は使えません。{2} から選んでください",
            "{1!r} is no {0}; choose from {2}",
        ),
        (
            r"argument (.+?): invalid _count value: '(.*)'",
            "{0} に「{1}」は使えません。0以上の整数を指定してください",
            "{0} takes a whole number, not {1!r}",
        ),
        (
            r"argument (.+?): not allowed with argument (.+)",
            "{0} と {1} は一緒に使えません",
            "{0} and {1} exclude each other",
        ),
        (r"argument (.+?): expected .*argument", "{0} の後に値を指定してください", "{0} needs a value"),
        (
            r"argument (.+?): ignored explicit argument '(.*)'",
            "{0} に値「{1}」は付けられません",
            "{0} takes no value ({1!r})",
        ),
    )
)

_HEADINGS = {"positional arguments": "引数", "options": "オプション"}


def language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for, before the command line is understood: `en` or `ja`."""
    text = "\n".join(arguments)
    return "en" if re.search(r"^--lang[=\n]en$", text, re.MULTILINE) else "ja"


def reworded(message: str) -> tuple[str, str]:
    """Return in Japanese and in English what argparse refuses."""
    for pattern, japanese, english in _REFUSALS:
        match = pattern.fullmatch(message)
        if match:
            parts = [part.replace("'", "") for part in match.groups()]
            return japanese.format(*parts), english.format(*parts)
    return message, message


class _Help(argparse.HelpFormatter):
    """Help with Japanese headings, wide enough for our option names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)

    def start_section(self, heading: str | None) -> None:
        """Begin a section."""
        super().start_section(_HEADINGS.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage line."""
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Japanese and refuses with one of our sentences.

    Args:
        is_part: holds options that other parsers take over, and needs no help of its own.
        **settings: as `argparse.ArgumentParser` takes them.
    """

    def __init__(self, *, is_part: bool = False, **settings: Any) -> None:  # noqa: ANN401  handed through
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **settings)
        if not is_part:
            self.add_argument("-h", "--help", action="help", help="この説明を表示して終わる")

    def error(self, message: str) -> NoReturn:
        """Refuse a command line.

        Raises:
            UsageRefused: always.
        """
        in_japanese, in_english = reworded(message)
        raise errors.UsageRefused(
            in_japanese=errors.Whole(in_japanese),
            in_english=errors.Whole(in_english),
            command=errors.Whole(self.prog),
        )
