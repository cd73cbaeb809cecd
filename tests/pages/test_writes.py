"""The walk over everything that can be written: by whom, for which shop, with whose ids."""

import ast
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from core.customers.engagement import Weights
from core.customers.levels import RankRules
from core.customers.rfm import CutOffs
from core.customers.segments import Segment
from core.triggers.presets import usual_belt
from core.triggers.texts import Text
from core.voice import Voice
from db import people as accounts
from db.tables import Shop, User
from pages.shared.store import (
    backups,
    base,
    belts,
    cases,
    clock,
    consents,
    demo,
    dispatches,
    experiments,
    exports,
    groups,
    histories,
    imports,
    mappings,
    members,
    merges,
    people,
    persons,
    privacy,
    products,
    recipients,
    referrals,
    shops,
    texts,
    voice,
    weights,
)
from pages.shared.store.here import NotAllowed, SignedOut
from tests.pages.places import DAY, held, held_of, intake_of, order_file, quiet

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "pages" / "shared" / "store"

# Every write: the role it needs, and the act itself in the shop of `at`, with the ids of `ids`.


def upload_again(at, ids, by):
    again = intake_of(order_file(customers=8))
    imports.commit(at.shop, again, imports.Answers(as_of=DAY, by=by), quiet)


def say_margin(at, ids, by):
    shops.save_settings(at.shop, replace(shops.settings(at.shop), margin_bp=4321), by=by)


def save_bands(at, ids, by):
    weights.save_cut_offs(at.shop, CutOffs((10, 20, 30, 40), (5, 4, 3, 2), (4, 3, 2, 1)), by=by)


def other_than(ids):
    """Another customer of the shop whose ids these are."""
    known = histories.history(ids.shop).customer
    return int(known[known != ids.customer][0])


def remove_group(at, ids, by):
    groups.remove(at.shop, "g1", by=by)


def plan_experiment(at, _, by):
    planned = experiments.experiment(at.shop, "e1").experiment
    experiments.save(at.shop, replace(planned, name="another"), by=by, key="e1")


def line_of(ids):
    """A line of Today for a customer."""
    return dispatches.Line("T3", ids.customer, DAY, DAY, "email", "shopify", "#1001")


def close_case(at, ids, by):
    said = {"owner": None, "cause": "price", "outcome": "settled", "note": "x"}
    cases.change(at.shop, ids.case, **said, by=by)


def link_order(at, ids, by):
    code = referrals.code_of(ids.shop, ids.customer)
    order = first_order_but_of(ids)
    with suppress(referrals.NotReferred):
        referrals.link(at.shop, code=code, order_no=order, by=by)


def first_order_but_of(ids):
    """The first order of another customer than the one with the code."""
    asked = (
        "SELECT order_no FROM order_state WHERE shop_id = ? AND customer_id <> ? AND NOT void"
        " ORDER BY ordered_at LIMIT 1"
    )
    with base.reading(ids.shop) as session:
        return session.connection().exec_driver_sql(asked, (ids.shop, ids.customer)).scalar()


def open_case(at, ids, by):
    day = DAY.replace(day=1)
    cases.open_case(at.shop, ids.customer, answered_on=day, score=1, by=by)


WRITES = {
    "belts.save": ("staff", lambda at, _, by: belts.save(at.shop, usual_belt(), by=by)),
    "belts.start": ("owner", lambda at, _, by: belts.start(at.shop, 1, DAY, by=by)),
    "belts.stop": ("owner", lambda at, _, by: belts.stop(at.shop, DAY, by=by)),
    "imports.commit": ("staff", upload_again),
    "imports.undo": ("staff", lambda at, ids, by: imports.undo(at.shop, ids.upload, by=by)),
    "demo.load": ("staff", lambda at, _, by: demo.load(at.shop, quiet, by=by)),
    "demo.remove": ("staff", lambda at, _, by: demo.remove(at.shop, by=by)),
    "products.shorten": (
        "staff",
        lambda at, ids, by: products.shorten(at.shop, {ids.product: "short"}, by=by),
    ),
    "mappings.remember": (
        "staff",
        lambda at, _, by: mappings.remember(at.shop, "signature", {"total": "計"}, by=by),
    ),
    "consents.opt_out": (
        "staff",
        lambda at, ids, by: consents.opt_out(at.shop, ids.customer, "call", by=by),
    ),
    "consents.agree": (
        "staff",
        lambda at, ids, by: consents.agree(at.shop, ids.customer, "line", source="phone", by=by),
    ),
    "weights.save_weights": (
        "staff",
        lambda at, _, by: weights.save_weights(at.shop, Weights(), by=by),
    ),
    "weights.save_cut_offs": ("staff", save_bands),
    "weights.save_rank_rules": (
        "staff",
        lambda at, _, by: weights.save_rank_rules(at.shop, RankRules(vip_order=1), by=by),
    ),
    "groups.save": ("staff", lambda at, _, by: groups.save(at.shop, "all", Segment(), by=by)),
    "groups.remove": ("staff", remove_group),
    "merges.merge": (
        "staff",
        lambda at, ids, by: merges.merge(at.shop, ids.customer, other_than(ids), by=by),
    ),
    "merges.apart": (
        "staff",
        lambda at, ids, by: merges.apart(at.shop, ids.customer, other_than(ids), by=by),
    ),
    "merges.undo": ("staff", lambda at, ids, by: merges.undo(at.shop, ids.merge, by=by)),
    "experiments.save": ("staff", plan_experiment),
    "experiments.begin": (
        "staff",
        lambda at, _, by: experiments.begin(at.shop, "e1", by=by),
    ),
    "experiments.remove": (
        "staff",
        lambda at, _, by: experiments.remove(at.shop, "e1", by=by),
    ),
    "experiments.decide": (
        "staff",
        lambda at, _, by: experiments.decide(at.shop, "e1", "stop", by=by),
    ),
    "shops.save_settings": ("owner", say_margin),
    "voice.save_voice": (
        "owner",
        lambda at, _, by: voice.save_voice(at.shop, Voice(sender="Ana"), by=by),
    ),
    "texts.save": (
        "owner",
        lambda at, _, by: texts.save(
            at.shop, "T3", "en", Text("Mine", "Hello", {"long": "{shop}"}), {"how": "x"}, by=by
        ),
    ),
    "texts.save_common": (
        "owner",
        lambda at, _, by: texts.save_common(at.shop, texts.Common("en", reply="x"), by=by),
    ),
    "dispatches.mark": (
        "staff",
        lambda at, ids, by: dispatches.mark(at.shop, [line_of(ids)], "done", by=by),
    ),
    "dispatches.claim": (
        "staff",
        lambda at, ids, by: dispatches.claim(at.shop, ids.customer, by=by),
    ),
    "dispatches.release": (
        "staff",
        lambda at, ids, by: dispatches.release(at.shop, ids.customer, by=by),
    ),
    "cases.open_case": ("staff", open_case),
    "cases.change": ("staff", close_case),
    "referrals.give": (
        "staff",
        lambda at, ids, by: referrals.give(at.shop, ids.customer - 1, by=by),
    ),
    "referrals.link": ("staff", link_order),
    "referrals.settle": (
        "staff",
        lambda at, ids, by: referrals.settle(at.shop, ids.invitation, state="accepted", by=by),
    ),
    "backups.make": ("owner", lambda at, _, by: backups.make(shop_id=at.shop, by=by)),
    "privacy.erase": ("owner", lambda at, ids, by: privacy.erase(at.shop, ids.customer, by=by)),
    "privacy.say_purpose": (
        "owner",
        lambda at, _, by: privacy.say_purpose(at.shop, "to deliver", by=by),
    ),
    "privacy.keep_for": ("owner", lambda at, _, by: privacy.keep_for(at.shop, 1, by=by)),
    "members.change_role": (
        "owner",
        lambda at, ids, by: members.change_role(at.shop, ids.member, role="staff", by=by),
    ),
    "members.remove": ("owner", lambda at, ids, by: members.remove(at.shop, ids.member, by=by)),
    "members.invite": ("owner", lambda at, _, by: members.invite(at.shop, role="owner", by=by)),
    "members.end_sessions": (
        "owner",
        lambda at, ids, by: members.end_sessions(at.shop, ids.member, by=by),
    ),
    "members.withdraw": (
        "owner",
        lambda at, ids, by: members.withdraw(at.shop, members.sent(ids.shop)[0].key, by=by),
    ),
    "members.archive_shop": ("owner", lambda at, _, by: members.archive_shop(at.shop, by=by)),
    "members.open_shop": ("owner", lambda _at, _, by: members.open_shop("C", by=by)),
}
BY_SESSION = {
    "exports.taken": ("owner", lambda at, _, token: exports.handed_over(at.shop, token)),
    "privacy.take_along": (
        "staff",
        lambda at, ids, token: privacy.take_along(at.shop, ids.customer, token),
    ),
}
"""What is handed out and written down; asked for with a session token, not by a page."""

READS = {
    "persons.known": ("staff", lambda at, ids, by: persons.known(at.shop, ids.customer, by=by)),
    "recipients.contacts": (
        "staff",
        lambda at, ids, by: recipients.contacts(at.shop, [ids.customer], by=by),
    ),
    "recipients.parcels": ("staff", lambda at, _, by: recipients.parcels(at.shop, [], by=by)),
    "persons.find": ("staff", lambda at, _, by: persons.find(at.shop, "a", by=by)),
    "cases.listed": ("staff", lambda at, _, by: cases.listed(at.shop, by=by)),
    "dispatches.of_person": (
        "staff",
        lambda at, ids, by: dispatches.of_person(at.shop, ids.customer, by=by),
    ),
}
"""What is read of single customers."""

OTHERWISE = {
    "people.create_owner": "refuses once there is an account",
    "people.speak": "one's own account",
    "people.issue_ticket": "after a right password",
    "people.open_session": "takes a ticket",
    "people.live": "one's own session",
    "people.close_session": "one's own session",
    "people.record_failure": "counts a wrong password",
    "people.forget_failures": "after a right password",
    "members.accept_as": "takes an invitation",
    "members.accept_anew": "takes an invitation",
    "members.change_password": "one's own account, asks for the present password",
    "members.reset_password": "the command line alone",
    "members.end_browser": "one's own account",
    "members.sign_out_everywhere": "one's own account",
    "members.enter_shop": "asks for the role by the session: test_members",
    "shops.create": "the command line alone",
    "backups.daily": "happens by itself",
    "experiments.deal": "happens by itself when somebody has become eligible",
}
BENEATH = {
    "weights._save": "weights.save_weights",
    "backups._make": "backups.make",
    "texts._write": "texts.save",
}
"""What writes for others here."""


def writers():
    """Every function of the store that opens a session to write."""
    for path in sorted(STORE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name != "saving":
                called = {ast.unparse(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
                if "saving" in called:
                    yield f"{path.stem}.{node.name}", node


def test_every_write_is_in_the_walk_or_says_why_not():
    found = {BENEATH.get(name, name) for name, _ in writers()}
    composed = {
        "demo.load",
        "demo.remove",
        "weights.save_cut_offs",
        "weights.save_rank_rules",
        "texts.save_common",
        "privacy.take_along",
    }

    assert found - set(WRITES) - set(BY_SESSION) - set(OTHERWISE) == set()
    assert set(WRITES) | set(BY_SESSION) | set(OTHERWISE) == found | composed | {"backups.daily"}


def test_pages_say_who_acts():
    """A page that forgot `by` would act as the command line, which may do all."""
    names = {name for name, _ in writers() if name in WRITES} | {"demo.load", "demo.remove"}
    names -= {"imports.commit"}  # says it in its answers
    wrong, seen = [], set()
    for path in sorted((ROOT / "pages").rglob("*.py")):
        if path.is_relative_to(STORE) or "headless" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (called := ast.unparse(node.func)) in names:
                seen.add(called)
                if "by" not in {keyword.arg for keyword in node.keywords}:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {called}")
    assert wrong == []
    assert len(seen) >= 10


LOWER = {"staff": ["viewer"], "owner": ["viewer", "staff"]}
TOO_LOW = [(name, role) for name, (needed, _) in WRITES.items() for role in LOWER[needed]]


def person(shop_id=None, role=None, **fields):
    """Another account."""
    with base.saving() as session:
        number = accounts.add(session, f"{role} {fields}", password_hash="x")
        if shop_id:
            accounts.join(session, number, shop_id, role=role)
        user = session.exec(select(User).where(User.id == number)).one()
        for name, value in fields.items():
            setattr(user, name, value)
    return number


@pytest.mark.parametrize(("name", "role"), TOO_LOW)
def test_a_role_that_is_too_low_writes_nothing(mine, name, role):
    by, before = person(mine.shop, role), held()

    with pytest.raises(NotAllowed):
        WRITES[name][1](mine, mine, by)

    assert held() == before


@pytest.mark.parametrize("name", WRITES)
def test_the_role_that_is_needed_is_enough(mine, theirs, name):
    needed, act = WRITES[name]
    by = person(mine.shop, needed)
    if name == "members.archive_shop":
        members.open_shop("C", by=by)
    before = held_of(theirs.shop)

    act(mine, mine, by)

    assert held_of(theirs.shop) == before


WHO = ["owner of another shop", "of no shop", "nobody", "deactivated", "removed", "closed shop"]


def stranger(who, mine, theirs):
    """Somebody who must not write in the shop `mine`."""
    if who == "owner of another shop":
        return theirs.owner
    if who == "of no shop":
        return person()
    if who == "nobody":
        return 4711
    if who == "deactivated":
        return person(mine.shop, "owner", active=False)
    if who == "removed":
        number = person(mine.shop, "owner")
        members.remove(mine.shop, number, by=mine.owner)
        return number
    with base.saving() as session:
        session.exec(select(Shop).where(Shop.id == mine.shop)).one().archived_at = clock.wall()
    return mine.owner


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", [name for name in WRITES if name != "members.open_shop"])
def test_who_is_not_of_the_shop_writes_nothing_in_it(mine, theirs, name, who):
    by = stranger(who, mine, theirs)
    before = held()

    with pytest.raises(NotAllowed):
        WRITES[name][1](mine, mine, by)

    assert held() == before


@pytest.mark.parametrize("who", ["of no shop", "nobody", "deactivated", "removed"])
def test_who_owns_no_shop_opens_none(mine, theirs, who):
    by = stranger(who, mine, theirs)
    before = held()

    with pytest.raises(NotAllowed):
        members.open_shop("C", by=by)

    assert held() == before


@pytest.mark.parametrize("name", WRITES)
def test_with_the_ids_of_another_shop_nothing_of_it_is_touched(mine, theirs, name):
    """The owner of A writes in A, with the numbers of B: a tampered page could send them."""
    if name == "members.archive_shop":
        members.open_shop("C", by=mine.owner)
    before = held_of(theirs.shop)
    people_before = {row for row in held() if row[0] == "user" and row[1] == theirs.member}

    with suppress(LookupError, NotAllowed):
        WRITES[name][1](mine, theirs, mine.owner)

    assert held_of(theirs.shop) == before
    assert {row for row in held() if row[0] == "user" and row[1] == theirs.member} == people_before


@pytest.mark.parametrize("name", READS)
def test_only_who_works_with_customers_reads_of_one(mine, theirs, name):
    _, ask = READS[name]
    for by in (person(mine.shop, "viewer"), theirs.owner, 4711):
        with pytest.raises(NotAllowed):
            ask(mine, mine, by)
    ask(mine, mine, person(mine.shop, "staff"))


def test_a_customer_of_another_shop_is_unknown_here(mine, theirs):
    known = persons.known(mine.shop, theirs.customer, by=mine.owner)

    assert (known.contact, len(known.orders)) == ({}, 0)
    assert set(persons.find(mine.shop, str(theirs.customer), by=mine.owner)["customer"]) <= {
        mine.customer
    }


def session_of(user_id):
    opened = people.open_session(
        people.issue_ticket(user_id, path="/", door="d"), door="d", user_agent="x"
    )
    assert opened is not None
    return opened[0]


@pytest.mark.parametrize("name", BY_SESSION)
def test_nothing_is_handed_out_without_a_session_that_may(mine, theirs, name):
    needed, ask = BY_SESSION[name]
    ended = session_of(mine.owner)
    members.sign_out_everywhere(mine.owner)
    tokens = [None, "", "forged", ended]
    for token in tokens:
        with pytest.raises(SignedOut):
            ask(mine, mine, token)
    low = [session_of(person(mine.shop, role)) for role in LOWER[needed]]
    for token in (*low, session_of(theirs.owner)):
        before = held()
        with pytest.raises(NotAllowed):
            ask(mine, mine, token)
        assert held() == before
    assert ask(mine, mine, session_of(mine.owner))
