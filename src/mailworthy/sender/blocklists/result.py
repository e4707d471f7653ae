"""What came of asking blocklists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.blocklists.answers import ANSWERED, Entry, Reading, State
from mailworthy.sender.blocklists.lists import Blocklist
from mailworthy.sender.blocklists.words import phrase

NEWS = (  # what is worth telling first
    State.LISTED, State.POLICY, State.UNKNOWN_CODE, State.REWRITTEN, State.REFUSED, State.UNREACHABLE, State.DEAD,
    State.NOT_ASKED, State.NOT_LISTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a list says of one entry.

    Args:
        entry: The address or domain.
        reading: What it answered; the same for all entries where it was not believed.
        reason: The list's own words, made fit to be shown.
    """

    entry: Entry
    reading: Reading
    reason: str = ""

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        return {
            "entry": self.entry.text,
            "state": self.reading.state.value,
            "codes": list(self.reading.codes),
            "meanings": [
                {"name": one.name or None, "meaning": phrase(f"means.{one.word}", lang)}
                for one in self.reading.meanings
            ],
            "reason": self.reason or None,
            "why": self.reading.why or None,
        }


@dataclass(frozen=True, slots=True)
class ListSurvey:
    """What one list says.

    Args:
        blocklist: The list.
        said: Of each entry that it can hold.
    """

    blocklist: Blocklist
    said: tuple[Said, ...]

    @property
    def state(self) -> State:
        """What is worth telling first of all that it says."""
        return min((one.reading.state for one in self.said), key=NEWS.index, default=State.NOT_ASKED)

    @property
    def answered(self) -> bool:
        """Whether it answered about all that it was asked."""
        return bool(self.said) and all(one.reading.state in ANSWERED for one in self.said)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``. The zone is the public one: a key is no part of it."""
        one = self.blocklist
        return {
            "list": one.id,
            "name": one.name,
            "zone": one.zone,
            "weight": one.weight.value,
            "access": one.access.value,
            "state": self.state.value,
            "delist": one.delist or None,
            "remarks": [phrase(f"remark.{word}", lang) for word in one.remarks],
            "said": [said.as_dict(lang) for said in self.said],
        }


@dataclass(frozen=True, slots=True)
class BlocklistSurvey:
    """Which lists hold some addresses and domains.

    Args:
        entries: What was asked about.
        left_out: What was not: addresses that no list can hold, and what was too much.
        lists: What each list says.
        findings: What there is to say.
    """

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]
    lists: tuple[ListSurvey, ...]
    findings: tuple[Finding, ...]

    @property
    def answered(self) -> int:
        """How many lists answered about all that they were asked."""
        return sum(one.answered for one in self.lists)

    @property
    def listed(self) -> int:
        """How many lists hold one of the entries, for spam or by policy."""
        return sum(one.state in {State.LISTED, State.POLICY} for one in self.lists)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        return {
            "entries": [one.text for one in self.entries],
            "left_out": list(self.left_out),
            "answered": self.answered,
            "listed": self.listed,
            "lists": [one.as_dict(lang) for one in self.lists],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
