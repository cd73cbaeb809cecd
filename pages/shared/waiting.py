"""How long to wait after too many tries, in words."""

from pages.shared.i18n import tn


def please_wait(wait_s: int) -> str:
    """The wait in whole minutes, as nobody counts seconds."""
    return tn(
        "Too many tries. Please wait {n} minute and try again.",
        "Too many tries. Please wait {n} minutes and try again.",
        -(-wait_s // 60),
    )
