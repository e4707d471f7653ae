"""The public suites of SPF, failing cases included: OpenSPF's for RFC 7208 with its explanations, pyspf's, mail-auth's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spf_suites import Case, mail_auth, openspf

from mailworthy.sender.spf import Spf, check_host
from mailworthy.wire.ask import hold

pytestmark = pytest.mark.corpora

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
FOLDER = CORPORA / "auth" / "spf"

# pyspf's strictness is no part of the standard: "default=" is an unknown modifier there, as OpenSPF's own suite says
# (default-modifier-obsolete), so nothing matches.
OTHERWISE = {"default-modifier": "neutral", "default-modifier-harsh": "neutral"}

# Where mail-auth's expectation is not the standard's, and which case of OpenSPF's suite says so.
AGAINST = {
    "mail-auth/spf/basic/9": "permerror",  # ten empty answers, where two are allowed: void-over-limit
    "mail-auth/spf/exists/2": "fail",  # an AAAA record alone doesn't make a name exist: exists-ip6only
    "mail-auth/spf/macro/4": "fail",  # the same
}


def judged(case: Case, *, tree: bool):
    """Judge as a receiver does: the domain that the case names, and for mail-auth's the sender's after it."""
    asking = check_host(case.ip, case.domain, case.sender, case.helo, receiver=case.receiver, tree=tree)
    return hold(asking, case.world)


@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
@pytest.mark.parametrize("suite", ["rfc7208-tests.yml", "pyspf-extra-tests.yml"])
def test_openspf(suite, tree):
    wrong, explained = [], 0
    for case in openspf(FOLDER / suite):
        told = judged(case, tree=tree)
        right = (OTHERWISE[case.name],) if case.name in OTHERWISE else case.results
        if told.result.value not in right:
            wrong.append((case.name, right, told))
        if case.explanation is not None:
            explained += 1
            if told.explanation != case.explanation:
                wrong.append((case.name, case.explanation, told.explanation))
    assert not wrong
    assert explained or "extra" in suite


@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
def test_mail_auth(tree):
    wrong = []
    for case in mail_auth(FOLDER / "mail-auth-spf.json"):
        told = hold(check_host(case.ip, case.domain, "", case.helo, tree=tree), case.world)
        origin = case.sender.rpartition("@")[2]
        if told.result is not Spf.FAIL and origin not in {"", case.domain}:
            told = hold(check_host(case.ip, origin, case.sender, case.helo, tree=tree), case.world)
        right = AGAINST.get(case.name, case.results[0])
        if told.result.value != right or case.explanation not in {None, told.explanation}:
            wrong.append((case.name, right, case.explanation, told))
    assert not wrong


def test_every_error_names_what_broke():
    """A permerror without a term is one of the record as a whole: there are two, or it can't be asked for."""
    for case in openspf(FOLDER / "rfc7208-tests.yml"):
        told = judged(case, tree=True)
        if told.result in {Spf.PERMERROR, Spf.TEMPERROR}:
            assert told.problem
            assert told.problem.term or told.problem.word in {"two_records", "dns"}
        else:
            assert told.problem is None
