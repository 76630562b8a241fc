"""What the model is held against: facts about real tokens, theory, and how the model does."""
