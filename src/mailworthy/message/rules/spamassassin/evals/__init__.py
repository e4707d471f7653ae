"""Tests that rules call by name, ``eval:html_range(…)``: each makes ready what is then asked of every message."""

from __future__ import annotations

from collections.abc import Mapping

from mailworthy.message.rules.spamassassin.evals import (
    dates,
    freemail,
    headers,
    images,
    pages,
    parts,
    senders,
    text,
)
from mailworthy.message.rules.spamassassin.evals.asked import Ready

EVALS: Mapping[str, Ready] = {
    **dates.EVALS,
    **freemail.EVALS,
    **headers.EVALS,
    **images.EVALS,
    **pages.EVALS,
    **parts.EVALS,
    **senders.EVALS,
    **text.EVALS,
}
