"""One customer as a person: who it is, where they stand, what happened, and their rights."""

from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from pages.shared import formats, person_standing, person_story, sources, store
from pages.shared.channels import ICONS, LABELS, REASONS
from pages.shared.i18n import mark, t, tn
from pages.shared.store import Shop, consents, here, persons, portraits, privacy, stories
from pages.shared.store.consents import Told
from pages.shared.store.persons import Known
from pages.shared.text import plain

CONTACT = {
    "email": mark("E-mail"),
    "phone": mark("Phone"),
    "line_name": mark("LINE name"),
    "address": mark("Address"),
    "birth_date": mark("Birthday"),
}
ADDRESS = ("postal_code", "prefecture", "city", "address")
BOUGHT = ("order", "renewal", "cancelled", "refund")
STAFF = "staff"
SAID, TICKED = "person.said", "person.ticked"  # keys of st.session_state
CLOSED = ("opted_out", "said_no", "not_asked")
"""Reasons that end when the customer agrees."""


def listed(shop: Shop, found: pd.DataFrame, *, key: str, alt: str) -> None:
    """A list of customers; one tap on a row's button opens the panel.

    Args:
        shop: the present one.
        found: (n, 4) `customer`, `name`, `email`, `phone`.
        key: of the widget.
        alt: what the list is.
    """
    heading = st.column_config
    st.dataframe(
        found.assign(open=t("Open")),
        hide_index=True,
        column_order=["open", "name", "email", "phone", "customer"],
        placeholder=formats.MISSING,
        column_config={
            "open": heading.ButtonColumn(
                "", type="tertiary", width="small", alignment="left", key=key
            ),
            "name": heading.TextColumn(t("Name")),
            "email": heading.TextColumn(t("E-mail")),
            "phone": heading.TextColumn(t("Phone")),
            "customer": heading.NumberColumn(t("Customer no."), format="%d"),
        },
        alt=alt,
    )
    if clicked := st.session_state.get(key):
        show(shop, int(found["customer"].iloc[clicked["row"]]))


def tick(key: str, customers: pd.Series) -> None:
    """A row of the table `key` was ticked, whose rows are these customers; for callbacks."""
    places = st.session_state[key]["selection"]["rows"]
    if places and places[0] < len(customers):
        st.session_state[TICKED] = int(customers.iloc[places[0]])


def draw_ticked(shop: Shop) -> None:
    """The panel of the person just ticked; a later run does not open it again."""
    customer = st.session_state.pop(TICKED, None)
    if customer is not None and shop.role != "viewer":
        show(shop, customer)


def show(shop: Shop, customer: int) -> None:
    """Open the panel over the page, for those who may work with customers."""
    title = t("Customer no. {n}", n=customer)
    st.dialog(title, width="medium", on_dismiss="rerun")(draw)(shop, customer)


def draw(shop: Shop, customer: int) -> None:
    """The panel. Text of customers is shown as it is, never as Markdown."""
    if said := st.session_state.pop(SAID, None):  # a callback of a panel may not speak itself
        st.toast(said)
    me = store.require("staff")
    known = persons.known(shop.id, customer, by=me.id)
    if known.orders.empty and not known.contact:
        st.info(t("There is no such customer in this shop."))
        return
    _head(shop, known)
    with st.spinner(t("Reading your orders …")):
        portrait = portraits.portrait(shop.id, customer, by=me.id)
    story = stories.story(shop.id, known, portrait, by=me.id)
    if known.is_erased:
        st.info(t("The personal data was erased. What is left are numbers that lead to nobody."))
        person_story.draw(shop, [entry for entry in story if entry.kind in BOUGHT], key="")
        return
    if portrait is not None:
        person_standing.draw(shop, portrait)
    _contact(known)
    person_story.draw(shop, story, key=f"person.{customer}.story")
    _consents(shop, known)
    _rights(shop, known)


def _head(shop: Shop, known: Known) -> None:
    valid = known.orders[~known.orders["void"].astype(bool) & known.orders["counted"].astype(bool)]
    if name := known.contact.get("name"):
        st.title(plain(name), anchor=False)
    said = [tn("{n} order", "{n} orders", len(valid))]
    if valid["net"].notna().any():
        said.append(formats.money(_spent(valid).sum(), shop.settings.currency))
    if len(valid):
        said.append(t("last on {day}", day=formats.day(_time(valid["ordered_at"].iloc[0]))))
    if kana := known.contact.get("kana"):
        said.insert(0, plain(kana))
    st.caption(" ・ ".join(said))


def _spent(orders: pd.DataFrame) -> pd.Series:
    """(n,) what each order brought, own points taken off; missing where it is not known."""
    return orders["net"].astype("Float64") - orders["points_own"].astype("Float64").fillna(0)


def _contact(known: Known) -> None:
    """The newest word on each, to be read and copied."""
    parts = [known.contact[name] for name in ADDRESS if name in known.contact]
    told = known.contact | ({"address": " ".join(parts)} if parts else {})
    for name, label in CONTACT.items():
        if name in told:
            with st.container(horizontal=True, vertical_alignment="top", gap="small"):
                st.caption(t(label), width=80)
                st.text(told[name], width="stretch")


def _consents(shop: Shop, known: Known) -> None:
    """One line per channel, with the one tap that closes it."""
    st.markdown(f"#### {t('How may we reach them?')}")
    if known.is_of_mall:
        st.caption(
            t(
                "Has bought on a mall only. The mall's terms leave the paper in the parcel; "
                "everything else is closed."
            )
        )
    for told in known.told:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width="stretch", gap=None):
                st.markdown(f":material/{ICONS[told.channel]}: **{t(LABELS[told.channel])}**")
                st.caption(_standing(told))
            _acts(shop, known.customer, told)


def _standing(told: Told) -> str:
    """Open or closed; and since when, and where it was said."""
    said = [t(REASONS[told.reason])]
    if told.at is not None and told.reason != "mall":
        source = t("recorded here") if told.source == STAFF else plain(sources.name(told.source))
        said += [formats.day(told.at.date()), source]
    return " ・ ".join(part for part in said if part)


def _acts(shop: Shop, customer: int, told: Told) -> None:
    key = f"person.{customer}.{told.channel}"
    if told.reason in CLOSED:
        with st.popover(t("Record a yes"), type="tertiary", key=f"{key}.agree"):
            source = f"{key}.source"
            st.text_input(
                t("Where did they agree?"),
                max_chars=200,
                placeholder=t("for example: on the phone"),
                key=source,
            )
            st.button(
                t("Record it"),
                key=f"{key}.record",
                type="primary",
                on_click=_agree,
                args=(shop.id, customer, told.channel, source),
            )
    if told.reason != "opted_out":
        st.button(
            t("Stop"),
            key=f"{key}.stop",
            icon=":material/block:",
            on_click=_opt_out,
            args=(shop.id, customer, told.channel),
        )


def _opt_out(shop_id: int, customer: int, channel: str) -> None:
    consents.opt_out(shop_id, customer, channel, by=store.require("staff").id)
    st.session_state[SAID] = t("Stopped. No later upload changes it.")


def _agree(shop_id: int, customer: int, channel: str, key: str) -> None:
    source = st.session_state[key].strip()
    if not source:
        st.session_state[SAID] = t("Please say where they agreed.")
        return
    consents.agree(shop_id, customer, channel, source=source, by=store.require("staff").id)
    st.session_state[SAID] = t("Saved.")


def _rights(shop: Shop, known: Known) -> None:
    """What a person may ask for: everything the shop holds, or to be forgotten."""
    st.markdown(f"#### {t('When they ask about their data')}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            t("Save all we hold on them"),
            data=partial(privacy.take_along, shop.id, known.customer, here.token()),
            file_name=f"person-{known.customer}.zip",
            mime=privacy.MIME,
            key=f"person.{known.customer}.zip",
            icon=":material/download:",
            on_click="ignore",
        )
        if shop.role == "owner":
            _erase_button(shop, known)
    if shop.role != "owner":
        st.caption(t("Only the owner can erase a person."))


def _erase_button(shop: Shop, known: Known) -> None:
    with st.popover(t("Erase this person"), icon=":material/person_remove:"):
        st.write(
            t(
                "Name, addresses and what they wrote go for good. The orders stay as numbers that "
                "lead to nobody, so no total changes. A later upload does not bring them back. "
                "Copies made earlier hold them until newer copies take their place."
            )
        )
        sure = st.checkbox(
            t("I have checked that this is the right person."),
            key=f"person.{known.customer}.sure",
        )
        st.button(
            t("Erase for good"),
            type="primary",
            disabled=not sure,
            key=f"person.{known.customer}.erase",
            on_click=_erase,
            args=(shop.id, known.customer),
        )


def _erase(shop_id: int, customer: int) -> None:
    privacy.erase(shop_id, customer, by=store.require("owner").id)
    st.session_state[SAID] = t("Erased.")


def _time(stored: str) -> datetime:
    return pd.Timestamp(stored).to_pydatetime()
