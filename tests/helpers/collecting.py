"""The collector as a child process: it runs to its end, or stands still at a place until it is killed or goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import command
import dovecot as dovecot_server
import mailbox_stations
from mail_mix import Mail

from mailworthy.bounce.record import Kind
from mailworthy.store.bounces import BounceStore
from mailworthy.store.reports import ReportStore

PATIENCE_S = 300.0  # a watchdog against hangs, no measure


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox as the command line knows it."""

    words: ClassVar[tuple[str, ...]] = ("bounce", "read")
    url: str
    home: Path
    options: tuple[str, ...] = ()
    secret: Mapping[str, str] | None = None

    @property
    def env(self) -> dict[str, str]:
        secret = {"MAILWORTHY_PASSWORD": dovecot_server.PASSWORD} if self.secret is None else self.secret
        return {**os.environ, "MAILWORTHY_HOME": str(self.home), **secret}

    def read(self, *options: str) -> command.Ran:
        return command.mailworthy(*self.words, self.url, *self.options, *options, env=self.env)

    def records(self, *options: str) -> list[dict[str, Any]]:
        ran = self.read("--json", *options)
        assert ran.code == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]

    def recorded(self) -> Counter[str]:
        """Count how often each recipient's failure is told of: once each, if nothing was counted twice."""
        with BounceStore(self.home / "bounces.sqlite") as store:
            return Counter(
                {
                    each.record.recipient: each.sightings
                    for each in store.records()
                    if each.record.kind is Kind.BOUNCE
                }
            )

    def failures(self) -> list[str]:
        with BounceStore(self.home / "bounces.sqlite") as store:
            return [each.record.recipient for each in store.records() if each.record.kind is Kind.BOUNCE]


@dataclass(frozen=True, slots=True)
class ReportBox(Box):
    """A mailbox that is read for what receivers report."""

    words: ClassVar[tuple[str, ...]] = ("sender", "reports")

    def told(self, *options: str) -> dict[str, int]:
        """Read it, and give what was new, by kind."""
        ran = self.read("--json", *options)
        assert ran.code == 0, ran.err
        told: dict[str, int] = json.loads(ran.out)["reports"]
        return told

    def kept(self) -> dict[str, int]:
        """Give what is in the store, by kind."""
        with ReportStore(self.home / "bounces.sqlite") as store:
            return dict(store.counts())


def failed(mails: Sequence[Mail]) -> list[str]:
    return sorted(mail.recipient for mail in mails if mail.recipient)


def once(mails: Sequence[Mail]) -> Counter[str]:
    return Counter(failed(mails))


@dataclass(frozen=True, slots=True)
class Child:
    """The command line, standing still at a place.

    Args:
        process: It writes its records to a file: a pipe that nobody reads would hold it up elsewhere.
        out: That file.
        seen: What it said so far.
    """

    process: subprocess.Popen[str]
    out: Path
    seen: list[str]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == -signal.SIGKILL

    def go_on(self) -> tuple[str, str]:
        _, err = self.process.communicate("\n", timeout=PATIENCE_S)
        return self.out.read_text(), "".join(self.seen) + err


def started(mailbox: Box, place: tuple[str, int], *options: str, batch: int = 100) -> Child:
    """Start a child and let it come to a place."""
    words = [
        str(batch),
        place[0],
        str(place[1]),
        *mailbox.words,
        mailbox.url,
        *mailbox.options,
        "--json",
        *options,
    ]
    mailbox.home.mkdir(exist_ok=True)
    out = mailbox.home / "records.jsonl"
    with out.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, mailbox_stations.__file__, *words],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            env=mailbox.env,
        )
    seen = []
    assert process.stderr is not None
    for line in process.stderr:
        seen.append(line)
        if line.split() == ["station", *map(str, place)]:
            break
    return Child(process, out, seen)


def refused(ran: command.Ran, *words: str) -> None:
    assert (ran.code, ran.out, len(ran.lines)) == (3, "", 1), ran.err
    for word in words:
        assert word in ran.err
    assert dovecot_server.PASSWORD not in ran.err
