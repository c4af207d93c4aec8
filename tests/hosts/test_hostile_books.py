"""Books and files that would cost time or memory without end: each ends as one sentence, soon and in little memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from difficult_workbooks import difficult_books, hostile_books
from package_parts import parts
from workbook_makers import package

from xlshipcheck import errors
from xlshipcheck.exports import text as export_text
from xlshipcheck.exports.table import read_export
from xlshipcheck.values import files
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.reading import guard
from xlshipcheck.xlsx.reading.guard import open_book

HOSTILE = hostile_books()
# The memory that a run may take; a process that needs more gets no more and dies.
CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))
from xlshipcheck.cli import main
status = main(sys.argv[1:])
print(json.dumps([status, resource.getrusage(resource.RUSAGE_SELF).ru_utime]), flush=True)
"""
needs_limits = pytest.mark.skipif(os.name == "nt", reason="limits of a process are a matter of POSIX")


def run(*words):
    """Run a command in a process of its own and return its status, its seconds of work and what it says."""
    command = [sys.executable, "-c", CHILD, *map(str, words), "--as-of", "2026-11-21"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 # ours
    assert done.returncode == 0, done.stderr[-2000:]
    status, seconds = json.loads(done.stdout.splitlines()[-1])
    return status, seconds, done.stderr


@needs_limits
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_book_ends_as_a_sentence(tmp_path, name):
    """Refused within ten seconds of work and a bound of memory, the file as it was."""
    data, said = HOSTILE[name]
    path = tmp_path / "注文.xlsx"
    path.write_bytes(data)
    status, seconds, err = run("refresh", path)
    assert seconds < 10
    assert path.read_bytes() == data
    assert status == 2
    assert said in err
    assert "予期しない" not in err
    assert "作者" not in err
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@needs_limits
def test_no_number_in_a_book_makes_a_process_end(tmp_path):
    """Every attribute that is a number becomes four thousand million, one at a time: refused or read, never aborted."""
    script = """
import pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1500 << 20, 1500 << 20))
from xlshipcheck.errors import FileRefused
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    print(path.name, flush=True)
    try:
        with open_book(path) as opened:
            book = Workbook(opened)
            for name in book.sheet_names:
                sheet = book.sheet(name)
                sheet.used_size, sheet.merged, sheet.tables, sheet.pivot_areas
    except FileRefused:
        pass
"""
    members = parts(difficult_books()["kitchen sink"])
    tried, names = set(), []
    for part, data in members.items():
        for tag in re.finditer(rb"<([\w:]+)((?:\s[^<>]*)?)>", data):
            for found in re.finditer(rb'\s([\w:]+)="[0-9]+"', tag[2]):
                if (part.rpartition("/")[2], tag[1], found[1]) in tried:
                    continue
                tried.add((part.rpartition("/")[2], tag[1], found[1]))
                start, end = (tag.start(2) + place for place in found.span())
                new = data[:start] + b" " + found[1] + b'="4000000000"' + data[end:]
                names.append(f"{len(names):03d} {part} {found[0].decode()}")
                (tmp_path / f"{len(names):03d}.xlsx").write_bytes(package({**members, part: new}))
    done = subprocess.run(  # noqa: S603 # our own script
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert len(names) > 200
    last = done.stdout.split()[-1]
    assert done.returncode == 0, names[int(last[:3]) - 1] + done.stderr[-500:]


def test_a_book_packed_tightly_has_to_be_gone_through_in_time(tmp_path, monkeypatch):
    """More than 100:1 is no reason to refuse a book; taking longer than any real one is."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(difficult_books()["packed more than 100 to 1"])
    with open_book(path) as opened:
        assert any(m.file_size > 100 * m.compress_size for m in opened.package.members.values())
    passed = iter(range(0, 10_000, 5))
    monkeypatch.setattr(guard, "clock", lambda: next(passed))
    with pytest.raises(errors.WorkbookTooLarge, match="秒以上"), open_book(path):
        pass
    path.write_bytes(difficult_books()["plain"])
    with open_book(path):
        pass


def test_names_of_parts_with_backslashes_are_read_and_written_back(tmp_path):
    """Some programs on Windows separate folders so; the orders are refreshed and the names stay."""
    from test_difficult_workbooks import refresh  # noqa: PLC0415 # what a refresh does to a book

    path = tmp_path / "注文.xlsx"
    members = parts(difficult_books()["kitchen sink"])
    path.write_bytes(package({name.replace("/", "\\"): data for name, data in members.items()}))
    assert refresh(path).changed
    after = parts(path.read_bytes())
    assert {name.replace("\\", "/") for name in after} == {*members, "xl/worksheets/sheet5.xml"} or len(
        after
    ) == len(members) + 1
    assert "警告".encode() in after["xl\\worksheets\\sheet1.xml"]


def test_an_export_is_bounded_before_it_is_read(tmp_path, monkeypatch):
    """A file too long, a line without end, a header of more columns than a sheet: each is named with its bound."""
    path = tmp_path / "注文.csv"
    head = "注文番号,入金日,発送日\r\n"
    path.write_text(head + "A,2026/11/13,\r\n", "utf-8")
    assert read_export(path).headers[0] == "注文番号"
    monkeypatch.setattr("xlshipcheck.exports.table.LARGEST_EXPORT", 20)
    with pytest.raises(errors.FileTooLarge, match="大きすぎて"):
        read_export(path)
    monkeypatch.undo()
    monkeypatch.setattr(export_text, "LONGEST_LINE", 100)
    for end in ("\n", "\r", "\r\n"):
        read_export((head + f"A,2026/11/13,{end}" * 50).encode())
    with pytest.raises(errors.FileTooLarge, match="2行目だけで"):
        read_export((head + "A" * 200 + "\r\n").encode())
    monkeypatch.undo()
    wide = "注文番号,入金日,発送日," + ",".join(f"c{n}" for n in range(export_text.MOST_COLUMNS))
    with pytest.raises(errors.FileTooLarge, match="1行目に列が 16,387"):
        read_export((wide + "\r\n").encode())


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no path there")
def test_a_pipe_or_a_device_is_no_file(tmp_path):
    """Reading it might never end, so it is not even opened; as the place of a result it is refused as well."""
    pipe, zero = tmp_path / "管.csv", tmp_path / "零.csv"
    os.mkfifo(pipe)
    zero.symlink_to("/dev/zero")
    for path in (pipe, zero):
        with pytest.raises(errors.FileIsSpecial, match="パイプや装置"):
            read_export(path)
        with pytest.raises(errors.FileIsSpecial):
            files.read_bounded(path, 10)
    with pytest.raises(errors.FileUnreadable, match="フォルダです"):
        read_export(tmp_path)
    with pytest.raises(errors.FileMissing):
        read_export(tmp_path / "なし.csv")


@pytest.mark.parametrize(("limit", "read"), [(100, b"0123456789"), (5, None)])
def test_a_file_that_grows_while_it_is_read(tmp_path, limit, read):
    """What was written after the file was measured is read as well, and counts against the bound."""

    class Growing(type(tmp_path)):
        def open(self, *words, **more):
            plain.write_bytes(b"0123456789")
            return super().open(*words, **more)

    plain = tmp_path / "注文.csv"
    plain.write_bytes(b"012")
    path = Growing(plain)
    if read is None:
        with pytest.raises(errors.FileTooLarge):
            files.read_bounded(path, limit)
    else:
        assert files.read_bounded(path, limit) == read


def test_a_list_of_parts_is_measured_before_it_is_read(tmp_path, monkeypatch):
    """For each entry the zip library makes an object, so its list is bounded by what the end of the file declares."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(difficult_books()["plain"])
    monkeypatch.setattr("xlshipcheck.xlsx.package.LARGEST_DIRECTORY", 100)
    with path.open("rb") as file, pytest.raises(errors.WorkbookTooLarge, match="部品が"):
        Package(file)
