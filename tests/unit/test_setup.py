"""Set-up holds what it promises: pinned locks, declared dependencies, listed programs, one portable checkout."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from itertools import chain
from pathlib import Path

import pytest

import mailworthy

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
EACH_LOCK = pytest.mark.parametrize("lock", LOCKS)
PINNED = re.compile(
    r"([a-z0-9-]+)==([0-9][0-9a-z.+!]*)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)
ALWAYS = {"git", "make", "sh"}  # what a machine has on which a checkout can be made

# fmt: off
NOWHERE_ELSE = [
    # what no file of the project may hold                 why
    (r"pypi[.]org|pythonhosted|anaconda[.]org",            "the machine says where packages come from"),
    (r"(?<![\w.])/(?:root|work|Users)/\w",             "it lies elsewhere on other machines"),
    (r"(?<![\w.])/home/\w",                                "it lies elsewhere on other machines"),
    (r"(?<![\w.])/tmp/\w",                                 "tests and programs ask for a folder of their own"),
]
STARTED = [
    # how a program is started or asked for                what is recognised
    ('@pytest.mark.system("nsd", "unbound")\ndef t(): ...', {"nsd", "unbound"}),
    ('pytestmark = pytest.mark.system("chromium")',        {"chromium"}),
    ('shutil.which("nsd", path=p)',                        {"nsd"}),
    ('launch(executable_path=program("chromium"))',        {"chromium"}),
    ('_program("unbound")',                                {"unbound"}),
    ('subprocess.run(["cc", name])',                       {"cc"}),
    ('subprocess.Popen(["cc", name])',                     {"cc"}),
    ('command = ["dnsperf", "-s", host]',                  {"dnsperf"}),
    ('subprocess.run([sys.executable, "-c", code])',       set()),
    ('invoke(["list", "--help"])',                         set()),
]
# fmt: on


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {name: version for name, version, _ in PINNED.findall(text)}


def normal(requirement: str) -> str:
    """Give a requirement's name as locks spell it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


DECLARED = {normal(text) for text in PROJECT["project"]["dependencies"]}
EXTRAS = {
    normal(text)
    for extra, texts in PROJECT["project"]["optional-dependencies"].items()
    if extra != "dev"
    for text in texts
}
DECLARED_DEV = {normal(text) for text in PROJECT["project"]["optional-dependencies"]["dev"]}


# --- locks ------------------------------------------------------------------------------------------------------


@EACH_LOCK
def test_every_line_of_a_lock_is_pinned_with_hashes_and_names_no_place(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert PINNED.search(text)
    assert PINNED.sub("", text) == ""


def test_those_who_run_and_those_who_build_have_the_same_versions():
    run, dev, uv = map(pinned, LOCKS)
    assert run.items() <= dev.items()
    assert uv.items() <= dev.items()


def test_every_declared_dependency_is_locked():
    assert pinned("requirements.lock").keys() >= DECLARED
    assert pinned("requirements-dev.lock").keys() >= DECLARED_DEV


def test_the_wheel_is_built_by_the_locked_version():
    assert PROJECT["build-system"]["requires"] == [f"hatchling=={pinned('requirements.lock')['hatchling']}"]


# --- imports ----------------------------------------------------------------------------------------------------


def imported(folder: Path) -> set[str]:
    """Give the packages of others that a folder's code imports, or reads data from, as locks spell them."""
    owners = packages_distributions()
    tops = {name.partition(".")[0] for path in folder.rglob("*.py") for name in _imports(path)}
    return {normal(owner) for top in tops - sys.stdlib_module_names for owner in owners.get(top, ())}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name
            case ast.Call(
                func=ast.Name(id="files" | "import_module"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield name


def test_what_the_code_imports_is_what_is_declared():
    assert imported(ROOT / "src") - {"mailworthy"} == DECLARED | EXTRAS


@pytest.mark.parametrize("folder", ["tests", "bench", "scripts", "examples"])
def test_what_tests_and_benches_import_is_declared(folder):
    assert imported(ROOT / folder) - {"mailworthy"} <= DECLARED | DECLARED_DEV


# --- system programs --------------------------------------------------------------------------------------------


def programs(tree: ast.AST) -> Iterator[str]:
    """Give the programs that code starts, looks for, or marks a test with."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="system" | "which") | ast.Name(id="program")):
                yield from _texts(node.args)
            case ast.Call(func=ast.Name(id="_program"), args=[_], keywords=[]):
                yield from _texts(node.args)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="subprocess")), args=[ast.List(elts=words), *_]
            ):
                yield from _texts(words[:1])
            case ast.Assign(targets=[ast.Name(id="command")], value=ast.List(elts=words)):
                yield from _texts(words[:1])


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@pytest.mark.parametrize(("code", "found"), STARTED)
def test_programs_are_recognised(code, found):
    assert set(programs(ast.parse(code))) == found


def test_every_program_that_tests_and_benches_call_is_on_the_lists():
    listed = subprocess.run(
        [ROOT / "scripts" / "system", "--list"], capture_output=True, text=True, check=True
    )
    brought = {name for line in listed.stdout.splitlines() for name in line.split()[2:]}
    paths = chain((ROOT / "tests").rglob("*.py"), (ROOT / "bench").glob("*.py"))
    called = {
        name: path.name
        for path in paths
        if path != Path(__file__)
        for name in programs(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {name: file for name, file in called.items() if name not in brought | ALWAYS} == {}


# --- the checkout -----------------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    done = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("needs a git checkout")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize(("pattern", "why"), NOWHERE_ELSE)
def test_no_file_names_what_only_one_machine_has(pattern, why):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if path != Path(__file__) and re.search(pattern, line)
    ]
    assert not found, why


def test_help_lists_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())
    done = subprocess.run(["make", "-s", "-C", ROOT], capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE)) == targets
    assert set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) == targets


def test_marks_are_explained():
    names = {
        mark.partition(":")[0].partition("(")[0]
        for mark in PROJECT["tool"]["pytest"]["ini_options"]["markers"]
    }
    assert names == {"spec", "system", "corpora", "slow", "soak"}


def test_the_version_is_the_same_everywhere():
    assert mailworthy.__version__ == PROJECT["project"]["version"] == version("mailworthy")


def test_notes_for_users_are_named_as_the_changelog_says():
    for path in (ROOT / "changelog.d").iterdir():
        assert re.fullmatch(r"\d+(-[a-z]+)?\.(added|changed|fixed|removed|security)\.md", path.name), (
            path.name
        )
