"""Order files from the command line: read, checked or stored as the upload page does."""

import argparse
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.intake import Intake, Options, Understood, Upload, read
from core.shop import Settings
from pages.headless import Cannot
from pages.shared import formats, workbooks
from pages.shared.i18n import t
from pages.shared.store import imports, shops


def import_files(asked: argparse.Namespace) -> None:
    """Read order files and store them, or only say what was understood."""
    uploads = [Upload(path.name, load(path)) for path in asked.files]
    if asked.check:
        told = options(asked, Settings())
        understood = read(uploads, told, open_book=workbooks.sheets).understood
        print(json.dumps(as_json(understood), ensure_ascii=False, indent=2))
        return
    shop_id = shop_named(asked.shop)
    settings = shops.settings(shop_id) if shop_id else Settings()
    intake = read(uploads, options(asked, settings), open_book=workbooks.sheets)
    told = answers(asked, intake, imports.digest(uploads))
    store(shop_id or shops.create(asked.shop or t("My shop")), intake, told)


def load(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise Cannot(t("{file} cannot be read: {why}", file=path, why=why)) from error


def shop_named(name: str | None) -> int | None:
    """The shop of that name, without a name the only one; None where it is still to be made."""
    known = shops.names()
    if name is None and len(known) > 1:
        listed = ", ".join(known)
        raise Cannot(t("There are several shops ({names}). Say which: --shop NAME", names=listed))
    return known.get(name) if name else next(iter(known.values()), None)


def options(asked: argparse.Namespace, shop: Settings) -> Options:
    """What the reader cannot know: the answers given, else the shop's settings."""
    return Options(
        currency=asked.currency or shop.currency,
        timezone=shop.timezone,
        zero_orders=asked.zero_orders,
        as_of=asked.as_of,
    )


def answers(asked: argparse.Namespace, intake: Intake, digest: str) -> imports.Answers:
    """What the upload page asks the owner, as the options say it."""
    understood = intake.understood
    if understood.kind == "orders" and understood.currency is None:
        raise Cannot(t("The file names no currency. Say it: --currency JPY"))
    as_of = asked.as_of or understood.last_day
    if as_of is None:
        raise Cannot(t("The file names no day. Say when it was downloaded: --as-of 2026-11-20"))
    return imports.Answers(
        as_of=as_of,
        complete="yes" if asked.complete else "unknown",
        consent="column" if intake.consent_column else "unknown",
        file_names=tuple(path.name for path in asked.files),
        sha256=digest,
        zero_orders=asked.zero_orders,
    )


def store(shop_id: int, intake: Intake, told: imports.Answers) -> None:
    """Store the files and say what changed."""
    changes = imports.changes(shop_id, intake, told.sha256)
    if changes.already is not None:
        print(t("These files are stored already. Nothing has changed."))
        return
    imports.commit(shop_id, intake, told, show_progress)
    understood = intake.understood
    print(
        t(
            "{orders} orders of {customers} customers, {total}; as of {day}.",
            orders=formats.count(understood.orders),
            customers=formats.count(understood.customers),
            total=formats.money(understood.total, understood.currency),
            day=formats.day(told.as_of),
        )
    )
    new, changed = formats.count(changes.new), formats.count(len(changes.changed))
    print(t("New: {new}. Changed: {changed}.", new=new, changed=changed))


def show_progress(share: float, _step: str) -> None:
    """A line that fills, where somebody looks."""
    if sys.stderr.isatty():
        bar = "#" * round(share * 40)
        print(f"\r[{bar:<40}]", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)


def as_json(understood: Understood) -> dict[str, Any]:
    """What was understood, amounts as decimal strings in major units."""
    scale = understood.scale
    plain = ("format", "encoding", "rows", "orders", "customers")
    return {
        **{name: getattr(understood, name) for name in plain},
        "total": major(understood.total, scale),
        "file_total": major(understood.file_total, scale),
        "currency": understood.currency,
        "first_day": iso(understood.first_day),
        "last_day": iso(understood.last_day),
        "set_aside": [[s.reason, s.count, major(s.amount, scale)] for s in understood.set_aside],
        "kind": understood.kind,
        "orders_without_key": understood.orders_without_key,
        "zero_orders": understood.zero_orders,
        "notes": list(understood.notes),
    }


def major(minor: int | None, scale: int) -> str | None:
    """An amount in minor units as a decimal string in major ones."""
    return None if minor is None else f"{Decimal(minor).scaleb(-scale):f}"


def iso(value: date | None) -> str | None:
    """A day as 2026-11-20."""
    return None if value is None else value.isoformat()
