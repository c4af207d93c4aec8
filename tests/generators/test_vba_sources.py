"""The generated VBA: every function wrapped, no name that VBA would take for another, no word that is not ASCII."""

from __future__ import annotations

import re

import pytest
import pyvbaanalysis

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators import vba_source
from xlshipcheck.generators.template import book as template
from xlshipcheck.hosts.excel import server

STATIC = ["XlshipCalls", "XlshipButtons", "XlshipTab", "ThisWorkbook"]
SOURCES = {name: vba_source.static_source(name) for name in STATIC} | {
    "XlshipFunctions": vba_source.functions_source()
}
# [MS-VBAL] 3.3.5.2: what can never be a name.
RESERVED = set(
    """
    abs addressof and any array as boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec cdecl cint
    circle class clng clnglng clngptr close const csng cstr currency cvar cverr date debug decimal declare defbool
    defbyte defcur defdate defdbl defdec defint deflng defobj defsng defstr defvar dim do doevents double each else
    elseif empty end endif enum eqv erase event exit false fix for friend function get global gosub goto if imp
    implements in input inputb int integer is lbound len lenb let like line linput lock long longlong longptr loop lset
    me mod new next not nothing null on open option optional or paramarray preserve print private property pset ptr
    public put raiseevent redim rem resume return rset scale seek select set sgn shared single spc static stop string
    sub tab then to true type typeof ubound unlock until variant vb_name wend while with withevents write xor
    """.split()
)


def header_of(name):
    """Return the declaration of a wrapper as one line."""
    text = SOURCES["XlshipFunctions"].replace(" _\n", " ")
    return re.sub(r"\s+", " ", re.search(rf"Public Function {name}\(.*", text)[0])


def body_of(name):
    """Return a wrapper from its arguments to its end."""
    return SOURCES["XlshipFunctions"].partition(f"Public Function {name}(")[2].partition("End Function")[0]


def names_in(header):
    """Return the names of the arguments of a declaration."""
    return re.findall(r"(?:ByVal|ParamArray) (\w+)", header)


@pytest.mark.parametrize("function", functions().values(), ids=lambda function: function.name)
def test_a_wrapper_has_the_arguments_of_the_catalogue(function):
    """Every function takes its arguments in order, optional from where the catalogue says so, and passes them on."""
    header = header_of(function.name)
    names = names_in(header)
    assert [name.rstrip("_") for name in names] == [argument.name for argument in function.arguments]
    required = 1 if function.variadic else function.optional_from
    assert re.findall(r"(?<!Optional )ByVal (\w+)", header) == names[:required]
    body = body_of(function.name)
    if function.variadic:
        assert "WithRest(function_name, rest)" in body
    else:
        assert f"Array({', '.join(names)})" in body
    assert f'XlshipAnswer("{function.name}", {function.row_aware}, ' in body


@pytest.mark.parametrize("function", functions().values(), ids=lambda function: function.name)
def test_only_what_hangs_on_the_unseen_is_volatile(function):
    """A wrapper is volatile where 基準日 is left out or the row is read, and in no other case."""
    body = body_of(function.name)
    reads_day = any(argument.reader == "as_of" for argument in function.arguments)
    assert ("Application.Volatile" in body) == (reads_day or function.row_aware or function.variadic)
    if reads_day:
        assert "IsMissing(as_of)" in body
    if function.row_aware:
        assert f"IsMissing({function.arguments[0].name})" in body


def test_no_argument_is_called_like_something_else():
    """VBA knows no case: an argument named like a procedure or a reserved word would hide it."""
    procedures = {
        name.lower()
        for source in SOURCES.values()
        for name in re.findall(r"(?:Function|Sub|Const) (\w+)", source)
    }
    for function in functions().values():
        names = {name.lower() for name in names_in(header_of(function.name))}
        assert not names & (RESERVED | procedures | {"rest"}), function.name


@pytest.mark.parametrize("name", SOURCES)
def test_source_is_plain(name):
    """Source is ASCII, declares its variables, and keeps within VBA's line length."""
    source = SOURCES[name]
    assert source.isascii()
    assert source.startswith("Option Explicit\n")
    assert max(map(len, source.splitlines())) < 1023


@pytest.mark.parametrize("name", [template.MACRO_BOOK, template.ADD_IN])
def test_a_compiler_would_take_it(name):
    """A static analyser of VBA finds nothing: every name declared, every call with its arguments, every block closed."""
    found = pyvbaanalysis.analyze_workbook(template.FOLDER / name)
    assert {"XlshipFunctions", "XlshipCalls", "XlshipButtons"} <= set(found)
    assert [(module, str(entry)) for module, entries in found.items() for entry in entries] == []


def test_the_analyser_sees_mistakes(tmp_path):
    """It reports a name that is not declared and a call that lacks an argument, or its silence would say nothing."""
    path = tmp_path / "Broken.bas"
    source = vba_source.static_source("XlshipCalls").replace("Set server = Nothing", "Set servr = Nothing")
    source = source.replace("Clipped(given(position))", "Clipped()")
    path.write_text('Attribute VB_Name = "Broken"\n' + source, encoding="ascii")
    codes = {entry.code for entry in pyvbaanalysis.analyze_loose_files([path])["Broken"]}
    assert "undeclared-variable" in codes
    assert len(codes) > 1


def test_events_of_every_book_are_heard():
    """The first formula or the ribbon begins to watch Excel itself, and each event goes to what answers it."""
    source = SOURCES["ThisWorkbook"]
    assert "Private WithEvents watched As Application\n" in source
    watch = source.partition("Public Sub Watch()")[2].partition("End Sub")[0]
    assert "Set watched = Application\n" in watch
    heard = dict(re.findall(r"Private Sub watched_(\w+)\(.*\)\n    (\w+) \w+\nEnd Sub", source))
    assert heard == {
        "SheetChange": "XlshipSheetChanged",
        "SheetCalculate": "XlshipSheetCalculated",
        "WorkbookOpen": "XlshipBookOpened",
    }
    for name in heard.values():
        assert f"Public Sub {name}(" in SOURCES["XlshipButtons"]
    assert "Public Sub XlshipWatch()\n    ThisWorkbook.Watch\n" in SOURCES["XlshipButtons"]
    for module, begins in (("XlshipCalls", "Private Sub BeginCall()\n"), ("XlshipTab", "Public Sub ")):
        body = SOURCES[module].partition(begins)[2].partition("End Sub")[0]
        assert "    XlshipWatch\n" in body, module


def test_every_text_is_there():
    """Each word that VBA asks for stands on the sheet of words, and none stands there for nothing."""
    asked = {key for source in SOURCES.values() for key in re.findall(r'TextOf\("(\w+)"\)', source)}
    assert asked == {key for key in vba_source.texts() if not key.startswith(("result:", "failure:"))}


def test_results_of_every_kind_are_known():
    """The columns that a refresh writes are left out of a row-aware question."""
    titles = vba_source.result_titles()
    assert {"段階", "確認", "追跡判定", "判定理由", "保管期限", "次の対応"} <= set(titles)


def test_help_fits_excel():
    """Each function has a sentence and one for each argument, none longer than Excel takes."""
    rows = vba_source.function_help()
    assert [row[0] for row in rows] == list(functions())
    assert all(len(row) == 2 + len(functions()[row[0]].arguments) for row in rows)
    assert all(0 < len(text) <= 255 for row in rows for text in row)


def test_calls_are_those_of_the_server():
    """VBA calls only what the COM server offers, with as many arguments as that takes."""
    source = SOURCES["XlshipCalls"]
    called = set(re.findall(r"server\.(\w+)[( ]", source))
    assert called == set(server.Server._public_methods_) - {"Version"}
    assert f'ProgId As String = "{server.PROGID}"' in SOURCES["XlshipFunctions"]
