"""Whether the tax a file names is part of its goods' amount or comes on top."""

from collections.abc import Callable

import pandas as pd

Prepare = Callable[[pd.DataFrame], pd.DataFrame]


def tax_on_top(*others: str) -> Prepare:
    """A format's `prepare` where the goods' amount may or may not hold the tax.

    The tax is added to the goods of an order where goods, tax and `others` (signed amount
    fields) make up its total exactly; everywhere else the goods hold it already.
    """

    def prepare(amounts: pd.DataFrame) -> pd.DataFrame:
        goods, tax = amounts["goods"], amounts["tax"].fillna(0)
        whole = goods + tax
        for term in others:
            part = amounts[term.lstrip("-")].fillna(0)
            whole = whole - part if term.startswith("-") else whole + part
        exact = (whole == amounts["total"]).fillna(value=False)
        return amounts.assign(goods=goods + tax.where(exact, 0)).drop(columns="tax")

    return prepare
