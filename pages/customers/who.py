"""Who they are: the ladder, who is one purchase away from the next rank, and who is cooling."""

import numpy as np
import streamlit as st

from core.arrays import Mask
from core.customers.levels import AMBASSADOR, CANDIDATE, REPEATER, VIP
from core.journey.drift import STATES
from pages.customers import ladder, listing, moving, numbers, rules, words
from pages.customers.numbers import Known
from pages.customers.view import View
from pages.shared import figure, formats
from pages.shared.figure import Card
from pages.shared.i18n import t, tn
from pages.shared.store import Shop
from pages.shared.store.histories import day_of

TOP = (CANDIDATE, VIP, AMBASSADOR)


def draw(shop: Shop, view: View) -> None:
    """Sentence, ladder, three numbers, one next step, and everybody as a list."""
    seen = numbers.known(view)
    st.subheader(_answer(seen), anchor=False)
    st.caption(words.sentences(*_context(seen)))
    figure.figure(
        ladder.picture(view),
        key="customers.ladder",
        alt_text=ladder.aloud(view),
        caption=figure.told(day_of(seen.as_of), seen.n),
        numbers=ladder.table(view),
        explained=words.explained("ranks.rank", "drift.lines", "engagement.score"),
        on_select=lambda: _picked(view),
        selection_mode="box",
    )
    figure.cards(*_cards(view, seen))
    next_step(view)
    listing.draw(shop, view)
    moving.draw(view)
    rules.draw(shop, view)


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))


def _answer(seen: Known) -> str:
    """How many are VIPs or nearly, and how many of them are about to leave."""
    top, leaving = _count(seen.top), _count(seen.top & seen.leaving)
    if not top:
        return _early(seen)
    said = tn(
        "{n} customer is a VIP or a VIP candidate.",
        "{n} customers are VIPs or VIP candidates.",
        top,
    )
    if not seen.can_tell:
        return said
    if not leaving:
        return words.sentences(said, t("None of them is about to drift away."))
    more = tn(
        "{n} of them is about to drift away.", "{n} of them are about to drift away.", leaving
    )
    return words.sentences(said, more)


def _early(seen: Known) -> str:
    """The answer while nobody has bought three times."""
    repeaters = _count((seen.standing.held == REPEATER) & seen.inside)
    if not repeaters:
        return tn(
            "{n} customer has bought once so far.", "{n} customers have bought once so far.", seen.n
        )
    return tn(
        "{n} customer needs one more purchase to be the first VIP candidate.",
        "{n} customers need one more purchase to be the first VIP candidates.",
        repeaters,
    )


def _context(seen: Known) -> list[str]:
    said = [t("The ladder is what they earned; the score is how close they are today.")]
    gone = _count(seen.top & (seen.state == STATES.index("drifted")))
    if gone:
        said.insert(
            0, tn("{n} more has drifted away.", "{n} more have drifted away already.", gone)
        )
    if seen.apparent:
        said.append(t("The data starts midway: purchases from before it are not counted."))
    return said


def _cards(view: View, seen: Known) -> list[Card]:
    """VIPs, and those one purchase away from being one, or a candidate."""
    held, near = seen.standing.held, (seen.people["needed"].to_numpy() == 1) & seen.inside
    vip, call = (held >= VIP) & seen.inside, numbers.to_call(view)
    return [
        Card(
            t("VIP and above"),
            _people(vip),
            t("{n} with a score below 30: call them first", n=formats.count(_count(call)))
            if call.any()
            else None,
            words.explained("engagement.score")[0],
        ),
        _near(seen, near & (held == CANDIDATE), t("One purchase away from VIP")),
        _near(seen, near & (held == REPEATER), t("One purchase away from VIP candidate")),
    ]


def _near(seen: Known, mask: Mask, label: str) -> Card:
    """Who is one purchase away, and how many of them are still in touch."""
    touch = formats.count(_count(mask & seen.in_touch))
    note = (
        t("{n} of them buy as usual or are a little quiet", n=touch)
        if seen.can_tell and mask.any()
        else None
    )
    return Card(label, _people(mask), note, words.explained("ranks.rank")[0])


def _people(mask: Mask) -> str:
    return tn("{n} person", "{n} people", _count(mask))


def next_step(view: View) -> None:
    """The one button that leads on: to the best who are leaving, else to those who are near."""
    seen = numbers.known(view)
    leaving = _count(seen.top & seen.leaving)
    near = _count(
        (seen.standing.held < VIP) & (seen.people["needed"].to_numpy() == 1) & seen.inside
    )
    if leaving:
        label = tn("See the {n} about to drift away", "See the {n} about to drift away", leaving)
        choice: dict = {"ranks": TOP, "states": (numbers.LEAVING,), "near": False}
    elif near:
        label = tn("See the {n} who is nearly there", "See the {n} who are nearly there", near)
        choice = {"ranks": (), "states": (), "near": True}
    else:
        if st.button(t("Upload newer orders"), type="primary", icon=":material/upload_file:"):
            st.switch_page("upload/page.py")
        return
    st.button(
        label,
        type="primary",
        icon=":material/group:",
        on_click=lambda: _lead(view, choice),
    )


def _lead(view: View, choice: dict) -> None:
    """To the list, from whatever part of the page."""
    st.session_state["customers.sub"] = "who"
    listing.choose(view, **choice)


def _picked(view: View) -> None:
    """A bar of the picture was picked."""
    picked = st.session_state["customers.ladder.chart"]["selection"].get("box") or []
    if picked:
        state = STATES.index(str(picked[0]["code"]))
        listing.choose(view, ranks=(int(picked[0]["rank"]),), states=(state,), near=False)
