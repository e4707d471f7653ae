"""Rules in SpamAssassin's language: read from the user's files, run over a message, what is not evaluated named.

Written anew after what Apache SpamAssassin 4.0 does, function by function (NOTICE): the same rules have to hit the same messages.
"""

from mailworthy.message.rules.spamassassin.ruleset import RuleSet, parse

__all__ = ["RuleSet", "parse"]
