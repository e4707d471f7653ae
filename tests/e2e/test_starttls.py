"""A real Postfix is greeted: certificates of all kinds, none, old TLS, and no mail is ever begun."""

from __future__ import annotations

import asyncio
import os

import pytest
from certificates import Authority, Certificate
from postfix import NAME, Listener, Postfix, postfix

from mailworthy.edge.smtp import Greeter
from mailworthy.wire.explore import Session, Smtp
from mailworthy.wire.reach import Reach

pytestmark = [
    pytest.mark.system("postfix"),
    pytest.mark.skipif(os.getuid() != 0, reason="Postfix is started by root"),
]

OLD = ("smtpd_tls_ciphers=low", "tls_low_cipherlist=ALL:@SECLEVEL=0")

# fmt: off
HOSTS = [
    # listener        STARTTLS  TLS         trusted  why not
    ("sound",         220,      "TLSv1.3",  True,    ""),
    ("tls-1.2",       220,      "TLSv1.2",  True,    ""),
    ("tls-1.1",       220,      "TLSv1.1",  True,    ""),
    ("tls-1.0",       220,      "TLSv1",    True,    ""),
    ("expired",       220,      "TLSv1.3",  False,   "expired"),
    ("not-yet",       220,      "TLSv1.3",  False,   "not_yet_valid"),
    ("other-name",    220,      "TLSv1.3",  False,   "other_name"),
    ("self-signed",   220,      "TLSv1.3",  False,   "self_signed"),
    ("unknown",       220,      "TLSv1.3",  False,   "unknown_issuer"),
    ("no-key",        454,      "",         False,   ""),
    ("no-starttls",   0,        "",         False,   ""),
]
# fmt: on


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def listeners(authority, tmp_path_factory) -> dict[str, Listener]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    no_key = elsewhere / "no-key.pem"
    no_key.write_text("nothing")
    sound = authority.certificate("sound", hosts=[NAME])
    return {
        "sound": Listener(sound),
        "tls-1.2": Listener(sound, ("smtpd_tls_protocols=TLSv1.2",)),
        "tls-1.1": Listener(sound, ("smtpd_tls_protocols=TLSv1.1", *OLD)),
        "tls-1.0": Listener(sound, ("smtpd_tls_protocols=TLSv1", *OLD)),
        "expired": Listener(authority.certificate("expired", hosts=[NAME], days=-1)),
        "not-yet": Listener(authority.certificate("not-yet", hosts=[NAME], begins=1)),
        "other-name": Listener(authority.certificate("other-name", hosts=["mail.example.net"])),
        "self-signed": Listener(authority.self_signed("self-signed", hosts=[NAME])),
        "unknown": Listener(Authority(elsewhere).certificate("unknown", hosts=[NAME])),
        "no-key": Listener(Certificate(no_key, no_key)),
        "no-starttls": Listener(),
        "strict": Listener(sound, ("smtpd_tls_security_level=encrypt", "smtpd_helo_required=yes")),
    }


@pytest.fixture(scope="module")
def server(listeners):
    with postfix(listeners) as running:
        yield running


def greeted(server: Postfix, listener: str, authority: Authority, times: int = 1) -> Session:
    async def whole() -> list[Session]:
        greeter = Greeter(
            Reach.widened("127.0.0.0/8", ports={25: server.ports[listener]}), ca_file=authority.file
        )
        return await asyncio.gather(*(greeter.session(Smtp("127.0.0.1", NAME)) for _ in range(times)))

    (session,) = set(asyncio.run(whole()))
    return session


@pytest.mark.spec("RFC 3207 §4")
@pytest.mark.parametrize(("listener", "starttls", "tls", "trusted", "distrust"), HOSTS)
def test_how_a_host_encrypts(server, listeners, authority, *, listener, starttls, tls, trusted, distrust):
    session = greeted(server, listener, authority)
    assert (session.why, session.greeting) == ("", f"{NAME} ESMTP Postfix")
    assert (session.starttls, session.tls) == (starttls, tls)
    assert (session.trusted, session.distrust) == (trusted, distrust)
    assert ("STARTTLS" in session.keywords) == bool(starttls)
    certificate = listeners[listener].certificate
    assert session.chain == ((certificate.der,) if tls else ())
    assert bool(session.cipher) == bool(tls)


def test_a_host_that_wants_everything_encrypted_is_content(server, authority):
    assert greeted(server, "strict", authority).trusted


def test_many_greetings_are_as_good_as_one(server, authority):
    assert greeted(server, "sound", authority, times=20).trusted


def test_the_host_sees_whole_sessions_and_never_a_sender_or_a_recipient(listeners, authority):
    """What Postfix counted, by its own log: hello twice, STARTTLS, QUIT; nothing else and nothing broken off."""
    with postfix({"sound": listeners["sound"]}) as server:
        greeted(server, "sound", authority, times=3)
        assert server.sessions(3) == ["ehlo=2 starttls=1 quit=1 commands=4"] * 3
