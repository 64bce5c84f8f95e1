"""``searchapp config show``: all settings with their values and origins."""

from __future__ import annotations

from dataclasses import fields

import click
from rich.console import Console
from rich.table import Table

from searchapp.cli.options import with_settings
from searchapp.settings import LoadedSettings, Settings

__all__ = ["config"]


@click.group()
def config() -> None:
    """Show the settings."""


@config.command()
@with_settings
def show(loaded: LoadedSettings) -> None:
    """Print every setting with its value, origin and meaning.

    \b
    Example: SEARCHAPP_CORPUS=~/releases searchapp config show
    """
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for row in fields(Settings):
        value = getattr(loaded.settings, row.name)
        table.add_row(row.name, str(value), loaded.origins[row.name], row.metadata["help"])
    Console(soft_wrap=True, highlight=False).print(table)
