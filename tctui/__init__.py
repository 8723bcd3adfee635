"""tctui: the keyboard workplace of a dental treatment coordinator."""

__version__ = "0.1.0"
