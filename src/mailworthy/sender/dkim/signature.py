"""A signature as a message bears it (RFC 6376 §3.5): read, and held against all that makes it unusable by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.errors import InputError
from mailworthy.sender.dkim import tags
from mailworthy.sender.dkim.canonical import Form
from mailworthy.sender.dkim.key import Kind
from mailworthy.sender.dkim.result import Fault
from mailworthy.wire.name import to_ascii

OCTETS = 16_384  # of one signature field: some ten times what busy senders use
MOST_NAMES = 500  # in h=
NAME_OCTETS = 253  # RFC 1035 §2.3.4, without the root

_SYNTAX = "DKIM-SYNTAX"
_REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
_STANDARD = 1_179_792_000  # the day of RFC 4871, 22 May 2007: drafts before it had no v=, and wrote q=dns
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
_QUOTED = re.compile(r"=([0-9A-F]{2})")
_ALGORITHMS = {"rsa-sha256": Kind.RSA, "ed25519-sha256": Kind.ED25519}
_LENGTH = re.compile(r"[0-9]{1,76}")
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that can be looked at further.

    Args:
        kind: The kind of key that it was made with.
        domain: ``d=`` in lower case as A-labels.
        selector: ``s=`` likewise.
        identity: ``i=``; ``@`` and the domain where it is not there.
        header_form: How the header was hashed.
        body_form: How the body was hashed.
        names: ``h=``, in lower case.
        value: ``b=``, decoded.
        body_hash: ``bh=``, decoded.
        length: ``l=`` in octets, None where the whole body is signed.
        made: ``t=`` in seconds since 1970, None where it is not said.
        expires: ``x=`` likewise.
        copied: Whether it holds copies of header fields (``z=``).
        draft: Whether it has the form of the drafts before RFC 4871.
    """

    kind: Kind
    domain: str
    selector: str
    identity: str
    header_form: Form
    body_form: Form
    names: tuple[bytes, ...]
    value: bytes
    body_hash: bytes
    length: int | None = None
    made: int | None = None
    expires: int | None = None
    copied: bool = False
    draft: bool = False

    @property
    def algorithm(self) -> str:
        """``a=``."""
        return f"{self.kind.value}-sha256"


def tags_of(value: bytes) -> dict[str, str]:
    """Read the tags of a signature field.

    Raises:
        Fault: They are no list of tags.
    """
    return tags.read(value.decode("utf-8", "replace"), _SYNTAX, OCTETS)  # RFC 8616 §3: UTF-8 in names


def read(found: dict[str, str]) -> Signature:
    """Read a signature from its tags (RFC 6376 §6.1.1).

    One in the form of the drafts before the standard is read as those wrote it, and said to be one.

    Raises:
        Fault: It must be ignored; says why.
    """
    draft = _is_draft(found)
    if draft:
        found = {**found, "v": "1", "q": "dns/txt"}
    for tag in _REQUIRED:
        if tag not in found:
            raise Fault(_SYNTAX, f"{tag}=")
    if found["v"] != "1":
        raise Fault(_SYNTAX, f"v={found['v'][:80]}")
    header_form, body_form = forms(found.get("c", "simple/simple"))
    signed = names(found["h"])
    if b"from" not in signed:
        raise Fault("DKIM-FROM-UNSIGNED", f"h={found['h'][:200]}")
    if "dns/txt" not in tags.names(found.get("q", "dns/txt")):
        raise Fault(_SYNTAX, f"q={found['q'][:80]}")
    domain = domain_name(found["d"], "d")
    made, expires = _number(found, "t", _TIME), _number(found, "x", _TIME)
    if made is not None and expires is not None and expires <= made:
        raise Fault(_SYNTAX, f"t={made}; x={expires}")
    return Signature(
        kind=kind(found["a"]),
        domain=domain,
        selector=domain_name(found["s"], "s"),
        identity=_identity(found["i"], domain) if "i" in found else f"@{domain}",
        header_form=header_form,
        body_form=body_form,
        names=signed,
        value=tags.base64(found["b"], _SYNTAX, "b"),
        body_hash=tags.base64(found["bh"], _SYNTAX, "bh"),
        length=_number(found, "l", _LENGTH),
        made=made,
        expires=expires,
        copied="z" in found,
        draft=draft,
    )


def _is_draft(found: dict[str, str]) -> bool:
    """Tell the form of the drafts: no ``v=``, and either ``q=dns`` or made before there was a standard."""
    if "v" in found:
        return False
    made = found.get("t", "")
    return found.get("q") == "dns" or bool(_TIME.fullmatch(made) and int(made) < _STANDARD)


def kind(algorithm: str) -> Kind:
    """Read ``a=`` (RFC 8301 §3.1: SHA-1 is no longer valid; RFC 8463 §3)."""
    if algorithm == "rsa-sha1":
        raise Fault("DKIM-SHA1", f"a={algorithm}")
    if algorithm not in _ALGORITHMS:
        raise Fault(_SYNTAX, f"a={algorithm[:80]}")
    return _ALGORITHMS[algorithm]


def forms(value: str) -> tuple[Form, Form]:
    """Read ``c=``: how header and body were hashed, simple for a body of which nothing is said."""
    header, slash, body = value.partition("/")
    try:
        return Form(header), Form(body) if slash else Form.SIMPLE
    except ValueError:
        raise Fault(_SYNTAX, f"c={value[:80]}") from None


def names(value: str) -> tuple[bytes, ...]:
    """Read ``h=``: names in lower case, in their order."""
    found = tags.names(value.lower())
    if len(found) > MOST_NAMES:
        raise Fault(_SYNTAX, f"h= ({len(found)} > {MOST_NAMES})")
    return tuple(name.encode("utf-8") for name in found)


def domain_name(value: str, tag: str) -> str:
    """Read a domain name or a selector, in lower case as A-labels (RFC 6376 §3.1, RFC 8616 §3)."""
    name = value.lower()
    if not name.isascii():
        try:
            name = to_ascii(name)
        except InputError:
            raise Fault(_SYNTAX, f"{tag}={value[:80]}") from None
    if len(name) > NAME_OCTETS or not _DOMAIN.fullmatch(name):
        raise Fault(_SYNTAX, f"{tag}={value[:80]}")
    return name


def _identity(value: str, domain: str) -> str:
    """Read ``i=``, which must lie in the domain that signs (RFC 6376 §3.5)."""
    plain = _QUOTED.sub(lambda quoted: chr(int(quoted[1], 16)), "".join(value.split()))  # RFC 6376 §2.11
    local, at, host = plain.rpartition("@")
    if not at:
        raise Fault(_SYNTAX, f"i={value[:80]}")
    host = domain_name(host, "i")
    if host != domain and not host.endswith("." + domain):
        raise Fault("DKIM-IDENTITY", f"i={value[:80]}; d={domain}")
    return f"{local}@{host}"


def _number(found: dict[str, str], tag: str, pattern: re.Pattern[str]) -> int | None:
    if tag not in found:
        return None
    if not pattern.fullmatch(found[tag]):
        raise Fault(_SYNTAX, f"{tag}={found[tag][:80]}")
    return int(found[tag])
