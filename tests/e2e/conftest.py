"""A real server and a real browser, for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ARTIFACTS = ROOT / "artifacts"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
PASSWORD = "correct horse battery"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Streamlit says "notRunning" also in the moment before a click has arrived at the server, so
# after an act the counter that the frame prints last must have grown as well.
SETTLED = """
after => {
  const app = document.querySelector('[data-testid="stApp"]');
  const runs = +(document.querySelector('#runs')?.dataset.k ?? 0);
  return !!app && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED' && runs > after;
}
"""
RUNS = "() => +(document.querySelector('#runs')?.dataset.k ?? 0)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Let fixtures know that the test failed, so that they keep a picture."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True)
class Server:
    """A running Fanbelt: its address, its data, what it printed."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen

    def said(self) -> str:
        """Everything it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


STARTED_BY = {
    "streamlit": ["-m", "streamlit", "run", "app.py", "--server.port"],
    "clocked": ["tests/e2e/clocked.py", "run", "app.py", "--server.port"],
    "run.py": ["-P", "-m", "pages.console", "serve", "--no-browser", "--port"],
}


@contextmanager
def running(data: Path, *flags: str, by: str = "streamlit", **environment: str) -> Iterator[Server]:
    """A server of its own on `data`, started as `streamlit run app.py` or run.py does it.

    `clocked` is the first of them, with a clock that the test moves.
    """
    port = free_port()
    log_path = data.with_name(f"{data.name}-{port}.log")
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *STARTED_BY[by], str(port), *flags],
            cwd=ROOT,
            env={**os.environ, "FANBELT_DATA": str(data), "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(f"http://127.0.0.1:{port}", data, log_path, process)
        try:
            wait_until_healthy(server)
            yield server
        finally:
            end(process)


def wait_until_healthy(server: Server, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback needs no proxy
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with ask.open(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start; it said:\n{server.said()[-4000:]}")


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server most tests share."""
    with running(tmp_path_factory.mktemp("shared") / "data") as shared:
        yield shared


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server that no one has talked to; `data=` names a folder, else an empty one."""
    with ExitStack() as stack:

        def start(*flags: str, data: Path | None = None, **how: str) -> Server:
            return stack.enter_context(running(data or tmp_path / "data", *flags, **how))

        yield start


def cannot_run(reason: str) -> None:
    """A browser that cannot start fails the run that must have one, and is skipped elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def find_chromium(own: str) -> str | None:
    """The browser to drive: one of the system, else the one of the driver itself."""
    named = (shutil.which(name) for name in CHROMIUM_NAMES)
    placed = (place for place in (*CHROMIUM_PLACES, own) if Path(place).exists())
    return next((path for path in (*named, *placed) if path), None)


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests."""
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as p:
        path = find_chromium(p.chromium.executable_path)
        if path is None:
            cannot_run(
                "no Chromium found. Debian, Ubuntu: apt install chromium fonts-noto-cjk; "
                "elsewhere install Google Chrome, or: python -m playwright install chromium"
            )
        try:
            started = p.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        except driver.Error as error:
            cannot_run(f"{path} does not start: {error}")
        yield started
        started.close()


@dataclass
class Visitor:
    """A person at a browser of their own: what they do waits until the page has answered."""

    page: object
    server: Server
    name: str
    foreign: list[str] = field(default_factory=list)

    def go(self, path: str = "/") -> None:
        """Open a page by its address and wait until it has been drawn."""
        self.page.goto(self.server.url + path)
        self.settle()

    def settle(self, after: int = 0, seconds: float = 30) -> None:
        """Wait until the server has drawn the page, more than `after` times."""
        self.page.wait_for_function(SETTLED, arg=after, timeout=seconds * 1000)

    def act(self, what: Callable[[], object], seconds: float = 30) -> None:
        """Do something that draws the page anew, and wait until it has been."""
        before = self.page.evaluate(RUNS)
        what()
        self.settle(before, seconds)

    def press(self, name: str, role: str = "button") -> None:
        """Press the button, link or tab of that name."""
        self.act(self.page.get_by_role(role, name=name, exact=True).first.click)

    def upload(self, *files: Path | dict) -> None:
        """Give files to the page's first upload field."""
        field = self.page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
        self.act(lambda: field.set_input_files(list(files)), seconds=60)

    def create_owner(self, shop: str = "花と暮らす 本店", **typed: str) -> None:
        """Fill in the first page of a new installation."""
        self.go()
        typed = {"shop": shop, "username": "hana", "password": PASSWORD, "again": PASSWORD, **typed}
        for name, value in typed.items():
            self.page.locator(f".st-key-owner-{name} input").fill(value)
        self.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        self.arrive()

    def enter(self) -> None:
        """Get in on a server that others use too: as its owner, creating the account if need be."""
        self.go()
        if self.page.locator(".st-key-owner-shop").count():
            self.create_owner()
        elif self.page.locator("input[type=password]").count():
            self.sign_in()

    def sign_in(self, username: str = "hana", password: str = PASSWORD) -> None:
        """Fill in the sign-in form that is on the screen."""
        self.type_password(username, password)
        self.arrive()

    def type_password(self, username: str, password: str) -> None:
        """Send the sign-in form off, whatever comes of it."""
        self.page.locator("input[type=text]").first.fill(username)
        self.page.locator("input[type=password]").first.fill(password)
        self.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()

    def arrive(self) -> None:
        """Wait until the browser has its session and the page asked for."""
        self.page.wait_for_function("() => !document.querySelector('input[type=password]')")
        self.settle()

    def shoot(self, what: str) -> Path:
        """Keep a picture of what the person sees, to be looked at."""
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{what}-{self.name}.png"
        self.page.screenshot(path=path)
        return path

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture
def visit(browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Seats a person at a new browser: `visit(server, "ja", "phone")`.

    Nothing they do may make the browser ask anyone but the server.
    """
    seated: list[Visitor] = []

    def seat(server: Server, language: str = "ja", size: str = "desk", **options) -> Visitor:
        width, height = SIZES[size]
        context = browser.new_context(
            locale=LOCALES[language],
            timezone_id="Asia/Tokyo",
            viewport={"width": width, "height": height},
            **options,
        )
        visitor = Visitor(context.new_page(), server, f"{language}-{size}")
        context.on("request", lambda asked: note_foreign(visitor, asked.url))
        seated.append(visitor)
        return visitor

    yield seat
    for number, visitor in enumerate(seated):
        if request.node.stash.get(FAILED, False):
            visitor.shoot(f"failed-{request.node.name}-{number}".replace("/", "_"))
        visitor.page.context.close()
    assert [url for visitor in seated for url in visitor.foreign] == []


def note_foreign(visitor: Visitor, url: str) -> None:
    """Remember a request that leaves this computer."""
    socket_url = visitor.server.url.replace("http", "ws", 1)
    if not url.startswith((visitor.server.url, socket_url, "data:", "blob:", "about:")):
        visitor.foreign.append(url)


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The test runs in each language."""
    return request.param


@pytest.fixture(params=["desk", "phone"])
def size(request: pytest.FixtureRequest) -> str:
    """The test runs on each width."""
    return request.param
