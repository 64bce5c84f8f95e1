"""How is it said what a reindex would do?"""

from __future__ import annotations

from collections.abc import Sequence

import click

from searchapp.indexing.diff import Plan

__all__ = ["SHOWN_PATHS", "say_paths", "say_plan"]

SHOWN_PATHS = 20
"""Paths listed a kind, unless all are asked for."""


def say_plan(plan: Plan, most: int = SHOWN_PATHS) -> None:
    """Print what a reindex would do, with up to ``most`` paths a kind."""
    if plan.full:
        click.echo(f"Everything would be built anew: {plan.full}.")
    for word, paths in (
        ("added", plan.added),
        ("changed", plan.changed),
        ("removed", plan.removed),
    ):
        click.echo(f"{len(paths):,} {word}")
        say_paths(paths, most)
    click.echo(f"{plan.unchanged:,} unchanged")


def say_paths(paths: Sequence[str], most: int = SHOWN_PATHS) -> None:
    """Print up to ``most`` paths, and how many more there are."""
    for path in paths[:most]:
        click.echo(f"  {path}")
    if len(paths) > most:
        click.echo(f"  … and {len(paths) - most:,} more")
