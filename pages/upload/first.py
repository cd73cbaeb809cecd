"""What to do first: one piece of advice, in plain words, from where most customers are lost."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.history import History
from core.journey.ladder import Ladder
from pages.shared import formats
from pages.shared.i18n import mark, t

Advice = Literal["wait", "thank", "third", "keep"]

FEW = 30


@dataclass(frozen=True)
class First:
    """The step that loses most, and how soon those came back who did.

    Attributes:
        advice: what to do.
        lost: customers who went no further after that step and are not open any more.
        reached: customers who came to that step.
        days: half of those who went on did so within so many days; None without any.
    """

    advice: Advice
    lost: int
    reached: int
    days: int | None


def of(history: History, seen: Ladder) -> First:
    """Where to begin: the first step with the most customers who drifted away."""
    steps = seen.steps
    at = int(steps["left"].to_numpy().argmax())
    row = steps.iloc[at]
    lost, reached = int(row["left"]), int(row["reached"])
    return First(_advice(at, lost, seen.n), lost, reached, _usual_days(history, at + 1))


def _advice(at: int, lost: int, n: int) -> Advice:
    if n < FEW:
        return "wait"
    if lost == 0:
        return "keep"
    return "thank" if at == 0 else "third"


def _usual_days(history: History, step: int) -> int | None:
    """Half of the gaps after the given purchase were at most so long."""
    gaps = history.occasion_gap[history.occasion_number == step]
    gaps = gaps[gaps >= 0]
    return int(np.median(gaps)) if gaps.size else None


HEADINGS: dict[Advice, str] = {
    "wait": mark("First, let more orders come in"),
    "keep": mark("Nobody has drifted away yet: keep going"),
    "thank": mark("First, thank those who bought for the first time"),
    "third": mark("First, greet those who have come twice"),
}
USUAL = mark("Half of those who came back did so within {days}, so do not wait longer.")
AGAIN = mark("Upload a newer file once a month and look again.")
SENTENCES: dict[Advice, tuple[str, ...]] = {
    "wait": (
        mark("There are few customers so far, so one more or less changes every share."),
        mark("Until then a handwritten line in each parcel costs little and is never wrong."),
        AGAIN,
    ),
    "keep": (mark("Everybody is either coming back or still within the usual time."), AGAIN),
    "thank": (
        mark(
            "{lost} of {reached} first-time buyers have drifted away. That is usual, and it is "
            "where most can be won."
        ),
        USUAL,
        mark(
            "Begin with one message about three days after the first purchase: thanks, and how "
            "to get the most out of it. No discount is needed."
        ),
        mark(
            "Customers of a mall belong to the mall: put thanks and how-to into the parcel "
            "instead of an e-mail."
        ),
    ),
    "third": (
        mark("Most customers are lost after a later purchase: {lost} of {reached}."),
        USUAL,
        mark("Begin with a personal recommendation that fits what they bought before."),
    ),
}


def words(first: First) -> tuple[str, list[str]]:
    """The advice as a heading and the sentences below it."""
    fields = {
        "lost": formats.count(first.lost),
        "reached": formats.count(first.reached),
        "days": formats.days(first.days),
    }
    said = SENTENCES[first.advice]
    if first.days is None:
        nobody = mark("Nobody has come back yet, so the best day is not known.")
        said = tuple(nobody if sentence is USUAL else sentence for sentence in said)
    return t(HEADINGS[first.advice]), [t(sentence, **fields) for sentence in said]
