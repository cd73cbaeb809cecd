"""Every explained number of this floor, by its code."""

from core.customers import rfm
from core.formula import Formula
from core.journey import belt, cohorts, drift, ladder, returning
from core.stats import survival

_MODULES = (ladder, returning, belt, cohorts, drift, survival, rfm)

FORMULAS: dict[str, Formula] = {
    formula.code: formula for module in _MODULES for formula in module.FORMULAS
}
"""Code to formula; the screen looks here for "how is this computed?"."""
