"""A line that was opened: how to reach the customer, the text to copy, and what stands behind."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from pages.shared import store
from pages.shared.channels import LABELS, REASONS
from pages.shared.i18n import mark, t
from pages.shared.outbox import letters
from pages.shared.outbox.letters import LeftOut, Letter, Message
from pages.shared.store import referrals
from pages.shared.store.lines import Person, Task
from pages.shared.texts.words import FIELD_NAMES
from pages.today import words
from pages.today.acts import WITH_CODE, look, say

WHERE: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "newsletter": ("email",),
    "line": ("line_name",),
    "sms": ("phone",),
    "call": ("phone",),
    "postcard": ("postal_code", "prefecture", "city", "address"),
}
"""Which words of a customer a channel needs."""

LEFT_OUT: Mapping[str, str] = {
    "gone": mark("No order of this customer is left."),
    "no_email": mark("There is no e-mail address of this customer."),
    "no_phone": mark("There is no phone number of this customer."),
    "no_address": mark("There is no postal address of this customer."),
    "no_form": mark("There is no text for this way of contact yet."),
    "shipped": mark("The parcel has left already."),
}


def draw(shop: store.Shop, each: Person) -> None:
    """Everything needed to act, and what may become of it."""
    me = store.require("staff")
    messages = [message_of(shop, task) for task in each.now]
    found = letters.written(shop, messages, by=me.id)
    done = {(one.message.text, one.message.channel): one for one in found.letters}
    left = {(one.message.text, one.message.channel): one for one in found.left_out}
    for task, message in zip(each.now, messages, strict=True):
        key = (message.text, message.channel)
        if len(each.now) > 1:
            st.markdown(f"**{words.title(task.rule)}** ・ {t(LABELS[task.line.channel])}")
        _task(task, done.get(key), left.get(key))
        if len(each.now) > 1:
            _outcomes(shop, (task,), key=f"{each.customer}.{task.line.rule}")
    for said in (words.why_first(each), *map(words.waits, each.waiting)):
        if said:
            st.caption(said)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(each.now) == 1:
            _outcomes(shop, each.now, key=str(each.customer))
        st.button(
            t("About this customer"),
            key=f"today.person.{each.customer}",
            type="tertiary",
            icon=":material/person:",
            on_click=look,
            args=(each.customer,),
        )


def message_of(shop: store.Shop, task: Task) -> Message:
    """The message of a line."""
    wants_code = task.rule.text in WITH_CODE
    return Message(
        customer=task.line.customer,
        text=task.rule.text,
        channel=task.line.channel,
        source=task.line.source,
        order_no=task.line.order_no,
        products=task.products,
        number=task.rule.count or None,
        code=(referrals.code_of(shop.id, task.line.customer) or "") if wants_code else "",
        offer=task.rule.offer,
        folded=task.line.folded,
    )


def _task(task: Task, letter: Letter | None, left: LeftOut | None) -> None:
    """The way to the customer and the text; or why it cannot go out."""
    if letter is None:
        st.warning(_why_not(left), icon=":material/block:")
        if left is not None and left.reason == "lacks":
            st.page_link("texts/page.py", label=t("Texts"), icon=":material/edit_note:")
        return
    parts = [letter.contact.get(name, "") for name in WHERE.get(task.line.channel, ())]
    if where := " ".join(part for part in parts if part):
        st.text(where)
    elif task.line.order_no:
        st.text(t("Order {number}", number=task.line.order_no))
    if letter.subject:
        st.code(letter.subject, language=None, wrap_lines=True)
    st.code(letter.body, language=None, wrap_lines=True)
    for rule in task.line.folded:
        st.caption(t("Put in too: {what}", what=words.title_of(rule)))


def _why_not(left: LeftOut | None) -> str:
    if left is None or left.reason == "lacks":
        missing = ", ".join(t(FIELD_NAMES[name]) for name in left.lacks) if left else ""
        return t("The text still needs: {fields}. Fill it in under Texts.", fields=missing)
    if left.reason in LEFT_OUT:
        return t(LEFT_OUT[left.reason])
    return t(REASONS.get(left.reason, REASONS["not_asked"]))


def _outcomes(shop: store.Shop, tasks: tuple[Task, ...], *, key: str) -> None:
    """What became of it."""
    lines = tuple(task.line for task in tasks)
    button = partial(st.button, on_click=say)
    with st.container(horizontal=True, width="content"):
        if "." in key:
            button(t("Done"), key=f"today.one.{key}", args=(shop.id, lines, "done"))
        button(
            t("No answer"),
            key=f"today.none.{key}",
            args=(shop.id, lines, "no_answer"),
            icon=":material/phone_missed:",
        )
        button(
            t("Leave out"),
            key=f"today.skip.{key}",
            args=(shop.id, lines, "skipped"),
            icon=":material/skip_next:",
        )
