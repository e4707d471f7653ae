"""Every supported Python: quick tests on those found here; for the others, wheels of all that is needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not UV.exists(), reason="needs uv in the virtual environment"),
]
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
QUICK = "not slow and not system and not soak"
NO_NETWORK = re.compile(
    "error sending request|failed to fetch|dns error|tcp connect|timed out", re.IGNORECASE
)
# What is said in tables and on pages is the same on all of them, and half of all quick tests.
ALIKE = [
    f"--ignore=tests/unit/{name}"
    for name in ("finding", "flow/page", "test_docs.py", "test_setup.py", "test_readme.py")
]
FEW_EXAMPLES = "20"  # of a property: this Python tried a hundred
EACH_OTHER = pytest.mark.parametrize(
    "version", [version for version in SUPPORTED if not sys.version.startswith(version + ".")]
)


def uv(*arguments: object) -> None:
    """Run uv; an index that cannot be reached is no fault of ours."""
    env = os.environ | {"UV_SYSTEM_CERTS": "1"}
    done = subprocess.run([UV, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip("needs a package index, or uv's cache filled")
    assert done.returncode == 0, done.stderr


def interpreter(version: str) -> str | None:
    """Find an interpreter on this machine: on the path, uv's own, or pyenv's. Nothing is downloaded."""
    command = [UV, "python", "find", "-q", "--no-project", "--no-python-downloads", "--system", version]
    found = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False).stdout.strip()
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [found, *map(str, sorted(versions.glob(f"{version}.*/bin/python")))]
    return next((path for path in candidates if path and _is(path, version)), None)


def _is(path: str, version: str) -> bool:
    told = subprocess.run([path, "-V"], capture_output=True, text=True, check=False).stdout
    return told.startswith(f"Python {version}.")


def test_this_python_is_supported():
    assert sys.version.startswith(tuple(f"{version}." for version in SUPPORTED))


def test_those_that_are_promised_are_those_that_are_tried():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert tuple(re.findall(r"Python :: (3\.\d+)", text)) == SUPPORTED


@EACH_OTHER
def test_quick_tests_pass_on_another_python_that_is_found(version, tmp_path):
    path = interpreter(version)
    if path is None:
        pytest.skip(f"no Python {version} on this machine; test_wheels_exist covers it")
    env = tmp_path / "env"
    uv("venv", "-q", "--no-project", "--python", path, env)
    install = ("pip", "install", "-q", "--python", env / "bin" / "python")
    uv(*install, "--require-hashes", "-r", "requirements-dev.lock")
    uv(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    tests = [
        env / "bin" / "python",
        "-m",
        "pytest",
        "-q",
        "-m",
        QUICK,
        *ALIKE,
        "tests/unit",
        "tests/conformance",
    ]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        tests,
        cwd=ROOT,
        env=clean | {"PYTHONDONTWRITEBYTECODE": "1", "MAILWORTHY_EXAMPLES": FEW_EXAMPLES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


@EACH_OTHER
def test_wheels_exist(version, tmp_path):
    only = ("--dry-run", "--only-binary", ":all:", "--python-version", version, "--python-platform", "linux")
    into = ("--python", sys.executable, "--target", tmp_path / "nothing")
    uv("pip", "install", "-q", *only, *into, "--require-hashes", "-r", "requirements.lock")
