"""Blocklists: who holds the addresses and domains of a sender, what that means, and where one is taken off."""

from __future__ import annotations

from mailworthy.sender.blocklists.answers import Entry, Reading, State
from mailworthy.sender.blocklists.lists import (
    Access,
    Blocklist,
    Holds,
    Meaning,
    Weight,
    known,
    read_lists,
    usual,
    with_own,
)
from mailworthy.sender.blocklists.result import BlocklistSurvey, ListSurvey, Said
from mailworthy.sender.blocklists.survey import survey

__all__ = [
    "Access",
    "Blocklist",
    "BlocklistSurvey",
    "Entry",
    "Holds",
    "ListSurvey",
    "Meaning",
    "Reading",
    "Said",
    "State",
    "Weight",
    "known",
    "read_lists",
    "survey",
    "usual",
    "with_own",
]
