"""The one exception family of the domain: each message is a line that a coordinator understands."""


class Refused(Exception):
    """A request that the practice's rules or data do not allow; str() says what, where and what to do."""

    def sentence(self) -> str:
        """The message as a line of its own: it begins with a capital."""
        said = str(self)
        return said[:1].upper() + said[1:]


class Unreadable(Refused):
    """Text from a person or a file that could not be understood; str() says what was expected."""


class ChangedElsewhere(Refused):
    """Another session changed the record in the meantime; str() says which record and what to do."""
