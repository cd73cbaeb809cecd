"""Ending a page early.

`st.stop` would end the frame around it too: nothing could be sent after it, not even the count of
runs by which tests and people's scripts see that a run is over.
"""

from typing import NoReturn


class PageEnded(Exception):  # noqa: N818  it is no error
    """The page has shown all it has to show; the frame catches this."""


def end_page() -> NoReturn:
    """Show nothing more of this page."""
    raise PageEnded
