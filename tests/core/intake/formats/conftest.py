"""Invented export files, written as their platform writes them."""

import csv
import io

import pytest


@pytest.fixture
def export():
    """Bytes of an export: headings, then rows that name only the cells they fill."""
    return _export


def _export(headings, *rows, encoding="cp932", delimiter=",", quoting=csv.QUOTE_MINIMAL):
    names = headings.split(",")
    for row in rows:
        assert set(row) <= set(names), set(row) - set(names)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return buffer.getvalue().encode(encoding)


@pytest.fixture
def aside():
    """What was set aside: reason -> (orders, amount); the sums are held against the file's."""

    def aside(intake):
        found = intake.understood
        amounts = [row.amount or 0 for row in found.set_aside]
        assert found.file_total == (None if found.total is None else found.total + sum(amounts))
        return {row.reason: (row.count, row.amount) for row in found.set_aside}

    return aside
