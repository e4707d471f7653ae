"""The labelled bounces, and how a reader of them is scored: the rules of the corpus's own README."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Bounce, Kind
from mailworthy.bounce.telling import as_dict

RECOGNISED = {Kind.BOUNCE, Kind.DELAY}  # a delay notice is a bounce in the corpus, and a kind of its own here
# What the corpus calls feedback: a complaint, or what RFC 5965 §7.3 reports in the same form.
COMPLAINTS = {Kind.COMPLAINT, Kind.REPORT, Kind.UNSUBSCRIBE}
NEVER_HARD = {
    "authfailure", "badreputation", "blocked", "exceedlimit", "failedstarttls", "mailboxfull", "mesgtoobig", "norelaying",
    "policyviolation", "rejected", "requireptr", "securityerror", "spamdetected", "speeding", "systemfull", "toomanyconn",
    "virusdetected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message and what it is."""

    label: dict[str, Any]
    raw: bytes

    @property
    def file(self) -> str:
        """Its name."""
        return str(self.label["file"])

    @property
    def variant(self) -> bool:
        """Whether it is another one with other line ends."""
        return bool(self.label.get("variant"))


@dataclass(slots=True)
class Score:
    """What was right, of how much; and what was not."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, what: str, good: bool, file: str, why: str = "") -> None:
        """Count one value."""
        self.of[what] += 1
        self.right[what] += good
        if not good:
            self.misses.append((what, file, why))

    def share(self, what: str) -> float:
        """Give the share that was right, of all whose name is or begins with ``what``."""
        names = [name for name in self.of if name == what or name.startswith(f"{what}:")]
        return sum(self.right[name] for name in names) / max(1, sum(self.of[name] for name in names))


def messages(corpora: Path) -> Iterator[Labelled]:
    """Give every message of the corpus."""
    folder = corpora / "bounces"
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = {label["file"]: label for label in map(json.loads, lines)}
    with tarfile.open(folder / "emails.tar.gz") as archive:
        for member in archive:
            label = labels.get(member.name.partition("/")[2])
            content = archive.extractfile(member) if label else None
            if label and content:
                yield Labelled(label, content.read())


def ham(corpora: Path, zstd: str) -> Iterator[tuple[str, bytes]]:
    """Give the wanted mail of the corpus for spam, by name.

    Args:
        corpora: Where the corpora lie.
        zstd: The program that unpacks it.
    """
    folder = corpora / "spam"
    lines = (folder / "labels-dev.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = {label["name"] for label in map(json.loads, lines) if label["label"] == "ham"}
    command = [zstd, "-d", "-c", str(folder / "spam-dev.tar.zst")]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as unpacked,
        tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive,
    ):
        for member in archive:
            content = archive.extractfile(member) if member.name.removeprefix("./") in wanted else None
            if content:
                yield member.name, content.read()


def score(corpus: Sequence[Labelled]) -> Score:
    """Read all and count."""
    found = Score()
    for one in corpus:
        _score(found, one, read_message(one.raw, file=one.file))
    return found


def _score(found: Score, one: Labelled, records: list[Bounce]) -> None:
    said = ", ".join(sorted({record.kind.value for record in records}))
    bounced = [record for record in records if record.kind in RECOGNISED]
    if not one.label["is_bounce"]:
        found.count("no false positive", not bounced, one.file, said)
        _score_kind(found, one, records, said)
    elif one.variant:
        found.count("variants recognised", bool(bounced), one.file, said)
    else:
        found.count(f"recognised:{one.file.partition('/')[0]}", bool(bounced), one.file, said)
        if one.label["label_source"] != "weak-consensus":
            _score_rows(found, one, bounced)


def _score_kind(found: Score, one: Labelled, records: list[Bounce], said: str) -> None:
    kinds = {record.kind for record in records}
    if one.label["kind"] == "feedback":
        found.count("complaints named", kinds <= COMPLAINTS, one.file, said)
    elif one.label["kind"] == "vacation":
        found.count("auto-replies named", kinds == {Kind.AUTO_REPLY}, one.file, said)
    else:
        expected = {"mdn": "read_receipt"}.get(one.label["kind"], one.label["kind"])
        found.count(f"other kinds named:{expected}", said == expected, one.file, said)


def _score_rows(found: Score, one: Labelled, bounced: list[Bounce]) -> None:
    rows = one.label["recipients"]
    for number, row in enumerate(rows):
        record = _matching(row, bounced) or (bounced[number] if len(rows) == len(bounced) else None)
        if "recipient" in row:
            right = record is not None and record.recipient.lower() == row["recipient"].lower()
            ours = record.recipient if record else [record.recipient for record in bounced]
            found.count("recipient", right, one.file, f"{row['recipient']} is not {ours}")
        if record is not None:
            _score_row(found, one, row, record)
        else:
            for name in ("status", "reply", "reason", "hard"):
                if name in row:
                    found.count(_apart(name, one), False, one.file, "no record")


def _matching(row: dict[str, Any], bounced: list[Bounce]) -> Bounce | None:
    wanted = row.get("recipient", "").lower()
    return next((record for record in bounced if wanted and record.recipient.lower() == wanted), None)


def _apart(name: str, one: Labelled) -> str:
    return f"{name}, disputed" if name in {"reason", "hard"} and one.label.get("disputed") else name


def _score_row(found: Score, one: Labelled, row: dict[str, Any], record: Bounce) -> None:
    reason = record.judgement.reason if record.judgement else ""
    theirs = as_dict(record, sisimai=True)["reason"] or ""
    words = record.diagnostic[:160].replace("\n", " ")
    values = {"status": record.status, "reply": str(record.reply or ""), "reason": theirs}
    for name, value in values.items():
        if name in row:
            right = value in {row[name], *row.get(f"{name}_alt", ())}
            shown = f"{value} ({reason})" if name == "reason" else value
            found.count(_apart(name, one), right, one.file, f"{row[name]} is not {shown} | {words}")
    if "coarse_ok" in row:
        found.count(
            "coarse reason",
            theirs in row["coarse_ok"],
            one.file,
            f"{row['coarse_ok']} not {theirs} | {words}",
        )
    if "hard" in row:
        what = "hard, disputed" if row.get("hard_disputed") else "hard"
        found.count(what, record.hard == row["hard"], one.file, f"{row['hard']} but {reason} | {words}")
        if row["reason"] in NEVER_HARD:
            found.count(
                "blocks, policies, quotas not hard", not record.hard, one.file, f"{row['reason']}: {words}"
            )
