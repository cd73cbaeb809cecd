"""Every explained number of this floor, by its code."""

from core.customers import (
    alike,
    attributes,
    bgnbd,
    engagement,
    past_check,
    ranks,
    recommend,
    rfm,
    spend,
    validity,
    worth,
)
from core.experiments import learned, sizing, verdict
from core.formula import Formula
from core.journey import belt, cohorts, drift, ladder, returning
from core.stats import auc, beta, means, proportions, survival
from core.triggers import alerts, anyway, gates, replay, suggest, whatif

_JOURNEY = (ladder, returning, belt, cohorts, drift, survival)
_WORTH = (bgnbd, spend, worth, past_check)
_CUSTOMERS = (rfm, engagement, validity, ranks, attributes, recommend, alike, *_WORTH)
_EXPERIMENTS = (sizing, verdict, learned, proportions, beta, means, auc)
_TRIGGERS = (replay, gates, anyway, whatif, suggest, alerts)
_MODULES = (*_JOURNEY, *_CUSTOMERS, *_EXPERIMENTS, *_TRIGGERS)

FORMULAS: dict[str, Formula] = {
    formula.code: formula for module in _MODULES for formula in module.FORMULAS
}
"""Code to formula; the screen looks here for "how is this computed?"."""
