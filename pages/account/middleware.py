"""What every answer of the server carries, and what it gives to signed-in browsers only."""

import asyncio
import re
import secrets
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.account import hosts
from pages.account.hop import SCRIPT, script_hash
from pages.shared import menu
from pages.shared.i18n import DEFAULT, of_locale
from pages.shared.store import people
from pages.shared.store.here import COOKIE, DOOR, PREFIX, cookie

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' {scripts}; worker-src 'self' blob:; connect-src 'self'; "
    "font-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TLS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
"""Said where the page came over TLS; over plain HTTP browsers ignore it."""
HOP = script_hash(SCRIPT.encode())
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
SHELL_MARK = b'<div id="root">'
ASSETS = ("/static/", "/media/", "/_stcore/", "/component/")
CLOSED = ("/_stcore/agent", "/auth/", "/oauth2callback")
"""What Streamlit offers and Fanbelt does not: driving it by programs, and other ways to sign in."""
SIGNED_IN_ONLY = ("/_stcore/upload_file", "/media/", "/_stcore/metrics")
PAGES = {"/", *(f"/{entry.path}" for entry in menu.ENTRIES[1:])}
"""Addresses that are pages; Streamlit would open any other with a complaint in English."""
YEAR_S = 365 * 24 * 3600


class SecurityHeaders:
    """Security headers on every answer; on the page itself also its language and its door mark."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not scope["path"].startswith(ASSETS):
            scope = _asking_in_full(scope)
        await self.app(scope, receive, Dressing(scope, send))


def _asking_in_full(scope: Scope) -> Scope:
    """The request for a page, uncompressed and never "unchanged": its headers depend on it."""
    unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in unwanted]}


class Dressing:
    """The way out of one answer: holds back HTML to complete it, lets the rest through."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.send = scope, send
        self.held: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Take the next message of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            said = {**FIXED, **(TLS_ONLY if self.scope["scheme"] == "https" else {})}
            for name, value in {**said, "Content-Security-Policy": _policy(HOP)}.items():
                headers.setdefault(name, value)
            if self._is_page(headers):
                self.held = message
                return
        elif self.held is not None:
            self.body += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._send_page()
            return
        await self.send(message)

    def _is_page(self, headers: Headers) -> bool:
        html = headers.get("content-type", "").startswith("text/html")
        return html and not self.scope["path"].startswith(ASSETS)

    async def _send_page(self) -> None:
        """Complete the shell of the program; other HTML goes out as it is."""
        if self.held is None:
            return
        if SHELL_MARK in self.body:
            if self.scope["path"] not in PAGES:
                await RedirectResponse("/", 303, FIXED)(self.scope, _nothing, self.send)
                return
            await self._complete_shell(MutableHeaders(scope=self.held))
        await self.send(self.held)
        await self.send({"type": "http.response.body", "body": self.body})

    async def _complete_shell(self, headers: MutableHeaders) -> None:
        """Name the inline script as it is served, say the language, mark the browser."""
        scripts = [script_hash(script) for script in INLINE_SCRIPT.findall(self.body)]
        language = await asyncio.to_thread(shell_language, self.scope)
        self.body = self.body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
        headers["Content-Security-Policy"] = _policy(HOP, *scripts)
        headers["Content-Length"] = str(len(self.body))
        headers["Cache-Control"] = "no-store"
        del headers["etag"], headers["last-modified"]
        if cookie(cookies(self.scope), DOOR) is None:
            headers.append("Set-Cookie", door_cookie(secure=self.scope["scheme"] == "https"))


async def _nothing() -> Message:
    """The rest of a request that nobody reads."""
    return {"type": "http.request"}


def _policy(*scripts: str) -> str:
    return POLICY.format(scripts=" ".join(scripts))


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request."""
    return cookie_parser(Headers(scope=scope).get("cookie", ""))


def door_cookie(*, secure: bool) -> str:
    """A random mark for this browser, to which its tickets are tied."""
    jar: SimpleCookie = SimpleCookie()
    name = PREFIX + DOOR if secure else DOOR
    jar[name] = secrets.token_urlsafe(16)
    jar[name].update({"httponly": True, "samesite": "Lax", "path": "/", "max-age": YEAR_S})
    jar[name]["secure"] = secure
    return jar[name].OutputString()


def shell_language(scope: Scope) -> str:
    """The language of the page: the person's, else the browser's first, else Japanese."""
    live = people.live(cookie(cookies(scope), COOKIE))
    preferred = Headers(scope=scope).get("accept-language", "").split(",")[0]
    return (live.person.language if live else None) or of_locale(preferred.strip()) or DEFAULT


class SessionGate:
    """No strange names, no connections from other sites, no files without being signed in.

    Streamlit's own endpoints for uploads, downloads and measurements ask nobody who they are, and
    a connection from another site would make it ask an outside service for its own address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if hosts.is_known(headers) and hosts.is_same_origin(headers):
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": "refused"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is passed on to those who are signed in is not to be kept by anyone."""
        if not hosts.is_known(Headers(scope=scope)):
            await _refusal(421, "unknown host")(scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await _refusal(404, "not found")(scope, receive, send)
        elif not scope["path"].startswith(SIGNED_IN_ONLY):
            await self.app(scope, receive, send)
        elif await asyncio.to_thread(people.live, cookie(cookies(scope), COOKIE)) is None:
            await _refusal(401, "sign in first")(scope, receive, send)
        else:
            await self.app(scope, receive, _unkept(send))


def _refusal(status: int, said: str) -> PlainTextResponse:
    return PlainTextResponse(said, status, {"Cache-Control": "no-store"})


def _unkept(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sending
