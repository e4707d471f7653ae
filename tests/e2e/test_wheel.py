"""What users install: the wheel holds all that is needed and no more, and works far from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import mailworthy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "mailworthy"
LIMIT_BYTES = 3_000_000
LEFT_OUT = {"__pycache__", ".gitkeep"}
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist in a copy of the checkout, with what is installed here and no network."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy)
    build = [sys.executable, "-m", "hatchling", "build", "-d", "dist"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    return copy / "dist"


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own, which borrows this one's dependencies."""
    folder = tmp_path_factory.mktemp("with space") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder / "bin" / "python"]
    subprocess.run([*pip, "install", "-q", "--no-index", "--no-deps", wheel], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Command:
    """Run a program of that environment, standing in an empty folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [installed / name, *arguments], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
        )

    return run


def test_it_is_small(wheel):
    assert wheel.stat().st_size < LIMIT_BYTES


def test_every_file_of_the_package_is_in_it(names):
    here = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.parts)
    }
    assert {Path(name).suffix for name in here} >= {".py", ".toml", ".css", ".j2", ".txt", ".typed"}
    assert here <= names


def test_nothing_else_is_in_it(names):
    assert {name.partition("/")[0] for name in names} == {
        "mailworthy",
        f"mailworthy-{mailworthy.__version__}.dist-info",
    }


def test_its_licence_comes_along(names):
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_builds_it(dist):
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held >= {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "src/mailworthy/py.typed"}


def test_what_runs_is_the_wheel(run, installed):
    where = run("python", "-c", "import mailworthy; print(mailworthy.__file__)").stdout
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_it_says_its_version(run):
    assert mailworthy.__version__ in run("mailworthy", "--version").stdout


def test_it_checks_an_address(run):
    told = json.loads(run("mailworthy", "address", "check", "--offline", "--json", "x@example.com").stdout)
    assert (told["status"], told["reason"]) == ("unknown", "not_checked")


def test_it_cleans_the_sample_list(run, tmp_path):
    run("mailworthy", "demo", "--out", "demo")
    assert (tmp_path / "demo" / "annotated.csv").stat().st_size
    assert (tmp_path / "demo" / "report.html").stat().st_size
