"""The pure model and the job machinery around it."""
