"""One's own account: the password, and the browsers that are signed in."""

import streamlit as st

from pages.shared import formats, store
from pages.shared.denials import sentence
from pages.shared.i18n import t
from pages.shared.leaving import leave
from pages.shared.store import Person, here, members, people
from pages.shared.waiting import please_wait


def draw(me: Person) -> None:
    """Change the password; see and end sessions."""
    st.subheader(t("Your account"), anchor=False)
    _draw_password(me)
    with st.expander(t("Where you are signed in"), icon=":material/devices:"):
        for browser in members.browsers(me.id):
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(width="stretch", gap=None):
                    st.text(_name(browser.user_agent))
                    st.caption(t("Last used on {day}", day=formats.day(browser.seen_at.date())))
                st.button(
                    t("Sign out"),
                    key=f"people.browser.{browser.id}",
                    on_click=_end_browser,
                    args=(browser.id,),
                )
        st.button(t("Sign out everywhere"), on_click=_sign_out_everywhere)


def _name(user_agent: str) -> str:
    """The browser and the system, as far as it says them."""
    known = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    parts = [next((name for name in names if name in user_agent), "") for names in (known, systems)]
    return " · ".join(part for part in parts if part) or t("Unknown browser")


def _end_browser(browser_id: int) -> None:
    members.end_browser(store.require("viewer").id, browser_id)


def _sign_out_everywhere() -> None:
    members.sign_out_everywhere(store.require("viewer").id)
    leave()


def _draw_password(me: Person) -> None:
    with (
        st.expander(t("Change your password"), icon=":material/key:"),
        st.form("people.password", border=False, enter_to_submit=False),
    ):
        present, new, again = (
            st.text_input(label, type="password", autocomplete=f"{kind}-password", key=key)
            for label, kind, key in (
                (t("Your present password"), "current", "people.present"),
                (t("Password (8 characters or more)"), "new", "people.new"),
                (t("The same password again"), "new", "people.again"),
            )
        )
        if st.form_submit_button(t("Change it and sign out everywhere"), type="primary"):
            _change(me, present, new, again)


def _change(me: Person, present: str, new: str, again: str) -> None:
    """Store it; guessing the present one is as slow here as at the sign-in form."""
    wait_s = people.wait_s(me.username, here.address())
    if wait_s:
        st.error(please_wait(wait_s))
        return
    try:
        people.require_same(new, again)
        members.change_password(me.id, present=present, new=new)
    except people.Refused as refusal:
        if refusal.code == "password_wrong":
            people.record_failure(me.username, here.address())
        st.error(sentence(refusal.code))
        return
    st.success(t("Your password is changed. Reload this page to sign in with it."))
