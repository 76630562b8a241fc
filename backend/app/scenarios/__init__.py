"""The shipped scenarios: real tokens with their sources, and teaching cases."""
