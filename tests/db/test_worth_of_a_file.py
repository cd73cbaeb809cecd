"""From an order file to the published parameters: read, store, take out again, fit."""

from datetime import date

import pandas as pd
import pytest

from core.customers.bgnbd import fit_buying
from core.customers.buying import buying_summary
from core.customers.worth import fitted_buying, fitted_spend, repeats_of
from core.history import History
from core.intake import Options, Upload, read
from db.histories import order_columns
from db.imports import Answers, store

AS_OF = date(1997, 9, 30)
HEADINGS = ["Order number", "Customer ID", "Order date", "Quantity", "Total"]


def order_file(path):
    """The published sample, written as a shop would export it."""
    table = pd.read_csv(path, sep=r"\s+", header=None, dtype=str)
    number = [f"CD{i:06d}" for i in range(len(table))]
    day = pd.to_datetime(table[2]).dt.strftime("%Y-%m-%d")
    columns = (number, table[1], day, table[3], table[4])
    return pd.DataFrame(dict(zip(HEADINGS, columns, strict=True))).to_csv(index=False).encode()


@pytest.mark.slow
def test_O_C1_O_C2_O_C4_O_C5_from_the_file_to_the_parameters(engine, shop, saving, shared_data):
    content = order_file(shared_data("cdnow", "CDNOW_sample.txt"))
    intake = read([Upload("cdnow.csv", content)], Options(currency="USD", zero_orders="keep"))
    answers = Answers(as_of=AS_OF, complete="yes", zero_orders="keep", sha256="cdnow")
    saving(lambda s: store(s, shop, intake=intake, answers=answers, progress=lambda *_: None))

    columns = order_columns(engine, shop, complete={intake.source})
    history = History.build(columns, (AS_OF - date(1970, 1, 1)).days)

    weeks = buying_summary(history).sum() / 7
    assert (len(columns.customer), history.n_customers) == (6_919, 2_357)
    assert weeks["repeats"] * 7 == 2_457
    assert weeks[["last_repeat_days", "age_days"]].tolist() == pytest.approx(
        [16_135.57, 77_111.29], abs=0.005
    )
    bg, mbg = fit_buying(repeats_of(history), "bg"), fitted_buying(history)
    assert bg.log_likelihood == pytest.approx(-9582.4292, abs=5e-5)
    for fit, published in ((bg, [0.243, 4.414, 0.793, 2.426]), (mbg, [0.525, 6.183, 0.891, 1.614])):
        model = fit.model
        assert [model.r, model.alpha, model.a, model.b] == pytest.approx(published, abs=5e-4)
    spend = fitted_spend(history)
    assert spend.n == 946
    found = [spend.model.p, spend.model.q, spend.model.v / 100]
    assert found == pytest.approx([6.24881, 3.74459, 15.44773], rel=1e-3)
