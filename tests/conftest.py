"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# The time one example takes says nothing on a machine that builds something else beside. Examples are the same in
# every run, so that a run is red for what was changed and for nothing else. HYPOTHESIS_PROFILE=explore looks further,
# quick less far.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

LONGEST_ID = 80


def pytest_make_parametrize_id(val, argname):
    """Name a test by plain characters: parallel workers must collect the same names, and people read them.

    Bytes and texts with control characters (a zip's time stamp, say) are named after their argument; pytest adds
    a number where that alone does not tell two tests apart.
    """
    if isinstance(val, (bytes, bytearray)):
        return argname
    if isinstance(val, str) and (not val.isprintable() or len(val) > LONGEST_ID):
        return argname
    return None
