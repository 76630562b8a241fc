"""Requests and responses: what crosses the wire."""
