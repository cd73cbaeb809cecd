"""The people of the shop, as its owner sees them, and the links that let others in."""

import streamlit as st

from pages.shared import formats, store
from pages.shared.i18n import t, tn
from pages.shared.roles import MEANING, ROLES
from pages.shared.store import Person, Shop, here, members
from pages.shared.text import plain

INVITED = ("staff", "viewer", "owner")
"""The roles to choose from, the usual one first."""

LINK = "people.link"  # key of st.session_state


def draw(shop: Shop, me: Person) -> None:
    """One card for each person."""
    for member in members.listed(shop.id):
        with (
            st.container(border=True),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch", gap=None):
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
    day = formats.short_day(member.seen_at.date())
    return t("{browsers}, last on {day}", browsers=browsers, day=day)


def _draw_choices(shop: Shop, member: members.Member) -> None:
    """Another role, or the door."""
    key = f"people.role.{member.user_id}"
    names = {role: t(name) for role, name in ROLES.items()}
    with st.container(horizontal=True, width="content", gap="small"):
        st.selectbox(
            t("Role"),
            list(ROLES),
            index=list(ROLES).index(member.role),
            format_func=names.__getitem__,
            label_visibility="collapsed",
            width=130,
            key=key,
            on_change=_change_role,
            args=(shop.id, member.user_id, key),
        )
        with st.popover(t("Remove"), type="tertiary"):
            st.write(t("{name} will be signed out at once.", name=plain(member.name)))
            st.button(
                t("Remove from this shop"),
                type="primary",
                key=f"people.remove.{member.user_id}",
                on_click=_remove,
                args=(shop.id, member.user_id),
            )
            if member.browsers:
                st.button(
                    t("Only sign them out"),
                    key=f"people.end.{member.user_id}",
                    on_click=_sign_out,
                    args=(shop.id, member.user_id),
                )


def _change_role(shop_id: int, user_id: int, key: str) -> None:
    by = store.require("owner").id
    members.change_role(shop_id, user_id, role=st.session_state[key], by=by)
    st.toast(t("Saved."), icon=":material/check:")


def _remove(shop_id: int, user_id: int) -> None:
    members.remove(shop_id, user_id, by=store.require("owner").id)


def _sign_out(shop_id: int, user_id: int) -> None:
    members.end_sessions(shop_id, user_id, by=store.require("owner").id)


def draw_invitation(shop: Shop, me: Person) -> None:
    """Make a link that lets one person in; see the links that nobody has taken."""
    with st.expander(t("Invite somebody"), icon=":material/person_add:"):
        names = {role: t(name) for role, name in ROLES.items()}
        role = st.radio(
            t("What may they do?"),
            INVITED,
            format_func=names.__getitem__,
            captions=[t(MEANING[role]) for role in INVITED],
            key="people.invite_role",
        )
        if st.button(t("Make the link"), type="primary"):
            st.session_state[LINK] = members.invite(shop.id, role=role, by=me.id)
        if LINK in st.session_state:
            _show(st.session_state.pop(LINK))
        _draw_sent(shop)


def _show(token: str) -> None:
    """The link, this once: only its hash is kept."""
    address, here_only = here.address_outside(str(st.context.url))
    st.code(f"{address}/?invite={token}", language=None, wrap_lines=True)
    st.caption(t("Send this link to one person. It works once, for 7 days."))
    if here_only:
        said = t(
            "This link opens on this computer only. To let other devices in, start Fanbelt with "
            "{command}.",
            command="`python3 run.py --lan`",
        )
        st.info(said, icon=":material/devices:")


def _draw_sent(shop: Shop) -> None:
    """What can still be taken, and taking it back."""
    sent = members.sent(shop.id)
    if sent:
        st.markdown(f"**{t('Not taken yet')}**")
    for invitation in sent:
        with st.container(horizontal=True, vertical_alignment="center"):
            role, day = t(ROLES[invitation.role]), formats.short_day(invitation.expires_at.date())
            st.markdown(t("{role}, until {day}", role=role, day=day), width="stretch")
            st.button(
                t("Take it back"),
                type="tertiary",
                key=f"people.withdraw.{invitation.key}",
                on_click=_withdraw,
                args=(shop.id, invitation.key),
            )


def _withdraw(shop_id: int, key: str) -> None:
    members.withdraw(shop_id, key, by=store.require("owner").id)
