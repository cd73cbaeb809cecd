"""What a rank takes, set beside the ranks: in the money of the shop, and never half stored."""

from dataclasses import replace

import pytest

from core.customers.levels import RankRules
from pages.customers.view import View, made
from pages.shared.i18n import speaking
from pages.shared.store import shops, weights
from tests.pages import places


@pytest.fixture
def page(mine, open_app):
    with speaking("en"):

        def open_(by=None):
            app = open_app("en", by or mine.owner)
            app.switch_page("customers/page.py").run(timeout=60)
            assert not app.exception
            return app

        yield open_


def box(app, name):
    return next(w for w in app.number_input if w.key and w.key.endswith(f".{name}"))


def save(app):
    start = View(0, 0).key("rules").rsplit(".", 1)[-1]
    next(b for b in app.button if b.label == "Save" and start in b.key).click().run(timeout=60)
    assert not app.exception
    return app


def told(app):
    return "\n".join(c.value for c in app.caption).replace("\\", "")


def test_the_rules_are_told_and_changed(page, mine):
    app = page()
    assert "VIP: 5 purchases or one order of ¥20,000" in told(app)

    box(app, "vip_occasions").set_value(4)
    box(app, "vip_order").set_value(9000)
    app = save(app)

    expected = replace(RankRules(), vip_occasions=4, vip_order=9000)
    assert weights.rank_rules(mine.shop) == expected == made(mine.shop, 1).rules
    assert "VIP: 4 purchases or one order of ¥9,000" in told(app)


def test_steps_that_lead_nowhere_are_named_and_not_kept(page, mine):
    app = page()
    box(app, "vip_occasions").set_value(3)
    app = save(app)

    assert [e.value for e in app.error] == ["A VIP takes more purchases than a VIP candidate."]
    assert weights.rank_rules(mine.shop) == RankRules()


def test_no_amount_is_no_such_way(page, mine):
    weights.save_rank_rules(mine.shop, RankRules(vip_order=None), by=mine.owner)

    assert weights.rank_rules(mine.shop).vip_order is None
    assert "VIP: 5 purchases ・" in told(page())


@pytest.mark.parametrize(
    ("currency", "minor"), [("JPY", 20_000), ("USD", 20_000), ("TWD", 400_000)]
)
def test_amounts_nobody_has_set_are_in_the_money_of_the_shop(mine, currency, minor):
    settings = replace(shops.settings(mine.shop), currency=currency)
    shops.save_settings(mine.shop, settings, by=mine.owner)

    assert weights.rank_rules(mine.shop).vip_order == minor
    assert weights.usual_cut_offs(currency).amount[0] == minor * 5 // 2


def test_who_may_only_look_reads_the_rules(page, mine):
    app = page(places.join(mine.shop, "viewer"))

    assert "VIP candidate: 3 purchases" in told(app)
    assert not [w for w in app.number_input if w.key and w.key.endswith(".vip_order")]
