"""What can happen to the process that judges a shop; processes of their own import it by this name."""

from __future__ import annotations

import os

from xlshipcheck.shell.agency.shop import JUDGED, ShopResult


def end_at_bad_ones(task):
    """End the process without a word where the shop's name says so."""
    if "落ちる" in task.name:
        os._exit(9)
    return ShopResult(task.name, JUDGED)
