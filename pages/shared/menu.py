"""The pages and their order in the menu; the same whether somebody is signed in or not."""

from dataclasses import dataclass

import streamlit as st

from pages.shared.i18n import mark, t


@dataclass(frozen=True)
class Entry:
    """One page: its file below `pages/`, its address, its title and its icon."""

    file: str
    path: str
    title: str
    icon: str


DO = (
    Entry("today/page.py", "today", mark("Today"), "checklist"),
    Entry("upload/page.py", "upload", mark("Upload orders"), "upload_file"),
)
UNDERSTAND = (
    Entry("journey/page.py", "journey", mark("Customer journey"), "conversion_path"),
    Entry("customers/page.py", "customers", mark("Customers"), "groups"),
)
DESIGN = (
    Entry("triggers/page.py", "triggers", mark("Trigger simulator"), "conveyor_belt"),
    Entry("texts/page.py", "texts", mark("Texts"), "edit_note"),
    Entry("experiments/page.py", "experiments", mark("Experiments"), "balance"),
)
SHOP = (
    Entry("settings/page.py", "settings", mark("Settings"), "tune"),
    Entry("privacy/page.py", "privacy", mark("Consent and privacy"), "contact_page"),
    Entry("people/page.py", "people", mark("People"), "group"),
    Entry("safety/page.py", "safety", mark("Safety"), "shield"),
)

GROUPS: dict[str, tuple[Entry, ...]] = {
    "": DO,
    mark("Understand"): UNDERSTAND,
    mark("Design"): DESIGN,
    mark("Shop"): SHOP,
}
ENTRIES = tuple(entry for group in GROUPS.values() for entry in group)


def pages() -> dict[str, list["st.Page"]]:
    """The menu for `st.navigation`, in the present language; the first page opens at `/`."""
    return {
        t(title) if title else "": [_page(entry) for entry in group]
        for title, group in GROUPS.items()
    }


def _page(entry: Entry) -> "st.Page":
    return st.Page(
        entry.file,
        title=t(entry.title),
        icon=f":material/{entry.icon}:",
        url_path=entry.path,
        default=entry is ENTRIES[0],
    )
