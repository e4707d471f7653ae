"""Why there is no page."""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818  # no error of ours: it becomes an answer before anybody sees it
    """Why there is no page.

    Args:
        why: As :attr:`mailworthy.wire.explore.Page.why`.
        detail: One line for people.
    """

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail


class Unanswered(Trouble):
    """It was connected to, and what came is no answer: to another method it may give one."""
