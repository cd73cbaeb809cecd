"""Who may be contacted: a yes where one is needed, and never after a no."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import CHANNELS, NEED_A_YES, REASONS, Consents, reach, standing

ANA, BEN, CLEO, DAN = 1, 2, 3, 4
TODAY = 100


def words(*rows):
    """Rows of customer, channel, agreed, day and, where it matters, the key."""
    table = [(c, (more or [c])[0], channel, said, d) for c, channel, said, d, *more in rows]
    return pd.DataFrame(table, columns=["customer", "key", "channel", "agreed", "day"])


def refusals(*rows):
    return pd.DataFrame(rows, columns=["customer", "channel", "day"])


def stands(said=(), out=(), *, erased=(), mall=(), customers=(ANA, BEN, CLEO), day=TODAY):
    consents = Consents.build(words(*said), refusals(*out), erased)
    ids = np.array(customers, np.int64)
    return standing(consents, ids, mall=np.isin(ids, list(mall)), day=day)


def why(found, customer, channel):
    return REASONS[found.reason(channel)[found.customer.tolist().index(customer)]]


@pytest.mark.parametrize("channel", CHANNELS)
def test_who_was_never_asked_may_get_post_calls_and_inserts_only(channel):
    expected = "not_asked" if channel in {"email", "newsletter", "line", "sms"} else ""
    assert why(stands(), ANA, channel) == expected


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_yes_opens_its_channel_and_no_other(channel):
    found = stands([(ANA, channel, True, 1)])
    assert why(found, ANA, channel) == ""
    assert why(found, BEN, channel) == ("not_asked" if channel in NEED_A_YES else "")
    opened = {name for name in CHANNELS if found.may(name)[0]}
    assert opened == {channel, "postcard", "call", "insert"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_no_closes_every_channel(channel):
    assert why(stands([(ANA, channel, False, 1)]), ANA, channel) == "said_no"


def test_the_newest_word_of_a_key_holds():
    said = [(ANA, "email", True, 1), (ANA, "email", False, 5), (BEN, "email", False, 1),
            (BEN, "email", True, 5)]  # fmt: skip
    assert why(stands(said), ANA, "email") == "said_no"
    assert why(stands(said), BEN, "email") == ""
    assert why(stands(said, day=4), ANA, "email") == ""
    assert why(stands(said, day=0), ANA, "email") == "not_asked"


def test_of_two_words_of_one_day_the_later_told_holds():
    both = [(ANA, "email", True, 1), (ANA, "email", False, 1)]
    assert why(stands(both), ANA, "email") == "said_no"
    assert why(stands(both[::-1]), ANA, "email") == ""


def test_two_records_that_are_one_customer_keep_the_stricter_word():
    """One key said no years ago, the other agreed today: nothing shows it was the same hand."""
    said = [(ANA, "email", False, 1, 10), (ANA, "email", True, 90, 11)]
    assert why(stands(said), ANA, "email") == "said_no"
    assert why(stands([(ANA, "email", True, 90, 11)]), ANA, "email") == ""


def test_an_opt_out_wins_over_every_later_word():
    said = [(ANA, "line", True, day) for day in (1, 50, 99)]
    found = stands(said, [(ANA, "line", 20)])
    assert why(found, ANA, "line") == "opted_out"
    assert why(stands(said, [(ANA, "line", 20)], day=19), ANA, "line") == ""


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_opt_out_closes_any_channel_even_the_insert(channel):
    found = stands([(ANA, name, True, 1) for name in CHANNELS], [(ANA, channel, 2)])
    closed = {name for name in CHANNELS if not found.may(name)[0]}
    assert closed == ({"email", "newsletter"} if channel == "email" else {channel})


def test_who_refuses_email_gets_no_newsletter_either():
    both = [(ANA, "newsletter", True, 1), (ANA, "email", False, 2)]
    assert why(stands(both), ANA, "newsletter") == "said_no"
    assert why(stands([*both[:1], (ANA, "email", True, 2)]), ANA, "newsletter") == ""


def test_E11_L12_a_customer_of_a_mall_is_reached_by_insert_only():
    agreed = [(ANA, name, True, 1) for name in CHANNELS]
    found = stands(agreed, mall=[ANA])
    assert {name: why(found, ANA, name) for name in CHANNELS} == {
        **dict.fromkeys(CHANNELS, "mall"), "insert": ""
    }  # fmt: skip
    assert why(stands(agreed, [(ANA, "insert", 2)], mall=[ANA]), ANA, "insert") == "opted_out"


@pytest.mark.parametrize("channel", CHANNELS)
def test_nobody_contacts_who_was_erased_on_any_day(channel):
    found = stands([(ANA, channel, True, 1)], erased=[ANA], day=2)
    assert why(found, ANA, channel) == "erased"
    assert not found.may(channel)[0]


def test_words_of_customers_not_asked_for_touch_nobody():
    found = stands([(BEN, "email", True, 1), (99, "email", True, 1)], [(DAN, "email", 1)],
                   customers=(ANA, CLEO))  # fmt: skip
    assert found.may("email").tolist() == [False, False]
    assert not found.opted_out.any()


def test_nothing_said_and_nobody_there():
    assert stands(customers=()).may("email").size == 0
    assert reach(stands(customers=()))["may"].tolist() == [0] * len(CHANNELS)


def test_an_unknown_channel_is_refused():
    with pytest.raises(ValueError, match="fax"):
        Consents.build(words((ANA, "fax", True, 1)), refusals(), ())


def test_what_is_built_cannot_be_changed():
    consents = Consents.build(words((ANA, "email", True, 1)), refusals((ANA, "line", 1)), [BEN])
    for name in ("customer", "channel", "key", "day", "agreed", "out_customer", "erased"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(consents, name)[0] = 0


def test_the_input_is_not_touched():
    frame = words((BEN, "email", True, 9), (ANA, "email", True, 1))
    before = frame.copy()
    Consents.build(frame, refusals(), ())
    pd.testing.assert_frame_equal(frame, before)


def test_reach_counts_everybody_once_per_channel():
    said = [(ANA, "email", True, 1), (BEN, "email", False, 1)]
    found = stands(said, [(CLEO, "call", 1)], mall=[DAN], customers=(ANA, BEN, CLEO, DAN))
    table = reach(found).set_index("channel")
    assert table.loc["email"].to_dict() == {
        "may": 1, "erased": 0, "mall": 1, "opted_out": 0, "said_no": 1, "not_asked": 1
    }  # fmt: skip
    assert table.loc["call", ["may", "mall", "opted_out"]].tolist() == [2, 1, 1]
    assert (table.sum(axis=1) == 4).all()


ids = st.integers(1, 4)
days = st.integers(0, 6)
channels = st.sampled_from(CHANNELS[:3])
said_rows = st.lists(
    st.tuples(ids, channels, st.booleans(), days, st.integers(0, 1)), max_size=14
).map(lambda rows: [(c, channel, yes, d, c * 10 + key) for c, channel, yes, d, key in rows])
out_rows = st.lists(st.tuples(ids, channels, days), max_size=4)


@given(said_rows, out_rows, st.sets(ids), st.sets(ids), days)
def test_the_fold_agrees_with_reading_word_by_word(said, out, erased, mall, day):
    """Twin: one dict per customer, channel and key; each rule as a line of its own."""
    said = sorted(said, key=lambda row: row[3])
    everybody = (1, 2, 3, 4)
    found = stands(said, out, erased=erased, mall=mall, customers=everybody, day=day)

    last = {}
    for customer, channel, yes, at, key in said:
        if at <= day:
            last[customer, channel, key] = yes
    for customer in everybody:
        for channel in CHANNELS:
            spoken = [yes for (c, ch, _), yes in last.items() if (c, ch) == (customer, channel)]
            mail = [yes for (c, ch, _), yes in last.items() if (c, ch) == (customer, "email")]
            stopped = {ch for c, ch, at in out if c == customer and at <= day}
            news = channel == "newsletter"
            if customer in erased:
                expected = "erased"
            elif customer in mall and channel != "insert":
                expected = "mall"
            elif channel in stopped or (news and "email" in stopped):
                expected = "opted_out"
            elif False in spoken or (news and False in mail):
                expected = "said_no"
            elif channel in ("email", "newsletter", "line", "sms") and not spoken:
                expected = "not_asked"
            else:
                expected = ""
            assert why(found, customer, channel) == expected


@given(said_rows, out_rows, days)
def test_as_of_a_day_equals_what_was_known_on_that_day(said, out, day):
    said = sorted(said, key=lambda row: row[3])
    whole = stands(said, out, day=day)
    cut = stands([r for r in said if r[3] <= day], [r for r in out if r[2] <= day])
    for channel in CHANNELS:
        assert whole.reason(channel).tolist() == cut.reason(channel).tolist()


@given(said_rows, out_rows, st.permutations((1, 2, 3, 4)))
def test_a_further_opt_out_never_opens_anything(said, out, order):
    before = stands(said, out)
    after = stands(said, [*out, (order[0], "email", 0)])
    for channel in CHANNELS:
        assert not (after.may(channel) & ~before.may(channel)).any()
