"""Insurance as an office keeps it: the benefit table a person fills, what to ask, what is due, what plans really pay."""
