"""What a resolver did so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """What happened so far: for reports, benches and tests.

    Args:
        asked: Questions that went to a server.
        recalled: Answers that the keeper knew.
        sent: Packets and messages sent, all tries.
        timeouts: Tries that nobody answered.
        by_tcp: Questions asked over TCP.
        strangers: Responses to something else than what was asked: late, doubled or forged.
    """

    asked: int = 0
    recalled: int = 0
    sent: int = 0
    timeouts: int = 0
    by_tcp: int = 0
    strangers: int = 0
