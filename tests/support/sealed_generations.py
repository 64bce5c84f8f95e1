"""Generations whose files are changed by a test and sealed again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.engine.store.storage import digest_of
from searchapp.settings import Settings


def live_folder(settings: Settings) -> Path:
    """Return the folder of the live generation."""
    return generations.folder_of(settings.index, generations.current(settings.index))


def reseal(folder: Path, versions: dict[str, str] | None = None, **counts: int) -> None:
    """Make digests and manifest fit the files again, as if they had been written so."""
    manifest = generations.read_manifest(folder)
    files = {name: digest_of(folder / name) for name in manifest.files}
    again = replace(
        manifest,
        versions={**manifest.versions, **(versions or {})},
        counts={**manifest.counts, **counts},
        files=files,
    )
    (folder / generations.MANIFEST).write_text(generations.manifest_text(again))
