"""``searchapp explain``: what was kept of a page, what was dropped and why."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from searchapp.cli.options import with_settings
from searchapp.service.explain import Steps
from searchapp.service.explain import explain as steps_of
from searchapp.settings import Loaded

__all__ = ["explain"]

SHOWN = 160
"""Characters of a dropped piece that are printed."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def explain(loaded: Loaded, file: Path) -> None:
    """Show what was made of one page: what was kept, what was dropped and why.

    \b
    Example: searchapp explain corpus/city-hall/2024-03-29.txt
    """
    console = Console(soft_wrap=True, highlight=False)
    for steps in steps_of(file, loaded.settings):
        _explain(console, steps)


def _explain(console: Console, steps: Steps) -> None:
    release, content = steps.release, steps.content
    _row(console, "title", release.title, f"from {content.title_where or 'the first words'}")
    date = release.date
    if date:
        _row(console, "date", f"{date.value} ({date.precision})",
             f"from the {date.origin}, confidence {date.confidence:.2f}")  # fmt: skip
    else:
        _row(console, "date", "unknown", "nothing was sure enough")
    for candidate in steps.dates.candidates[:8]:
        _row(console, "", f"candidate {candidate}")
    _row(console, "language", release.language, f"confidence {release.language_confidence:.2f}")
    _row(console, "source", release.source.label, release.source.value)
    _row(console, "quality", f"{release.quality.confidence:.2f}", ", ".join(release.quality.flags))
    for name, texts in release.parts.items():
        for text in texts:
            _row(console, name, text)
    for name, entities in (
        ("person", release.people),
        ("organization", release.organizations),
        ("place", release.places),
    ):
        for each in entities:
            note = f"{each.mentions} times" + (
                f", also {', '.join(each.aliases)}" if each.aliases else ""
            )
            _row(console, name, each.name, note)
    console.print(Text("kept", style="bold green"))
    for paragraph in release.body:
        console.print(Text(f"  {paragraph}"))
    console.print(Text("dropped", style="bold red"))
    for piece in content.dropped:
        text = piece.text if len(piece.text) <= SHOWN else f"{piece.text[:SHOWN]} …"
        console.print(Text(f"  [{piece.reason}] {text}", style="dim"))


def _row(console: Console, name: str, value: str, note: str = "") -> None:
    line = Text(f"{name:<13}", style="cyan").append(value, style="default")
    if note:
        line.append(f"  ({note})", style="dim")
    console.print(line)
