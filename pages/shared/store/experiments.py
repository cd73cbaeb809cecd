"""The register of experiments, and who takes part on which side: dealt once, kept for good.

An experiment is known by a key that never changes (`e1`, `e2`, ...). Whoever sends something as
part of one asks `kept_aside` first: it deals those who have become eligible since, and names whom
to leave alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from sqlmodel import Session

from core.arrays import Mask
from core.customers.segments import Group
from core.experiments.entry import Members, Outlook, dealt, eligible, everybody, outlook
from core.experiments.experiment import Decision, Experiment, FixedAfterStart
from core.experiments.tally import Assigned
from core.history import History
from db import audit, documents, experiments, members
from db import shops as shop_rows
from pages.shared.store import clock, groups, histories, shops
from pages.shared.store.base import engine, reading, saving
from pages.shared.store.groups import FieldGone, NoSuchGroup

__all__ = [
    "FieldGone",
    "FixedAfterStart",
    "NoSuchExperiment",
    "NoSuchGroup",
    "Registered",
    "assigned",
    "begin",
    "deal",
    "deal_all",
    "decide",
    "experiment",
    "foreseen",
    "kept_aside",
    "listed",
    "remove",
    "save",
    "today",
]

KIND = "experiment"
LONGEST_NAME, LONGEST_HYPOTHESIS = 80, 500
STANDING_DAYS = 365
"""How long the small comparison after a kept measure goes on before it is looked at."""


class NoSuchExperiment(LookupError):  # noqa: N818  it reads as what happened
    """There is no experiment of this key, or no longer.

    Attributes:
        key: what was asked for.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Registered:
    """An experiment as it is written down, and the key it is known by.

    Attributes:
        follows: key of the run it goes on from, "" where it is the first.
        group: whom it is for, as the group was when this was written; None for everybody.
    """

    key: str
    experiment: Experiment
    follows: str = ""
    group: Group | None = None


def today(shop_id: int) -> int:
    """The shop's day, since 1970-01-01."""
    return histories.number_of(clock.today(shops.settings(shop_id).timezone))


def listed(shop_id: int) -> list[Registered]:
    """All experiments, oldest first."""
    with reading(shop_id) as session:
        return _listed(session, shop_id)


def experiment(shop_id: int, key: str) -> Registered:
    """An experiment by its key.

    Raises:
        NoSuchExperiment: it was removed, or never was.
    """
    with reading(shop_id) as session:
        return _of_key(session, shop_id, key)


def save(
    shop_id: int, plan: Experiment, *, by: int | None, key: str | None = None, follows: str = ""
) -> str:
    """Write an experiment down, or change one that has not started.

    Args:
        shop_id: the shop.
        plan: as it shall be; a new one is dealt by its key, so that each deals anew.
        by: the person.
        key: of the one that changes, None = a new one.
        follows: key of the run a new one goes on from; that one is over then.

    Returns:
        Its key.

    Raises:
        ValueError: the name or the hypothesis is too long, or it would start in the past.
        FixedAfterStart: it has started, and a part that decides the result would change.
        NotAllowed: the person may only look.
        NoSuchExperiment: there is none of this key.
        NoSuchGroup: the group it is for was removed.
    """
    _require_short(plan)
    now, group = today(shop_id), _group(shop_id, plan)
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        if key is None:
            _require_future(plan, now)
            _end(session, shop_id, follows, now, by=by)
            return _add(session, shop_id, Registered("", plan, follows, group), by=by)
        before = _of_key(session, shop_id, key)
        changed = before.experiment.changed(now, replace(plan, salt=before.experiment.salt))
        if changed.start_day != before.experiment.start_day:
            _require_future(changed, now)
        held = before.group if before.experiment.stage(now) != "planned" else group
        _write(session, shop_id, replace(before, experiment=changed, group=held), by=by)
    return key


def begin(shop_id: int, key: str, *, by: int | None) -> None:
    """Start a planned experiment today instead of on its day; from now on it is fixed.

    Raises:
        FixedAfterStart, NotAllowed, NoSuchExperiment: as for `save`.
        ValueError: it would end before it starts.
    """
    now = today(shop_id)
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        before = _of_key(session, shop_id, key)
        started = before.experiment.changed(now, replace(before.experiment, start_day=now))
        _write(session, shop_id, replace(before, experiment=started), by=by)
    deal(shop_id, key)


def remove(shop_id: int, key: str, *, by: int | None) -> None:
    """Take a planned experiment out of the register; what it was stays written down.

    Raises:
        FixedAfterStart: it has started: it can be ended, not unmade.
        NotAllowed, NoSuchExperiment: as for `save`.
    """
    now = today(shop_id)
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        before = _of_key(session, shop_id, key).experiment
        if before.stage(now) != "planned":
            raise FixedAfterStart("start_day", before.start_day)
        documents.write(session, shop_id, kind=KIND, name=key, content=None)
        audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=KIND)


def decide(shop_id: int, key: str, decision: Decision, *, by: int | None) -> str | None:
    """Write down what the owner makes of it; nobody is kept aside for it any more.

    A measure that is kept goes on with a tenth kept aside, as an experiment of its own.

    Returns:
        The key of the small comparison that goes on, None where none does.

    Raises:
        FixedAfterStart: it was decided before.
        NotAllowed, NoSuchExperiment: as for `save`.
    """
    now = today(shop_id)
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="staff")
        before = _of_key(session, shop_id, key)
        if before.experiment.decision is not None:
            raise FixedAfterStart("decision", before.experiment.decision)
        _write(
            session, shop_id,
            replace(before, experiment=before.experiment.decided(now, decision)), by=by,
        )  # fmt: skip
        if decision != "keep":
            return None
        goes_on = before.experiment.standing(now, end_day=now + STANDING_DAYS)
        fresh = Registered("", goes_on, key, before.group)
        return _add(session, shop_id, fresh, by=by, salt=before.experiment.salt)


# Who takes part


def deal(shop_id: int, key: str) -> int:
    """Deal everybody who has become eligible for a running experiment, each once.

    Returns:
        How many are new.

    Raises:
        NoSuchExperiment: there is none of this key.
        FieldGone: the group it is for cannot be told any more.
    """
    entry, now = experiment(shop_id, key), today(shop_id)
    written = entry.experiment
    if written.stage(now) != "running":
        return 0
    history = histories.history(shop_id)
    ids, days = eligible(history, written, today=now, members=_members(shop_id, entry.group))
    if np.isin(ids, assigned(shop_id, key).customer).all():
        return 0
    sides = dealt(written, ids, days)
    rows = pd.DataFrame({"customer": sides.customer, "day": sides.day, "control": sides.control})
    with saving(shop_id) as session:
        return experiments.assign(session.connection(), shop_id, experiment=key, dealt=rows)


def deal_all(shop_id: int) -> None:
    """`deal` for every running experiment whose group can be told."""
    now = today(shop_id)
    for entry in listed(shop_id):
        if entry.experiment.stage(now) == "running":
            try:
                deal(shop_id, entry.key)
            except FieldGone:
                continue


def assigned(shop_id: int, key: str) -> Assigned:
    """Everybody who takes part in an experiment so far, as they are numbered now."""
    with reading(shop_id) as session:
        version = shop_rows.history_version(session, shop_id)
        count = experiments.count(session.connection(), shop_id, experiment=key)
    return _assigned(shop_id, (version, count), key)


@st.cache_resource(max_entries=16, show_spinner=False)
def _assigned(shop_id: int, version: tuple[int, int], key: str) -> Assigned:  # noqa: ARG001 - the version is the key
    rows = experiments.assigned(engine(), shop_id, experiment=key)
    return Assigned.of(rows["customer"], rows["day"], rows["control"])


def kept_aside(shop_id: int, key: str) -> npt.NDArray[np.int64]:
    """Whom to leave alone in a measure that is tried, or was kept: (n,) ids, ascending.

    Of an experiment that others go on from, those of the run that goes on now. Who has become
    eligible by now is dealt first.

    Raises:
        NoSuchExperiment, FieldGone: as for `deal`.
    """
    now, runs = today(shop_id), _runs(listed(shop_id), key)
    if not runs:
        raise NoSuchExperiment(key)
    left_alone = [np.empty(0, np.int64)]
    for run in runs:
        if run.experiment.stage(now) == "running":
            deal(shop_id, run.key)
            taking_part = assigned(shop_id, run.key)
            left_alone.append(taking_part.customer[taking_part.control])
    return np.unique(np.concatenate(left_alone))


def foreseen(shop_id: int, plan: Experiment, history: History) -> Outlook:
    """What a plan would meet, going by the shop's own past.

    Raises:
        NoSuchGroup, FieldGone: the group it is for cannot be told any more.
    """
    return outlook(history, plan, members=_members(shop_id, _group(shop_id, plan)))


def _group(shop_id: int, plan: Experiment) -> Group | None:
    """Whom a plan is for, as the group is now."""
    return groups.group(shop_id, plan.group) if plan.group else None


def _members(shop_id: int, group: Group | None) -> Members:
    """Who is in a group, on any day."""
    if group is None:
        return everybody

    def found(history: History) -> Mask:
        return groups.mask_of(shop_id, group, history)

    return found


# The register


def _runs(entries: list[Registered], key: str) -> list[Registered]:
    """The experiment of this key and all that go on from it."""
    found = {entry.key: entry for entry in entries if entry.key == key}
    for entry in entries:  # oldest first: what goes on from another stands behind it
        if entry.follows in found:
            found[entry.key] = entry
    return list(found.values())


def _listed(session: Session, shop_id: int) -> list[Registered]:
    stored = documents.newest(session, shop_id, kind=KIND)
    found = [_read(key, content) for key, content in stored.items() if content]
    return sorted(found, key=lambda entry: int(entry.key[1:]))


def _of_key(session: Session, shop_id: int, key: str) -> Registered:
    content = documents.newest(session, shop_id, kind=KIND).get(key)
    if not content:
        raise NoSuchExperiment(key)
    return _read(key, content)


def _read(key: str, stored: Mapping[str, Any]) -> Registered:
    group = stored["group"] and Group.of(stored["group"])
    return Registered(key, Experiment.of(stored["experiment"]), stored["follows"], group)


def _add(
    session: Session, shop_id: int, fresh: Registered, *, by: int | None, salt: str = ""
) -> str:
    """Write a new one down under the next key, which also deals it; or dealt as another was."""
    key = f"e{len(documents.newest(session, shop_id, kind=KIND)) + 1}"
    made = replace(fresh.experiment, salt=salt or key)
    _write(session, shop_id, replace(fresh, key=key, experiment=made), by=by)
    return key


def _end(session: Session, shop_id: int, key: str, now: int, *, by: int | None) -> None:
    """Nobody is kept aside for a run any more once another goes on from it."""
    before = _of_key(session, shop_id, key) if key else None
    if before is not None and before.experiment.decision is None:
        ended = before.experiment.decided(now, "stop")
        _write(session, shop_id, replace(before, experiment=ended), by=by)


def _write(session: Session, shop_id: int, entry: Registered, *, by: int | None) -> None:
    content = {
        "experiment": entry.experiment.plain(),
        "follows": entry.follows,
        "group": entry.group and entry.group.plain(),
    }
    documents.write(session, shop_id, kind=KIND, name=entry.key, content=content)
    audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject=KIND)


def _require_short(plan: Experiment) -> None:
    for name, most in (("name", LONGEST_NAME), ("hypothesis", LONGEST_HYPOTHESIS)):
        length = len(getattr(plan, name))
        if length > most:
            raise ValueError(f"len({name}) == {length}, must be <= {most}")


def _require_future(plan: Experiment, now: int) -> None:
    """An experiment of the past would be dealt with its outcome known."""
    if plan.start_day < now:
        raise ValueError(f"start_day == {plan.start_day}, must be >= {now}")
