"""Holders: their traits, and their decisions."""
