"""One command for everything: prepare what Fanbelt needs, then start it, test it, feed it.

Standard library only, and written in the syntax of Python 3.6, so that a Python that is too
old for Fanbelt can still read this file and say so.
"""

import argparse
import errno
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
COMMANDS = {
    "start": "start Fanbelt and open the browser (this is also what happens without a command)",
    "demo": "the same, with a made-up shop to look around in",
    "import": "read order files into a shop; --check only says what was understood",
    "backup": "copy all data, also while Fanbelt runs; --to says where",
    "restore": "go back to a copy; the data from before is kept beside it",
    "password": "give a person a new password, for who has lost theirs",
    "test": "run the tests; what follows is passed on to pytest",
    "bench": "measure speed, beside other ways to compute the same",
    "drill": "run the random and breaking tests at full length",
}
NEEDS_TOOLS = {"test", "bench", "drill"}
# A file stays in one process, with its server; the order stays ours: quick tests first.
ALL_CORES = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")

WORDS = {
    "too_old": (
        (
            "Fanbelt needs Python {need} or newer, and this is {have}. "
            "Get a newer one from https://www.python.org/downloads/ and start again with it."
        ),
        (
            "Fanbelt には Python {need} 以上が必要です(いまは {have})。"
            "https://www.python.org/downloads/ から新しい Python を入れて、もう一度お試しください。"
        ),
    ),
    "installing": (
        "Installing what Fanbelt needs into {where}. Only once, about a minute.",
        "必要な部品を {where} に入れています。初回だけ、1分ほどかかります。",
    ),
    "updating": (
        "Fanbelt has changed: bringing what it needs up to date.",
        "Fanbelt が新しくなったので、必要な部品を入れ替えています。",
    ),
    "installed": ("Installed.", "準備ができました。"),
    "no_venv": (
        "Python could not make {where}. On Debian and Ubuntu, `apt install python3-venv` helps.",
        (
            "Python が {where} を作れませんでした。"
            "Debian や Ubuntu では `apt install python3-venv` を実行してからお試しください。"
        ),
    ),
    "install_failed": (
        "Installing did not work. Is this computer online? The installer's last words:",
        "部品を入れられませんでした。インターネットにつながっていますか。インストーラーの最後の表示:",
    ),
    "port_taken": (
        (
            "Port {port} is taken; perhaps Fanbelt is already running at http://127.0.0.1:{port}. "
            "To start another: {again}"
        ),
        (
            "ポート {port} は使用中です。Fanbelt がもう動いているかもしれません(http://127.0.0.1:{port})。"
            "別に始めるには: {again}"
        ),
    ),
    "port_refused": (
        "Port {port} cannot be used ({reason}). Try: {again}",
        "ポート {port} は使えません({reason})。次をお試しください: {again}",
    ),
    "unknown": (
        "There is no command {command!r}. There are: {commands}.",
        "{command!r} というコマンドはありません。使えるもの: {commands}",
    ),
}


def main(arguments: list) -> None:
    """Do what was asked, in the Python of .venv once that is ready."""
    tame_output()
    require_python()
    command, rest = split(arguments)
    lock = ROOT / ("requirements-dev.txt" if command in NEEDS_TOOLS else "requirements.txt")
    if command in ("start", "demo"):
        options = read_start_options(command, rest)
        require_port(options.port, command)
        rest = serve_arguments(options)
    prepare(lock)
    if command == "test":
        os.chdir(str(ROOT))
        hand_over([str(PYTHON), "-m", "pytest", *ALL_CORES, *rest])
    face = "serve" if command == "start" else command
    # -P: a folder named pages where the command is typed must not be taken for ours.
    hand_over([str(PYTHON), "-P", "-m", "pages.console", face, *rest])


def tame_output() -> None:
    """A terminal that cannot show a sign shows a substitute instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(key: str, **fields: object) -> None:
    """One sentence, in Japanese where the computer is, else in English.

    On stderr: stdout belongs to the answer, which a program may read (`import --check`).
    """
    sentence = WORDS[key][1 if speaks_japanese() else 0].format(**fields)
    print(sentence, file=sys.stderr, flush=True)


def stop(key: str, **fields: object) -> None:
    """One sentence, and the end: what was asked cannot be done."""
    say(key, **fields)
    sys.exit(2)


def speaks_japanese() -> bool:
    """Whether this computer is set to Japanese."""
    if os.name == "nt":
        import ctypes  # noqa: PLC0415  only there

        return ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x11
    named = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    return next((name for name in named if name), "").startswith("ja")


def require_python() -> None:
    """End with a clear sentence where Python is too old."""
    if sys.version_info < OLDEST:
        stop("too_old", need="%d.%d" % OLDEST, have="%d.%d.%d" % sys.version_info[:3])  # noqa: UP031  old syntax


def split(arguments: list) -> tuple:
    """The command and what follows it."""
    if not arguments or arguments[0].startswith("-"):
        return "start", arguments
    if arguments[0] not in COMMANDS:
        stop("unknown", command=arguments[0], commands=", ".join(COMMANDS))
    return arguments[0], arguments[1:]


def read_start_options(command: str, arguments: list) -> argparse.Namespace:
    """The options of start and demo; also what `--help` shows."""
    parser = argparse.ArgumentParser(
        prog=own_name() + ("" if command == "start" else " " + command),
        description="Fanbelt turns first-time buyers into fans. Without a command it starts.",
        epilog="commands:\n" + "\n".join("  %-8s %s" % pair for pair in COMMANDS.items()),  # noqa: UP031 - an old Python reads this, to say that it is too old
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8501, help="default: 8501")
    parser.add_argument(
        "--data", metavar="DIR", help="where the data lives (default: data beside this file)"
    )
    parser.add_argument(
        "--lan", action="store_true", help="let other devices in the house in, after sign-in"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    return parser.parse_args(arguments)


def serve_arguments(options: argparse.Namespace) -> list:
    """The options of start as the server's side reads them."""
    passed = ["--port", str(options.port)]
    passed += ["--data", str(Path(options.data).resolve())] if options.data else []
    passed += ["--lan"] if options.lan else []
    passed += ["--no-browser"] if options.no_browser else []
    return passed


def own_name() -> str:
    """How this file is started here."""
    return "py run.py" if os.name == "nt" else "python3 run.py"


def require_port(port: int, command: str) -> None:
    """End with a clear sentence where the port is taken, naming the next free one."""
    problem = port_problem(port)
    if problem is None:
        return
    near = range(port + 1, min(port + 100, 65535)) if port >= 1024 else range(8501, 8600)
    free = next((other for other in near if port_problem(other) is None), 8501)
    name = own_name() + ("" if command == "start" else " " + command)
    taken = problem.errno == errno.EADDRINUSE
    again = name + " --port " + str(free)
    stop("port_taken" if taken else "port_refused", port=port, reason=problem, again=again)


def port_problem(port: int) -> object:
    """None where a server may listen on the port, else the error."""
    # Elsewhere than on Windows this only steps over ports that are still closing; there it
    # would step over other programs.
    flag = socket.SO_EXCLUSIVEADDRUSE if os.name == "nt" else socket.SO_REUSEADDR
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, flag, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError as error:
            return OSError(errno.EINVAL, str(error))
        except OSError as error:
            return error
    return None


def prepare(lock: Path) -> None:
    """Make .venv hold exactly what the lock names; at once where it does already."""
    if is_broken():
        make_venv("--clear")
    if stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock):
        return
    say("updating" if list(VENV.glob("*.installed")) else "installing", where=VENV)
    make_venv()
    install(lock)
    for done in {lock, ROOT / "requirements.txt"}:
        stamp(done).write_text(fingerprint(done))
    say("installed")


def stamp(lock: Path) -> Path:
    """Where .venv remembers what was installed into it."""
    return VENV / (lock.name + ".installed")


def fingerprint(lock: Path) -> str:
    """What the lock says, in short."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_broken() -> bool:
    """Whether .venv belongs to a Python that has gone or is too old."""
    settings = VENV / "pyvenv.cfg"
    if not settings.exists():
        return False
    lines = (line.partition("=") for line in settings.read_text(encoding="utf-8").splitlines())
    values = {key.strip(): value.strip() for key, _, value in lines}
    version = tuple(int(part) for part in values.get("version", "0.0").split(".")[:2])
    return not (PYTHON.exists() and Path(values.get("home", "")).exists() and version >= OLDEST)


def make_venv(*flags: str) -> None:
    """Make .venv, or complete it."""
    if PYTHON.exists() and not flags and has_pip():
        return
    made = subprocess.run([sys.executable, "-m", "venv", *flags, str(VENV)], check=False)
    if made.returncode:
        stop("no_venv", where=VENV)


def has_pip() -> bool:
    """Whether the Python in .venv can install."""
    asked = [str(PYTHON), "-m", "pip", "--version"]
    return subprocess.run(asked, stdout=subprocess.DEVNULL, check=False).returncode == 0


def install(lock: Path) -> None:
    """Install the lock, naming each package as it comes."""
    total = sum(1 for line in lock.read_text().splitlines() if "==" in line.partition("#")[0])
    # Ready-made packages only: without one, a build here would run for long and then fail.
    ask = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    ask += ["--only-binary", ":all:", "-r", str(lock)]
    with subprocess.Popen(
        ask, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=surroundings()
    ) as pip:
        said = [show(line, total) for line in numbered(pip.stdout)]
    show_progress("")
    if pip.returncode:
        say("install_failed")
        print("\n".join(said[-8:]), file=sys.stderr)
        sys.exit(2)


def numbered(lines: object) -> object:
    """Each line of the installer with the number of packages met so far."""
    met = 0
    for raw in lines:
        line = raw.decode("utf-8", "replace").rstrip()
        met += line.startswith(("Collecting ", "Requirement already satisfied: "))
        yield met, line


def show(pair: tuple, total: int) -> str:
    """Say on one line how far the installer is; give its own words back."""
    met, line = pair
    if line.startswith("Collecting "):
        package = line.split()[1].partition("==")[0]
        show_progress("  %d/%d %s" % (min(met, total), total, package))  # noqa: UP031 - an old Python reads this, to say that it is too old
    elif line.startswith("Installing collected packages"):
        show_progress("  %d/%d ..." % (total, total))  # noqa: UP031 - an old Python reads this, to say that it is too old
    return line


def show_progress(text: str) -> None:
    """Write over the line before; nothing where nobody looks."""
    if sys.stderr.isatty():
        line = "\r" + text.ljust(50) + ("" if text else "\r")
        print(line, end="", file=sys.stderr, flush=True)


def surroundings() -> dict:
    """The environment of what is started: our modules, one encoding on every system."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    kept.update(PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    kept["FANBELT_LANGUAGE"] = "ja" if speaks_japanese() else "en"
    return kept


def hand_over(command: list) -> None:
    """Become the command; Windows cannot do that, there it is waited for."""
    sys.stdout.flush()
    if os.name == "nt":
        wait_for(command)
    os.execve(command[0], command, surroundings())  # noqa: S606  no shell is wanted


def wait_for(command: list) -> None:
    """Run the command and end as it ends."""
    child = subprocess.Popen(command, env=surroundings())
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            continue  # Ctrl-C has reached the child too, which ends by itself


if __name__ == "__main__":
    main(sys.argv[1:])
