"""Everything that knows the database; what leaves are frozen records of core."""
