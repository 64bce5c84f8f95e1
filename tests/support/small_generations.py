"""Generations whose engine holds one small file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from searchapp.engine.store import generations

__all__ = ["publish"]


def publish(index: Path, content: str, *, second: int = 0) -> generations.Manifest:
    """Publish a generation whose engine folder holds one file."""
    building = generations.begin(index)
    (building / "engine" / "data").write_text(content)
    now = datetime(2024, 3, 29, 12, 0, second, tzinfo=UTC)
    manifest = generations.complete(building, {"v": "1"}, {"documents": 1}, now=now)
    generations.make_current(index, manifest.name)
    return manifest
