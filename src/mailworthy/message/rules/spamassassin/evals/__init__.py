"""Tests that rules call by name, ``eval:html_range(…)``: each makes ready what is then asked of every message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailworthy.message.rules.spamassassin.mail import Mail

Asked = Callable[[Mail], float]
EVALS: Mapping[str, Callable[..., Asked]] = {}
