"""What can be done from a terminal? One module per command."""

from __future__ import annotations

import click

from searchapp import __version__
from searchapp.cli.options import EXIT_CODES, CommandGroup

__all__ = ["main"]


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings come from searchapp.toml, then SEARCHAPP_* in the environment, then flags. "
    + EXIT_CODES,
)
@click.version_option(__version__, prog_name="searchapp")
def main() -> None:
    """Faceted search over a folder of press releases.

    \b
    Example: searchapp reindex && searchapp serve
    """
