"""Which command of the loop does what; each is loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from xlshipcheck.context import Context

COMMANDS: Final = {
    "check": "xlshipcheck.shell.round_trip.checking:check_file",
    "plan": "xlshipcheck.shell.round_trip.drafting:improvement_plan",
    "points": "xlshipcheck.shell.round_trip.drafting:own_points",
    "reconcile": "xlshipcheck.shell.round_trip.reconciling:reconcile_report",
    "write-confirmation": "xlshipcheck.shell.round_trip.confirming:write_confirmation",
}


def run(options: argparse.Namespace, context: Context) -> int:
    """Run the command that was asked for and return its exit status."""
    module, name = COMMANDS[options.command].split(":")
    return int(getattr(import_module(module), name)(options, context))
