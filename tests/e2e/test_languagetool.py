"""A message checked beside a LanguageTool server on loopback, as its documentation says that it speaks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from command import mailworthy

MESSAGE = (
    "From: Tienda <news@shop.example>\nSubject: Su pedido\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    "Estimado cliente, las silla 🪑 que usted nos pidió ya están en camino. Muchas gracias por su compra.\n"
)


class Played(BaseHTTPRequestHandler):
    """Objects to each "las silla"; knows Spanish alone."""

    asked: list[dict[str, list[str]]] = []  # noqa: RUF012  # the server makes a handler for each request

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(form)
        (text,), (language,) = form["text"], form["language"]
        if self.path != "/v2/check" or language != "es":
            self._say(400, f"Error: '{language}' is not a language code known to LanguageTool.")
            return
        at = len(text[: text.index("las silla")].encode("utf-16-le")) // 2
        rule = {
            "id": "AGREEMENT_DET_NOUN",
            "issueType": "grammar",
            "category": {"id": "GRAMMAR", "name": "Gramática"},
        }
        said = {
            "message": "Concordancia",
            "offset": at,
            "length": 9,
            "replacements": [{"value": "las sillas"}],
            "rule": rule,
        }
        self._say(
            200, json.dumps({"software": {"apiVersion": 1}, "language": {"code": "es"}, "matches": [said]})
        )

    def _say(self, status: int, said: str) -> None:
        body = said.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test's output to itself."""


@pytest.fixture
def server() -> Iterator[str]:
    Played.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Played) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


@pytest.fixture
def checked(tmp_path):
    def findings(message: str, *options: str) -> list[dict]:
        file = tmp_path / "message.eml"
        file.write_text(message, encoding="utf-8")
        done = mailworthy("message", "check", file, "--json", *options)
        return [one for one in json.loads(done.out)["findings"] if one["code"].startswith("GRAMMAR-")]

    return findings


def test_what_it_says_is_a_finding(server, checked):
    (said,) = checked(MESSAGE, "--languagetool", server)
    assert (said["code"], said["severity"], said["fix"]) == ("GRAMMAR-LINT", "warning", "las sillas")
    assert said["where"]["snippet"] == "las silla"
    (form,) = Played.asked
    assert set(form) == {"text", "language"}
    assert form["text"][0].startswith("Estimado cliente, las silla")


def test_without_it_the_language_is_skipped(checked):
    (skipped,) = checked(MESSAGE)
    assert (skipped["code"], skipped["severity"], skipped["detail"]) == ("GRAMMAR-SKIPPED", "skipped", "es")


def test_a_language_that_it_does_not_know_is_skipped_too(server, checked):
    head, _, _ = MESSAGE.partition("\n\n")
    (skipped,) = checked(
        f"{head}\n\nGentile cliente, le sedie che ci ha chiesto sono già in viaggio. Grazie.\n",
        "--languagetool",
        server,
    )
    assert skipped["code"] == "GRAMMAR-SKIPPED"
    assert skipped["detail"].endswith("it does not know the language it")


def test_nobody_there(checked):
    (skipped,) = checked(MESSAGE, "--languagetool", "http://127.0.0.1:1")
    assert (skipped["code"], skipped["detail"]) == (
        "GRAMMAR-SKIPPED",
        "LanguageTool: 127.0.0.1:1: nobody answers there",
    )


def test_what_is_no_address_is_refused_in_one_line(tmp_path):
    file = tmp_path / "message.eml"
    file.write_text(MESSAGE, encoding="utf-8")
    done = mailworthy("message", "check", file, "--languagetool", "ftp://x")
    assert done.code == 2
    (line,) = done.lines
    assert "'ftp://x' is no place to ask" in line
