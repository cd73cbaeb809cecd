"""Ways to reach a customer, and why one is closed, in words."""

from pages.shared.i18n import mark

LABELS: dict[str, str] = {
    "email": mark("E-mail"),
    "newsletter": mark("Newsletter"),
    "line": "LINE",
    "sms": "SMS",
    "postcard": mark("Post"),
    "call": mark("Phone call"),
    "insert": mark("Paper in the parcel"),
}
ICONS: dict[str, str] = {
    "email": "mail",
    "newsletter": "newsmode",
    "line": "chat",
    "sms": "sms",
    "postcard": "markunread_mailbox",
    "call": "call",
    "insert": "package_2",
}
REASONS: dict[str, str] = {
    "": mark("May be used"),
    "erased": mark("Personal data erased"),
    "mall": mark("Not for customers of a mall"),
    "opted_out": mark("Stopped"),
    "said_no": mark("Did not agree"),
    "not_asked": mark("No agreement on record"),
}
"""Why somebody may not be contacted on a channel, by the codes of `core.consent.REASONS`."""
