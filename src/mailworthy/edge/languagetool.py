"""A LanguageTool server of the user's: one text a request, in bounded time and space; whatever goes wrong is an answer too.

It is a host that the user names, so it may live anywhere, on loopback too; :class:`~mailworthy.wire.reach.Reach` is for hosts that
the network tells us of. What is read goes to it and to nobody else: redirects are not followed, proxies are not asked.
"""

from __future__ import annotations

import asyncio
import ssl
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from mailworthy.edge import trust
from mailworthy.edge.network_error import words
from mailworthy.errors import InputError
from mailworthy.wire.explore import Lint, Proof, Proofread

if TYPE_CHECKING:
    import httpx2

TIMEOUT_S = 30.0  # for all of it: a server that has just been started reads its rules first
CONNECT_S = 5.0
ANSWER_OCTETS = 4 << 20
AT_ONCE = 4  # requests: it keeps a core busy with each
REPLACEMENTS = 5  # of one lint

_PORT = 8081  # its own
_EXAMPLE = "http://127.0.0.1:8081"
_LAST_OF_ONE = 0xFFFF  # a character beyond takes two units of UTF-16
_KINDS = {
    "misspelling": "spelling",
    "grammar": "grammar",
    "style": "style",
    "typographical": "typography",
    "whitespace": "typography",
}
_SPELLING = "TYPOS"  # the category; its rules also call themselves grammar


class _Category(msgspec.Struct):
    id: str = ""


class _Rule(msgspec.Struct, rename="camel"):
    id: str = ""
    issue_type: str = ""
    category: _Category = msgspec.field(default_factory=_Category)


class _Replacement(msgspec.Struct):
    value: str = ""


class _Match(msgspec.Struct):
    offset: int
    length: int
    message: str = ""
    replacements: list[_Replacement] = []
    rule: _Rule = msgspec.field(default_factory=_Rule)


class _Checked(msgspec.Struct):
    matches: list[_Match]


class LanguageTool:
    """A LanguageTool server.

    Args:
        address: As people write it: ``http://127.0.0.1:8081``, with a path where a web server is in front of it.
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long one text may take, in seconds.

    Raises:
        InputError: It is no address.
    """

    def __init__(self, address: str, *, ca_file: Path | None = None, timeout_s: float = TIMEOUT_S) -> None:
        self._url, self._name = _url(address)
        self._ca_file = ca_file
        self._timeout_s = timeout_s
        self._free = asyncio.Semaphore(AT_ONCE)

    async def proof(self, ask: Proofread) -> Proof:
        """Have a text read.

        Raises:
            InputError: The authorities cannot be used.
        """
        import httpx2  # noqa: PLC0415  # only where a text is read

        async with self._free:
            try:
                async with asyncio.timeout(self._timeout_s):
                    status, body = await self._asked(ask)
            except TimeoutError:
                return self._silent("timeout", f"no answer within {self._timeout_s:g} s")
            except httpx2.TimeoutException:
                return self._silent("timeout", f"no connection within {CONNECT_S:g} s")
            except httpx2.HTTPError as error:
                return self._silent(*_trouble(error))
        return self._read(ask, status, body)

    async def _asked(self, ask: Proofread) -> tuple[int, bytes]:
        """Give status and body, the body no longer than it may be and one octet more."""
        import httpx2  # noqa: PLC0415  # same

        context = trust.verifying(self._ca_file) if self._url.startswith("https:") else False
        limit = httpx2.Timeout(None, connect=CONNECT_S)
        fields = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "mailworthy"}
        body = bytearray()
        async with (
            httpx2.AsyncClient(
                verify=context, timeout=limit, trust_env=False, follow_redirects=False
            ) as client,
            client.stream(
                "POST", self._url, data={"text": ask.text, "language": ask.language}, headers=fields
            ) as response,
        ):
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > ANSWER_OCTETS:
                    break
            return response.status_code, bytes(body)

    def _read(self, ask: Proofread, status: int, body: bytes) -> Proof:
        if (
            status == 400 and b"language" in body[:400].lower()
        ):  # its words: 'xx' is not a language code known
            return self._silent("language", f"it does not know the language {ask.language}")
        if status != 200:
            return self._silent("rejected", f"it answers with HTTP {status}")
        if len(body) > ANSWER_OCTETS:
            return self._silent("malformed", f"an answer of more than {ANSWER_OCTETS} octets")
        try:
            checked = msgspec.json.decode(body, type=_Checked)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._silent("malformed", "its answer is nothing of LanguageTool's")
        return Proof(tuple(_lints(ask.text, checked.matches)))

    def _silent(self, why: str, detail: str) -> Proof:
        return Proof(why=why, detail=f"{self._name}: {detail}")


def _lints(text: str, matches: list[_Match]) -> list[Lint]:
    """Give what it objects to. It counts in units of UTF-16, as Java does."""
    units = [0, *accumulate(1 + (ord(sign) > _LAST_OF_ONE) for sign in text)]
    found = []
    for match in matches:
        if 0 <= match.offset < match.offset + match.length <= units[-1]:
            start = bisect_right(units, match.offset) - 1
            end = bisect_right(units, match.offset + match.length) - 1
            likely = tuple(one.value for one in match.replacements[:REPLACEMENTS])
            found.append(Lint(start, end, match.message, likely, match.rule.id, _kind(match.rule)))
    return sorted(found, key=lambda lint: (lint.start, lint.end))


def _kind(rule: _Rule) -> str:
    if rule.category.id == _SPELLING and rule.issue_type == "misspelling":
        return "spelling"
    return _KINDS.get(rule.issue_type, rule.issue_type or "grammar")


def _trouble(error: httpx2.HTTPError) -> tuple[str, str]:
    """Tell what happened, by the error that lies below."""
    import httpx2  # noqa: PLC0415  # it has been imported by then

    below: BaseException | None = error
    while below is not None:
        if isinstance(below, ssl.SSLCertVerificationError):
            return "certificate", below.verify_message.rstrip(".")
        if isinstance(below, ssl.SSLError):
            return "tls", words(below)
        below = below.__cause__ or below.__context__
    if isinstance(error, httpx2.ConnectError):
        return "unreachable", "nobody answers there"
    if isinstance(error, httpx2.RemoteProtocolError):
        return "malformed", "no proper HTTP"
    return "unreachable", "the connection broke off"


def _url(address: str) -> tuple[str, str]:
    """Give where to ask, and how to call it in a line."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port
    except ValueError:
        raise _unreadable(address) from None
    if "@" in parts.netloc:  # what stands there is a secret: it is not repeated
        raise InputError(
            "LanguageTool: no password in its address: let a web server of yours ask for none on this machine"
        )
    fine = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
    if not fine or not address.isascii() or not address.isprintable() or " " in address:
        raise _unreadable(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    name = f"{host}:{port or (_PORT if '://' not in address else 443 if parts.scheme == 'https' else 80)}"
    path = parts.path.rstrip("/").removesuffix("/check").removesuffix("/v2")
    return f"{parts.scheme}://{name}{path}/v2/check", name


def _unreadable(address: str) -> InputError:
    return InputError(f"LanguageTool: {address[:80]!a} is no place to ask: write {_EXAMPLE}")
