"""What a benchmark measures: a piece of our work beside a named piece of others' work, in one run.

Times are seconds of the processor, which other work on the machine changes less than it changes the clock; of two sides
that take turns the ratio is the median over the rounds.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Figure(NamedTuple):
    """One line of the table.

    Attributes:
        what: our work.
        seconds: of the processor.
        beside: the peer's work, with its name; "" for none.
        ratio: ours to the peer's; None without one.
        target: the ratio or the seconds that are asked for, in words; "" for none.
        megabytes: peak memory; None where it was not asked for.
    """

    what: str
    seconds: float
    beside: str = ""
    ratio: float | None = None
    target: str = ""
    megabytes: int | None = None


def cpu(work: Callable[[], object]) -> float:
    """Return the processor's seconds of a piece of work in this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def median(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median seconds of a piece of work after one warm-up."""
    work()
    return statistics.median(cpu(work) for _ in range(rounds))


def beside(
    what: str,
    ours: Callable[[], object],
    peer: str,
    theirs: Callable[[], object],
    *,
    target: str = "",
    rounds: int = 5,
    share: float = 1,
) -> Figure:
    """Return our work beside a peer's, both in turn.

    Args:
        what: our work.
        ours: does it.
        peer: what the peer does.
        theirs: does it.
        target: what is asked for.
        rounds: how often.
        share: of our rows that the peer is given, where all of them would take it too long.
    """
    ours()
    theirs()
    pairs = [(cpu(ours), cpu(theirs) / share) for _ in range(rounds)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    return Figure(what, statistics.median(mine for mine, _ in pairs), peer, ratio, target)


class Ran(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: int


def process(words: Sequence[str]) -> Ran:
    """Run a program to its end and return what it took, with all that it started."""
    watched = subprocess.run(
        [sys.executable, __file__, *words], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    seconds, megabytes = watched.stdout.split()
    return Ran(float(seconds), int(megabytes))


if __name__ == "__main__":
    # In between stands a process of its own: the peak of all children of a long run would be told of each of them.
    ran = subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert ran.returncode in {0, 1}, sys.argv  # 1: done, some rows could not be read
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss >> 10)
