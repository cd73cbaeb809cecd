"""A belt as it runs while its messages are tried: who is kept aside comes from the register."""

from dataclasses import replace

import numpy as np

from core.history import History
from core.triggers.belt import Belt
from core.triggers.facts import Assigned
from pages.shared.store import experiments
from pages.shared.store.experiments import FieldGone, NoSuchExperiment

Tried = tuple[tuple[str, str, int], ...]
"""Rule, key of the experiment that tries it, and the share kept aside in basis points."""


def tried(shop_id: int) -> Tried:
    """The rules that are tried at the moment."""
    now, entries = experiments.today(shop_id), experiments.listed(shop_id)
    first = {entry.key: entry.follows for entry in entries}
    found = {}
    for entry in entries:
        written = entry.experiment
        if written.measure == "trigger" and written.measure_id and written.stage(now) == "running":
            found[written.measure_id] = (_root(first, entry.key), written.control_bp)
    return tuple((rule, key, bp) for rule, (key, bp) in sorted(found.items()))


def _root(first: dict[str, str], key: str) -> str:
    """The first run of those that go on from each other."""
    while first.get(key):
        key = first[key]
    return key


def belt(running: Belt, rules: Tried) -> Belt:
    """The belt with those kept aside whom the register keeps aside."""
    by_rule = {rule: (key, bp) for rule, key, bp in rules}
    return replace(
        running,
        rules=tuple(
            replace(rule, experiment=by_rule[rule.id][0], kept_aside_bp=by_rule[rule.id][1])
            if rule.id in by_rule
            else rule
            for rule in running.rules
        ),
    )


def assigned(shop_id: int, key: str, history: History) -> Assigned | None:
    """Whom an experiment keeps aside, of everybody; None where there is no such experiment.

    Who takes no part in it is contacted as ever.
    """
    try:
        aside = experiments.kept_aside(shop_id, key)
    except NoSuchExperiment:
        return None
    except FieldGone:  # nobody new can be dealt; who was dealt stays
        sides = experiments.assigned(shop_id, key)
        aside = sides.customer[sides.control]
    everybody = history.base.ids
    return Assigned(everybody, np.isin(everybody, aside))
