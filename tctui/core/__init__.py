"""The domain, pure: no I/O, no clock, no database, no terminal."""
