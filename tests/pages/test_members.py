"""People of a shop: what each may do is asked where it is done; nobody stays in by accident."""

import pytest

from pages.shared import store
from pages.shared.store import members, people
from pages.shared.store.here import NotAllowed

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("FANBELT_DATA", str(tmp_path))


@pytest.fixture
def owner():
    return people.create_owner("Hana", "hana", password=PASSWORD, language="en")


@pytest.fixture
def shop(owner):
    return people.places(owner)[0].shop_id


def joined(shop, owner, role, name):
    token = members.invite(shop, role=role, by=owner)
    return members.accept_anew(token, name, password=PASSWORD, language="ja")


def session_of(user_id):
    ticket = people.issue_ticket(user_id, path="/", door="door")
    return people.open_session(ticket, door="door", user_agent="Chrome Linux")[0]


def test_an_invitation_lets_one_person_in_with_its_role(shop, owner):
    token = members.invite(shop, role="staff", by=owner)
    assert members.invited_to(token) == ("Hana", "staff")

    members.accept_anew(token, "Mio", password=PASSWORD, language="ja")

    assert [(m.username, m.role) for m in members.listed(shop)] == [
        ("hana", "owner"),
        ("mio", "staff"),
    ]
    assert members.invited_to(token) is None
    with pytest.raises(people.Refused, match="invite_over"):
        members.accept_anew(token, "second", password=PASSWORD, language="ja")


def test_an_invitation_ends_after_a_week(shop, owner, monkeypatch):
    token = members.invite(shop, role="staff", by=owner)
    later = members.wall() + members.INVITE_LIFE
    monkeypatch.setattr(members, "wall", lambda: later)

    assert members.invited_to(token) is None


def test_an_invitation_never_lowers_a_role(shop, owner):
    token = members.invite(shop, role="viewer", by=owner)

    assert members.accept_as(token, owner)

    assert members.listed(shop)[0].role == "owner"


@pytest.mark.parametrize("role", ["staff", None])
def test_an_invitation_is_over_when_who_sent_it_no_longer_owns_the_shop(shop, owner, role):
    other = joined(shop, owner, "owner", "other")
    token = members.invite(shop, role="owner", by=other)
    assert members.invited_to(token)

    if role:
        members.change_role(shop, other, role=role, by=owner)
    else:
        members.remove(shop, other, by=owner)

    assert members.invited_to(token) is None
    assert not members.accept_as(token, owner)


def test_an_invitation_can_be_taken_back_until_it_was_taken(shop, owner):
    first, second = (members.invite(shop, role=role, by=owner) for role in ("staff", "viewer"))
    assert [sent.role for sent in members.sent(shop)] == ["viewer", "staff"]
    members.accept_anew(second, "mio", password=PASSWORD, language="ja")
    (left,) = members.sent(shop)

    members.withdraw(shop, left.key, by=owner)
    members.withdraw(shop, left.key, by=owner)  # another tab was faster

    assert members.sent(shop) == []
    assert members.invited_to(first) is None
    assert members.listed(shop)[1].username == "mio"
    acts = [entry.act for entry in store.audit.listed(shop, most=10)]
    assert acts == ["withdraw", "join", "invite", "invite"]


def test_an_invitation_into_a_closed_shop_is_over(shop, owner):
    token = members.invite(shop, role="staff", by=owner)
    members.open_shop("Umi", by=owner)
    members.archive_shop(shop, by=owner)

    assert members.invited_to(token) is None


def test_somebody_who_is_not_of_the_shop_is_neither_changed_nor_written_down(shop, owner):
    umi = members.open_shop("Umi", by=owner)
    hers = joined(umi, owner, "staff", "umi")

    members.change_role(shop, hers, role="owner", by=owner)
    members.remove(shop, hers, by=owner)

    assert people.number_of("umi") == hers
    assert {e.act for e in store.audit.listed(shop, most=10)}.isdisjoint({"role", "leave"})


@pytest.mark.parametrize("role", ["staff", "viewer"])
def test_only_owners_manage_people(shop, owner, role):
    other = joined(shop, owner, role, "other")

    for act in (
        lambda: members.invite(shop, role="viewer", by=other),
        lambda: members.change_role(shop, owner, role="viewer", by=other),
        lambda: members.remove(shop, owner, by=other),
        lambda: members.archive_shop(shop, by=other),
        lambda: members.open_shop("Umi", by=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_owner_of_one_shop_is_nobody_in_another(shop, owner):
    umi = members.open_shop("Umi", by=owner)
    hers = joined(umi, owner, "owner", "umi")

    with pytest.raises(NotAllowed):
        members.invite(shop, role="owner", by=hers)
    with pytest.raises(NotAllowed):
        members.enter_shop(session_of(hers), shop)


def test_the_last_owner_stays(shop, owner):
    with pytest.raises(members.LastOwner):
        members.remove(shop, owner, by=owner)
    with pytest.raises(members.LastOwner):
        members.change_role(shop, owner, role="viewer", by=owner)


def test_who_is_removed_is_signed_out_at_once_and_cannot_come_back(shop, owner):
    other = joined(shop, owner, "staff", "mio")
    token = session_of(other)
    assert people.live(token) is not None

    members.remove(shop, other, by=owner)

    assert people.live(token) is None
    assert people.number_of("mio") is None
    assert "mio" not in people.credentials()


def test_an_owner_signs_a_member_out_and_nobody_else(shop, owner):
    other, umi = joined(shop, owner, "staff", "mio"), members.open_shop("Umi", by=owner)
    stranger = joined(umi, owner, "staff", "umi")
    tokens = {person: session_of(person) for person in (owner, other, stranger)}

    members.end_sessions(shop, other, by=owner)
    with pytest.raises(NotAllowed):
        members.end_sessions(shop, stranger, by=owner)

    assert {person for person, token in tokens.items() if people.live(token)} == {owner, stranger}
    assert people.live(session_of(other))


def test_a_new_password_signs_all_browsers_out(shop, owner):
    tokens = [session_of(owner), session_of(owner)]

    members.change_password(owner, present=PASSWORD, new="another long one")

    assert [people.live(token) for token in tokens] == [None, None]
    with pytest.raises(people.Refused, match="password_wrong"):
        members.change_password(owner, present=PASSWORD, new="yet another one")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 73, "password_long"),
        ("あ" * 25, "password_long"),
        ("password", "password_common"),
        ("Sunshine", "password_common"),
    ],
)
def test_passwords_that_will_not_do_are_refused(owner, password, code):
    with pytest.raises(people.Refused, match=code):
        members.change_password(owner, present=PASSWORD, new=password)


def test_a_person_sees_and_ends_their_browsers(owner):
    one, other = session_of(owner), session_of(owner)
    assert len(members.browsers(owner)) == 2

    for browser in members.browsers(owner):
        members.end_browser(owner + 1, browser.id)  # nobody else's
    assert people.live(one)
    members.sign_out_everywhere(owner)

    assert members.browsers(owner) == []
    assert people.live(other) is None


def test_a_closed_shop_cannot_be_entered_and_the_only_one_cannot_be_closed(shop, owner):
    with pytest.raises(people.Refused, match="last_shop"):
        members.archive_shop(shop, by=owner)
    umi = members.open_shop("Umi", by=owner)

    members.archive_shop(shop, by=owner)

    assert [place.shop_id for place in people.places(owner)] == [umi]


def test_what_is_done_to_people_is_written_down(shop, owner):
    other = joined(shop, owner, "viewer", "mio")
    members.change_role(shop, other, role="staff", by=owner)
    members.remove(shop, other, by=owner)

    acts = [entry.act for entry in store.audit.listed(shop, most=10)]

    assert acts == ["leave", "role", "join", "invite"]
