"""From a click to the painted chart in a real browser, beside an empty Streamlit page.

Only at 100,000 orders, the size the budget speaks of. Also the memory of the server afterwards.
"""

import importlib.util
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from core.demo.files import write
from core.demo.shop import customers_for, generate

SPEC = importlib.util.spec_from_file_location(
    "e2e", Path(__file__).resolve().parents[1] / "e2e" / "conftest.py"
)
e2e = importlib.util.module_from_spec(SPEC)
sys.modules["e2e"] = e2e
SPEC.loader.exec_module(e2e)

Row = tuple[str, float, float | None, dict[str, float]]

ORDERS, AS_OF, CLICKS = 100_000, date(2026, 6, 30), 7
EMPTY = """
import streamlit as st
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("again")
st.html(f'<span id="runs" data-k="{st.session_state["runs"]}"></span>')
"""
# Milliseconds from the click until the second frame after the last change of the page.
CLICK = """
async selector => {
  const button = document.querySelector(selector);
  const runs = () => +(document.querySelector('#runs')?.dataset.k ?? 0);
  const before = runs(), start = performance.now();
  let changed = start;
  const watch = new MutationObserver(() => { changed = performance.now(); });
  watch.observe(document.body, {subtree: true, childList: true, attributes: true});
  button.click();
  const frame = () => new Promise(done => requestAnimationFrame(done));
  while (runs() <= before || performance.now() - changed < 150) await frame();
  watch.disconnect();
  return changed - start + 33;
}
"""


# The picture is drawn anew by a part of the page alone, so no count of runs tells of it; what the
# slider itself draws does not count.
WATCH = """
() => {
  const picture = '[data-testid=stVegaLiteChart]';
  const touches = change => (change.target.closest ?? (() => null)).call(change.target, picture)
    || [...change.addedNodes].some(node => node.querySelector?.(picture));
  new MutationObserver(changes => {
    if (changes.some(touches)) window.painted = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
  document.addEventListener('keydown', () => {
    window.pressed = performance.now(); window.painted = 0;
  }, {capture: true});
}
"""
PAINTED = "() => window.painted > window.pressed && performance.now() - window.painted > 300"


def bench(orders: int) -> Iterator[Row]:
    """Rows (work, seconds, budget, {rival: seconds}); nothing at other sizes."""
    if orders != ORDERS:
        return
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        empty = empty_rerun(browser, Path(folder))
        data = Path(folder) / "data"
        fill(data, Path(folder))
        with e2e.running(data) as server:
            visitor = e2e.Visitor(browser.new_page(viewport=SIZE), server, "bench")
            visitor.create_owner()
            visitor.go("/journey")
            visitor.page.wait_for_selector("svg.marks")
            painted = median_click(visitor.page, "[data-testid=stNumberInputStepUp]")
            yield "click to painted chart, journey", painted, 0.4, {"empty page": empty}
            visitor.go("/triggers")
            visitor.page.wait_for_selector("svg.marks")
            moved = median_slide(visitor.page)
            yield "slider to painted chart, triggers", moved, 0.4, {"empty page": empty}
            resident = memory_gb(server.process.pid)
            print(f"{'memory of the server':<44} {resident:>6.2f} GB {'1.50 GB':>9}")


SIZE = {"width": 1280, "height": 900}


@contextmanager
def chromium():
    """A browser without a screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = e2e.find_chromium(driver.chromium.executable_path)
        browser = driver.chromium.launch(executable_path=path, args=e2e.CHROMIUM_FLAGS)
        yield browser
        browser.close()


def empty_rerun(browser, folder: Path) -> float:
    """The median rerun of a page with nothing but a button."""
    script, port = folder / "empty.py", e2e.free_port()
    script.write_text(EMPTY, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true", "--server.address", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        server = e2e.Server(f"http://127.0.0.1:{port}", folder, folder / "log", process)
        e2e.wait_until_healthy(server)
        page = browser.new_page(viewport=SIZE)
        page.goto(server.url)
        page.wait_for_selector("#runs", state="attached")
        return median_click(page, "[data-testid=stButton] button")
    finally:
        e2e.end(process)


def fill(data: Path, folder: Path) -> None:
    """A shop of 100,000 orders, imported from its file."""
    path = folder / "orders.csv"
    path.write_bytes(write(generate(AS_OF, customers=customers_for(ORDERS, AS_OF)), "shopify"))
    command = [sys.executable, "-m", "pages.console", "import", str(path), "--complete"]
    subprocess.run(
        [*command, "--as-of", str(AS_OF), "--data", str(data)],
        cwd=e2e.ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def median_click(page, selector: str) -> float:
    """Seconds of the middle one of a few clicks, after one to warm up."""
    page.wait_for_timeout(1_000)
    times = [page.evaluate(CLICK, selector) for _ in range(CLICKS + 1)]
    return statistics.median(times[1:]) / 1000


def median_slide(page) -> float:
    """Seconds from a key on a slider to the second frame after the picture's last change."""
    page.wait_for_timeout(2_000)
    page.evaluate(WATCH)
    page.get_by_role("slider").first.focus()
    times = []
    for _ in range(CLICKS + 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(PAINTED, timeout=20_000)
        times.append(page.evaluate("() => window.painted - window.pressed + 33"))
    return statistics.median(times[1:]) / 1000


def memory_gb(pid: int) -> float:
    """Resident memory of a process, where the system says it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1e6
