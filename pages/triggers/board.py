"""One family of messages: the sentence, the picture they stand in, and a card for each."""

import numpy as np
import streamlit as st

from core.triggers.whatif import Assumption
from pages.shared.i18n import t
from pages.shared.store import Shop
from pages.triggers import behind, cards, controls, details, faults, numbers, sayings, scenes, words
from pages.triggers.draft import Draft
from pages.triggers.numbers import Effect
from pages.triggers.view import View


def draw(shop: Shop, draft: Draft, view: View, family: str) -> None:
    """The answer, and beside it what can be moved."""
    answer, side = st.columns([7, 3], gap="medium")
    with side:
        assumed = None if view.margin_bp is None else controls.assumption(draft)
        controls.sliders(draft, family, highest=_highest(view))
        details.draw(shop, draft, family)
        controls.messages(draft, family)
    mine = list(numbers.rows(view, words.FAMILIES[family]))
    with answer:
        faults.draw(draft)
        if not mine:
            st.subheader(t("No message of this kind is in use."), anchor=False)
            st.caption(t("Choose one under “Messages”."))
            return
        found = _effect(view, family, assumed)
        sayings.say(shop, view, mine, found)
        suggested = numbers.suggestions(view)
        scenes.draw(draft, view, family, suggested)
        controls.suggested(draft, family, suggested)
    # Below both: on a phone the sliders stand right under the picture they move.
    if found is not None:
        cards.effect(shop, found)
    if any(row.met for row in mine):
        cards.draw(draft, view, mine)
        behind.draw(shop, view, [row.rule for row in mine])


def _effect(view: View, family: str, assumed: tuple[Assumption, float] | None) -> Effect | None:
    """What the family does together; None without a margin rate, or where it cannot be told."""
    return None if assumed is None else numbers.effect(view, words.FAMILIES[family], *assumed)


def _highest(view: View) -> float:
    """The largest order a slider has to reach, whoever is shown: all but a few are below."""
    values = numbers.order_values(view.everybody)
    return float(np.quantile(values, 0.995)) * 1.5 if values.size else 0.0
