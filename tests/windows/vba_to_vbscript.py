"""Turns our VBA into VBScript, its subset, so that another engine than Excel's can run the very source.

Dropped are types, `Optional` and visibility; what VBScript lacks is rewritten: a typed variable is set to what VBA
sets it to, `On Error GoTo` becomes a procedure within another, a lower bound of 1 an element 0 that stays empty.
Anything else that VBScript would take for something different is refused.
"""

from __future__ import annotations

import re

START_OF_TYPE = {"Long": "0", "Double": "0", "String": '""', "Boolean": "False"}
# What VBA or Excel offers, or what must not be left to a clock -> what the host offers in its place.
RENAMED = {
    "CreateObject": "MadeObject",
    "Date": "Today",
    "InputBox": "Asked",
    "IsError": "IsErrorValue",
    "IsMissing": "IsOmitted",
    "Join": "Joined",
    "MsgBox": "Shown",
    "Now": "Moment",
    "Timer": "Clock",
    "TypeName": "KindOf",
}
STATEMENTS = set(
    "call case dim do else elseif end exit for if loop next on private public redim select set static".split()
)
REFUSED = re.compile(
    r":=|\bAs\b|\b(?:GoTo|GoSub|Like|TypeOf|AddressOf|Optional|ParamArray|New|With|Declare|Enum|Property|Event"
    r"|Implements|Friend|Preserve|Let|LSet|RSet|Resume|Open|Stop|To)\b|[A-Za-z_]\w*[%!#@$](?!\w)|\[|^#",
    re.IGNORECASE,
)
STRING = re.compile(r'"(?:[^"]|"")*"')
HEADER = re.compile(r"(?:Public |Private )?(Function|Sub) (\w+)\((.*)\)(?: As (\w+))?\Z")
VARIABLE = re.compile(r"(\w+)(?:(\()(.*)\))?(?: As (New )?(\w+))?\Z")
BOUNDS = re.compile(r"(?:[01]|LBound\(\w+\)) To (.+)\Z")


class NotTranslated(Exception):
    """A line that this program does not know."""


def vbscript(sources, without=()):
    """Return modules of VBA as one script.

    Args:
        sources: their texts.
        without: procedures to leave out.

    Raises:
        NotTranslated: a line that VBScript could not run, or would run otherwise.
    """
    names = []
    out = ["Option Explicit"]
    for source in sources:
        lines = logical_lines(source)
        while lines:
            line = lines.pop(0)
            header = HEADER.match(line)
            if header:
                end = lines.index(f"End {header[1]}")
                body, lines = lines[:end], lines[end + 1 :]
                if header[2] not in without:
                    names.append(header[2])
                    out += procedure(header, body)
            elif not line.startswith("Option "):
                name, text = declaration(line)
                names.append(name)
                out += text
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise NotTranslated(f"a script has one space of names: {twice}")
    return "\n".join(out) + "\n"


def logical_lines(source):
    """Return the lines of a module without comments, blank lines, and line breaks within a statement."""
    lines = []
    for line in re.sub(r" _\n\s*", " ", source).splitlines():
        masked = STRING.sub(lambda found: "~" * len(found[0]), line)
        code = line[: masked.index("'")] if "'" in masked else line
        if code.strip():
            lines.append(code.strip())
    return without_mac(lines)


def without_mac(lines):
    """Return lines without those that are compiled on a Mac only."""
    kept, on_mac = [], False
    for line in lines:
        if line == "#If Mac Then":
            on_mac = True
        elif line == "#End If" and on_mac:
            on_mac = False
        elif not on_mac:
            kept.append(line)
    return kept


def declaration(line):
    """Return the name and the lines of what a module declares outside of its procedures."""
    constant = re.match(r"(?:Public |Private )?Const (\w+) As \w+ = (.*)", line)
    if constant:
        return constant[1], [f"Const {constant[1]} = {constant[2]}"]
    variable = re.match(r"(?:Public |Private |Dim )(\w+) As (\w+)\Z", line)
    if not variable:
        raise NotTranslated(line)
    return variable[1], declared(line.split(" ", 1)[1])


def procedure(header, body):
    """Return the lines of a procedure."""
    kind, name, parameters, result = header.groups()
    given = [re.sub(r" As \w+$", "", one.replace("Optional ", "")) for one in split(parameters)]
    given = [re.sub(r"^ParamArray (\w+)\(\)", r"ByVal \1", one) for one in given]
    labels = [line[14:].strip() for line in body if re.match(r"On Error GoTo [A-Za-z]", line)]
    body = [line for line in body if not re.match(r"On Error GoTo [A-Za-z]", line)]
    # In VBA a declaration takes effect once, wherever it stands: here only at the top is that the same.
    top = 0
    while top < len(body) and body[top].startswith(("Dim ", "Static ")):
        top += 1
    local = [line for text in body[:top] if text.startswith("Dim ") for line in declared(text[4:])]
    kept = [text[7:] for text in body[:top] if text.startswith("Static ")]
    rest = [statement(line) for line in body[top:] if line not in {f"{label}:" for label in labels}]
    start = initial(name, result)
    if not labels:
        # VBA clears Err where a procedure is left that handles errors; wine's VBScript does not.
        end = ["Err.Clear"] if "On Error Resume Next" in rest else []
        lines = [f"{kind} {name}({', '.join(given)})", *start, *local, *rest, *end, f"End {kind}"]
    else:
        lines = guarded(name, given, start, local, rest, body[top:].index(f"{labels[0]}:"))
    for one in kept:
        variable = one.split(" ")[0]
        lines = [renamed(line, variable, f"{name}_{variable}") for line in lines]
        lines = [*declared(f"{name}_{one}"), *lines]
    return lines


def guarded(name, given, start, local, rest, label):
    """Return a function whose errors lead to a label: what stands before it becomes a function of its own.

    Both see its variables, which are therefore the script's: such a function must not call itself.
    """
    tried = f"{name}_tried"
    words = [one.split(" ")[-1] for one in given]
    before = [renamed(line, name, tried) for line in rest[:label]]
    # Only a body that leaves before the label keeps what comes after it for errors.
    condition = "Err.Number <> 0" if before[-1] == "Exit Function" else "True"
    lines = [
        f"Function {tried}({', '.join(f'ByVal {word}' for word in words)})",
        *before,
        "End Function",
        f"Function {name}({', '.join(given)})",
        *start,
        *(line for line in local if not line.startswith("Dim ")),
        "On Error Resume Next",
        f"{name} = {tried}({', '.join(words)})",
        f"If {condition} Then",
        *rest[label:],
        "End If",
        "Err.Clear",
        "End Function",
    ]
    variables = [one for line in local if line.startswith("Dim ") for one in split(line[4:])]
    for variable in variables:
        lines = [renamed(line, variable, f"{name}_{variable}") for line in lines]
    return [f"Dim {', '.join(f'{name}_{variable}' for variable in variables)}", *lines]


def renamed(line, name, other):
    """Return a line in which a name is another; a member of that name is not."""
    strings = STRING.findall(line)
    parts = re.sub(rf"(?<![.\w]){name}\b", other, STRING.sub("~", line)).split("~")
    return "".join(part + string for part, string in zip(parts, [*strings, ""], strict=True))


def declared(text):
    """Return the lines that declare variables and set them to what VBA sets them to."""
    names, values = [], []
    for one in split(text):
        found = VARIABLE.match(one)
        if not found:
            raise NotTranslated(text)
        name, array, bounds, new, kind = found.groups()
        # ReDim makes an array of any variable; one declared as such would crash the engine of wine 8.
        names.append(name)
        if bounds:
            values.append(f"ReDim {name}({upper(bounds)})")
        elif new:
            values.append(f"Set {name} = New{kind}()")
        elif not array:
            values += initial(name, kind)
    return [f"Dim {', '.join(names)}", *values]


def initial(name, kind):
    """Return what sets a variable to what VBA sets one of its type to."""
    if kind in START_OF_TYPE:
        return [f"{name} = {START_OF_TYPE[kind]}"]
    return [] if kind in {"Variant", None} else [f"Set {name} = Nothing"]


def upper(bounds):
    """Return the upper bounds of an array."""
    found = [BOUNDS.match(one) for one in split(bounds)]
    if not all(found):
        raise NotTranslated(bounds)
    return ", ".join(one[1] for one in found)


def statement(line):
    """Return a statement as VBScript has it."""
    if line == "On Error GoTo 0":
        return "On Error GoTo 0: Err.Clear"
    redim = re.match(r"ReDim (\w+)\((.*)\)\Z", line)
    if redim:
        line = f"ReDim {redim[1]}({upper(redim[2])})"
    bare = STRING.sub("~", line)
    # Of these words VBScript has the meaning.
    known = re.sub(
        r"^For \w+ = |\bTo (?=[\w(])(?!.* To )|^On Error (?:Resume Next|GoTo 0)$|^Exit (?:For|Function|Sub)$",
        "",
        bare,
    )
    starts = bare.partition(" ")[0].lower() in STATEMENTS - {
        "dim",
        "static",
        "private",
        "public",
    } or re.match(r"[\w.]+(?:\(.*\)[\w.]*)*(?: = | |\Z)", bare)
    if not starts or REFUSED.search(known):
        raise NotTranslated(line)
    line = line.replace("= Err.Number", "= RealNumber(Err.Number)").replace(
        "(Err.Number,", "(RealNumber(Err.Number),"
    )
    for vba, ours in RENAMED.items():
        line = renamed(line, vba, ours)
    return line


def split(text):
    """Return the parts of a list, whose commas within brackets part nothing."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
