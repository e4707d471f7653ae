"""Greets mail hosts, to learn how they encrypt: banner, EHLO, STARTTLS, the handshake, QUIT. Never MAIL, never RCPT."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from weakref import WeakValueDictionary

from mailworthy.edge import trust
from mailworthy.edge.network_error import unreachable, words
from mailworthy.edge.smtp.connection import Connection, chain
from mailworthy.errors import InputError
from mailworthy.wire.explore import Session, Smtp
from mailworthy.wire.name import NAME_OCTETS
from mailworthy.wire.reach import Reach
from mailworthy.wire.smtp import Reply, keywords

PORT = 25
TIMEOUT_S = (
    30.0  # for all that is said over one connection; some hosts let strangers wait 20 s for the banner
)
LEAVING_S = 3.0
AT_ONCE = 64  # connections
TO_ONE_ADDRESS = 2  # hosts that serve many domains are asked by many checks

# What can be asked for in a handshake; without a name, or with an odd one, nothing would be compared.
_HOST = re.compile(r"(?:[!-\-/-~]{1,63}\.)*[!-\-/-~]{1,63}\.?")
_READY, _DONE = 220, 250  # RFC 5321 §4.3.2
_UNKNOWN_COMMAND = frozenset({500, 502})  # RFC 5321 §4.2.4: a host that knows no EHLO has no extensions

# What OpenSSL says of a chain that it does not accept (X509_V_ERR_…).
_DISTRUST = {
    2: "unknown_issuer",  # UNABLE_TO_GET_ISSUER_CERT
    9: "not_yet_valid",  # CERT_NOT_YET_VALID
    10: "expired",  # CERT_HAS_EXPIRED
    18: "self_signed",  # DEPTH_ZERO_SELF_SIGNED_CERT
    19: "unknown_issuer",  # SELF_SIGNED_CERT_IN_CHAIN
    20: "unknown_issuer",  # UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    21: "unknown_issuer",  # UNABLE_TO_VERIFY_LEAF_SIGNATURE
    23: "revoked",  # CERT_REVOKED
    62: "other_name",  # HOSTNAME_MISMATCH
    64: "other_name",  # IP_ADDRESS_MISMATCH
}


class Greeter:
    """Greets mail hosts, a few at once.

    A host whose certificate is not accepted, or that has no TLS of today, is greeted once or twice more, to see what it has.

    Args:
        reach: Which hosts may be connected to.
        helo: The name to say hello with; our address where it is empty (RFC 5321 §4.1.4).
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long one connection may take, in seconds.

    Raises:
        InputError: ``helo`` is no domain.
    """

    def __init__(
        self, reach: Reach, *, helo: str = "", ca_file: Path | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        if not all(character.isalnum() or character in "-.:[]" for character in helo) or not helo.isascii():
            raise InputError(f"nobody says hello with {helo[:80]!r}: give a host's name")
        self._reach = reach
        self._helo = helo
        self._ca_file = ca_file
        self._timeout_s = timeout_s
        self._free = asyncio.Semaphore(AT_ONCE)
        self._free_at: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()  # while it is used

    @cached_property
    def _strict(self) -> ssl.SSLContext:
        return trust.verifying(self._ca_file)

    @cached_property
    def _old(self) -> ssl.SSLContext:
        return trust.allow_old(trust.verifying(self._ca_file))

    @cached_property
    def _any(self) -> ssl.SSLContext:
        return trust.unverified()

    async def session(self, ask: Smtp) -> Session:
        """Greet one host and tell what it said."""
        if not self._reach.allows(ask.address):
            return Session(why="forbidden", detail=f"{ask.address}: an inner network")
        if not _HOST.fullmatch(ask.host) or len(ask.host) > NAME_OCTETS:
            return Session(why="malformed", detail=f"not a host name: {ask.host[:80]!r}")
        free_there = self._free_at.setdefault(ask.address, asyncio.Semaphore(TO_ONE_ADDRESS))
        async with free_there, self._free:
            session = await self._held(ask, self._strict)
            if session.distrust == "handshake":
                session = _better(session, await self._held(ask, self._old))
            if session.distrust and not session.chain:
                session = _shown(session, await self._held(ask, self._any))
        return session

    async def _held(self, ask: Smtp, context: ssl.SSLContext) -> Session:
        """Hold one conversation."""
        dialogue = _Dialogue(ask, self._helo)
        try:
            await self._led(dialogue, self._reach.port(ask.address, PORT), context)
            await dialogue.leave()
        finally:
            dialogue.close()
        return dialogue.session

    async def _led(self, dialogue: _Dialogue, port: int, context: ssl.SSLContext) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await dialogue.hold(port, context)
        except TimeoutError:
            dialogue.broke_off("timeout", f"not done within {self._timeout_s:g} s")
        except (InputError, OSError) as error:
            dialogue.broke_off(_why(error), words(error))


def _better(session: Session, again: Session) -> Session:
    """Give the second session where it came to a handshake, at least as far as the certificate."""
    if again.tls or again.distrust not in {"", "handshake"}:
        return replace(again, detail=again.detail or session.detail)
    return session


def _shown(session: Session, again: Session) -> Session:
    """Add what a host shows to everybody to what is known of it."""
    if not again.tls:
        return session
    return replace(session, tls=again.tls, cipher=again.cipher, chain=again.chain)


class _Dialogue:
    """One conversation, and what is known from it so far."""

    def __init__(self, ask: Smtp, helo: str) -> None:
        self.session = Session()
        self._ask = ask
        self._helo = helo
        self._connection: Connection | None = None

    async def hold(self, port: int, context: ssl.SSLContext) -> None:
        self._connection = connection = await Connection.to(self._ask.address, port)
        self._helo = self._helo or connection.literal
        if self._welcomed(await connection.reply()) and self._listed(await self._hello(connection)):
            reply = await connection.command("STARTTLS")
            if reply.code == _READY:
                self._learn(starttls=reply.code)
                await self._encrypt(connection, context)
            else:
                self._learn(starttls=reply.code, detail=str(reply))

    async def _hello(self, connection: Connection) -> Reply:
        return await connection.command(f"EHLO {self._helo}")

    def _welcomed(self, banner: Reply) -> bool:
        self._learn(greeting=banner.text)
        if banner.code != _READY:
            self.broke_off("rejected", str(banner))
        return banner.code == _READY

    def _listed(self, reply: Reply) -> bool:
        """Keep what it offers; tell whether STARTTLS is among that."""
        if reply.code == _DONE:
            self._learn(keywords=keywords(reply))
        elif reply.code not in _UNKNOWN_COMMAND:
            self.broke_off("rejected", f"EHLO: {reply}")
        return "STARTTLS" in self.session.keywords

    async def _encrypt(self, connection: Connection, context: ssl.SSLContext) -> None:
        try:
            await connection.start_tls(context, self._ask.host.removesuffix("."))
        except ssl.SSLCertVerificationError as error:
            why = _DISTRUST.get(error.verify_code, "invalid")
            self._learn(distrust=why, detail=error.verify_message.rstrip("."))
        except (ssl.SSLError, ConnectionError, InputError) as error:
            self._learn(distrust="handshake", detail=words(error))
        else:
            self._agreed(connection, trusted=context.verify_mode is ssl.CERT_REQUIRED)

    def _agreed(self, connection: Connection, *, trusted: bool) -> None:
        tls = connection.tls
        assert tls is not None
        cipher = tls.cipher()
        self._learn(
            tls=tls.version() or "", cipher=cipher[0] if cipher else "", chain=chain(tls), trusted=trusted
        )

    def broke_off(self, why: str, detail: str) -> None:
        self._learn(why=why, detail=detail)

    def _learn(self, **known: object) -> None:
        self.session = replace(self.session, **known)  # type: ignore[arg-type]  # fields of Session, each by its name

    async def leave(self) -> None:
        """Part politely where there still is somebody to hear it; hosts are to see a whole session (RFC 3207 §4.2)."""
        if self._connection is None or not self._open():
            return
        with suppress(TimeoutError, InputError, OSError):
            async with asyncio.timeout(LEAVING_S):
                if self.session.tls:
                    await self._hello(self._connection)
                await self._connection.command("QUIT")

    def _open(self) -> bool:
        broken = self.session.starttls == _READY and not self.session.tls
        return self.session.why in {"", "rejected"} and not broken

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _why(error: InputError | OSError) -> str:
    match error:
        case InputError():
            return "malformed"
        case ConnectionRefusedError():
            return "refused"
        case ConnectionError():
            return "closed"
        case _:
            return unreachable(error)
