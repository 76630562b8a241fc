"""Cliffcast: an agent-based simulator of token economies."""

__version__ = "0.2.0"
