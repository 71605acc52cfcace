"""The one way a rule says no."""


class Refused(Exception):
    """An action is not allowed; the message tells the person who asked why, in their language.

    `field` names what was wrongly filled in, when one thing was: a form shows the message there.
    """

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.field = field
