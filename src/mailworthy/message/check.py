"""One message, all filters: the conversation that a check is."""

from __future__ import annotations

from dataclasses import replace

from mailworthy.message import authentication, blocklist, content, header, language, law, links, reputation
from mailworthy.message.bayes import look as bayes
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
    words, heard = bayes.look(draft, scope)
    known = reputation.look(scope, listed, vouched.findings)
    found = {
        "header": tuple(header.look(draft, scope)),
        "content": tuple(content.look(draft, scope)),
        "links": tuple(links.look(draft, scope)),
        "blocklist": listed,
        "rules": tuple(finding for book in scope.rules for finding in book.look(draft)),
        "bayes": heard,
        "authentication": vouched.findings,
        "reputation": known.findings,
        "law": judged.findings,
    }
    skipped = {name for name, ran in (("rules", scope.rules), ("blocklist", scope.blocklists)) if not ran}
    told = scored(found, words.probability, skipped=skipped, inputs=known.inputs, base=bayes.version(scope))
    return MessageReport(draft, scope, told, judged, vouched, words)
