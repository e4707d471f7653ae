"""A folder over IMAP (RFC 9051, RFC 3501), walked by UID so that nothing is read twice and nothing is changed by reading."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from mailworthy.edge.mailbox.box import AT_ONCE, LARGEST_BYTES, After, Deed, Listed, bounded
from mailworthy.edge.mailbox.login import Login
from mailworthy.edge.mailbox.trouble import WAIT_S, clean, told, trust
from mailworthy.edge.mailbox.where import Where
from mailworthy.errors import OutsideError, Refused, Unreachable

MANY = 50_000  # messages in a folder; the UIDs of fewer are searched at once
STRETCH = 10_000  # UIDs searched at once in a larger one; twice as many after each stretch that holds none
LONGEST_STRETCH = 80_000  # a line of imaplib holds a million octets
IDLE_S = 9 * 60.0  # RFC 2177 §3 allows 29 minutes; many routers forget a connection sooner
SOON = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")  # RFC 5530 §3: nothing that the user must mend


class ImapMailbox:
    """One folder of one user.

    Args:
        where: Which one.
        login: The proof that it is ours.
        after: What becomes of bounces.
        ca_file: The authorities to trust instead of the system's.
    """

    lasting = True

    def __init__(self, where: Where, login: Login, after: After, *, ca_file: Path | None = None) -> None:
        self.name = where.name
        self._where = where
        self._after = after
        self._secret = login.secret()
        context = trust(ca_file)
        with self._asking("connecting"):
            self._imap = IMAPClient(
                where.host,
                where.port,
                ssl=where.secure == "tls",
                ssl_context=context,
                timeout=SocketTimeout(WAIT_S, WAIT_S),
            )
            self._imap._imap.debug = 0  # noqa: SLF001  # or every line is written down, the password's too
        try:
            self._enter(context, login)
        except BaseException:
            self._hang_up()
            raise

    def _enter(self, context: Any, login: Login) -> None:
        if self._where.secure == "starttls":
            self._encrypt(context)
        with self._asking("login"):
            self._log_in(token=login.token)
        if self._after.deed is Deed.MOVE:
            self._make_folder(self._after.folder)

    def _encrypt(self, context: Any) -> None:
        with self._asking("STARTTLS"):
            if not self._imap.has_capability("STARTTLS"):
                raise OutsideError(
                    f"{self._where.peer}: offers no STARTTLS, so the password was not sent; try imaps://",
                    peer=self._where.peer,
                    temporary=False,
                )
            self._imap.starttls(context)

    def _log_in(self, *, token: bool) -> None:
        user, secret = self._where.user, self._secret
        if token:
            self._imap.oauth2_login(user, secret)
        elif self._imap.has_capability("AUTH=PLAIN"):  # takes any character, which LOGIN does not
            self._imap.plain_login(user, secret)
        else:
            self._imap.login(user, secret)

    def _make_folder(self, folder: str) -> None:
        with self._asking(f"folder {folder}"):
            if not self._imap.folder_exists(folder):
                self._imap.create_folder(folder)

    def new(self, place: str) -> Iterator[Listed]:
        """List what came since a place, by UID; everything where UIDVALIDITY changed (RFC 9051 §2.3.1.1)."""
        with self._asking(f"folder {self._where.folder}"):
            chosen = self._imap.select_folder(self._where.folder, readonly=self._after.deed is Deed.LEAVE)
        validity, end = int(chosen.get(b"UIDVALIDITY", 0)), int(chosen.get(b"UIDNEXT", 1 << 32))
        last = self._last(place, validity)
        whole = int(chosen.get(b"EXISTS", MANY)) < MANY
        for uids in self._stretches(last + 1, end, end if whole else STRETCH):
            for begin in range(0, len(uids), AT_ONCE):
                some = uids[begin : begin + AT_ONCE]
                yield Listed(tuple(f"uid:{validity}:{uid}" for uid in some), self._place(validity, some[-1]))
                last = some[-1]
        if end - 1 > last:
            yield Listed((), self._place(validity, end - 1 if end < 1 << 32 else last))

    def _place(self, validity: int, last: int) -> str:
        return json.dumps({"validity": validity, "last": last, "after": str(self._after)})

    def _last(self, place: str, validity: int) -> int:
        """Give the last UID that is done with. What was left before but is to be moved now is looked at once more."""
        with suppress(ValueError, KeyError, TypeError):
            known = json.loads(place)
            if known["validity"] == validity and (
                self._after.deed is Deed.LEAVE or known["after"] == str(self._after)
            ):
                return int(known["last"])
        return 0

    def _stretches(self, first: int, end: int, width: int) -> Iterator[list[int]]:
        """Search stretch by stretch: a line with a million UIDs would be held at once. UIDNEXT - 1 is not looked beyond."""
        while first < end:
            with self._asking("search"):
                found = sorted(self._imap.search(["UID", f"{first}:{min(first + width, end) - 1}"]))
            yield found
            first += width
            width = STRETCH if found else min(width * 2, LONGEST_STRETCH)

    def fetch(self, marks: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
        """Give messages without marking them as seen."""
        marked = {int(mark.rpartition(":")[2]): mark for mark in marks}
        with self._asking("fetch"):
            sizes = self._imap.fetch(list(marked), ["RFC822.SIZE"])
        listed = ((str(uid), int(found.get(b"RFC822.SIZE", 0))) for uid, found in sorted(sizes.items()))
        for uids in bounded(listed):
            with self._asking("fetch"):
                fetched = self._imap.fetch(uids, [f"BODY.PEEK[]<0.{LARGEST_BYTES}>"])
            for uid, found in sorted(fetched.items()):
                raw = next((value for key, value in found.items() if key.startswith(b"BODY[]")), None)
                if isinstance(raw, bytes):
                    yield marked[uid], f"{self._where.folder}/;UID={uid}", raw

    def settle(self, marks: Sequence[str]) -> None:
        """Flag, move or delete by UID, so that whatever else is marked as deleted stays."""
        uids = [int(mark.rpartition(":")[2]) for mark in marks]
        if not uids or self._after.deed is Deed.LEAVE:
            return
        with self._asking(self._after.deed.value):
            if self._after.deed is Deed.FLAG:
                self._imap.add_flags(uids, [rb"\Flagged"], silent=True)
            elif self._after.deed is Deed.MOVE and self._imap.has_capability("MOVE"):  # RFC 6851
                self._imap.move(uids, self._after.folder)
            else:
                self._copy_and_delete(uids)

    def _copy_and_delete(self, uids: list[int]) -> None:
        if self._after.deed is Deed.MOVE:
            self._imap.copy(uids, self._after.folder)
        self._imap.delete_messages(uids, silent=True)
        if self._imap.has_capability(
            "UIDPLUS"
        ):  # without it EXPUNGE would also take what others marked (RFC 4315 §2.1)
            self._imap.uid_expunge(uids)

    def wait(self, seconds: float) -> None:
        """Let the server say when something comes (RFC 2177); ask again after a while where it does not offer that."""
        with self._asking("waiting"):
            if any(b"EXISTS" in line for line in self._imap.noop()[1]):
                return
            if not self._imap.has_capability("IDLE"):
                time.sleep(seconds)
                return
            self._imap.idle()
            self._imap.idle_check(timeout=min(seconds, IDLE_S))
            self._imap.idle_done()

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        with suppress(IMAPClientError, OSError):
            self._imap.logout()
        self._hang_up()

    def _hang_up(self) -> None:
        with suppress(IMAPClientError, OSError):
            self._imap.shutdown()

    @contextmanager
    def _asking(self, command: str) -> Iterator[None]:
        """Turn what the server answers into our errors."""
        peer = self._where.peer
        try:
            with told(peer):
                yield
        except IMAPClientAbortError as error:
            raise Unreachable(f"{peer}: the connection broke off ({self._words(error)})", peer=peer) from None
        except LoginError as error:
            words = self._words(error)
            if any(code in words for code in SOON):
                raise Unreachable(f"{peer}: takes no login now: {words}", peer=peer) from None
            raise Refused(
                f"{peer}: refuses the login of {self._where.user}: {words}",
                text=words,
                command=command,
                peer=peer,
            ) from None
        except (
            IMAPClientError,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
        ) as error:  # the last: no IMAP at all
            words = self._words(error)
            raise Refused(f"{peer}: {command}: {words}", text=words, command=command, peer=peer) from None

    def _words(self, error: Exception) -> str:
        text = error.args[0] if error.args else error
        return clean(text, self._secret) or type(error).__name__
