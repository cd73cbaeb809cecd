"""The only clock."""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment in UTC; FANBELT_NOW (ISO 8601) puts another in its place for tests and demo."""
    said = os.environ.get("FANBELT_NOW")
    if not said:
        return wall()
    moment = datetime.fromisoformat(said)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def today(timezone: str) -> date:
    """The shop's day, in its IANA `timezone`."""
    return now().astimezone(ZoneInfo(timezone)).date()


def local(timezone: str) -> datetime:
    """This moment in the shop's time, without a zone, as times of customers are kept."""
    return now().astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def wall() -> datetime:
    """This moment for sign-in: with a stopped clock nobody could wait anything out."""
    return datetime.now(UTC)
