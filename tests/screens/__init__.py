"""Places pressed by keys, their frames, and what they send."""
