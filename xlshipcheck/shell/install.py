"""The commands `install` and `uninstall`: Excel's way to us in the registry."""

from __future__ import annotations

from xlshipcheck.hosts.excel import install as excel_install
from xlshipcheck.shell.output import as_json as to_json

DONE = 0


def install(*, machine: bool, as_json: bool) -> int:
    """Register our COM server and print what COM will start."""
    command = excel_install.install(machine=machine)
    print(to_json({"command": command}) if as_json else f"登録しました: {command}")
    return DONE


def uninstall(*, machine: bool, as_json: bool) -> int:
    """Remove our entry from the registry and print whether there was one."""
    removed = excel_install.uninstall(machine=machine)
    print(
        to_json({"removed": removed})
        if as_json
        else "登録を消しました"
        if removed
        else "登録はありませんでした"
    )
    return DONE
