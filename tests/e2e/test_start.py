"""The server as it is started: who can reach it, what it says, how it ends."""

import base64
import os
import signal
import socket
from urllib.parse import urlsplit

import pytest

from pages.headless.server import lan_address


def shake_hands(url: str, host: str, origin: str) -> int:
    """The status of a WebSocket handshake that names this host and origin."""
    port = urlsplit(url).port
    key = base64.b64encode(os.urandom(16)).decode()
    ask = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host.format(port=port)}\r\n"
        f"Origin: {origin.format(port=port)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(ask.encode())
        return int(line.recv(1024).split()[1])


def reaches(address: str, url: str) -> bool:
    try:
        with socket.create_connection((address, urlsplit(url).port), timeout=5):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("by", ["streamlit", "run.py"])
def test_only_this_computer_reaches_it(new_server, by):
    server = new_server(by=by)
    assert reaches("127.0.0.1", server.url)
    outside = lan_address()
    if outside:
        assert not reaches(outside, server.url)


@pytest.mark.parametrize("by", ["streamlit", "run.py"])
def test_a_name_pointed_at_this_computer_by_another_site_is_refused(new_server, by):
    server = new_server(by=by)
    ours, theirs = "127.0.0.1:{port}", "rebound.example:{port}"
    assert shake_hands(server.url, ours, f"http://{ours}") == 101
    assert shake_hands(server.url, theirs, f"http://{theirs}") == 403


def test_a_page_of_another_site_is_refused_and_nobody_outside_is_asked(new_server):
    with socket.create_server(("127.0.0.1", 0)) as outside:
        proxy = f"http://127.0.0.1:{outside.getsockname()[1]}"
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        server = new_server(**dict.fromkeys(names, proxy), NO_PROXY="", no_proxy="")
        ours = "127.0.0.1:{port}"
        for origin in ("http://evil.example", "http://127.0.0.1:1", "null"):
            assert shake_hands(server.url, ours, origin) == 403
        assert shake_hands(server.url, ours, f"http://{ours}") == 101
        outside.settimeout(0.5)
        with pytest.raises(TimeoutError):
            outside.accept()


def test_it_says_where_it_runs_and_where_the_data_is(new_server):
    server = new_server(by="run.py", FANBELT_LANGUAGE="en")
    assert f"Fanbelt runs at {server.url}" in server.said()
    assert str(server.data) in server.said()
    assert (server.data / "fanbelt.db").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")
def test_ctrl_c_ends_it_with_a_word_and_no_traceback(new_server):
    server = new_server(by="run.py", FANBELT_LANGUAGE="en")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=15) == 0
    assert "Fanbelt has stopped." in server.said()
    assert "Traceback" not in server.said()


def test_with_lan_other_devices_reach_it_and_are_shown_the_way(new_server):
    outside = lan_address()
    if outside is None:
        pytest.skip("this computer is in no network")
    server = new_server("--lan", by="run.py", FANBELT_LANGUAGE="en")
    port = urlsplit(server.url).port
    assert reaches(outside, server.url)
    assert f"http://{outside}:{port}" in server.said()
    assert shake_hands(server.url, f"{outside}:{port}", f"http://{outside}:{port}") == 101
