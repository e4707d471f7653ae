"""What sending platforms tell by their webhooks and APIs: one reader each, found by name or by the look of a body."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from mailworthy.bounce.event import Said
from mailworthy.bounce.platforms.values import listed, mapping
from mailworthy.errors import InputError

# In the order in which a body is shown to them: the surest signs first.
NAMES = (
    "sparkpost",
    "mandrill",
    "amazon_ses",
    "postmark",
    "mailersend",
    "resend",
    "postal",
    "mailgun",
    "sendgrid",
    "mailjet",
    "mailtrap",
    "brevo",
    "mailchimp",
)

Body = Mapping[str, Any]


def which_platform(payload: Any) -> str:
    """Tell whose a decoded JSON value or form is; empty where it looks like nobody's.

    Args:
        payload: A webhook's body: an object, or an array of them, of which the first one decides.
    """
    body = mapping(next(iter(listed(payload)), None))
    return next((name for name in NAMES if body and _reader(name).mine(body)), "")


def said_in(payload: Any, platform: str = "") -> Iterator[Said]:
    """Read what a webhook's body says, recipient by recipient. An event that cannot be read spoils no other.

    Args:
        payload: Decoded JSON, or a form as a mapping.
        platform: One of :data:`NAMES`; found out by default.

    Raises:
        InputError: There is no such platform.
    """
    if platform and platform not in NAMES:
        raise InputError(f"{platform!r} is no platform that we read: use {', '.join(sorted(NAMES))}")
    for body in map(mapping, listed(payload)):
        name = platform or which_platform(body)
        if name and body:
            yield from _reader(name).read(body)


class _Reader:
    """One platform's module: what each of them holds."""

    def __init__(self, name: str) -> None:
        module = import_module(f"{__name__}.{name}")
        self.mine: Callable[[Body], bool] = module.mine
        self.read: Callable[[Body], Iterator[Said]] = module.read


_READERS: dict[str, _Reader] = {}


def _reader(name: str) -> _Reader:
    if name not in _READERS:
        _READERS[name] = _Reader(name)
    return _READERS[name]
