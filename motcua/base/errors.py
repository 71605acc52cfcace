"""The one way a rule says no."""


class Refused(Exception):
    """An action is not allowed; the message tells the person who asked why, in their language."""
