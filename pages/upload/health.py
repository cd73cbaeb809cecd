"""What the data can carry: where orders come from, since when, how complete, what was bought."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.shared import formats, sources, store, table
from pages.shared.figure import Card, cards, figure, told
from pages.shared.i18n import language, t
from pages.shared.store import consents, health, histories, imports
from pages.shared.store.health import Health
from pages.shared.table import Column, Table
from pages.upload import products
from pages.upload.charts import months_chart

MONTH = {"ja": "%Y/%m", "en": "%b %Y"}


def question() -> str:
    """What this part answers."""
    return t("What can your data carry?")


def draw(shop: store.Shop) -> None:
    """The health of the shop's data, or how to get some."""
    seen = health.of(shop.id)
    if seen.orders == 0:
        st.caption(t("Upload orders first: then you see here what they can tell."))
        return
    st.subheader(headline(seen), anchor=False)
    asked = email(shop.id)
    for sentence in gaps(shop, seen, asked):
        st.markdown(f":material/info: {sentence}")
    cards(*_cards(seen, asked))
    named = sources.names(seen.sources["source"].to_list())
    _coverage(shop, seen, named)
    _sources(shop, seen, named)
    products.draw(shop)


def headline(seen: Health) -> str:
    """The answer in one sentence."""
    return t(
        "{orders} orders, and of {share} of them the customer is known",
        orders=formats.count(seen.orders),
        share=formats.percent(_share(seen.with_customer, seen.orders), 0),
    )


@dataclass(frozen=True)
class Asked:
    """Customers, those of whom it is known whether they agreed to e-mail, those who may get it."""

    customers: int
    known: int
    may: int


def email(shop_id: int) -> Asked:
    """Counted as on the page of consents."""
    found = consents.reach(consents.stand(shop_id, histories.history(shop_id)))
    row = found.set_index("channel").loc["email"]
    known = row["may"] + row["opted_out"] + row["said_no"]
    return Asked(int(row.sum()), int(known), int(row["may"]))


def gaps(shop: store.Shop, seen: Health, asked: Asked) -> list[str]:
    """What limits the numbers on other pages, and what helps."""
    behind = histories.as_of(shop.id).behind
    said = [
        t(
            "{source} ends on {day}: upload a newer file of it.",
            source=sources.name(source),
            day=formats.day(day),
        )
        for source, day in behind
    ]
    if seen.with_customer < seen.orders:
        said.append(t("Orders without a customer count as sales only."))
    if asked.known == 0:
        said.append(
            t(
                "It is not known who agreed to e-mail, so nobody can be written to yet. Say it at "
                "the next upload."
            )
        )
    return said


def _cards(seen: Health, asked: Asked) -> list[Card]:
    return [
        Card(
            t("Orders with a known customer"),
            formats.percent(_share(seen.with_customer, seen.orders), 0),
            t(
                "{part} of {n}",
                part=formats.count(seen.with_customer),
                n=formats.count(seen.orders),
            ),
        ),
        Card(
            t("Consent to e-mail known"),
            formats.percent(_share(asked.known, asked.customers), 0),
            t("{n} may be written to", n=formats.count(asked.may)),
        ),
        Card(
            t("Orders with a known product"),
            formats.percent(_share(seen.with_product, seen.orders), 0),
            t("{part} of {n}", part=formats.count(seen.with_product), n=formats.count(seen.orders)),
        ),
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _coverage(shop: store.Shop, seen: Health, named: dict[str, str]) -> None:
    """Orders per month: a hole in the data shows as a hole in the picture."""
    months = whole_months(seen.months)
    months["source"] = months["source"].map(named)
    as_of = histories.as_of(shop.id).day
    figure(
        months_chart(months, axis=t("Orders"), month_format=MONTH[language()]),
        key="health.months",
        title=t("From when to when is there data?"),
        alt_text=t("Bars: orders per month of each source."),
        caption=told(as_of),
        numbers=Table(
            months,
            {
                "source": Column(t("Source")),
                "month": Column(t("Month"), "month"),
                "orders": Column(t("Orders"), "count"),
            },
            file_name="fanbelt-months",
        ),
    )


def whole_months(months: pd.DataFrame) -> pd.DataFrame:
    """The months of each source from its first to its last, those without orders as 0.

    Args:
        months: (k, 3) `source`, `month` (ISO), `orders`.
    """
    dated = months.assign(month=pd.to_datetime(months["month"]))
    parts = [
        of_one.set_index("month")["orders"]
        .asfreq("MS", fill_value=0)
        .reset_index()
        .assign(source=source)
        for source, of_one in dated.groupby("source", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _sources(shop: store.Shop, seen: Health, named: dict[str, str]) -> None:
    downloaded = imports.listed(shop.id).groupby("source")["as_of"].max()
    frame = seen.sources.assign(
        name=seen.sources["source"].map(named),
        as_of=pd.to_datetime(seen.sources["source"].map(downloaded)),
        first_day=pd.to_datetime(seen.sources["first_day"]),
        last_day=pd.to_datetime(seen.sources["last_day"]),
    )
    columns = {
        "name": Column(t("Source")),
        "orders": Column(t("Orders"), "count"),
        "customers": Column(t("Number of customers"), "count"),
        "first_day": Column(t("First order"), "day"),
        "last_day": Column(t("Last order"), "day"),
        "as_of": Column(t("Downloaded"), "day"),
    }
    st.subheader(t("Where do the orders come from?"), anchor=False)
    shown = Table(frame, columns, file_name="fanbelt-sources")
    table.draw(shown, key="health.sources", alt=t("Where do the orders come from?"))
