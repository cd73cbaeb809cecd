"""Codes that customers hand on to friends, and who was invited to what."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.shared import formats, store
from pages.shared.figure import Card
from pages.shared.figure import cards as numbers
from pages.shared.i18n import mark, t
from pages.shared.store import customers, referrals
from pages.shared.store.lines import Today
from pages.shared.store.referrals import NotReferred
from pages.shared.text import plain
from pages.today import words
from pages.today.acts import name_of

STATE: Mapping[str, str] = {
    "invited": mark("invited"),
    "accepted": mark("accepted"),
    "declined": mark("declined"),
    "attended": mark("attended"),
}
REFUSED: Mapping[str, str] = {
    "mistyped": mark("This is not one of your codes: a letter is wrong or missing."),
    "unknown_code": mark("Nobody was given this code."),
    "unknown_order": mark("There is no order of this number."),
    "two_orders": mark("Several platforms have an order of this number, so it is not clear which."),
    "cancelled": mark("This order does not count: it was cancelled or returned."),
    "nobody": mark("It is not known who placed this order."),
    "oneself": mark("This order is by the customer the code belongs to."),
    "not_first": mark("This customer had bought before, so the code did not bring them."),
    "taken": mark("This order has been put down to a code already."),
}
SHOWN = 30


def draw(shop: store.Shop, found: Today) -> None:
    """What came of the codes, the way to record one, and the invitations."""
    codes, invited = referrals.listed(shop.id), referrals.invited(shop.id)
    ids = {*codes["customer"].tolist(), *invited["customer"].tolist()}
    names = {} if shop.role == "viewer" else customers.names(shop.id, ids)
    st.markdown(f"#### {t('Codes for friends')}")
    _numbers(codes)
    if shop.role != "viewer":
        _record(shop)
    _codes(codes, names)
    st.markdown(f"#### {t('Invitations')}")
    if invited.empty:
        st.caption(t("Whoever gets an invitation from the list stands here."))
    rules = {rule.id: words.title(rule) for rule in found.running.belt.rules}
    for row in invited.head(SHOWN).itertuples():
        _invitation(shop, row, name_of(row.customer, names), rules.get(row.rule, row.rule))


def _numbers(codes: pd.DataFrame) -> None:
    counts = codes[codes["void"].eq(0) & codes["order_no"].notna()]
    numbers(
        Card(t("Codes handed out"), formats.count(codes["code"].nunique())),
        Card(t("Friends who bought"), formats.count(len(counts))),
    )


def _record(shop: store.Shop) -> None:
    """Somebody ordered with a code."""
    with (
        st.form("today.friend", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        code = st.text_input(t("Code"), max_chars=20, key="today.friend.code")
        order = st.text_input(t("Order number"), max_chars=100, key="today.friend.order")
        sent = st.form_submit_button(t("Record this order"))
    if not sent:
        return
    me = store.require("staff")
    try:
        referrals.link(shop.id, code=code, order_no=order, by=me.id)
    except NotReferred as refused:
        st.warning(t(REFUSED[refused.code]))
        return
    st.rerun()


def _codes(codes: pd.DataFrame, names: Mapping[int, str]) -> None:
    if codes.empty:
        st.caption(t("Codes are handed out with the message to those who would recommend you."))
        return
    frame = pd.DataFrame(
        {
            "code": codes["code"],
            "name": [name_of(customer, names) for customer in codes["customer"]],
            "order": codes["order_no"],
        }
    )
    heading = st.column_config
    st.dataframe(
        frame.tail(SHOWN).iloc[::-1],
        hide_index=True,
        height="content" if len(frame) <= 8 else 320,
        placeholder=formats.MISSING,
        column_config={
            "code": heading.TextColumn(t("Code")),
            "name": heading.TextColumn(t("Customer")),
            "order": heading.TextColumn(t("Order of a friend")),
        },
        alt=t("Codes for friends"),
    )


def _invitation(shop: store.Shop, row: tuple, name: str, what: str) -> None:
    """One invitation; a tap says how it stands."""
    day = formats.short_day(pd.Timestamp(row.at).date())
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"**{plain(name)}**")
            st.caption(f"{plain(what)} ・ {day}")
        key = f"today.invitation.{row.id}"
        st.segmented_control(
            t("How it stands"),
            list(STATE),
            default=row.state,
            required=True,
            format_func=lambda code: t(STATE[code]),
            label_visibility="collapsed",
            wrap=True,
            key=key,
            disabled=shop.role == "viewer",
            on_change=_settle,
            args=(int(row.id), key),
        )


def _settle(number: int, key: str) -> None:
    me, shop = store.require("staff"), store.shop()
    referrals.settle(shop.id, number, state=st.session_state[key], by=me.id)
