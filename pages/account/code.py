"""The one-time code that lets a browser elsewhere create the first account."""

import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pages.shared.store import people

KEPT_IN = "FANBELT_OWNER_CODE"  # the environment outlives a reload of this module
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another


@asynccontextmanager
async def announced(_app: object) -> AsyncIterator[None]:
    """While the server runs: as long as nobody has an account, there is a code in its terminal."""
    if not people.anyone():
        os.environ.setdefault(KEPT_IN, _new())
        _print(os.environ[KEPT_IN])
    yield


def is_right(typed: str) -> bool:
    """Whether this is the code, however its blanks and dashes were typed."""
    known = os.environ.get(KEPT_IN, "")
    kept = people.username_as_kept(typed).upper().replace("-", "").replace(" ", "")
    return bool(known) and secrets.compare_digest(kept.encode(), known.replace("-", "").encode())


def _new() -> str:
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def _print(code: str) -> None:
    lines = (
        f"はじめての設定をほかの端末から行うときの確認コード: {code}",
        f"Code to set up the first account from another device: {code}",
    )
    for line in lines:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()
