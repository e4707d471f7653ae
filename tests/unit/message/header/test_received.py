"""Who handed a message over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.header.received import Host, host_of

IP = "93.184.216.34"
# fmt: off
READ = [
    # a Received field                                                          the host
    (f"from mx.a.example (mx.a.example [{IP}]) by b (Postfix) with ESMTPS",     Host("mx.a.example", "mx.a.example", IP)),
    (f"from mx.a.example (unknown [{IP}]) by b (Postfix)",                      Host("mx.a.example", "unknown", IP)),
    (f"from x (mail@mx.a.example [{IP}]) by b (8.12/8.12)",                     Host("x", "mail@mx.a.example", IP)),
    (f"from mx.a.example ([{IP}]) by b (8.12/8.12)",                            Host("mx.a.example", "unknown", IP)),
    (f"from mx.a.example ([{IP}] helo=mail) by b with esmtp (Exim 4)",          Host("mail", "mx.a.example", IP)),
    (f"from [{IP}] (helo=mail) by b with esmtp (Exim 4)",                       Host("mail", "unknown", IP)),
    (f"from unknown (HELO mail) ({IP}) by b with SMTP",                         Host("mail", "unknown", IP)),
    (f"from mx.a.example (HELO mail) (user@{IP}) by b with SMTP",               Host("mail", "mx.a.example", IP)),
    (f"from mx.a.example ({IP}) by b (10.0.0.1) with Microsoft SMTP Server",    Host("mx.a.example", "", IP)),
    ("from mx.a.example (mx.a.example. [IPv6:2001:db8::1]) by b",               Host("mx.a.example", "mx.a.example", "2001:db8::1")),
    (f"from mx.a.example\n\t(mx.a.example [{IP}])\n\tby b",                     Host("mx.a.example", "mx.a.example", IP)),
    ("by b with local (Exim 4)",                                                None),
    ("(qmail 123 invoked by uid 500)",                                          None),
    ("",                                                                        None),
]
SAID = [
    # from whom                                                                 what is said
    (f"mx.a.example (mx.a.example [{IP}])",                                     set()),
    (f"localhost (mx.a.example [{IP}])",                                        {"HDR-HELO-NO-NAME"}),
    (f"[{IP}] (mx.a.example [{IP}])",                                           {"HDR-HELO-NO-NAME"}),
    (f"{IP} (mx.a.example [{IP}])",                                             {"HDR-HELO-NO-NAME"}),
    (f"mx.a.example (unknown [{IP}])",                                          {"HDR-HOST-NO-NAME"}),
    (f"a.example (p93-184-216-34.dsl.provider.example [{IP}])",                 {"HDR-HOST-HOME"}),
    (f"a.example (cpe-1a2b.dyn.provider.example [{IP}])",                       {"HDR-HOST-HOME"}),
    (f"a.example (mail.dsl-shop.example [{IP}])",                               set()),
    (f"a.example (o34.mail.service.example [{IP}])",                            set()),
    ("localhost (localhost [127.0.0.1])",                                       set()),
    ("pc (unknown [10.0.0.7])",                                                 set()),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), READ, ids=[str(number) for number in range(len(READ))])
@pytest.mark.spec("RFC 5321 §4.4")
def test_dialects(value, expected):
    assert host_of(value) == expected


@pytest.mark.parametrize(("who", "expected"), SAID, ids=[str(number) for number in range(len(SAID))])
@pytest.mark.spec("RFC 5321 §4.1.4")
def test_what_is_said_of_the_host(said, who, expected):
    assert set(said({}, f"Received: from {who} by b; Tue, 17 Nov 2026 09:00:05 +0000")) == expected


def test_the_first_host_from_outside_is_meant(said):
    inner = "Received: from localhost (localhost [127.0.0.1]) by b; Tue, 17 Nov 2026 09:00:07 +0000"
    outer = f"Received: from mx.a.example (unknown [{IP}]) by b; Tue, 17 Nov 2026 09:00:05 +0000"
    below = "Received: from localhost (unknown [8.8.8.8]) by mx.a.example; Tue, 17 Nov 2026 09:00:03 +0000"
    told = said({}, inner, outer, below)
    assert told["HDR-HOST-NO-NAME"].where["line"] == 9
    assert set(told) == {"HDR-HOST-NO-NAME"}


def test_servers_of_one_receiver_are_passed_over(said):
    inner = f"Received: from in1.b.example (unknown [{IP}]) by in2.b.example; Tue, 17 Nov 2026 09:00:07 +0000"
    outer = (
        "Received: from localhost (mx.a.example [8.8.8.8]) by in1.b.example; Tue, 17 Nov 2026 09:00:05 +0000"
    )
    assert set(said({}, inner, outer)) == {"HDR-HELO-NO-NAME"}


@given(st.text("from ()[]@.:helo=HELO 0123456789abc\n", max_size=200))
def test_anything_is_a_host_or_none(value):
    host = host_of(value)
    assert host is None or host.ip
