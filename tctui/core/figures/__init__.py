"""The figures of the practice: from dated facts to each of them, with the very records behind it."""
