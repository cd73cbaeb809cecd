"""Under which names this server answers, and which pages may talk to it."""

import os
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"(\[[0-9a-f:]+\]|[a-z0-9._-]+)(?::\d+)?")
LAN, NAMED = "FANBELT_LAN", "FANBELT_HOSTS"
"""Of the environment: this computer's address in the house, and further names with commas."""


def known() -> frozenset[str]:
    """The names by which a browser may ask for this server."""
    said = f"{os.environ.get(LAN, '')},{os.environ.get(NAMED, '')}".split(",")
    return LOOPBACK | {name.strip().lower() for name in said if name.strip()}


def is_known(headers: Headers) -> bool:
    """Whether a request names this server as one of ours.

    Another site may point its own name at this computer: its pages would then count as ours.
    """
    return _name(headers.get("host", "")) in known()


def is_same_origin(headers: Headers) -> bool:
    """Whether a connection comes from our own pages, or from no page at all."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _name(host: str) -> str | None:
    """The name in a Host header without its port; None where there is none."""
    read = HOST.fullmatch(host.lower())
    return read[1].strip("[]").rstrip(".") if read else None
