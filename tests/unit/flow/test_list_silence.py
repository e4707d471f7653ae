"""A resolver that answers nothing is not the domains' fault: a job stops, and goes on once there is one that does."""

from __future__ import annotations

import pytest

from mailworthy.edge.nameserver import serving
from mailworthy.errors import TimedOut
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.flow.lists.asking import SILENT_IN_ALL


def _list_of(folder, domains):
    path = folder / "list.csv"
    path.write_text("email\n" + "".join(f"jane@{domain}\n" for domain in domains), encoding="utf-8")
    return path


def _domains(count):
    return [f"firma-{number}-lindner.de" for number in range(count)]


def test_nothing_is_judged_by_a_resolver_that_answers_nothing(tmp_path):
    domains = _domains(SILENT_IN_ALL)
    path, out = _list_of(tmp_path, domains), tmp_path / "out"
    with serving(dict.fromkeys(domains, "servfail")) as server, pytest.raises(TimedOut, match="--resume"):
        check_list(path, out=out, options=ListOptions(servers=(server,)))
    assert not (out / "annotated.csv").exists()


def test_a_few_dead_domains_are_no_such_news(tmp_path):
    domains = _domains(SILENT_IN_ALL - 1)
    path = _list_of(tmp_path, domains)
    with serving(dict.fromkeys(domains, "servfail")) as server:
        report = check_list(path, out=tmp_path / "out", options=ListOptions(servers=(server,)))
    assert report.statuses["soft"] == len(domains)


def test_one_living_domain_among_many_dead_ones_is_enough(tmp_path):
    domains = _domains(SILENT_IN_ALL + 5)
    world = {**dict.fromkeys(domains[1:], "servfail"), domains[0]: {"MX": ["10 mx.lindner.de"]}}
    world["mx.lindner.de"] = {"A": ["192.0.2.1"]}
    with serving(world) as server:
        report = check_list(
            _list_of(tmp_path, domains), out=tmp_path / "out", options=ListOptions(servers=(server,))
        )
    assert (report.statuses["valid"], report.statuses["soft"]) == (1, len(domains) - 1)
