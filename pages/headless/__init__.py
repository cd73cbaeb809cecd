"""The commands that need no screen."""


class Cannot(Exception):  # noqa: N818  it reads as what happened
    """What was asked cannot be done; its text is the sentence that says why."""
