"""``searchapp extract``: releases of files as JSON lines, without an index."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from searchapp.cli.options import FAILED, report_option, with_settings
from searchapp.cli.output import write_json_lines
from searchapp.errors import PageSkipped
from searchapp.indexing.explanation import extract_releases
from searchapp.release_record import to_record
from searchapp.settings import LoadedSettings

__all__ = ["extract"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Use this source instead of the folder's name.")
@click.option("--dropped", is_flag=True, help="Include text removed from a page, with reasons.")
@report_option("Write skipped pages to this file as JSON, one per line.")
@with_settings
def extract(
    loaded: LoadedSettings,
    paths: tuple[Path, ...],
    source: str | None,
    dropped: bool,
    report: Path | None,
) -> None:
    """Print the releases found in files and folders as JSON, one per line.

    Skipped pages are listed on standard error, or in the file given by --report.

    \b
    Example: searchapp extract ~/dumps --source "City Hall" > releases.jsonl
    """
    skipped: list[dict[str, str]] = []

    def on_skip(path: str, error: PageSkipped) -> None:
        skipped.append({"path": path, "code": error.code, "detail": error.detail})
        if report is None:
            click.echo(f"{path}: {error} [{error.code}]", err=True)

    count = 0
    for release in extract_releases(paths, loaded.settings, source=source, on_skip=on_skip):
        count += 1
        record = to_record(release, with_dropped=dropped)
        click.echo(json.dumps(record, ensure_ascii=False))
    if report is not None:
        write_json_lines(report, skipped)
    if not count:
        click.echo("No releases found.", err=True)
        sys.exit(FAILED)
