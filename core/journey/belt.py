"""The belt: on which days to write, read off the days on which customers come back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import find_peaks

from core.arrays import Counts, Floats
from core.formula import Formula
from core.stats.survival import Survival

PRESETS = (3, 7, 14)
"""Days of the usual belt after a first purchase."""

LEAD_DAYS = 3
"""A message goes out this long before the days people come back."""

CORE_DAYS = 3
RING_DAYS = (8, 28)
MIN_DISTANCE = 14
MOST = 3
STRENGTH = 3.5
"""How far a rise must stand out of the weeks around it; by chance about one curve in thirty."""

BANDWIDTH = 4.0
LONGEST = 365

FORMULAS = (
    Formula("belt.daily_chance", "d_t / n_t", "discrete hazard"),
    Formula(
        "belt.peak_day",
        "local maximum of S(t-1) - S(t), Gaussian kernel of 4 days, kept where "
        "2 (sqrt(E) - sqrt(E0)) >= 3.5; E returns within 3 days, E0 = E x mean of days 8 to 28 "
        "away / mean within 3 days",
        "steepest parts of the Kaplan-Meier curve; square-root test of a Poisson count",
    ),
    Formula("belt.smoothed_chance", "sum of d / sum of n for t-3..t+3", "moving window"),
    Formula("belt.returned", "1 - S(t)", "Kaplan and Meier 1958"),
    Formula("belt.day", "peak_day - 3, at least 1", "the message arrives before the rise"),
    Formula("belt.returned_by_day", "1 - S(day)", "Kaplan and Meier 1958"),
    Formula("belt.next_30", "1 - S(day + 30) / S(day)", "Kaplan and Meier 1958"),
)


@dataclass(frozen=True)
class Peak:
    """Days on which clearly more customers come back than in the weeks around.

    Attributes:
        day: middle of the rise.
        returns: customers who came back within 3 days of it.
        strength: how far it stands out, in standard deviations.
    """

    day: int
    returns: int
    strength: float


def return_curve(curve: Survival) -> pd.DataFrame:
    """The share that came back, day by day, as far as it can be told.

    Returns:
        (m, 6): `day`, `at_risk`, `returns` (customers), `returned` (share by that day),
        `daily_chance` (of those still away), `smoothed_chance` (over 7 days).
    """
    end = curve.follow_up + 1
    returns, at_risk = curve.events[:end], curve.at_risk[:end]
    possible = np.where((np.arange(end) > 0) | (returns > 0), at_risk, 0)  # merged days: no day 0
    return pd.DataFrame(
        {
            "day": np.arange(end),
            "at_risk": at_risk,
            "returns": returns,
            "returned": 1 - curve.survival[:end],
            "daily_chance": returns / at_risk,
            "smoothed_chance": _window_sums(returns) / _window_sums(possible),
        }
    )


def peaks(curve: Survival) -> list[Peak]:
    """The days people come back, the clearest first; empty where no rise stands out."""
    end = min(curve.follow_up, LONGEST)
    if end < RING_DAYS[1]:
        return []
    drop = -np.diff(curve.survival[: end + 1])
    candidates = find_peaks(np.concatenate(([0.0], _smooth(drop))))[0]
    rated = [_rated(curve, drop, int(day)) for day in candidates]
    clear = [peak for peak in rated if peak.strength >= STRENGTH]
    return _spaced(sorted(clear, key=lambda peak: -peak.strength))


def belt_days(
    curve: Survival, *, presets: Sequence[int] = PRESETS, lead_days: int = LEAD_DAYS
) -> pd.DataFrame:
    """Days to write on: the usual ones, and those before the shop's own days of return.

    Args:
        curve: days from one occasion to the next.
        presets: the usual days.
        lead_days: how long before the days people come back.

    Returns:
        (b, 8): `kind` (preset or suggested), `day`, `peak_day` and `peak_returns` (nan for
        presets), `n` (customers not back by then), `returned_by_day` (share), `next_30_days`
        (chance of those not back to return within 30 days), `next_30_low`, `next_30_high`.
    """
    found = [("preset", day, np.nan, np.nan) for day in presets]
    found += [
        ("suggested", max(p.day - lead_days, 1), float(p.day), float(p.returns))
        for p in peaks(curve)
    ]
    frame = pd.DataFrame(found, columns=["kind", "day", "peak_day", "peak_returns"])
    days = frame["day"].tolist()
    chances = [curve.told_rate(30, after=day) for day in days]
    return frame.assign(
        n=[chance.n for chance in chances],
        returned_by_day=[curve.told_rate(day).value for day in days],
        next_30_days=[chance.value for chance in chances],
        next_30_low=[chance.low for chance in chances],
        next_30_high=[chance.high for chance in chances],
    )


def _window_sums(values: Counts) -> Counts:
    """Sums over the days from 3 before to 3 after, fewer at the ends."""
    ones = np.ones(2 * CORE_DAYS + 1, np.int64)
    return np.convolve(values, ones)[CORE_DAYS : CORE_DAYS + values.size] if values.size else values


def _smooth(values: Floats) -> Floats:
    """Gaussian moving average that keeps its level at the ends."""
    reach = np.arange(-4 * int(BANDWIDTH), 4 * int(BANDWIDTH) + 1)
    kernel = np.exp(-0.5 * (reach / BANDWIDTH) ** 2)
    inside = slice(reach.size // 2, reach.size // 2 + values.size)
    weights = np.convolve(np.ones(values.size), kernel)[inside]
    smoothed: Floats = np.convolve(values, kernel)[inside] / weights
    return smoothed


def _rated(curve: Survival, drop: Floats, day: int) -> Peak:
    """How far the returns around `day` exceed those of the weeks before and after."""
    days = np.arange(1, drop.size + 1)
    away = np.abs(days - day)
    core, ring = away <= CORE_DAYS, (away >= RING_DAYS[0]) & (away <= RING_DAYS[1])
    returns = int(curve.events[days[core]].sum())
    usual = returns * drop[ring].mean() / drop[core].mean() if returns else 0.0
    return Peak(day, returns, float(2 * (np.sqrt(returns) - np.sqrt(usual))))


def _spaced(ranked: list[Peak]) -> list[Peak]:
    """The first few peaks that keep their distance from better ones."""
    chosen: list[Peak] = []
    for peak in ranked:
        if len(chosen) < MOST and all(abs(peak.day - c.day) >= MIN_DISTANCE for c in chosen):
            chosen.append(peak)
    return chosen
