"""What is known beside an example message, from the options that its row in the registry names."""

from __future__ import annotations

from collections.abc import Iterable

from mailworthy.flow.messages.knowing import grammarian, spellers
from mailworthy.message.rules import own_rules
from mailworthy.message.rules.spamassassin import parse
from mailworthy.message.scope import RuleBook, Scope
from mailworthy.sender.blocklists import usual


def known_beside(options: Iterable[str], asked: bool, now: int) -> Scope:
    """Read options as ``mailworthy message check`` does, as far as examples use them.

    Args:
        options: Such as ``--industry shop``, ``--law de``, ``--ip 192.0.2.1``; a file of rules as a shell makes one,
            ``--rules <(echo '…')``.
        asked: Whether DNS answers.
        now: Seconds since 1970, UTC.
    """
    told = dict(f"{option} ".split(" ", 1) for option in options)
    said = {name: value.strip() for name, value in told.items()}
    return Scope(
        now=now,
        industry=said.get("--industry", ""),
        markets=tuple(said.get("--law", "").split(",")) if "--law" in said else (),
        postal_address=said.get("--postal-address", ""),
        ip=said.get("--ip", ""),
        domains=tuple(said.get("--domain", "").split()),
        bounce_rate=float(said["--bounce-rate"]) if "--bounce-rate" in said else None,
        complaint_rate=float(said["--complaint-rate"]) if "--complaint-rate" in said else None,
        ask=asked,
        blocklists=usual() if asked and "--blocklists" in said else None,
        spellers=spellers(),
        grammarian=grammarian() if "--grammar" in said else None,
        rules=(_rules(_echoed(said["--rules"])),) if "--rules" in said else (),
    )


def _rules(text: str) -> RuleBook:
    """Read rules: TOML's begin with ``rule``, SpamAssassin's with the kind of one."""
    return own_rules(text, "own.toml") if text.startswith("rule") else parse({"own.cf": text})


def _echoed(text: str) -> str:
    """Give what a file holds that a shell makes: ``<(echo '…')``."""
    return text.removeprefix("<(echo '").removesuffix("')")
