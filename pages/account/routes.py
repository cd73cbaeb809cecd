"""The routes that give a browser its session and take it away."""

import re
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from pages.shared.store import people
from pages.shared.store.here import COOKIE, DOOR, PREFIX, cookie

PAGE_PATH = re.compile(r"/[a-z0-9_-]*")
UNCACHED = {"Cache-Control": "no-store"}


async def open_session(request: Request) -> Response:
    """Swap a ticket for a session cookie; a ticket that does not hold leads to the form."""
    opened = await run_in_threadpool(
        people.open_session,
        request.query_params.get("ticket", ""),
        door=cookie(request.cookies, DOOR) or "",
        user_agent=request.headers.get("user-agent", ""),
        replaces=cookie(request.cookies, COOKIE),
    )
    if opened is None:
        return RedirectResponse("/", 303, UNCACHED)
    token, path = opened
    response = RedirectResponse(path if PAGE_PATH.fullmatch(path) else "/", 303, UNCACHED)
    secure = request.url.scheme == "https"
    response.set_cookie(
        PREFIX + COOKIE if secure else COOKIE,
        token,
        max_age=int(people.SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return response


async def close_session(request: Request) -> Response:
    """End the session and take the cookie; only our own pages may ask for it."""
    if not is_same_origin(request):
        return PlainTextResponse("refused", 403, UNCACHED)
    await run_in_threadpool(people.close_session, cookie(request.cookies, COOKIE))
    response = RedirectResponse("/", 303, UNCACHED)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    if request.url.scheme == "https":
        response.delete_cookie(PREFIX + COOKIE, httponly=True, samesite="lax", secure=True)
    return response


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that one of our own pages sent this."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", " ")
