"""Parcels held at a branch: storage days, follow-up stages, messages."""
