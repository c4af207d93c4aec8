"""The clipboard on a fake of Windows': what is put there, and what happens while another program holds it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from xlshipcheck.hosts import row_messages as messages


class Refused(Exception):
    """What Windows raises."""


@pytest.fixture
def windows(monkeypatch):
    """A clipboard that is held for so many attempts."""
    state = SimpleNamespace(held=0, open=False, text="before", broken=False)

    def opened():
        if state.held:
            state.held -= 1
            raise Refused
        state.open = True

    def put(kind, text):
        if state.broken:
            raise Refused
        assert (kind, state.open) == (13, True)
        state.text = text

    fake = SimpleNamespace(
        CF_UNICODETEXT=13,
        OpenClipboard=opened,
        EmptyClipboard=lambda: None,
        SetClipboardData=put,
        CloseClipboard=lambda: setattr(state, "open", False),
    )
    monkeypatch.setitem(sys.modules, "win32clipboard", fake)
    monkeypatch.setitem(sys.modules, "pywintypes", SimpleNamespace(error=Refused))
    monkeypatch.setattr(messages, "WAIT", 0)
    return state


@pytest.mark.parametrize("held", [0, 1, messages.ATTEMPTS - 1])
def test_a_text_gets_there(windows, held):
    """Lines end as Windows ends them, and a program that holds the clipboard for a moment is waited for."""
    windows.held = held
    assert messages.copy("一行目\n二行目")
    assert (windows.text, windows.open) == ("一行目\r\n二行目", False)


@pytest.mark.parametrize(("held", "broken"), [(messages.ATTEMPTS, False), (0, True)])
def test_a_text_that_does_not_get_there(windows, held, broken):
    """A clipboard that stays held, or takes nothing, is told, and left closed."""
    windows.held, windows.broken = held, broken
    assert not messages.copy("x")
    assert (windows.text, windows.open) == ("before", False)
