"""Formulas that a seller enters: noted while Calc is at it, linked in a moment of their own."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.calc.entered import EnteredFormulas


class Ranges:
    """Cells of which some hold formulas."""

    def __init__(self, count):
        self.Count = count

    def queryFormulaCells(self, _kinds):  # noqa: N802  UNO's name
        """Return what holds a formula."""
        return self


class Document:
    """A spreadsheet that remembers who listens."""

    def __init__(self):
        self.listeners = []

    def supportsService(self, _name):  # noqa: N802  UNO's name
        """Tell that it is a spreadsheet."""
        return True

    def addChangesListener(self, listener):  # noqa: N802  UNO's name
        """Take a listener."""
        self.listeners.append(listener)


class Event:
    """A change of cells as Calc reports it."""

    def __init__(self, document, *cells):
        self.Source = document
        self.Changes = [type("Change", (), {"ReplacedElement": each})() for each in cells]


@pytest.fixture
def parts():
    """Return what watches, the list of what was linked, and what waits until LibreOffice is idle."""
    linked, waiting = [], []
    watch = EnteredFormulas(
        lambda document, cells: linked.append((document, cells)), waiting.append, lambda changed: changed
    )
    return watch, linked, waiting


def test_formulas_are_linked_when_it_is_idle(parts):
    """Nothing is linked while Calc is at it; then each change with a formula is, in order, in one go."""
    watch, linked, waiting = parts
    document, first, second = Document(), Ranges(1), Ranges(3)
    watch.changed(Event(document, first, Ranges(0), None))
    watch.changed(Event(document, second))
    assert linked == []
    assert len(waiting) == 1
    waiting.pop()()
    assert linked == [(document, first), (document, second)]


def test_a_document_is_watched_once_and_let_go(parts):
    """However often a document comes in front it has one listener; what waited for a closed one is dropped."""
    watch, linked, waiting = parts
    document = Document()
    watch.watch(document)
    watch.watch(document)
    assert len(document.listeners) == 1
    watch.changed(Event(document, Ranges(1)))
    watch.closed(document)
    waiting.pop()()
    assert linked == []
    watch.watch(document)
    assert len(document.listeners) == 2


def test_own_changes_are_not_heard(tmp_path, monkeypatch):
    """What linking enters is no change of the seller's, and a problem ends in the log, not in the seller's typing."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    document, waiting = Document(), []

    def mend(*_):
        watch.changed(Event(document, Ranges(1)))
        raise RuntimeError

    watch = EnteredFormulas(mend, waiting.append, lambda changed: changed)
    watch.changed(Event(document, Ranges(1)))
    waiting.pop()()
    assert waiting == []
    watch.changed(Event(document, Ranges(1)))
    assert len(waiting) == 1
