"""What is known of the messages that a server still has, by their queue ids, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from mailworthy.bounce.event import Said

MOST = 100_000  # messages that are remembered at a time; the longest untouched are forgotten first
MOST_RECIPIENTS = 1_000  # of one message whose last refusal is remembered


@dataclass(slots=True)
class Waiting:
    """One message that a server still has.

    Args:
        message_id: Its own id, without angle brackets.
        sender: Its return path; empty where none was seen.
        notice: Whether it has none, as only reports have (RFC 5321 §4.5.5): it is no mail that somebody sent.
        deferred: What was last said of the recipients that wait.
    """

    message_id: str = ""
    sender: str = ""
    notice: bool = False
    deferred: dict[str, Said] = field(default_factory=dict)

    def came_from(self, path: str) -> None:
        """Remember the return path."""
        self.sender, self.notice = path, not path

    def put_off(self, said: Said) -> None:
        """Remember what was said last of a recipient."""
        if said.recipient in self.deferred or len(self.deferred) < MOST_RECIPIENTS:
            self.deferred[said.recipient] = said


class Queue:
    """The messages of a server, by queue id. An id that is used again begins anew.

    Args:
        most: How many are remembered.
        tag_of: Gives the campaign or contact that a return path carries; empty where it carries none.
    """

    def __init__(self, most: int = MOST, tag_of: Callable[[str], str] | None = None) -> None:
        self._most = most
        self._messages: OrderedDict[str, Waiting] = OrderedDict()
        self.tag_of = tag_of or (lambda _sender: "")

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, queue_id: str) -> Waiting:
        """Give a message, one that nothing is known of where it is new."""
        found = self._messages.get(queue_id)
        if found is None:
            found = self._messages[queue_id] = Waiting()
            if len(self._messages) > self._most:
                self._messages.popitem(last=False)
        else:
            self._messages.move_to_end(queue_id)
        return found

    def forget(self, queue_id: str) -> Waiting:
        """Forget a message that has left."""
        return self._messages.pop(queue_id, None) or Waiting()
