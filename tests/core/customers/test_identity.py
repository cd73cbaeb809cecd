"""Records that share a key are one customer, with one exception."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.customers.identity import NO_KEY, persons

record = st.tuples(
    st.integers(0, 5), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)


def numbered(rows):
    """Small readable keys -> distinct numbers: members of source s are s*100+m, mails 1000+, ..."""
    records = [
        [
            s * 100 + m if m else NO_KEY,
            1000 + e if e else NO_KEY,
            2000 + s * 100 + r if r else NO_KEY,
            3000 + s * 100 + p if p else NO_KEY,
        ]
        for m, e, r, p, s in rows
    ]
    return np.array(records, np.int64).reshape(-1, 4), np.array([r[4] for r in rows], np.int64)


def groups(rows):
    records, source = numbered(rows)
    found = persons(records, source)
    by_customer = {}
    for key, customer in zip(found.keys, found.customer, strict=True):
        by_customer.setdefault(int(customer), set()).add(int(key))
    return sorted(map(sorted, by_customer.values()))


def plain_groups(rows):
    """The obvious twin: tie everything but e-mails, then each e-mail unless members clash."""
    records, _ = numbered(rows)
    sets = [{int(k)} for k in np.unique(records) if k != NO_KEY]

    def tie(a, b, *, careful):
        one = next(s for s in sets if a in s)
        other = next(s for s in sets if b in s)
        sources = [{k // 100 for k in s if k < 1000} for s in (one, other)]
        if one is other or (careful and sources[0] & sources[1]):
            return
        one |= other
        sets.remove(other)

    mails = set()
    for member, mail, relay, phone in records.tolist():
        solid = [k for k in (member, relay, phone) if k != NO_KEY]
        for key in solid[1:]:
            tie(solid[0], key, careful=False)
        if mail != NO_KEY and solid:
            mails.add((mail, solid[0]))
    for mail, anchor in sorted(mails):
        tie(mail, anchor, careful=True)
    return sorted(map(sorted, sets))


def test_a_member_and_a_guest_with_the_same_mail_are_one_customer():
    assert groups([(1, 1, 0, 0, 0), (0, 1, 0, 0, 0)]) == [[1, 1001]]


def test_two_members_of_one_source_stay_two_though_they_share_a_mail():
    assert groups([(1, 1, 0, 0, 0), (2, 1, 0, 0, 0)]) == [[1, 1001], [2]]


def test_members_of_two_sources_join_by_their_mail():
    assert groups([(1, 1, 0, 0, 0), (1, 1, 0, 0, 1)]) == [[1, 101, 1001]]


def test_two_members_do_not_join_by_mails_through_another_source():
    assert groups([(1, 1, 0, 0, 0), (1, 1, 0, 0, 1), (1, 2, 0, 0, 1), (2, 2, 0, 0, 0)]) == [
        [1, 101, 1001],
        [2, 1002],
    ]


def test_a_customer_is_numbered_by_its_smallest_key():
    records, source = numbered([(3, 1, 0, 0, 0), (0, 1, 0, 0, 0)])

    found = persons(records, source)

    assert found.of(np.array([1001, 3, 77])).tolist() == [3, 3, NO_KEY]
    assert found.n_customers == 1


def test_no_records_are_no_customers():
    assert persons(np.empty((0, 4), np.int64), np.empty(0, np.int64)).n_customers == 0


@given(st.lists(record, max_size=25))
def test_the_fast_join_agrees_with_the_plain_one(rows):
    assert groups(rows) == plain_groups(rows)
