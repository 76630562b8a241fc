"""When locked tokens become their holders' own."""
