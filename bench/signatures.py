"""DKIM and ARC against dkimpy: messages a second in one run, and whether the verdicts agree.

A newsletter of 4 kB and one of 50 kB, each message another; DNS costs both programs a look into a dictionary. Each
program's best turn counts, one after the other in each turn. Ours remembers what a key record reads as; the rows "cold"
forget it before each message. dkimpy cannot read Ed25519 without one more package: there is no peer for it.

    python bench/signatures.py [--json FILE] [--turns 5] [--messages 40]
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

import dkim  # noqa: E402  # after the path is set
import signing  # noqa: E402  # same

from mailworthy.sender.arc import seal, validate  # noqa: E402  # same
from mailworthy.sender.dkim import SigningKey, sign, verify  # noqa: E402  # same
from mailworthy.sender.dkim.key import remembered  # noqa: E402  # same
from mailworthy.wire.ask import Zone, hold  # noqa: E402  # same

Programs = dict[str, Callable[[], list[bool]]]
NOW = signing.NOW
LINE = (
    b'<p style="margin:0 0 16px">Dear reader,  the new tea has come; it grew on <b>three hills</b>.</p>\r\n'
)
LINKS = 3
LEAST = {"verify rsa-2048": 2, "verify rsa-4096": 5, "sign rsa-2048": 10, "sign rsa-4096": 10, "chain": 1}
logging.getLogger("dkimpy").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Run:
    """One program over one lot of messages."""

    what: str
    octets: int
    program: str
    messages_per_s: float
    times_dkimpy: float | None


def newsletters(count: int, octets: int) -> list[bytes]:
    """Make messages of which no two are alike."""
    body = LINE * (octets // len(LINE))
    front = signing.HEADER.replace(b"Subject:", b"List-Unsubscribe: <https://news.example/u>\r\nSubject:")
    return [front + b"X-Number: %d\r\n\r\n%d\r\n" % (number, number) + body for number in range(count)]


def signed(message: bytes, key: SigningKey) -> bytes:
    return sign(message, domain=signing.DOMAIN, selector=signing.SELECTOR, key=key, now=NOW)


def chained(message: bytes, key: SigningKey) -> bytes:
    """Put a chain in front of a message."""
    world = zone(key)
    who = {"domain": signing.DOMAIN, "selector": signing.SELECTOR, "key": key, "authserv_id": "mx.example"}
    for _ in range(LINKS):
        message = seal(message, chain=hold(validate(message), world), now=NOW, **who) + message
    return message


def zone(key: SigningKey) -> Zone:
    return Zone({signing.OWNER: {"TXT": [key.record]}})


def verifying(messages: Sequence[bytes], key: SigningKey) -> Programs:
    """Give the programs that verify signatures."""
    world, answer = zone(key), answering(key)
    return checking(
        messages,
        lambda message: hold(verify(message, now=NOW), world)[0].result.value == "pass",
        lambda message: dkim.verify(message, dnsfunc=answer),
    )


def validating(messages: Sequence[bytes], key: SigningKey) -> Programs:
    """Give the programs that validate chains."""
    world, answer = zone(key), answering(key)
    return checking(
        messages,
        lambda message: hold(validate(message), world).result.value == "pass",
        lambda message: dkim.arc_verify(message, dnsfunc=answer)[0] == b"pass",
    )


def answering(key: SigningKey) -> Callable[..., bytes]:
    """Give DNS as dkimpy asks it."""
    record = key.record.encode()

    def answer(_name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001  # dkimpy names it
        return record

    return answer


def checking(
    messages: Sequence[bytes], ours: Callable[[bytes], bool], theirs: Callable[[bytes], bool]
) -> Programs:
    """Give both programs over all messages, and ours without memory."""

    def cold(message: bytes) -> bool:
        remembered.cache_clear()
        return ours(message)

    return {
        "dkimpy": lambda: [theirs(message) for message in messages],
        "ours": lambda: [ours(message) for message in messages],
        "ours, cold": lambda: [cold(message) for message in messages],
    }


def signing_programs(messages: Sequence[bytes], key: SigningKey) -> Programs:
    """Give the programs that sign, over the same fields in the same form."""
    pem, world = signing.pem(key.private), zone(key)
    names = ("From", "To", "Subject", "Date", "Content-Type", "List-Unsubscribe")
    listed = [name.lower().encode() for name in names]

    def ours() -> list[bool]:
        fields = [
            sign(message, domain=signing.DOMAIN, selector=signing.SELECTOR, key=key, now=NOW, headers=names)
            for message in messages
        ]
        return [passes(fields[0] + messages[0])]

    def theirs() -> list[bool]:
        forms = (b"relaxed", b"relaxed")
        fields = [
            dkim.sign(
                message,
                signing.SELECTOR.encode(),
                signing.DOMAIN.encode(),
                pem,
                canonicalize=forms,
                include_headers=listed,
            )
            for message in messages
        ]
        return [passes(fields[0] + messages[0])]

    def passes(message: bytes) -> bool:
        return hold(verify(message, now=0), world)[0].result.value == "pass"

    return {"dkimpy": theirs, "ours": ours}


def measured(what: str, octets: int, count: int, programs: Programs, turns: int) -> list[Run]:
    """Let all programs do the same work in turns; every verdict must be "pass"."""
    best = dict.fromkeys(programs, float("inf"))
    for _ in range(turns):
        for name, program in programs.items():
            begin = time.process_time()
            said = program()
            best[name] = min(best[name], time.process_time() - begin)
            assert all(said), f"{name} does not say pass: {what}"
    peer = best.get("dkimpy")
    return [
        Run(what, octets, name, round(count / took, 1), round(peer / took, 2) if peer else None)
        for name, took in best.items()
    ]


def runs(turns: int, count: int) -> list[Run]:
    """Measure all."""
    found = []
    rsa = {f"rsa-{bits}": signing.rsa(bits) for bits in (2048, 4096)}
    for octets in (4_000, 50_000):
        messages = newsletters(count, octets)
        for name, key in {**rsa, "ed25519": signing.ed25519()}.items():
            programs = verifying([signed(message, key) + message for message in messages], key)
            if key is signing.ed25519():
                del programs["dkimpy"]
            found += measured(f"verify {name}", octets, count, programs, turns)
        chains = [chained(message, rsa["rsa-2048"]) for message in messages]
        found += measured(
            f"chain of {LINKS}, rsa-2048", octets, count, validating(chains, rsa["rsa-2048"]), turns
        )
    few = newsletters(max(1, count // 8), 4_000)
    for name, key in rsa.items():
        found += measured(f"sign {name}", 4_000, len(few), signing_programs(few, key), turns)
    return found


def least(run: Run) -> int | None:
    """Give what is promised: for messages as they usually are."""
    if run.program == "dkimpy" or run.octets > 4_000:
        return None
    return next((times for what, times in LEAST.items() if run.what.startswith(what)), None)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--messages", type=int, default=40)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    told, figures = runs(given.turns, given.messages), {}
    for run in told:
        times = f"{run.times_dkimpy:6.2f} x dkimpy" if run.times_dkimpy else ""
        print(f"{run.what:24} {run.octets:7,} octets  {run.program:12} {run.messages_per_s:10,.1f}/s {times}")
        promised = least(run)
        if promised and run.times_dkimpy:
            name = f"{run.what}: {run.program}, times dkimpy"
            figures[name] = (run.times_dkimpy, "≥", promised, run.times_dkimpy >= promised)
    if given.json:
        text = json.dumps({"figures": figures, "runs": [asdict(run) for run in told]}, indent=2)
        given.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
