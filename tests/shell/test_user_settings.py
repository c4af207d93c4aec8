"""The user's settings file, and its copy for a Python that reads no TOML."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from xlshipcheck import errors
from xlshipcheck.hosts.calc import install
from xlshipcheck.settings.shop import context_from
from xlshipcheck.settings.user_file import COMPILED_NAME, compile_settings, load_users, settings_folder

TEXT = """closed = [2026-12-29, "2026-12-30", 2026-12-31T10:00:00+09:00]
seller = "香港"
[preorder_items]
"880012348" = 2026-12-20
[rates]
"一般" = 0.962
[rules]
"hold.storage.branch.inclusive" = false
"""


@pytest.fixture
def written(home):
    """Return the user's settings file, written as a Windows editor does it."""
    assert str(settings_folder()).startswith(str(home))
    settings_folder().mkdir(parents=True)
    file = settings_folder() / "settings.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode("utf-8"))
    return file


@pytest.fixture
def without_toml(monkeypatch):
    """Return a function that takes the TOML reader away, as in many a LibreOffice."""
    return lambda: monkeypatch.setitem(sys.modules, "tomllib", None)


def read():
    """Return the user's settings as they are counted with."""
    context = context_from(load_users().table, "", 0)
    return context.settings, context.rulebook.value("hold.storage.branch.inclusive", 0)


def test_the_copy_says_what_the_file_says(written, without_toml):
    """Dates, numbers, flags and Japanese names arrive through the copy as through the file."""
    as_toml = read()
    assert dt.date(2026, 12, 29) in load_users().table["closed"]
    assert compile_settings() == written.with_name(COMPILED_NAME)
    without_toml()
    assert read() == as_toml
    assert as_toml[1] is False


def test_without_a_copy_the_file_is_refused_not_ignored(written, without_toml):
    """Where the file cannot be read nothing is answered without it: the sentence says what to do."""
    without_toml()
    with pytest.raises(
        errors.SettingsNotCompiled, match=r"settings\.toml は、.*install --calc.*シート「設定」"
    ):
        load_users()
    written.unlink()
    assert load_users().table == {}


@pytest.mark.parametrize(
    "copy", ["", "{}", "[1]", '{"of": "0", "settings": {}}', '{"of": "{of}", "settings": 1}']
)
def test_a_copy_that_is_none_is_refused(written, without_toml, copy):
    """A broken copy, or one of another file, is no settings."""
    compile_settings()
    kept = written.with_name(COMPILED_NAME)
    of = kept.read_text("utf-8").split('"')[3]
    kept.write_text(copy.replace("{of}", of), "utf-8")
    without_toml()
    with pytest.raises(errors.SettingsNotCompiled):
        load_users()


def test_a_changed_file_makes_its_copy_old(written, without_toml, shell):
    """A copy of the file as it was is refused, until any command that reads the file has renewed it."""
    compile_settings()
    with written.open("a", encoding="utf-8") as file:
        file.write('"qoo10.points" = -3\n')
    without_toml()
    with pytest.raises(errors.SettingsNotCompiled):
        load_users()
    sys.modules.pop("tomllib")
    assert shell("rules").status == 0
    without_toml()
    assert load_users().table["rules"] == {"hold.storage.branch.inclusive": False, "qoo10.points": -3}


def test_no_copy_is_made_without_being_asked_for(written, shell):
    """Whoever has no LibreOffice gets no second file."""
    assert shell("rules").status == 0
    assert [path.name for path in written.parent.iterdir()] == ["settings.toml"]


def test_the_installation_makes_the_copy(written, shell, monkeypatch):
    """`install --calc` compiles the file for LibreOffice and says so; a broken file is told before anything is done."""
    monkeypatch.setattr(install, "install", lambda _make: "unopkg")
    assert COMPILED_NAME in shell("install", "--calc").out
    written.with_name(COMPILED_NAME).unlink()
    written.write_text("closed = [", "utf-8")
    ran = shell("install", "--calc")
    assert (ran.status, ran.out) == (2, "")
    assert not written.with_name(COMPILED_NAME).exists()


def test_without_a_file_there_is_nothing_to_compile(home, shell, monkeypatch):
    """The installation works for a user without settings."""
    monkeypatch.setattr(install, "install", lambda _make: "unopkg")
    assert shell("install", "--calc").status == 0
    assert compile_settings() is None
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("system", "variables", "folder"),
    [
        ("win32", {"APPDATA": "roaming"}, "roaming/xlshipcheck"),
        ("win32", {}, "home/xlshipcheck"),
        ("darwin", {"XDG_CONFIG_HOME": "elsewhere"}, "home/Library/Application Support/xlshipcheck"),
        ("linux", {"XDG_CONFIG_HOME": "elsewhere"}, "elsewhere/xlshipcheck"),
        ("linux", {"XDG_CONFIG_HOME": ""}, "home/.config/xlshipcheck"),
    ],
)
def test_the_folder_is_the_usual_one_of_the_system(monkeypatch, tmp_path, system, variables, folder):
    """Our file lies where each system keeps the files of programs for one user."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value and str(tmp_path / value))
    assert settings_folder() == tmp_path / folder


@pytest.mark.parametrize(
    ("text", "place"),
    [("a = 1\nb\n", "2行目"), ("a = \n", "1行目"), ("a = [1,", "終わり"), (b"\x82\xa0 = 1\n", "中")],
)
def test_a_file_that_is_no_toml_says_where(tmp_path, text, place):
    """The sentence names the line, or the end of the file where something was not closed."""
    path = tmp_path / "設定.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(errors.SettingsFileBroken, match=f"の{place}の書き方が読めません"):
        load_users(path)
