"""Copies from the command line, beside a running server, and the way back."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from core.demo.files import write
from core.demo.shop import generate
from db import locks
from db.backups import copy
from pages import console
from pages.shared.store import backups

ROOT = Path(__file__).resolve().parents[3]
SERVING = """
import sys
from pages.shared.store.base import engine
engine()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("FANBELT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FANBELT_LANGUAGE", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two databases of one shop: with half of its orders, and with all."""
    shop = generate(date(2026, 11, 20), customers=60)
    half = shop.part(shop.orders.index < len(shop.orders) // 2)
    folder, databases = tmp_path_factory.mktemp("made"), []
    for name, part in (("half", half), ("all", shop)):
        (folder / f"{name}.csv").write_bytes(write(part, "shopify"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FANBELT_DATA", "")
            code = console.main(
                ["import", str(folder / f"{name}.csv"), "--data", str(folder / name)]
            )
        assert code == 0
        databases.append(folder / name / "fanbelt.db")
    return databases


@pytest.fixture
def database(tmp_path, made):
    """A database with half of the orders, which nobody uses."""
    copy(made[0], tmp_path / "data" / "fanbelt.db")
    return tmp_path / "data" / "fanbelt.db"


def ask(*arguments):
    """The command in a process of its own, as run.py starts it."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "pages.console", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def run(capsys, *arguments):
    code = console.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def count(path, table="order_state"):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.slow
def test_a_copy_is_made_and_gone_back_to(capsys, tmp_path, database, made):
    before = count(database)
    told = ask("backup", "--to", tmp_path / "usb" / "stick")
    (there,) = (tmp_path / "usb" / "stick").iterdir()
    assert (told.returncode, told.stderr) == (0, "")
    assert str(there) in told.stdout
    assert count(there) == before

    copy(made[1], database)  # days later
    assert count(database) > before
    code, out, err = run(capsys, "restore", there)

    assert (code, err) == (0, "")
    assert f"Orders: {before}." in out
    (kept,) = database.parent.glob("fanbelt-before-restore-*.db")
    assert str(kept) in out
    assert count(database) == before
    assert count(kept) > before


@pytest.mark.slow
def test_beside_a_running_server_there_are_copies_but_no_way_back(capsys, database):
    with subprocess.Popen(
        [sys.executable, "-c", SERVING],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        server.stdout.readline()
        assert ask("backup").returncode == 0
        (there,) = backups.folder().iterdir()

        code, out, err = run(capsys, "restore", there)

        assert (code, out) == (2, "")
        assert "is running" in err
        server.communicate(b"")
    assert list(database.parent.glob("*before-restore*")) == []
    assert run(capsys, "restore", there)[0] == 0


def test_while_a_copy_is_restored_nothing_starts(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "share", partial(locks.share, patience_s=0))
    (tmp_path / "data").mkdir()
    (tmp_path / "orders.csv").write_bytes(write(generate(date(2026, 11, 20), customers=5), "base"))
    with locks.alone(tmp_path / "data"):
        code, out, err = run(capsys, "import", tmp_path / "orders.csv", "--currency", "JPY")
    assert (code, out) == (2, "")
    assert "is just being restored" in err


def test_without_data_there_is_nothing_to_copy(capsys, tmp_path):
    code, out, err = run(capsys, "backup")
    assert (code, out) == (2, "")
    assert "nothing to copy yet" in err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("content", "words"), [(None, "There is no file"), (b"order,total\n1,2\n", "is no copy of")]
)
def test_a_file_that_is_no_copy_gets_a_sentence(capsys, tmp_path, content, words):
    path = tmp_path / "copy.db"
    if content:
        path.write_bytes(content)
    code, out, err = run(capsys, "restore", path)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "data" / "fanbelt.db").exists()


def test_the_sentences_are_in_the_language_of_the_terminal(capsys, made, monkeypatch):
    monkeypatch.setenv("FANBELT_LANGUAGE", "ja")
    code, out, _ = run(capsys, "restore", made[0])
    assert code == 0
    assert "コピーの状態に戻し" in out
    assert "残してあります" not in out  # there was nothing before
