"""Mail hosts of all kinds are greeted: dialogues on loopback, with real TLS. What Postfix says is in ``e2e``."""

from __future__ import annotations

import asyncio
import ssl
import warnings

import pytest
from certificates import Authority, Certificate
from mail_host import MailHost

from mailworthy.edge.smtp import Greeter, greeter
from mailworthy.errors import InputError
from mailworthy.wire.explore import Session, Smtp
from mailworthy.wire.reach import Reach

HERE = "127.0.0.1"
NAME = "mx.example.net"
BANNER = "< 220 mx.example.net ESMTP"
HELLO = f"""
{BANNER}
> EHLO
< 250-mx.example.net
< 250-SIZE 1000
< 250 STARTTLS
"""
AGREED = f"{HELLO}\n> STARTTLS\n< 220 go ahead"
WHOLE = f"{AGREED}\n! tls\n> EHLO\n< 250 mx.example.net\n> QUIT\n< 221 bye"
BYE = "> QUIT\n< 221 bye"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def serving(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def at_most(context: ssl.SSLContext, version: str) -> ssl.SSLContext:
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion[version]
    return context


def greeted(host: MailHost, *, name: str = NAME, times: int = 1, **settings) -> Session:
    async def whole(port: int) -> list[Session]:
        greets = Greeter(Reach.widened("127.0.0.0/8", ports={25: port}), **settings)
        return await asyncio.gather(*(greets.session(Smtp(HERE, name)) for _ in range(times)))

    with host.running() as port:
        sessions = asyncio.run(whole(port))
    assert len(set(sessions)) == 1
    return sessions[0]


# --- without TLS ------------------------------------------------------------------------------------------------

PATIENT = {"timeout_s": 20.0}  # it ends without that
HASTY = {"timeout_s": 0.3}

# fmt: off
DIALOGUES = [
    # what the host does                               what is told of it
    ("< 220 mx.example.net ESMTP\n> EHLO\n< 250-mx\n< 250 SIZE 1000\n" + BYE,
                                                       Session(greeting="mx.example.net ESMTP", keywords=("SIZE",))),
    ("< 220-mx.example.net\n< 220-no spam\n< 220 please\n> EHLO\n< 250 mx\n" + BYE,
                                                       Session(greeting="mx.example.net no spam please")),
    ("< 220 caf\\xe9 \\x1b[2J\n> EHLO\n< 250 mx\n" + BYE,
                                                       Session(greeting="caf\ufffd \ufffd[2J")),
    ("< 220 old\n> EHLO\n< 502 what?\n" + BYE,         Session(greeting="old")),
    ("< 220 old\n> EHLO\n< 500 what?\n" + BYE,         Session(greeting="old")),
    ("< 220 mx\n> EHLO\n< 550 not you\n" + BYE,        Session(why="rejected", detail="EHLO: 550 not you", greeting="mx")),
    ("< 220 mx\n> EHLO\n< 421 too busy\n",             Session(why="rejected", detail="EHLO: 421 too busy", greeting="mx")),
    ("< 554 no mail here\n" + BYE,                     Session(why="rejected", detail="554 no mail here", greeting="no mail here")),
    ("< 421-too many\n< 421 connections\n",            Session(why="rejected", detail="421 too many connections", greeting="too many connections")),
    ("< 354 what?\n" + BYE,                            Session(why="rejected", detail="354 what?", greeting="what?")),
    ("",                                               Session(why="closed", detail="it closed the connection")),
    ("< 220-mx",                                       Session(why="closed", detail="it closed the connection")),
    ("< 220 mx\n> EHLO",                               Session(why="closed", detail="it closed the connection", greeting="mx")),
    ("< 220 mx\n> EHLO\n< 250-mx",                     Session(why="closed", detail="it closed the connection", greeting="mx")),
    ("< SSH-2.0-OpenSSH_9.2",                          Session(why="malformed", detail="no SMTP reply: 'SSH-2.0-OpenSSH_9.2'")),
    ("< \\x16\\x03\\x01",                              Session(why="malformed", detail="no SMTP reply: '\ufffd\ufffd\ufffd'")),
    ("! endless 220-more",                             Session(why="malformed", detail="a reply of more than 128 lines")),
    ("! flood 2",                             Session(why="malformed", detail="a line of 2048 octets or more")),
    ("< 220 mx\\r\\n250 yes\n> EHLO",                   Session(why="malformed", detail="it spoke before it was asked: 250 yes", greeting="mx")),
    ("< 220 mx\n> EHLO\n! endless 250-X",              Session(why="malformed", detail="a reply of more than 128 lines", greeting="mx")),
]
SLOW = [
    # what the host does                               what was learnt
    ("! silence",                                      Session()),
    ("! drip 2",                                       Session()),
    (BANNER + "\n! silence",                           Session(greeting="mx.example.net ESMTP")),
    (BANNER + "\n> EHLO\n! silence",                   Session(greeting="mx.example.net ESMTP")),
    (HELLO + "\n> STARTTLS\n! silence",                Session(greeting="mx.example.net ESMTP", keywords=("SIZE", "STARTTLS"))),
    (AGREED + "\n! silence",                           Session(greeting="mx.example.net ESMTP", keywords=("SIZE", "STARTTLS"), starttls=220)),
]
# fmt: on


@pytest.mark.spec("RFC 5321 §3.1")
@pytest.mark.parametrize(("script", "told"), DIALOGUES)
def test_what_a_host_says_is_told(script, told):
    assert greeted(MailHost(script), **PATIENT) == told


def test_a_host_that_does_not_wait_for_commands_ends_soon():
    session = greeted(MailHost("! endless 220 hello"), **PATIENT)
    assert session.why in {"malformed", "rejected"}  # whether its replies come before our command is chance


@pytest.mark.parametrize(("script", "told"), SLOW)
def test_a_host_that_takes_for_ever_costs_a_bounded_time(script, told):
    session = greeted(MailHost(script), **HASTY)
    assert (session.why, session.detail) == ("timeout", "not done within 0.3 s")
    assert session == Session("timeout", session.detail, told.greeting, told.keywords, told.starttls)


@pytest.mark.spec("RFC 5321 §4.1.4")
@pytest.mark.parametrize(
    ("helo", "said"), [("", "EHLO [127.0.0.1]"), ("probe.example.org", "EHLO probe.example.org")]
)
def test_it_says_hello_with_a_name_or_an_address_and_parts(helo, said):
    host = MailHost(f"{BANNER}\n> EHLO\n< 250 mx\n{BYE}")
    greeted(host, helo=helo)
    assert host.heard == [[said, "QUIT"]]


@pytest.mark.parametrize("helo", ["a b", "a\r\nMAIL FROM:<>", "a\x00", "caf\xe9", "<a>"])
def test_what_is_no_name_is_never_said(helo):
    with pytest.raises(InputError, match="give a host's name"):
        Greeter(Reach(), helo=helo)


def test_a_host_that_turns_us_away_is_left_politely():
    host = MailHost(f"< 554 no mail here\n{BYE}")
    greeted(host)
    assert host.heard == [["QUIT"]]


# --- where to ------------------------------------------------------------------------------------------------------

# fmt: off
FORBIDDEN = ["127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0",
             "fe80::1%eth0", "localhost", "2130706433", "", "224.0.0.1"]
# fmt: on


@pytest.mark.parametrize("address", FORBIDDEN)
def test_inner_networks_are_not_connected_to(address):
    session = asyncio.run(Greeter(Reach()).session(Smtp(address, NAME)))
    assert session == Session(why="forbidden", detail=f"{address}: an inner network")


def test_a_port_where_nobody_listens_is_told():
    reach = Reach.widened("127.0.0.0/8", ports={25: 1})
    session = asyncio.run(Greeter(reach).session(Smtp(HERE, NAME)))
    assert session == Session(why="refused", detail="connection refused")


def test_one_address_gets_few_connections_at_once():
    host = MailHost(f"{BANNER}\n> EHLO\n< 250 mx\n{BYE}")
    greeted(host, times=12)
    assert len(host.heard) == 12
    assert 1 <= host.most_at_once <= greeter.TO_ONE_ADDRESS + 1  # one may still be closing on the other side


# --- STARTTLS ------------------------------------------------------------------------------------------------------


@pytest.mark.spec("RFC 3207 §4")
@pytest.mark.spec("RFC 3207 §4.2")
def test_a_sound_host_is_trusted(authority):
    certificate = authority.certificate("sound", hosts=[NAME])
    host = MailHost(WHOLE, serving(certificate))
    session = greeted(host, ca_file=authority.file)
    assert session == Session(
        greeting="mx.example.net ESMTP",
        keywords=("SIZE", "STARTTLS"),
        starttls=220,
        tls="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        chain=(certificate.der,),
        trusted=True,
    )
    assert host.heard == [["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]", "QUIT"]]


@pytest.mark.parametrize("name", [NAME, NAME + ".", NAME.upper()])
def test_names_are_compared_as_names(authority, name):
    host = MailHost(WHOLE, serving(authority.certificate("named", hosts=[NAME])))
    assert greeted(host, name=name, ca_file=authority.file).trusted


def test_the_whole_chain_is_told(authority, tmp_path):
    certificate = authority.certificate("chained", hosts=[NAME])
    both = tmp_path / "both.pem"
    both.write_bytes(certificate.chain.read_bytes() + authority.file.read_bytes())
    host = MailHost(WHOLE, serving(Certificate(both, certificate.key)))
    shown = greeted(host, ca_file=authority.file).chain
    assert shown == (certificate.der, Certificate(authority.file, certificate.key).der)


# fmt: off
DISTRUSTED = [
    # why                how its certificate is made                              what is said
    ("expired",          {"days": -1},                                            "certificate has expired"),
    ("not_yet_valid",    {"begins": 1},                                           "certificate is not yet valid"),
    ("other_name",       {"hosts": ["other.example.net"]},                        "Hostname mismatch, certificate is not valid for 'mx.example.net'"),
    ("other_name",       {"hosts": ["*.mx.example.net", "example.net"]},          "Hostname mismatch, certificate is not valid for 'mx.example.net'"),
    ("other_name",       {"hosts": ["m*.example.net"]},                           "Hostname mismatch, certificate is not valid for 'mx.example.net'"),
    ("other_name",       {"hosts": ["127.0.0.1"]},                                "Hostname mismatch, certificate is not valid for 'mx.example.net'"),
]
# fmt: on


@pytest.mark.parametrize(("why", "how", "said"), DISTRUSTED)
def test_why_a_certificate_is_not_accepted(authority, why, how, said):
    certificate = authority.certificate("distrusted", **({"hosts": [NAME]} | how))
    host = MailHost(WHOLE, serving(certificate))
    session = greeted(host, ca_file=authority.file)
    assert (session.why, session.trusted, session.distrust, session.detail) == ("", False, why, said)
    assert (session.tls, session.chain) == ("TLSv1.3", (certificate.der,))
    assert len(host.heard) == 2  # the second time to see what it shows


def test_a_certificate_that_nobody_issued_is_told_from_one_of_an_unknown_authority(authority, tmp_path):
    own = MailHost(WHOLE, serving(authority.self_signed("own", hosts=[NAME])))
    assert greeted(own, ca_file=authority.file).distrust == "self_signed"
    stranger = Authority(tmp_path).certificate("sound", hosts=[NAME])
    session = greeted(MailHost(WHOLE, serving(stranger)), ca_file=authority.file)
    assert (session.distrust, session.chain) == ("unknown_issuer", (stranger.der,))


def test_the_systems_authorities_do_not_know_ours(authority):
    host = MailHost(WHOLE, serving(authority.certificate("sound", hosts=[NAME])))
    assert greeted(host).distrust == "unknown_issuer"


def test_the_environment_may_name_authorities(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    host = MailHost(WHOLE, serving(authority.certificate("sound", hosts=[NAME])))
    assert greeted(host).trusted


@pytest.mark.spec("RFC 8996 §4")
@pytest.mark.parametrize(("version", "told"), [("TLSv1", "TLSv1"), ("TLSv1_1", "TLSv1.1")])
def test_old_tls_is_not_accepted_but_told(authority, version, told):
    certificate = authority.certificate("old", hosts=[NAME])
    host = MailHost(WHOLE, at_most(serving(certificate), version))
    session = greeted(host, ca_file=authority.file)
    assert (session.tls, session.trusted, session.chain) == (told, True, (certificate.der,))
    assert session.detail  # what was said to the first attempt
    assert len(host.heard) == 2


def test_old_tls_with_a_certificate_of_nobody_is_both(authority):
    certificate = authority.self_signed("old-own", hosts=[NAME])
    session = greeted(MailHost(WHOLE, at_most(serving(certificate), "TLSv1")), ca_file=authority.file)
    assert (session.tls, session.distrust, session.chain) == ("TLSv1", "self_signed", (certificate.der,))


# fmt: off
SPOILT = [
    # behind EHLO                                              code   distrust
    ("> STARTTLS\n< 454 TLS not available\n" + BYE,            454,   ""),
    ("> STARTTLS\n< 502 what?\n" + BYE,                        502,   ""),
    ("> STARTTLS\n< 220 go\n< 250 injected\n! tls",            220,   "handshake"),
    ("> STARTTLS\n< 220 go\n< half a\n! tls",                  220,   "handshake"),
    ("> STARTTLS\n< 220 go",                                   220,   "handshake"),
    ("> STARTTLS\n< 220 go\n! flood x",               220,   "handshake"),
]
# fmt: on


@pytest.mark.parametrize(("rest", "code", "distrust"), SPOILT)
def test_where_no_handshake_comes_about(authority, rest, code, distrust):
    host = MailHost(f"{HELLO}\n{rest}", serving(authority.certificate("sound", hosts=[NAME])))
    session = greeted(host, ca_file=authority.file, **PATIENT)
    assert (session.starttls, session.distrust) == (code, distrust)
    assert (session.why, session.tls, session.chain, session.trusted) == ("", "", (), False)
    assert session.detail


@pytest.mark.parametrize("injected", ["250 whole", "250-the beginning of one"])
def test_what_is_put_behind_the_reply_to_starttls_is_never_taken_for_encrypted(authority, injected):
    """CVE-2011-0411 from the other side: whoever is in between adds a reply in plain text before the handshake."""
    host = MailHost(
        AGREED + f"\\r\\n{injected}\n! tls", serving(authority.certificate("sound", hosts=[NAME]))
    )
    session = greeted(host, ca_file=authority.file)
    assert (session.distrust, session.detail) == ("handshake", "plain text behind its reply to STARTTLS")


def test_why_starttls_is_refused_is_told():
    host = MailHost(f"{HELLO}\n> STARTTLS\n< 454 4.7.0 TLS not available\n{BYE}")
    assert greeted(host).detail == "454 4.7.0 TLS not available"
    assert host.heard[0][-1] == "QUIT"


def test_a_host_that_closes_when_all_is_encrypted_was_greeted_all_the_same(authority):
    host = MailHost(f"{AGREED}\n! tls", serving(authority.certificate("sound", hosts=[NAME])))
    assert greeted(host, ca_file=authority.file).trusted


@pytest.mark.parametrize(
    "name", ["", ".", "a..b", ".a", "x" * 64 + ".a", "x." * 127 + "a", "a b", "a\0b", "caf\u00e9.a"]
)
def test_a_name_that_no_handshake_can_ask_for_is_told(authority, name):
    host = MailHost(WHOLE, serving(authority.certificate("sound", hosts=[NAME])))
    session = greeted(host, name=name, ca_file=authority.file)
    assert session == Session(why="malformed", detail=f"not a host name: {name[:80]!r}")
    assert host.heard == []


def test_a_file_without_authorities_is_the_callers_mistake(tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    with pytest.raises(InputError, match="holds no certificate in PEM form"):
        greeted(MailHost(WHOLE), ca_file=empty)
    with pytest.raises(InputError, match="No such file"):
        greeted(MailHost(WHOLE), ca_file=tmp_path / "missing.pem")
