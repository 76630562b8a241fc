"""Jobs: admitted, run, watched, cancelled, and remembered for a while."""
