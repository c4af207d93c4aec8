"""A LibreOffice of our own for a test: fresh profile, our extension, driven through UNO.

Each one has a profile of its own, so that several run beside each other and nothing of the user's is seen.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path("/usr/lib/libreoffice/program")
UNO_PACKAGES = "/usr/lib/python3/dist-packages"
RESTART = 81
"""LibreOffice ends with this status when it wants to be started once more, as after its first start."""
START_SECONDS = 60


def uno_module() -> Any:
    """Return the module `uno`, which the system's Python has and a virtual environment has not."""
    if UNO_PACKAGES not in sys.path:
        sys.path.append(UNO_PACKAGES)
    import uno  # noqa: PLC0415  found only now

    return uno


def need_office() -> None:
    """Skip the test where there is no LibreOffice; where one is required, fail it."""
    if not ((PROGRAM / "soffice.bin").exists() and Path(UNO_PACKAGES, "uno.py").exists()):
        message = "LibreOffice and python3-uno are not installed"
        if os.environ.get("XLSHIPCHECK_END_TO_END") == "required":
            pytest.fail(message)
        pytest.skip(message)


class Office:
    """A running LibreOffice.

    Args:
        folder: an empty folder for its profile.
        extension: an .oxt to install first; None for a bare one.
        environment: variables besides those of this process.
    """

    def __init__(
        self, folder: Path, extension: Path | None = None, environment: dict[str, str] | None = None
    ):
        self.folder = folder
        self.options = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"-env:UNO_SHARED_PACKAGES_CACHE={(folder / 'shared').as_uri()}",
        ]
        # XDG: no settings file and no log of the user's.
        self.environment = {
            **os.environ,
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            **(environment or {}),
        }
        if extension is not None:
            self.install(extension)
        self._process: subprocess.Popen[bytes] | None = None
        self.desktop: Any = None

    def install(self, extension: Path) -> None:
        """Install an extension into the profile; root may install only for all users, so those are kept here."""
        shared = ["--shared"] if os.geteuid() == 0 else []
        subprocess.run(  # noqa: S603  LibreOffice's own program
            [str(PROGRAM / "unopkg"), "add", *shared, *self.options, str(extension)],
            check=True,
            capture_output=True,
            env=self.environment,
            timeout=120,
        )

    def start(self) -> Office:
        """Start it and connect."""
        uno = uno_module()
        pipe = f"xlshipcheck{uuid.uuid4().hex}"
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self._launch(pipe)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process is not None and self._process.poll() is not None:
                assert self._process.returncode == RESTART
                self._launch(pipe)
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except uno.getClass("com.sun.star.connection.NoConnectException"):
                time.sleep(0.1)
        self.desktop = self.service("com.sun.star.frame.Desktop")
        return self

    def _launch(self, pipe: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603  as above
            [
                str(PROGRAM / "soffice.bin"),
                "--headless",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={pipe};urp;",
                *self.options,
            ],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def service(self, name: str) -> Any:
        """Return a new instance of a UNO service."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def new(self) -> Any:
        """Return a new, empty spreadsheet."""
        return self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, (named("Hidden", value=True),)
        )

    def open(self, path: Path, *, hidden: bool = True) -> Any:
        """Open a workbook; a hidden one has no window, and is not the one in front."""
        options = (named("Hidden", value=hidden),)
        return self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, options)

    def save_xlsx(self, document: Any, path: Path) -> None:
        """Save a document as .xlsx, as File > Save as does."""
        document.storeToURL(path.as_uri(), (named("FilterName", value="Calc MS Excel 2007 XML"),))

    @property
    def process_number(self) -> int:
        """Return the number of the running process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """End it."""
        if self.desktop is not None:
            # The bridge breaks while the answer is on its way.
            with contextlib.suppress(Exception):
                self.desktop.terminate()
        if self._process is not None:
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def convert(self, source: Path, folder: Path, kind: str = "xlsx") -> Path:
        """Convert a file as `soffice --convert-to` does, in a process that ends with it."""
        for _ in range(2):
            done = subprocess.run(  # noqa: S603  as above
                [
                    str(PROGRAM / "soffice.bin"),
                    "--headless",
                    "--norestore",
                    *self.options,
                    "--convert-to",
                    kind,
                    "--outdir",
                    str(folder),
                    str(source),
                ],
                env=self.environment,
                capture_output=True,
                timeout=300,
                check=False,
            )
            if done.returncode != RESTART:
                break
        return folder / f"{source.stem}.{kind.partition(':')[0]}"


def close(document: Any) -> None:
    """Close a document without asking."""
    document.close(True)  # noqa: FBT003  UNO takes it by position only


def named(name: str, *, value: Any) -> Any:
    """Return a UNO property."""
    entry = uno_module().createUnoStruct("com.sun.star.beans.PropertyValue")
    entry.Name, entry.Value = name, value
    return entry


class Typist:
    """Types into a shown document, as a seller does: through the window, not through the cells.

    Args:
        office: the running LibreOffice.
        document: a document with a window.
    """

    def __init__(self, office, document):
        self._dispatcher = office.service("com.sun.star.frame.DispatchHelper")
        self._document = document

    def command(self, name, **arguments):
        """Give a command of the menus."""
        frame = self._document.CurrentController.Frame
        listed = tuple(named(key, value=value) for key, value in arguments.items())
        self._dispatcher.executeDispatch(frame, f".uno:{name}", "", 0, listed)

    def enter(self, cell, text):
        """Type a text into a cell."""
        self.command("GoToCell", ToPoint=cell)
        self.command("EnterString", StringName=text)

    def shown(self, cell, wanted, sheet="受注"):
        """Return what a cell shows once it shows what is wanted, or after a while."""
        found = self._document.Sheets.getByName(sheet).getCellRangeByName(cell)
        for _ in range(100):
            if found.String == wanted:
                break
            # What was typed is linked when LibreOffice is idle; a question lets it be so.
            self._document.CurrentController.Frame.ComponentWindow.Toolkit.processEventsToIdle()
        return found.String
