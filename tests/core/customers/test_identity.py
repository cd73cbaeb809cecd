"""Records that share a key are one customer, with one exception."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core.customers.identity import customers_of

KEYS = ["member", "email", "relay", "name_phone"]
record = st.tuples(
    st.integers(0, 5), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)


def groups(rows):
    """The records (by position) of each customer; 0 in a row is a missing key."""
    table = pd.DataFrame(rows, columns=[*KEYS, "source"], dtype="Int64")
    table[KEYS] = table[KEYS].where(table[KEYS] != 0)
    found = {}
    for place, customer in enumerate(customers_of(table)):
        if customer >= 0:
            found.setdefault(int(customer), []).append(place)
    return sorted(found.values())


def plain_groups(rows):
    """The obvious twin: tie everything but e-mails, then each e-mail unless members clash."""
    sets = [{place} for place, row in enumerate(rows) if any(row[:4])]

    def tie(a, b, *, careful):
        one = next(s for s in sets if a in s)
        other = next(s for s in sets if b in s)
        sources = [{rows[p][4] for p in s if rows[p][0]} for s in (one, other)]
        if one is not other and not (careful and sources[0] & sources[1]):
            one |= other
            sets.remove(other)

    places = sorted((p for s in sets for p in s), key=lambda p: (not rows[p][0], p))
    for a in places:
        for b in places:
            same_source = rows[a][4] == rows[b][4]
            if same_source and any(rows[a][k] and rows[a][k] == rows[b][k] for k in (0, 2, 3)):
                tie(a, b, careful=False)
    mails = dict.fromkeys(rows[p][1] for p in sorted(places) if rows[p][1])
    for mail in mails:
        first, *others = [p for p in places if rows[p][1] == mail]
        for other in others:
            tie(first, other, careful=True)
    return sorted(map(sorted, sets))


def test_a_member_and_a_guest_with_the_same_mail_are_one_customer():
    assert groups([(1, 1, 0, 0, 0), (0, 1, 0, 0, 0)]) == [[0, 1]]


def test_two_members_of_one_source_stay_two_though_they_share_a_mail():
    assert groups([(1, 1, 0, 0, 0), (2, 1, 0, 0, 0)]) == [[0], [1]]


def test_members_of_two_sources_join_by_their_mail():
    assert groups([(1, 1, 0, 0, 0), (1, 1, 0, 0, 1)]) == [[0, 1]]


def test_two_members_do_not_join_by_mails_through_another_source():
    rows = [(1, 1, 0, 0, 0), (1, 1, 0, 0, 1), (1, 2, 0, 0, 1), (2, 2, 0, 0, 0)]

    assert not any({0, 3} <= set(group) for group in groups(rows))


def test_relay_addresses_join_only_inside_their_source():
    assert groups([(0, 0, 1, 0, 0), (0, 0, 1, 0, 1), (0, 0, 1, 0, 0)]) == [[0, 2], [1]]


def test_a_record_without_a_key_is_nobody():
    assert groups([(0, 0, 0, 0, 0)]) == []


@given(st.lists(record, max_size=25))
def test_the_fast_join_agrees_with_the_plain_one(rows):
    assert groups(rows) == plain_groups(rows)
