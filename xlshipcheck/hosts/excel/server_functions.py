"""The functions as our own COM server calls them through xlwings: VBA hands the settings and the row over itself."""

from __future__ import annotations

from xlshipcheck.hosts import excel

globals().update(excel.excel_functions(asks_its_cell=False))
