"""We and dkimpy, over the same messages: where we differ, the reason is listed."""

from __future__ import annotations

import json
import logging

import dkim
import pytest
import signing
import yaml
from auth_vectors import FOLDER, vectors
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mailworthy.sender.arc import Arc, validate
from mailworthy.sender.dkim import Dkim, sign, verify
from mailworthy.wire.ask import Zone, hold

NOW = 1_793_000_000
LOG = logging.getLogger("dkimpy")
KEY = signing.rsa(1024)
RECORDS = {signing.OWNER: KEY.record}
WORLD = Zone({name: {"TXT": [text]} for name, text in RECORDS.items()})
TAKEN = "dkimpy lets pass what must not: "
NO_ED25519 = "dkimpy asks for one more package to read Ed25519, which we do not install"
DRAFT = "has the form of a draft, which we verify and say so; dkimpy ignores it as receivers do"
# fmt: off
DIFFERENCES = {
    # vector                       why we say otherwise
    "gen/l-too-long":              TAKEN + "l= names more than there is (RFC 6376 §3.5)",
    "gen/key-hsha1":               TAKEN + "the key allows SHA-1 only (RFC 6376 §3.6.1)",
    "gen/dup-from-prepended":      "dkimpy refuses two From; the signature holds for the lower one, and we flag the other",
    "gen/ed25519-relaxed-relaxed": NO_ED25519,
    "gen/ed25519-relaxed-simple":  NO_ED25519,
    "gen/ed25519-simple-relaxed":  NO_ED25519,
    "mail-dkim/mine_ietf01_3":     DRAFT,
    "mail-dkim/mine_ietf01_4":     DRAFT,
}
# fmt: on


@pytest.fixture(autouse=True)
def _quiet():
    LOG.setLevel(logging.CRITICAL)
    yield
    LOG.setLevel(logging.NOTSET)


def _passes_there(message, records):
    """Say whether dkimpy lets any signature pass; what it stumbles over, it did not let pass."""
    count = message.lower().count(b"dkim-signature:")
    for index in range(count):
        try:
            if dkim.DKIM(message, logger=LOG, minkey=1024).verify(idx=index, dnsfunc=_dns(records)):
                return True
        except Exception:  # noqa: BLE001  # it forgets to catch some of its own errors
            continue
    return False


def _chain_there(message, records):
    return dkim.ARC(message, logger=LOG, minkey=1024).verify(dnsfunc=_dns(records))[0]


def _dns(records):
    return lambda name, timeout=5: records.get(name.decode().rstrip(".").lower(), "").encode()


def _passes_here(message, world=WORLD, now=NOW):
    return any(each.result is Dkim.PASS for each in hold(verify(message, now=now), world))


@pytest.mark.corpora
def test_the_vectors():
    said = json.loads((FOLDER / "dkim/dns.json").read_text(encoding="utf-8"))
    texts = {name.lower(): text for name, text in said.items() if isinstance(text, str)}
    records = {name: text for name, text in texts.items() if text != "NXDOMAIN" and not text.startswith("~~")}
    world = Zone({name: {"TXT": [text]} for name, text in records.items()})
    found = vectors("dkim/vectors.json")
    differing = set()
    for vector in found:
        message = (FOLDER / "dkim" / vector["file"]).read_bytes()
        if _passes_here(message, world, vector.get("now", NOW)) != _passes_there(message, records):
            differing.add(vector["name"])
    assert differing == set(DIFFERENCES) & {vector["name"] for vector in found}


@pytest.mark.corpora
@pytest.mark.slow
def test_the_chains_of_the_suite():
    text = (FOLDER / "arc/arc-draft-validation-tests.yml").read_text(encoding="utf-8")
    for scenario in yaml.safe_load_all(text):
        records = {name.lower(): record for name, record in scenario["txt-records"].items()}
        world = Zone({name: {"TXT": [record]} for name, record in records.items()})
        for case in scenario["tests"].values():
            message = case["message"].encode()
            theirs = _chain_there(message, records) or b"fail"  # None: an earlier link says that it failed
            assert hold(validate(message), world).result is Arc(theirs.decode())


LINES = st.sampled_from([b"tea", b" tea  pot ", b"\t", b"", b" ", b".", b"t\xc3\xa9", b"a\x0bb", b"--"])
FORMS = st.sampled_from(["relaxed", "simple"])


@settings(max_examples=60)
@given(st.lists(LINES, max_size=6), FORMS, FORMS)
def test_they_verify_what_we_canonicalise(lines, header_form, body_form):
    message = signing.HEADER + b"\r\n" + b"\r\n".join([*lines, b""])
    assert _passes_there(signing.signed(message, key=KEY, c=f"{header_form}/{body_form}"), RECORDS)


@settings(max_examples=60)
@given(
    st.lists(LINES, max_size=6),
    FORMS,
    FORMS,
    st.lists(st.sampled_from([b"x", b" y ", b"\r\n\tz", b""]), min_size=1),
)
def test_we_verify_what_they_canonicalise(lines, header_form, body_form, value):
    message = signing.HEADER + b"X: " + b"".join(value) + b"\r\n\r\n" + b"\r\n".join([*lines, b""])
    forms = header_form.encode(), body_form.encode()
    names = [b"from", b"subject", b"x"]
    field = dkim.sign(
        message,
        signing.SELECTOR.encode(),
        signing.DOMAIN.encode(),
        signing.pem(KEY.private),
        None,
        forms,
        include_headers=names,
    )
    assert _passes_here(field + message, now=0)


@settings(max_examples=150)
@given(st.data())
def test_a_changed_message_is_judged_alike(data):
    message = (
        sign(signing.MESSAGE, domain=signing.DOMAIN, selector=signing.SELECTOR, key=KEY, now=NOW)
        + signing.MESSAGE
    )
    start = message.index(b"\r\nFrom:") + 2
    at = data.draw(st.integers(start, len(message)))
    new = data.draw(st.sampled_from([b" ", b"\t", b"\r\n", b"\r\n ", b"x", b"F", b":", b"\r\n\r\n", b""]))
    cut = data.draw(st.integers(0, 2))
    changed = message[:at] + new + message[at + cut :]
    assume(_can_be_split(changed))
    assert _passes_here(changed) == _passes_there(changed, RECORDS)


def _can_be_split(message):
    """Say whether dkimpy takes the message as others do.

    Blanks before a colon, lines without one, and bare CR or LF it refuses; blanks at the end of a last line without CRLF
    it keeps, against RFC 6376 §3.4.4.
    """
    try:
        dkim.DKIM(message)
    except dkim.MessageFormatError:
        return False
    return message.endswith(b"\r\n") and message.count(b"\n") == message.count(b"\r\n") == message.count(
        b"\r"
    )
