"""The translation of our VBA for the tests: what it keeps, what it rewrites, and that it refuses the rest."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from vba_to_vbscript import NotTranslated, vbscript

from xlshipcheck.generators import vba_source


def body_of(lines):
    """Return the translated lines of a procedure."""
    source = "Option Explicit\nPublic Function F(ByVal x As Variant) As Variant\n{}\nEnd Function\n"
    return vbscript([source.format("\n".join(lines))]).splitlines()[2:-1]


@pytest.mark.parametrize(
    ("vba", "script"),
    [
        ("F = 1 ' of x As Long", ["F = 1"]),
        ('F = "x As Long" & Date', ['F = "x As Long" & Today']),
        ("F = x.Date", ["F = x.Date"]),
        ("Dim a As Long, b As Variant, c As Range", ["Dim a, b, c", "a = 0", "Set c = Nothing"]),
        ("Dim a(1 To 2, 0 To 3) As String", ["Dim a", "ReDim a(2, 3)"]),
        ("ReDim a(LBound(x) To UBound(x) - (1))", ["ReDim a(UBound(x) - (1))"]),
        ("Dim found As New Collection", ["Dim found", "Set found = NewCollection()"]),
        ("For Each one In x.Rows", ["For Each one In x.Rows"]),
        ("On Error GoTo 0", ["On Error GoTo 0: Err.Clear"]),
    ],
)
def test_a_line(vba, script):
    """A line keeps its meaning without its types."""
    assert body_of([vba]) == script


@pytest.mark.parametrize(
    "line",
    [
        "G Name:=1",
        "F = x Like 1",
        "Set F = New Thing",
        "GoTo There",
        "With x",
        "F = Mid$(x, 1)",
        "ReDim Preserve a(2 To 3)",
        "Dim a As Collection * 5",
        "#If Win64 Then",
        "Resume Next",
    ],
)
def test_an_unknown_line_is_refused(line):
    """What VBScript lacks, or would read otherwise, is no guess."""
    with pytest.raises(NotTranslated):
        body_of(["F = 1", line])


def test_an_error_leads_to_its_label():
    """What follows the label runs after an error only, and sees the variables of what went before."""
    lines = ["On Error GoTo Bad", "Dim n As Long", "n = 1 / x", "Exit Function", "Bad:", "F = n"]
    assert "\n".join(body_of(lines)) == (
        "Function F_tried(ByVal x)\nF_n = 1 / x\nExit Function\nEnd Function\nFunction F(ByVal x)\nF_n = 0\n"
        "On Error Resume Next\nF = F_tried(x)\nIf Err.Number <> 0 Then\nF = F_n\nEnd If\nErr.Clear"
    )


def test_our_own_source_is_taken():
    """Every procedure that the workbooks run is in the script, and no type is left in it."""
    names = ("XlshipCalls", "XlshipButtons")
    sources = [vba_source.functions_source(), *map(vba_source.static_source, names)]
    script = vbscript(sources, without={"XlshipDescribeFunctions"})
    there = set(re.findall(r"^(?:Function|Sub) (\w+)", script, re.MULTILINE))
    wanted = {
        name
        for source in sources
        for name in re.findall(r"^\w+ (?:Function|Sub) (\w+)", source, re.MULTILINE)
    }
    assert wanted - there == {"XlshipDescribeFunctions"}
    assert not re.search(r"^[^\"]*\bAs\b", script, re.MULTILINE)
