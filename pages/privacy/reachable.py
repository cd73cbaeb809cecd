"""How many customers may be contacted on each channel, and why not the others."""

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.channels import LABELS
from pages.shared.i18n import t
from pages.shared.store import Shop, consents, histories


def draw(shop: Shop) -> None:
    """The sentence for e-mail, and a table of all channels."""
    history = histories.history(shop.id)
    if history.is_empty:
        st.caption(t("Upload orders first: then you see here whom you may contact."))
        return
    found = consents.reach(consents.stand(shop.id, history))
    n, by_channel = history.n_customers, found.set_index("channel")
    st.write(
        t(
            "You may write e-mail to {may} of {all} customers.",
            may=formats.count(by_channel.loc["email", "may"]),
            all=formats.count(n),
        )
    )
    shown = pd.DataFrame(
        {
            "channel": [t(LABELS[channel]) for channel in found["channel"]],
            "may": (found["may"] / n).round(2),
            "people": found["may"],
            "no": found["opted_out"] + found["said_no"],
            "unknown": found["not_asked"],
            "mall": found["mall"],
            "erased": found["erased"],
        }
    )
    shown = shown.drop(columns=[name for name in ("mall", "erased") if not shown[name].any()])
    st.dataframe(shown, hide_index=True, column_config=_columns(), alt=t("Whom you may contact"))
    st.caption(
        t(
            "E-mail, newsletter, LINE and SMS need a yes. Post and calls are open until somebody "
            "refuses. Customers of a mall only get the paper in their parcel."
        )
    )


def _columns() -> dict:
    kinds = st.column_config
    return {
        "channel": kinds.TextColumn(t("Channel")),
        "may": kinds.ProgressColumn(t("Share"), format="percent", min_value=0, max_value=1),
        "people": kinds.NumberColumn(t("May be contacted"), format="localized"),
        "no": kinds.NumberColumn(t("Refused"), format="localized"),
        "unknown": kinds.NumberColumn(t("Not known"), format="localized"),
        "mall": kinds.NumberColumn(t("Mall"), format="localized"),
        "erased": kinds.NumberColumn(t("Erased"), format="localized"),
    }
