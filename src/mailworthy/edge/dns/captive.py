"""Whether a resolver makes up answers: hotels' and some providers' send the lost to a page of theirs."""

from __future__ import annotations

from mailworthy.wire.ask import Asking, Dns, Outcome

ZONES = ("com", "org")  # neither holds a wildcard, so a random name under them doesn't exist


def captive(label: str) -> Asking[bool]:
    """Tell whether the resolver answers for names that cannot exist; its answers are then worth nothing.

    Args:
        label: A label that nobody has registered: 20 random letters, say. It comes in as a value, as chance does.

    Returns:
        True where it invents addresses; False where it doesn't, or nobody could be asked.
    """
    answers = yield tuple(Dns(f"{label}.{zone}", "A") for zone in ZONES)
    return any(answer.outcome is Outcome.FOUND for answer in answers)
