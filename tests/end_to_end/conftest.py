"""What the end-to-end tests share: a LibreOffice with our extension built from the working tree."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from office import Office, need_office

from xlshipcheck.generators import oxt

# The contract of the sheet port stands beside the tests of the other hosts.
sys.path.append(str(Path(__file__).parents[1] / "hosts"))


@pytest.fixture(scope="session")
def extension(tmp_path_factory):
    """Return the extension, built from this tree."""
    path = tmp_path_factory.mktemp("extension") / "xlshipcheck.oxt"
    oxt.main([str(path)])
    return path


@pytest.fixture(scope="session")
def installed_office(extension, tmp_path_factory):
    """Return a LibreOffice with the extension installed, not running; a test is skipped where there is none."""
    need_office()
    return Office(tmp_path_factory.mktemp("office"), extension)


@pytest.fixture(scope="session")
def office(installed_office):
    """Return a running LibreOffice with the extension."""
    installed_office.start()
    yield installed_office
    installed_office.stop()
