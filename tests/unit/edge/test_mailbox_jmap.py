"""What a JMAP server may answer that Cyrus never does: tokens that expire, other hosts, no JMAP at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mailworthy.edge.mailbox import After, Login, open_mailbox, parse_where
from mailworthy.errors import OutsideError, Refused, Unreachable

MAIL = "urn:ietf:params:jmap:mail"
SESSION = {
    "apiUrl": "/api",
    "downloadUrl": "/d/{accountId}/{blobId}/{name}?type={type}",
    "primaryAccounts": {MAIL: "a"},
}
FOLDERS = {"methodResponses": [["Mailbox/get", {"list": [{"id": "f", "name": "In", "role": "inbox"}]}, "0"]]}

Answer = Callable[[str, str], tuple[int, bytes]]


@contextmanager
def answering(answer: Answer) -> Iterator[int]:
    """Answer requests, each by its path and its proof of who asks."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, octets = answer(self.path, self.headers.get("Authorization", ""))
            self.send_response(status)
            if status in {301, 302, 307}:
                self.send_header("Location", octets.decode())
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        do_POST = do_GET  # noqa: N815  # the standard library's name

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def opened(port: int, login: Login, folder: str = ""):
    return open_mailbox(parse_where(f"jmap://jane@127.0.0.1:{port}/{folder}?plain"), login, After())


def sound(path: str, _proof: str) -> tuple[int, bytes]:
    told = SESSION if path == "/.well-known/jmap" else FOLDERS
    return 200, json.dumps(told).encode()


@pytest.mark.spec("RFC 6750 §2.1")
def test_an_expired_token_is_replaced_and_the_question_put_again():
    tokens = iter(["old", "new"])
    proofs: list[str] = []

    def answer(path: str, proof: str) -> tuple[int, bytes]:
        proofs.append(proof)
        return sound(path, proof) if proof == "Bearer new" else (401, b"")

    with answering(answer) as port:
        opened(port, Login(lambda: next(tokens), token=True)).close()
    assert proofs == ["Bearer old", "Bearer new", "Bearer new"]


def test_a_token_that_stays_bad_is_refused_and_never_shown():
    with (
        answering(lambda _path, _proof: (401, b"bad token s3cret")) as port,
        pytest.raises(Refused, match="refuses the login of jane") as error,
    ):
        opened(port, Login(lambda: "s3cret", token=True))
    assert "s3cret" not in str(error.value)
    assert not error.value.temporary


# fmt: off
SPOILT = [
    [],
    [[]],
    [["Mailbox/get", {"list": [{}]}, "0"]],
    [["Mailbox/get", {"list": [{"id": 1}]}, "0"]],
    [["Mailbox/get", {"list": None}, "0"]],
    [["Mailbox/get", [], "0"]],
    [[1, {}, "0"]],
    {"a": 1},
    None,
]
# fmt: on


@pytest.mark.parametrize("responses", SPOILT)
def test_an_answer_of_another_shape_is_one_line(responses):
    def answer(path: str, proof: str) -> tuple[int, bytes]:
        return (
            (200, json.dumps({"methodResponses": responses}).encode())
            if path == "/api"
            else sound(path, proof)
        )

    with answering(answer) as port, pytest.raises(Refused, match="Mailbox/get: its answer is none of JMAP"):
        opened(port, Login(lambda: "x"))


def test_folders_that_lie_in_each_other_end_somewhere():
    ring = [{"id": "a", "name": "A", "parentId": "b"}, {"id": "b", "name": "B", "parentId": "a"}]
    told = {"methodResponses": [["Mailbox/get", {"list": ring}, "0"]]}

    def answer(path: str, proof: str) -> tuple[int, bytes]:
        return (200, json.dumps(told).encode()) if path == "/api" else sound(path, proof)

    with answering(answer) as port, pytest.raises(Refused, match="there is no such folder"):
        opened(port, Login(lambda: "x"))


@pytest.mark.spec("RFC 8620 §2.2")
def test_the_session_may_lie_elsewhere():
    def answer(path: str, proof: str) -> tuple[int, bytes]:
        return (
            (307, b"/session")
            if path == "/.well-known/jmap"
            else sound("/.well-known/jmap" if path == "/session" else path, proof)
        )

    with answering(answer) as port:
        opened(port, Login(lambda: "x")).close()


# fmt: off
ANSWERS = [
    # status  octets                                          error        what is said
    (500,     b"",                                            Unreachable, "not now (HTTP 500)"),
    (429,     b"",                                            Unreachable, "not now (HTTP 429)"),
    (403,     b"",                                            Refused,     "refuses the login"),
    (404,     b"<h1>nothing here</h1>",                       Refused,     "HTTP 404 <h1>nothing here</h1>"),
    (200,     b"<html>Welcome!</html>",                       Refused,     "it does not speak JMAP there"),
    (200,     b"[]",                                          Refused,     "it does not speak JMAP there"),
    (200,     b"\xff\xfe",                                    Refused,     "it does not speak JMAP there"),
    (200,     b"{}",                                          Refused,     "session: its answer is none of JMAP"),
    (200,     b'{"apiUrl": 1, "downloadUrl": 2, "primaryAccounts": []}', Refused, "session: its answer is none of JMAP"),
    (200,     b'{"apiUrl": "", "downloadUrl": "", "primaryAccounts": {}}', Refused, "it tells of no mail account"),
    (200,     json.dumps(SESSION).encode(),                   Refused,     "its answer is none of JMAP"),
    (307,     b"ftp://elsewhere.example/",                    OutsideError, "127.0.0.1"),
]
# fmt: on


@pytest.mark.parametrize(("status", "octets", "kind", "said"), ANSWERS)
def test_answers_that_are_of_no_use_are_one_line(status, octets, kind, said):
    with answering(lambda _path, _proof: (status, octets)) as port, pytest.raises(kind) as error:
        opened(port, Login(lambda: "secret"))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_an_encrypted_session_never_leads_to_what_is_not(monkeypatch):
    """A server that was asked over HTTPS names a plain URL: the password stays here."""
    with answering(sound) as port:
        box = opened(port, Login(lambda: "x"))
        monkeypatch.setattr(box, "_base", "https://mail.example")
        with pytest.raises(Refused, match="which is not encrypted"):
            box._url("http://elsewhere.example/api")
        assert box._url("/api") == "https://mail.example/api"
        box.close()
