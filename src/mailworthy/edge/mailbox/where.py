"""Names mailboxes: ``imaps://jane%40example.org@mail.example.org/INBOX`` (after RFC 5092, RFC 2384)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from mailworthy.errors import InputError

# scheme      protocol  encryption   port; without encryption
SCHEMES = {
    "imaps": ("imap", "tls", 993, 143),
    "imap": ("imap", "starttls", 143, 143),
    "pop3s": ("pop3", "tls", 995, 110),
    "pop3": ("pop3", "starttls", 110, 110),
    "jmap": ("jmap", "tls", 443, 80),
}
OPTIONS = {"starttls", "plain"}


@dataclass(frozen=True, slots=True)
class Where:
    """Which mailbox.

    Args:
        protocol: ``imap``, ``pop3`` or ``jmap``.
        secure: ``tls`` from the first octet, ``starttls`` before the login, or ``plain``: the password goes in the clear.
        host: A name or an address.
        port: Of TCP.
        user: Who logs in.
        folder: The folder, ``INBOX`` where none is named; POP3 has only that.
    """

    protocol: str
    secure: str
    host: str
    port: int
    user: str
    folder: str = "INBOX"

    @property
    def peer(self) -> str:
        """The host and the port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """What the store calls the mailbox: the same however its connection is made safe."""
        usual = self.port in {
            port for protocol, _, *ports in SCHEMES.values() for port in ports if protocol == self.protocol
        }
        at = self.peer.rpartition(":")[0] if usual else self.peer
        return f"{self.protocol}://{quote(self.user)}@{at}/{quote(self.folder)}"


def is_mailbox(source: object) -> bool:
    """Tell a mailbox's URL from a path."""
    return isinstance(source, str) and "://" in source and source.partition("://")[0] in SCHEMES


def parse_where(url: str) -> Where:
    """Read a mailbox's URL.

    ``imap://`` and ``pop3://`` are encrypted by STARTTLS and STLS; ``?plain`` leaves that out, which sends the password
    in the clear.

    Raises:
        InputError: It is none, names no user, or holds a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InputError(f"not a mailbox's URL: {error}") from None
    if parts.scheme not in SCHEMES:
        raise InputError(
            f"{parts.scheme}://: mailboxes are named by {', '.join(f'{name}://' for name in SCHEMES)}"
        )
    shown = f"{parts.scheme}://USER@{host or 'HOST'}"
    if parts.password is not None:
        raise InputError(
            f"{shown}: a password has no place in a URL, where others see it; use --password-file or MAILWORTHY_PASSWORD"
        )
    if not host or not parts.username:
        raise InputError(f"{shown}: name the user and the host; an @ in the user's name is written %40")
    if any(ord(character) < 32 or ord(character) == 127 for character in unquote(url)):
        raise InputError(f"{shown}: a control character has no place in a URL")
    options = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if unknown := options - OPTIONS:
        raise InputError(f"{shown}?{min(unknown)}: known are ?starttls and ?plain")
    user, folder = unquote(parts.username), unquote(parts.path.strip("/"))
    return _where(parts.scheme, options, host=host, port=port, user=user, folder=folder)


def _where(scheme: str, options: set[str], *, host: str, port: int | None, user: str, folder: str) -> Where:
    protocol, secure, usual, open_port = SCHEMES[scheme]
    if "starttls" in options and secure != "starttls":
        raise InputError(f"{scheme}:// is encrypted from the first octet: leave ?starttls out")
    if "plain" in options:
        secure, usual = "plain", open_port
    if protocol == "pop3" and folder not in {"", "INBOX"}:
        raise InputError(f"{scheme}://{host}/{folder}: POP3 has no folders; leave it out")
    return Where(protocol, secure, host, port or usual, user, folder or "INBOX")
