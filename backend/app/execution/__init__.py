"""Where simulations run."""
