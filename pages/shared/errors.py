"""What went wrong, in words: the one place where an error becomes a sentence on the screen."""

import logging
import secrets
import traceback
from pathlib import Path

import streamlit as st

from pages.shared.i18n import mark, t
from pages.shared.store.here import NoShop, NotAllowed, SignedOut
from pages.shared.store.members import LastOwner

ROOT = Path(__file__).resolve().parents[2]
log = logging.getLogger("fanbelt")

SENTENCES: dict[type[Exception], str] = {
    SignedOut: mark("You are signed out. Reload this page to sign in again."),
    NoShop: mark("Your account belongs to no shop yet. Ask the owner to let you in."),
    LastOwner: mark("A shop needs at least one owner. Make somebody else an owner first."),
    NotAllowed: mark("Your account may not do this. Ask the owner of the shop."),
}


def show(error: Exception) -> bool:
    """Say what happened; an unforeseen error gets a number under which it stands in the log.

    What a role does not allow stands there too, without a word on who tried it.

    Returns:
        True: nothing else is to be shown.
    """
    known = SENTENCES.get(type(error))
    if known is not None:
        if isinstance(error, NotAllowed):
            log.warning("not allowed: %s needed at %s", error.role, _where(error))
        st.warning(t(known), icon=":material/lock:")
        return True
    number = record(error)
    st.error(
        t(
            "Something went wrong on our side. What was stored before is safe. Try once more; "
            "if it happens again, tell us the number {number}.",
            number=number,
        ),
        icon=":material/error:",
    )
    return True


def record(error: Exception) -> str:
    """Log the kind of the error and where it came from, without its text, which may hold data."""
    number = secrets.token_hex(4)
    log.error("error %s: %s at %s", number, type(error).__qualname__, _where(error))
    return number


def _where(error: Exception) -> str:
    """The places an error came through, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames[-12:]]
    return " < ".join(reversed(places))


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


class _Unspoken(logging.Filter):
    """Streamlit logs an error with its text and the values in it; `record` has logged it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.msg != "Uncaught app execution"


logging.getLogger("streamlit.error_util").addFilter(_Unspoken())
