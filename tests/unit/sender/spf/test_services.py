"""The table of services, and the words around a tree."""

from __future__ import annotations

import pytest

from mailworthy.finding import Lang
from mailworthy.sender.spf.record import read
from mailworthy.sender.spf.services import service_by_mx, service_of, services
from mailworthy.sender.spf.words import _rows, phrase

# fmt: off
NAMES = [
    # an include                              whose it is
    ("_spf.google.com",                       "Google Workspace"),
    ("_netblocks.google.com",                 "Google Workspace"),
    ("spf.protection.outlook.com",            "Microsoft 365"),
    ("u123.wl.sendgrid.net",                  "SendGrid"),
    ("google.com.evil.example",               ""),
    ("notsendgrid.net",                       ""),
    ("",                                      ""),
]
# fmt: on


@pytest.mark.parametrize(("name", "service"), NAMES)
def test_who_is_behind_an_include(name, service):
    assert service_of(name) == service


def test_who_is_behind_a_mail_host():
    assert service_by_mx("aspmx.l.google.com").include == "_spf.google.com"
    assert service_by_mx("mx.example.org") is None


def test_the_table_is_sound():
    named = [domain for service in services() for domain in service.domains]
    assert len(named) == len(set(named))
    for service in services():
        assert service.name
        assert not service.include or read(f"v=spf1 include:{service.include}").faults == ()


@pytest.mark.parametrize("lang", Lang)
def test_every_phrase_speaks_every_language(lang):
    for section, phrases in _rows().items():
        for name in phrases:
            assert phrase(f"{section}.{name}", lang)
