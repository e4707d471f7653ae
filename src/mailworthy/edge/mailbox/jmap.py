"""A folder over JMAP (RFC 8620, RFC 8621): what changed since a state, octets by their blobs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urljoin

import httpx2
import msgspec

from mailworthy.edge.mailbox.box import AT_ONCE, LARGEST_BYTES, After, Deed, Listed, bounded
from mailworthy.edge.mailbox.login import Login
from mailworthy.edge.mailbox.trouble import WAIT_S, clean, told, trust
from mailworthy.edge.mailbox.where import Where
from mailworthy.errors import OutsideError, Refused, Unreachable

CORE, MAIL = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"
PAGE = 500  # ids asked for at once
SIDE_BY_SIDE = 4  # blobs fetched at once; the least that servers should allow (RFC 8620 §2)
TRIES = 5  # a folder that changes while its ids are read is read again
ANSWER_BYTES = 64 << 20  # of one answer


Shape = TypeVar("Shape")


class _Session(msgspec.Struct, rename="camel"):
    api_url: str
    download_url: str
    primary_accounts: dict[str, str]


class _Folder(msgspec.Struct, rename="camel"):
    id: str
    name: str = ""
    parent_id: str | None = None
    role: str | None = None


class _Folders(msgspec.Struct):
    found: list[_Folder] = msgspec.field(name="list")


class _State(msgspec.Struct):
    state: str


class _Changes(msgspec.Struct, rename="camel"):
    created: list[str]
    updated: list[str]
    new_state: str
    has_more_changes: bool


class _Page(msgspec.Struct, rename="camel"):
    query_state: str
    ids: list[str]


class _Email(msgspec.Struct, rename="camel"):
    id: str
    blob_id: str = ""
    size: int = 0
    mailbox_ids: dict[str, bool] = {}


class _Emails(msgspec.Struct):
    found: list[_Email] = msgspec.field(name="list")


class _Done(msgspec.Struct, rename="camel"):
    created: dict[str, _Folder] | None = None
    not_created: dict[str, Any] | None = None
    not_updated: dict[str, Any] | None = None
    not_destroyed: dict[str, Any] | None = None


class _Error(Exception):
    """A method's error (RFC 8620 §3.6.2)."""

    def __init__(self, kind: str, told_by_server: object) -> None:
        super().__init__(f"{kind}: {told_by_server}" if told_by_server else kind)
        self.kind = kind


class JmapMailbox:
    """One folder of one account.

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
        self._login = login
        self._secret = login.secret()
        self._http = httpx2.Client(
            verify=trust(ca_file), timeout=WAIT_S, follow_redirects=True, max_redirects=3, trust_env=False
        )
        self._base = f"{'http' if where.secure == 'plain' else 'https'}://{where.peer}"
        try:
            self._enter()
        except BaseException:
            self._http.close()
            raise

    def _enter(self) -> None:
        session = self._understood("session", self._told("GET", f"{self._base}/.well-known/jmap"), _Session)
        self._api = self._url(session.api_url)  # RFC 8620 §2
        self._download = session.download_url
        self._account = session.primary_accounts.get(MAIL, "")
        if not self._account:
            raise self._refused("session", "it tells of no mail account")
        folders = dict(self._folders())
        if self._where.folder not in folders:
            raise self._refused(f"folder {self._where.folder}", "there is no such folder")
        self._folder = folders[self._where.folder]
        self._target = ""
        if self._after.deed is Deed.MOVE:
            self._target = folders.get(self._after.folder) or self._made(self._after.folder)

    def _folders(self) -> Iterator[tuple[str, str]]:
        """Give folders' ids by their paths; the inbox also as INBOX, as it is called elsewhere."""
        asked = ["id", "name", "parentId", "role"]
        told = self._call("Mailbox/get", _Folders, ids=None, properties=asked)
        listed = {folder.id: folder for folder in told.found}
        for folder in listed.values():
            names, above = [folder.name], folder.parent_id
            while above in listed and len(names) <= len(listed):
                names.append(listed[above].name)
                above = listed[above].parent_id
            yield "/".join(reversed(names)), folder.id
            if folder.role == "inbox":
                yield "INBOX", folder.id

    def _made(self, name: str) -> str:
        done = self._call("Mailbox/set", _Done, create={"new": {"name": name, "parentId": None}})
        if not done.created:
            raise self._refused(f"folder {name}", done.not_created or "it was not made")
        return done.created["new"].id

    def new(self, place: str) -> Iterator[Listed]:
        """List what came since a state; everything where the server can no longer tell (RFC 8620 §5.2)."""
        state = self._state(place)
        if state:
            try:
                yield from self._changed(state)
            except _Error as error:
                if error.kind not in {
                    "cannotCalculateChanges",
                    "invalidArguments",
                }:  # the latter: no state of its
                    raise self._refused("Email/changes", error) from None
            else:
                return
        yield from self._all(place)

    def _state(self, place: str) -> str:
        """Give the state that is done with. What was left before but is to be moved now is looked at once more."""
        with suppress(ValueError, KeyError, TypeError):
            known = json.loads(place)
            if self._after.deed is Deed.LEAVE or known["after"] == str(self._after):
                return str(known["state"])
        return ""

    def _place(self, state: str) -> str:
        return json.dumps({"state": state, "after": str(self._after)})

    def _changed(self, state: str) -> Iterator[Listed]:
        more = True
        while more:
            told = self._call("Email/changes", _Changes, refused=False, sinceState=state, maxChanges=PAGE)
            ids = list(dict.fromkeys([*told.created, *told.updated]))  # updated: moved into the folder
            here = [
                each.id for each in self._emails(ids, "id", "mailboxIds") if self._folder in each.mailbox_ids
            ]
            yield from self._listed(here, self._place(state))
            more = told.has_more_changes and told.new_state != state
            state = told.new_state
            yield Listed((), self._place(state))

    def _all(self, place: str) -> Iterator[Listed]:
        state = self._call("Email/get", _State, ids=[], properties=["id"]).state
        yield from self._listed(self._ids(), place)
        yield Listed((), self._place(state))

    def _ids(self) -> list[str]:
        """Give the folder's ids, oldest first: read again where others changed the folder meanwhile."""
        for _ in range(TRIES):
            ids: dict[str, None] = {}
            states = set()
            before = -1
            while len(ids) > before:
                before, page = len(ids), self._page(len(ids))
                states.add(page.query_state)
                ids |= dict.fromkeys(page.ids)
            if len(states) == 1:
                break
        return list(ids)

    def _page(self, position: int) -> _Page:
        return self._call(
            "Email/query",
            _Page,
            filter={"inMailbox": self._folder},
            sort=[{"property": "receivedAt", "isAscending": True}],
            position=position,
            limit=PAGE,
        )

    def _listed(self, ids: Sequence[str], place: str) -> Iterator[Listed]:
        for begin in range(0, len(ids), AT_ONCE):
            yield Listed(tuple(f"jmap:{each}" for each in ids[begin : begin + AT_ONCE]), place)

    def _emails(self, ids: Sequence[str], *properties: str) -> list[_Email]:
        found: list[_Email] = []
        for begin in range(0, len(ids), AT_ONCE):
            some = list(ids[begin : begin + AT_ONCE])
            found += self._call("Email/get", _Emails, ids=some, properties=list(properties)).found
        return found

    def fetch(self, marks: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
        """Give messages as they were received; nothing is marked as seen."""
        emails = {each.id: each for each in self._emails(_plain(marks), "id", "blobId", "size")}
        with ThreadPoolExecutor(SIDE_BY_SIDE) as readers:
            for some in bounded((each.id, each.size) for each in emails.values()):
                raws = readers.map(self._blob, [emails[each].blob_id for each in some])
                for each, raw in zip(some, raws, strict=True):
                    if raw is not None:
                        yield f"jmap:{each}", f"{self._where.folder}/{each}", raw

    def _blob(self, blob: str) -> bytes | None:
        """Give a blob's first octets, None where it is gone (RFC 8620 §6.2)."""
        places = {"accountId": self._account, "blobId": blob, "name": "message.eml", "type": "message/rfc822"}
        url = self._download
        for name, value in places.items():
            url = url.replace("{" + name + "}", quote(value, safe=""))
        status, octets = self._sent("GET", self._url(url), most=LARGEST_BYTES)
        if status == httpx2.codes.NOT_FOUND:
            return None
        self._check(status, octets, "download")
        return octets

    def settle(self, marks: Sequence[str]) -> None:
        """Flag, move or delete; a message that is in another folder too stays there."""
        if not marks or self._after.deed is Deed.LEAVE:
            return
        emails = self._emails(_plain(marks), "id", "mailboxIds")
        alone = [each.id for each in emails if set(each.mailbox_ids) == {self._folder}]
        here = [each.id for each in emails if self._folder in each.mailbox_ids]
        out = {f"mailboxIds/{self._folder}": None}
        if self._after.deed is Deed.FLAG:
            self._set(update={each: {"keywords/$flagged": True} for each in here})
        elif self._after.deed is Deed.MOVE:
            self._set(update={each: {**out, f"mailboxIds/{self._target}": True} for each in here})
        else:
            self._set(destroy=alone, update={each: out for each in here if each not in alone})

    def _set(self, **changes: Any) -> None:
        done = self._call("Email/set", _Done, **changes)
        problems = [*(done.not_updated or {}).values(), *(done.not_destroyed or {}).values()]
        for problem in problems:
            if not (isinstance(problem, dict) and problem.get("type") == "notFound"):
                raise self._refused("Email/set", problem)

    def wait(self, seconds: float) -> None:
        """Let some time pass: the next look at the changes is one small question."""
        time.sleep(seconds)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _call(self, method: str, shape: type[Shape], *, refused: bool = True, **arguments: Any) -> Shape:
        """Call one method (RFC 8620 §3.3)."""
        body = {
            "using": [CORE, MAIL],
            "methodCalls": [[method, {"accountId": self._account, **arguments}, "0"]],
        }
        told = self._told("POST", self._api, body)
        match told.get("methodResponses"):
            case [["error", dict(answer), *_], *_]:
                error = _Error(str(answer.get("type")), answer.get("description", ""))
                raise self._refused(method, error) if refused else error
            case [[str(), dict(answer), *_], *_]:
                return self._understood(method, answer, shape)
        raise self._refused(method, "its answer is none of JMAP")

    def _understood(self, command: str, answer: dict[str, Any], shape: type[Shape]) -> Shape:
        try:
            return msgspec.convert(answer, shape)
        except msgspec.ValidationError as error:
            raise self._refused(command, f"its answer is none of JMAP ({error})") from None

    def _told(self, verb: str, url: str, body: Any = None) -> dict[str, Any]:
        command = body["methodCalls"][0][0] if body else "session"
        status, octets = self._sent(verb, url, body, most=ANSWER_BYTES)
        self._check(status, octets, command)
        try:
            told = json.loads(octets)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise self._refused(command, "it does not speak JMAP there")
        return told

    def _sent(self, verb: str, url: str, body: Any = None, *, most: int) -> tuple[int, bytes]:
        status, octets = self._once(verb, url, body, most)
        if status == httpx2.codes.UNAUTHORIZED and self._login.token:  # it may have expired meanwhile
            self._secret = self._login.secret()
            status, octets = self._once(verb, url, body, most)
        return status, octets

    def _once(self, verb: str, url: str, body: Any, most: int) -> tuple[int, bytes]:
        with self._asking(), self._http.stream(verb, url, json=body, **self._proof()) as response:
            self._url(str(response.url))
            kept: list[bytes] = []
            size_bytes = 0
            for piece in response.iter_bytes():
                kept.append(piece)
                size_bytes += len(piece)
                if size_bytes >= most:
                    break
            return response.status_code, b"".join(kept)[:most]

    def _proof(self) -> dict[str, Any]:
        if self._login.token:
            return {"headers": {"Authorization": f"Bearer {self._secret}"}}
        return {"auth": httpx2.BasicAuth(self._where.user, self._secret)}

    def _check(self, status: int, octets: bytes, command: str) -> None:
        if status in {httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN}:
            peer = self._where.peer
            raise Refused(
                f"{peer}: refuses the login of {self._where.user} (HTTP {status})", command=command, peer=peer
            )
        if status == httpx2.codes.TOO_MANY_REQUESTS or status >= httpx2.codes.INTERNAL_SERVER_ERROR:
            raise Unreachable(
                f"{self._where.peer}: {command}: not now (HTTP {status})", peer=self._where.peer
            )
        if status != httpx2.codes.OK:
            raise self._refused(command, f"HTTP {status} {clean(octets[:200], self._secret)}")

    def _url(self, told: str) -> str:
        """Give where to ask: what is encrypted stays so, whatever the server says."""
        url = urljoin(self._base + "/", told)
        if not url.startswith(f"{self._base.partition(':')[0]}://"):
            raise self._refused(
                "session", f"it sends us to {clean(url, self._secret)}, which is not encrypted"
            )
        return url

    def _refused(self, command: str, words: object) -> Refused:
        text = clean(words, self._secret)
        return Refused(
            f"{self._where.peer}: {command}: {text}", text=text, command=command, peer=self._where.peer
        )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what HTTP raises into our errors; the cause below tells more than the client's own words."""
        peer = self._where.peer
        try:
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            with told(peer):
                raise _cause(error) from None
            raise OutsideError(f"{peer}: {clean(error, self._secret)}", peer=peer) from None


def _cause(error: Exception) -> BaseException:
    """Give the socket's or TLS's own error, if there is one below."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, OSError):
        found = found.__cause__ or found.__context__
    if found is not None:
        return found
    if isinstance(error, httpx2.TimeoutException):
        return TimeoutError()
    return ConnectionError(0, str(error) or type(error).__name__)


def _plain(marks: Sequence[str]) -> list[str]:
    return [mark.partition(":")[2] for mark in marks]
