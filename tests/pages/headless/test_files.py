"""Order files from the command line."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from core.demo.files import expected, write
from core.demo.shop import generate
from pages import console
from pages.headless import files
from pages.shared.store import imports, shops

ROOT = Path(__file__).resolve().parents[3]
SHOP = generate(date(2026, 11, 20), customers=40)


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("FANBELT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FANBELT_LANGUAGE", "en")


@pytest.fixture
def shopify(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(write(SHOP, "shopify"))
    return str(path)


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.csv"
    path.write_bytes(write(SHOP, "base"))
    return str(path)


def run(capsys, *arguments):
    code = console.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_check_prints_what_was_understood_and_stores_nothing(capsys, shopify, tmp_path):
    truth = expected(SHOP, "shopify")

    code, out, err = run(capsys, "import", shopify, "--check")

    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["format"] == "shopify_orders"
    assert told["encoding"] == "utf-8"
    assert told["currency"] == "JPY"
    assert (told["orders"], told["customers"]) == (truth.orders, truth.customers)
    assert (told["total"], told["file_total"]) == (str(truth.total), str(truth.file_total))
    assert told["last_day"] <= "2026-11-19"
    aside = {reason: (count, amount) for reason, count, amount in told["set_aside"]}
    assert aside["cancelled"][0] == truth.cancelled
    assert sum(int(amount) for _, amount in aside.values()) == truth.file_total - truth.total
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("minor", "scale", "text"),
    [(1_234, 0, "1234"), (250_031_563, 2, "2500315.63"), (5, 2, "0.05"), (-50, 2, "-0.50"),
     (0, 2, "0.00"), (None, 2, None), (10**18, 3, "1000000000000000.000")],
)  # fmt: skip
def test_amounts_are_decimal_strings_in_major_units(minor, scale, text):
    assert files.major(minor, scale) == text


def test_import_makes_the_shop_and_says_what_came_in(capsys, shopify):
    truth = expected(SHOP, "shopify")

    code, out, _ = run(capsys, "import", shopify, "--shop", "花と暮らす", "--complete")

    assert code == 0
    assert f"{truth.orders} orders of {truth.customers} customers" in out
    assert f"{truth.total:,}" in out
    assert list(shops.names()) == ["花と暮らす"]
    stored = imports.listed(shops.names()["花と暮らす"]).iloc[0]
    assert stored["complete"] == "yes"
    assert stored["orders"] == truth.orders


def test_the_same_file_twice_changes_nothing(capsys, shopify):
    run(capsys, "import", shopify)
    code, out, _ = run(capsys, "import", shopify)
    assert code == 0
    assert "Nothing has changed" in out
    (shop_id,) = shops.names().values()
    assert len(imports.listed(shop_id)) == 1


def test_without_a_name_the_only_shop_is_meant_and_of_several_none(capsys, shopify):
    run(capsys, "import", shopify, "--shop", "A")
    assert run(capsys, "import", shopify)[0] == 0
    run(capsys, "import", shopify, "--shop", "B")

    code, out, err = run(capsys, "import", shopify)

    assert (code, out) == (2, "")
    assert "A, B" in err


def test_the_day_of_the_export_is_as_said_else_that_of_the_last_order(capsys, shopify):
    run(capsys, "import", shopify, "--shop", "said", "--as-of", "2026-11-25")
    run(capsys, "import", shopify, "--shop", "silent")
    known = shops.names()
    told = json.loads(run(capsys, "import", shopify, "--check")[1])
    assert imports.listed(known["said"]).iloc[0]["as_of"] == date(2026, 11, 25)
    assert imports.listed(known["silent"]).iloc[0]["as_of"].isoformat() == told["last_day"]


def test_a_file_without_a_currency_asks_for_one_and_leaves_nothing_behind(capsys, base):
    code, _, err = run(capsys, "import", base)
    assert code == 2
    assert "--currency" in err
    assert shops.names() == {}
    assert run(capsys, "import", base, "--currency", "jpy")[0] == 0
    assert run(capsys, "import", base)[0] == 0  # the shop remembers


def test_a_file_that_is_not_there_gets_a_sentence(capsys, tmp_path):
    code, out, err = run(capsys, "import", str(tmp_path / "no.csv"), "--check")
    assert (code, out) == (2, "")
    assert "no.csv cannot be read" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%\xe2\xe3", b"a,b,c\n1,2,3\n"])
def test_an_unreadable_file_gets_one_sentence(capsys, tmp_path, content):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    code, out, err = run(capsys, "import", str(path), "--check")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "{" not in err


def test_the_sentence_is_in_the_language_of_the_terminal(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("FANBELT_LANGUAGE", "ja")
    _, _, err = run(capsys, "import", str(tmp_path / "no.csv"), "--check")
    assert "読めません" in err


def test_a_data_folder_that_cannot_be_one_gets_a_sentence(capsys, shopify, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = run(capsys, "import", shopify, "--data", str(tmp_path / "file"))
    assert code == 2
    assert "cannot be used" in err


def test_a_damaged_database_gets_a_sentence(capsys, shopify, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "fanbelt.db").write_bytes(b"not a database, but as long as one" * 100)
    code, _, err = run(capsys, "import", shopify)
    assert code == 2
    assert "cannot be used" in err


@pytest.mark.parametrize("wrong", [["--as-of", "20.11.2026"], ["--currency", "yen!"], []])
def test_a_mistyped_option_is_refused(capsys, shopify, wrong):
    with pytest.raises(SystemExit) as end:
        console.main(["import", *([shopify, *wrong] if wrong else [])])
    assert end.value.code == 2
    assert capsys.readouterr().err


def test_optional_cdnow_check(capsys, shared_data):
    path = str(shared_data("cdnow", "cdnow_orders.csv"))

    code, out, _ = run(
        capsys, "import", path, "--check", "--currency", "USD", "--zero-orders", "keep"
    )

    told = json.loads(out)
    assert code == 0
    assert told["format"] == "guess"
    assert (told["customers"], told["total"]) == (23_570, "2500315.63")


def test_a_reader_who_has_seen_enough_is_no_error(shopify):
    asked = [sys.executable, "-m", "pages.console", "import", shopify, "--check"]
    told = subprocess.Popen(
        asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    told.stdout.close()
    assert told.stderr.read() == b""
    told.wait()
