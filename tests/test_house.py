"""The house itself: who may import whom, what stands where, and that every list is true."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"app", "run", "core", "db", "pages", "tests"}
SKIPPED = {
    ".git", ".venv", ".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    "__pycache__", "artifacts", "data",
}  # fmt: skip
MAY_STAND = {
    "app.py", "run.py", "core", "db", "pages", "tests", "docs", ".streamlit", ".ci", "README.md",
    "CHANGELOG.md", "SECURITY.md", "LICENSE", "pyproject.toml", "requirements.in",
    "requirements.txt", "requirements-dev.txt", ".gitignore", ".gitattributes",
}  # fmt: skip
MUST_STAND = {
    "app.py", "run.py", "core", "db", "pages", "tests", ".streamlit/config.toml", ".ci/run",
    "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "requirements.in", "requirements.txt",
    "requirements-dev.txt", "pages/frame.py", "pages/console.py", "pages/shared/store/__init__.py",
}  # fmt: skip

# What a floor may use besides the standard library and, as `may_import` says, our own.
CORE_LIBRARIES = {
    "numpy", "pandas", "scipy", "pyarrow", "python_calamine", "charset_normalizer",
}  # fmt: skip
NOT_FOR_CORE = {"sqlite3", "gettext", "locale", "time", "socket", "urllib", "http", "subprocess"}
CHART_LIBRARIES = {"pandas", "altair"}
SCREEN_LIBRARIES = {"streamlit", "altair", "streamlit_authenticator"}
CLOCKS = {"now", "today", "utcnow"}


def files_under(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))


def everything() -> Iterator[Path]:
    """Every file of the project, without what tools and people leave beside it."""
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts):
            yield path


def imports(where: str, source: str) -> set[str]:
    """Dotted names a module imports, at the top or inside; `from a import b` gives a.b."""
    package = where.removesuffix(".py").split("/")[:-1]
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            names |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ends_in(node.func, {"import_module", "__import__"}):
            names |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return names


def ends_in(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is one of the names, or an attribute called so."""
    return getattr(node, "attr", getattr(node, "id", None)) in names


def under(name: str, *parents: str) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


# The first line that fits a file says which of our own modules it may import.
MAY_IMPORT = [
    (r"core/", "core"),
    (r"db/", "core db"),
    (r"app\.py", "pages"),
    (r"pages/shared/store/", "core db pages.shared"),
    (r"pages/shared/", "core pages.shared"),
    (r"pages/\w+\.py", "core pages"),  # frame.py and console.py wire the views together
    (r"pages/\w+/charts\.py", ""),
    (r"pages/(\w+)/", r"core pages.shared pages.\1"),
]


def may_import(where: str) -> list[str]:
    """Which of our own modules the file may import."""
    fits = (match.expand(may) for rule, may in MAY_IMPORT if (match := re.match(rule, where)))
    return next(fits).split()


def offences(where: str, source: str) -> list[str]:
    """What the file imports, or asks, against the rule of its floor."""
    names = imports(where, source)
    bare = {path.stem for path in (ROOT / "pages").iterdir()} - {"__init__", "__pycache__"}
    wrong = {name for name in names if under(name, *bare)}
    wrong |= {name for name in names if ENTRY.match(name)}
    if where.startswith("tests/"):
        return sorted(wrong)
    may = may_import(where)
    ours = {name for name in names if under(name, *OURS)}
    wrong |= {name for name in ours if not under(name, *may)}
    tops = {name.split(".")[0] for name in names - ours}
    foreign = tops - sys.stdlib_module_names
    if where.startswith("core/"):
        wrong |= (foreign - CORE_LIBRARIES) | (tops & NOT_FOR_CORE) | clocks(source)
    elif where.startswith("db/"):
        wrong |= foreign & SCREEN_LIBRARIES
    elif not may:
        wrong |= foreign - CHART_LIBRARIES
    return sorted(wrong)


# An entry point is started, never imported.
ENTRY = re.compile(r"(app|run|pages\.frame)(\.|$)|pages\.(\w+\.)+page(\.|$)")


def clocks(source: str) -> set[str]:
    """Calls that read the clock."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {ast.unparse(call) for call in calls if ends_in(call, CLOCKS)}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("floor", ["core", "db", "pages", "app.py", "tests"])
def test_every_floor_imports_only_what_it_may(floor):
    start = ROOT / floor
    found = [start] if start.is_file() else files_under(floor)
    assert found, f"{floor} is missing"
    wrong = {
        where: list_
        for path in found
        if (list_ := offences(where := path.relative_to(ROOT).as_posix(), text(path)))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("where", "line", "offence"),
    [
        ("core/x.py", "import streamlit", "streamlit"),
        ("core/x.py", "from db import tables", "db.tables"),
        ("core/x.py", "def f():\n    import sqlite3", "sqlite3"),
        ("core/x.py", "from datetime import date\nx = date.today()", "date.today"),
        ("core/stats/x.py", "from ..journey import funnel", None),
        ("core/x.py", "import numpy as np\nfrom core.shop import Shop", None),
        ("db/x.py", "from pages.shared import store", "pages.shared.store"),
        ("db/x.py", "import streamlit as st", "streamlit"),
        ("db/x.py", "import sqlmodel\nfrom core import history", None),
        ("pages/shared/words.py", "from db import shops", "db.shops"),
        ("pages/shared/store/x.py", "from db import shops", None),
        ("pages/journey/page.py", "from pages.journey import charts", None),
        ("pages/journey/page.py", "from pages.upload import preview", "pages.upload.preview"),
        ("pages/journey/page.py", "from db.tables import Shop", "db.tables.Shop"),
        ("pages/journey/charts.py", "import altair as alt\nimport pandas as pd", None),
        ("pages/journey/charts.py", "import streamlit as st", "streamlit"),
        ("pages/journey/charts.py", "from core import history", "core.history"),
        ("pages/journey/parts.py", "import pages.journey.page", "pages.journey.page"),
        ("pages/journey/parts.py", "from pages.journey import page", "pages.journey.page"),
        ("pages/journey/parts.py", "from . import page", "pages.journey.page"),
        ("pages/journey/page.py", "import shared.store", "shared.store"),
        ("pages/console.py", "from pages import frame", "pages.frame"),
        ("pages/console.py", "import importlib\nimportlib.import_module('app')", "app"),
        ("tests/pages/test_x.py", "from shared import store", "shared.store"),
        ("app.py", "from core import history", "core.history"),
    ],
)  # fmt: skip
def test_the_import_rule_sees(where, line, offence):
    assert offences(where, line) == ([offence] if offence else [])


def test_the_tree_holds_its_names_and_no_others():
    assert [name for name in sorted(MUST_STAND) if not (ROOT / name).exists()] == []
    tops = {path.relative_to(ROOT).parts[0] for path in everything()}
    assert tops - MAY_STAND == set()


def test_no_package_under_tests_hides_a_floor():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


# Joined here, so that this file does not hold what it looks for.
PRIVATE_PLACES = "|".join(
    [
        r"(?<![\w.])/(?:home|root|Users|work|opt|private|mnt)/" + r"\w",
        r"[A-Z]:[\\/]+Users",
        "find" + "-links",
        r"(?:extra-)?index" + "-url",
        "python" + r"hosted\.org",
        r"pypi\." + "org",
    ]
)


def test_no_file_names_a_place_of_one_machine():
    wrong = []
    for path in everything():
        try:
            lines = text(path).splitlines()
        except UnicodeDecodeError:
            continue  # pictures, sample files in other encodings
        hits = (n for n, line in enumerate(lines, 1) if re.search(PRIVATE_PLACES, line))
        wrong += [f"{path.relative_to(ROOT)}:{n}" for n in hits]
    assert wrong == []


REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*[=<>~!]=[^#]*#\s*(?P<reason>\S.+)")


def pins(lock: str) -> dict[str, str]:
    """Normalised name and condition -> version, as a lock says."""
    lines = (line.partition(" #")[0].strip() for line in text(ROOT / lock).splitlines())
    named = (line.partition("==") for line in lines if "==" in line)
    return {
        f"{normal(name)} ;{rest.partition(' ;')[2]}": rest.partition(" ;")[0]
        for name, _, rest in named
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_has_its_reason_and_its_lock():
    lines = text(ROOT / "requirements.in").splitlines()
    listed = [line for line in lines if line[:1] not in ("", "#")]
    found = {line: REQUIREMENT.match(line) for line in listed}
    assert [line for line, match in found.items() if match is None] == []
    locked = {name.split()[0] for name in pins("requirements.txt")}
    assert {normal(match["name"]) for match in found.values()} <= locked


def test_every_tool_has_its_reason_and_its_lock():
    source = text(ROOT / "pyproject.toml")
    tools = tomllib.loads(source)["dependency-groups"]["dev"]
    locked = {name.split()[0] for name in pins("requirements-dev.txt")}
    for tool in tools:
        assert re.search(rf'"{re.escape(tool)}",\s+# \S', source), f"{tool} has no reason"
        assert normal(re.split("[=<>~!]", tool)[0]) in locked


def test_the_tools_are_locked_beside_what_runs():
    run, develop = pins("requirements.txt"), pins("requirements-dev.txt")
    assert run.items() <= develop.items()


def test_a_lock_is_plain_pins_for_every_machine():
    for lock in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in text(ROOT / lock).splitlines() if not line.startswith("#")]
        pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; [^#/@]+)?(\s+#.*)?")
        assert [line for line in lines if not pin.fullmatch(line)] == []


def test_every_setting_of_the_server_exists_and_says_why():
    from streamlit import config

    source = text(ROOT / ".streamlit" / "config.toml")
    known = set(config.get_config_options())
    assert [name for name in flat(tomllib.loads(source)) if name not in known] == []
    settings = [line for line in source.splitlines() if re.match(r"\w+ =", line)]
    assert [line for line in settings if not re.search(r"\s#\s\S", line)] == []


def flat(table: dict, above: str = "") -> Iterator[str]:
    """Dotted names of the settings in a table of tables."""
    for key, value in table.items():
        yield from flat(value, f"{above}{key}.") if isinstance(value, dict) else [above + key]


def commands_in(document: str) -> set[tuple[str, str]]:
    """Sub-command ("" for none) and rest of every `run.py` line of a document."""
    lines = re.findall(r"run\.py[ \t]*([a-z]*)([^\n`]*)", document)
    return {(command, rest) for command, rest in lines}


def test_the_readme_promises_only_commands_that_exist():
    run = text(ROOT / "run.py")
    face = run + text(ROOT / "pages" / "console.py")
    named = commands_in(text(ROOT / "README.md"))
    assert {command for command, _ in named} >= {"", "test", "import", "demo"}
    for command, rest in named:
        assert not command or f'"{command}":' in run, f"run.py {command} does not exist"
        for flag in re.findall(r"--[a-z-]+", rest):
            assert f'"{flag}"' in face, f"run.py {command} {flag} does not exist"


def test_what_the_readme_links_to_exists():
    links = re.findall(r"\]\(([^)#:]+)\)", text(ROOT / "README.md"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def remembered(source: str) -> Iterator[ast.FunctionDef]:
    """The functions of a module whose answers Streamlit keeps for everybody."""
    tree = ast.parse(source)
    named = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and "st.cache_" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            marks = {ast.unparse(mark) for mark in node.decorator_list}
            if marks & named or any(mark.startswith("st.cache_") for mark in marks):
                yield node


def test_what_is_remembered_is_remembered_for_one_shop():
    """By a view, which names its shop, or by the shop and the version of its data."""
    found = {
        f"{path.relative_to(ROOT)}:{node.name}": ast.unparse(node.args)
        for path in files_under("pages")
        for node in remembered(text(path))
    }
    keyed = re.compile(r"view: View\b|shop_id: int, version: ")
    assert {place: key for place, key in found.items() if not keyed.match(key)} == {}
    assert len(found) > 10


def proofs() -> dict[str, str]:
    """What SECURITY.md says of each requirement: its number -> proof or reason."""
    rows = [line.split("|")[1:-1] for line in text(ROOT / "SECURITY.md").splitlines()]
    return {row[0].strip(): row[2] for row in rows if row and row[0].strip()[:1].isdigit()}


def test_what_security_promises_is_tested():
    defined = set()
    for path in files_under("tests"):
        tree = ast.walk(ast.parse(text(path)))
        defined |= {node.name for node in tree if isinstance(node, ast.FunctionDef)}
    named = re.findall(r"`(test_\w+)`", text(ROOT / "SECURITY.md"))
    assert [name for name in named if name not in defined] == []
    assert len(proofs()) >= 30
    assert [
        key for key, said in proofs().items() if not re.search(r"`test_|cannot hold", said)
    ] == []


ADOPTED = (
    *("1.2.4", "1.2.5", "1.2.10", "1.3.1", "3.3.2", "3.4.2", "3.4.4", "3.5.1"),
    *("5.2.1", "5.2.2", "5.2.3", "5.3.1", "5.3.2", "5.4.1", "6.1.1", "6.3.1", "6.3.8", "6.4.2"),
    *(f"6.2.{n}" for n in range(1, 10)), *(f"7.2.{n}" for n in range(1, 5)),
    *("7.3.1", "7.3.2", *(f"7.4.{n}" for n in range(1, 6)), "7.5.2"),
    *("8.2.1", "8.2.2", "8.4.1", "16.2.1", "16.2.5", "16.3.1", "16.4.2", "16.5.1"),
)  # fmt: skip
"""Requirements of ASVS 5.0 that each have their line."""


def test_every_adopted_requirement_has_its_line():
    listed = set()
    for part in ", ".join(proofs()).split(", "):
        first, _, last = part.partition("-")
        group, _, number = first.rpartition(".")
        end = int((last or first).rpartition(".")[2])
        listed |= {f"{group}.{n}" for n in range(int(number), end + 1)}
    assert [number for number in ADOPTED if number not in listed] == []


def settings() -> dict:
    """What Streamlit is told."""
    return tomllib.loads(text(ROOT / ".streamlit" / "config.toml"))


def test_an_upload_has_a_limit():
    assert settings()["server"]["maxUploadSize"] == 100


def test_errors_are_shown_without_details_and_forms_stay_protected():
    told = settings()
    assert told["client"]["showErrorDetails"] == "none"
    assert told["client"]["showErrorLinks"] is False
    assert told["browser"]["gatherUsageStats"] is False
    protected = ("enableXsrfProtection", "enableCORS", "enableStaticServing")
    assert not set(protected) & set(told["server"]), "Streamlit's own choice is the safe one"


def tool(*arguments: str) -> str:
    """What a tool says against the project; empty when it has nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


UNREASONED = re.compile(
    r"# (?:noqa(?:: [A-Z0-9, ]+)?|type: ignore(?:\[[a-z\-, ]+\])?)[\s#-]*$", re.MULTILINE
)


def unreasoned(source: str) -> int:
    """How often the linter or the type checker is told to look away without a word why."""
    return len(UNREASONED.findall(source))


def test_every_exception_to_a_rule_has_its_reason_beside_it():
    files = [ROOT / "run.py", ROOT / "app.py", *files_under("core", "db", "pages", "tests")]
    found = {path.name: n for path in files if (n := unreasoned(path.read_text(encoding="utf-8")))}

    assert found == {}


def test_an_exception_without_a_reason_is_seen():
    hush, trust = "# no" + "qa: S101", "# type: " + "ignore[misc]"
    assert unreasoned(f"a  {hush}\nb  {trust}\n") == 2
    assert unreasoned(f"a  {hush} - it is known\nb  {trust}  # it is known\n") == 0


def test_the_linter_has_nothing_to_say():
    assert tool("ruff", "check", "--quiet", ".") == ""


def test_the_layout_is_the_formatters():
    assert tool("ruff", "format", "--check", "--quiet", ".") == ""


@pytest.mark.slow
def test_the_types_of_core_and_db_hold():
    assert tool("mypy") == ""


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Name and length in lines, without the docstring, of every function of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            described = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc = first.end_lineno - first.lineno + 1 if described else 0
            yield node.name, node.end_lineno - node.lineno + 1 - doc


def test_files_and_functions_stay_short_enough_to_read():
    paths = [ROOT / "run.py", *files_under("core", "db", "pages")]
    paths = [path for path in paths if "migrations" not in path.parts]  # lists, read top to bottom
    assert [str(p.relative_to(ROOT)) for p in paths if len(text(p).splitlines()) >= 400] == []
    lengths = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in paths
        for name, lines in functions(text(path))
    }
    assert [name for name, lines in lengths.items() if lines > 40] == []
    ordered = sorted(lengths.values())
    assert ordered[len(ordered) // 2] <= 8
    assert ordered[len(ordered) * 9 // 10] <= 25
