"""The kit as staff get it: unzipped to a Japanese name with a blank, put in, used, renewed, refused, taken out."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from xlshipcheck.generators.kit import build
from xlshipcheck.hosts.excel.server import PROGID
from xlshipcheck.shell.morning import TASK

pytestmark = pytest.mark.end_to_end
EXPORT = Path(__file__).parents[1] / "data" / "exports" / "DeliveryManagement_detail_20261121.csv"
# What the shortcut runs, with a window's text printed instead of shown.
DROPPED = """
import sys
reached = []
opening = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.", "http.")
sys.addaudithook(lambda event, _: reached.append(event) if event.startswith(opening) else None)
from xlshipcheck.cli import main
from xlshipcheck.shell.dropped import run
status = run(sys.argv[1:], main, lambda text: print("SAID", text), lambda path: print("OPENED", path.name), bool)
print("STATUS", status, "REACHED", reached)
"""
# What the daily task runs, with a window's text printed instead of shown; there is no Excel to open the result.
MORNING = """
import sys
from xlshipcheck.shell import dropped, morning
dropped.message_box = morning.message_box = lambda text: print("SAID", text)
from xlshipcheck.cli import main
print("STATUS", main(["morning"]))
"""


def hold_the_morning(windows, program, folder):
    """Hold what the daily run does: its task is taken by Windows, its exports are judged, and both go away again."""

    def ask(*words):
        return windows.run(windows.path(program), "-X", "utf8", *words).stdout.decode("utf-8")

    mornings = folder / "毎朝 の書き出し"
    mornings.mkdir()
    shutil.copy(EXPORT, mornings / "注文.csv")
    said = ask("-m", "xlshipcheck.cli", "morning", windows.path(mornings), "--at", "8:30")
    assert said.startswith("毎日 8:30 に")
    # What is there is replaced or removed without an error; what is not there is one.
    assert windows.ran("schtasks", "/Delete", "/F", "/TN", TASK).returncode == 0
    assert windows.ran("schtasks", "/Delete", "/F", "/TN", TASK).returncode != 0
    (folder / "morning.py").write_text(MORNING, encoding="utf-8")
    said = ask(windows.path(folder / "morning.py"))
    assert "_判定.xlsx" in said.split("結果を保存しました: ")[1]
    assert len(list(mornings.glob("出荷チェック_*_判定.xlsx"))) == 1
    assert ask("-m", "xlshipcheck.cli", "morning", "--off").startswith("毎朝の判定をやめました")
    assert ask("-m", "xlshipcheck.cli", "morning", "--off").startswith("毎朝の判定は設定されていません")


@pytest.fixture(scope="module")
def kit(windows, tmp_path_factory):
    """The kit, unzipped where a clerk would unzip it."""
    folder = tmp_path_factory.mktemp("kit") / "出荷 チェック"
    folder.mkdir()
    archive = folder.parent / "kit.zip"
    assert build.main([str(archive)]) == 0
    assert archive.stat().st_size < build.LARGEST
    zipfile.ZipFile(archive).extractall(folder)
    # A run that failed half way leaves its program behind.
    command(windows, folder / build.TOP, "アンインストール.cmd", "/all")
    yield folder / build.TOP
    windows.end()


def command(windows, kit, name, *words, refused=False):
    """Double-click one of the two commands; return what it said."""
    done = windows.ran("cmd", "/c", windows.path(kit / name), "/quiet", *words, longest=600)
    assert (done.returncode != 0) == refused, done.stderr.decode("utf-8", "replace")
    return (done.stderr if refused else done.stdout).decode("utf-8", "replace")


def ask_doctor(windows, program):
    """Hold what doctor says of this Windows, while our server is registered."""
    told = json.loads(windows.run(windows.path(program), "-m", "xlshipcheck.cli", "doctor", "--json").stdout)
    assert told["Excel への答え"].startswith("起動から ")
    assert told["文字コード"].startswith("932 ")
    assert told["Excel の版"] == "なし"
    assert "ビルド" in told["Windows"]
    assert {"マクロの設定", "信頼できる場所", "ウイルス対策ソフト", "OneDrive", "規則の新しさ"} <= set(told)


def test_the_life_of_a_kit(windows, kit, tmp_path):
    """Install, ask a function by COM, drop an export, install again, refuse an older kit, uninstall: nothing stays."""
    users = windows.folder / "prefix" / "drive_c" / "users"
    log_before = {path for path in users.rglob("*") if path.is_file()}
    said = command(windows, kit, "インストール.cmd")
    assert "プログラムを入れました" in said
    base = next(users.glob("*/AppData/Local/xlshipcheck"))
    program = base / "app" / "python.exe"
    assert program.is_file()
    links = sorted(path.name for path in users.rglob("*.lnk"))
    assert links == [
        "アンインストール.lnk",
        "出荷チェック (ファイルをここへ).lnk",
        "出荷チェック.lnk",
        "問い合わせの文をコピー.lnk",
        "毎朝の判定を設定.lnk",
        "診断 (うまく動かないとき).lnk",
    ]

    # wine does not merge a user's classes into those of the machine, as Windows does.
    windows.run(windows.path(program), "-m", "xlshipcheck.cli", "install", "--machine")
    answer = windows.visual_basic(
        f'WScript.Echo CreateObject("{PROGID}").CallFunction("JP_HOLIDAY_NAME", Array(46349))\n'
    )
    assert answer == ["勤労感謝の日"]  # 2026-11-23
    ask_doctor(windows, program)
    windows.run(windows.path(program), "-m", "xlshipcheck.cli", "uninstall", "--machine")

    shutil.copy(EXPORT, tmp_path / "注文 一覧.csv")
    (tmp_path / "dropped.py").write_text(DROPPED, encoding="utf-8")

    def drop(path):
        words = ("-X", "utf8", windows.path(tmp_path / "dropped.py"), windows.path(path))
        return windows.run(windows.path(program), *words).stdout.decode("utf-8")

    said = drop(tmp_path / "注文 一覧.csv")
    assert "OPENED 注文 一覧_判定.xlsx" in said
    assert "REACHED []" in said
    assert (tmp_path / "注文 一覧_判定.xlsx").is_file()

    hold_the_morning(windows, program, tmp_path)

    rules = tmp_path / "新しい 規則.zip"
    windows.run(windows.path(program), "-m", "xlshipcheck.cli", "rules", "--pack", windows.path(rules))
    assert "規則を新しくしました" in drop(rules)

    settings = base.parents[1] / "Roaming" / "xlshipcheck" / "settings.toml"
    settings.write_text('shop_name = "見本"', encoding="utf-8")
    said = command(windows, kit, "インストール.cmd")
    assert "入れ替えました" in said
    assert settings.read_text(encoding="utf-8") == 'shop_name = "見本"'
    assert "前に入れた新しい規則を引き継ぎました" in said
    manifest = kit / "app" / "manifest.json"
    newer = manifest.read_text(encoding="utf-8")
    manifest.write_text(json.dumps({**json.loads(newer), "version": "0.0.1"}), encoding="utf-8")
    assert "より古い" in command(windows, kit, "インストール.cmd", refused=True)
    assert program.is_file()
    (kit / "app" / "python3.dll").write_bytes(b"damaged")
    manifest.write_text(newer, encoding="utf-8")
    assert "python3.dll" in command(windows, kit, "インストール.cmd", refused=True)

    assert "消しました" in command(windows, kit, "アンインストール.cmd", "/all")
    left = {path for path in users.rglob("*") if path.is_file()} - log_before
    assert {path for path in left if "xlshipcheck" in str(path) or path.suffix == ".lnk"} == set()
