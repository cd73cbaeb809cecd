"""The timeline of one customer: everything that happened, newest first, in words."""

from datetime import datetime

import pytest

from core.customers.levels import RANKS
from db.tables import Event
from pages.shared import person, person_story
from pages.shared.i18n import speaking
from pages.shared.store import (
    base,
    consents,
    histories,
    persons,
    portraits,
    recommendations,
    stories,
)
from pages.shared.store.here import NotAllowed
from tests.pages import places


def told(shop, customer, by):
    known = persons.known(shop, customer, by=by)
    return stories.story(shop, known, portraits.portrait(shop, customer, by=by), by=by)


def event(shop, customer, kind, at, value=None):
    with base.saving(shop) as session:
        row = Event(shop_id=shop, kind=kind, at=datetime.fromisoformat(at), value=value, source="x")
        row.customer_id = customer
        session.add(row)


@pytest.fixture
def regular(mine):
    """The customer with the most purchases."""
    history = histories.history(mine.shop)
    return int(history.customer[history.occasions.argmax()])


def test_orders_words_acts_and_ranks_stand_in_one_line(mine, regular):
    consents.agree(mine.shop, regular, "line", source="on a card", by=mine.owner)
    consents.opt_out(mine.shop, regular, "call", by=mine.owner)
    event(mine.shop, regular, "recommendation", "2026-11-01 10:00", {"score": 9})
    event(mine.shop, regular, "review", "2026-11-02 10:00")

    story = told(mine.shop, regular, mine.owner)

    assert [entry.at for entry in story] == sorted((e.at for e in story), reverse=True)
    kinds = {entry.kind for entry in story}
    assert kinds >= {"order", "yes", "stopped", "act", "rank"}
    history = histories.history(mine.shop)
    place = int(history.customer.searchsorted(regular))
    bought = [e for e in story if e.kind in ("order", "renewal")]
    assert len(bought) == history.offsets[place + 1] - history.offsets[place]
    if "cancelled" not in kinds:
        cash = history.cash[history.order_customer == place].sum()
        assert sum(e.amount for e in story if e.kind in ("order", "renewal", "refund")) == cash


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Bought", "Agreed: LINE", "Would recommend us: 9 of 10", "Rank: first purchase"]),
        ("ja", ["ご購入", "同意あり: LINE", "おすすめ度: 10点中9点", "段: 初回"]),
    ],
)
def test_every_entry_is_told_in_words(mine, regular, language, expected):
    consents.agree(mine.shop, regular, "line", source="on a card", by=mine.owner)
    event(mine.shop, regular, "recommendation", "2026-11-01 10:00", {"score": 9})

    with speaking(language):
        said = [person_story.headline(e) for e in told(mine.shop, regular, mine.owner)]

    assert set(expected) <= set(said)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_contacts_and_unknown_kinds_have_words_too(language):
    at = datetime.fromisoformat("2026-11-01")
    entries = [
        stories.Entry(at, "contact", "T3", "email", more="done"),
        stories.Entry(at, "contact", "my-own", "call", more="no_answer"),
        stories.Entry(at, "rank", "vip", more="lowered"),
        stories.Entry(at, "act", "visited"),
        *(stories.Entry(at, kind, "email", "staff") for kind in person_story.HEADLINE),
        *(stories.Entry(at, "act", kind, more="3") for kind in person_story.ACT),
    ]
    with speaking(language):
        said = [person_story.headline(entry) for entry in entries]

    assert all(said)
    assert said[3] == "visited"
    assert "my-own" in said[1]


def test_the_rank_on_the_timeline_is_the_rank_held(mine, regular):
    found = portraits.portrait(mine.shop, regular, by=mine.owner)

    assert found.climbed[-1][1] == found.rank
    assert {rank: day for day, rank in found.climbed}[found.rank] == found.since
    assert RANKS[found.rank]


def test_what_adds_to_the_score_adds_up_to_it(mine, regular):
    found = portraits.portrait(mine.shop, regular, by=mine.owner)

    assert found.parts["adds"].sum() == pytest.approx(found.score)
    expected = recommendations.recommendations(mine.shop, customers=[regular])
    assert found.recommended["product"].tolist() == expected["product"].tolist()


def test_who_has_bought_nothing_has_no_portrait(mine):
    assert portraits.portrait(mine.shop, 99_999, by=mine.owner) is None


def test_a_viewer_reads_no_story(mine, regular):
    viewer = places.join(mine.shop, "viewer")
    with pytest.raises(NotAllowed):
        portraits.portrait(mine.shop, regular, by=viewer)
    known = persons.known(mine.shop, regular, by=mine.owner)
    with pytest.raises(NotAllowed):
        stories.story(mine.shop, known, None, by=viewer)


@pytest.mark.parametrize(("answer", "feels"), [(10, "warm"), (8, "mild"), (2, "cool")])
def test_the_latest_answer_is_how_they_feel(mine, regular, answer, feels):
    assert portraits.portrait(mine.shop, regular, by=mine.owner).temperature == "unknown"
    event(mine.shop, regular, "recommendation", "2026-11-01 10:00", {"score": answer})

    found = portraits.portrait(mine.shop, regular, by=mine.owner)

    assert (found.temperature, found.voice) == (feels, 10 * answer)
    assert "voice" in found.parts["component"].tolist()


def test_answers_show_on_the_panel_and_on_the_page(mine, regular, open_app):
    event(mine.shop, regular, "recommendation", "2026-11-01 10:00", {"score": 9})
    app = open_app("en", mine.owner)
    app.switch_page("customers/page.py")
    app.session_state["customers.sub"] = "score"
    app.session_state[person.TICKED] = regular
    app.run(timeout=60)

    assert not app.exception
    said = "\n".join(caption.value for caption in app.caption)
    assert "of 1 who answered within 180 days 1 would recommend you" in said
