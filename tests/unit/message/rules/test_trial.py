"""What rules would hit in mail that one has."""

from __future__ import annotations

from mailworthy.message.reading import read
from mailworthy.message.rules import own_rules, tried

RULES = """
[[rule]]
id = "sale"
field = "subject"
words = "sale"
hits = "Summer sale"
misses = "wholesale"
[[rule]]
id = "later"
enabled = false
field = "subject"
pattern = "^(?:ha|haha)+$"
hits = "haha"
"""
SUBJECTS = ["Sale", "Wholesale", "The sale ends", "A sale", "Sale!", "ha" * 60 + "!"]


def test_hit_rates_with_three_examples():
    drafts = ((f"{n}.eml", read(f"Subject: {subject}\n\nhi".encode())) for n, subject in enumerate(SUBJECTS))
    sale, later = tried(own_rules(RULES, "own.toml"), drafts)
    assert (sale.messages, sale.hits, sale.share) == (6, 4, 4 / 6)
    assert [each.message for each in sale.examples] == ["0.eml", "2.eml", "3.eml"]
    assert sale.as_dict()["examples"][1] == {
        "message": "2.eml",
        "subject": "The sale ends",
        "where": {"header": "Subject", "line": 1, "end_line": 1, "snippet": "The sale ends"},
    }
    assert (later.enabled, later.hits, later.slow) == (False, 0, 1)


def test_no_mail_is_no_rate():
    sale, _ = tried(own_rules(RULES, "own.toml"), ())
    assert (sale.messages, sale.share, sale.examples) == (0, 0.0, ())
