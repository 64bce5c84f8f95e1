"""``searchapp reindex``: brings the index in line with the corpus."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from searchapp.cli.options import MANY_SKIPPED, counted, report_option, with_settings, write_lines
from searchapp.cli.plan import say_paths, say_plan
from searchapp.errors import SKIP_REASONS, SearchAppError
from searchapp.indexing.progress import Progress, Stage
from searchapp.indexing.reindexing import ReindexReport
from searchapp.indexing.reindexing import reindex as bring_in_line
from searchapp.indexing.watch import settled_changes
from searchapp.settings import Loaded

__all__ = ["reindex"]

WORDS = {"learn": "Learning the sources", "extract": "Reading pages", "write": "Writing the index"}


@click.command()
@click.option("--full", is_flag=True, help="Build everything anew.")
@click.option("--if-needed", is_flag=True, help="Only if everything must be built anew.")
@click.option("--force", is_flag=True, help="Publish though more than a tenth was lost.")
@click.option("--watch", is_flag=True, help="Go on, whenever the corpus has changed and settled.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and why.")
@click.option("--jobs", type=click.IntRange(0, 256), help="Processes; 0 is one per core.")
@report_option(
    "Write one JSON line for each page that was skipped, is doubtful or reads otherwise now."
)
@click.option(
    "--max-skipped",
    type=click.IntRange(0),
    metavar="N",
    help="Exit with code 3 if more pages than this were skipped.",
)
@with_settings
def reindex(
    loaded: Loaded,
    full: bool,
    if_needed: bool,
    force: bool,
    watch: bool,
    dry_run: bool,
    jobs: int | None,
    report: Path | None,
    max_skipped: int | None,
) -> None:
    """Bring the index in line with the corpus: what was added, changed or removed.

    \b
    Example: searchapp reindex --report skipped.jsonl
    """

    def once(*, full: bool) -> ReindexReport:
        with _stoppable(), _progress() as progress:
            return bring_in_line(
                loaded.settings,
                full=full,
                if_needed=if_needed,
                dry_run=dry_run,
                force=force,
                progress=progress,
            )

    changes = settled_changes(loaded.settings.corpus) if watch else None
    done = once(full=full)
    if report:
        write_lines(report, map(asdict, done.lines))
    if dry_run:
        say_plan(done.plan)
        return
    _say_summary(done)
    if changes is not None:
        click.echo(f"Watching {loaded.settings.corpus} (stop with Ctrl-C)")
        for _ in changes:
            try:
                _say_summary(once(full=False))
            except SearchAppError as error:
                # The next change may mend it: another writer ends, a folder is mounted again.
                click.echo(f"searchapp: {error} [{error.code}]", err=True)
    if max_skipped is not None and done.skipped.total() > max_skipped:
        were = "was" if max_skipped == 1 else "were"
        click.echo(f"More than {counted(max_skipped, 'page')} {were} skipped.", err=True)
        sys.exit(MANY_SKIPPED)


class _Terminated(KeyboardInterrupt):
    """Somebody wants this process to end, and not by Ctrl-C."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """End with what was read kept, a message and the usual code when stopped: 130 or 143."""

    def terminate(*_: object) -> None:
        raise _Terminated

    alone = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, terminate) if alone else None
    try:
        yield
    except KeyboardInterrupt as stop:
        click.echo(
            "Stopped; the index is as it was. What has been read is kept: "
            "the next reindex goes on from there.", err=True,
        )  # fmt: skip
        number = signal.SIGTERM if isinstance(stop, _Terminated) else signal.SIGINT
        sys.exit(128 + number)
    finally:
        if alone:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show bars on a terminal, nothing in a pipe."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {stage: bars.add_task(text, total=None, visible=False)
                 for stage, text in WORDS.items()}  # fmt: skip

        def progress(stage: Stage, done: int, total: int) -> None:
            bars.update(tasks[stage], completed=done, total=total, visible=True)

        yield progress


def _say_summary(done: ReindexReport) -> None:
    plan = done.plan
    skipped = done.skipped.total()
    holds = f"{counted(done.documents, 'release')} from {counted(done.pages - skipped, 'page')}"
    if not done.published:
        click.echo(f"Nothing has changed: {holds}.")
    else:
        if plan.full:
            click.echo(f"Built anew, because {plan.full}.")
        click.echo(
            f"{holds} (of all pages added {len(plan.added):,}, changed {len(plan.changed):,}, "
            f"removed {len(plan.removed):,}, unchanged {plan.unchanged:,})."
        )
        spent = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.seconds.items())
        click.echo(f"Generation {done.generation} is live ({spent}).")
    if done.altered:
        are, they = ("is", "it") if len(done.altered) == 1 else ("are", "they")
        click.echo(
            f"{counted(len(done.altered), 'page')} {are} as {they} had been, but gave another "
            "text, title or date than at the last reindex:"
        )
        say_paths(done.altered)
    if skipped:
        are = "is" if skipped == 1 else "are"
        click.echo(f"{counted(skipped, 'page')} {are} not in the index:")
        for code, count in done.skipped.most_common():
            click.echo(f"  {count:>6}  {code}: {SKIP_REASONS[code]}")
