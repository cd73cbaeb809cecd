"""The one command: what it says, and that it installs once."""

import ast
import importlib.util
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OLD_PYTHONS = ("python3.7", "python3.8", "python3.9", "python3.10")


@pytest.fixture
def run():
    """A fresh copy of run.py as a module."""
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def elsewhere(run, tmp_path, monkeypatch):
    """run.py as if the project lay in an empty folder."""
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "PYTHON", tmp_path / run.PYTHON.relative_to(ROOT))
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("# nothing more\n")
    return run


def ask(*command, **options):
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)


def speak(monkeypatch, language):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)


def test_an_old_python_can_read_it():
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    assert "from __future__" not in source
    ast.parse(source, feature_version=(3, 7))


def test_an_old_python_says_that_it_is_too_old():
    found = [path for path in map(shutil.which, OLD_PYTHONS) if path and ask(path, "-V").stdout]
    if not found:
        pytest.skip("no Python older than 3.11 here")
    for old in found:
        done = ask(old, ROOT / "run.py")
        assert done.returncode == 2
        assert "3.11" in done.stderr
        assert done.stderr == ""


@pytest.mark.parametrize(
    ("language", "words"), [("en_GB.UTF-8", "or newer"), ("ja_JP.UTF-8", "以上が必要です")]
)
def test_too_old_is_said_in_the_language_of_the_computer(run, capsys, monkeypatch, language, words):
    speak(monkeypatch, language)
    monkeypatch.setattr(run, "OLDEST", (9, 9))
    with pytest.raises(SystemExit) as end:
        run.require_python()
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert words in said
    assert "9.9" in said


def test_every_sentence_exists_in_both_languages_with_the_same_fields(run):
    import string

    for english, japanese in run.WORDS.values():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (english, japanese)
        ]
        assert fields[0] == fields[1]
        assert english.isascii()
        assert not japanese.isascii()


def test_a_taken_port_is_named_with_the_next_free_one(run, capsys, monkeypatch):
    speak(monkeypatch, "en_US.UTF-8")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as end:
            run.require_port(port, "demo")
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert f"Port {port} is taken" in said
    offered = int(said.rsplit("run.py demo --port ", 1)[1])
    assert run.port_problem(offered) is None


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_does_not_exist_is_refused_with_a_sentence(run, capsys, monkeypatch, port):
    speak(monkeypatch, "en_US.UTF-8")
    with pytest.raises(SystemExit):
        run.require_port(port, "start")
    assert f"Port {port} cannot be used" in capsys.readouterr().err


def test_a_free_port_is_fine(run):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run.require_port(port, "start")


def test_no_command_means_start(run):
    assert run.split([]) == ("start", [])
    assert run.split(["--lan"]) == ("start", ["--lan"])
    assert run.split(["import", "a.csv"]) == ("import", ["a.csv"])


def test_an_unknown_command_lists_the_known_ones(run, capsys):
    with pytest.raises(SystemExit) as end:
        run.split(["improt"])
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "improt" in said
    assert all(command in said for command in run.COMMANDS)


def test_the_data_folder_is_meant_from_where_the_command_is_typed(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = run.read_start_options("start", ["--data", "shop", "--lan", "--no-browser"])
    passed = run.serve_arguments(options)
    assert passed == ["--port", "8501", "--data", str(tmp_path / "shop"), "--lan", "--no-browser"]


def test_each_command_starts_its_side(run, tmp_path, monkeypatch):
    started, prepared = [], []
    monkeypatch.setattr(run, "prepare", lambda lock: prepared.append(lock.name))
    monkeypatch.setattr(run, "require_port", lambda *_: None)
    monkeypatch.setattr(run.os, "chdir", lambda _: None)

    def hand_over(command):
        started.append(command[1:])
        raise SystemExit(0)

    monkeypatch.setattr(run, "hand_over", hand_over)
    for line in (
        *("", "demo --port 9000", "import a.csv --check", "backup --to b", "restore a.db"),
        *("test -x", "bench", "drill"),
    ):
        with pytest.raises(SystemExit):
            run.main(line.split())

    assert started == [
        ["-P", "-m", "pages.console", "serve", "--port", "8501"],
        ["-P", "-m", "pages.console", "demo", "--port", "9000"],
        ["-P", "-m", "pages.console", "import", "a.csv", "--check"],
        ["-P", "-m", "pages.console", "backup", "--to", "b"],
        ["-P", "-m", "pages.console", "restore", "a.db"],
        ["-m", "pytest", *run.ALL_CORES, "-x"],
        ["-P", "-m", "pages.console", "bench"],
        ["-P", "-m", "pages.console", "drill"],
    ]
    assert prepared == ["requirements.txt"] * 5 + ["requirements-dev.txt"] * 3


@pytest.mark.slow
def test_it_installs_once_and_again_when_the_lock_changes(elsewhere, capsys, monkeypatch, tmp_path):
    speak(monkeypatch, "en_US.UTF-8")
    run, lock = elsewhere, tmp_path / "requirements.txt"

    run.prepare(lock)
    assert "Only once" in capsys.readouterr().err
    assert run.PYTHON.exists()

    with monkeypatch.context() as quiet:
        quiet.setattr(run, "subprocess", None)  # a second start asks nobody
        run.prepare(lock)
    assert capsys.readouterr().err == ""

    lock.write_text("# something else\n")
    run.prepare(lock)
    assert "up to date" in capsys.readouterr().err

    run.prepare(tmp_path / "requirements-dev.txt")
    with monkeypatch.context() as quiet:
        quiet.setattr(run, "subprocess", None)  # the tools hold all that is needed to start
        run.prepare(lock)


@pytest.mark.slow
def test_a_failed_installation_says_so_and_is_tried_again(elsewhere, capsys, monkeypatch, tmp_path):
    speak(monkeypatch, "en_US.UTF-8")
    lock = tmp_path / "requirements.txt"
    lock.write_text("fanbelt-does-not-exist @ file:///nowhere/at-all-1.0-py3-none-any.whl\n")
    with pytest.raises(SystemExit) as end:
        elsewhere.prepare(lock)
    assert end.value.code == 2
    assert "did not work" in capsys.readouterr().err
    assert not elsewhere.stamp(lock).exists()


@pytest.mark.parametrize(
    ("home", "version", "broken"),
    [("here", "3.12.1", False), ("gone", "3.12.1", True), ("here", "3.9.2", True)],
)
def test_a_venv_whose_python_has_gone_is_made_anew(elsewhere, tmp_path, home, version, broken):
    (tmp_path / "here").mkdir()
    elsewhere.PYTHON.parent.mkdir(parents=True)
    elsewhere.PYTHON.touch()
    settings = f"home = {tmp_path / home}\nversion = {version}\n"
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(settings)
    assert elsewhere.is_broken() is broken


def test_the_command_waited_for_gives_its_own_exit_code(run):
    with pytest.raises(SystemExit) as end:
        run.wait_for([sys.executable, "-c", "raise SystemExit(7)"])
    assert end.value.code == 7


def test_what_is_started_finds_our_modules_from_any_folder(run, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "__init__.py").write_text("raise SystemExit('the wrong pages')")
    where = "import pages; print(pages.__file__)"
    done = ask(sys.executable, "-P", "-c", where, cwd=tmp_path, env=run.surroundings())
    assert Path(done.stdout.strip()).parent.parent == ROOT
