"""Where jobs and results are kept."""
