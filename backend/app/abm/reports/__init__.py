"""What is said of runs: figures, bands, explanations, tables, advice. What a notebook needs is named here."""

from app.abm.reports.summary import summary

__all__ = ["summary"]
