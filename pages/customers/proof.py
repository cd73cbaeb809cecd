"""Does the score predict? Scored as of three months ago, compared with who bought since."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from core.customers.engagement import Weights
from core.customers.levels import RankRules
from core.customers.validity import (
    LEARN_BUYERS,
    LEARN_CUSTOMERS,
    Suggestion,
    Validity,
    suggest_weights,
    validity,
)
from core.refusal import Refusal
from pages.customers import charts, words
from pages.customers.view import View, history, meant
from pages.shared import customer_words, figure, formats, withheld
from pages.shared.figure import Picture
from pages.shared.i18n import t
from pages.shared.store import Shop, traits
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table

PAIRS = 100
"""How well a score tells is said in pairs of a buyer and somebody who did not buy."""

_shared = st.cache_resource(max_entries=6, show_spinner=False)


@_shared
def _found(view: View) -> Validity | Refusal:
    chosen = meant(view) if view.group else None
    seen, acts = history(view), traits.acts(view.shop_id)
    return validity(seen, weights=view.weights, acts=acts, who=chosen)


@_shared
def _suggestion(view: View) -> Suggestion | Refusal:
    chosen = meant(view) if view.group else None
    seen, acts = history(view), traits.acts(view.shop_id)
    return suggest_weights(seen, weights=view.weights, acts=acts, who=chosen)


def _bare(view: View) -> View:
    """The view without what the check does not ask for."""
    return replace(view, rules=RankRules())


def draw(shop: Shop, view: View) -> None:
    """The verdict in a sentence, the picture by score, and what tells most."""
    st.markdown(f"#### {t('Does the score predict?')}")
    found = _found(_bare(view))
    if isinstance(found, Refusal):
        st.caption(withheld.check(found))
        return
    st.markdown(verdict(found))
    day = formats.day(day_of(found.day))
    figure.figure(
        picture(found),
        key="customers.proof",
        alt_text=aloud(found),
        caption=figure.told(day_of(found.as_of), found.n),
        note=t(
            "scored with what was known on {day}, compared with who bought since; the mark: what "
            "the three months before said",
            day=day,
        ),
        numbers=_table(found),
        explained=words.explained("validity.auc", "validity.foretold", "validity.brier"),
    )
    _parts(found)
    if shop.role != "viewer":
        _offer(view, found)


def verdict(found: Validity) -> str:
    """Whether higher scores really bought more, as surely as the number of customers allows."""
    said = t(
        "Of a customer who bought and one who did not, the score puts the buyer first in {pairs} "
        "of 100 pairs (roughly {low} to {high}; 50 would be a coin).",
        pairs=_pairs(found.auc.value),
        low=_pairs(found.auc.low),
        high=_pairs(found.auc.high),
    )
    start = t("Cannot tell yet.")
    if found.auc.low > 0.5:
        start = t("Yes.")
    elif found.auc.high < 0.5:
        start = t("No: lower scores bought more.")
    noise = t(
        "Weights that differ by fewer than {n} pairs are equally good here.",
        n=formats.count(round(PAIRS * found.noise)),
    )
    return words.sentences(start, said, noise)


def _pairs(share: float) -> str:
    return formats.count(round(PAIRS * min(max(share, 0), 1)))


def _rows(found: Validity) -> pd.DataFrame:
    bands = found.bands[found.bands["customers"] > 0]
    told = [
        formats.count(row.bought)
        if row.evidence == "reference"
        else f"{formats.percent(row.share, 0)} ({formats.between(row.low, row.high)})"
        for row in bands.itertuples()
    ]
    foretold = bands["foretold"].map(lambda share: formats.percent(share, 0))
    return bands.assign(
        band=[f"{row.band_from:.0f}–{row.band_to:.0f}" for row in bands.itertuples()],
        place=range(len(bands)),
        told=told,
        people=bands["customers"].map(formats.count),
        expected=foretold,
        faint=bands["evidence"] == "reference",
    )


def picture(found: Validity) -> Picture:
    """Who bought by score, with between what the share lies, and what the period before said."""
    said = {
        "band": t("score three months ago"),
        "share": t("bought since"),
        "expected": t("the three months before said"),
        "customers": t("Customers"),
    }
    columns = ["band", "place", "share", "low", "high", "foretold", "told", "people", "expected",
               "faint"]  # fmt: skip
    return Picture(charts.proof_chart, said, {"rows": _rows(found)[columns]})


def aloud(found: Validity) -> str:
    """What the picture shows, in sentences."""
    return words.sentences(
        *(
            t("Score {band}: {told} of {n}.", band=row.band, told=row.told, n=row.people)
            for row in _rows(found).itertuples()
        )
    )


def _table(found: Validity) -> Table:
    columns = {
        "band": Column(t("Score")),
        "customers": Column(t("Customers"), "count"),
        "bought": Column(t("Bought since"), "count"),
        "share": Column(t("Share"), "share"),
        "foretold": Column(t("the three months before said"), "share"),
    }
    return Table(_rows(found), columns, f"score-check-{day_of(found.as_of)}")


def _parts(found: Validity) -> None:
    """How well each part alone would have told."""
    with st.expander(t("What tells most")):
        parts = found.parts.sort_values("auc", ascending=False)
        names = parts["component"].map(lambda name: t(customer_words.COMPONENT[name]))
        st.dataframe(
            pd.DataFrame({"part": names, "pairs": (PAIRS * parts["auc"]).round()}),
            hide_index=True,
            column_config={
                "part": st.column_config.TextColumn(t("Part")),
                "pairs": st.column_config.NumberColumn(t("buyer first, of 100 pairs")),
            },
            alt=t("What tells most"),
        )
        st.caption(
            t(
                "Foretold by score the average miss is {brier}; the same share for everybody "
                "would miss by {one}.",
                brier=formats.decimal(found.brier, 3),
                one=formats.decimal(found.brier_of_one, 3),
            )
        )


def _offer(view: View, found: Validity) -> None:
    """Weights the past suggests, where there is enough to learn from and they are better."""
    if not found.may_learn:
        st.caption(
            t(
                "The past may suggest weights from {customers} customers and {buyers} buyers on.",
                customers=formats.count(LEARN_CUSTOMERS),
                buyers=formats.count(LEARN_BUYERS),
            )
        )
        return
    suggested = _suggestion(_bare(view))
    if isinstance(suggested, Refusal) or not suggested.better:
        st.caption(t("No other weights would have told clearly better."))
        return
    st.caption(
        t(
            "Other weights would have put the buyer first in {other} of 100 pairs instead of "
            "{now}.",
            other=_pairs(suggested.auc.value),
            now=_pairs(suggested.auc_now.value),
        )
    )
    st.button(
        t("Try these weights"),
        key=view.key("weights.past"),
        on_click=_try,
        args=(view, suggested.weights),
    )


def _try(view: View, weights: Weights) -> None:
    """Move the sliders there; nothing is saved."""
    for name in ("recency", "frequency", "money", "voice", "participation"):
        st.session_state[view.key(f"weight.{name}")] = 5 * round(getattr(weights, name) / 5)
