"""Parsers of pasted allocation tables and downloaded prices."""
