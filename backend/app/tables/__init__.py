"""Allocation tables as people have them: pasted text in, buckets out, and a word about everything on the way."""
