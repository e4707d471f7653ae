"""What is known beside a message, and how far to go: values that a filter needs and a message does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mailworthy.finding import Finding
    from mailworthy.message.bayes.weigh import Learnt
    from mailworthy.message.phrases import Phrase
    from mailworthy.message.reading import Draft
    from mailworthy.sender.blocklists import Blocklist
    from mailworthy.wire.explore import Lint


class RuleBook(Protocol):
    """Rules of a user, in whatever language they are written."""

    def look(self, draft: Draft) -> Iterable[Finding]:
        """Give what the rules say of a message, and which of them could not be evaluated."""


class Speller(Protocol):
    """Who knows the words of a language."""

    def knows(self, word: str) -> bool:
        """Tell whether it is one, as it is written here."""

    def near(self, word: str) -> tuple[str, ...]:
        """Give the first few words that are one slip away, the likeliest first; quick."""

    def suggest(self, word: str) -> tuple[str, ...]:
        """Give the first few words that are two slips away, same."""


class Spellers(Protocol):
    """Who knows the words of which language."""

    def of(self, language: str) -> Speller | None:
        """Give who knows the words of a language, an ISO 639 code of two letters; None where there is nobody."""


class Grammarian(Protocol):
    """Who knows the grammar of English, here and now."""

    def lints(self, text: str) -> tuple[Lint, ...]:
        """Give what is wrong about a text, spelling left out, in its order."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known beside a message.

    Args:
        now: Seconds since 1970, UTC; 0 where the time does not matter: nothing is then said about dates.
        language: Of the message, ``en``, ``de``, ``ja``, …; empty to have it told from its words.
        industry: The sender's, one of :data:`mailworthy.message.phrases.INDUSTRIES`; empty where it is not known.
        markets: Whose law holds, some of :data:`mailworthy.message.law.MARKETS`; empty for those of the language.
        postal_address: The sender's, as it has to stand in the message; empty to look for any.
        advertising_consent: Whether all recipients gave express consent; None where nobody says.
        ip: The IP address that sends; empty where it is not known.
        domains: Further domains of the sender, such as that of its click tracking: links to them are its own.
        bounce_rate: The share of the sender's mail that came back lately, 0 to 1; None where it is not known.
        complaint_rate: The share of its recipients who complained, same.
        ask: Whether DNS may be asked; otherwise what needs it is said to be skipped.
        blocklists: Whom to ask about the sender and all links; None for nobody.
        keys: Keys of blocklists, by the name that lists have for them.
        phrases: The user's own trigger phrases.
        rules: The user's own rules.
        learnt: What the Bayesian filter weighs against; None for the base that is shipped.
        clients: The mail clients that count, caniemail's ``family.platform``, and the share of readers of each; empty for
            :data:`mailworthy.message.clients.USUAL` in equal shares.
        visit: Whether links and pictures of the web may be visited.
        read_pictures: Whether the words in pictures are read.
        spelling: Whether words are looked up in dictionaries.
        spellers: Who knows the words of which language; None for nobody, or for whom a flow finds.
        own_words: Words that are right whatever anybody knows, in lower case.
        grammarian: Who knows the grammar of English; None for nobody.
        proofread: Whether a grammar checker of the user's may be asked, for languages that nobody here knows.
    """

    now: int = 0
    language: str = ""
    industry: str = ""
    markets: tuple[str, ...] = ()
    postal_address: str = ""
    advertising_consent: bool | None = None
    ip: str = ""
    domains: tuple[str, ...] = ()
    bounce_rate: float | None = None
    complaint_rate: float | None = None
    ask: bool = False
    blocklists: tuple[Blocklist, ...] | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    rules: tuple[RuleBook, ...] = ()
    learnt: Learnt | None = None
    clients: Mapping[str, float] = field(default_factory=dict)
    visit: bool = False
    read_pictures: bool = False
    spelling: bool = True
    spellers: Spellers | None = None
    own_words: frozenset[str] = frozenset()
    grammarian: Grammarian | None = None
    proofread: bool = False
