"""One copy of everything a day, made beside the pages while the server runs."""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from pages.shared.store import backups

EVERY_S = 30 * 60
log = logging.getLogger("fanbelt")

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def copying(lifespan: Lifespan) -> Lifespan:
    """The life of a server in which a copy is made each day, in a thread of its own."""

    @asynccontextmanager
    async def living(app: object) -> AsyncIterator[None]:
        over = threading.Event()
        async with lifespan(app):
            # It ends with the process: a copy that is not finished has no name yet.
            threading.Thread(target=copy_daily, args=[over], daemon=True).start()
            try:
                yield
            finally:
                over.set()

    return living


def copy_daily(over: threading.Event) -> None:
    """Make each day's copy as soon as the day is seen, until the server is over."""
    while not over.is_set():
        try_once()
        over.wait(EVERY_S)


def try_once() -> None:
    """Make today's copy if it is missing; what stands in the way is logged and tried again."""
    try:
        backups.daily()
    except backups.Refused as refusal:
        log.error("no daily copy: %s", refusal.code)  # noqa: TRY400 - without the text, as always
    except Exception as error:  # noqa: BLE001 - nobody waits for this; the page tells the last copy
        log.error("no daily copy: %s", type(error).__qualname__)  # noqa: TRY400 - its text may hold data
