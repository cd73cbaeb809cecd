"""What to show a customer next: from the shop's own orders, with names and the reason."""

from datetime import date

import pytest

from core.customers.recommend import REASONS
from core.intake import Options, Upload, read
from pages.shared import recommended
from pages.shared.i18n import speaking
from pages.shared.store import histories, imports, recommendations

DAY = date(2026, 11, 20)
HEAD = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,"
HEAD += "Created at,Lineitem quantity,Lineitem name,Lineitem price"


@pytest.fixture
def shop(owner):
    """Sixty buyers of a cup; forty of them took a saucer too. The last one has only the cup."""
    orders = [(f"a{n}", "カップ") for n in range(60)] + [(f"a{n}", "ソーサー") for n in range(40)]
    orders += [(f"b{n}", "花瓶") for n in range(80)]
    lines = [
        f"#{n},{who}@example.jp,paid,2026-0{1 + n % 9}-03 12:00:00 +0900,JPY,900,0,0,900,"
        f"2026-0{1 + n % 9}-03 12:00:00 +0900,1,{what},900"
        for n, (who, what) in enumerate(orders, 1001)
    ]
    upload = Upload("orders.csv", "\n".join([HEAD, *lines]).encode())
    intake = read([upload], Options(currency="JPY", timezone="Asia/Tokyo", as_of=DAY))
    imports.commit(1, intake, imports.Answers(as_of=DAY, complete="yes"), lambda *_: None)
    return 1


def test_who_has_the_cup_is_shown_the_saucer_because_of_the_cup(shop):
    found = recommendations.recommendations(shop)
    together = found[found["reason"] == "together"]

    assert set(together["name"]) == {"ソーサー"}
    assert set(together["because_name"]) == {"カップ"}
    assert len(together) == 20
    assert set(found["reason"]) <= set(REASONS)


def test_nobody_is_shown_what_they_have(shop):
    found = recommendations.recommendations(shop)
    bought = recommendations.known_of(shop, histories.history(shop)).baskets
    pairs = set(
        zip(bought.customers[bought.customer], bought.products[bought.product], strict=True)
    )

    assert pairs.isdisjoint(zip(found["customer"], found["product"], strict=True))


def test_one_customer_gets_the_same_as_among_all(shop):
    everybody = recommendations.recommendations(shop)
    one = int(everybody["customer"].iloc[-1])

    alone = recommendations.recommendations(shop, customers=[one])

    expected = everybody[everybody["customer"] == one].reset_index(drop=True)
    assert alone["product"].tolist() == expected["product"].tolist()
    assert alone["reason"].tolist() == expected["reason"].tolist()
    assert recommendations.recommendations(shop, customers=[]).empty


def test_on_an_earlier_day_later_purchases_are_unknown(shop):
    seen = histories.history(shop)
    earlier = seen.at(int(seen.day.min()))

    assert recommendations.recommendations(shop, history=earlier).empty


@pytest.mark.parametrize(
    ("language", "start", "to_her"),
    [
        (
            "en",
            "40 of 60 customers who bought カップ bought it too: ",
            "Customers who chose カップ",
        ),
        ("ja", "「カップ」を買った60人のうち40人が買っています。", "「カップ」をお選びの方が"),
    ],
)
def test_the_reason_is_a_sentence(shop, language, start, to_her):
    found = recommendations.recommendations(shop)
    row = next(found[found["reason"] == "together"].itertuples())

    with speaking(language):
        assert recommended.why(row).startswith(start)
        assert recommended.told(row).startswith(to_her)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_can_be_said(shop, language, reason):
    found = recommendations.recommendations(shop).assign(reason=reason)
    row = next(found.itertuples())

    with speaking(language):
        assert recommended.why(row)
        assert recommended.told(row)
