"""One message, all filters: the conversation that a check is."""

from __future__ import annotations

from dataclasses import replace

from mailworthy.message import (
    accessibility,
    authentication,
    blocklist,
    clients,
    content,
    grammar,
    header,
    images,
    language,
    law,
    links,
    markup,
    reputation,
    spelling,
)
from mailworthy.message.bayes import look as bayes
from mailworthy.message.links.visits import visit
from mailworthy.message.reading import Draft
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.message.score import scored
from mailworthy.wire.explore import Exploring, looked_up


def check(draft: Draft, scope: Scope) -> Exploring[MessageReport]:
    """Look at a message as filters, the law and readers see it.

    Args:
        draft: The message, read.
        scope: What is known beside it.
    """
    scope = replace(scope, language=scope.language or language.spoken(draft))
    vouched = yield from looked_up(authentication.survey(draft, scope))
    listed = yield from looked_up(blocklist.survey(draft, scope))
    visits = yield from visit(draft, scope)
    pictured = yield from images.made_out(draft, scope)
    sentences = yield from grammar.survey(draft, scope)
    judged = law.judge(draft, scope)
    words, heard = bayes.look(draft, scope)
    support = clients.survey(draft, scope)
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
        "visits": visits.findings,
        "clients": support.findings,
        "accessibility": tuple(accessibility.look(draft, scope)),
        "markup": tuple(markup.look(draft, scope)),
        "images": tuple(images.look(draft, scope, visits, pictured)),
        "spelling": tuple(spelling.look(draft, scope)),
        "grammar": sentences.findings,
    }
    skipped = {name for name, ran in (("rules", scope.rules), ("blocklist", scope.blocklists)) if not ran}
    told = scored(found, words.probability, skipped=skipped, inputs=known.inputs, base=bayes.version(scope))
    return MessageReport(draft, scope, told, judged, vouched, words, support, sentences, visits, pictured)
