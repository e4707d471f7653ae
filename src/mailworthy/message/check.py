"""One message, all filters: the conversation that a check is."""

from __future__ import annotations

from dataclasses import replace

from mailworthy.message import authentication, blocklist, content, header, language, law, links
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.message.score import scored
from mailworthy.wire.ask import Asking


def check(draft: Draft, scope: Scope) -> Asking[MessageReport]:
    """Look at a message as filters and the law see it.

    Args:
        draft: The message, read.
        scope: What is known beside it.
    """
    scope = replace(scope, language=scope.language or language.spoken(draft))
    vouched = yield from authentication.survey(draft, scope)
    listed = yield from blocklist.survey(draft, scope)
    judged = law.judge(draft, scope)
    found = {
        "header": tuple(header.look(draft, scope)),
        "content": tuple(content.look(draft, scope)),
        "links": tuple(links.look(draft, scope)),
        "blocklist": listed,
        "rules": tuple(finding for book in scope.rules for finding in book.look(draft)),
        "bayes": (),
        "authentication": vouched.findings,
        "law": judged.findings,
    }
    return MessageReport(draft, scope, scored(found), judged, vouched)
