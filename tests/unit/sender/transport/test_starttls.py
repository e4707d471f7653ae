"""What mail hosts said when they were greeted, and what is said of that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_world import HOST, NOW, certificate, session

from mailworthy.finding import Severity
from mailworthy.sender.mx import MxHost
from mailworthy.sender.transport.starttls import ADDRESSES_MOST, HOSTS_MOST, survey
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Session, Smtp, World, hold

IP, IP2, IP6 = "192.0.2.10", "192.0.2.11", "2001:db8::10"
GOOD = session()
SILENT = session(why="timeout")
FINE = ["STARTTLS-OK", "STARTTLS-CERT-OK"]
NOT_OURS = session(why="rejected", detail="554 5.7.1 go away", greeting="go away")

# fmt: off
SAID = [
    # what the host says                                                        codes
    (GOOD,                                                                      FINE),
    (session(tls="TLSv1.2", cipher="ECDHE-RSA-AES128-GCM-SHA256"),              FINE),
    (session(keywords=["SIZE"]),                                                ["STARTTLS-MISSING"]),
    (session(keywords=[]),                                                      ["STARTTLS-MISSING"]),
    (session(starttls=454),                                                     ["STARTTLS-BROKEN"]),
    (session(tls="", chain=(), distrust="handshake", detail="no shared cipher"),    ["STARTTLS-BROKEN"]),
    (session(tls="TLSv1.1", cipher="AES256-SHA"),                               ["STARTTLS-OLD-TLS", "STARTTLS-CERT-OK"]),
    (session(tls="TLSv1", cipher="RC4-SHA"),                                    ["STARTTLS-OLD-TLS", "STARTTLS-WEAK-CIPHER", "STARTTLS-CERT-OK"]),
    (session(cipher="DES-CBC3-SHA"),                                            ["STARTTLS-WEAK-CIPHER", "STARTTLS-CERT-OK"]),
    (session(cipher="ADH-AES256-SHA"),                                          ["STARTTLS-WEAK-CIPHER", "STARTTLS-CERT-OK"]),
    (session(cipher="ECDHE-ECDSA-CHACHA20-POLY1305"),                           FINE),
    (session(distrust="expired"),                                               ["STARTTLS-OK", "STARTTLS-CERT-EXPIRED"]),
    (session(distrust="other_name"),                                            ["STARTTLS-OK", "STARTTLS-CERT-OTHER-NAME"]),
    (session(distrust="self_signed"),                                           ["STARTTLS-OK", "STARTTLS-CERT-SELF-SIGNED"]),
    (session(distrust="unknown_issuer"),                                        ["STARTTLS-OK", "STARTTLS-CERT-UNKNOWN-ISSUER"]),
    (session(distrust="revoked"),                                               ["STARTTLS-OK", "STARTTLS-CERT-INVALID"]),
    (session(distrust="invalid"),                                               ["STARTTLS-OK", "STARTTLS-CERT-INVALID"]),
    (session(distrust="expired", tls="", chain=()),                             ["STARTTLS-OK", "STARTTLS-CERT-EXPIRED"]),    # shown to nobody but the strict
    (session(certificate={"days": 14}),                                         FINE),
    (session(certificate={"days": 13}),                                         ["STARTTLS-OK", "STARTTLS-CERT-EXPIRES-SOON"]),
    (session(certificate={"days": -1}, distrust="expired"),                     ["STARTTLS-OK", "STARTTLS-CERT-EXPIRED"]),
    (session(certificate={"key": "RSA 1024"}),                                  ["STARTTLS-OK", "STARTTLS-CERT-WEAK"]),
    # TLS libraries stop at the first fault; all of them are told
    (session(certificate={"names": ["b.org"], "days": -1, "key": "RSA 1024"}, distrust="self_signed"),
        ["STARTTLS-OK", "STARTTLS-CERT-SELF-SIGNED", "STARTTLS-CERT-EXPIRED", "STARTTLS-CERT-OTHER-NAME", "STARTTLS-CERT-WEAK"]),
    (session(certificate={"names": ["b.org"]}),                                 FINE),      # whoever verified it knows better how names match
    (session(chain=(b"nonsense",)),                                             FINE),
    (session(why="refused"),                                                    ["STARTTLS-REFUSED"]),
    (NOT_OURS,                                                                  ["STARTTLS-TURNED-AWAY"]),
    (session(why="closed"),                                                     ["STARTTLS-TURNED-AWAY"]),
    (session(why="malformed"),                                                  ["STARTTLS-TURNED-AWAY"]),
    (session(why="timeout", greeting="wait a moment"),                          ["STARTTLS-TURNED-AWAY"]),
    (SILENT,                                                                    ["STARTTLS-PORT-CLOSED"]),
    (session(why="unreachable"),                                                ["STARTTLS-PORT-CLOSED"]),
    (session(why="no_route"),                                                   ["STARTTLS-PORT-CLOSED"]),
]
BESIDE = [
    # what IPv4, a second address of it, and IPv6 say       codes
    (GOOD, GOOD, None,                                      FINE),
    (GOOD, SILENT, None,                                    ["STARTTLS-UNREACHABLE", *FINE]),
    (GOOD, session(why="refused"), None,                    ["STARTTLS-REFUSED", *FINE]),
    (GOOD, None, SILENT,                                    [*FINE, "STARTTLS-NOT-CHECKED"]),   # perhaps this machine has no IPv6
    (GOOD, None, session(why="no_route"),                   [*FINE, "STARTTLS-NOT-CHECKED"]),
    (GOOD, None, session(why="refused"),                    ["STARTTLS-REFUSED", *FINE]),
    (SILENT, SILENT, None,                                  ["STARTTLS-PORT-CLOSED"]),
    (SILENT, None, SILENT,                                  ["STARTTLS-PORT-CLOSED"]),
    (SILENT, None, GOOD,                                    [*FINE, "STARTTLS-NOT-CHECKED"]),
    (NOT_OURS, SILENT, None,                                ["STARTTLS-TURNED-AWAY", "STARTTLS-UNREACHABLE"]),
]
WEIGHTS = [
    # what the host says                            else            where MTA-STS is enforced
    (session(keywords=[]),                          "warning",      "error"),
    (session(starttls=454),                         "error",        "error"),
    (session(distrust="expired"),                   "info",         "error"),
    (session(distrust="other_name"),                "info",         "error"),
    (session(distrust="self_signed"),               "info",         "error"),
    (session(distrust="unknown_issuer"),            "info",         "error"),
    (session(distrust="revoked"),                   "info",         "error"),
    (session(certificate={"days": 1}),              "info",         "warning"),
    (session(certificate={"key": "RSA 1024"}),      "info",         "warning"),
    (SILENT,                                        "skipped",      "skipped"),
    (NOT_OURS,                                      "skipped",      "skipped"),
    (GOOD,                                          "pass",         "pass"),
]
# fmt: on


def _said(mail, hosts=None, *, enforced=False):
    hosts = hosts or (MxHost(HOST, 10, tuple(mail)),)
    return hold(survey(hosts, now=NOW, enforced=enforced), World(Zone({}), mail=mail))


def _codes(found):
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize(("said", "codes"), SAID)
def test_what_is_said_of_one_host(said, codes):
    assert _codes(_said({IP: said})) == codes


@pytest.mark.parametrize(("first", "second", "newer", "codes"), BESIDE)
def test_silence_says_something_only_beside_a_voice(first, second, newer, codes):
    mail = {IP: first, IP2: second, IP6: newer}
    assert _codes(_said({address: said for address, said in mail.items() if said})) == codes


@pytest.mark.spec("RFC 8461 §4.2")
@pytest.mark.parametrize(("said", "usual", "enforced"), WEIGHTS)
def test_how_much_it_matters(said, usual, enforced):
    for weight, strict in ((usual, False), (enforced, True)):
        finding = _said({IP: said}, enforced=strict).findings[-1]
        assert finding.as_dict()["severity"] == weight


# fmt: off
DETAILS = [
    # what the host says                                                                    what is told behind its name
    (session(starttls=454),                                                                 ": 454"),
    (session(tls="", chain=(), distrust="handshake", detail="no shared cipher"),            ": no shared cipher"),
    (session(tls="", chain=(), distrust="handshake"),                                       ": handshake"),
    (session(distrust="self_signed", detail="self-signed certificate"),                     ": self-signed certificate"),
    (session(distrust="revoked"),                                                           ": revoked"),
    (session(certificate={"names": []}, trusted=False),                                     ": –"),
    (session(certificate={"names": ["b.org", "c.org"]}, trusted=False),                     ": b.org, c.org"),
    (session(certificate={"days": 0}),                                                      ": 2026-11-20"),
    (NOT_OURS,                                                                              ": 554 5.7.1 go away"),
    (session(why="refused"),                                                                ": refused"),
    (session(keywords=[]),                                                                  ""),
]
# fmt: on


@pytest.mark.parametrize(("said", "told"), DETAILS)
def test_the_values_are_told(said, told):
    assert _said({IP: said}).findings[-1].detail == f"{HOST} ({IP}){told}"


def test_the_last_second_of_a_certificate():
    exploring = survey((MxHost(HOST, 10, (IP,)),), now=NOW + 60 * 86_400)
    found = hold(exploring, World(Zone({}), mail={IP: GOOD}))
    assert _codes(found) == ["STARTTLS-OK", "STARTTLS-CERT-EXPIRES-SOON"]


def test_a_refusal_is_no_misfortune_where_another_host_takes_mail():
    (alone,) = _said({IP: session(why="refused")}).findings
    beside = _said({IP: GOOD, IP2: session(why="refused")}).findings[0]
    assert (alone.severity, beside.severity) == (None, Severity.WARNING)


def test_one_certificate_on_several_addresses_is_one_finding():
    expired = session(distrust="expired", certificate={"days": -1})
    finding = _said({IP: expired, IP2: expired}).findings[-1]
    assert (finding.code, finding.count) == ("STARTTLS-CERT-EXPIRED", 2)
    assert finding.detail == f"{HOST} ({IP}): 2026-11-19, {HOST} ({IP2}): 2026-11-19"


def test_of_each_host_one_address_of_each_family_is_greeted_first():
    exploring = survey((MxHost(HOST, 10, (IP, IP2, IP6)),), now=NOW)
    assert next(exploring) == (Smtp(IP, HOST), Smtp(IP6, HOST))


def test_what_is_left_out_is_said():
    hosts = [MxHost(f"h{at}.a.org", at, tuple(f"192.0.2.{n}" for n in range(9))) for at in range(50)]
    asks = next(survey(hosts, now=NOW))
    assert len(asks) == HOSTS_MOST * ADDRESSES_MOST
    said = session(certificate={"names": ["*.a.org"]})
    found = _said({f"192.0.2.{n}": said for n in range(9)}, hosts)
    assert _codes(found) == [*FINE, "STARTTLS-NOT-CHECKED"]
    assert found.findings[-1].detail == f"+{50 * 9 - len(asks)}"


def test_without_hosts_nothing_is_checked_and_that_is_said():
    assert _codes(hold(survey((), now=NOW), World(Zone({})))) == ["STARTTLS-NOT-CHECKED"]
    nowhere = (MxHost(HOST, 10, why="missing"),)
    assert _codes(hold(survey(nowhere, now=NOW), World(Zone({})))) == ["STARTTLS-NOT-CHECKED"]


TEXTS = st.sampled_from(["", "timeout", "TLSv1.3", "expired", "handshake", "x" * 9_999, "\x00\n"])


@given(
    st.builds(
        Session, why=TEXTS, detail=TEXTS, greeting=TEXTS, keywords=st.tuples(st.sampled_from(["STARTTLS", "SIZE"])),
        starttls=st.integers(0, 999), tls=TEXTS, cipher=TEXTS, trusted=st.booleans(), distrust=TEXTS,
        chain=st.lists(st.binary(max_size=99) | st.just(certificate()), max_size=3).map(tuple),
    ),
    st.integers(0, 2**40),
)  # fmt: skip
def test_whatever_a_host_says_something_is_said_of_it(said, now):
    found = hold(survey((MxHost(HOST, 10, (IP,)),), now=now), World(Zone({}), mail={IP: said}))
    assert found.findings
    assert all(len(finding.detail) < 2_000 for finding in found.findings)
    assert found.as_dict()["greetings"][0]["host"] == HOST


def test_the_shape_in_json():
    (greeting,) = _said({IP: session(certificate={"days": 5})}).as_dict()["greetings"]
    assert greeting == {
        "host": HOST, "address": IP, "why": None, "detail": None, "starttls": True, "tls": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384", "trusted": True, "distrust": None,
        "certificate": {
            "names": [HOST], "not_before": "2026-08-22T00:00:00Z", "not_after": "2026-11-25T00:00:00Z", "key": "EC",
            "bits": 256, "signed_with": "sha256", "self_issued": False,
        },
    }  # fmt: skip
    (silent,) = _said({IP: SILENT}).as_dict()["greetings"]
    assert (silent["why"], silent["starttls"], silent["trusted"]) == ("timeout", None, None)
