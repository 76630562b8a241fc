"""`make calibrate`: fits the shared numbers of a typical launch to real tokens, leaving one out at a time."""
