"""Which command of the loop does what; each is loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from xlshipcheck.context import Context

COMMANDS: Final = {
    "check": "xlshipcheck.shell.checking:check_file",
    "plan": "xlshipcheck.shell.drafting:improvement_plan",
    "points": "xlshipcheck.shell.drafting:own_points",
    "reconcile": "xlshipcheck.shell.reconciling:reconcile_report",
    "write-confirmation": "xlshipcheck.shell.confirming:write_confirmation",
}


def run(options: argparse.Namespace, context: Context) -> int:
    """Run the command that was asked for and return its exit status."""
    module, name = COMMANDS[options.command].split(":")
    return int(getattr(import_module(module), name)(options, context))
