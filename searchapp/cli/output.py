"""Output that several commands share: what a reindex would change, lists of paths, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from searchapp.indexing.diff import CorpusDiff

__all__ = ["MAX_PATHS", "format_bytes", "print_diff", "print_paths", "write_json_lines"]

MAX_PATHS = 20
"""Paths listed under a heading, unless all are requested: what fits on a terminal with the rest."""


def print_diff(diff: CorpusDiff, limit: int = MAX_PATHS) -> None:
    """Print what a reindex would change, with up to ``limit`` paths under each heading."""
    if diff.rebuild:
        click.echo(f"Full rebuild: {diff.rebuild}.")
    for heading, paths in (
        ("added", diff.added),
        ("changed", diff.changed),
        ("removed", diff.removed),
    ):
        click.echo(f"{len(paths):,} {heading}")
        print_paths(paths, limit)
    click.echo(f"{diff.unchanged:,} unchanged")


def print_paths(paths: Sequence[str], limit: int = MAX_PATHS) -> None:
    """Print up to ``limit`` paths, then the number of the rest."""
    for path in paths[:limit]:
        click.echo(f"  {path}")
    if len(paths) > limit:
        click.echo(f"  … and {len(paths) - limit:,} more")


def write_json_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records to a file as JSON, one per line. Raises ``OSError``."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in records)


def format_bytes(count: int) -> str:
    """Return a number of bytes in decimal units: ``999 bytes``, ``1.3 MB``, ``25 GB``."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
