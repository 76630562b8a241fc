"""Reports on runs: figures, bands, attribution, tables, advice. A notebook needs only the names imported here."""

from app.abm.reports.summary import summary

__all__ = ["summary"]
