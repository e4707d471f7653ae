"""Asking the user's own filters: in their order, all at once, and with a secret that stays one."""

from __future__ import annotations

import asyncio
import json

import pytest

from mailworthy.errors import InputError
from mailworthy.flow.ask_filters import ask_filters, ask_filters_async, filter_servers

SECRET = "kq7secretkq7"
JSON = json.dumps({"score": 1, "required_score": 15, "action": "no action", "symbols": {}})
ANSWER = f"HTTP/1.1 200 OK\r\nContent-Length: {len(JSON)}\r\n\r\n{JSON}"
NOBODY = "spamassassin=127.0.0.1:1"


@pytest.fixture(autouse=True)
def _no_password(monkeypatch):
    monkeypatch.delenv("MAILWORTHY_RSPAMD_PASSWORD", raising=False)
    monkeypatch.delenv("MAILWORTHY_RSPAMD_PASSWORD_FILE", raising=False)


def asked_by(named: list[str]) -> tuple[str, list[str]]:
    """Give what an rspamd was asked, and what came of it."""
    heads: list[str] = []

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(ANSWER.encode())
        writer.close()

    async def run() -> list[str]:
        server = await asyncio.start_server(play, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            told = await ask_filters_async(b"Subject: hi\n\nhi", [text.format(port=port) for text in named])
            return [json.dumps(each.as_dict()) for each in told]

    told = asyncio.run(run())
    return "".join(heads), told


def test_results_come_in_the_order_of_the_names_each_once():
    _, told = asked_by([NOBODY, "rspamd=127.0.0.1:{port}", NOBODY])
    assert [(json.loads(each)["filter"], json.loads(each)["verdict"]) for each in told] == [
        ("spamassassin", "skipped"),
        ("rspamd", "no action"),
    ]


def test_no_filters_are_no_results():
    assert ask_filters(b"Subject: hi\n\nhi", ()) == ()


def test_the_password_comes_from_the_environment_and_is_told_to_nobody_else(monkeypatch):
    monkeypatch.setenv("MAILWORTHY_RSPAMD_PASSWORD", SECRET)
    head, told = asked_by(["rspamd=127.0.0.1:{port}", NOBODY])
    assert f"Password: {SECRET}\r\n" in head
    assert SECRET not in "".join(told)


def test_or_from_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\nnothing else\n", encoding="utf-8")
    monkeypatch.setenv("MAILWORTHY_RSPAMD_PASSWORD_FILE", str(file))
    head, _ = asked_by(["rspamd=127.0.0.1:{port}"])
    assert f"Password: {SECRET}\r\n" in head


def test_a_file_that_is_not_there_is_said_without_its_name(monkeypatch):
    monkeypatch.setenv("MAILWORTHY_RSPAMD_PASSWORD_FILE", SECRET)  # as happens: the secret itself
    with pytest.raises(InputError, match="names no file") as caught:
        ask_filters(b"x", ["rspamd=127.0.0.1:1"])
    assert SECRET not in str(caught.value)


def test_no_password_goes_over_the_internet_in_the_open(monkeypatch):
    monkeypatch.setenv("MAILWORTHY_RSPAMD_PASSWORD", SECRET)
    with pytest.raises(InputError, match="over https alone") as caught:
        ask_filters(b"x", ["rspamd=http://rspamd.example.com:11334"])
    assert SECRET not in str(caught.value)


def test_a_name_that_is_none_is_told_before_anybody_is_asked():
    with pytest.raises(InputError, match="no filter that is known"):
        filter_servers(["rspamd=127.0.0.1", "bogofilter=127.0.0.1"])
