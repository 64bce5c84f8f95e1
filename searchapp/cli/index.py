"""``searchapp index``: manages the generations of the index."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchapp.cli.options import FAILED, with_settings
from searchapp.cli.output import MAX_PATHS, format_bytes, print_diff
from searchapp.errors import IndexCorrupt
from searchapp.indexing import backup, lifecycle
from searchapp.indexing.diff import compare_corpus
from searchapp.indexing.lifecycle import GenerationInfo
from searchapp.messages import count_noun
from searchapp.settings import LoadedSettings

__all__ = ["index"]


@click.group()
def index() -> None:
    """Manage the generations of the index.

    A generation is one complete state of the index. Searches are answered from the live one.

    \b
    Example: searchapp index verify
    """


@index.command("list")
@with_settings
def list_(loaded: LoadedSettings) -> None:
    """List the generations, oldest first.

    \b
    Example: searchapp index list
    """
    infos = lifecycle.list_generations(loaded.settings)
    if not infos:
        click.echo("There is no index yet. Make one with `searchapp reindex`.")
        return
    for info in infos:
        cells = (
            "live" if info.live else "    ",
            info.name,
            info.built_at[:19].replace("T", " "),
            f"{count_noun(info.documents, 'release'):>18}",
            f"{count_noun(info.pages, 'page'):>15}",
            f"{format_bytes(info.bytes):>8}",
            _note(info),
        )
        click.echo("  ".join(cells).rstrip())


@index.command()
@click.argument("generation", required=False)
@with_settings
def verify(loaded: LoadedSettings, generation: str | None) -> None:
    """Verify the live generation, or another: digests, posting blocks, records and counts.

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
def activate(loaded: LoadedSettings, generation: str) -> None:
    """Verify a generation and make it live.

    \b
    Example: searchapp index activate 20240329T120000Z-08baa6af
    """
    lifecycle.activate(loaded.settings, generation)
    click.echo(f"{generation} is live.")


@index.command()
@with_settings
def rollback(loaded: LoadedSettings) -> None:
    """Make the previous generation live.

    The next reindex updates the index from the corpus again, so fix the corpus first.

    \b
    Example: searchapp index rollback
    """
    click.echo(f"{lifecycle.rollback(loaded.settings)} is live.")


@index.command()
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Generations to keep, including the live one (default: the setting keep_generations).",
)
@with_settings
def prune(loaded: LoadedSettings, keep: int | None) -> None:
    """Delete old generations and leftovers of interrupted builds, but never the live generation.

    \b
    Example: searchapp index prune --keep 1
    """
    deleted, left = lifecycle.prune(loaded.settings, keep or loaded.settings.keep_generations)
    for name in deleted:
        click.echo(f"{name} was deleted.")
    for name in left:
        click.echo(f"{name} could not be deleted.", err=True)
    if left:
        sys.exit(FAILED)
    if not deleted:
        click.echo("There is nothing to delete.")


@index.command()
@click.option("--all", "list_all", is_flag=True, help=f"List all paths, not just {MAX_PATHS}.")
@with_settings
def diff(loaded: LoadedSettings, list_all: bool) -> None:
    """Show what a reindex would add, change and remove, and why.

    \b
    Example: searchapp index diff --all
    """
    difference = compare_corpus(loaded.settings).diff
    if difference.empty:
        click.echo(f"The index is up to date: {count_noun(difference.unchanged, 'page')}.")
        return
    print_diff(difference, sys.maxsize if list_all else MAX_PATHS)


@index.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def snapshot(loaded: LoadedSettings, file: Path) -> None:
    """Write the live generation to a tar file, gzipped if its name ends in .gz or .tgz.

    The snapshot is signed with the secret in the file `key` of the index folder. Keep that file
    safe: whoever has it can make snapshots that this index restores, and a snapshot can hold code.

    \b
    Example: searchapp index snapshot backup/releases.tar.gz
    """
    name = backup.write_snapshot(loaded.settings, file)
    click.echo(f"{name} was written to {file} ({format_bytes(file.stat().st_size)}).")


@index.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def restore(loaded: LoadedSettings, file: Path) -> None:
    """Restore a generation from a snapshot and make it live.

    Snapshots not signed with the key of this index are refused, because index files can hold code.

    \b
    Example: searchapp index restore backup/releases.tar.gz
    """
    click.echo(f"{backup.restore_snapshot(loaded.settings, file)} is live.")


def _note(info: GenerationInfo) -> str:
    if info.fault:
        return f"cannot be read: {info.fault}"
    return f"made with another {' and '.join(info.outdated)}" if info.outdated else ""
