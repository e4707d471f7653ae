"""What receivers know of a sender: inputs by name, each of them unknown until somebody tells it."""

from mailworthy.message.reputation.look import Reputation, look

__all__ = ["Reputation", "look"]
