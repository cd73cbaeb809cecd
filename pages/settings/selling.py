"""Where the shop sells, and what a file that does not say it is taken to mean about consent."""

from dataclasses import replace

import streamlit as st

from pages.shared import sources, store
from pages.shared.i18n import mark, t, tn
from pages.shared.store import histories, shops

CONSENT = {
    "unknown": mark("I do not know"),
    "no": mark("No"),
    "yes": mark("Yes, everybody in it"),
}
REFUSED = "settings.selling.refused"
LONGEST, SHORTEST = 60, 2


def draw(shop: store.Shop, *, disabled: bool) -> None:
    """The form."""
    st.subheader(t("Where do you sell, and who has agreed to e-mail?"), anchor=False)
    now = shop.settings
    held = hash((now.malls, now.consent, now.consent_source))
    keys = {n: f"settings.{n}.{shop.id}.{held}" for n in ("malls", "consent", "consent_source")}
    with st.form("settings.selling", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            _malls(shop, keys["malls"], disabled=disabled)
        with right:
            _consent(shop, keys, disabled=disabled)
        st.form_submit_button(
            t("Save"),
            key="settings.selling.save",
            disabled=disabled,
            on_click=_save,
            args=(shop.id, keys),
        )
    if REFUSED in st.session_state:
        st.warning(st.session_state.pop(REFUSED))


def _malls(shop: store.Shop, key: str, *, disabled: bool) -> None:
    history = histories.history(shop.id)
    named = sources.names([*history.channels, *set(shop.settings.malls) - set(history.channels)])
    st.multiselect(
        t("Other malls you sell on"),
        list(named),
        default=list(shop.settings.malls),
        format_func=lambda name: named.get(name, name),
        accept_new_options=True,
        placeholder=t("choose or type a name"),
        disabled=disabled,
        key=key,
    )
    st.caption(
        t(
            "Customers of a mall count in every number, but they are the mall's: nobody writes to "
            "them. Rakuten, Yahoo! Shopping, Amazon, minne, Creema and Etsy are known already."
        )
    )
    mall = int((~history.has_own).sum())
    if mall:
        st.caption(
            tn("{n} customer has bought on malls only.", "{n} customers have bought on malls only.",
               mall)
        )  # fmt: skip


def _consent(shop: store.Shop, keys: dict[str, str], *, disabled: bool) -> None:
    codes = list(CONSENT)
    st.radio(
        t("Where a file does not say it: did these customers agree to get e-mail from you?"),
        codes,
        index=codes.index(shop.settings.consent),
        format_func=lambda code: t(CONSENT[code]),
        disabled=disabled,
        key=keys["consent"],
        horizontal=True,
    )
    st.text_input(
        t("Where did they agree?"),
        shop.settings.consent_source,
        max_chars=200,
        placeholder=t("for example: a tick box in the order form"),
        disabled=disabled,
        key=keys["consent_source"],
    )
    st.caption(t("Each upload begins with this answer; you can change it there for one file."))


def _save(shop_id: int, keys: dict[str, str]) -> None:
    malls, consent, source = (st.session_state[key] for key in keys.values())
    malls = tuple(dict.fromkeys(name.strip() for name in malls))
    if consent == "yes" and not source.strip():
        st.session_state[REFUSED] = t("Please say where your customers agreed to e-mail.")
        return
    if not all(SHORTEST <= len(name) <= LONGEST for name in malls):
        st.session_state[REFUSED] = t("A mall's name has 2 to 60 letters.")
        return
    now = shops.settings(shop_id)
    new = replace(now, malls=malls, consent=consent, consent_source=source.strip())
    shops.save_settings(shop_id, new, by=store.require("owner").id)
    st.toast(t("Saved."), icon=":material/check:")
