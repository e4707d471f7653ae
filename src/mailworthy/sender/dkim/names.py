"""Which header fields a signature should cover, and which of them a message may hold once only."""

from __future__ import annotations

# RFC 6376 §5.4.1, with what decides how a message is shown and how one leaves its list
SIGNED = (
    b"from",
    b"to",
    b"cc",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
# RFC 6376 §8.15: named once more than they are there, so that nobody can add another unnoticed
OVERSIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
ONE_CLICK = (b"list-unsubscribe", b"list-unsubscribe-post")  # RFC 8058 §4: a signature must cover both
# RFC 5322 §3.6 and RFC 2045 §3 on
ONCE = (
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
)


def shown(names: list[bytes]) -> str:
    """Give names as people write them: ``List-Unsubscribe``."""
    return ", ".join(
        name.decode("ascii", "replace").title().replace("Mime", "MIME").replace("-Id", "-ID")
        for name in names
    )
