"""What do all commands share? Settings from flags, errors in words, exit codes."""

from __future__ import annotations

import functools
import importlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from searchapp.errors import MachineFault, RequestError, SearchAppError, SettingsError
from searchapp.settings import Loaded, load

__all__ = [
    "EXIT_CODES",
    "FAILED",
    "MANY_SKIPPED",
    "WRONG_USAGE",
    "CommandGroup",
    "counted",
    "report_option",
    "with_settings",
    "write_lines",
]

FAILED = 1
WRONG_USAGE = 2
MANY_SKIPPED = 3
EXIT_CODES = (
    "Exit codes: 0 done; 1 it failed; 2 wrong usage, a wrong setting or a search that is not "
    "allowed; 3 done, but more pages were skipped than --max-skipped."
)

COMMANDS = {
    "reindex": "bring the index in line with the corpus",
    "extract": "print the releases of files, without an index",
    "explain": "show what was made of one page, and why",
    "search": "search the index",
    "index": "look after the states of the index: check, switch, keep, bring back",
    "serve": "serve the search page and the API",
    "config": "look at the settings",
}
"""Command, which is also the module and the function in it, and what it does."""


class CommandGroup(click.Group):
    """A group that imports a command when it is asked for, and answers errors in words.

    Every error of the program is one line and an exit code, none a traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; what it needs is loaded now and not before."""
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
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SearchAppError as error:
            click.echo(f"searchapp: {error} [{error.code}]", err=True)
            wrong = isinstance(error, SettingsError | RequestError)
            ctx.exit(WRONG_USAGE if wrong else FAILED)
        except MemoryError:
            click.echo(f"searchapp: There was not enough memory. [{MachineFault.code}]", err=True)
            ctx.exit(FAILED)
        except BrokenPipeError:
            # The reader of our output has gone; Python would complain once more at exit.
            sys.stdout = None
            ctx.exit(FAILED)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags ``--corpus`` and ``--index`` and pass it ``loaded`` settings.

    Further parameters that are named like settings are taken as flags, too, if the command
    lists them in ``flags``.
    """

    @click.option(
        "--corpus", type=click.Path(path_type=Path), help="Folder of the releases.", metavar="DIR"
    )
    @click.option(
        "--index", type=click.Path(path_type=Path), help="Folder of the index.", metavar="DIR"
    )
    @functools.wraps(command)
    def wrapped(*, corpus: Path | None, index: Path | None, **rest: Any) -> Any:
        loaded: Loaded = load(flags={"corpus": corpus, "index": index, "jobs": rest.get("jobs")})
        return command(loaded=loaded, **rest)

    return wrapped


def report_option(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the flag ``--report``, a file that can be written, as is seen at once."""

    def checked(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        try:
            if path is not None:
                path.open("a").close()
        except OSError as error:
            raise click.BadParameter(f"{path} cannot be written: {error.strerror}.") from None
        return path

    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option("--report", type=kind, metavar="FILE", callback=checked, help=help)


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON line a record."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in records)


def counted(number: int, noun: str) -> str:
    """Return ``1 page``, ``1,284 pages``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
