"""The demo's world: a sample list written for the project, and who answers for its domains."""

from __future__ import annotations

from mailworthy.flow.demo.world import DemoWorld, demo_world

__all__ = ["DemoWorld", "demo_world"]
