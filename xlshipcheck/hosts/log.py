"""The log file: where a traceback goes, so that a cell or a console shows a sentence instead."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOGGER = logging.getLogger("xlshipcheck")
LARGEST = 1 << 20
KEPT = 3


def log_path() -> Path:
    """Return the log file of this user."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "xlshipcheck" / "xlshipcheck.log"


def remove_log() -> Path | None:
    """Remove the log with its older parts, and its folder where nothing else is in it.

    Returns:
        The folder; None where there was no log.
    """
    path = log_path()
    files = list(path.parent.glob(f"{path.name}*"))
    for file in files:
        file.unlink(missing_ok=True)
    if files and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return path.parent if files else None


def log_traceback(what: str, problem: BaseException) -> Path | str:
    """Write an exception with its traceback to the log.

    Args:
        what: what was being done, in a few words.
        problem: the exception.

    Returns:
        The log file, or a sentence where not even that could be written.
    """
    return _write(logging.ERROR, what, problem)


def log_line(text: str) -> None:
    """Write a line to the log, for a process that has no console."""
    _write(logging.INFO, text)


def _write(level: int, text: str, problem: BaseException | None = None) -> Path | str:
    """Write a record and close the file again: Windows rotates no file that another process holds open."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    except OSError as refused:
        return f"(記録を書けません: {refused.strerror})"
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    details = (type(problem), problem, problem.__traceback__) if problem else None
    try:
        handler.handle(LOGGER.makeRecord(LOGGER.name, level, "", 0, text, (), details))
    finally:
        handler.close()
    return path


class LogStream(io.TextIOBase):
    """What is printed goes to the log: `pythonw` has no console, and printing there would raise."""

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Log a text."""
        if text.strip():
            log_line(text.rstrip())
        return len(text)
