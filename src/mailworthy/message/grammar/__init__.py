"""What is wrong about sentences: by rules of our own, by a grammar checker, and how hard they are to read."""

from mailworthy.message.grammar.survey import Grammar, survey

__all__ = ["Grammar", "survey"]
