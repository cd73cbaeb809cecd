"""A process killed amid an import leaves the shop as it was, or with all of the file."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date

import pytest

from core.demo.files import write
from core.demo.shop import generate

KILLS = 40 if os.environ.get("FANBELT_TEST_PROFILE") == "drill" else 3
TABLES = ("order_state", "order_fact", "order_line", "contact", "import", "identity_key")

pytestmark = [
    pytest.mark.drill,
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kill -9 is tried on POSIX systems"),
]


@pytest.fixture
def files(tmp_path):
    """Two exports of one shop: the first half of its orders, and all of them."""
    shop = generate(date(2026, 6, 30), customers=300)
    half = shop.part(shop.orders.index < len(shop.orders) // 2)
    paths = [tmp_path / "half.csv", tmp_path / "all.csv"]
    for path, part in zip(paths, (half, shop), strict=True):
        path.write_bytes(write(part, "shopify"))
    return paths


def start(path, data, as_of):
    command = [sys.executable, "-m", "pages.console", "import", str(path)]
    return subprocess.Popen(
        [*command, "--as-of", as_of, "--data", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def counts(data):
    """Rows of each table; the file must be whole."""
    with sqlite3.connect(data / "fanbelt.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}
    connection.close()
    return rows


def test_a_killed_import_leaves_nothing_or_all_of_it(tmp_path, files, record_property):
    first, data = tmp_path / "first", tmp_path / "data"
    assert start(files[0], first, "2026-03-31").wait(60) == 0
    before, after, whole, torn = counts(first), None, 0.0, 0
    dice = random.Random(7)

    for attempt in range(KILLS + 1):
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(first, data)
        began = time.perf_counter()
        process = start(files[1], data, "2026-06-30")
        if attempt == 0:  # let it run once, to know how long it takes and what it leaves
            assert process.wait(60) == 0
            whole, after = time.perf_counter() - began, counts(data)
            continue
        time.sleep(whole * dice.uniform(0.5, 1.05))  # the first half is the start of Python
        process.send_signal(signal.SIGKILL)
        process.wait()
        torn += counts(data) not in (before, after)

    record_property("tried", KILLS)
    record_property("lost", torn)
    assert before != after
    assert torn == 0
