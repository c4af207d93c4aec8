"""The command `xlshipcheck`: the shell as a host. It reads the clock, the user's settings file and arguments.

Results go to standard output and nothing else does: messages and progress go to standard error.
Exit status: 0 done, 1 done but some rows could not be read, 2 refused and nothing written.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.shell.round_trip import loop
from xlshipcheck.shell.terminal.command_words import command_parser
from xlshipcheck.shell.terminal.output import PlainStream
from xlshipcheck.shell.terminal.usage import language_of
from xlshipcheck.values.cells import JST, read_day

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from xlshipcheck.context import Context

DONE, SOME_ROWS_UNREADABLE, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after `xlshipcheck`; None for those of the process.

    Returns:
        The exit status.
    """
    _speak_utf8()
    if arguments is None:
        # The process ends with this command, and the system takes its memory back: nobody has to look for garbage then.
        atexit.register(gc.freeze)
    with redirect_stdout(PlainStream(sys.stdout)), redirect_stderr(PlainStream(sys.stderr)):
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    """Run a command; see `main`."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not words and sys.stdin is not None and sys.stdin.isatty():
        from xlshipcheck.shell.set_up.kit import asked_words  # noqa: PLC0415  only for somebody at a console

        words = asked_words()
    language = language_of(words)
    try:
        options = command_parser().parse_args(words)
        status = _commands()[options.command](options)
        sys.stdout.flush()
    except errors.ShipcheckError as problem:
        print(problem.sentence(language), file=sys.stderr)
        return REFUSED
    except MemoryError:
        print(errors.OutOfMemory().sentence(language), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # The reader (head, less) has had enough; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("stopped" if language == "en" else "中断しました", file=sys.stderr)
        return REFUSED
    except ModuleNotFoundError as problem:
        from xlshipcheck.shell.set_up.libraries import missing  # noqa: PLC0415  only when something is missing

        print(missing(problem).sentence(language), file=sys.stderr)
        return REFUSED
    except Exception as problem:  # noqa: BLE001  whatever it is, the seller gets one sentence and the log the rest
        from xlshipcheck.hosts.log import log_traceback  # noqa: PLC0415  only when something broke

        path = log_traceback(" ".join(["xlshipcheck", *words]), problem)
        print(
            f"unexpected problem; no file of yours was changed; see {path}"
            if language == "en"
            else f"予期しない問題が起きました。元のファイルは変更していません。記録: {path}",
            file=sys.stderr,
        )
        return REFUSED
    return status


def _speak_utf8() -> None:
    """Print Japanese whatever the system's code page is; a character that the console lacks becomes `?`.

    A pipe gets UTF-8, which is what JSON is and what other programs expect, unless `PYTHONIOENCODING` says
    what it shall be.
    """
    asked_for = "PYTHONIOENCODING" in os.environ
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            utf8 = {} if asked_for or stream.isatty() else {"encoding": "utf-8"}
            stream.reconfigure(errors="replace", **utf8)


def _commands() -> dict[str, Callable[[argparse.Namespace], int]]:
    """Return what each command does."""
    return {
        "demo": _demo,
        "refresh": _refresh,
        "impact": _impact,
        "today": _today,
        "messages": _messages,
        "import": _import,
        "new": _new,
        "call": _call,
        "explain": _explain,
        "rules": _rules,
        "functions": _functions,
        "repair": _repair,
        "backups": _backups,
        "excel_side": _excel_side,
        "drop": _drop,
        "kit": _kit,
        "morning": _morning,
        "doctor": _doctor,
        **dict.fromkeys(loop.COMMANDS, _loop),
    }


def _context(options: argparse.Namespace) -> Context:
    """Return the context of this run: the user's settings, and the day asked for or today in Japan."""
    from xlshipcheck.settings.user_file import load_context  # noqa: PLC0415  only commands that judge need it

    day = read_day(options.as_of, "--as-of") if options.as_of else None
    today = read_day(dt.datetime.now(JST).date(), "今日")
    return load_context(options.settings, day if day is not None else today)


def _demo(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import demo  # noqa: PLC0415  each command imports what it needs and no more

    return demo(options, _context(options))


def _refresh(options: argparse.Namespace) -> int:
    if options.shops is not None:
        from xlshipcheck.shell.agency.command import refresh_shops  # noqa: PLC0415  as above

        return refresh_shops(options, _context(options))
    from xlshipcheck.shell.commands import refresh  # noqa: PLC0415  as above

    return refresh(options, _context(options))


def _impact(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import impact  # noqa: PLC0415  as above

    return impact(options, _context(options))


def _today(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import today  # noqa: PLC0415  as above

    return today(options, _context(options))


def _messages(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.messages import messages  # noqa: PLC0415  as above

    return messages(options, _context(options))


def _import(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.importing import import_exports  # noqa: PLC0415  as above

    return import_exports(options, _context(options))


def _new(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.set_up.install import new_book  # noqa: PLC0415  as above

    path = new_book(options.book, read_day(dt.datetime.now(JST).date(), "今日") or 0)
    if options.json:
        from xlshipcheck.shell.terminal.output import as_json  # noqa: PLC0415  as above

        print(as_json({"written": str(path)}))
    else:
        from xlshipcheck.shell.set_up.install import next_step  # noqa: PLC0415  as above

        print(f"made: {path}" if options.lang == "en" else f"作りました: {path}")
        for line in next_step(path, options.lang):
            print(line)
    return DONE


def _call(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import call  # noqa: PLC0415  as above

    return call(options.name, options.values, _context(options), as_json=options.json)


def _explain(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import explain  # noqa: PLC0415  as above

    return explain(options.name, options.values, _context(options), as_json=options.json)


def _rules(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import rules  # noqa: PLC0415  as above
    from xlshipcheck.shell.set_up import rule_file  # noqa: PLC0415  as above

    if options.install is not None:
        return rule_file.put_in(options.install, as_json=options.json)
    if options.pack is not None:
        return rule_file.pack(options.pack, as_json=options.json)
    return rules(_context(options), as_json=options.json)


def _functions(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import function_list  # noqa: PLC0415  as above

    return function_list(as_json=options.json)


def _repair(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.set_up.calc_side import repair  # noqa: PLC0415  as above

    return repair(options.book, options.output, as_json=options.json)


def _backups(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.backups import run  # noqa: PLC0415  as above

    return run(options)


def _excel_side(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.set_up import calc_side, install  # noqa: PLC0415  as above

    if options.calc:
        side = calc_side.install if options.word == "install" else calc_side.uninstall
        return side(as_json=options.json)
    if options.word == "install":
        return install.install(machine=options.machine, as_json=options.json)
    return install.uninstall(machine=options.machine, everything=options.everything, as_json=options.json)


def _drop(options: argparse.Namespace) -> int:
    from xlshipcheck.hosts.row_messages import copy  # noqa: PLC0415  as above
    from xlshipcheck.shell.dropped import message_box, open_by_windows, run  # noqa: PLC0415  as above

    return run(options.files, main, message_box, open_by_windows, copy)


def _kit(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.set_up.kit import kit  # noqa: PLC0415  as above

    return kit(options.out, options.python, options.wheels, as_json=options.json)


def _morning(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.morning import morning  # noqa: PLC0415  as above

    return morning(options, main, dt.datetime.now(JST).date())


def _doctor(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.set_up.doctor import doctor  # noqa: PLC0415  as above

    return doctor(options.book, as_json=options.json, support=options.support)


def _loop(options: argparse.Namespace) -> int:
    return loop.run(options, _context(options))


if __name__ == "__main__":
    sys.exit(main())
