"""A recommendation in words: why this product, for the shop and for the customer.

The answers hold names of products as the files write them: show them through `st.text`.
"""

from typing import Any

from pages.shared import formats
from pages.shared.i18n import mark, t

FOR_THE_CUSTOMER = {
    "refill": mark("It may be used up by now."),
    "together": mark("Customers who chose {because} often choose it as well."),
    "popular": mark("Many of our customers choose it."),
}


def why(row: Any) -> str:  # noqa: ANN401 - a row of a frame
    """The reason with its figures, for those who work in the shop.

    Args:
        row: of `store.recommendations.recommendations`, as `itertuples` gives it.
    """
    if row.reason == "refill":
        return t(
            "Last bought {silence} ago; it is usually bought again after {gap}.",
            silence=formats.days(row.silence_days),
            gap=formats.days(row.gap_days),
        )
    if row.reason == "together":
        return t(
            "{both} of {buyers} customers who bought {because} bought it too: {lift} times as "
            "often as others.",
            both=formats.count(row.both),
            buyers=formats.count(row.buyers),
            because=row.because_name,
            lift=formats.decimal(row.lift),
        )
    return t("Bought by {share} of your customers.", share=formats.percent(row.share, 0))


def told(row: Any) -> str:  # noqa: ANN401 - a row of a frame
    """The reason as it is said to the customer, one sentence for a message; row as for `why`."""
    return t(FOR_THE_CUSTOMER[row.reason], because=row.because_name)
