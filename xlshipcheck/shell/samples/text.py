"""What all sample files share: invented names and numbers, and the bytes of a file as the marketplaces write it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田")
GIVEN_NAMES = ("陽菜", "結衣", "さくら", "葵", "凛", "美咲", "翔太", "蓮", "大和", "悠真")
TOWNS = ("東京都渋谷区見本町", "大阪府大阪市北区例示", "北海道札幌市中央区見本通", "福岡県福岡市博多区例町")


def buyer_name(chance: random.Random) -> str:
    """Return an invented name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)


def moment_on(day: date, chance: random.Random) -> datetime:
    """Return a time of day on a day."""
    return datetime.combine(day, time(chance.randrange(24), chance.randrange(60), chance.randrange(60)))


def tracking_number(chance: random.Random) -> str:
    """Return an invented Yamato number with a right check digit (first eleven digits mod 7)."""
    digits = chance.randrange(40_000_000_000, 49_999_999_999)
    return f"{digits}{digits % 7}"


def csv_bytes(columns: Sequence[str], rows: Sequence[Mapping[str, object]], separator: str) -> bytes:
    """Return a file as QSM and Amazon write it: CP932, CRLF; a column that a row lacks is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp932")
