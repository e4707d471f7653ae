"""The labelled Authentication-Results fields, read; and written again, read the same."""

from __future__ import annotations

import warnings

import authres
import pytest
from auth_vectors import vectors
from authres import arc, dmarc, vbr

from mailworthy.wire.authentication_results import read, write

pytestmark = [pytest.mark.corpora, pytest.mark.spec("RFC 8601 §2.2")]

# Where a label names a method otherwise than its field does: the registry's name is `sender-id`.
ALIKE = {"senderid": "sender-id"}
# What the oracle cannot read of what we write, and why.
REFUSED = {
    "go-msgauth/09": "it wants a server's name, and the field is empty",
}


def _value(row):
    return row["header"].partition(":")[2]


def _labelled():
    """Leave out two fields that the corpus labels with nothing but that one library refuses them."""
    return [row for row in vectors("authres/headers.json") if row["results"] is not None]


def test_methods_results_and_servers_agree():
    wrong = [
        row["name"]
        for row in _labelled()
        for found in [read(_value(row))]
        if found.server != row["authserv_id"]
        or [[one.method, one.result] for one in found.results]
        != [[ALIKE.get(method, method), result] for method, result in row["results"]]
    ]
    assert wrong == []


def test_what_is_written_is_read_the_same():
    for row in vectors("authres/headers.json"):
        found = read(_value(row))
        again = read(write(found).partition(":")[2])
        assert (again.server, again.results, again.version) == (found.server, found.results, found.version), (
            row["name"]
        )


def test_another_reader_reads_what_is_written():
    """Authres as the oracle, for each field that it understands at all."""
    oracle = authres.FeatureContext(arc, dmarc, vbr)
    for row in vectors("authres/headers.json"):
        found = read(_value(row))
        if not all(each.type for one in found.results for each in one.properties) or row["name"] in REFUSED:
            continue  # it has no words for properties without a type
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = oracle.parse(" ".join(write(found).split()))
        assert [(one.method, one.result) for one in theirs.results if hasattr(one, "method")] == [
            (one.method, one.result) for one in found.results
        ], row["name"]
        assert str(theirs.authserv_id) == found.server
