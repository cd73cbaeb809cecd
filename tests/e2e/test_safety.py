"""Copies beside a running server, and the whole shop in the hands of its owner."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.demo.files import write
from core.demo.shop import generate

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-P", "-m", "pages.console", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "FANBELT_LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A data folder with a shop that has orders and no people yet."""
    folder = tmp_path_factory.mktemp("filled")
    orders = folder / "orders.csv"
    orders.write_bytes(write(generate(date(2026, 11, 20), customers=60), "shopify"))
    done = command("import", orders, "--data", folder / "data")
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture
def data(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "data")


def count(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def wait_for(what, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.1)
    pytest.fail("it did not come")


@pytest.mark.parametrize("by", ["streamlit", "run.py"])
def test_the_server_copies_everything_once_a_day_and_nobody_restores_under_it(new_server, data, by):
    server = new_server(data=data, by=by, FANBELT_NOW="2026-11-22T03:00:00+00:00")
    (copy,) = wait_for(lambda: list((data / "backups").glob("fanbelt-*.db")))
    assert count(copy, "order_state") == count(data / "fanbelt.db", "order_state") > 0

    refused = command("restore", copy, "--data", data)

    assert refused.returncode == 2
    assert "is running" in refused.stderr
    server.process.terminate()
    server.process.wait(timeout=15)
    assert command("restore", copy, "--data", data).returncode == 0


def test_the_owner_takes_the_whole_shop_along_and_reads_so_in_the_record(
    new_server, visit, data, language, tmp_path
):
    person = visit(new_server(data=data), language, accept_downloads=True)
    person.create_owner()
    person.go("/safety")
    person.shoot("safety")

    with person.page.expect_download() as download:
        person.page.locator(".st-key-safety-export button").click()
    packed = tmp_path / "shop.zip"
    download.value.save_as(packed)

    with ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert "contact.csv" in archive.namelist()
        lines = archive.read("order_state.csv").decode("utf-8-sig").count("\r\n")
    assert lines == count(data / "fanbelt.db", "order_state") + 1
    with closing(sqlite3.connect(data / "fanbelt.db")) as connection:
        acts = [
            row
            for row in connection.execute("SELECT act, user_id, count FROM audit")
            if row[0] == "export"
        ]
    customers = count(data / "fanbelt.db", "customer WHERE merged_into IS NULL")
    assert acts == [("export", 1, customers)]


def test_a_button_drawn_before_signing_out_elsewhere_gives_nothing(new_server, visit, data):
    person = visit(new_server(data=data), "en", accept_downloads=True)
    person.create_owner()
    person.go("/safety")
    with closing(sqlite3.connect(data / "fanbelt.db")) as connection, connection:
        connection.execute("DELETE FROM session")

    downloads = []
    person.page.on("download", lambda _: downloads.append(1))
    person.page.locator(".st-key-safety-export button").click()
    person.page.wait_for_timeout(3000)

    assert downloads == []
    with closing(sqlite3.connect(data / "fanbelt.db")) as connection:
        assert connection.execute("SELECT 1 FROM audit WHERE act = 'export'").fetchall() == []


@pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])
def test_the_page_stands_on_every_screen(new_server, visit, data, language, size):
    person = visit(new_server(data=data), language, size)
    person.create_owner()
    wait_for(lambda: list((data / "backups").glob("fanbelt-*.db")))
    person.go("/safety")
    person.press({"ja": "今すぐバックアップする", "en": "Make a copy now"}[language])
    assert person.overflow() == 0
    person.shoot("safety-page")
    for what, name in (
        ("list", {"ja": "バックアップの一覧", "en": "All copies"}[language]),
        (
            "way",
            {"ja": "別のディスクへの保存と、元に戻す方法", "en": "To another disk, and back"}[
                language
            ],
        ),
    ):
        person.page.get_by_role("button", name=name).click()
        person.page.wait_for_timeout(500)
        assert person.overflow() == 0
        person.shoot(f"safety-{what}")
        person.page.keyboard.press("Escape")
