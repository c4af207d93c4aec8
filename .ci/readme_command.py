"""Prints the README's demo or test command, so that what CI runs is what a reader runs."""

import pathlib
import re
import sys


def main() -> None:
    """Print the one command in the fenced block marked `<!-- command: NAME -->`."""
    name = sys.argv[1]
    text = pathlib.Path("README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- command: {name} -->\s*```\w*\n(.*?)```", text, re.DOTALL)
    if found is None:
        sys.exit(f"README.md has no command {name!r}")
    print(found[1].strip())  # noqa: T201  this is what the script is for


if __name__ == "__main__":
    main()
