"""The newest file of each kind in the folder of downloads, told by header; what is half there or broken is passed over."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from make_export_samples import QSM_DETAIL, comma, qsm_row

from xlshipcheck.context import Settings
from xlshipcheck.hosts.downloads import TOP_BYTES, download_folder, newest_of_folder

SAMPLES = Path(__file__).parents[1] / "data" / "exports"
QSM = SAMPLES / "DeliveryManagement_detail_20261121.csv"
AMAZON = SAMPLES / "amazon_orders.txt"
LABELS = {
    "ヤマト B2クラウド 発行済データ": (
        "お客様管理番号,送り状種類,伝票番号,出荷予定日",
        "A-1,0,444413758703,2026/11/20",
    ),
    "佐川急便 e飛伝 出荷履歴": ("お問い合せ送り状No.,お客様管理番号,出荷日", "512547514334,A-2,2026/11/20"),
    "日本郵便 ゆうプリR・Webゆうプリ": (
        "お客様側管理番号,お問い合わせ番号,発送日",
        "A-3,405548424886,20261120",
    ),
}


@pytest.fixture
def put(tmp_path):
    """Return a function that downloads a file: its name, what is in it, and when."""
    times = iter(range(1_790_000_000, 1_790_009_000, 60))

    def download(name, content=b"", *, at=None):
        path = tmp_path / name
        path.write_bytes(content)
        moment = next(times) if at is None else at
        os.utime(path, (moment, moment))
        return path

    return download


def found(folder, settings=None):
    """Return what was found: name -> its kind and how many orders it has."""
    files = newest_of_folder(folder, settings or Settings()).files
    return {one.path.name: (one.label, one.market, one.orders) for one in files}


def lines(*rows, encoding="cp932"):
    """Return rows as a file of texts."""
    return "\r\n".join([*rows, ""]).encode(encoding)


def test_each_kind_by_its_header(tmp_path, put):
    """Exports and the labels of three carriers are told by their headers, whatever the files are called."""
    put("download (3).csv", QSM.read_bytes())
    put("123456789.txt", AMAZON.read_bytes())
    for number, rows in enumerate(LABELS.values()):
        put(f"x{number}.csv", lines(*rows))
    assert found(tmp_path) == {
        "download (3).csv": ("Qoo10 QSM 詳細", "Qoo10", 7),
        "123456789.txt": ("Amazon 注文レポート", "Amazon", 3),
        **{f"x{number}.csv": (label, "", 1) for number, label in enumerate(LABELS)},
    }


def test_the_newest_file_counts(tmp_path, put):
    """Of two files of one kind the newer counts, not the one whose name says so."""
    put("DeliveryManagement_detail_20261122.csv", QSM.read_bytes(), at=1_790_000_000)
    put("DeliveryManagement_detail_20261121.csv", QSM.read_bytes(), at=1_790_000_060)
    assert list(found(tmp_path)) == ["DeliveryManagement_detail_20261121.csv"]


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("QSM.csv.crdownload", ""),
        ("QSM.csv.part", ""),
        ("未確認 12345.crdownload", ""),
        ("QSM.csv", "QSM.csv.part"),
        ("QSM.csv", "QSM.csv.crdownload"),
    ],
)
def test_half_a_file_is_passed_over(tmp_path, put, name, beside):
    """What a browser is still writing is no file yet; an older whole one counts."""
    put("old.csv", QSM.read_bytes())
    put(name, QSM.read_bytes())
    if beside:
        put(beside, b"")
    assert list(found(tmp_path)) == ["old.csv"]


def test_what_cannot_be_used_is_passed_over(tmp_path, put):
    """An empty file, a note, a broken file, a folder called .csv, and a result of ours: the older export counts."""
    put("old.csv", QSM.read_bytes())
    put("empty.csv")
    put("memo.txt", lines("牛乳を買う"))
    put("broken.csv", QSM.read_bytes() + b'"never closed\r\n')
    put("old_判定.csv", QSM.read_bytes())
    (tmp_path / "folder.csv").mkdir()
    files, notes, _ = newest_of_folder(tmp_path, Settings())
    assert [one.path.name for one in files] == ["old.csv"]
    assert sorted(Path(note.partition(".")[0]).name for note in notes) == ["broken", "memo"]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("cell", ["あ" * 30_000, "い\n" * 15_000])
def test_a_long_file_is_known_by_its_top(tmp_path, put, encoding, cell):
    """A file beyond what is looked at first is told in every encoding, also where a character or a cell is cut there."""
    rows = [
        qsm_row(["配送要請", f"8123{number:05}", *[""] * 5, "700000001"], QSM_DETAIL) for number in range(40)
    ]
    for row in rows:
        row[QSM_DETAIL.index("商品名")] = cell
    path = put("long.csv", comma([QSM_DETAIL, *rows], encoding))
    assert path.stat().st_size > TOP_BYTES
    assert found(tmp_path) == {"long.csv": ("Qoo10 QSM 詳細", "Qoo10", 40)}


def test_no_folder(tmp_path):
    """A folder that is not there holds nothing."""
    assert newest_of_folder(tmp_path / "ない", Settings()) == ([], [], [])


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ('XDG_DOWNLOAD_DIR="$HOME/ダウンロード"', "home/ダウンロード"),
        ('XDG_DOWNLOAD_DIR="{root}/外付け/保存先"', "外付け/保存先"),
        ('# XDG_DOWNLOAD_DIR="$HOME/x"', "home/Downloads"),
        (None, "home/Downloads"),
    ],
)
def test_the_folder_of_the_system(tmp_path, monkeypatch, line, folder):
    """The folder is the one that the desktop knows, in its own language or moved; without it, Downloads."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    if line is not None:
        (tmp_path / "user-dirs.dirs").write_text(
            f"# of the desktop\n{line.format(root=tmp_path)}\n", encoding="utf-8"
        )
    assert download_folder() == tmp_path / folder


def test_a_file_that_goes_away_meanwhile(tmp_path, put):
    """A file that is renamed between the look into the folder and the reading is passed over."""
    put("QSM.csv", QSM.read_bytes())
    gone = put("gone.csv", QSM.read_bytes())
    listed = list(tmp_path.iterdir())
    gone.unlink()
    folder = SimpleNamespace(iterdir=lambda: iter(listed))
    assert [one.path.name for one in newest_of_folder(folder, Settings()).files] == ["QSM.csv"]
