"""The public suite for ARC, validating and sealing, and real chains."""

from __future__ import annotations

import re

import pytest
import yaml
from auth_vectors import FOLDER, vectors

from mailworthy.sender.arc import seal, validate
from mailworthy.sender.dkim import read_signing_key
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora

EXPECTED = {None: "none", "": "fail"}  # the suite leaves the word out where an earlier link already says fail


def _suite(name):
    """Give the world, the settings and the tests of each scenario."""
    for scenario in yaml.safe_load_all((FOLDER / "arc" / name).read_text(encoding="utf-8")):
        world = Zone({name.lower(): {"TXT": [text]} for name, text in scenario["txt-records"].items()})
        for test, case in scenario["tests"].items():
            yield world, scenario, test, case


@pytest.mark.spec("RFC 8617 §5.2")
def test_chains_are_validated_as_the_suite_says():
    told = [
        (
            test,
            EXPECTED.get(case["cv"], str(case["cv"]).lower()),
            hold(validate(case["message"].encode()), world),
        )
        for world, _, test, case in _suite("arc-draft-validation-tests.yml")
    ]
    assert told
    assert [(test, said.reason) for test, expected, said in told if said.result.value != expected] == []


def _tags(text):
    """Give tags without the blanks in their values, which folding moves."""
    pieces = (piece.partition("=") for piece in text.split(";") if piece.strip())
    return {name.strip(): re.sub(r"\s+", "", value) for name, _, value in pieces}


@pytest.mark.spec("RFC 8617 §5.1")
def test_seals_are_those_of_the_suite():
    wrong = []
    for world, scenario, test, case in _suite("arc-draft-sign-tests.yml"):
        message = case["message"].encode()
        sealed = seal(
            message,
            chain=hold(validate(message), world),
            domain=scenario["domain"],
            selector=scenario["sel"],
            key=read_signing_key(scenario["privatekey"].encode()),
            authserv_id=case["srv-id"],
            headers=case["sig-headers"].split(":"),
            now=case["t"],
        )
        fields = re.split(r"\r\n(?![ \t])", sealed.decode())
        wrong += [
            (test, name)
            for name, field in zip(("AS", "AMS", "AAR"), fields, strict=False)
            if _tags(field.partition(":")[2]) != _tags(case[name])
        ]
    assert wrong == []


def test_real_chains():
    for vector in vectors("arc/messages.json"):
        world = Zone({name: {"TXT": [text]} for name, text in vector["dns"].items()})
        message = (FOLDER / "arc" / vector["file"]).read_bytes()
        assert hold(validate(message), world).result.value == vector["expect"]
