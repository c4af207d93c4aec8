"""Lists on the pages are those of the code: roles, settings, result columns, which nothing generates there."""

from __future__ import annotations

import datetime as dt
import re
import tomllib

import pandas as pd
import pytest
from floors import ROOT

from xlshipcheck import frames
from xlshipcheck.headers.roles import all_roles
from xlshipcheck.settings import sheet, shop
from xlshipcheck.values.text import name_key

SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
AS_OF = dt.date(2026, 11, 21)
FRAMES = {
    "assess_qoo10": (frames.assess_qoo10, {"入金日": ["2026-11-20"], "発送日": [None]}),
    "assess_amazon": (
        frames.assess_amazon,
        {
            "配送会社": ["ヤマト運輸"],
            "送り状番号": ["444413758703"],
            "注文金額": [1500],
            "お届け予定日": ["2026-11-05"],
        },
    ),
    "assess_holds": (frames.assess_holds, {"発送日": ["2026-11-20"]}),
}


def test_roles_of_the_settings_page():
    """Every role that a header may be mapped to is on the page, in the order of the list."""
    said = re.search(r"^役割の一覧: (.*?)。$", SETTINGS, re.MULTILINE | re.DOTALL)[1]
    assert said.replace("\n", "").split("、") == list(all_roles())


def test_settings_of_the_page():
    """The example of a settings file has every setting there is, and is taken as it stands."""
    table = tomllib.loads(re.search(r"^```toml\n(.*?)^```$", SETTINGS, re.MULTILINE | re.DOTALL)[1])
    assert table.keys() - {"rules"} == shop._READERS.keys()
    shop.context_from(table, "settings.md")


def test_items_of_the_settings_sheet():
    """The page names every item that a sheet 設定 may have, and no other one."""
    said = re.search(r"^\| `設定の項目` と `値` \| (.*) \|$", SETTINGS, re.MULTILINE)[1]
    known = sheet._ITEM_LABELS
    assert {name_key(name) for name in said.split("、")} == known.keys()


@pytest.mark.parametrize("name", FRAMES)
def test_result_columns(name):
    """The page on pandas and the README name the result columns of each kind in their order."""
    function, cells = FRAMES[name]
    columns = "・".join(function(pd.DataFrame(cells), as_of=AS_OF).columns)
    page = (ROOT / "docs" / "pandas.md").read_text("utf-8")
    assert re.search(rf"^\| `frames\.{name}` \| .* \| (.*) \|$", page, re.MULTILINE)[1] == columns
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"{columns} (" in readme.replace("\n  ", "")
