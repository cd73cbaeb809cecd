"""Why an account, a password or an invitation will not do, in words."""

from pages.shared.i18n import mark, t
from pages.shared.store import here, people
from pages.shared.waiting import please_wait

SENTENCES = {
    "shop": mark("Please give your shop a name."),
    "username": mark("Please choose a user name of up to 100 characters."),
    "username_taken": mark("This user name is taken. Please choose another one."),
    "password_short": mark("The password needs at least 8 characters."),
    "password_long": mark(
        "The password is too long: at most 72 letters or digits, or 24 Japanese characters."
    ),
    "password_common": mark("Many people use this password. Please choose a rarer one."),
    "password_differs": mark("The two passwords are not the same."),
    "password_wrong": mark("Your present password is not right."),
    "code": mark("This is not the code that Fanbelt shows in its window."),
    "owner_exists": mark("The account has just been created. Reload this page to sign in."),
    "invite_over": mark("This invitation is over. Ask for a new one."),
    "last_shop": mark("This is your only shop. Open another one before you close it."),
}
TRIES_AT_CODE = "first account"  # stands for the user name where wrong codes are counted


def sentence(code: str) -> str:
    """The refusal in the present language."""
    if code in SENTENCES:
        return t(SENTENCES[code])
    return please_wait(people.wait_s(TRIES_AT_CODE, here.address()))
