"""What is looked at: the register, one experiment, or a plan that is being written."""

from dataclasses import dataclass

import streamlit as st

from core.history import History
from pages.shared.store import Shop, experiments

PLAN = "plan"


@dataclass(frozen=True, eq=False)
class View:
    """What all parts of the page share.

    Attributes:
        shop: whose experiments.
        history: its orders as far as they are known.
        today: the shop's day, since 1970-01-01.
        entries: all experiments, oldest first.
    """

    shop: Shop
    history: History
    today: int
    entries: tuple[experiments.Registered, ...]

    @classmethod
    def of(cls, shop: Shop, history: History) -> "View":
        """As it is now; who has become eligible is dealt first."""
        experiments.deal_all(shop.id)
        entries = tuple(experiments.listed(shop.id))
        return cls(shop, history, experiments.today(shop.id), entries)

    @property
    def may(self) -> bool:
        """Whether the present person may write something down."""
        return self.shop.role != "viewer"

    @property
    def at(self) -> str:
        """Empty for the register, `PLAN` for a plan, else the key of an experiment."""
        wanted = str(st.session_state.get(self._place, ""))
        known = {"", PLAN, *(entry.key for entry in self.entries)}
        return wanted if wanted in known else ""

    def go(self, at: str) -> None:
        """Look at something else with the next drawing; for callbacks."""
        st.session_state[self._place] = at

    def write(self, start: str = "", follows: str = "") -> None:
        """Write a plan, beginning with what another experiment says; for callbacks.

        Args:
            start: key of the one it begins with, "" for none.
            follows: key of the run it goes on from; "" with `start` changes that one itself.
        """
        for key in list(st.session_state):
            if str(key).startswith(self.key("plan.")):
                del st.session_state[key]
        st.session_state[self.key("from")] = (start, follows)
        self.go(PLAN)

    @property
    def plan_from(self) -> tuple[str, str]:
        """What `write` was told."""
        start, follows = st.session_state.get(self.key("from"), ("", ""))
        return str(start), str(follows)

    def entry(self, key: str) -> experiments.Registered | None:
        """An experiment by its key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def key(self, name: str) -> str:
        """The key of a widget, of this shop only."""
        return f"experiments.{self.shop.id}.{name}"

    @property
    def _place(self) -> str:
        return self.key("at")
