"""The generated extension: complete, consistent in itself, and the same bytes every time."""

from __future__ import annotations

import fnmatch
import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators import oxt
from xlshipcheck.generators.floors import travels
from xlshipcheck.hosts.function_names import (
    calc_functions,
    long_name,
    method_name,
    parameter_name,
    short_names,
)
from xlshipcheck.rulebook.rules import group_table

OOR = "{http://openoffice.org/2001/registry}"
METHOD = re.compile(r"^ {4}(any|sequence< sequence< any > >) (\w+)\((.*)\);$", re.MULTILINE)


@pytest.fixture(scope="module")
def members():
    """Return the files of the extension."""
    return oxt.members()


def parsed(data):
    """Return the tree of an XML file of ours."""
    return ET.fromstring(data)  # noqa: S314  we made it ourselves


def methods(text):
    """Return method -> its parameters, in order, as (type, name)."""
    return {
        name: [tuple(part.removeprefix("[in] ").rsplit(" ", 1)) for part in listed.split(", ")]
        if listed
        else []
        for _, name, listed in METHOD.findall(text)
    }


def test_type_library_covers_the_catalogue(members):
    """Every function is a method with its arguments in the order of the contract."""
    found = methods(members["XFunctions.idl"].decode())
    assert list(found) == [method_name(name) for name in calc_functions()]
    assert set(functions()) <= set(calc_functions())
    for name, function in calc_functions().items():
        assert [word for _, word in found[method_name(name)]] == [
            parameter_name(a) for a in function.arguments
        ]


def test_wizard_names_are_those_of_the_type_library(members):
    """Nodes of the function wizard are called like methods and parameters, else Calc shows no help."""
    tree = parsed(members["CalcAddIns.xcu"])
    entries = tree.findall(f".//*[@{OOR}name='AddInFunctions']/node")
    found = methods(members["XFunctions.idl"].decode())
    assert [entry.get(f"{OOR}name") for entry in entries] == list(found)
    for entry in entries:
        parameters = entry.findall(f"node[@{OOR}name='Parameters']/node")
        assert [p.get(f"{OOR}name") for p in parameters] == [
            word for _, word in found[entry.get(f"{OOR}name")]
        ]


def test_wizard_speaks_japanese(members):
    """Names, help and argument help are the catalogue's, whatever the language of the LibreOffice."""
    tree = parsed(members["CalcAddIns.xcu"])
    for name, function in calc_functions().items():
        entry = tree.find(f".//node[@{OOR}name='{method_name(name)}']")
        texts = [value.text for value in entry.findall("prop/value")]
        assert texts == [name, name, function.help, function.help, "Add-In", name, name]
        words = [value.text for value in entry.findall("node/node/prop/value")]
        assert words == [w for a in function.arguments for w in (a.japanese, a.japanese, a.help, a.help)]


def test_every_file_named_is_there(members):
    """The manifest and the component name files that exist; the job and the menu name services that exist."""
    manifest = parsed(members["META-INF/manifest.xml"])
    space = "{http://openoffice.org/2001/manifest}"
    folders = {f"{name.rpartition('/')[0]}/" for name in members}
    assert {entry.get(f"{space}full-path") for entry in manifest} <= {*members, *folders}
    components = members["xlshipcheck.components"].decode()
    assert re.search(r'uri="([^"]*)"', components)[1] in members
    services = set(re.findall(r'service name="([^"]*)"', components))
    library, module, macro = re.search(
        r"<value>vnd\.sun\.star\.script:(\w+)\.(\w+)\.(\w+)\?", members["Events.xcu"].decode()
    ).groups()
    source = "".join(parsed(members[f"{library}/{module}.xba"]).itertext())
    assert re.search(rf"^Sub {macro}\(", source, re.MULTILINE)
    assert set(re.findall(r'CreateUnoService\("([^"]*)"\)', source)) <= services
    assert set(re.findall(r"service:(jp\.xlshipcheck\.\w+)\?", members["Addons.xcu"].decode())) <= services
    for name, data in members.items():
        if name.endswith((".xml", ".xcu", ".components")):
            parsed(data)


def test_the_macro_of_an_opened_document_knows_every_name(members):
    """What is looked for in formulas finds every function, and every name under which LibreOffice saved one."""
    source = "".join(parsed(members["Xlshipcheck/Opened.xba"]).itertext())
    pattern = re.compile(re.search(r'SearchString = "([^"]*)"', source)[1])
    names = re.search(r'Split\("([^"]*)", "\|"\)', source)[1].split("|")
    for formula in [*calc_functions(), *short_names()]:
        assert pattern.search(f"=1+{formula}(A1)"), formula
        assert any(name in formula for name in names), formula
    for other in ("=WORKDAY(A1,4)", "=SUM(A1:A9)", '=IF(A1="QOO10",1,2)', "=JP!A1"):
        assert not pattern.search(other)
        assert not any(name in other for name in names)


def test_menu_and_toolbar_are_japanese(members):
    """The menu is 出荷チェック with 更新, 取込 and 文面 in it, for spreadsheets only; the toolbar has them too."""
    text = members["Addons.xcu"].decode()
    assert ">出荷チェック<" in text
    for words in (">更新<", ">取込...<", ">文面...<", ">出荷チェック 更新<", ">出荷チェック 取込<"):
        assert words in text
    assert text.count("com.sun.star.sheet.SpreadsheetDocument") == 7


def test_toolbar_is_docked_and_named(members):
    """The place of the toolbar is told for the very toolbar that is added, under a Japanese name."""
    (toolbar,) = re.findall(r'"OfficeToolBar"><node oor:name="([^"]*)"', members["Addons.xcu"].decode())
    place = members["CalcWindowState.xcu"].decode()
    assert f'"private:resource/toolbar/addon_{toolbar}"' in place
    assert ">出荷チェック<" in place


def test_rules_are_compiled(members):
    """The rules in JSON are those of the TOML files, dates as ISO text; the holidays are beside them."""
    compiled = json.loads(members["pythonpath/xlshipcheck/rules/compiled.json"])
    for name, table in compiled.items():
        assert json.loads(json.dumps(group_table(name), default=str)) == table
    assert "pythonpath/xlshipcheck/rules/holidays.csv" in members


def test_what_travels_is_all_that_is_needed(members):
    """Nothing that travels imports a module of ours that stays at home."""
    inside = {
        name.removeprefix("pythonpath/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in members
        if name.endswith(".py") and name.startswith("pythonpath/")
    }
    for name, data in members.items():
        if name.endswith(".py"):
            for wanted in re.findall(r"^\s*from (xlshipcheck[\w.]*) import", data.decode(), re.MULTILINE):
                assert wanted in inside, (name, wanted)
    assert all(fnmatch.filter(inside, f"xlshipcheck.{pattern}") for pattern in oxt.BESIDES_THE_CORE)


def test_nothing_travels_that_need_not():
    """Of the modules above floor 3 only those listed are packed."""
    packed = [
        path.relative_to(oxt.PACKAGE).with_suffix("").as_posix().replace("/", ".")
        for path in oxt.travelling_files()
    ]
    names = {name.removesuffix(".__init__") for name in packed if not name.startswith("rules.")}
    above = {name for name in names if name != "__init__" and not travels(name)}
    listed = {name for pattern in oxt.BESIDES_THE_CORE for name in fnmatch.filter(above, pattern)}
    assert above == listed


def test_same_sources_same_bytes():
    """Two builds are equal, and carry no time of their own."""
    assert oxt.extension() == oxt.extension()
    with zipfile.ZipFile(io.BytesIO(oxt.extension())) as package:
        assert {member.date_time for member in package.infolist()} == {oxt.STAMP}
        assert package.testzip() is None


def test_command_writes_the_file(tmp_path):
    """`python -m xlshipcheck.generators.oxt OUT` writes the extension there."""
    oxt.main([str(tmp_path / "a.oxt")])
    assert (tmp_path / "a.oxt").read_bytes() == oxt.extension()


def test_names_are_one_to_one():
    """No two functions share a UNO name, and each long name leads back to its function."""
    assert len({method_name(name) for name in calc_functions()}) == len(calc_functions())
    assert {short_names()[long_name(name)] for name in calc_functions()} == set(calc_functions())
    assert long_name("QOO10_STAGE") == "JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE"
