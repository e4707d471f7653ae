"""Who issues mark certificates: the table of ``data/issuers.toml``, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority that issues mark certificates.

    Args:
        name: As people know it.
        organizations: Beginnings of its name in certificates, in lower case.
        until: What it issued later is not taken, in seconds since 1970; 0 where it still issues.
    """

    name: str
    organizations: tuple[str, ...]
    until: int


@cache
def issuers() -> tuple[Issuer, ...]:
    """Give all rows of the table."""
    text = files(__package__).joinpath("data", "issuers.toml").read_text(encoding="utf-8")
    return tuple(
        Issuer(row["name"], tuple(row["organizations"]), _end_of(row.get("until")))
        for row in tomllib.loads(text)["issuer"]
    )


def _end_of(day: object) -> int:
    return int(datetime.combine(day, time.max, UTC).timestamp()) if isinstance(day, date) else 0


def issuer_of(organization: str) -> Issuer | None:
    """Give the issuer whose certificates bear a name; None where it is not known."""
    name = organization.strip().lower()
    return next((one for one in issuers() if name.startswith(one.organizations)), None)
