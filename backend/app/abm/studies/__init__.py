"""Jobs: what is run once or many times, how it is cut into chunks, and what the chunks say together."""
