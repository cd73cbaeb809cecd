"""Personal data: one person's taken along or erased, the purpose, how long contact data is kept."""

import json
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd

from db import (
    audit,
    cases,
    consents,
    dispatches,
    documents,
    erasure,
    experiments,
    members,
    persons,
    referrals,
    retention,
)
from pages.shared import csv
from pages.shared.store import clock, exports
from pages.shared.store.base import engine, reading, saving

KIND, PURPOSE = "privacy", "purpose"
MIME = "application/zip"
CONTACTS = ["rule", "source", "order_no", "anchor_day", "due", "day", "channel", "outcome", "at"]
CASES = ["answered_on", "score", "due", "cause", "outcome", "note", "opened_at", "closed_at"]
REFERRALS = ["code", "made_at", "order_no"]


@dataclass(frozen=True)
class Policy:
    """What the shop has settled about personal data.

    Attributes:
        purpose: what it is used for, in the owner's words; "" while unsaid.
        months: of silence after which contact data goes; None: it is kept.
    """

    purpose: str
    months: int | None


# One person


def take_along(shop_id: int, customer: int, token: str | None) -> bytes:
    """All that the shop holds on one person as a zip; who takes it is written down first.

    Called when the file is asked for, which may be long after its button was drawn.

    Raises:
        SignedOut: the session behind the token has ended.
        NotAllowed: its person may only look, or is not of this shop.
    """
    exports.taken(shop_id, token, what="person", count=1, role="staff")
    tables = _tables(shop_id, customer)
    packed = BytesIO()
    with ZipFile(packed, "w", compression=ZIP_DEFLATED) as archive:
        purpose = policy(shop_id).purpose
        archive.writestr("person.json", _as_json(customer, purpose, tables))
        for name, frame in tables.items():
            archive.writestr(f"{name}.csv", csv.encode(frame))
    return packed.getvalue()


def _tables(shop_id: int, customer: int) -> dict[str, pd.DataFrame]:
    with reading(shop_id) as session:
        link = session.connection()
        words = consents.words(link, shop_id, customer=customer)
        return {
            "contact": persons.contacts(link, shop_id, customer),
            "orders": persons.orders(link, shop_id, customer),
            "order_lines": persons.lines(link, shop_id, customer),
            "consents": words[["channel", "agreed", "at", "source"]].drop_duplicates(),
            "opt_outs": consents.refusals(link, shop_id, customer=customer)[
                ["channel", "at", "source"]
            ].drop_duplicates(),
            "events": persons.events(link, shop_id, customer),
            "contacts_made": dispatches.listed(link, shop_id, customer=customer)[CONTACTS],
            "cases": cases.listed(link, shop_id, customer=customer)[CASES],
            "referrals": referrals.listed(link, shop_id, customer=customer)[REFERRALS],
            "experiments": experiments.of_customer(link, shop_id, customer),
        }


def _as_json(customer: int, purpose: str, tables: dict[str, pd.DataFrame]) -> str:
    """The purpose, and the tables as lists of what is known in each row."""
    content = {
        name: [row.dropna().to_dict() for _, row in frame.astype(object).iterrows()]
        for name, frame in tables.items()
    }
    for event in content["events"]:
        event["value"] = json.loads(event.get("value") or "null")
    whole = {"customer": customer, "purpose": purpose, **content}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)


def erase(shop_id: int, customer: int, *, by: int) -> None:
    """Erase one person for good; the orders stay as numbers that lead to nobody.

    Raises:
        NotAllowed: the person `by` does not own the shop.
        NoSuchCustomer: the shop has none of that number who was not erased already.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        erasure.erase(session, shop_id, customer, at=clock.now())
        # Without the number: nothing tells who it was.
        audit.record(session, act="erase", shop_id=shop_id, user_id=by, count=1)
    erasure.sweep(engine())


# All of them


def policy(shop_id: int) -> Policy:
    """What the shop has settled."""
    with reading(shop_id) as session:
        said = documents.newest(session, shop_id, kind=KIND).get(PURPOSE) or {}
        return Policy(said.get("text", ""), retention.months(session, shop_id))


def say_purpose(shop_id: int, text: str, *, by: int) -> None:
    """Store what personal data is used for; earlier wordings are kept with their day.

    Raises:
        NotAllowed: the person `by` does not own the shop.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        content = {"text": text.strip()}
        documents.write(session, shop_id, kind=KIND, name=PURPOSE, content=content)
        audit.record(session, act="purpose", shop_id=shop_id, user_id=by)


def silent(shop_id: int, months: int) -> tuple[int, date | None]:
    """How many customers with contact data are silent for so long, and since which day."""
    with reading(shop_id) as session:
        before = retention.silent_since(session, shop_id, months)
        if before is None:
            return 0, None
        return len(retention.silent(session.connection(), shop_id, before=before)), before


def keep_for(shop_id: int, months: int | None, *, by: int) -> int:
    """Settle how long contact data of silent customers is kept, and apply it at once.

    Returns:
        How many customers lost their contact data.

    Raises:
        NotAllowed: the person `by` does not own the shop.
    """
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        retention.keep_for(session, shop_id, months)
        count = retention.apply(session, shop_id)
        subject = f"months:{months}" if months else "kept"
        audit.record(
            session, act="retention", shop_id=shop_id, user_id=by, subject=subject, count=count
        )
    erasure.sweep(engine())
    return count
