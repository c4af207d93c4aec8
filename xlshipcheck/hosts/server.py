"""Starts the COM server: `python -m xlshipcheck.hosts.server` stands in the registries of installed machines."""

from __future__ import annotations

import sys

from xlshipcheck.hosts.log import LogStream


def main() -> None:
    """Serve until the last client has let go."""
    # Before xlwings: what it prints while it is imported has nowhere else to go.
    sys.stdout = sys.stderr = LogStream()
    from xlshipcheck.hosts.excel import server  # noqa: PLC0415  after the streams

    server.main()


if __name__ == "__main__":
    main()
