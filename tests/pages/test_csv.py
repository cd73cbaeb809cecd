"""CSV files open in a spreadsheet as they are, and nothing in them acts."""

from io import BytesIO

import pandas as pd
import pytest

from pages.shared import csv, table
from pages.shared.i18n import speaking
from pages.shared.table import Column, Table


def cell(text: str) -> str:
    return csv.guarded(pd.Series([text], dtype="str"))[0]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+81-90-1234-5678", "-cmd", "@sum", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－a", "＠a",
     "  =1", "\u3000=1", "'=1", '"=1', "\ufeff=1", "-5+3", "-", "=", "-5\n=1"],
)  # fmt: skip
def test_a_text_that_would_act_gets_a_quote_and_loses_it_again(text):
    assert cell(text) == f"'{text}"
    assert cell(text).removeprefix("'") == text


@pytest.mark.parametrize(
    "text", ["-5", "-5.2%", "1,234", "-1,234.5", "花", "a=b", "O'Hara", "", "2026-11-20", "090-1"]
)
def test_plain_numbers_and_words_stay(text):
    assert cell(text) == text


def test_headings_are_guarded_and_missing_values_stay_empty():
    frame = pd.DataFrame({"=name": ["花", None], "n": pd.array([1, None], "Int64")})

    text = csv.encode(frame)

    assert text == "\ufeff'=name,n\r\n花,1\r\n,\r\n".encode()


def test_a_frame_of_mixed_objects_keeps_its_numbers():
    frame = pd.DataFrame({"mixed": pd.Series(["=1", -5, None], dtype=object)})

    assert csv.encode(frame).decode("utf-8-sig") == 'mixed\r\n\'=1\r\n-5\r\n""\r\n'


@pytest.mark.parametrize(
    ("language", "currency", "heading", "amounts"),
    [
        ("ja", "JPY", "金額(円)", ["1250", ""]),
        ("en", "JPY", "Amount (yen)", ["1250", ""]),
        ("en", "USD", "Amount (USD)", ["12.5", ""]),
        ("en", None, "Amount", ["1250", ""]),
    ],
)
def test_a_table_leaves_in_words_and_in_major_units(language, currency, heading, amounts):
    frame = pd.DataFrame(
        {
            "amount": [1250.2, float("nan")],
            "share": [0.4923, float("nan")],
            "day": pd.to_datetime(["2026-11-20", None]),
            "n": [3.0, float("nan")],
        }
    )
    with speaking(language):
        word = "金額" if language == "ja" else "Amount"
        columns = {"amount": Column(word, "money"), "share": Column("s", "share"),
                   "day": Column("d", "day"), "n": Column("n", "count")}  # fmt: skip
        written = table.as_csv(Table(frame, columns, "x", currency))

    read = pd.read_csv(BytesIO(written), dtype=str, keep_default_na=False)
    assert list(read) == [heading, "s", "d", "n"]
    assert list(read[heading]) == amounts
    assert read.loc[0, ["s", "d", "n"]].tolist() == ["49.2%", "2026-11-20", "3"]
    assert read.loc[1].tolist() == ["", "", "", ""]
