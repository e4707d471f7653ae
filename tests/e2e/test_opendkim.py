"""OpenDKIM verifies what we sign, and we verify what OpenDKIM signs."""

from __future__ import annotations

import re
import subprocess
import time

import pytest
import signing
from signing import DOMAIN, HEADER, MESSAGE, OWNER, SELECTOR

from mailworthy.sender.dkim import Dkim, Kind, sign, verify
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.system("opendkim")

KEYS = [signing.ed25519(), signing.rsa(1024), signing.rsa(2048), signing.rsa(4096)]
EACH_KEY = pytest.mark.parametrize("key", KEYS, ids=["ed25519", "rsa-1024", "rsa-2048", "rsa-4096"])
INSERTED = re.compile(r"### INSHEADER: idx=\d+ hname='([^']+)' hvalue='([^']*)'")
BODIES = [b"", b"\r\n", b"Hello\r\n", b" Hello  \t there \r\n\r\n\r\n", "Grüße\r\n.\r\n".encode()]


def _run(program, folder, settings_, message):
    """Let OpenDKIM read one message as if it came by SMTP; give the fields that it adds, and what it says."""
    conf, file = folder / "opendkim.conf", folder / "message.eml"
    conf.write_text("Syslog no\nSocket inet:0@127.0.0.1\nRequireSafeKeys no\n" + settings_, encoding="utf-8")
    file.write_bytes(message)
    told = subprocess.run(
        [program("opendkim"), "-f", "-v", "-v", "-x", str(conf), "-t", str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return dict(INSERTED.findall(told.stdout)), told.stdout + told.stderr


def _verified_there(program, folder, message, record):
    (folder / "keys").write_text(f"{OWNER} {record}\n", encoding="utf-8")
    fields, said = _run(program, folder, f"Mode v\nTestDNSData {folder / 'keys'}\n", message)
    found = re.search(r"dkim=(\w+)", fields.get("Authentication-Results", ""))
    return found[1] if found else said


def _signed_there(program, folder, message, key, options=""):
    (folder / "private.pem").write_bytes(signing.pem(key.private))
    (folder / "private.pem").chmod(0o600)
    settings_ = f"Mode s\nDomain {DOMAIN}\nSelector {SELECTOR}\nKeyFile {folder / 'private.pem'}\n"
    fields, said = _run(program, folder, f"{settings_}SignatureAlgorithm {key.algorithm}\n{options}", message)
    assert "DKIM-Signature" in fields, said
    return b"DKIM-Signature: " + fields["DKIM-Signature"].replace("\n", "\r\n").encode() + b"\r\n" + message


def _verified_here(message, key):
    return hold(verify(message, now=int(time.time())), Zone({OWNER: {"TXT": [key.record]}}))[0]


@EACH_KEY
@pytest.mark.parametrize("body", BODIES)
def test_opendkim_verifies_what_we_sign(program, tmp_path, key, body):
    message = HEADER + b"\r\n" + body
    field = sign(message, domain=DOMAIN, selector=SELECTOR, key=key, now=int(time.time()), expire_s=600)
    assert _verified_there(program, tmp_path, field + message, key.record) == "pass"
    assert _verified_there(program, tmp_path, field + message + b"more\r\n", key.record) == "fail"


@EACH_KEY
@pytest.mark.parametrize("forms", ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"])
def test_we_verify_what_opendkim_signs(program, tmp_path, key, forms):
    for body in BODIES:
        signed = _signed_there(program, tmp_path, HEADER + b"\r\n" + body, key, f"Canonicalization {forms}\n")
        assert _verified_here(signed, key).result.value == _expected(key, forms)
        assert _verified_there(program, tmp_path, signed, key.record) == _expected(key, forms)
        assert _verified_here(signed + b"more\r\n", key).result is Dkim.FAIL


def _expected(key, forms):
    """Ed25519 over a simple header is beyond OpenDKIM 2.11: it does not verify its own signatures either."""
    return "fail" if key.kind is Kind.ED25519 and forms.startswith("simple") else "pass"


def test_what_opendkim_can_add_is_noticed(program, tmp_path):
    """Copies of fields, a body length, names signed once more than they are there."""
    key = signing.rsa(2048)
    options = "Diagnostics yes\nMaximumSignedBytes 10000\nOversignHeaders From,To,Subject,Date\n"
    signed = _signed_there(program, tmp_path, MESSAGE, key, options)
    found = _verified_here(signed + b"more\r\n", key)
    codes = {finding.code for finding in found.findings}
    assert found.result is Dkim.PASS
    assert codes >= {"DKIM-COPIED-FIELDS", "DKIM-L-TAG", "DKIM-UNSIGNED-TAIL"}
    assert "DKIM-NOT-OVERSIGNED" not in codes
