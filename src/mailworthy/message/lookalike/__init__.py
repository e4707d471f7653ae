"""Words and domains that look like others: letters of another script, digits for letters, borrowed names (UTS 39)."""

from mailworthy.message.lookalike.domains import Likeness, look_alike_domain
from mailworthy.message.lookalike.words import look_alike_word, look_alike_words

__all__ = ["Likeness", "look_alike_domain", "look_alike_word", "look_alike_words"]
