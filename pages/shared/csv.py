"""Tables as CSV files: a spreadsheet opens them as they are, and no cell can act in it."""

import pandas as pd

ACTS = r"[ \u3000\u00a0'\"\ufeff]*[=+\-@\t\r\n＝＋－＠]"
"""How a cell begins that a spreadsheet would take for a formula, blanks and quotes aside."""

NUMBER = r" *-?\d[\d,]*(?:\.\d+)?%? *"
MIME = "text/csv; charset=utf-8"


def encode(frame: pd.DataFrame) -> bytes:
    """The table with its headings in UTF-8; a byte order mark tells Excel so.

    A text that a spreadsheet would run as a formula gets a quote before it; who reads the file
    back takes one quote off.

    Args:
        frame: (n, k); the index is not written, missing values stay empty.
    """
    safe = pd.DataFrame({name: guarded(frame[name]) for name in frame.columns})
    safe.columns = guarded(pd.Series(list(frame.columns), dtype="str"))
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def guarded(values: pd.Series) -> pd.Series:
    """The values, with a quote before each text that would act; numbers and days stay."""
    if not isinstance(values.dtype, pd.StringDtype) and values.dtype != object:
        return values
    texts = values.astype("str")
    acts = texts.str.match(ACTS, na=False) & ~texts.str.fullmatch(NUMBER, na=False)
    return texts.where(~acts, "'" + texts)
