"""Vocabulary of a month: errors, parameters, chance, the controller's base."""
