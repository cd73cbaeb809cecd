"""The server, and the way to it: the browser here, a QR code for the phone."""

import argparse
import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress
from contextvars import Context
from pathlib import Path

import segno
from click import Abort
from streamlit.web import cli as streamlit

from core.demo.shop import NAME
from pages.headless import Cannot
from pages.headless.files import show_progress
from pages.shared.i18n import t
from pages.shared.store import demo, shops
from pages.shared.store.base import data_dir, engine

ROOT = Path(__file__).resolve().parents[2]
HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  the second only where --lan asks for it


def serve(asked: argparse.Namespace) -> None:
    """Open the database, which brings it up to date, and serve until Ctrl-C."""
    engine()
    local = f"http://{HERE}:{asked.port}"
    print(t("Fanbelt runs at {address}. To end it: Ctrl-C", address=local))
    print(t("Your data stays in {folder}", folder=data_dir().resolve()), flush=True)
    outside = lan_address() if asked.lan else None
    if asked.lan:
        invite(outside, asked.port)
        os.environ["FANBELT_LAN"] = outside or ""  # the name by which the others ask for it
    if not asked.no_browser and can_show_browser():
        threading.Thread(target=open_browser, args=[local], daemon=True).start()
    os.chdir(ROOT)
    # In a context of its own: each visitor has a language, the terminal's is not theirs.
    arguments = server_arguments(asked.port, outside)
    with suppress(Abort, KeyboardInterrupt):
        Context().run(streamlit.main, arguments, standalone_mode=False)
    print("\n" + t("Fanbelt has stopped."))


def server_arguments(port: int, outside: str | None) -> list[str]:
    """How the server is started, for this computer or also for `outside`."""
    settings = {
        "server.port": port,
        "server.address": EVERYWHERE if outside else HERE,
        "logger.hideWelcomeMessage": "true",
    }
    flags = (f"--{name}={value}" for name, value in settings.items())
    return ["run", str(ROOT / "app.py"), *flags]


def lan_address() -> str | None:
    """This computer's address in the house, None where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only picks the way out
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith(("127.", "0.")) else address


def invite(address: str | None, port: int) -> None:
    """Show other devices the way in."""
    if address is None:
        raise Cannot(t("This computer is in no network, so other devices cannot reach it."))
    outside = f"http://{address}:{port}"
    print(t("Phones and computers in the same network open {address}", address=outside))
    print(t("Only people with an account get in. Use this in your own network only."))
    segno.make(outside).terminal(compact=True)
    sys.stdout.flush()


def can_show_browser() -> bool:
    """Whether there is a screen to open a browser on."""
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def open_browser(address: str) -> None:
    """Open the browser once the server answers; give up after a minute."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with ask.open(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    webbrowser.open(address)
                    return
        except OSError:
            pass
        time.sleep(0.2)


def show_demo(asked: argparse.Namespace) -> None:
    """Put the demo shop where nothing is yet, and serve."""
    known = list(shops.names().values()) or [shops.create(NAME)]
    if not any(demo.is_in(shop_id) for shop_id in known):
        empty = next((shop_id for shop_id in known if not demo.files(shop_id)), None)
        if empty is None:
            raise Cannot(
                t(
                    "{folder} holds a real shop, and the demo does not mix with it. "
                    "Give it a folder of its own: --data demo",
                    folder=data_dir(),
                )
            )
        print(t("Making up a shop to look around in ..."), flush=True)
        demo.load(empty, show_progress)
    serve(asked)
