"""Makes the LibreOffice extension from the catalogue: `python -m xlshipcheck.generators.oxt [OUT]`.

Everything in it is generated or copied: the type library as IDL text, the function wizard's words, the menu
entry and toolbar button, the component, and beside it the floors that travel with the rules compiled to JSON,
for a LibreOffice whose Python cannot read TOML. The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from xlshipcheck import __version__
from xlshipcheck.generators.floors import travels
from xlshipcheck.generators.oxt_opening import EVENTS, LIBRARY, MEDIA_TYPE, opening_members
from xlshipcheck.hosts.calc.component import OPENED, REFRESH, implementation_name
from xlshipcheck.hosts.calc.install import FILE_NAME, IDENTIFIER
from xlshipcheck.hosts.calc.menu import ENTRIES
from xlshipcheck.hosts.function_names import (
    INTERFACE,
    MODULE,
    SERVICE,
    calc_functions,
    method_name,
    parameter_name,
    returns_rows,
)
from xlshipcheck.rulebook.rules import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.arguments.form import Function

PACKAGE: Final = Path(__file__).parents[1]
RULES_FOLDER: Final = PACKAGE / "rules"
OUTPUT: Final = Path(FILE_NAME)
OLDEST_OFFICE: Final = "7.4"
ENTRY: Final = "xlshipcheck_calc.py"
MENU: Final = "出荷チェック"
STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every member, so that the bytes depend on nothing but their content."""
BESIDES_THE_CORE: Final = (
    "hosts",
    "hosts.book_import",
    "hosts.calc",
    "hosts.calc.*",
    "hosts.clock",
    "hosts.downloads",
    "hosts.function_calls",
    "hosts.function_names",
    "hosts.log",
    "hosts.message_list",
    "hosts.offer",
    "hosts.own_sheets",
    "hosts.own_sheets.content",
    "hosts.own_sheets.own_cells",
    "hosts.own_sheets.summary",
    "hosts.own_sheets.today",
    "hosts.row_messages",
    "xlsx",
    "xlsx.writing",
    "xlsx.writing.pages",
    "xlsx.writing.theme",
)
"""What Calc needs above the floors that travel; a test holds that nothing else is imported."""
TOOLBAR_PLACE: Final = "0,2"
"""Column and row at the top; Calc moves it up beside its own toolbars where there is room."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY: Final = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'oor:package="org.openoffice.Office"'
)


def members() -> dict[str, bytes]:
    """Return every file of the extension by its path, in order."""
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        f"{INTERFACE}.idl": type_library(),
        "xlshipcheck.components": _components(),
        "CalcAddIns.xcu": function_wizard(),
        **opening_members(_REGISTRY),
        "Addons.xcu": _menu(),
        "CalcWindowState.xcu": _toolbar_place(),
        ENTRY: _ENTRY_SOURCE,
        "pythonpath/xlshipcheck/rules/compiled.json": compiled_rules(),
    }
    found = {name: text.encode() for name, text in texts.items()}
    for path in travelling_files():
        found[f"pythonpath/xlshipcheck/{path.relative_to(PACKAGE).as_posix()}"] = path.read_bytes()
    return dict(sorted(found.items()))


def travelling_files() -> Iterator[Path]:
    """Yield the files of the package that LibreOffice gets: the core, its rules, and Calc's own modules."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if travels(name) or any(fnmatch(name, pattern) for pattern in BESIDES_THE_CORE):
            yield path
    yield from sorted(RULES_FOLDER.glob("*.toml"))
    yield from sorted(RULES_FOLDER.glob("*.csv"))


def compiled_rules() -> str:
    """Return all rule files as one JSON text, dates as ISO text, as `rulebook.group_table` reads it."""
    groups = {
        name: tomllib.loads((RULES_FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in GROUPS
    }
    return json.dumps(groups, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: Any) -> str:  # noqa: ANN401  whatever JSON does not know
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))


def type_library() -> str:
    """Return the interface of the functions as UNO IDL."""
    methods = "\n".join(f"    {_signature(function)};" for function in calc_functions().values())
    begin = " ".join(f"module {name} {{" for name in MODULE)
    end = " ".join("};" for _ in MODULE)
    return f"{begin}\n  interface {INTERFACE} : com::sun::star::uno::XInterface {{\n{methods}\n  }};\n{end}\n"


def _signature(function: Function) -> str:
    kinds = ["any"] * len(function.arguments)
    if function.variadic:
        kinds[-1] = "sequence< any >"
    listed = ", ".join(
        f"[in] {kind} {parameter_name(argument)}"
        for kind, argument in zip(kinds, function.arguments, strict=True)
    )
    result = "sequence< sequence< any > >" if returns_rows(function) else "any"
    return f"{result} {method_name(function.name)}({listed})"


def function_wizard() -> str:
    """Return `CalcAddIns.xcu`: names, descriptions and argument help, Japanese for every language."""
    body = "\n".join(_wizard_entry(function) for function in calc_functions().values())
    return (
        f'{_HEAD}<oor:component-data {_REGISTRY} oor:name="CalcAddIns">\n'
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">\n'
        f"{body}\n</node></node></node></oor:component-data>\n"
    )


def _wizard_entry(function: Function) -> str:
    parameters = "".join(
        f'<node oor:name="{parameter_name(argument)}" oor:op="replace">'
        f"{_words('DisplayName', argument.japanese)}{_words('Description', argument.help)}</node>"
        for argument in function.arguments
    )
    return (
        f'<node oor:name="{method_name(function.name)}" oor:op="replace">'
        f"{_words('DisplayName', function.name)}{_words('Description', function.help)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_words('CompatibilityName', function.name)}"
        f'<node oor:name="Parameters">{parameters}</node></node>'
    )


def _words(name: str, text: str) -> str:
    values = "".join(f'<value xml:lang="{language}">{escape(text)}</value>' for language in ("en", "ja"))
    return f'<prop oor:name="{name}">{values}</prop>'


def _manifest() -> str:
    files = (
        (f"{INTERFACE}.idl", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
        ("xlshipcheck.components", "application/vnd.sun.star.uno-components"),
        ("CalcAddIns.xcu", "application/vnd.sun.star.configuration-data"),
        (EVENTS, "application/vnd.sun.star.configuration-data"),
        ("Addons.xcu", "application/vnd.sun.star.configuration-data"),
        ("CalcWindowState.xcu", "application/vnd.sun.star.configuration-data"),
        (f"{LIBRARY}/", MEDIA_TYPE),
    )
    entries = "".join(
        f' <manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>\n'
        for path, kind in files
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}'
        "</manifest:manifest>\n"
    )


def _description() -> str:
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f' <identifier value="{IDENTIFIER}"/>\n <version value="{__version__}"/>\n'
        f' <dependencies><l:LibreOffice-minimal-version value="{OLDEST_OFFICE}" '
        f'l:name="LibreOffice {OLDEST_OFFICE}"/></dependencies>\n'
        ' <display-name><name lang="en">xlshipcheck</name>'
        f'<name lang="ja">{MENU} (xlshipcheck)</name></display-name>\n'
        "</description>\n"
    )


def _components() -> str:
    entries = "".join(
        f'  <implementation name="{implementation_name(service)}"><service name="{service}"/></implementation>\n'
        for service in (SERVICE, OPENED, REFRESH)
    )
    return (
        f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components">\n'
        f' <component loader="com.sun.star.loader.Python" uri="{ENTRY}">\n{entries} </component>\n</components>\n'
    )


def _menu() -> str:
    def titled(text: str) -> str:
        values = "".join(
            f'<value xml:lang="{language}">{escape(text)}</value>' for language in ("en-US", "ja")
        )
        return f'<prop oor:name="Title">{values}</prop>'

    where = '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>'

    def entry(command: str, words: str) -> str:
        return (
            f'<node oor:name="{command}" oor:op="replace"><prop oor:name="URL">'
            f"<value>service:{REFRESH}?{command}</value></prop>"
            f'{titled(words)}<prop oor:name="Target"><value>_self</value></prop>{where}</node>'
        )

    entries = "".join(entry(command, words) for command, words in ENTRIES.items())
    buttons = "".join(entry(command, f"{MENU} {words.strip('.')}") for command, words in ENTRIES.items())
    return (
        f'{_HEAD}<oor:component-data {_REGISTRY} oor:name="Addons">\n <node oor:name="AddonUI">\n'
        f'  <node oor:name="OfficeMenuBar"><node oor:name={quoteattr(IDENTIFIER)} oor:op="replace">'
        f'{titled(MENU)}{where}<node oor:name="Submenu">{entries}</node></node></node>\n'
        f'  <node oor:name="OfficeToolBar"><node oor:name={quoteattr(IDENTIFIER)} oor:op="replace">'
        f"{buttons}</node></node>\n </node>\n</oor:component-data>\n"
    )


def _toolbar_place() -> str:
    """Return where the toolbar stands when Calc shows it first: without it, it floats over the others."""
    registry = _REGISTRY.replace("org.openoffice.Office", "org.openoffice.Office.UI")
    return (
        f'{_HEAD}<oor:component-data {registry} oor:name="CalcWindowState">\n'
        ' <node oor:name="UIElements"><node oor:name="States">\n'
        f'  <node oor:name="private:resource/toolbar/addon_{IDENTIFIER}" oor:op="replace">\n'
        f"   {_words('UIName', MENU)}\n"
        '   <prop oor:name="Docked"><value>true</value></prop>\n'
        '   <prop oor:name="DockingArea"><value>0</value></prop>\n'
        f'   <prop oor:name="DockPos"><value>{TOOLBAR_PLACE}</value></prop>\n'
        "  </node>\n </node></node>\n</oor:component-data>\n"
    )


_ENTRY_SOURCE: Final = '''"""Loaded by LibreOffice; everything else is in `pythonpath`."""

import os
import sys

if sys.version_info < (3, 9):
    raise RuntimeError("xlshipcheck needs a LibreOffice with Python 3.9 or later, not " + sys.version)
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonpath")
# In front, so that this extension never runs another release of the same package.
sys.path[:] = [HERE] + [path for path in sys.path if path != HERE]

import unohelper

from xlshipcheck.hosts.calc.component import implementations

g_ImplementationHelper = unohelper.ImplementationHelper()
for kind, name, services in implementations():
    g_ImplementationHelper.addImplementation(kind, name, services)
'''


def extension() -> bytes:
    """Return the bytes of the extension."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members().items():
            member = zipfile.ZipInfo(name, STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            package.writestr(member, data)
    return out.getvalue()


def main(arguments: list[str] | None = None) -> None:
    """Write the extension to the path given, or to `xlshipcheck.oxt` here."""
    given = sys.argv[1:] if arguments is None else arguments
    path = Path(given[0]) if given else OUTPUT
    path.write_bytes(extension())


if __name__ == "__main__":
    main()
