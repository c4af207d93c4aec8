"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The time one example takes says nothing on a machine that builds something else beside.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")
