"""The headless face: what `run.py` starts inside .venv."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from core.intake import Refused
from pages.headless import Cannot, files, passwords, safekeeping, server, trials
from pages.shared.i18n import Language, of_locale, speaking, t
from pages.shared.refusals import sentence
from pages.shared.store.backups import InUse
from pages.shared.store.base import data_dir

CANNOT = 2  # exit code
Do = Callable[[argparse.Namespace], int | None]
UNUSABLE = (
    *(DatabaseError, sqlite3.DatabaseError),
    *(PermissionError, FileExistsError, NotADirectoryError),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked.

    Returns:
        The exit code: 0, or 2 after one sentence on stderr.
    """
    asked = parser().parse_args(arguments)
    # In full, as meant where the command was typed: the server moves to its own folder.
    os.environ["FANBELT_DATA"] = str((getattr(asked, "data", None) or data_dir()).resolve())
    with speaking(language()):
        try:
            return done(asked)
        except Cannot as reason:
            problem = str(reason)
        except Refused as refusal:
            problem = sentence(refusal)
        except InUse:
            problem = t("A copy is just being restored into {folder}.", folder=data_dir())
        except UNUSABLE as error:
            cause = getattr(error, "orig", error)
            problem = t("{folder} cannot be used: {cause}", folder=data_dir(), cause=cause)
        except BrokenPipeError:  # whoever read along has seen enough, as in `... | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
    print(problem, file=sys.stderr)
    return CANNOT


def done(asked: argparse.Namespace) -> int:
    """Do it, and let everything be said while an error can still be told."""
    code = asked.do(asked) or 0
    sys.stdout.flush()
    return code


def language() -> Language:
    """The language of the terminal: as run.py found it, else of its locale."""
    names = ("FANBELT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[name] for name in names if os.environ.get(name)), None)
    return of_locale(said) or "en"


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="run.py")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", type=Path, metavar="DIR", help="where the data lives")
    for name, do in (("serve", server.serve), ("demo", server.show_demo)):
        add_serve_options(commands.add_parser(name, parents=[data]), do)
    add_import_options(commands.add_parser("import", parents=[data]))
    backup_ = commands.add_parser("backup", parents=[data], help="copy everything")
    backup_.add_argument("--to", type=Path, metavar="DIR", help="default: backups beside the data")
    backup_.set_defaults(do=safekeeping.backup)
    restore_ = commands.add_parser("restore", parents=[data], help="go back to a copy")
    restore_.add_argument("file", type=Path, metavar="FILE")
    restore_.set_defaults(do=safekeeping.restore)
    password_ = commands.add_parser("password", parents=[data], help="give a person a new password")
    password_.add_argument("user", metavar="USER")
    password_.set_defaults(do=passwords.set_anew)
    bench_ = commands.add_parser("bench", help="measure speed")
    bench_.add_argument("only", nargs="*", metavar="NAME", help="journey, intake, ...")
    bench_.add_argument("--orders", type=int, nargs="+", default=[100_000, 1_000_000])
    bench_.set_defaults(do=trials.bench)
    # With another prefix all that follows is taken as it stands, for pytest to read.
    drill_ = commands.add_parser("drill", prefix_chars="+", help="the long tests at full length")
    drill_.add_argument("passed_on", nargs="*", metavar="PYTEST_ARGUMENT")
    drill_.set_defaults(do=trials.drill)
    return top


def add_serve_options(command: argparse.ArgumentParser, do: Do) -> None:
    """The options of what ends in a running server."""
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--lan", action="store_true")
    command.add_argument("--no-browser", action="store_true")
    command.set_defaults(do=do)


def add_import_options(command: argparse.ArgumentParser) -> None:
    """The options of import: what the upload page asks for."""
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--shop", metavar="NAME", help="made where there is none of that name")
    command.add_argument("--complete", action="store_true", help="all orders since opening")
    command.add_argument("--zero-orders", choices=["keep", "drop"], default="drop")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="of the export")
    command.add_argument("--currency", type=currency, metavar="CODE", help="JPY, USD, ...")
    command.add_argument("--check", action="store_true", help="store nothing, print JSON")
    command.set_defaults(do=files.import_files)


def currency(typed: str) -> str:
    """A currency code as it is written."""
    if not (len(typed) == 3 and typed.isascii() and typed.isalpha()):
        raise argparse.ArgumentTypeError(f"{typed!r} is not a code of three letters")
    return typed.upper()


if __name__ == "__main__":
    sys.exit(main())
