"""``searchapp index``: the life of the index around the reindex itself."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchapp.cli.options import FAILED, counted, with_settings
from searchapp.cli.plan import SHOWN_PATHS, say_plan
from searchapp.errors import IndexCorrupt
from searchapp.indexing import backup, lifecycle
from searchapp.indexing.diff import make_plan
from searchapp.indexing.lifecycle import GenerationInfo
from searchapp.settings import Loaded

__all__ = ["index"]


@click.group()
def index() -> None:
    """Look after the generations of the index.

    A generation is one complete state of the index; one of them is live.

    \b
    Example: searchapp index verify
    """


@index.command("list")
@with_settings
def list_(loaded: Loaded) -> None:
    """List the generations, the oldest first.

    \b
    Example: searchapp index list
    """
    found = lifecycle.listing(loaded.settings)
    if not found:
        click.echo("There is no index yet. Make one with `searchapp reindex`.")
        return
    for each in found:
        words = (
            "live" if each.live else "    ", each.name, each.built_at[:19].replace("T", " "),
            f"{counted(each.documents, 'release'):>18}", f"{counted(each.pages, 'page'):>15}",
            f"{_size(each.bytes):>8}", _note(each),
        )  # fmt: skip
        click.echo("  ".join(words).rstrip())


@index.command()
@click.argument("generation", required=False)
@with_settings
def verify(loaded: Loaded, generation: str | None) -> None:
    """Check the live generation, or another one: every digest, posting block, record and count.

    \b
    Example: searchapp index verify && searchapp index snapshot releases.tar.gz
    """
    name, faults = lifecycle.verify(loaded.settings, generation)
    for fault in faults:
        click.echo(f"{name}: {fault} [{IndexCorrupt.code}]", err=True)
    if faults:
        sys.exit(FAILED)
    click.echo(f"{name} is sound.")


@index.command()
@click.argument("generation")
@with_settings
def activate(loaded: Loaded, generation: str) -> None:
    """Make a generation live, after verifying it.

    \b
    Example: searchapp index activate 20240329T120000Z-08baa6af
    """
    lifecycle.activate(loaded.settings, generation)
    click.echo(f"{generation} is live.")


@index.command()
@with_settings
def rollback(loaded: Loaded) -> None:
    """Make the generation before the live one live.

    The next reindex brings the index in line with the corpus again: mend the corpus first.

    \b
    Example: searchapp index rollback
    """
    click.echo(f"{lifecycle.rollback(loaded.settings)} is live.")


@index.command()
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Generations to keep, the live one included; the setting keep_generations by default.",
)
@with_settings
def prune(loaded: Loaded, keep: int | None) -> None:
    """Delete old generations and what dead builds left behind. The live one always stays.

    \b
    Example: searchapp index prune --keep 1
    """
    gone, left = lifecycle.prune(loaded.settings, keep or loaded.settings.keep_generations)
    for name in gone:
        click.echo(f"{name} is deleted.")
    for name in left:
        click.echo(f"{name} cannot be deleted.", err=True)
    if left:
        sys.exit(FAILED)
    if not gone:
        click.echo("There is nothing to delete.")


@index.command()
@click.option("--all", "everything", is_flag=True, help=f"List more than {SHOWN_PATHS} paths.")
@with_settings
def diff(loaded: Loaded, everything: bool) -> None:
    """Compare the corpus with the live generation: what a reindex would take in or out, and why.

    \b
    Example: searchapp index diff --all
    """
    plan, _, _ = make_plan(loaded.settings, full=False)
    if plan.empty:
        pages = counted(plan.unchanged, "page")
        click.echo(f"The index is in line with the corpus: {pages}.")
        return
    say_plan(plan, sys.maxsize if everything else SHOWN_PATHS)


@index.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def snapshot(loaded: Loaded, file: Path) -> None:
    """Write the live generation to a tar file, gzipped if its name ends in .gz or .tgz.

    It is sealed with the secret in the file `key` of the index folder: whoever has that file can
    make snapshots that this index restores, and restoring runs what is in them.

    \b
    Example: searchapp index snapshot backup/releases.tar.gz
    """
    name = backup.snapshot(loaded.settings, file)
    click.echo(f"{name} is in {file} ({_size(file.stat().st_size)}).")


@index.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def restore(loaded: Loaded, file: Path) -> None:
    """Bring the generation of a snapshot back and make it live.

    What was not sealed with the key of this index is refused, because index files can hold code.

    \b
    Example: searchapp index restore backup/releases.tar.gz
    """
    click.echo(f"{backup.restore(loaded.settings, file)} is live.")


def _note(info: GenerationInfo) -> str:
    if info.fault:
        return f"cannot be read: {info.fault}"
    return f"made with another {' and '.join(info.other)}" if info.other else ""


def _size(count: int) -> str:
    """Return a number of bytes as people read it."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
