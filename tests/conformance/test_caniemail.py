"""The same data, two readers: which (feature, client) pairs we and the npm package ``caniemail`` find on the same pages.

It is a tool for developers only, locked in ``caniemail/package-lock.json`` with its hashes. It asks for Node 22 and runs on 20.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from mailworthy.message.clients import hits
from mailworthy.message.clients.known import known
from mailworthy.message.reading import read
from mailworthy.message.reading.html import Html

HERE = Path(__file__).parent / "caniemail"
CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", HERE.parents[2].parent / "shared" / "corpora"))
NODE = 20
FAMILIES = ("apple-mail", "gmail", "outlook", "yahoo")
CLIENTS = [client for client in known().clients if client.partition(".")[0] in FAMILIES]
RECALL, PRECISION = 0.98, 0.95  # of what is left when the accepted differences are taken out

# npm's titles that nothing in a page can ever equal: it looks for "media (hover)" among the names of at-rules, for ":has()" as it
# stands among selectors, for a tag "!doctype html", and for the function "rgba()" under the name of its title.
UNREACHABLE = re.compile(
    r"css-at-media-.+|css-selector-grouping|css-pseudo-class-(?:has|lang)|css-rgba?|css-unit-calc|css-function-.+|css-modern-color"
    r"|css-(?:linear|radial|conic)-gradient|html-doctype|html-svg|html-semantics|html-lists|html-h1-h6|image-(?:base64|mp4|apng|hdr)"
)
# It takes a longer name for the shorter one that it begins with: background-color for background, border-radius for border.
SHORTHANDS = frozenset(("css-background", "css-border", "css-font", "css-list-style", "css-outline", "css-text-decoration"))  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A feature and a client that only one of both finds on a page."""

    slug: str
    client: str
    ours: bool
    page: Html
    newest: str

    @cached_property
    def verdict(self) -> str:
        return known().features[self.slug].support[self.client]

    @cached_property
    def spots(self) -> list[str]:
        """What tells the feature."""
        return [one.what for one in hits(self.page) if one.slug == self.slug]

    def at_rules_only(self) -> bool:
        """Tell whether the feature stands in at-rules alone."""
        inside = [one.span for one in self.page.css.at_rules]
        return all(
            any(span.start < one.span.start < span.end for span in inside)
            for one in hits(self.page)
            if one.slug == self.slug
        )


# Whoever differs from npm differs for one of these reasons; what is right is said with each.
ACCEPTED = {
    "npm sorts versions as strings, so that 2019-10 comes after 16.80; the newest is the last one of the file": lambda one: (
        one.newest != one.verdict
    ),
    "npm takes what is unknown as partly supported; we say nothing": lambda one: (
        not one.ours and one.verdict == "u"
    ),
    "npm does not look inside at-rules; clients do": lambda one: one.ours and one.at_rules_only(),
    "npm has titles that nothing can equal": lambda one: one.ours and bool(UNREACHABLE.fullmatch(one.slug)),
    "npm takes a longhand for its shorthand": lambda one: not one.ours and one.slug in SHORTHANDS,
    "npm calls two classes anywhere in a selector a chain; a chain is two of them on one element": lambda one: (
        not one.ours and one.slug == "css-selector-chaining"
    ),
    "npm takes href='#' and each name for a jump; a jump has somewhere to go": lambda one: (
        not one.ours and one.slug == "html-anchor-links"
    ),
    "npm wants a value to be a word and nothing else; none !important is none": lambda one: (
        one.ours and one.slug == "css-display-none" and all("none" in spot for spot in one.spots)
    ),
    "npm takes a tag for any other that is a piece of its name: tbody for body": lambda one: (
        not one.ours and one.slug == "html-body" and not any(one.page.of("body"))
    ),
    "npm passes over a style element that stands in no other": lambda one: (
        one.ours and one.slug == "html-style" and all(style.parent < 0 for style in one.page.of("style"))
    ),
}


@pytest.fixture(scope="module")
def pages() -> dict[str, Html]:
    files = [
        path for folder in ("made", "found") for path in sorted((CORPORA / "messages" / folder).iterdir())
    ]
    kinds = {".eml": "eml", ".html": "html"}
    return {
        f"{path.name} {part.index}": part.html
        for path in files
        if path.suffix in kinds
        for part in read(path.read_bytes(), kinds[path.suffix]).parts
        if part.html
    }


@pytest.fixture(scope="module")
def package(give_up: Callable[[str], None]) -> Path:
    """Install the package once for each lock; skip where it cannot be had."""
    lock = (HERE / "package-lock.json").read_bytes()
    cache = platformdirs.user_cache_path("mailworthy") / "conformance"
    folder = cache / f"caniemail-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE, folder)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        ended = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
        if ended.returncode:
            give_up(f"npm cannot install caniemail: {ended.stderr.strip()[:200]}")
        (folder / "done").touch()
    shutil.copy(HERE / "pairs.mjs", folder)
    return folder


@pytest.fixture(scope="module")
def by_npm(give_up: Callable[[str], None], package: Path, pages: Mapping[str, Html]) -> Mapping[str, Any]:
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").partition(".")[0]) < NODE:
        give_up(f"caniemail needs Node {NODE} or newer; this is {version}")
    asked = json.dumps({"clients": CLIENTS, "pages": {name: page.source for name, page in pages.items()}})
    ended = subprocess.run(
        ["node", "pairs.mjs"],
        cwd=package,
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(ended.stdout)


@pytest.mark.corpora
@pytest.mark.system("node", "npm")
def test_both_read_data_of_the_same_day(by_npm):
    assert by_npm["date"] == known().date


@pytest.mark.system("node", "npm")
def test_the_vendored_copy_is_what_the_script_makes_of_the_package(package):
    script = runpy.run_path(str(HERE.parents[2] / "scripts" / "caniemail"))
    told = json.loads((package / "node_modules/caniemail/data/caniemail.json").read_text(encoding="utf-8"))
    assert script["KEPT"].read_text(encoding="utf-8") == "\n".join(script["lines"](told)) + "\n"


@pytest.mark.corpora
@pytest.mark.system("node", "npm")
def test_nothing_differs_but_for_the_accepted_reasons(by_npm, pages):
    agreed, ours, theirs, reasons = 0, Counter(), Counter(), Counter()
    for name, page in pages.items():
        told = by_npm["told"][name]
        clients = [client for client in CLIENTS if client not in told["gave_up"]]
        found = {
            (slug, client)
            for slug in {one.slug for one in hits(page)}
            for client in clients
            if known().features[slug].support[client] in {"n", "a"}
        }
        npm = {tuple(pair.split()) for pair in told["pairs"]}
        agreed += len(found & npm)
        for slug, client in sorted(found ^ npm):
            pair = Pair(slug, client, (slug, client) in found, page, by_npm["newest"][f"{slug} {client}"])
            reason = next((why for why, holds in ACCEPTED.items() if holds(pair)), None)
            if reason:
                reasons[reason] += 1
            else:
                (ours if pair.ours else theirs)[slug] += 1
    gave_up = {name: told["gave_up"] for name, told in by_npm["told"].items() if told["gave_up"]}
    recall, precision = agreed / (agreed + theirs.total()), agreed / (agreed + ours.total())
    figures = [
        f"{len(pages)} pages, {agreed} pairs agreed, recall {recall:.3f}, precision {precision:.3f}",
        f"npm gave up on: {gave_up}",
        *(f"{number:6} {why}" for why, number in reasons.most_common()),
        f"only ours: {dict(ours)}; only npm's: {dict(theirs)}",
    ]
    print("\n".join(figures))  # noqa: T201  # `pytest -s` shows how well both agree
    assert agreed > 10_000
    assert recall >= RECALL
    assert precision >= PRECISION
    assert set(reasons) == set(ACCEPTED), "a reason that explains nothing any more goes"
