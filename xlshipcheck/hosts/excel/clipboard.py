"""The clipboard of Windows: where a message goes that the seller pastes into the marketplace's form."""

from __future__ import annotations

import time
from typing import Final

ATTEMPTS: Final = 10
WAIT: Final = 0.02
"""Seconds. Programs that watch the clipboard hold it for a moment after each change."""


def copy(text: str) -> bool:
    """Put a text on the clipboard, its lines as Windows ends them.

    Returns:
        Whether it is there; False where another program kept the clipboard for itself.
    """
    import pywintypes  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
    import win32clipboard  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above

    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(WAIT)
        try:
            win32clipboard.OpenClipboard()
        except pywintypes.error:
            continue
        try:
            win32clipboard.EmptyClipboard()
            win32clipboard.SetClipboardData(win32clipboard.CF_UNICODETEXT, "\r\n".join(text.splitlines()))
        except pywintypes.error:
            return False
        finally:
            win32clipboard.CloseClipboard()
        return True
    return False
