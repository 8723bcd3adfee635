"""The book: patterns, masks, openings, rules, goals and states of appointments."""
