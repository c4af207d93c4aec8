"""Reads a workbook package, and refuses a hostile one."""
