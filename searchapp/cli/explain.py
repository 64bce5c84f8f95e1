"""``searchapp explain``: what was kept of a page, what was dropped and why."""

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
from searchapp.indexing.explanation import Explanation, Steps
from searchapp.indexing.explanation import explain as explained
from searchapp.model import Entity
from searchapp.settings import Loaded

__all__ = ["explain"]

SHOWN = 160
"""Characters of a dropped piece that are printed."""

MOST_CANDIDATES = 8


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a release.")
@with_settings
def explain(loaded: Loaded, file: Path, as_json: bool) -> None:
    """Show what was made of one page: what was kept, what was dropped and why.

    A page of the corpus is read as the live index reads it; any other has its folder as its source.

    \b
    Example: searchapp explain corpus/city-hall/2024-03-29.txt
    """
    found = explained(file, loaded.settings)
    if as_json:
        for steps in found.steps:
            click.echo(json.dumps(_record(found, steps), ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    _row(console, "learned from", found.known)
    for steps in found.steps:
        _explain(console, steps)


def _record(found: Explanation, steps: Steps) -> dict[str, Any]:
    """Return one release with what competed and what was known, for programs."""
    return {
        "learned_from": found.known,
        "release": steps.release.record(with_dropped=True),
        "title_from": steps.content.title_where,
        "date_candidates": [asdict(candidate) for candidate in steps.dates.candidates],
        "entity_evidence": [evidence._asdict() for evidence in steps.entities.evidence],
    }


def _explain(console: Console, steps: Steps) -> None:
    release, content = steps.release, steps.content
    _row(console, "title", release.title, f"from {content.title_where or 'the first words'}")
    date = release.date
    if date:
        _row(console, "date", f"{date.value} ({date.precision})",
             f"from the {date.origin}, confidence {date.confidence:.2f}")  # fmt: skip
    else:
        _row(console, "date", "unknown", "nothing was sure enough")
    _candidates(console, steps)
    _row(console, "language", release.language, f"confidence {release.language_confidence:.2f}")
    _row(console, "source", release.source.label, release.source.value)
    _row(console, "quality", f"{release.quality.confidence:.2f}", ", ".join(release.quality.flags))
    for name, texts in release.parts.items():
        for text in texts:
            _row(console, name, text)
    rules = {evidence.entity: evidence.rule for evidence in reversed(steps.entities.evidence)}
    for name, entities in (
        ("person", release.people),
        ("organization", release.organizations),
        ("place", release.places),
    ):
        _entities(console, name, entities, rules)
    _texts(console, steps)


def _candidates(console: Console, steps: Steps) -> None:
    """Print the dates that competed: a table on a terminal, plain lines elsewhere."""
    candidates = steps.dates.candidates[:MOST_CANDIDATES]
    rows = [
        (each.value, each.precision, f"{each.confidence:.2f}", each.where or each.origin)
        for each in candidates
    ]
    if not console.is_terminal:
        for value, precision, confidence, where in rows:
            _row(console, "  could be", f"{value} ({precision})", f"{where}, {confidence}")
    elif rows:
        table = Table("could be", "precise to the", "confidence", "found in", box=None)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def _entities(
    console: Console, name: str, entities: Sequence[Entity], rules: dict[str, str]
) -> None:
    for each in entities:
        forms = (each.name, *each.aliases)
        rule = next((rules[form] for form in forms if form in rules), "")
        times = "once" if each.mentions == 1 else f"{each.mentions} times"
        also = f", also {', '.join(each.aliases)}" if each.aliases else ""
        _row(console, name, each.name, f"{times}{also}{f'; {rule}' if rule else ''}")


def _texts(console: Console, steps: Steps) -> None:
    """Print the body, then all the rest of the page with the reason for each piece."""
    console.print(Text("kept", style="bold green"))
    for paragraph in steps.release.body:
        console.print(Text(f"  {paragraph}"))
    console.print(Text("dropped", style="bold red"))
    for piece in steps.content.dropped:
        text = piece.text if len(piece.text) <= SHOWN else f"{piece.text[:SHOWN]} …"
        console.print(Text(f"  [{piece.reason}] {text}", style="dim"))


def _row(console: Console, name: str, value: str, note: str = "") -> None:
    line = Text(f"{name:<13}", style="cyan").append(value, style="default")
    if note:
        line.append(f"  ({note})", style="dim")
    console.print(line)
