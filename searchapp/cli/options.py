"""The frame of all commands: flags that are settings, errors as messages, exit codes."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from searchapp.errors import MachineFault, RequestError, SearchAppError, SettingsError
from searchapp.settings import LoadedSettings, load_settings

__all__ = [
    "EXIT_CODES",
    "FAILED",
    "MANY_SKIPPED",
    "WRONG_USAGE",
    "CommandGroup",
    "report_option",
    "with_settings",
]

FAILED = 1
WRONG_USAGE = 2
MANY_SKIPPED = 3
EXIT_CODES = (
    "Exit codes: 0 success; 1 failure; 2 wrong usage, an invalid setting or a search that is not "
    "allowed; 3 success, but more pages were skipped than --max-skipped allows."
)

COMMANDS = {
    "reindex": "Update the index from the corpus.",
    "extract": "Print the releases found in files; no index needed.",
    "explain": "Show how one page was read, and why.",
    "search": "Search the index.",
    "index": "Manage index generations: list, verify, activate, snapshot, restore.",
    "serve": "Serve the search page and the API.",
    "config": "Show the settings.",
}
"""Command (also the name of its module and of the function in it) -> its line in the help."""


class CommandGroup(click.Group):
    """A group that imports a command only when it is used, and reports errors in one line.

    Every error of the program is one line with its code and an exit code, never a traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module; ``None`` if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"searchapp.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the program becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except SearchAppError as error:
            click.echo(f"searchapp: {error} [{error.code}]", err=True)
            ctx.exit(WRONG_USAGE if isinstance(error, SettingsError | RequestError) else FAILED)
        except MemoryError:
            click.echo(f"searchapp: There was not enough memory. [{MachineFault.code}]", err=True)
            ctx.exit(FAILED)
        except BrokenPipeError:
            # The reader of the output has gone; Python would complain again when flushing at exit.
            sys.stdout = None
            ctx.exit(FAILED)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags ``--corpus`` and ``--index`` to a command and pass it ``loaded``.

    ``loaded`` holds the settings with their origins; a ``jobs`` parameter of the command counts as
    a setting too. The command raises :class:`SettingsError` if a setting is invalid.
    """

    @click.option(
        "--corpus",
        type=click.Path(path_type=Path),
        help="Folder of press releases.",
        metavar="DIR",
    )
    @click.option(
        "--index", type=click.Path(path_type=Path), help="Folder with the index.", metavar="DIR"
    )
    @functools.wraps(command)
    def wrapped(*, corpus: Path | None, index: Path | None, **rest: Any) -> Any:
        loaded: LoadedSettings = load_settings(
            flags={"corpus": corpus, "index": index, "jobs": rest.get("jobs")}
        )
        return command(loaded=loaded, **rest)

    return wrapped


def report_option(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the flag ``--report`` to a command.

    Whether the file can be written is checked before the command runs, not after its work.
    """

    def check(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        try:
            if path is not None:
                path.open("a").close()
        except OSError as error:
            raise click.BadParameter(f"{path} cannot be written: {error.strerror}.") from None
        return path

    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option("--report", type=kind, metavar="FILE", callback=check, help=help)
