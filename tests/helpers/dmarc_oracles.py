"""Authheaders and checkdmarc as oracles for DMARC, with DNS from a dictionary."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

with warnings.catch_warnings():  # pyspf, which authheaders stands on, has an escape that Python warns of
    warnings.simplefilter("ignore")
    import authheaders  # type: ignore[import-untyped]  # the package has no types
    import authres  # type: ignore[import-untyped]  # same
    from checkdmarc.dmarc import DMARCError, parse_dmarc_record  # type: ignore[import-untyped]  # same


def authheaders_says(vector: Mapping[str, Any], *, newer: bool) -> tuple[str, str]:
    """Give result and policy; for its one signature it is given the first that passes.

    Args:
        vector: A row of ``dmarc/evaluation.json``.
        newer: By its reading of the draft that became RFC 9989, else by RFC 7489.
    """

    def text(name: str) -> str | None:
        records: Sequence[str] = vector["zone"].get(name, {}).get("TXT", [])
        return records[0] if records else None

    spf, signed = vector["spf"], sorted(vector["dkim"], key=lambda one: one["result"] != "pass")
    told = authheaders.check_dmarc(
        f"From: a@{vector['header_from']}\r\n\r\n".encode(),
        spf_result=spf
        and authres.SPFAuthenticationResult(result=spf["result"], smtp_mailfrom=f"a@{spf['domain']}"),
        dkim_result=authres.DKIMAuthenticationResult(result=signed[0]["result"], header_d=signed[0]["domain"])
        if signed
        else None,
        dnsfunc=text,
        dmarcbis=newer,
    )
    return told.result, told.policy or ""


def checkdmarc_reads(text: str) -> bool:
    """Tell whether checkdmarc takes a record; it must not name another domain than example.com for reports."""
    try:
        parse_dmarc_record(text, "example.com")
    except DMARCError:
        return False
    return True
