"""What tests of files are given."""

from __future__ import annotations

import open_documents as ods
import pytest


@pytest.fixture
def made(tmp_path):
    """Return a function that makes a file of a body, and gives its path."""

    def make(body, **options):
        path = tmp_path / "受注.ods"
        text = options.pop("text", None) or ods.content(body, **options.pop("content", {}))
        path.write_bytes(ods.document(text, **options))
        return path

    return make
