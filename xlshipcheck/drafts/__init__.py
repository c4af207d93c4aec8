"""Texts and lists that a seller finishes and sends: drafts made of what the sheets say, with blanks where they say nothing."""
