"""The tree of exceptions.

::

    MailworthyError
    ├── InputError   (ValueError)           what you gave cannot be read; at = byte or row
    ├── OutsideError (OSError)              the world did not do its part; peer, temporary
    │   ├── Unreachable (ConnectionError)
    │   ├── TimedOut    (TimeoutError)
    │   └── Refused                         code, enhanced, text, command
    └── NotNow                              a rule of ours forbids it at present; remedy

A bad address, a failing record, a bounce are not errors but *answers*: they are our product.
"We could not find out" is an answer too.
"""

from __future__ import annotations


class MailworthyError(Exception):
    """Anything that mailworthy raises on purpose."""


class InputError(MailworthyError, ValueError):
    """What you gave cannot be read.

    Args:
        message: One line: what, where, what to do.
        at: Byte offset, position or row number that the message speaks of.
    """

    def __init__(self, message: str, *, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at


class OutsideError(MailworthyError, OSError):
    """The world did not do its part.

    Args:
        message: One line: what, where, what to do.
        peer: Who did not do its part: a host and port, a file.
        temporary: Whether trying again later may help.
    """

    def __init__(self, message: str, *, peer: str = "", temporary: bool = True) -> None:
        super().__init__(message)
        self.peer = peer
        self.temporary = temporary


class Unreachable(OutsideError, ConnectionError):
    """No connection came about."""


class TimedOut(OutsideError, TimeoutError):
    """The peer did not answer in time."""


class Refused(OutsideError):
    """The peer answered no.

    Args:
        message: One line: what, where, what to do.
        code: The basic reply code.
        enhanced: The enhanced status code, empty where there is none.
        text: The full reply.
        command: What was refused.
        peer: Who refused.
    """

    def __init__(
        self,
        message: str,
        *,
        code: int = 0,
        enhanced: str = "",
        text: str = "",
        command: str = "",
        peer: str = "",
    ) -> None:
        super().__init__(message, peer=peer, temporary=400 <= code < 500)
        self.code = code
        self.enhanced = enhanced
        self.text = text
        self.command = command


class NotNow(MailworthyError):
    """A rule of ours forbids it at present.

    Args:
        message: One line: what is forbidden and why.
        remedy: What to do to be allowed.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
