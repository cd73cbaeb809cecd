"""Files for each channel: lists, labels, cards and call sheets, for those who are on the list."""

from datetime import date
from functools import partial

import streamlit as st

from pages.shared import store
from pages.shared.channels import ICONS, LABELS
from pages.shared.i18n import t, tn
from pages.shared.outbox import files, letters
from pages.shared.store import here, people, referrals
from pages.shared.store.lines import Task, Today
from pages.today import opened
from pages.today.acts import WITH_CODE, say


def draw(shop: store.Shop, found: Today, today: date) -> None:
    """One row for each channel somebody is to be contacted on."""
    if shop.role == "viewer" or not found.people:
        return
    by_channel: dict[str, list[Task]] = {}
    for each in found.people:
        for task in each.now:
            by_channel.setdefault(task.line.channel, []).append(task)
    title = t("Take the list along: mail lists, cards, labels, call sheets")
    with st.expander(title, icon=":material/download:", key="today.takeout"):
        st.caption(
            t("Only those who may be contacted that way are in the file. It is written down.")
        )
        for channel, tasks in by_channel.items():
            _channel(shop, channel, tasks, today)


def _channel(shop: store.Shop, channel: str, tasks: list[Task], today: date) -> None:
    """The file of a channel, and the tap that says that all of it has gone out."""
    count = tn("{n} person", "{n} people", len({task.line.customer for task in tasks}))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            f"{t(LABELS[channel])} ・ {count}",
            files.fitting(channel),
            format_func=lambda code: t(files.KINDS[code].label),
            key=f"today.file.{channel}",
        )
        made = files.KINDS[kind]
        st.download_button(
            t("Save the file"),
            data=partial(_file, shop, kind, tuple(tasks), here.token()),
            file_name=f"{kind.replace(':', '-')}-{today.isoformat()}.{made.ending}",
            mime=made.mime,
            key=f"today.save.{channel}",
            icon=f":material/{ICONS[channel]}:",
            on_click="ignore",
        )
        with st.popover(t("All of them are done"), type="tertiary"):
            st.write(t("Everybody in this file has been contacted?"))
            st.button(
                t("Yes, all of them"),
                key=f"today.all.{channel}",
                type="primary",
                on_click=_all_done,
                args=(tuple(tasks),),
            )


def _all_done(tasks: tuple[Task, ...]) -> None:
    """Mark those who are in the file; who cannot be written to yet stays on the list."""
    me, shop = store.require("staff"), store.shop()
    _give_codes(shop, tasks, by=me.id)
    by_message = {opened.message_of(shop, task): task.line for task in tasks}
    found = letters.written(shop, list(by_message), by=me.id).letters
    say(shop.id, tuple(by_message[letter.message] for letter in found), "done")


def _file(shop: store.Shop, kind: str, tasks: tuple[Task, ...], token: str | None) -> bytes:
    """The file, made when it is asked for; who gets a code for friends is given one first."""
    live = people.live(token)
    if live is not None:
        _give_codes(shop, tasks, by=live.person.id)
    messages = [opened.message_of(shop, task) for task in tasks]
    return files.handed_over(shop, kind, messages, token)


def _give_codes(shop: store.Shop, tasks: tuple[Task, ...], *, by: int) -> None:
    """A code for friends for each whose text hands one out."""
    for task in tasks:
        if task.rule.text in WITH_CODE:
            referrals.give(shop.id, task.line.customer, by=by)
