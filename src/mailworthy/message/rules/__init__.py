"""Rules of a user: written in TOML, or as SpamAssassin writes them."""

from mailworthy.message.rules.own import OwnRules
from mailworthy.message.rules.own_file import own_rules
from mailworthy.message.rules.trial import HitRate, tried

__all__ = ["HitRate", "OwnRules", "own_rules", "tried"]
