"""Where one customer stands: score and rank, why, what leads on, and what to show next."""

import pandas as pd
import streamlit as st

from pages.shared import customer_words, formats, recommended
from pages.shared.i18n import t
from pages.shared.store import Shop
from pages.shared.store.histories import day_of
from pages.shared.store.portraits import Portrait
from pages.shared.text import plain


def draw(shop: Shop, portrait: Portrait) -> None:
    """The score with its parts, the rank with the next step, and one or two products."""
    said = [
        t("{score} of 100", score=formats.count(portrait.score)),
        customer_words.rank(portrait.rank),
        customer_words.state(portrait.state),
    ]
    st.markdown("**" + " ・ ".join(said) + "**")
    st.caption(plain_lines(shop, portrait))
    _feeling(portrait)
    with st.expander(t("Why this score")):
        _parts(portrait)
    _recommended(portrait)


def _feeling(portrait: Portrait) -> None:
    """How warm the customer feels, by the latest answer; nothing while there is none."""
    if formats.is_missing(portrait.voice):
        return
    word = t(customer_words.TEMPERATURE[portrait.temperature])
    answer = formats.count(portrait.voice / 10)
    told = t("How they feel: {word} ({answer} of 10)", word=word, answer=answer)
    st.progress(portrait.voice / 100, text=told)


def plain_lines(shop: Shop, portrait: Portrait) -> str:
    """Since when the rank is held, what leads to the next, and whether it is about to fall."""
    since = formats.day(day_of(portrait.since))
    said = [t("{rank} since {day}", rank=customer_words.rank(portrait.rank), day=since)]
    if portrait.next_rank is not None:
        said.append(next_step(shop, portrait))
    if portrait.falls_on is not None:
        until = formats.day(day_of(portrait.falls_on))
        said.append(t("the rank is kept until {day} unless it is earned again", day=until))
    return " ・ ".join(part for part in said if part)


def next_step(shop: Shop, portrait: Portrait) -> str:
    """What leads to the next rank, every way of it."""
    ways = [customer_words.next_step(portrait.next_rank, portrait.needed)]
    currency = shop.settings.currency
    if not formats.is_missing(portrait.order):
        amount = plain(formats.money(portrait.order, currency))
        ways.append(t("or one order of {amount}", amount=amount))
    if not formats.is_missing(portrait.spend):
        amount = plain(formats.money(portrait.spend, currency))
        ways.append(t("or {amount} more in all", amount=amount))
    if not ways[0] and portrait.next_rank is not None:
        return t("to be an ambassador: a high recommendation, and friends, reviews or posts")
    return t(", ").join(ways)


def _parts(portrait: Portrait) -> None:
    """What adds to the score; the rows add up to it."""
    parts = portrait.parts
    words = parts["component"].map(lambda name: t(customer_words.COMPONENT[name]))
    st.dataframe(
        pd.DataFrame({"part": words, "value": parts["value"], "adds": parts["adds"]}),
        hide_index=True,
        column_config={
            "part": st.column_config.TextColumn(t("Part")),
            "value": st.column_config.NumberColumn(t("of 100"), format="%.0f"),
            "adds": st.column_config.NumberColumn(t("adds"), format="%.1f"),
        },
        alt=t("Why this score"),
    )
    st.caption(t("Together {score}.", score=formats.decimal(portrait.score)))
    missing = [t(customer_words.COMPONENT[name]) for name in portrait.missing]
    if missing:
        st.caption(t("Not known yet, so left out: {parts}", parts=t(", ").join(missing)))


def _recommended(portrait: Portrait) -> None:
    """Products with the reason. Names are text of files."""
    if portrait.recommended.empty:
        return
    st.markdown(f"#### {t('What to show them next')}")
    for row in portrait.recommended.itertuples():
        with st.container(gap=None):
            st.text(row.name)
            st.caption(plain(recommended.why(row)))
