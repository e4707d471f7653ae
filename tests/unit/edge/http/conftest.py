"""A web host with a sound certificate, and what comes of visiting it."""

from __future__ import annotations

import pytest
from certificates import Authority
from visited_web import URL, Web, tls_of

from mailworthy.wire.explore import Visit, Visited


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def sound(authority):
    return authority.certificate("sound", hosts=["web.test", "other.test"])


@pytest.fixture
def web(sound):
    def made(said) -> Web:
        return Web(said, tls_of(sound))

    return made


@pytest.fixture
def came(web, authority):
    """Visit a host that holds a sound certificate; give what came and what it was asked."""

    def visit(said, url=URL, most=0, **how) -> tuple[Visited, list[str]]:
        host = web(said)
        (visited,) = host.visited(Visit(url, most), authority=authority, **how)
        return visited, host.asked

    return visit
