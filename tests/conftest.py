"""What all tests share: where the corpora lie, which system programs there are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import programs
import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

# Nothing in a test is measured by the clock: a busy machine is no failure.
settings.register_profile(
    "mailworthy",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("MAILWORTHY_EXAMPLES", "100")),
)
settings.load_profile("mailworthy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-system",
        action="store_true",
        help="a missing system program or corpus is a failure, not a skip",
    )


@pytest.hookimpl(trylast=True)  # behind the plugin that shuffles
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take minutes each: at the end one would run while the other processor waits."""
    items.sort(key=lambda item: "another_python" not in item.name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or with --require-system fail, what needs a system program that is missing."""
    for mark in item.iter_markers("system"):
        missing = [program for program in mark.args if programs.find(program) is None]
        if missing:
            _give_up(item.config, f"needs {', '.join(missing)}: run scripts/system as root")
    if item.get_closest_marker("corpora") and not corpora_folder().is_dir():
        _give_up(item.config, "needs the corpora: set MAILWORTHY_CORPORA")


def _give_up(config: pytest.Config, why: str) -> None:
    if config.getoption("--require-system"):
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def give_up(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Skip for want of a part of the system that is no program, saying which; with --require-system fail."""
    return lambda why: _give_up(pytestconfig, why)


def corpora_folder() -> Path:
    return Path(os.environ.get("MAILWORTHY_CORPORA", HERE.parent.parent / "shared" / "corpora"))


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Give the path of a system program that the test's ``system`` mark names."""

    def path(name: str) -> str:
        found = programs.find(name)
        assert found is not None, f"{name}: the test lacks @pytest.mark.system({name!r})"
        return found

    return path


@pytest.fixture(scope="session")
def rows() -> Callable[[str], list[dict[str, Any]]]:
    """Read a file of labelled rows from the corpora: ``rows("addresses/syntax.jsonl")``."""

    def read(name: str) -> list[dict[str, Any]]:
        text = (corpora_folder() / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line]

    return read


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Name a folder for each test: thousands of tests make ``mktemp`` slow."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the user's own state."""
    folder = next(homes)
    folder.mkdir()
    monkeypatch.setenv("MAILWORTHY_HOME", str(folder))
    return folder


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name octets by nothing that they hold: archives and certificates differ each time they are made, and so from worker to worker."""
    return f"{argname}-octets" if isinstance(val, bytes) else None
