"""What every test may use: the optional real data and the size of random tests."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, settings

from db.engine import open_engine

settings.register_profile(
    "suite", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "drill", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("FANBELT_TEST_PROFILE", "suite"))

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """A file of the optional data folder beside the checkout; skips the test where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"optional data {'/'.join(parts)} is not beside this checkout")
    return path


@pytest.fixture(name="shared_data")
def _shared_data():
    """The function above, for tests (test modules are not importable from each other)."""
    return shared_data


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Lays a new database at a path; its schema is made once and copied, which is quicker."""
    made = tmp_path_factory.mktemp("new") / "made.db"
    open_engine(made).dispose()
    return lambda path: Path(copyfile(made, path))


LONGEST = ("test_upload.py", "test_markup.py", "test_sign_in.py", "test_safety.py")
"""Browser tests that take longest begin first, so that no core is left with one of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, then the slow, the browser last: a mistake shows early."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[int, int]:
    if "e2e" not in item.path.parts:
        return bool(item.get_closest_marker("slow")), 0
    name = item.path.name
    return 2, LONGEST.index(name) if name in LONGEST else len(LONGEST)
