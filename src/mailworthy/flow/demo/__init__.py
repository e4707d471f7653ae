"""The demo's world: a sample list written for the project, and who answers for its domains."""

from __future__ import annotations

from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.sample import rows, write_sample
from mailworthy.flow.demo.world import DemoWorld, demo_world

__all__ = ["DemoWorld", "Dice", "demo_world", "rows", "write_sample"]
