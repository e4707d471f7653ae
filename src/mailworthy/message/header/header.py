"""A header as its judges read it: fields by name, mailboxes, domains, and what kind of mail it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mailworthy.message.header.bulk import Bulk, bulk
from mailworthy.message.places import Place, snippet
from mailworthy.message.reading import Draft
from mailworthy.message.reading.draft import Field
from mailworthy.message.reading.mailbox import Mailbox, mailboxes
from mailworthy.message.reading.merge_tags import merge_tags
from mailworthy.message.scope import Scope
from mailworthy.wire import name

_SENT = frozenset(
    ("received", "return-path", "delivered-to", "dkim-signature", "arc-seal", "authentication-results")
)
_OF_LISTS = frozenset(("mailing-list", "x-mailing-list", "x-mailman-version", "x-beenthere"))  # older ones


@dataclass(frozen=True)
class Header:
    """A message's header.

    Args:
        draft: The message.
        scope: What is known beside it.
    """

    draft: Draft
    scope: Scope

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Field]]:
        """All fields, by their names in lower case."""
        found: dict[str, list[Field]] = {}
        for field in self.draft.fields:
            found.setdefault(field.name.lower(), []).append(field)
        return found

    def all(self, name_: str) -> Sequence[Field]:
        """Give all fields of a name in lower case."""
        return self.by_name.get(name_, ())

    def value(self, name_: str) -> str:
        """Give the first value of a field by its name in lower case; empty where it is missing."""
        found = self.by_name.get(name_)
        return found[0].value if found else ""

    def boxes(self, name_: str) -> tuple[Mailbox, ...]:
        """Give the mailboxes of all fields of a name in lower case."""
        return tuple(box for field in self.all(name_) for box in mailboxes(field.folded))

    @cached_property
    def authors(self) -> tuple[Mailbox, ...]:
        """The mailboxes of From; what was given beside a template."""
        if self.draft.kind != "eml":
            return (self.draft.sender,) if any(self.draft.sender) else ()
        return self.boxes("from")

    @cached_property
    def domain(self) -> str:
        """The domain of the first author, as A-labels; empty where there is none that can be read."""
        return domain_of(self.authors[0].address) if self.authors else ""

    @cached_property
    def organization(self) -> str:
        """The part of it that one registers."""
        return name.registrable(self.domain) if self.domain else ""

    @cached_property
    def own(self) -> frozenset[str]:
        """The registrable domains that are the sender's."""
        read = (name.read(one).ascii for one in self.scope.domains)
        return frozenset((self.organization, *(name.registrable(one) for one in read if one))) - {""}

    @cached_property
    def recipients(self) -> tuple[Mailbox, ...]:
        """The mailboxes of To and Cc."""
        return (*self.boxes("to"), *self.boxes("cc"))

    @cached_property
    def sent(self) -> bool:
        """Whether it has been on its way: a draft is not asked for what servers write."""
        return not _SENT.isdisjoint(self.by_name)

    @cached_property
    def answers(self) -> bool:
        """Whether it names a message that it answers."""
        return bool(self.value("in-reply-to") or self.value("references"))

    @cached_property
    def discussion(self) -> bool:
        """Whether it came over a list on which people write to one another."""
        post = self.value("list-post").lower()
        return (bool(post) and not post.startswith("no")) or not _OF_LISTS.isdisjoint(self.by_name)

    @cached_property
    def bulk(self) -> Bulk:
        """Whether it goes to many."""
        return bulk(self.draft, frozenset(self.by_name), answers=self.answers, to=len(self.recipients))


def at(field: Field, part: str = "") -> Place:
    """Give the place of a field.

    Args:
        field: The field.
        part: The very words that are meant; the whole value where none are named.
    """
    return {
        "header": field.name,
        "line": field.line,
        "end_line": field.end_line,
        "snippet": snippet(part or field.value),
    }


def subject_at(header: Header, part: str = "") -> Place:
    """Give the place of the subject, that of a template too."""
    found = header.all("subject")
    if found:
        return at(found[0], part)
    return {"header": "Subject", "snippet": snippet(part or header.draft.subject)}


def author_at(header: Header, part: str = "") -> Place:
    """Give the place of From, that of a template too."""
    found = header.all("from")
    if found:
        return at(found[0], part)
    return {"header": "From", "snippet": snippet(part or " ".join(header.draft.sender).strip())}


@lru_cache(maxsize=4096)
def domain_of(address: str) -> str:
    """Give the domain of an address as A-labels; empty where it has none that can be read."""
    return name.read(address.rpartition("@")[2].strip()).ascii if "@" in address else ""


def same_organization(one: str, other: str) -> bool:
    """Tell whether two domains lie below one that somebody registered."""
    return name.registrable(one) == name.registrable(other)


def has_tag(text: str) -> bool:
    """Tell whether a merge tag stands in a text: what it will be is not known."""
    return next(merge_tags(text), None) is not None
