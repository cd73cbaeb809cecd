"""The input of purchase models, checked against the published summary of the CDNOW sample."""

import numpy as np
import pytest
from hypothesis import given

from core.customers.buying import buying_summary
from core.history import History
from tests.core.shops import cdnow, day_number, shops, slow_occasions


def test_O_C1_the_summary_of_the_CDNOW_sample(shared_data):
    sample = cdnow(shared_data("cdnow", "CDNOW_sample.txt"))
    assert sample.customer.size == 6_919

    summary = buying_summary(History.build(sample, day_number("1997-09-30")))

    assert len(summary) == 2_357
    assert summary["repeats"].sum() == 2_457
    assert summary["last_repeat_days"].sum() / 7 == pytest.approx(16_135.57, abs=0.005)
    assert summary["age_days"].sum() / 7 == pytest.approx(77_111.29, abs=0.005)
    rounded = (summary[["last_repeat_days", "age_days"]] / 7).round(2).sum()
    assert rounded.tolist() == pytest.approx([16_135.52, 77_111.21], abs=0.005)


@given(shops())
def test_the_summary_agrees_with_counting_by_hand(orders):
    by_customer: dict[int, list[int]] = {}
    for occasion in slow_occasions(orders, 130):
        by_customer.setdefault(occasion.customer, []).append(occasion.day)

    summary = buying_summary(History.build(orders, 130))

    expected = [(c, len(d) - 1, d[-1] - d[0], 130 - d[0]) for c, d in by_customer.items()]
    assert list(summary.itertuples(index=False, name=None)) == expected
    first = np.arange(len(summary)) == 0
    assert len(buying_summary(History.build(orders, 130), who=first)) == min(len(summary), 1)
