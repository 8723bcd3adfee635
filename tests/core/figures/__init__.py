"""The figures of the practice."""
