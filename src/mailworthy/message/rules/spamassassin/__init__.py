"""Rules in SpamAssassin's language: read from the user's files, run over a message, what is not evaluated named."""

from mailworthy.message.rules.spamassassin.ruleset import RuleSet, parse

__all__ = ["RuleSet", "parse"]
