"""The labelled vectors for authentication, from the corpora."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = (
    Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
    / "auth"
)


def vectors(file: str) -> list[dict[str, Any]]:
    """Read the vectors of one file: ``vectors("dmarc/psl.json")``."""
    found: list[dict[str, Any]] = json.loads((FOLDER / file).read_text(encoding="utf-8"))["vectors"]
    return found
