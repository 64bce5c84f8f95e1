"""``searchapp extract``: files in, one JSON line a release out; the index is not touched."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from searchapp.cli.options import FAILED, report_option, with_settings, write_lines
from searchapp.errors import PageSkipped
from searchapp.indexing.explanation import extract as releases_of
from searchapp.settings import Loaded

__all__ = ["extract"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Name of the source, instead of the folder's.")
@click.option("--dropped", is_flag=True, help="Add what was dropped from each page, and why.")
@report_option("Write what was turned away to this file, one JSON line a page.")
@with_settings
def extract(
    loaded: Loaded,
    paths: tuple[Path, ...],
    source: str | None,
    dropped: bool,
    report: Path | None,
) -> None:
    """Print the releases of files and folders, one JSON line each.

    What is turned away is told on standard error, or in the file of --report.

    \b
    Example: searchapp extract ~/dumps --source "City Hall" > releases.jsonl
    """
    skipped: list[dict[str, str]] = []

    def turned_away(path: str, fault: PageSkipped) -> None:
        skipped.append({"path": path, "code": fault.code, "detail": fault.detail})
        if report is None:
            click.echo(f"{path}: {fault} [{fault.code}]", err=True)

    found = 0
    for release in releases_of(paths, loaded.settings, source=source, turned_away=turned_away):
        found += 1
        record = release.record(with_dropped=dropped)
        click.echo(json.dumps(record, ensure_ascii=False))
    if report is not None:
        write_lines(report, skipped)
    if not found:
        click.echo("No release was found.", err=True)
        sys.exit(FAILED)
