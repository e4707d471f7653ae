"""One request to a host whose addresses were judged: the connection goes to one of those and nowhere else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable

from mailworthy.edge.http.exchange import Received, exchange
from mailworthy.edge.http.trouble import Trouble, Unanswered
from mailworthy.edge.http.url import Url
from mailworthy.edge.network_error import unreachable, words

CONNECT_S = 5.0  # for each address

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def requested(
    url: Url,
    places: Iterable[tuple[str, int]],
    context: ssl.SSLContext | None,
    most: int,
    *,
    method: str = "GET",
    part: int = 0,
) -> Received:
    """Ask the first address that answers; where TLS is spoken, what it shows must name the host.

    Args:
        url: What to ask for.
        places: IP addresses and ports to connect to, one after another.
        context: Whom TLS believes; None for no TLS.
        most: As for :func:`~mailworthy.edge.http.exchange.exchange`.
        method: Same.
        part: Same.

    Raises:
        Trouble: There is no answer.
    """
    reader, writer = await _connected(url.host, places, context)
    try:
        return await exchange(reader, writer, url, most, method=method, part=part)
    except ssl.SSLError as error:
        raise Trouble("tls", words(error)) from None
    except OSError as error:
        raise Unanswered("unreachable", words(error)) from None
    finally:
        writer.transport.abort()


async def _connected(host: str, places: Iterable[tuple[str, int]], context: ssl.SSLContext | None) -> Streams:
    trouble = Trouble("unreachable", "nobody answers")
    name = host if context else None
    for address, port in places:
        try:
            async with asyncio.timeout(CONNECT_S):
                return await asyncio.open_connection(address, port, ssl=context, server_hostname=name)
        except ssl.SSLCertVerificationError as error:
            raise Trouble("certificate", error.verify_message.rstrip(".")) from None
        except ssl.SSLError as error:
            raise Trouble("tls", words(error)) from None
        except TimeoutError:
            trouble = Trouble("timeout", f"no connection within {CONNECT_S:g} s")
        except OSError as error:
            trouble = Trouble(unreachable(error), words(error))
    raise trouble
