"""``searchapp reindex``: updates the index from the corpus."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from searchapp.cli.options import MANY_SKIPPED, report_option, with_settings
from searchapp.cli.output import print_diff, print_paths, write_json_lines
from searchapp.errors import SKIP_REASONS, SearchAppError
from searchapp.indexing.corpus import watch_changes
from searchapp.indexing.reindexing import Mode, ReindexReport, preview_reindex
from searchapp.indexing.reindexing import reindex as update_index
from searchapp.indexing.status import Progress, Stage
from searchapp.messages import count_noun
from searchapp.settings import LoadedSettings

__all__ = ["reindex"]

STAGES = {"learn": "Learning the sources", "extract": "Reading pages", "write": "Writing the index"}
"""Stage of a build -> what its progress bar says."""


@click.command()
@click.option("--full", is_flag=True, help="Rebuild everything.")
@click.option("--if-needed", is_flag=True, help="Only if a full rebuild is needed.")
@click.option(
    "--force", is_flag=True, help="Publish even if more than 10% of releases are missing."
)
@click.option("--watch", is_flag=True, help="Keep running and reindex after each change.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done, and why.")
@click.option("--jobs", type=click.IntRange(0, 256), help="Processes; 0 means one per core.")
@report_option("Write pages that were skipped, are doubtful or read differently as JSON lines.")
@click.option(
    "--max-skipped",
    type=click.IntRange(0),
    metavar="N",
    help="Exit with code 3 if more than N pages were skipped.",
)
@with_settings
def reindex(
    loaded: LoadedSettings,
    full: bool,
    if_needed: bool,
    force: bool,
    watch: bool,
    dry_run: bool,
    jobs: int | None,
    report: Path | None,
    max_skipped: int | None,
) -> None:
    """Update the index from the corpus: pages added, changed and removed.

    \b
    Example: searchapp reindex --report skipped.jsonl
    """

    def run(mode: Mode) -> ReindexReport:
        with _stop_cleanly(), _progress_bars() as progress:
            return update_index(loaded.settings, mode, force=force, progress=progress)

    if dry_run:
        outcome = preview_reindex(loaded.settings, full=full)
        if report:
            write_json_lines(report, map(asdict, outcome.lines))
        print_diff(outcome.diff)
        return
    changes = watch_changes(loaded.settings.corpus) if watch else None
    repeated: Mode = "if-needed" if if_needed else "update"
    outcome = run("full" if full else repeated)
    if report:
        write_json_lines(report, map(asdict, outcome.lines))
    _print_summary(outcome)
    if changes is not None:
        click.echo(f"Watching {loaded.settings.corpus} (stop with Ctrl-C)")
        for _ in changes:
            try:
                _print_summary(run(repeated))
            except SearchAppError as error:
                # The next change may succeed: another writer ends, a folder is mounted again.
                click.echo(f"searchapp: {error} [{error.code}]", err=True)
    if max_skipped is not None and outcome.skipped.total() > max_skipped:
        were = "was" if max_skipped == 1 else "were"
        click.echo(f"More than {count_noun(max_skipped, 'page')} {were} skipped.", err=True)
        sys.exit(MANY_SKIPPED)


class _Terminated(KeyboardInterrupt):
    """SIGTERM: stopped like Ctrl-C, with an exit code of its own."""


@contextmanager
def _stop_cleanly() -> Iterator[None]:
    """On SIGINT or SIGTERM keep what has been read, say so, and exit with 130 or 143."""

    def terminate(*_: object) -> None:
        raise _Terminated

    # Python lets only the main thread set handlers.
    is_main = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGTERM, terminate) if is_main else None
    try:
        yield
    except KeyboardInterrupt as stop:
        click.echo(
            "Stopped; the index is unchanged. The pages read so far are kept: "
            "the next reindex continues from there.",
            err=True,
        )
        number = signal.SIGTERM if isinstance(stop, _Terminated) else signal.SIGINT
        sys.exit(128 + number)
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, previous)


@contextmanager
def _progress_bars() -> Iterator[Progress]:
    """Show a progress bar per stage on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {
            stage: bars.add_task(text, total=None, visible=False) for stage, text in STAGES.items()
        }

        def progress(stage: Stage, done: int, total: int) -> None:
            bars.update(tasks[stage], completed=done, total=total, visible=True)

        yield progress


def _print_summary(report: ReindexReport) -> None:
    diff = report.diff
    skipped = report.skipped.total()
    releases = count_noun(report.documents, "release")
    contents = f"{releases} from {count_noun(report.pages - skipped, 'page')}"
    if not report.published:
        click.echo(f"Nothing has changed: {contents}.")
    else:
        if diff.rebuild:
            click.echo(f"Full rebuild ({diff.rebuild}).")
        click.echo(
            f"{contents} (of all pages {len(diff.added):,} added, {len(diff.changed):,} changed, "
            f"{len(diff.removed):,} removed, {diff.unchanged:,} unchanged)."
        )
        times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items())
        click.echo(f"Generation {report.generation} is live ({times}).")
    if report.altered:
        were = "was" if len(report.altered) == 1 else "were"
        pages = count_noun(len(report.altered), "unchanged page")
        click.echo(f"{pages} {were} read differently than at the last reindex:")
        print_paths(report.altered)
    if skipped:
        are = "is" if skipped == 1 else "are"
        click.echo(f"{count_noun(skipped, 'page')} {are} not in the index:")
        for code, count in report.skipped.most_common():
            click.echo(f"  {count:>6}  {code}: {SKIP_REASONS[code]}")
