"""The people of the shop, as its owner sees them, and the link that lets another one in."""

from urllib.parse import urlsplit

import streamlit as st

from pages.shared import formats, store
from pages.shared.i18n import t, tn
from pages.shared.roles import MEANING, ROLES
from pages.shared.store import Person, Shop, members
from pages.shared.text import plain

LINK = "people.link"  # key of st.session_state


def draw(shop: Shop, me: Person) -> None:
    """One card for each person."""
    for member in members.listed(shop.id):
        with (
            st.container(border=True),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch"):
                st.markdown(f"**{plain(member.name)}**")
                st.caption(_seen(member))
            if member.user_id == me.id:
                st.badge(t(ROLES[member.role]))
            else:
                _draw_choices(shop, member)


def _seen(member: members.Member) -> str:
    if member.seen_at is None:
        return t("Not signed in")
    browsers = tn("{n} browser", "{n} browsers", member.browsers)
    return t("{browsers}, last on {day}", browsers=browsers, day=formats.day(member.seen_at.date()))


def _draw_choices(shop: Shop, member: members.Member) -> None:
    key = f"people.role.{member.user_id}"
    names = {role: t(name) for role, name in ROLES.items()}
    st.selectbox(
        t("Role"),
        list(ROLES),
        index=list(ROLES).index(member.role),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        width=140,
        key=key,
        on_change=_change_role,
        args=(shop.id, member.user_id, key),
    )
    with st.popover(t("Remove"), icon=":material/person_remove:"):
        st.write(t("{name} will be signed out at once.", name=plain(member.name)))
        st.button(
            t("Remove from this shop"),
            type="primary",
            key=f"people.remove.{member.user_id}",
            on_click=_remove,
            args=(shop.id, member.user_id),
        )


def _change_role(shop_id: int, user_id: int, key: str) -> None:
    by = store.require("owner").id
    members.change_role(shop_id, user_id, role=st.session_state[key], by=by)
    st.toast(t("Saved."), icon=":material/check:")


def _remove(shop_id: int, user_id: int) -> None:
    members.remove(shop_id, user_id, by=store.require("owner").id)


def draw_invitation(shop: Shop, me: Person) -> None:
    """Make a link that lets one person in."""
    with st.expander(t("Invite somebody"), icon=":material/person_add:"):
        names = {role: t(name) for role, name in ROLES.items()}
        role = st.radio(
            t("What may they do?"),
            ["staff", "viewer", "owner"],
            format_func=names.__getitem__,
            captions=[t(MEANING[role]) for role in ("staff", "viewer", "owner")],
            key="people.invite_role",
        )
        if st.button(t("Make the link"), type="primary"):
            st.session_state[LINK] = members.invite(shop.id, role=role, by=me.id)
        if LINK in st.session_state:
            here = urlsplit(str(st.context.url))
            st.code(
                f"{here.scheme}://{here.netloc}/?invite={st.session_state.pop(LINK)}",
                language=None,
                wrap_lines=True,
            )
            st.caption(t("Send this link to one person. It works once, for 7 days."))
