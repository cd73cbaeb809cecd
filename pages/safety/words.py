"""An entry of the record in words."""

from collections.abc import Callable, Mapping

from pages.shared import formats
from pages.shared.channels import LABELS
from pages.shared.i18n import mark, t, tn
from pages.shared.roles import ROLES
from pages.shared.store.audit import Entry

DONE: Mapping[str, str] = {
    "sign_in": mark("Signed in"),
    "sign_out": mark("Signed out"),
    "sign_out_all": mark("Signed out on all devices"),
    "password": mark("Got a new password"),
    "shop": mark("Opened this shop"),
    "archive": mark("Closed this shop"),
    "withdraw": mark("Took an invitation back"),
    "undo": mark("Took an upload back"),
    "restore": mark("Went back to a copy of everything"),
    "erase": mark("Erased the personal data of a customer"),
    "purpose": mark("Wrote down what customers' data is used for"),
    "merge": mark("Merged two customers who are one person"),
    "unmerge": mark("Took a merge of two customers back"),
}
SETTINGS: Mapping[str, str] = {
    "currency": mark("currency"),
    "timezone": mark("time zone"),
    "merge_same_day": mark("orders on one day"),
    "left_after_days": mark("days of silence"),
    "margin_bp": mark("what is left of a sale"),
    "transit_days": mark("days to arrival"),
    "working_days": mark("days of work"),
    "score": mark("weights of the score"),
    "bands": mark("limits of recent, often, much"),
    "malls": mark("malls"),
    "consent": mark("what files mean about consent"),
    "consent_source": mark("where customers agreed"),
    "voice": mark("how the shop speaks"),
    "group": mark("groups of customers"),
    "ranks": mark("what a rank takes"),
    "belt": mark("the belt"),
    "running": mark("which belt runs"),
    "texts": mark("texts to customers"),
    "experiment": mark("tests of what works"),
}


def who(entry: Entry) -> str:
    """The person, or what did it where nobody did."""
    if entry.who is not None:
        return entry.who
    return t("Fanbelt, by itself") if entry.subject == "daily" else t("on the command line")


def what(entry: Entry) -> str:
    """What was done; for an act of a newer version its code."""
    if entry.act in DETAILED:
        return DETAILED[entry.act](entry)
    return t(DONE[entry.act]) if entry.act in DONE else entry.act


def _uploaded(entry: Entry) -> str:
    return tn("Uploaded {n} order", "Uploaded {n} orders", entry.count or 0)


def _exported(entry: Entry) -> str:
    n = entry.count or 0
    if entry.subject == "person":
        return t("Downloaded all that is held on one customer")
    if entry.subject == "whole_shop":
        return tn(
            "Downloaded the whole shop, with {n} customer",
            "Downloaded the whole shop, with {n} customers",
            n,
        )
    return tn("Downloaded a list of {n} customer", "Downloaded a list of {n} customers", n)


def _copied(entry: Entry) -> str:
    return t("Daily copy of everything") if entry.subject == "daily" else t("Copied everything")


def _set(entry: Entry) -> str:
    known = (t(SETTINGS[name]) for name in entry.subject.split() if name in SETTINGS)
    return t("Changed settings: {names}", names=" ・ ".join(known))


def _invited(entry: Entry) -> str:
    return t("Invited somebody as {role}", role=_role(entry))


def _joined(entry: Entry) -> str:
    return t("Came into the shop as {role}", role=_role(entry))


def _changed_role(entry: Entry) -> str:
    return t("Made {name} {role}", name=_whom(entry), role=_role(entry))


def _ended(entry: Entry) -> str:
    return t("Signed {name} out on all devices", name=_whom(entry))


def _removed(entry: Entry) -> str:
    return t("Took {name} out of the shop", name=_whom(entry))


def _stopped(entry: Entry) -> str:
    return t("Stopped a channel for a customer: {channel}", channel=_channel(entry))


def _agreed(entry: Entry) -> str:
    return t("Recorded that a customer agrees: {channel}", channel=_channel(entry))


def _channel(entry: Entry) -> str:
    return t(LABELS[entry.subject]) if entry.subject in LABELS else entry.subject


def _kept(entry: Entry) -> str:
    """How long contact data is kept, and whose went."""
    months = entry.subject.partition(":")[2]
    if not months:
        return t("Settled that names and addresses are kept for good")
    return t(
        "Settled that names and addresses go after {months} months of silence; {n} went at once",
        months=months,
        n=formats.count(entry.count or 0),
    )


def _role(entry: Entry) -> str:
    code = entry.subject.split()[-1]
    return t(ROLES[code]) if code in ROLES else code


def _whom(entry: Entry) -> str:
    return entry.whom or t("somebody")


DETAILED: Mapping[str, Callable[[Entry], str]] = {
    "import": _uploaded,
    "export": _exported,
    "backup": _copied,
    "settings": _set,
    "invite": _invited,
    "join": _joined,
    "role": _changed_role,
    "leave": _removed,
    "end": _ended,
    "opt_out": _stopped,
    "agree": _agreed,
    "retention": _kept,
}
