"""The add-in's one place: its file, Excel's list of what it opens, and both taken away again; on a registry in memory."""

# ruff: noqa: N802, D102  the registry in memory has the names of winreg, and they say what they do

from __future__ import annotations

import pytest

from xlshipcheck import errors
from xlshipcheck.hosts.excel import add_in_place
from xlshipcheck.hosts.excel.add_in_place import FILE_NAME, OFFICE, fact, place, take_away

OPTIONS = rf"{OFFICE}\16.0\Excel\Options"


class Key:
    """An open key."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def Close(self):
        """Do nothing: a key in memory is never held."""


class Registry:
    """As much of `winreg` as is used, with its errors."""

    HKEY_CURRENT_USER, REG_SZ = 1, 1

    def __init__(self, opened=()):
        self.keys = {OFFICE: {}, rf"{OFFICE}\16.0": {}, rf"{OFFICE}\16.0\Excel": {}, rf"{OFFICE}\Common": {}}
        self.keys[OPTIONS] = {f"OPEN{number or ''}": value for number, value in enumerate(opened)} | {
            "Font": "游"
        }

    def opened(self):
        """Return the list as Excel reads it: up to the first number that is missing."""
        values, found = self.keys[OPTIONS], []
        while (name := f"OPEN{len(found) or ''}") in values:
            found.append(values[name])
        assert len(found) == sum(name.startswith("OPEN") for name in values)
        return found

    def OpenKey(self, _root, path, *_):
        if path not in self.keys:
            raise FileNotFoundError(path)
        return Key(path)

    def CreateKey(self, _root, path):
        self.keys.setdefault(path, {})
        return Key(path)

    def below(self, key):
        return [path.rpartition("\\")[2] for path in self.keys if path.rpartition("\\")[0] == key.path]

    def QueryInfoKey(self, key):
        return len(self.below(key)), len(self.keys[key.path]), 0

    def EnumKey(self, key, number):
        return self.below(key)[number]

    def EnumValue(self, key, number):
        return (*list(self.keys[key.path].items())[number], 1)

    def SetValueEx(self, key, name, _reserved, _kind, value):
        self.keys[key.path][name] = value

    def DeleteValue(self, key, name):
        del self.keys[key.path][name]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The user's application data."""
    monkeypatch.setenv("APPDATA", str(tmp_path))
    return tmp_path / "Microsoft" / "AddIns"


OTHERS = ['"C:\\道具\\計算.xlam"', '/R "C:\\b.xll"']


def test_it_is_placed_once(folder):
    """The file stands in the AddIns folder and at the end of Excel's list, also after a second installation."""
    registry = Registry(OTHERS)
    for _ in range(2):
        assert place(b"add-in", registry) == folder / FILE_NAME
        assert (folder / FILE_NAME).read_bytes() == b"add-in"
        assert registry.opened() == [*OTHERS, f'"{folder / FILE_NAME}"']
    assert registry.keys[OPTIONS]["Font"] == "游"
    assert fact(b"add-in", registry).startswith("登録済み")
    assert fact(b"newer", registry).startswith("古い版")


def test_one_of_another_place_gives_way(folder):
    """Our add-in opened from a folder of downloads is opened from its one place instead; doctor sees it before."""
    registry = Registry(['"C:\\Users\\mihon\\Downloads\\xlshipcheck.xlam"', *OTHERS])
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(b"add-in")
    assert fact(b"add-in", registry).startswith("別の場所")
    place(b"add-in", registry)
    assert registry.opened() == [*OTHERS, f'"{folder / FILE_NAME}"']


def test_it_is_taken_away(folder):
    """Nothing of ours is left, and Excel still finds the add-ins of others: their numbers close up."""
    registry = Registry([f'"{folder / FILE_NAME}"', *OTHERS])
    place(b"add-in", registry)
    assert take_away(registry)
    assert registry.opened() == OTHERS
    assert not (folder / FILE_NAME).exists()
    assert not take_away(registry)
    assert fact(b"add-in", registry).startswith("なし")


def test_without_an_excel_only_the_file_is_there(folder):
    """A user who has never started Excel has no list to stand in; doctor says what to do."""
    registry = Registry()
    registry.keys = {OFFICE: {}}
    place(b"add-in", registry)
    assert list(registry.keys) == [OFFICE]
    assert (folder / FILE_NAME).is_file()
    assert "未登録" in fact(b"add-in", registry)
    registry.keys = {}
    assert take_away(registry)


def test_an_excel_that_is_open_is_named(folder, monkeypatch):
    """Windows replaces no file that is open: the old one stays, and the seller is told to close Excel."""
    registry = Registry()
    place(b"old", registry)

    def held(*_):
        raise PermissionError

    monkeypatch.setattr(add_in_place.Path, "replace", held)
    with pytest.raises(errors.AddInInUse, match=r"Excel をすべて閉じて"):
        place(b"new", registry)
    assert (folder / FILE_NAME).read_bytes() == b"old"
    monkeypatch.setattr(add_in_place.Path, "unlink", held)
    with pytest.raises(errors.AddInInUse):
        take_away(registry)
