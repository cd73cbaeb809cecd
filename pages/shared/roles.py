"""What the roles are called and what each may do."""

from pages.shared.i18n import mark
from pages.shared.store.members import Role

ROLES: dict[Role, str] = {
    "owner": mark("Owner"),
    "staff": mark("Staff"),
    "viewer": mark("Viewer"),
}
MEANING: dict[Role, str] = {
    "owner": mark("May do everything, invite people and close the shop."),
    "staff": mark("May upload orders and work with customers."),
    "viewer": mark("May look at everything, and change nothing."),
}
