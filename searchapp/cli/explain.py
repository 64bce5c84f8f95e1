"""``searchapp explain``: how one page was read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from searchapp.cli.options import with_settings
from searchapp.indexing.explanation import Explanation, Steps, explain_page
from searchapp.model import Entity
from searchapp.release_record import to_record
from searchapp.settings import LoadedSettings

__all__ = ["explain"]

MAX_PIECE_CHARS = 160
"""Characters printed of a removed piece: about two lines of a terminal."""

MAX_CANDIDATES = 8
"""Candidates for the date that are printed; those after them never come near to being chosen."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print each release as one line of JSON.")
@with_settings
def explain(loaded: LoadedSettings, file: Path, as_json: bool) -> None:
    """Show how one page was read: what was kept, what was removed and why.

    A page of the corpus is read as for the live index; for any other file, its folder is the
    source.

    \b
    Example: searchapp explain corpus/city-hall/2024-03-29.txt
    """
    explanation = explain_page(file, loaded.settings)
    if as_json:
        for steps in explanation.steps:
            click.echo(json.dumps(_record(explanation, steps), ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    _print_row(console, "learned from", explanation.learned_from)
    for steps in explanation.steps:
        _print_steps(console, steps)


def _record(explanation: Explanation, steps: Steps) -> dict[str, Any]:
    """Return one release for programs, with its candidates, evidence and prior knowledge."""
    return {
        "learned_from": explanation.learned_from,
        "release": to_record(steps.release, with_dropped=True),
        "title_from": steps.content.title_where,
        "date_candidates": [asdict(candidate) for candidate in steps.dates.candidates],
        "entity_evidence": [mention._asdict() for mention in steps.entities.mentions],
    }


def _print_steps(console: Console, steps: Steps) -> None:
    release, content = steps.release, steps.content
    _print_row(console, "title", release.title, f"from {content.title_where or 'the first words'}")
    date = release.date
    if date:
        _print_row(console, "date", f"{date.value} ({date.precision})",
             f"from the {date.origin}, confidence {date.confidence:.2f}")  # fmt: skip
    else:
        _print_row(console, "date", "unknown", "no candidate is certain enough")
    _print_candidates(console, steps)
    _print_row(
        console, "language", release.language, f"confidence {release.language_confidence:.2f}"
    )
    _print_row(console, "source", release.source.label, release.source.value)
    _print_row(
        console, "quality", f"{release.quality.confidence:.2f}", ", ".join(release.quality.flags)
    )
    for name, texts in release.parts.items():
        for text in texts:
            _print_row(console, name, text)
    rules = {mention.entity: mention.rule for mention in reversed(steps.entities.mentions)}
    for name, entities in (
        ("person", release.people),
        ("organization", release.organizations),
        ("place", release.places),
    ):
        _print_entities(console, name, entities, rules)
    _print_texts(console, steps)


def _print_candidates(console: Console, steps: Steps) -> None:
    """Print the candidates for the date: a table on a terminal, plain lines elsewhere."""
    candidates = steps.dates.candidates[:MAX_CANDIDATES]
    rows = [
        (each.value, each.precision, f"{each.confidence:.2f}", each.where or each.origin)
        for each in candidates
    ]
    if not console.is_terminal:
        for value, precision, confidence, where in rows:
            _print_row(console, "  candidate", f"{value} ({precision})", f"{where}, {confidence}")
    elif rows:
        table = Table("candidate", "precision", "confidence", "found in", box=None)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def _print_entities(
    console: Console, name: str, entities: Sequence[Entity], rules: dict[str, str]
) -> None:
    for each in entities:
        forms = (each.name, *each.aliases)
        rule = next((rules[form] for form in forms if form in rules), "")
        times = "once" if each.mentions == 1 else f"{each.mentions} times"
        also = f", also {', '.join(each.aliases)}" if each.aliases else ""
        _print_row(console, name, each.name, f"{times}{also}{f'; {rule}' if rule else ''}")


def _print_texts(console: Console, steps: Steps) -> None:
    """Print the body, then each removed piece with its reason."""
    console.print(Text("kept", style="bold green"))
    for paragraph in steps.release.body:
        console.print(Text(f"  {paragraph}"))
    console.print(Text("dropped", style="bold red"))
    for piece in steps.content.dropped:
        text = (
            piece.text
            if len(piece.text) <= MAX_PIECE_CHARS
            else f"{piece.text[:MAX_PIECE_CHARS]} …"
        )
        console.print(Text(f"  [{piece.reason}] {text}", style="dim"))


def _print_row(console: Console, name: str, value: str, note: str = "") -> None:
    line = Text(f"{name:<13}", style="cyan").append(value, style="default")
    if note:
        line.append(f"  ({note})", style="dim")
    console.print(line)
