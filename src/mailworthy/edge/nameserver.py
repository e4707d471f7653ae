"""A small real name server on loopback, for the demo and for tests: authoritative for everything in one file.

``python -m mailworthy.edge.nameserver ZONEFILE`` prints its port and answers over UDP and TCP until its input is
closed, so it never outlives the program that started it. The file is JSON or TOML in the shape of
:class:`mailworthy.wire.ask.Zone`. A name mapped to ``"servfail"``, ``"refused"``, ``"formerr"``, ``"timeout"`` (no
answer at all) or ``"malformed"`` (rubbish) fails so, with all names below it. A name whose records hold
``"UDP": ["truncated"]`` is answered in full over TCP only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from mailworthy.errors import InputError, Unreachable
from mailworthy.wire.ask import Node, Zone

HOST = "127.0.0.1"
TTL_S = 300
NEGATIVE_TTL_S = 60
UDP_SIZE_BYTES = 1232  # what fits every path unfragmented: the DNS flag day of 2020
PLAIN_SIZE_BYTES = 512  # without EDNS, RFC 1035 §4.2.1
TCP_SIZE_BYTES = 65535  # a length of two octets, RFC 1035 §4.2.2
MOST_ALIASES = 8
BUFFER_BYTES = 4 << 20  # a window of thousands of questions arrives at once

_RCODES = {"refused": dns.rcode.REFUSED, "formerr": dns.rcode.FORMERR}
_SOA = dns.rrset.from_text(
    ".", NEGATIVE_TTL_S, "IN", "SOA", f"ns.invalid. hostmaster.invalid. 1 3600 600 86400 {NEGATIVE_TTL_S}"
)


class Answerer:
    """Answers packets with packets, from a zone.

    Args:
        zone: The world it knows.
        log: Where each question is written, ``name type udp`` one a line.
    """

    def __init__(self, zone: Zone, log: IO[str] | None = None) -> None:
        self._zone = zone
        self._log = log
        self._read: dict[tuple[int, str], tuple[dns.rdata.Rdata, ...]] = {}

    def answer(self, packet: bytes, *, over_udp: bool) -> bytes | None:
        """Give the answer to one packet, None where there shall be none."""
        try:
            query = dns.message.from_wire(packet)
        except dns.exception.DNSException:
            return None
        if query.flags & dns.flags.QR:
            return None
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            return _refusal(query)
        self._note(query, over_udp=over_udp)
        return self._answer_to(query, packet, over_udp=over_udp)

    def _answer_to(self, query: dns.message.Message, packet: bytes, *, over_udp: bool) -> bytes | None:
        response = dns.message.make_response(query, our_payload=UDP_SIZE_BYTES)
        why = self._fill(response)
        if why == "timeout":
            return None
        if why == "malformed":
            return packet[:2] + b"\x84\x00\xff\xff"
        if not over_udp:
            return response.to_wire(max_size=TCP_SIZE_BYTES)
        return _truncated(response) if why == "truncated" else _fitting(response, _room(query))

    def _note(self, query: dns.message.Message, *, over_udp: bool) -> None:
        if self._log:
            question = query.question[0]
            kind = dns.rdatatype.to_text(question.rdtype)
            self._log.write(f"{_spelt(question.name)} {kind} {'udp' if over_udp else 'tcp'}\n")

    def _fill(self, response: dns.message.Message) -> str:
        """Put the answer in and say what is the matter with it, nothing where all is well."""
        question = response.question[0]
        response.flags |= dns.flags.AA
        owner, kind = question.name, dns.rdatatype.to_text(question.rdtype)
        for _ in range(MOST_ALIASES + 1):
            node = self._zone.at(_spelt(owner))
            if node is None or isinstance(node, str):
                return _without(response, node)
            if not (node.get(kind) or node.get("CNAME")):
                return _empty(response)
            found = kind if node.get(kind) else "CNAME"
            records = self._records(node, found)
            if not records:
                return _without(response, "servfail")
            response.answer.append(dns.rrset.from_rdata_list(owner, TTL_S, records))
            if found == kind:
                return "truncated" if node.get("UDP") == ["truncated"] else ""
            owner = dns.name.from_text(node["CNAME"][0])
        return _without(response, "servfail")

    def _records(self, node: Mapping[str, list[str]], kind: str) -> tuple[dns.rdata.Rdata, ...]:
        """Give records ready for the wire, none where the zone's own text cannot be read."""
        key = id(node), kind
        if key not in self._read:
            try:
                self._read[key] = tuple(_record(kind, value) for value in node[kind])
            except dns.exception.DNSException:
                self._read[key] = ()
        return self._read[key]


def _refusal(query: dns.message.Message) -> bytes:
    response = dns.message.make_response(query)
    response.set_rcode(dns.rcode.NOTIMP)
    return response.to_wire()


def _spelt(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _record(kind: str, value: str) -> dns.rdata.Rdata:
    if kind == "TXT":
        text = value.encode()
        value = " ".join(_quoted(text[i : i + 255]) for i in range(0, max(len(text), 1), 255))
    return dns.rdata.from_text("IN", kind, value, origin=dns.name.root, relativize=False)


def _quoted(piece: bytes) -> str:
    return '"' + "".join(f"\\{byte:03d}" for byte in piece) + '"'


def _without(response: dns.message.Message, why: str | None) -> str:
    """Answer that there is no such name, or that one could not find out."""
    if why is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
        return _empty(response)
    response.set_rcode(_RCODES.get(why, dns.rcode.SERVFAIL))
    response.answer.clear()
    response.flags &= ~dns.flags.AA
    return why


def _empty(response: dns.message.Message) -> str:
    response.authority.append(_SOA)  # RFC 2308 §3: so that the absence can be cached
    return ""


def _room(query: dns.message.Message) -> int:
    return min(max(query.payload, PLAIN_SIZE_BYTES), UDP_SIZE_BYTES) if query.edns >= 0 else PLAIN_SIZE_BYTES


def _fitting(response: dns.message.Message, room_bytes: int) -> bytes:
    try:
        return response.to_wire(max_size=room_bytes)
    except dns.exception.TooBig:
        return _truncated(response)


def _truncated(response: dns.message.Message) -> bytes:
    """Say that there is more, for whoever asks over TCP (RFC 2181 §9)."""
    response.flags |= dns.flags.TC
    response.answer.clear()
    response.authority.clear()
    return response.to_wire()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        reply = self._answerer.answer(data, over_udp=True)
        if reply and self._transport:
            self._transport.sendto(reply, addr)


async def _serve(answerer: Answerer, udp: socket.socket, tcp: socket.socket) -> None:
    """Answer on loopback until the input ends; the port is printed once all is listening."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Udp(answerer), sock=udp)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while size := int.from_bytes(await reader.readexactly(2)):
                reply = answerer.answer(await reader.readexactly(size), over_udp=False)
                if reply is None:
                    break
                writer.write(len(reply).to_bytes(2) + reply)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, sock=tcp)
    sys.stdout.write(f"{udp.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_wait_for_the_end, args=(loop, stop), daemon=True).start()
    await stop.wait()
    server.close()
    transport.close()


def _sockets(port: int) -> tuple[socket.socket, socket.socket]:
    """Bind one port twice; a free UDP port may be taken on TCP, then another is tried."""
    for attempt in range(20):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            udp.bind((HOST, port))
            tcp.bind(udp.getsockname())
        except OSError as error:
            udp.close()
            tcp.close()
            if port or attempt == 19:
                raise Unreachable(f"port {port}: {error.strerror}", peer=f"{HOST}:{port}") from None
        else:
            return udp, tcp
    raise AssertionError


def read_zone(path: Path) -> Zone:
    """Read a zone from a JSON or TOML file.

    Raises:
        InputError: It is neither, or not of :class:`Zone`'s shape.
    """
    try:
        text = path.read_text(encoding="utf-8")
        records = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from None
    if not (isinstance(records, dict) and all(_is_node(node) for node in records.values())):
        raise InputError(
            f"{path}: not a zone: names with lists of records by type, or with a word for a failure"
        )
    return Zone(records)


def _is_node(node: object) -> bool:
    if isinstance(node, dict):
        return all(isinstance(v, list) and all(isinstance(each, str) for each in v) for v in node.values())
    return isinstance(node, str)


def _wait_for_the_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    # A thread, because an event loop can watch a pipe but neither a terminal's file nor /dev/null everywhere.
    sys.stdin.buffer.read()
    with contextlib.suppress(RuntimeError):  # the loop may have ended before
        loop.call_soon_threadsafe(stop.set)


def main(arguments: list[str] | None = None) -> int:
    """Serve one zone file until the input is closed."""
    parser = argparse.ArgumentParser(prog="python -m mailworthy.edge.nameserver", description=__doc__)
    parser.add_argument("zone", type=Path, help="JSON or TOML file of the zone")
    parser.add_argument("--port", type=int, default=0, help="UDP and TCP port, 0 for a free one")
    parser.add_argument("--log", type=Path, help="file to which each question is added")
    asked = parser.parse_args(arguments)
    with contextlib.ExitStack() as open_until_the_end:
        try:
            zone = read_zone(asked.zone)
            log = open_until_the_end.enter_context(asked.log.open("a", buffering=1)) if asked.log else None
            asyncio.run(_serve(Answerer(zone, log), *_sockets(asked.port)))
        except KeyboardInterrupt:
            return 130
        except (InputError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return 0


@contextlib.contextmanager
def serving(records: Mapping[str, Node], *, log: Path | None = None) -> Iterator[str]:
    """Serve a zone in a process of its own as long as the context lasts.

    Args:
        records: The zone, as :class:`Zone` takes it.
        log: File to which each question is added, ``name type udp`` one a line, written at once.

    Yields:
        Where it answers: ``127.0.0.1:port``.

    Raises:
        Unreachable: It did not start.
    """
    with tempfile.TemporaryDirectory(prefix="mailworthy-") as folder:
        path = Path(folder, "zone.json")
        path.write_text(json.dumps(records), encoding="utf-8")
        with _child(path, log) as child:
            assert child.stdout
            port = child.stdout.readline().strip()
            if not port:
                raise Unreachable("the name server did not start", peer=HOST)
            yield f"{HOST}:{port}"


@contextlib.contextmanager
def _child(zone: Path, log: Path | None) -> Iterator[subprocess.Popen[str]]:
    logging = ["--log", str(log)] if log else []
    # -P: a file named dns.py where the user happens to stand must not become our dns.
    command = [sys.executable, "-P", "-m", "mailworthy.edge.nameserver", str(zone), *logging]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own module
    with child:
        try:
            yield child
        finally:
            _end(child)


def _end(child: subprocess.Popen[str]) -> None:
    assert child.stdin
    child.stdin.close()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main())
