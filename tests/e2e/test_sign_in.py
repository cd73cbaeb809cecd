"""Signing in, staying signed in and getting out, in a real browser; and ways around it."""

import re
from dataclasses import replace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from pages.shared import menu
from pages.shared.store import people

SHOP = "花と暮らす 本店"
PATHS = ["/", *(f"/{entry.path}" for entry in menu.ENTRIES[1:])]
WRONG = {
    "ja": "ユーザー名かパスワードが違います。",
    "en": "The user name or the password is not right.",
}
OUT = {"ja": "ログアウト", "en": "Sign out"}
SESSION = "fanbelt"


@pytest.fixture
def furnished(tmp_path, monkeypatch):
    """The data of an installation with an owner and a shop."""
    data = tmp_path / "furnished"
    monkeypatch.setenv("FANBELT_DATA", str(data))
    people.create_owner(SHOP, "hana", password="correct horse battery", language="ja")
    return data


@pytest.fixture
def inside(server, visit):
    """A person who has signed in."""
    visitor = visit(server)
    visitor.enter()
    return visitor


@pytest.fixture
def outside(inside):
    """A person who has an account and is signed out."""
    inside.page.context.clear_cookies()
    inside.go()
    return inside


def cookies(visitor):
    return {cookie["name"]: cookie for cookie in visitor.page.context.cookies()}


def is_asked_for_a_password(visitor):
    """Whether the page that comes is the form and nothing else."""
    either = visitor.page.locator("input[type=password], [data-testid=stSidebarNav]").first
    either.wait_for(state="attached")
    visitor.settle()
    seen = visitor.page.locator("input[type=password]").count()
    return seen == 1 and visitor.page.get_by_test_id("stSidebar").count() == 0


def reads(visitor):
    """Everything the browser holds of the page, seen or not."""
    return visitor.page.content()


def sign_out(visitor, language="ja"):
    folded = visitor.page.get_by_test_id("stExpandSidebarButton")
    if folded.is_visible():
        folded.click()
    visitor.page.get_by_role("button", name=OUT[language]).click()
    visitor.page.locator("input[type=password]").first.wait_for()
    visitor.page.wait_for_function("() => !document.querySelector('[data-hop]')")
    visitor.settle()


@pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])
def test_from_the_first_page_to_the_way_out_and_in_again(new_server, visit, language, size):
    visitor = visit(new_server(), language, size)
    refused = []
    visitor.page.on("console", lambda said: note_refusal(refused, said.text))
    visitor.go()
    visitor.shoot("first-account")
    assert visitor.overflow() == 0
    visitor.create_owner()
    visitor.shoot("signed-in")
    assert visitor.overflow() == 0

    visitor.page.reload()
    visitor.settle()
    assert not is_asked_for_a_password(visitor)
    visitor.go("/journey")
    assert not is_asked_for_a_password(visitor)
    sign_out(visitor, language)
    assert SESSION not in cookies(visitor)

    visitor.go("/journey")
    visitor.type_password("hana", "wrong password")
    visitor.page.get_by_text(WRONG[language]).wait_for()
    visitor.shoot("wrong-password")
    assert visitor.overflow() == 0
    visitor.sign_in()
    assert visitor.page.url.endswith("/journey")
    assert refused == []


def note_refusal(refused, said):
    if "Content Security Policy" in said:
        refused.append(said)


@pytest.mark.parametrize("by", ["streamlit", "run.py"])
@pytest.mark.parametrize("path", ["/", "/journey"])
def test_the_first_request_of_a_server_gets_no_page_without_a_password(
    new_server, furnished, visit, by, path
):
    visitor = visit(new_server(data=furnished, by=by))
    visitor.go(path)

    assert is_asked_for_a_password(visitor)
    assert SHOP not in reads(visitor)


def sent(server, path, headers=None):
    """All messages of the first run of a page, as its server sends them to a browser."""
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    ask = BackMsg(rerun_script=ClientState(page_name=path.strip("/")))
    how = {"origin": server.url, "subprotocols": ["streamlit"], "additional_headers": headers}
    with connect(address, proxy=None, max_size=None, **how) as line:
        line.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=30))
            yield message
            if message.WhichOneof("type") == "script_finished":
                return


@pytest.mark.parametrize("by", ["streamlit", "run.py"])
@pytest.mark.parametrize("path", PATHS)
def test_the_first_words_of_a_server_on_any_page_are_its_form(new_server, furnished, by, path):
    words = list(sent(new_server(data=furnished, by=by), path))
    fields = [word.delta.new_element.text_input for word in words]

    assert fields.count(next(field for field in fields if field.type == field.PASSWORD)) == 1
    assert SHOP.encode() not in b"".join(word.SerializeToString() for word in words)


def test_a_person_inside_is_sent_the_shop_so_that_the_test_above_would_see_it(inside):
    mine = "; ".join(f"{name}={value['value']}" for name, value in cookies(inside).items())
    words = sent(inside.server, "/", {"Cookie": mine})

    assert SHOP.encode() in b"".join(word.SerializeToString() for word in words)


def test_the_cookie_is_out_of_reach_of_scripts(inside):
    cookie = cookies(inside)[SESSION]

    assert cookie["httpOnly"]
    assert (cookie["sameSite"], cookie["path"]) == ("Lax", "/")
    assert SESSION not in inside.page.evaluate("document.cookie")
    kept = inside.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert cookie["value"] not in kept + reads(inside)


def test_a_cookie_kept_from_before_signing_out_is_refused(inside):
    kept = cookies(inside)[SESSION]
    sign_out(inside)
    inside.page.context.add_cookies([kept])
    inside.go("/journey")

    assert is_asked_for_a_password(inside)
    assert SHOP not in reads(inside)


def test_an_open_tab_stops_at_its_next_step_after_signing_out_in_another(inside):
    open_tab, other = inside.page, inside.page.context.new_page()
    inside.page = other
    inside.go()
    sign_out(inside)
    inside.page = open_tab
    assert SHOP in reads(inside)
    inside.page.get_by_text("English").click()
    inside.page.locator("input[type=password]").wait_for()

    assert is_asked_for_a_password(inside)
    assert SHOP not in reads(inside)


def test_a_ticket_seen_on_its_way_is_worth_nothing(server, visit, outside):
    visitor, thief = outside, visit(server)
    seen = []
    visitor.page.on("request", lambda asked: seen.append(asked.url))
    visitor.sign_in()
    tickets = [url for url in seen if "/account/open?ticket=" in url]
    assert len(tickets) == 1

    path = tickets[0].removeprefix(server.url)
    thief.go(path)
    assert is_asked_for_a_password(thief)
    visitor.page.context.clear_cookies(name=SESSION)
    visitor.go(path)
    assert is_asked_for_a_password(visitor)


@pytest.mark.parametrize("value", ["garbage", "x" * 3000, "eyJhbGciOiJub25lIn0.e30."])
def test_a_garbage_cookie_leads_to_the_form_and_through_it(outside, value):
    visitor = outside
    for name in (SESSION, "fanbelt_door"):
        visitor.page.context.add_cookies(
            [{"name": name, "value": value, "url": visitor.server.url}]
        )
    visitor.go("/journey")
    assert is_asked_for_a_password(visitor)
    visitor.sign_in()

    assert SHOP in reads(visitor)


def test_nothing_is_taken_in_or_handed_out_without_a_session(outside):
    visitor = outside
    ask, url = visitor.page.request, visitor.server.url
    for path in ("/_stcore/metrics", "/media/abc.csv"):
        assert ask.get(url + path).status == 401
    assert ask.put(url + "/_stcore/upload_file/a/b", data=b"x").status == 401

    visitor.sign_in()
    assert ask.get(url + "/_stcore/metrics").status == 200
    # Signed in, but sent by a form of another site, which cannot read the mark against forgery.
    assert ask.put(url + "/_stcore/upload_file/a/b", data=b"x").status == 403


def test_another_site_cannot_sign_a_person_out(inside):
    asked = inside.page.request.post(
        inside.server.url + "/account/close", headers={"Origin": "http://evil.example"}
    )
    assert asked.status == 403
    inside.page.reload()
    inside.settle()
    assert not is_asked_for_a_password(inside)


def test_a_shops_name_cannot_make_the_browser_call_out(new_server, visit):
    visitor = visit(new_server(), "en")
    name = "![x](http://evil.example/a.png) <img src=http://evil.example/b.png>"
    visitor.create_owner(shop=name)

    assert visitor.page.get_by_test_id("stSidebar").get_by_text("![x](http").count() == 1
    assert visitor.page.locator("img[src*=evil]").count() == 0


def test_another_device_needs_the_code_of_the_terminal(new_server, visit):
    server = new_server("--lan", by="run.py", FANBELT_LANGUAGE="en")
    outside = re.search(r"open (http://[\d.]+:\d+)", server.said())
    if outside is None:
        pytest.skip("this computer is in no network")
    visitor = visit(replace(server, url=outside[1]), "en", "phone")
    visitor.go()
    visitor.shoot("first-account-from-a-phone")
    code = re.search(r"another device: ([A-Z2-9]{4}-[A-Z2-9]{4})", server.said())[1]
    visitor.create_owner(code=code)

    assert SHOP in reads(visitor)
