"""The routes and gates, asked as a browser or an attacker asks them."""

import asyncio
import base64
import hashlib
import re
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from pages.account import hop
from pages.account.middleware import SecurityHeaders, SessionGate
from pages.account.routes import close_session, open_session
from pages.shared.store import here, people

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
    names = {name.replace("_", "-"): value for name, value in headers.items()}
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
        {"host": "127.0.0.1"},
        {},
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


@pytest.mark.parametrize("path", ["/", "/journey", "/static/x.js", "/media/x", "/account/open"])
def test_every_answer_carries_the_security_headers(path):
    answer = ask(path)

    assert answer["x-content-type-options"] == "nosniff"
    assert answer["referrer-policy"] == "same-origin"
    policy = answer["content-security-policy"]
    for rule in ("default-src 'self'", "frame-ancestors 'self'", "object-src 'none'"):
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
