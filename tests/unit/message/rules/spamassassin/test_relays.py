"""The servers that a message came through, as each kind of server writes them."""

from __future__ import annotations

import pytest

from mailworthy.message.rules.spamassassin.relays import FETCHED, NO_HANDOVER, read_relay, relays

# fmt: off
READ = {
    "Postfix": ("from mx.a.example (mail.a.example [192.0.2.1]) by b.example (Postfix) with ESMTPS id 4X1y2Z for <x@b.example>; Sat, 21 Nov 2026 10:00:00 +0000 (UTC)", ("192.0.2.1", "mail.a.example", "mx.a.example", "b.example", "4X1y2Z", "")),
    "Postfix, no name": ("from mx.a.example (unknown [192.0.2.1]) by b.example (Postfix) with ESMTP id 4X1y2Z; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "", "mx.a.example", "b.example", "4X1y2Z", "")),
    "Postfix, with a login": ("from [10.0.0.2] (dsl.a.example [192.0.2.1]) (Authenticated sender: x) by b.example (Postfix) with ESMTPSA id 4X1y2Z; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "dsl.a.example", "!10.0.0.2!", "b.example", "4X1y2Z", "ESMTPSA")),
    "Sendmail": ("from mx.a.example (root@mail.a.example [192.0.2.1]) by b.example (8.12.5/8.12.5) with ESMTP id g95; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "mail.a.example", "mx.a.example", "b.example", "g95", "")),
    "Exim": ("from mail.a.example ([192.0.2.1] helo=mx.a.example) by b.example with esmtp (Exim 4.96) id 1q8fjD-001; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "mail.a.example", "mx.a.example", "b.example", "1q8fjD-001", "")),
    "Exim, IPv6": ("from [2001:db8::1] (helo=mx.a.example) by b.example with esmtps (Exim 4.96) id 1q8; Sat, 21 Nov 2026 10:00:00 +0000", ("2001:db8::1", "", "mx.a.example", "b.example", "1q8", "")),
    "qmail": ("from mail.a.example (HELO mx.a.example) (192.0.2.1) by b.example with SMTP; 21 Nov 2026 10:00:00 -0000", ("192.0.2.1", "mail.a.example", "mx.a.example", "b.example", "", "")),
    "Exchange": ("from mx.a.example (192.0.2.1) by b.example (10.0.0.1) with Microsoft SMTP Server (TLS) id 15.20.1; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "mx.a.example", "mx.a.example", "b.example", "15.20.1", "")),
    "an address alone": ("from [192.0.2.1] by b.example with SMTP id abc; Sat, 21 Nov 2026 10:00:00 +0000", ("192.0.2.1", "", "", "b.example", "abc", "")),
    "somebody unknown": ("from mx.a.example at [192.0.2.1] surely by b.example by hand", ("192.0.2.1", "", "mx.a.example", "b.example", "", "")),
}
NONE = {
    "local": ("from root by b.example with local (Exim 4.96) id 1q8; Sat, 21 Nov 2026 10:00:00 +0000", NO_HANDOVER),
    "a program": ("(from x@localhost) by b.example (8.12.5/8.12.5/Submit) id g95; Sat, 21 Nov 2026 10:00:00 +0000", NO_HANDOVER),
    "by alone": ("by b.example with SMTP id x; Sat, 21 Nov 2026 10:00:00 +0000", NO_HANDOVER),
    "fetched": ("from pop.a.example [192.0.2.1] by localhost with POP3 (fetchmail-6) for x@localhost; Sat, 21 Nov 2026 10:00:00 +0000", FETCHED),
    "unreadable": ("from here to eternity", None),
}
# fmt: on


@pytest.mark.parametrize("kind", READ)
def test_servers_write_where_a_message_came_from(kind):
    line, expected = READ[kind]
    relay = read_relay(line)
    assert (relay.ip, relay.rdns, relay.helo, relay.by, relay.number, relay.auth) == expected


@pytest.mark.parametrize("kind", NONE)
def test_some_fields_tell_of_no_server(kind):
    line, expected = NONE[kind]
    assert read_relay(line) == expected


def test_the_recipients_own_servers_end_at_the_first_public_address():
    found = relays(
        (
            "from a (a [10.0.0.1]) by b (Postfix) with ESMTP id abc1",
            "from c (c [8.8.8.8]) by a (Postfix) with ESMTP id abc2",
            "from d (d [10.0.0.2]) by c (Postfix) with ESMTP id abc3",
        )
    )
    assert [one.ip for one in found.trusted] == ["10.0.0.1"]
    assert [one.ip for one in found.untrusted] == ["8.8.8.8", "10.0.0.2"]
    assert (
        str(found.untrusted[0])
        == "[ ip=8.8.8.8 rdns=c helo=c by=a ident= envfrom= intl=0 id=abc2 auth= msa=0 ]"
    )
    assert found.nearest.ip == "8.8.8.8"
