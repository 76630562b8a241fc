"""Holders: who they are and what they decide."""
