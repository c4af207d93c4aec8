"""The morning run: the newest exports of a folder are judged, and the list of today opens.

It runs when asked. A daily task of Windows is made only where somebody asks for one, for this user alone, and runs
only while he is logged on; `--off` and the kit's uninstallation remove it.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

from xlshipcheck import errors
from xlshipcheck.context import Settings
from xlshipcheck.hosts.downloads import newest_of_folder
from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.shell.dropped import captured, message_box, open_by_windows, shortened
from xlshipcheck.values.files import RESULT_SUFFIX

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable, Sequence

TASK: Final = "出荷チェック 毎朝"
PLAN_NAME: Final = "morning.json"
# Said in full, since a task made by words alone does not run on a battery, nor later where the computer was off.
# Source: the Task Scheduler schema of Microsoft's reference. What the run has to know stands in the plan.
TASK_XML: Final = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>xlshipcheck morning</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{time}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{program}</Command><Arguments>-X utf8 -m xlshipcheck.cli morning</Arguments></Exec>
  </Actions>
</Task>
"""
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
NOTHING: Final = "{folder} に、書き出した注文のファイル (.csv・.txt) がありません"


class MorningPlan(NamedTuple):
    """What is done every morning.

    Attributes:
        folder: where the exports come to lie.
        book: the book they are imported into; "" for none.
    """

    folder: str
    book: str = ""


def run(
    plan: MorningPlan,
    today: dt.date,
    command: Callable[[Sequence[str]], int],
    say: Callable[[str], None],
    open_file: Callable[[Path], None],
) -> int:
    """Judge the newest exports and open the result.

    Args:
        plan: what to do.
        today: for the result's name.
        command: runs `xlshipcheck` with words and returns its exit status.
        say: shows a text.
        open_file: opens a file in the program that belongs to it.

    Returns:
        The exit status.

    Raises:
        FileMissing: the folder is gone.
    """
    folder = Path(plan.folder)
    if not folder.is_dir():
        raise errors.FileMissing(path=errors.Whole(folder))
    found, notes, _ = newest_of_folder(folder, Settings())
    # Labels are of use where there are orders: in the book, or in an export beside them.
    has_orders = bool(plan.book) or any(one.market for one in found)
    exports = [one.path for one in found if has_orders]
    if not exports:
        say("\n".join([NOTHING.format(folder=folder), *notes]))
        return 2
    result = (
        Path(plan.book) if plan.book else folder / f"出荷チェック_{today.isoformat()}{RESULT_SUFFIX}.xlsx"
    )
    names = [str(path) for path in exports]
    asked = [["refresh", *names, "-o", str(result)]]
    if plan.book:
        asked = [["import", *names, "--into", plan.book], ["refresh", plan.book]]
    status = 0
    for words in asked:
        status, text = captured(command, words)
        if status > 1:
            say(text)
            return status
        notes += [text] * bool(status)
    if notes:
        say(shortened("\n".join(notes)))
    open_file(result)
    return status


def plan_path() -> Path:
    """Return where the plan of this user is kept."""
    return settings_folder() / PLAN_NAME


def stored() -> MorningPlan:
    """Return the plan that was made.

    Raises:
        MorningNotPlanned: there is none.
    """
    try:
        return MorningPlan(**json.loads(plan_path().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise errors.MorningNotPlanned from None


def keep(plan: MorningPlan) -> None:
    """Keep a plan, for the task and for `xlshipcheck morning` alone."""
    plan_path().parent.mkdir(parents=True, exist_ok=True)
    plan_path().write_text(json.dumps(plan._asdict(), ensure_ascii=False), encoding="utf-8")


def schedule(at: str) -> None:
    """Make the daily task, or change it.

    Args:
        at: the time of day, such as `8:30`.

    Raises:
        TaskOnWindowsOnly: on another system.
        MorningTimeWrong: no time of day.
        TaskRefused: Windows does not take it.
    """
    time = _TIME.fullmatch(at.strip())
    if time is None:
        raise errors.MorningTimeWrong(value=at)
    program = Path(sys.executable).with_name("pythonw.exe")
    text = TASK_XML.format(time=f"{int(time[1]):02}:{time[2]}", program=escape(str(program)))
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "task.xml"
        file.write_text(text, encoding="utf-16", newline="\r\n")
        _tasks("/Create", "/F", "/TN", TASK, "/XML", str(file))


def take_away() -> bool:
    """Remove the task and the plan; tell whether there was a plan."""
    with contextlib.suppress(errors.TaskRefused, errors.WindowsOnly):
        _tasks("/Delete", "/F", "/TN", TASK)
    there = plan_path().is_file()
    plan_path().unlink(missing_ok=True)
    return there


def _tasks(*words: str) -> None:
    if sys.platform != "win32":
        raise errors.TaskOnWindowsOnly
    # Its words are not read: a service that it starts would keep a pipe open, and we would wait for ever.
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    done = subprocess.run(["schtasks", *words], check=False, **silent)  # noqa: S603, S607  Windows' own program
    if done.returncode:
        raise errors.TaskRefused


def ask(read: Callable[[], str], say: Callable[[str], None]) -> tuple[MorningPlan, str]:
    """Ask somebody at a console what to do every morning.

    Returns:
        The plan, and the time of day; "" for no task.
    """
    say("書き出した注文のファイルを置くフォルダーをここへ落として Enter:")
    folder = read().strip().strip("\"'")
    say("取り込むブックがあれば、ここへ落として Enter (なければそのまま Enter):")
    book = read().strip().strip("\"'")
    say("毎朝の時刻 (例 8:30)。自動で動かさないなら、そのまま Enter:")
    return MorningPlan(folder, book), read().strip()


def morning(options: argparse.Namespace, command: Callable[[Sequence[str]], int], today: dt.date) -> int:
    """Do what the command line asks for.

    Args:
        options: the command's.
        command: runs `xlshipcheck`.
        today: in Japan.
    """
    if options.off:
        print("毎朝の判定をやめました" if take_away() else "毎朝の判定は設定されていません")
        return 0
    if options.ask:
        return _asked()
    if options.folder is None:
        plan = stored()
    else:
        plan = MorningPlan(str(options.folder.resolve()), str(options.into.resolve()) if options.into else "")
    if options.at:
        print(_planned(plan, options.at))
        return 0
    if sys.platform == "win32":
        return run(plan, today, command, message_box, open_by_windows)
    return run(plan, today, command, lambda text: print(text, file=sys.stderr), print)


def _asked() -> int:
    """Ask what to do every morning, and do not let the window close before what came of it is read."""
    try:
        print(_planned(*ask(sys.stdin.readline, print)))
        status = 0
    except errors.ShipcheckError as problem:
        print(problem)
        status = 2
    print("Enter キーで閉じます")
    sys.stdin.readline()
    return status


def _planned(plan: MorningPlan, at: str) -> str:
    """Keep a plan, with its daily task where a time is given, and return what to say of it."""
    if not Path(plan.folder).is_dir():
        raise errors.FileMissing(path=errors.Whole(plan.folder))
    if at:
        schedule(at)
    keep(plan)
    return (
        f"毎日 {at} に {plan.folder} を判定します"
        if at
        else f"{plan.folder} を覚えました。xlshipcheck morning で判定します"
    )
