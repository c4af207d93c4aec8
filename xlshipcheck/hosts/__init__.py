"""Hosts: each carries a question from one kind of spreadsheet to the catalogue and the answer back."""
