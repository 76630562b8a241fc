"""Cliffcast: an agent-based simulator of token economies."""

__version__ = "0.1.0"
