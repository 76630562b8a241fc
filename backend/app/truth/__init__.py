"""Validation: facts about real tokens and theory, and how the model compares with them."""
