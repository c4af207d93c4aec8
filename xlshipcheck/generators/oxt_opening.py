"""What the extension does when a document is opened: a macro looks whether it calls our functions.

A job of Jobs.xcu would be ours, and so Python's: every document that is opened would start it. A macro in
LibreOffice's Basic looks first. LibreOffice keeps one macro for each event; one that the user has chosen for this
event goes before ours, and `doctor` says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from xlshipcheck.hosts.calc.component import OPENED
from xlshipcheck.hosts.calc.install import LOADED_EVENT
from xlshipcheck.hosts.calc.link import CONDITION
from xlshipcheck.hosts.calc.sheets.cells import ANY_RESULT
from xlshipcheck.hosts.function_names import SERVICE, calc_functions

LIBRARY: Final = "Xlshipcheck"
MODULE: Final = "Opened"
MACRO: Final = "LoadFinished"
EVENTS: Final = "Events.xcu"
MEDIA_TYPE: Final = "application/vnd.sun.star.basic-library"
_SOURCE: Final = Path(__file__).with_name("basic") / f"{MODULE}.bas"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DTD: Final = '<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'


def opening_members(registry: str) -> dict[str, str]:
    """Return the files of the extension that let the macro run, by their path.

    Args:
        registry: the attributes that every file of settings carries.
    """
    return {
        EVENTS: _events(registry),
        f"{LIBRARY}/script.xlb": _library(f'<library:element library:name="{MODULE}"/>'),
        # LibreOffice asks for one, dialogs or not.
        f"{LIBRARY}/dialog.xlb": _library(""),
        f"{LIBRARY}/{MODULE}.xba": _module(),
    }


def opening_source() -> str:
    """Return the macro's source."""
    names = [*calc_functions(), SERVICE.upper()]
    # The longer a list of names is, the longer a search takes: one that begins like another is found by that one.
    words = [name for name in names if not any(name != other and name.startswith(other) for other in names)]
    return _SOURCE.read_text(encoding="ascii").format(
        service=OPENED,
        any_result=ANY_RESULT,
        condition=CONDITION,
        pattern="|".join(word.replace(".", r"\.") for word in words),
        names="|".join(words),
    )


def _events(registry: str) -> str:
    url = f"vnd.sun.star.script:{LIBRARY}.{MODULE}.{MACRO}?language=Basic&location=application"
    return (
        f'{_HEAD}<oor:component-data {registry} oor:name="Events">\n'
        f' <node oor:name="ApplicationEvents"><node oor:name="Bindings">\n'
        f'  <node oor:name="{LOADED_EVENT}" oor:op="replace"><prop oor:name="BindingURL">'
        f"<value>{escape(url)}</value></prop></node>\n </node></node>\n</oor:component-data>\n"
    )


def _library(elements: str) -> str:
    return (
        f"{_HEAD}{_DTD.format('library', 'library')}"
        f'<library:library xmlns:library="http://openoffice.org/2000/library" library:name="{LIBRARY}" '
        f'library:readonly="false" library:passwordprotected="false">{elements}</library:library>\n'
    )


def _module() -> str:
    source = escape(opening_source(), {'"': "&quot;", "'": "&apos;"})
    return (
        f"{_HEAD}{_DTD.format('script', 'module')}"
        f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{MODULE}" '
        f'script:language="StarBasic">{source}</script:module>\n'
    )
