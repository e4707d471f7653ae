"""The table of selectors: what is asked for, and whose a key is."""

from __future__ import annotations

import re

import pytest

from mailworthy.sender.dkim.selectors import likely, service_of, signers
from mailworthy.sender.dkim.survey import FIRST, NOBODYS

# fmt: off
SERVICES = [
    # selector          where its CNAME leads                                    whose it is
    ("google",          "",                                                      "Google Workspace"),
    ("selector1",       "selector1-a-org._domainkey.a.onmicrosoft.com",          "Microsoft 365"),
    ("selector1",       "selector1-a-org._domainkey.a.n-v1.dkim.mail.microsoft", "Microsoft 365"),
    ("selector1",       "",                                                      ""),   # others use it, too
    ("s1",              "s1.domainkey.u1.wl123.sendgrid.net",                    "SendGrid"),
    ("s1",              "s1.notsendgrid.net",                                    ""),
    ("k1",              "dkim.mcsv.net",                                         "Mailchimp"),
    ("abc",             "abc.dkim.amazonses.com",                                "Amazon SES"),
    ("fm1",             "fm1.a.org.dkim.fmhosted.com",                           "Fastmail"),
    ("google",          "google.elsewhere.example",                              "Google Workspace"),
    ("default",         "",                                                      ""),
]
# fmt: on


@pytest.mark.parametrize(("selector", "alias", "service"), SERVICES)
def test_whose_a_key_is(selector, alias, service):
    assert service_of(selector, alias) == service


def test_the_table_is_sound():
    own = [name for signer in signers() for name in signer.own]
    common = [name for signer in signers() for name in signer.common]
    aliases = [name for signer in signers() for name in signer.aliases]
    assert len(own) == len(set(own))
    assert len(aliases) == len(set(aliases))
    assert set(own) & set(common) == set()
    assert all(signer.name for signer in signers() if signer.own or signer.aliases)
    assert NOBODYS not in likely()


def test_the_likely_ones_are_names_and_bounded():
    assert all(re.fullmatch("[a-z0-9-]{1,63}", name) for name in likely())
    assert FIRST < 80 < len(likely()) <= 120
    assert {"google", "selector1", "default", "s1", "k1"} <= set(likely()[:FIRST])
