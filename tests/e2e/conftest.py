"""Mailboxes on real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cyrus as cyrus_server
import dovecot as dovecot_server
import pytest
from certificates import Authority
from collecting import Box
from dovecot import Dovecot, dovecot


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.certificate("sound")


@pytest.fixture
def mailserver(certificate) -> Iterator[Dovecot]:
    with dovecot(certificate) as running:
        yield running


@pytest.fixture
def box(mailserver, authority, tmp_path) -> Callable[..., Box]:
    def of(scheme: str, *options: str, port: int = 0, query: str = "", **more) -> Box:
        user = dovecot_server.USER.replace("@", "%40")
        url = f"{scheme}://{user}@localhost:{port or mailserver.ports[scheme]}{query}"
        return Box(url, tmp_path / "home", ("--ca-file", str(authority.file), *options), **more)

    return of


@pytest.fixture
def jmap_server():
    with cyrus_server.cyrus() as running:
        yield running


@pytest.fixture
def jmap_box(jmap_server, tmp_path) -> Callable[..., Box]:
    def of(port: int = 0) -> Box:
        url = f"jmap://{cyrus_server.USER}@127.0.0.1:{port or jmap_server.http}?plain"
        return Box(url, tmp_path / "home", (), {"MAILWORTHY_PASSWORD": cyrus_server.PASSWORD})

    return of
