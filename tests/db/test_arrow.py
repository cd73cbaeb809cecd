"""Fast reading sees what is committed and never costs the database its log."""

import sqlite3
import subprocess
import sys

import pytest

from db import arrow

LOOK = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
COUNT = "SELECT count(*) FROM shop"


@pytest.mark.parametrize("few", [0, 20_000])
def test_what_is_written_after_a_fast_read_is_seen_by_everybody(engine, saving, monkeypatch, few):
    from db import shops

    monkeypatch.setattr(arrow, "FEW", few)
    names = "SELECT name, id FROM shop WHERE id > ? ORDER BY id"
    for n in range(3):
        saving(lambda session, n=n: shops.create(session, f"shop {n}"))
        table = arrow.arrow_table(engine, names, (0,))
        assert table["name"].to_pylist() == [f"shop {i}" for i in range(n + 1)]

    path = str(engine.url.database)
    seen = subprocess.run(
        [sys.executable, "-c", LOOK, path, COUNT], capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == "3"
    assert sqlite3.connect(path).execute(COUNT).fetchone() == (3,)


def test_no_rows_are_columns_without_values(engine):
    table = arrow.arrow_table(engine, "SELECT name, id FROM shop WHERE id > ?", (5,))

    assert table.column_names == ["name", "id"]
    assert table.num_rows == 0
