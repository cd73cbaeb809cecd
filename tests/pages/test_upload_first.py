"""What to do first follows from where most customers are lost."""

import numpy as np
import pytest

from core.history import History, OrderColumns
from core.journey.ladder import ladder
from pages.shared.i18n import speaking
from pages.upload import first

AS_OF = 20_000


def advice(purchases: list[list[int]], left_after: int = 60) -> first.First:
    """For customers given by the days ago they bought."""
    customer = [who for who, days in enumerate(purchases) for _ in days]
    day = [AS_OF - ago for days in purchases for ago in days]
    complete = frozenset({0})
    orders = OrderColumns.of(np.array(customer), np.array(day), complete_sources=complete)
    history = History.build(orders, AS_OF)
    return first.of(history, ladder(history, left_after=left_after, steps=3))


def test_with_few_customers_the_advice_is_to_wait():
    assert advice([[300], [200, 190]]).advice == "wait"


def test_where_first_time_buyers_are_lost_they_are_thanked():
    found = advice([[300]] * 30 + [[300, 280, 270]] * 5)

    assert (found.advice, found.lost, found.reached, found.days) == ("thank", 30, 35, 20)


def test_where_second_time_buyers_are_lost_they_are_greeted():
    found = advice([[300, 290]] * 30 + [[300]] * 5)

    assert (found.advice, found.lost, found.reached, found.days) == ("third", 30, 30, None)


def test_where_nobody_is_lost_the_shop_keeps_going():
    assert advice([[10]] * 40).advice == "keep"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("days", [None, 20])
@pytest.mark.parametrize("code", list(first.HEADINGS))
def test_every_advice_is_a_heading_and_whole_sentences(language, days, code):
    with speaking(language):
        heading, sentences = first.words(first.First(code, 30, 40, days))

    assert heading
    assert len(sentences) >= 2
    assert all(sentence[-1] in ".。" and "{" not in sentence for sentence in sentences)
