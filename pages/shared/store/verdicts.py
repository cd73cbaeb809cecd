"""Experiments whose verdict is there."""

from core.experiments.verdict import judge
from pages.shared.store import experiments, histories


def due(shop_id: int) -> int:
    """How many experiments wait for what the owner makes of them."""
    history, now = histories.history(shop_id), experiments.today(shop_id)
    running = (
        entry for entry in experiments.listed(shop_id) if entry.experiment.stage(now) == "running"
    )
    found = (
        judge(history, entry.experiment, experiments.assigned(shop_id, entry.key))
        for entry in running
    )
    return sum(verdict.counts is not None for verdict in found)
