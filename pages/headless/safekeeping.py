"""Copies of everything from the command line: make one, go back to one."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from pages.headless import Cannot
from pages.shared import formats
from pages.shared.i18n import mark, t, tn
from pages.shared.store import backups
from pages.shared.store.backups import InUse, Refused

REFUSED: Mapping[str, str] = {
    "missing": mark("There is no file {file}."),
    "not_ours": mark("{file} is no copy of the data of Fanbelt. Nothing was changed."),
    "damaged": mark("{file} is damaged. Nothing was changed. Try an older copy."),
    "newer": mark(
        "{file} was made by a newer Fanbelt. Bring Fanbelt up to date first. Nothing was changed."
    ),
    "no_room": mark("The disk is full. Nothing was changed."),
}
NOT_COPIED: Mapping[str, str] = REFUSED | {
    "missing": mark("There is nothing to copy yet: {file} does not exist."),
    "damaged": mark("{file} is damaged, so no copy was made. Go back to one: run.py restore FILE"),
}


def backup(asked: argparse.Namespace) -> None:
    """Make a copy while the server may be running."""
    made = _tried(NOT_COPIED, backups.make, asked.to)
    size = t("{n} MB", n=formats.decimal(made.size / 1_000_000))
    print(t("Copied and checked: {file} ({size}).", file=made.path, size=size))


def restore(asked: argparse.Namespace) -> None:
    """Go back to a copy, and say what was done."""
    try:
        done = _tried(REFUSED, backups.restore, asked.file)
    except InUse as error:
        raise Cannot(
            t("Fanbelt is running with the data in {folder}. End it first.", folder=error.folder)
        ) from error
    print(
        t(
            "Restored and checked. Shops: {shops}. Orders: {orders}.",
            shops=formats.count(done.known.shops),
            orders=formats.count(done.known.orders),
        )
    )
    if done.kept is not None:
        print(t("The data from before is kept in {file}.", file=done.kept))
    print(t("Everybody signs in anew, with the password of that time."))
    if done.refusals:
        print(
            tn(
                "{n} opt-out or erasure recorded since then still holds.",
                "{n} opt-outs and erasures recorded since then still hold.",
                done.refusals,
            )
        )


def _tried(sentences: Mapping[str, str], do: Callable[..., Any], asked: Any) -> Any:  # noqa: ANN401 - passed through
    """Do it, or say why not."""
    try:
        return do(asked)
    except Refused as refusal:
        raise Cannot(t(sentences[refusal.code], file=refusal.path)) from refusal
