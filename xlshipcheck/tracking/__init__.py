"""Carriers, tracking numbers and the words of tracking pages."""
