"""Fanbelt with a clock that a test moves: the file FANBELT_CLOCK names holds the moment."""

import os
from datetime import datetime
from pathlib import Path

from streamlit.web import cli

from pages.shared.store import clock


def now() -> datetime:
    """What the file says now."""
    return datetime.fromisoformat(Path(os.environ["FANBELT_CLOCK"]).read_text(encoding="utf-8"))


if __name__ == "__main__":
    clock.now = now
    cli.main(prog_name="streamlit")
