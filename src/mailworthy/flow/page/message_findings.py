"""What the page on a message is told of its findings: by what they are about, the hardest first, those alike on one card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.flow.messages.concerns import GRAVE, Group, alike, grouped, to_paste
from mailworthy.flow.page.message_source import plain, shortened
from mailworthy.flow.page.words import Speech
from mailworthy.message.places import Place
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport, severity_of

CARDS_MOST = 30  # of one group, and as many notes
ALIKE_MOST = 12  # findings of one card
FIRST = 6  # to begin with
NOTES_OPEN = 3  # more notes of a group are folded together
LEAST_GAIN = 0.05
_TONES = {Severity.ERROR: "error", Severity.WARNING: "warning"}

Told = tuple[int, str, Place]  # a finding's number, its tone, one of its places
Kind = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Numbered:
    """Findings as the page shows them, each with its number.

    Args:
        groups: What each group shows: cards, then notes.
        numbers: Of each finding that is shown, by its identity.
    """

    groups: Sequence[tuple[Group, Sequence[Kind], Sequence[Kind]]]
    numbers: Mapping[int, int]

    @property
    def kinds(self) -> Iterator[Kind]:
        """All that are shown, in the page's order."""
        for _, cards, notes in self.groups:
            yield from cards
            yield from notes

    @property
    def told(self) -> list[Told]:
        """Where each of them is, for the marks in the source."""
        return [
            (self.numbers[id(one)], _TONES.get(severity_of(one), "info"), place)
            for kind in self.kinds
            for one in kind
            for place in (one.where, *one.also)
        ]


def numbered(report: MessageReport) -> Numbered:
    """Choose what the page shows of a message's findings, and number it in the order of the page."""
    groups = [
        (group, _bounded(group.of(*GRAVE)), _bounded(group.of(Severity.INFO)))
        for group in grouped(report.findings)
    ]
    ordered = (one for _, cards, notes in groups for kind in (*cards, *notes) for one in kind)
    return Numbered(groups, {id(one): number for one, number in zip(ordered, count(1), strict=False)})


def _bounded(findings: Iterable[Finding]) -> list[Kind]:
    return [kind[:ALIKE_MOST] for kind in alike(findings)[:CARDS_MOST]]


def groups_view(
    shown: Numbered, anchors: Mapping[int, int], draft: Draft, speech: Speech
) -> list[dict[str, Any]]:
    """Give each group with its counts, its cards, and its notes.

    Args:
        shown: What is shown.
        anchors: How many marks each finding has in the source, by its number.
        draft: The message.
        speech: In which words.
    """
    views = []
    for group, cards, notes in shown.groups:
        left = len(group.findings) - sum(map(len, (*cards, *notes)))
        views.append(
            {
                "id": group.concern.value,
                "counts": list(_counts(group, speech)),
                "cards": [_card(kind, shown.numbers, anchors, draft, speech) for kind in cards],
                "notes": [_card(kind, shown.numbers, anchors, draft, speech) for kind in notes],
                "folded": speech.say("remarks.folded", n=sum(map(len, notes)))
                if len(notes) > NOTES_OPEN
                else "",
                "left": speech.say("faults.left", n=left) if left else "",
            }
        )
    return views


def first_view(shown: Numbered, speech: Speech) -> list[dict[str, Any]]:
    """Give what to begin with: of all groups the gravest, then what gains most."""
    grave = [kind for kind in shown.kinds if severity_of(kind[0]) in GRAVE]
    return [
        {
            "number": shown.numbers[id(kind[0])],
            "severity": severity_of(kind[0]).value,
            "severity_word": speech.label("severity", severity_of(kind[0]).value),
            "title": lookup(kind[0].code).words[speech.lang].title,
            "times": f"× {len(kind)}" if len(kind) > 1 else "",
            "gain": _gain(kind[0], speech),
        }
        for kind in islice(sorted(grave, key=_hardness), FIRST)
    ]


def untested_view(report: MessageReport, speech: Speech) -> list[dict[str, Any]]:
    """Give what nobody looked at, and what would."""
    skipped = (one for one in report.findings if severity_of(one) is Severity.SKIPPED)
    return [
        {
            "title": lookup(one.code).words[speech.lang].title,
            "detail": shortened(one.detail),
            "fix": lookup(one.code).words[speech.lang].fix,
        }
        for one in islice(skipped, CARDS_MOST)
    ]


def _hardness(kind: Kind) -> tuple[bool, float, float]:
    gain, weight = sum(one.gain for one in kind), sum(one.weight for one in kind)
    return severity_of(kind[0]) is not Severity.ERROR, -gain, -weight


def _counts(group: Group, speech: Speech) -> Iterator[dict[str, str]]:
    for severity in (*GRAVE, Severity.INFO):
        if n := group.counts.get(severity, 0):
            yield {
                "severity": severity.value,
                "said": speech.say(f"audited.count_{severity.value}", n=n),
            }


def _gain(of: Finding, speech: Speech) -> str:
    return speech.say("faults.gain", gain=speech.decimal(of.gain)) if of.gain >= LEAST_GAIN else ""


def _card(
    kind: Kind, numbers: Mapping[int, int], anchors: Mapping[int, int], draft: Draft, speech: Speech
) -> dict[str, Any]:
    first = kind[0]
    words, severity = lookup(first.code).words[speech.lang], severity_of(first)
    return {
        "code": first.code,
        "severity": severity.value,
        "severity_word": speech.label("severity", severity.value),
        "confidence": first.confidence.value,
        "confidence_word": speech.say(
            "findings.confidence", word=speech.label("confidence", first.confidence.value)
        ),
        "gain": _gain(first, speech),
        "title": words.title,
        "times": f"× {len(kind)}" if len(kind) > 1 else "",
        "items": [_item(one, numbers[id(one)], anchors, draft, speech) for one in kind],
        "why": words.why,
        "fix": words.fix,
    }


def _item(
    of: Finding, number: int, anchors: Mapping[int, int], draft: Draft, speech: Speech
) -> dict[str, Any]:
    places = [of.where, *of.also]
    unshown = of.count - len(places)
    told = [said for place in places if any((said := _place(place, draft, speech)).values())]
    return {
        "number": number,
        "anchors": list(range(1, anchors.get(number, 0) + 1)),
        "detail": shortened(of.detail),
        "places": told,
        "more": speech.say("faults.more", n=unshown) if unshown > 0 else "",
        "paste": to_paste(of),
    }


def _place(place: Place, draft: Draft, speech: Speech) -> dict[str, str]:
    """Say where something is, and quote it."""
    said = ""
    if "part" in place and "line" in place:
        index = int(place["part"])
        type_ = draft.parts[index].type if index < len(draft.parts) else ""
        at = {"line": int(place["line"]), "column": int(place.get("column", 1))}
        said = speech.say("faults.part", part=index + 1, type=type_, **at)
    elif "header" in place:
        name = str(place["header"])
        line = {"line": int(place["line"])} if "line" in place else {}
        said = speech.say("faults.header_line" if line else "faults.header", name=name, **line)
    return {"said": said, "snippet": plain(str(place.get("snippet", "")))}
