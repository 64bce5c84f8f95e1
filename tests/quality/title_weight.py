"""The weight of a word in the headline: known items found again, at several weights.

``python -m tests.quality.title_weight --index INDEX [--releases N] [--items N]``, where the index
is one that ``searchapp reindex`` made of many releases. There are no judgements on press releases;
so queries are made for releases that are to be found again (Azzopardi and de Rijke, Automatic
construction of known-item finding test beds, SIGIR 2006), in three ways: two to four words of the
whole text, drawn by tf · idf; the same of the headline; and the name that the release has most,
with one word of the text. All words are wanted, as the service has it. The figure is the mean
reciprocal rank among the first ten. It is no gate: it is how the weight in
:mod:`searchapp.fields` was chosen.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import log
from pathlib import Path

from rich.console import Console
from rich.table import Table

from searchapp.analysis.tokens import analyse
from searchapp.engine.engine_registry import engine_from
from searchapp.engine.protocol import Question, Snapshot
from searchapp.engine.store import generations
from searchapp.fields import TEXT_FIELDS
from searchapp.model import Release
from searchapp.search.understanding import interpret
from searchapp.settings import Settings
from tests.quality.relevance import open_collection

__all__ = ["reciprocal_rank"]

WEIGHTS = (0.0, 0.2, 0.4, 0.8, 1.5)
_WORD = re.compile(r"[^\W\d_]{3,}")
_DEPTH = 10

Draw = Callable[[Release, Snapshot, random.Random], str]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.title_weight")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--releases", type=int, default=12_000)
    parser.add_argument("--items", type=int, default=500)
    options = parser.parse_args(arguments)
    releases = _some(options.index, options.releases)
    table = Table("queries of", *(f"title × {weight}" for weight in WEIGHTS), box=None)
    rows: list[list[float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        snapshot = open_collection(releases, Path(scratch))
        for name, draw in (
            ("words of the text", _of_text), ("words of the headline", _of_headline),
            ("a name and a word", _name_and_word),
        ):  # fmt: skip
            chance = random.Random(17)
            wanted = chance.sample(releases, min(options.items, len(releases)))
            items = [(each.id, draw(each, snapshot, chance)) for each in wanted]
            found = [_mean(snapshot, [item for item in items if item[1]], w) for w in WEIGHTS]
            table.add_row(name, *(f"{value:.4f}" for value in found))
            rows.append(found)
        table.add_row(
            "mean", *(f"{sum(column) / len(rows):.4f}" for column in zip(*rows, strict=True))
        )
    Console(width=120).print(table)
    return 0


def reciprocal_rank(snapshot: Snapshot, query: str, wanted: str) -> float:
    """Return 1 / rank of a release among the first ten, or 0."""
    match = interpret(query, ("en",), Settings()).match
    hits = snapshot.search(Question(match, order="relevance", limit=_DEPTH)).hits
    return next((1 / rank for rank, hit in enumerate(hits, 1) if hit.id == wanted), 0.0)


def _mean(snapshot: Snapshot, items: Sequence[tuple[str, str]], weight: float) -> float:
    row = TEXT_FIELDS["title"]
    TEXT_FIELDS["title"] = replace(row, weight=weight)
    try:
        return sum(reciprocal_rank(snapshot, query, each) for each, query in items) / len(items)
    finally:
        TEXT_FIELDS["title"] = row


def _some(index: Path, number: int) -> list[Release]:
    """Return some releases of an index in English, the same ones every time."""
    settings = Settings()
    folder = generations.folder_of(index, generations.current(index)) / generations.ENGINE_FOLDER
    snapshot = engine_from(settings).open(folder)
    ids = sorted(snapshot.ids())
    chosen = random.Random(7).sample(ids, min(number, len(ids)))
    return [each for each in snapshot.fetch(chosen) if each and each.language == "en"]


def _drawn(text: str, snapshot: Snapshot, chance: random.Random, number: int) -> list[str]:
    """Draw distinct words of a text, each by how often it is there and how rare it is elsewhere."""
    often = Counter(word.lower() for word in _WORD.findall(text))
    weights: dict[str, float] = {}
    for word, times in often.items():
        terms = [term for term in analyse(word, "en") if term]
        if terms:
            having = snapshot.document_frequencies("body", terms[:1])[terms[0]]
            weights[word] = times * log(1 + snapshot.documents / (1 + having))
    out: list[str] = []
    while weights and len(out) < number:
        (word,) = chance.choices(list(weights), weights=list(weights.values()))
        del weights[word]
        out.append(word)
    return out


def _of_text(release: Release, snapshot: Snapshot, chance: random.Random) -> str:
    text = " ".join((release.title, *release.body))
    return " ".join(_drawn(text, snapshot, chance, chance.randint(2, 4)))


def _of_headline(release: Release, snapshot: Snapshot, chance: random.Random) -> str:
    return " ".join(_drawn(release.title, snapshot, chance, chance.randint(2, 4)))


def _name_and_word(release: Release, snapshot: Snapshot, chance: random.Random) -> str:
    named = (*release.people, *release.organizations, *release.places)
    if not named:
        return ""
    name = max(named, key=lambda each: (each.mentions, each.name)).name
    text = " ".join((release.title, *release.body))
    return " ".join((*_WORD.findall(name), *_drawn(text, snapshot, chance, 1)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
