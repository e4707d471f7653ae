"""Looks at everything of a domain that receivers look at."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.errors import InputError
from mailworthy.finding import Finding
from mailworthy.sender import (
    bimi,
    blocklists,
    dkim,
    dmarc,
    dnssec,
    mta_sts,
    mx,
    name_servers,
    ptr,
    spf,
    tls_rpt,
)
from mailworthy.sender.audit.report import SenderReport
from mailworthy.sender.audit.scope import Scope
from mailworthy.sender.blocklists import BlocklistSurvey
from mailworthy.sender.requirements import facts_of, findings_of, judge
from mailworthy.sender.transport import dane, starttls
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.explore import Exploring, looked_up, together
from mailworthy.wire.name import to_ascii


def audit(domain: str, scope: Scope) -> Exploring[SenderReport]:
    """Look at everything of a domain that receivers look at.

    Args:
        domain: As A-labels in lower case.
        scope: What is known of the sender, and how far to go.

    Raises:
        InputError: An IP address, a selector or a blocklist's key of ``scope`` is none.
    """
    there = yield from looked_up(_there(domain))
    if there.outcome is Outcome.NO_SUCH_NAME:
        return SenderReport(
            domain, scope, found=(Finding("AUDIT-NO-SUCH-DOMAIN", domain, {"record": domain}),)
        )
    parts = yield from together(
        (
            spf.survey(domain),
            dkim.survey(domain, scope.selectors),
            dmarc.survey(domain),
            mx.survey(domain, scope.reach),
            ptr.survey(scope.ips, scope.helo),
            mta_sts.explore(domain, now=scope.now),
            tls_rpt.survey(domain),
            bimi.explore(domain, scope.logo, now=scope.now),
            name_servers.survey(domain),
            dnssec.survey(domain, now=scope.now),
            _listed(domain, scope),
        )
    )
    spf_, dkim_, dmarc_, mx_, ptr_, sts, tls_rpt_, bimi_, servers, dnssec_, listed = parts
    greeting = starttls.survey(mx_.hosts, now=scope.now, enforced=sts.enforced)
    greeted = (yield from greeting) if scope.deep else None
    sessions = greeted.greetings if greeted else ()
    dane_ = yield from looked_up(dane.survey(mx_.hosts, sessions))
    facts = facts_of(spf=spf_, dkim=dkim_, dmarc=dmarc_, ptr=ptr_ if scope.ips else None, mx=mx_)
    requirements = judge(facts, transactional=scope.transactional)
    return SenderReport(
        domain,
        scope,
        found=(*findings_of(requirements), *_not_checked(scope)),
        spf=spf_,
        dkim=dkim_,
        dmarc=dmarc_,
        mx=mx_,
        ptr=ptr_,
        mta_sts=sts,
        tls_rpt=tls_rpt_,
        dane=dane_,
        starttls=greeted,
        bimi=bimi_,
        name_servers=servers,
        dnssec=dnssec_,
        blocklists=listed,
        requirements=requirements,
    )


def audit_typed(domain: str, scope: Scope) -> Exploring[SenderReport]:
    """Look at one of many domains, as typed: where that is none, its report says so and the others are not held up.

    Args:
        domain: What somebody holds to be a domain.
        scope: As for :func:`audit`; what is wrong with it is to be found out before, for it is wrong for all of them.
    """
    try:
        return (yield from audit(to_ascii(domain), scope))
    except InputError as error:
        return SenderReport(domain, scope, found=(Finding("AUDIT-NOT-A-DOMAIN", str(error)),))


def _there(domain: str) -> Asking[Answer]:
    (answer,) = yield (Dns(domain, "SOA"),)
    return answer


def _listed(domain: str, scope: Scope) -> Asking[BlocklistSurvey | None]:
    if scope.blocklists is None:
        return None
    return (yield from blocklists.survey(scope.ips, (domain,), scope.blocklists, keys=scope.keys))


def _not_checked(scope: Scope) -> Iterator[Finding]:
    """Say what nobody looked at, and what would let us."""
    if not scope.ips:
        yield Finding("AUDIT-NO-IP")
    if not scope.deep:
        yield Finding("AUDIT-NOT-DEEP")
    if scope.blocklists is None:
        yield Finding("AUDIT-NO-BLOCKLISTS")
    if scope.reach.networks:
        yield Finding("AUDIT-INNER-NETWORKS", ", ".join(map(str, scope.reach.networks)))
