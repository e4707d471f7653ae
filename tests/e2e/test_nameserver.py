"""The small name server as a process: it answers over UDP and TCP, and never outlives whoever started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import dns.exception
import dns.message
import dns.query
import pytest

from mailworthy.edge.nameserver import main, serving
from mailworthy.errors import Unreachable

RECORDS = {
    "shop.test": {"MX": ["10 mx.shop.test"]},
    "big.test": {"A": [f"192.0.2.{i}" for i in range(100)]},
    "silent.test": "timeout",
}


def port_of(at: str) -> int:
    host, port = at.rsplit(":", 1)
    assert host == "127.0.0.1"
    return int(port)


def test_it_answers_over_udp_and_falls_back_to_tcp():
    with serving(RECORDS) as at:
        small = dns.query.udp(
            dns.message.make_query("shop.test", "MX"), "127.0.0.1", port=port_of(at), timeout=20
        )
        big, over_tcp = dns.query.udp_with_fallback(
            dns.message.make_query("big.test", "A"), "127.0.0.1", port=port_of(at), timeout=20
        )
    assert small.answer[0][0].to_text() == "10 mx.shop.test."
    assert (len(big.answer[0]), over_tcp) == (100, True)


def test_several_questions_fit_one_tcp_connection():
    with serving(RECORDS) as at, socket.create_connection(("127.0.0.1", port_of(at)), timeout=20) as stream:
        for name in ("shop.test", "gone.test"):
            dns.query.send_tcp(stream, dns.message.make_query(name, "MX"))
        codes = [dns.query.receive_tcp(stream)[0].rcode() for _ in range(2)]
    assert codes == [dns.rcode.NOERROR, dns.rcode.NXDOMAIN]


def test_a_silent_name_is_silent_and_the_next_question_answered():
    with serving(RECORDS) as at, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(20)
        for name in ("silent.test", "shop.test"):
            udp.sendto(dns.message.make_query(name, "MX").to_wire(), ("127.0.0.1", port_of(at)))
        assert dns.message.from_wire(udp.recv(2000)).question[0].name.to_text() == "shop.test."


def test_questions_are_logged_at_once(tmp_path):
    log = tmp_path / "asked.log"
    with serving(RECORDS, log=log) as at:
        dns.query.udp(dns.message.make_query("Shop.test", "MX"), "127.0.0.1", port=port_of(at), timeout=20)
        assert log.read_text() == "shop.test MX udp\n"


def test_it_stops_with_its_context():
    with serving(RECORDS) as at:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(at)), timeout=20)


def test_it_stops_when_the_context_fails():
    server = serving(RECORDS)
    at = server.__enter__()
    assert not server.__exit__(LookupError, LookupError(), None)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(at)), timeout=20)


def test_it_does_not_outlive_a_killed_parent(tmp_path):
    log = tmp_path / "asked.log"
    program = (
        "import pathlib, sys, time\n"
        "from mailworthy.edge.nameserver import serving\n"
        f"with serving({RECORDS!r}, log=pathlib.Path({str(log)!r})) as at:\n"
        "    print(at, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        at = parent.stdout.readline().decode().strip()
        with socket.create_connection(("127.0.0.1", port_of(at)), timeout=20) as stream:
            os.kill(parent.pid, signal.SIGKILL)
            assert parent.wait() == -signal.SIGKILL
            assert stream.recv(1) == b""  # the server's end of the connection closes with it


def test_a_working_directory_cannot_slip_modules_in(tmp_path, monkeypatch):
    (tmp_path / "dns.py").write_text("raise SystemExit('the wrong dns')")
    monkeypatch.chdir(tmp_path)
    with serving(RECORDS) as at:
        assert port_of(at)


def test_a_server_that_cannot_start_is_said_so(tmp_path, capfd):
    with pytest.raises(Unreachable), serving(RECORDS, log=tmp_path / "no" / "such" / "folder"):
        pass
    assert "folder" in capfd.readouterr().err


def test_a_taken_port_is_said_so(tmp_path, capsys):
    (tmp_path / "zone.json").write_text("{}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        assert main([str(tmp_path / "zone.json"), "--port", str(taken.getsockname()[1])]) == 2
    assert "port" in capsys.readouterr().err


def test_a_missing_zone_is_said_so(tmp_path, capsys):
    assert main([str(tmp_path / "zone.json")]) == 2
    assert "zone.json" in capsys.readouterr().err
