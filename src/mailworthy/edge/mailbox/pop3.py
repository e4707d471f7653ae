"""A mailbox over POP3 (RFC 1939): known by UIDL where the server has it; what is deleted is gone when the session ends."""

from __future__ import annotations

import base64
import poplib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mailworthy.edge.mailbox.box import AT_ONCE, LARGEST_BYTES, After, Deed, Listed
from mailworthy.edge.mailbox.login import Login
from mailworthy.edge.mailbox.trouble import WAIT_S, clean, told, trust
from mailworthy.edge.mailbox.where import Where
from mailworthy.errors import InputError, OutsideError, Refused, Unreachable

LINES = 200_000  # of a message: more than anybody needs
LINE_BYTES = 64 << 10  # of a message read at once; poplib itself refuses lines over 2,048
SOON = (
    "[IN-USE]",
    "[LOGIN-DELAY]",
    "[SYS/TEMP]",
)  # RFC 2449 §8, RFC 3206 §4: nothing that the user must mend


class _Conversation(poplib.POP3):
    """Reads long answers bit by bit: poplib holds them whole, and refuses lines that real messages have."""

    def lines(self, command: str) -> Iterator[bytes]:
        """Give the lines of an answer as they come, their ends as they are, dots taken off."""
        self._shortcmd(command)  # type: ignore[attr-defined]  # poplib has no public way to read as it comes
        begins = True
        while line := self.file.readline(LINE_BYTES):
            if begins and line in {b".\r\n", b".\n"}:
                return
            yield line[1:] if begins and line.startswith(b".") else line
            begins = line.endswith(b"\n")
        raise poplib.error_proto("-ERR EOF")

    def prove(self, mechanism: str, response: str) -> None:
        """Log in by a mechanism whose answer is too long for one line (RFC 5034 §4)."""
        self._shortcmd(f"AUTH {mechanism}")  # type: ignore[attr-defined]  # poplib knows no AUTH
        answer = self._shortcmd(response)  # type: ignore[attr-defined]  # same
        if not answer.startswith(b"+OK"):  # why it was refused: the refusal itself waits for our answer
            self._shortcmd("")  # type: ignore[attr-defined]  # same


class _Encrypted(_Conversation, poplib.POP3_SSL):
    """The same, encrypted from the first octet."""


class Pop3Mailbox:
    """The mailbox of one user.

    Args:
        where: Which one.
        login: The proof that it is ours.
        after: What becomes of bounces: left or deleted, since POP3 knows no flags and no folders.
        ca_file: The authorities to trust instead of the system's.
    """

    def __init__(self, where: Where, login: Login, after: After, *, ca_file: Path | None = None) -> None:
        if after.deed not in {Deed.LEAVE, Deed.DELETE}:
            raise InputError(f"POP3 knows no flags and no folders: {after} needs imap:// or jmap://")
        self.name = where.name
        self.lasting = True
        self._where = where
        self._after = after
        self._login = login
        self._ca_file = ca_file
        self._numbers: dict[str, int] = {}
        self._top = False
        self._pop = self._connected()

    def _connected(self) -> _Conversation:
        where, secret, context = self._where, self._login.secret(), trust(self._ca_file)
        with self._asking("connecting", secret):
            pop: _Conversation
            if where.secure == "tls":
                pop = _Encrypted(where.host, where.port, timeout=WAIT_S, context=context)
            else:
                pop = _Conversation(where.host, where.port, timeout=WAIT_S)
        try:
            if where.secure == "starttls":
                with self._asking("STLS", secret):
                    self._encrypt(pop, context)
            with self._asking("login", secret):
                self._log_in(pop, secret)
            with suppress(poplib.error_proto):  # RFC 2449 came later than some servers
                self._top = "TOP" in pop.capa()
        except BaseException:
            with suppress(OSError):  # TLS may have closed it already
                pop.close()
            raise
        return pop

    def _encrypt(self, pop: _Conversation, context: object) -> None:
        if "STLS" not in pop.capa():
            raise OutsideError(
                f"{self._where.peer}: offers no STLS, so the password was not sent; try pop3s://",
                peer=self._where.peer,
                temporary=False,
            )
        pop.stls(context)  # type: ignore[arg-type]  # an SSLContext

    def _log_in(self, pop: _Conversation, secret: str) -> None:
        user = self._where.user
        if self._login.token:
            proof = f"user={user}\1auth=Bearer {secret}\1\1"
            pop.prove("XOAUTH2", base64.b64encode(proof.encode()).decode())
        else:
            pop.user(user)
            pop.pass_(secret)

    def new(self, place: str) -> Iterator[Listed]:  # noqa: ARG002  # POP3 always tells all: the marks say what is new
        """List all messages, oldest first."""
        self._numbers = self._named()
        marks = list(self._numbers)
        for begin in range(0, len(marks), AT_ONCE):
            yield Listed(tuple(marks[begin : begin + AT_ONCE]), "")

    def _named(self) -> dict[str, int]:
        """Give each message's number by its mark. Identical copies may share a UIDL (RFC 1939 §7): one is read."""
        with self._asking("UIDL"):
            try:
                pairs = [line.split() for line in self._pop.lines("UIDL")]
            except poplib.error_proto as error:
                if _broken(error):
                    raise
                self.lasting = False
                return {f"number:{number}": number for number in range(1, self._pop.stat()[0] + 1)}
        named: dict[str, int] = {}
        for pair in pairs:
            if len(pair) == 2 and pair[0].isdigit():
                named.setdefault(f"uidl:{pair[1].decode('ascii', 'backslashreplace')}", int(pair[0]))
        return named

    def fetch(self, marks: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
        """Give messages one by one, by TOP where the server has it: RETR would mark them as seen."""
        for mark in marks:
            with self._asking("RETR"):
                try:
                    raw = self._retrieved(self._numbers[mark])
                except poplib.error_proto as error:
                    if _broken(error):
                        raise
                    continue  # gone meanwhile
            yield mark, mark.partition(":")[2], raw

    def _retrieved(self, number: int) -> bytes:
        kept: list[bytes] = []
        size_bytes = 0
        command = f"TOP {number} {LINES}" if self._top else f"RETR {number}"
        for line in self._pop.lines(command):
            if size_bytes < LARGEST_BYTES:
                kept.append(line)
                size_bytes += len(line)
        return b"".join(kept)[:LARGEST_BYTES]

    def settle(self, marks: Sequence[str]) -> None:
        """Delete; the server carries it out when the session ends (RFC 1939 §6)."""
        if self._after.deed is not Deed.DELETE:
            return
        for mark in marks:
            with self._asking("DELE"):
                try:
                    self._pop.dele(self._numbers[mark])
                except poplib.error_proto as error:
                    if _broken(error):
                        raise

    def wait(self, seconds: float) -> None:
        """End the session, which other programs wait for, and begin a new one later."""
        self.close()
        time.sleep(seconds)
        self._pop = self._connected()

    def close(self) -> None:
        """Say goodbye: only now is gone what was deleted."""
        with suppress(poplib.error_proto, OSError, AttributeError):  # the last: it is closed already
            self._pop.quit()
        self._pop.close()

    @contextmanager
    def _asking(self, command: str, secret: str = "") -> Iterator[None]:
        """Turn what the server answers into our errors."""
        peer = self._where.peer
        try:
            with told(peer):
                yield
        except poplib.error_proto as error:
            words = clean(error.args[0] if error.args else error, secret)
            if _broken(error):
                raise Unreachable(f"{peer}: the connection broke off", peer=peer) from None
            if any(code in words for code in SOON):
                raise Unreachable(f"{peer}: not now: {words}", peer=peer) from None
            said = f"refuses the login of {self._where.user}" if command == "login" else command
            raise Refused(f"{peer}: {said}: {words}", text=words, command=command, peer=peer) from None


def _broken(error: poplib.error_proto) -> bool:
    return "EOF" in str(error)
