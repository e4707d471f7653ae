"""Several addresses at once by DNS, inside an event loop: ``python examples/check_addresses_async.py SERVER ADDRESS…``.

SERVER is the resolver to ask, ``127.0.0.1:53``. To try it without any network, let the demo's name server play one:
``python -m mailworthy.edge.nameserver examples/world.toml --port 5353``.
"""

import asyncio
import sys

from mailworthy import check_addresses


async def main(server: str, addresses: list[str]) -> None:
    """Print one line per address."""
    for verdict in await check_addresses(addresses, servers=[server]):
        print(f"{verdict.address}: {verdict.status.value}, {verdict.reason}, score {verdict.score}")


asyncio.run(main(sys.argv[1], sys.argv[2:]))
