"""Trigger phrases: found through case, spelling and disguise, weighed together and never alone."""

from mailworthy.message.phrases.phrase import INDUSTRIES, Phrase, class_label, own_phrases
from mailworthy.message.phrases.weigh import Hit, Text, Verdict, Weighed, weigh

__all__ = ["INDUSTRIES", "Hit", "Phrase", "Text", "Verdict", "Weighed", "class_label", "own_phrases", "weigh"]
