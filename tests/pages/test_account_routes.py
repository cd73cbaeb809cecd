"""The routes and gates, asked as a browser or an attacker asks them."""

import asyncio
import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from pages.account import hop
from pages.account.middleware import CLOSED, SIGNED_IN_ONLY, SecurityHeaders, SessionGate
from pages.account.routes import close_session, open_session
from pages.shared.store import here, members, people

ROOT = Path(__file__).resolve().parents[2]
SHELL = """<!DOCTYPE html><html lang="en"><head><script>
  window.one = 1
</script><script type="module" src="./x.js"></script></head><body><div id="root"></div>"""
OURS = {"sec-fetch-site": "same-origin", "host": "127.0.0.1"}


async def shell(request: Request) -> HTMLResponse:
    """Stands for Streamlit's page; says what reached it."""
    asked = request.headers.get("accept-encoding", "none")
    return HTMLResponse(SHELL, headers={"ETag": "old", "X-Asked": asked})


async def other(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("private", headers={"Cache-Control": "public, max-age=31536000"})


APP = Starlette(
    routes=[
        Route("/account/open", open_session),
        Route("/account/close", close_session, methods=["POST"]),
        Route("/_stcore/upload_file/{rest:path}", other, methods=["PUT"]),
        Route("/media/{rest:path}", other),
        Route("/_stcore/metrics", other),
        Route("/static/{rest:path}", other),
        Route("/{rest:path}", shell),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(SessionGate)],
)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def cookies(self) -> dict[str, str]:
        """Name -> the whole line that sets it."""
        lines = [value for key, value in self.headers if key == "set-cookie"]
        return {line.partition("=")[0]: line for line in lines}


def ask(path, method="GET", scheme="http", cookies=None, **headers):
    """What the application answers."""
    headers = {"host": "127.0.0.1", **headers}
    names = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    if cookies:
        names["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    target, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in names.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(APP(scope, receive, send))
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(
        start["status"], [(k.decode(), v.decode("latin-1")) for k, v in start["headers"]], body
    )


def ticket_for(owner, path="/journey", door="mark"):
    return people.issue_ticket(owner, path=path, door=door)


def open_with(ticket, door="mark", **more):
    return ask(f"/account/open?ticket={ticket}", cookies={here.DOOR: door}, **more)


def token_in(answer, name=here.COOKIE):
    return re.match(rf"{name}=([^;]+);", answer.cookies()[name])[1]


def test_a_ticket_becomes_a_cookie_that_no_script_can_read(owner):
    answer = open_with(ticket_for(owner))
    line = answer.cookies()[here.COOKIE].lower()

    assert (answer.status, answer["location"]) == (303, "/journey")
    assert answer["cache-control"] == "no-store"
    assert people.live(token_in(answer)).person.id == owner
    for part in ("httponly", "samesite=lax", "path=/", "max-age=2592000"):
        assert part in line
    assert "domain" not in line


def test_under_tls_the_cookie_is_secure_and_bound_to_its_host(owner):
    answer = ask(
        f"/account/open?ticket={ticket_for(owner)}",
        scheme="https",
        cookies={here.PREFIX + here.DOOR: "mark"},
    )

    assert list(answer.cookies()) == ["__Host-fanbelt"]
    assert "secure" in answer.cookies()["__Host-fanbelt"].lower()
    door = ask("/", scheme="https").cookies()
    assert "secure" in door["__Host-fanbelt_door"].lower()


def refusals(owner):
    used = ticket_for(owner)
    open_with(used)
    return {
        "used": f"?ticket={used}",
        "made up": "?ticket=abc",
        "empty": "?ticket=",
        "absent": "",
        "bytes": "?ticket=%ff%00",
        "another browser's": f"?ticket={ticket_for(owner, door='another')}",
    }


def test_a_ticket_that_does_not_hold_leads_to_the_form(owner):
    for kind, query in refusals(owner).items():
        answer = ask(f"/account/open{query}", cookies={here.DOOR: "mark"})
        assert (answer.status, answer["location"]) == (303, "/"), kind
        assert here.COOKIE not in answer.cookies(), kind


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "/a/../b", "/a?b", "/a\n"]
)
def test_nobody_is_sent_to_another_site(owner, path):
    assert open_with(ticket_for(owner, path))["location"] == "/"


def test_signing_in_replaces_the_session_the_browser_had(owner, signed_in):
    before = signed_in(owner)
    ask(
        f"/account/open?ticket={ticket_for(owner)}",
        cookies={here.DOOR: "mark", here.COOKIE: before},
    )

    assert people.live(before) is None


def test_signing_out_ends_the_session_and_deletes_the_cookie(owner, signed_in):
    token = signed_in(owner)
    answer = ask("/account/close", "POST", cookies={here.COOKIE: token}, **OURS)

    assert (answer.status, answer["location"]) == (303, "/")
    assert "max-age=0" in answer.cookies()[here.COOKIE].lower()
    assert people.live(token) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1", "host": "127.0.0.1"},
        {"sec_fetch_site": "same-site", "host": "127.0.0.1"},
        {"sec_fetch_site": "none", "host": "127.0.0.1"},
        {"origin": "http://evil.example", "host": "127.0.0.1"},
        {"origin": "null", "host": "127.0.0.1"},
        {"origin": "http://127.0.0.1:3000", "host": "127.0.0.1:8501"},
        {"host": "127.0.0.1"},
    ],
)
def test_no_other_site_can_sign_a_person_out(owner, signed_in, headers):
    token = signed_in(owner)
    answer = ask("/account/close", "POST", cookies={here.COOKIE: token}, **headers)

    assert answer.status == 403
    assert people.live(token)


def test_an_older_browser_signs_out_by_its_origin(owner, signed_in):
    token = signed_in(owner)
    ask(
        "/account/close",
        "POST",
        cookies={here.COOKIE: token},
        origin="http://127.0.0.1:8501",
        host="127.0.0.1:8501",
    )

    assert people.live(token) is None


def test_signing_out_is_not_a_link(owner, signed_in):
    token = signed_in(owner)
    ask("/account/close", cookies={here.COOKIE: token}, **OURS)

    assert people.live(token)


GATED = [
    ("/_stcore/upload_file/session/file", "PUT"),
    ("/media/abc.csv", "GET"),
    ("/_stcore/metrics", "GET"),
]


@pytest.mark.parametrize(("path", "method"), GATED)
def test_uploads_downloads_and_measurements_need_a_session(owner, signed_in, path, method):
    closed = signed_in(owner)
    people.close_session(closed)
    for cookies in (None, {here.COOKIE: "garbage"}, {here.COOKIE: closed}, {here.COOKIE: "\xe9"}):
        answer = ask(path, method, cookies=cookies)
        assert (answer.status, answer.body) == (401, b"sign in first")

    answer = ask(path, method, cookies={here.COOKIE: signed_in(owner)})
    assert (answer.status, answer.body) == (200, b"private")
    assert answer["cache-control"] == "no-store"


@pytest.mark.parametrize(("path", "method"), GATED)
def test_an_expired_session_and_one_ended_elsewhere_open_nothing(
    owner, signed_in, monkeypatch, path, method
):
    first, second = signed_in(owner), signed_in(owner)
    members.sign_out_everywhere(owner)
    assert ask(path, method, cookies={here.COOKIE: first}).status == 401
    assert ask(path, method, cookies={here.COOKIE: second}).status == 401

    fresh = signed_in(owner)
    assert ask(path, method, cookies={here.COOKIE: fresh}).status == 200
    for life in (people.IDLE_LIFE, people.SESSION_LIFE):
        later = datetime.now(UTC) + life
        monkeypatch.setattr(people, "wall", lambda later=later: later)
        assert ask(path, method, cookies={here.COOKIE: fresh}).status == 401


def test_a_ticket_is_late_after_a_minute(owner, monkeypatch):
    ticket = ticket_for(owner)
    later = datetime.now(UTC) + people.TICKET_LIFE
    monkeypatch.setattr(people, "wall", lambda: later)
    answer = open_with(ticket)

    assert (answer.status, answer["location"]) == (303, "/")
    assert here.COOKIE not in answer.cookies()


@pytest.mark.parametrize("path", ["/", "/journey", "/static/x.js", "/media/x", "/account/open"])
def test_every_answer_carries_the_security_headers(path):
    answer = ask(path)

    assert answer["x-content-type-options"] == "nosniff"
    assert answer["referrer-policy"] == "same-origin"
    assert answer["cross-origin-opener-policy"] == "same-origin"
    assert answer["cross-origin-resource-policy"] == "same-origin"
    assert answer["access-control-allow-origin"] == ""
    assert answer["strict-transport-security"] == ""
    assert ask(path, scheme="https")["strict-transport-security"] == "max-age=31536000"
    policy = answer["content-security-policy"]
    for rule in (
        *("default-src 'self'", "frame-ancestors 'self'", "object-src 'none'", "base-uri 'none'"),
        *("connect-src 'self'", "form-action 'self'"),
    ):
        assert rule in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", policy)[0]


def test_the_policy_names_exactly_the_scripts_that_are_served():
    answer = ask("/journey")
    inline = re.search(rb"<script>(.*?)</script>", answer.body, re.DOTALL)[1]
    scripts = re.search(r"script-src ([^;]*)", answer["content-security-policy"])[1].split()

    assert scripts == ["'self'", *(sha256(script) for script in (hop.SCRIPT.encode(), inline))]


def sha256(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "ja"), ("ja,en;q=0.8", "ja"), ("en-GB,ja", "en"), ("EN", "en"), ("de", "ja")],
)
def test_the_page_says_the_browsers_language(accepted, language):
    assert f'<html lang="{language}">'.encode() in ask("/", accept_language=accepted).body


def test_the_page_says_the_persons_language_first(owner, signed_in):
    answer = ask("/", cookies={here.COOKIE: signed_in(owner)}, accept_language="en")

    assert b'<html lang="ja">' in answer.body


def test_the_page_is_never_kept_and_never_compressed_before_it_is_completed():
    answer = ask("/", accept_encoding="gzip", if_none_match="old")

    assert answer["x-asked"] == "none"
    assert answer["etag"] == ""
    assert answer["cache-control"] == "no-store"
    assert int(answer["content-length"]) == len(answer.body)


def test_a_browser_gets_its_mark_once():
    first = ask("/").cookies()[here.DOOR]

    assert "httponly" in first.lower()
    assert "samesite=lax" in first.lower()
    assert ask("/", cookies={here.DOOR: "mark"}).cookies() == {}
    assert ask("/static/x.js").cookies() == {}


@pytest.mark.parametrize("path", ["/nowhere", "/today", "/journey/deeper", "/index.html"])
def test_an_address_that_is_no_page_leads_to_the_first(path):
    answer = ask(path)

    assert (answer.status, answer["location"], answer.body) == (303, "/", b"")


def test_assets_are_left_to_be_kept_and_compressed():
    assert ask("/static/x.js")["cache-control"] == "public, max-age=31536000"


OURS_BY_NAME = ["localhost", "LOCALHOST:8501", "127.0.0.1", "127.0.0.1:8501", "[::1]:8501"]
STRANGE = [
    *(
        "rebound.example",
        "rebound.example:8501",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
    ),
    *(
        "192.168.1.7",
        "evil.example@127.0.0.1",
        "127.0.0.1/evil",
        "127.0.0.1:x",
        "[::1",
        "",
        " ",
        None,
    ),
]


@pytest.mark.parametrize("host", OURS_BY_NAME)
def test_this_computer_is_asked_for_by_its_own_names(host):
    assert ask("/", host=host).status == 200
    assert connects(host, f"http://{host}")


@pytest.mark.parametrize("path", ["/", "/account/open", "/static/x.js", "/media/x", "/anything"])
@pytest.mark.parametrize("host", STRANGE)
def test_a_strange_name_gets_nothing(host, path):
    answer = ask(path, host=host)

    assert (answer.status, answer.body) == (421, b"unknown host")


@pytest.mark.parametrize("host", STRANGE)
def test_a_strange_name_gets_no_connection(host):
    assert not connects(host, f"http://{host}")


@pytest.mark.parametrize(
    ("name", "said", "host"),
    [
        ("FANBELT_LAN", "192.168.1.7", "192.168.1.7:8501"),
        ("FANBELT_HOSTS", "shop.example.jp", "shop.example.jp"),
        ("FANBELT_HOSTS", "a.example, Shop.Example.JP ", "shop.example.jp:443"),
    ],
)
def test_the_house_and_named_hosts_are_ours_too(monkeypatch, name, said, host):
    assert ask("/", host=host).status == 421
    monkeypatch.setenv(name, said)

    assert ask("/", host=host).status == 200
    assert connects(host, f"https://{host}")
    assert ask("/", host="other.example").status == 421


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:3000",
        "http://127.0.0.1:8501.evil.example",
        "http://127.0.0.1:8501@evil.example",
        "http://localhost:8501",
        "null",
        "",
    ],
)
def test_no_page_of_another_site_gets_a_connection(origin):
    assert connects("127.0.0.1:8501", "http://127.0.0.1:8501")
    assert not connects("127.0.0.1:8501", origin)


def test_what_is_no_page_at_all_may_connect():
    assert connects("127.0.0.1:8501", None)


def connects(host, origin):
    """Whether a WebSocket reaches the application behind the gate."""
    reached, sent = [], []

    async def behind(scope, _receive, _send):
        reached.append(scope["type"])

    async def send(message):
        sent.append(message["type"])

    named = {"host": host, "origin": origin}
    headers = [(k.encode(), v.encode()) for k, v in named.items() if v is not None]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(SessionGate(behind)(scope, None, send))
    assert (reached, sent) in ((["websocket"], []), ([], ["websocket.close"]))
    return bool(reached)


@pytest.mark.parametrize(
    "path",
    ["/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/auth/login", "/oauth2callback"],
)
def test_ways_in_that_are_not_ours_are_closed(owner, signed_in, path):
    for cookies in (None, {here.COOKIE: signed_in(owner)}):
        assert ask(path, cookies=cookies).status == 404


EVERYBODY = {
    "/_stcore/health": "says ok",
    "/_stcore/host-config": "how the page may be embedded",
    "/_stcore/stream": "asks for the origin; the page behind it asks who is there",
    "/component/{path:path}": "files of the installed components",
    "/_stcore/bidi-components/{path:path}": "files of the installed components",
    "/account/open": "takes a ticket",
    "/account/close": "takes a session away",
    "": "the files of the page",
}
"""Routes that answer everybody, and with what."""


def test_every_route_is_gated_or_says_why_not():
    """Streamlit's own and ours, as they are served: a new one must be thought about."""
    ours = re.findall(r'Route\("([^"]+)"', (ROOT / "app.py").read_text(encoding="utf-8"))
    theirs = [route.path for route in create_streamlit_routes(MagicMock())]
    gated = (*SIGNED_IN_ONLY, *CLOSED)

    assert {path for path in (*ours, *theirs) if not path.startswith(gated)} == set(EVERYBODY)
    assert [path for path in gated if not any(p.startswith(path) for p in theirs)] == []
