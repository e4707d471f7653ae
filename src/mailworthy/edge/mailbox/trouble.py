"""Says in one line of ours what went wrong on the way to a mailbox, never with a secret in it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailworthy.errors import InputError, OutsideError, TimedOut, Unreachable

WAIT_S = 60.0  # for a connection, and for each of the server's answers


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """Give what decides whether a server is the one that it says it is.

    Args:
        ca_file: The authorities to trust instead of the system's, in PEM.
    """
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        raise InputError(f"{ca_file}: holds no certificate in PEM form") from None


@contextmanager
def told(peer: str) -> Iterator[None]:
    """Turn what sockets and TLS raise into our errors; only lost connections are worth another try."""
    try:
        yield
    except OutsideError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise OutsideError(
            f"{peer}: its certificate is not accepted: {error.verify_message.rstrip('.')}; nothing was sent",
            peer=peer,
            temporary=False,
        ) from error
    except ssl.SSLError as error:
        what = (error.reason or "no TLS").replace("_", " ").lower()
        raise Unreachable(f"{peer}: no encrypted connection came about ({what})", peer=peer) from error
    except TimeoutError as error:
        raise TimedOut(f"{peer}: no answer within {WAIT_S:.0f} s", peer=peer) from error
    except socket.gaierror as error:
        raise Unreachable(f"{peer}: there is no such host ({error.strerror})", peer=peer) from error
    except ConnectionRefusedError as error:
        raise Unreachable(f"{peer}: nobody listens there", peer=peer) from error
    except OSError as error:
        what = error.strerror or "connection lost"
        raise Unreachable(f"{peer}: the connection broke off ({what})", peer=peer) from error


def clean(text: object, secret: str) -> str:
    """Give a server's words in one short line; a secret that it repeats is taken out."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if secret:
        words = words.replace(secret, "***")
    return " ".join(words.split())[:300]
