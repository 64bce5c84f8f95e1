"""Recognition of the people, organizations and places of one release.

The steps: prepare the text, find the short forms it defines, read every run of capitalized words,
read the open ones again, merge mentions into entities.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from searchapp.ingest.entities.acronyms import SMALL_WORDS, find_acronyms, initials
from searchapp.ingest.entities.capitalized_runs import Run, find_runs
from searchapp.ingest.entities.classify import read_run
from searchapp.ingest.entities.evidence import ACRONYM
from searchapp.ingest.entities.language_rules import rules_for
from searchapp.ingest.entities.lexicon import lexicon
from searchapp.ingest.entities.listed_organizations import read_listed_phrases
from searchapp.ingest.entities.mention_clusters import Cluster, clean_surface, cluster_mentions
from searchapp.ingest.entities.normalization import prepare
from searchapp.ingest.entities.organization_patterns import read_companies, read_enumerations
from searchapp.ingest.entities.organizations import kind_of_long_form
from searchapp.ingest.entities.places import read_datelines
from searchapp.ingest.entities.resolve import resolve
from searchapp.ingest.entities.spans import Entities, Mention, Span
from searchapp.ingest.entities.state import ReadingState
from searchapp.ingest.entities.statistical_model import Model, add_votes, find_votes
from searchapp.model import Entity

__all__ = ["MAX_EXAMINED", "extract_entities"]

MAX_EXAMINED = 200_000
"""How many characters of a release are read for entities; what follows is left alone."""


def _blocks(title: str, paragraphs: Sequence[str]) -> list[str]:
    """Return title and paragraphs, cut after :data:`MAX_EXAMINED` characters."""
    blocks: list[str] = []
    left = MAX_EXAMINED
    for block in (title, *paragraphs):
        blocks.append(block[:left])
        left -= len(block)
        if left <= 0:
            break
    return blocks


def _read_acronyms(reading: ReadingState, original: str) -> dict[str, str]:
    """Note the short forms that are defined; return the long forms by their short forms.

    A long form that the original writes in capitals gets them back: it is a name.
    """
    found = find_acronyms(reading.text)
    for short, acronym in found.items():
        if original[acronym.long_start : acronym.long_end].isupper():
            found[short] = acronym._replace(long=_capitalize_name(acronym.long))
    for acronym in found.values():
        run = Run(reading.text, acronym.long_start, acronym.long_end)
        kind = kind_of_long_form(run)
        reading.acronyms[acronym.short] = kind
        if kind is not None:
            for start, end in (
                (acronym.long_start, acronym.long_end),
                (acronym.start, acronym.end),
            ):
                reading.spans.append(Span(start, end, ACRONYM[kind]))
    return {short: clean_surface(acronym.long) for short, acronym in found.items()}


def _capitalize_name(name: str) -> str:
    """Return a name with a capital on every word but the small ones between others."""
    words = name.split(" ")
    return " ".join(
        word if index and word in SMALL_WORDS else word[:1].upper() + word[1:]
        for index, word in enumerate(words)
    )


def _read_brackets(reading: ReadingState, spans: list[Span], longs: dict[str, str]) -> None:
    """Add capitals in brackets behind an organization to its short forms if the letters fit."""
    for span in spans:
        if span.kind != "organization" or reading.text[span.end : span.end + 2] != " (":
            continue
        close = reading.text.find(")", span.end, span.end + 12)
        short = reading.text[span.end + 2 : max(close, span.end + 2)].strip()
        if short in longs or len(short) < 3 or not short.isupper() or not short.isalpha():
            continue
        long = reading.text[span.start : span.end]
        letters = initials([word for word in long.split() if word[0].isupper()])
        if sum(letter in short for letter in letters) >= max(2, 0.6 * len(short)):
            longs[short] = clean_surface(long)


def _mentions(clusters: Sequence[Cluster], starts: Sequence[int], text: str) -> tuple[Mention, ...]:
    """Return every mention with its paragraph, in text order."""
    found = []
    for cluster in clusters:
        for span in cluster.spans:
            block = bisect_right(starts, span.start) - 1
            start = span.start - starts[block]
            found.append(
                Mention(
                    block - 1,
                    start,
                    start + span.end - span.start,
                    text[span.start : span.end],
                    cluster.kind,
                    span.evidence.rule,
                    cluster.name,
                )
            )
    return tuple(sorted(found, key=lambda e: (e.paragraph, e.start, e.end, e.entity)))


def _entities(clusters: Sequence[Cluster], kind: str) -> tuple[Entity, ...]:
    chosen = [cluster for cluster in clusters if cluster.kind == kind]
    chosen.sort(key=lambda c: (-len(c.spans), min(span.start for span in c.spans), c.name))
    return tuple(cluster.entity() for cluster in chosen)


def extract_entities(
    title: str,
    paragraphs: Sequence[str],
    language: str = "en",
    parts: Sequence[str] = (),
    model: Model | None = None,
) -> Entities:
    """Return the people, organizations and places of a release.

    :param title: the headline; evidence found in it has paragraph -1.
    :param paragraphs: the body in reading order.
    :param parts: texts of the release that are not in its body and name entities too: dateline,
        contact, captions. Evidence counts them on from the last paragraph.
    :param language: BCP 47 primary tag. The rules of all languages are asked; the language decides
        only what is ambiguous between them.
    :param model: adds what it finds in releases of its language; it changes nothing that the rules
        have found, see :mod:`searchapp.ingest.entities.statistical_model`.
    """
    blocks = _blocks(title, (*paragraphs, *parts))
    original = "\n\n".join(blocks)
    starts = [0, *accumulate(len(block) + 2 for block in blocks[:-1])]
    text = prepare(original)
    rules = rules_for(language, is_ascii=text.isascii())
    for rule in rules:
        text = rule.prepare(text)
    reading = ReadingState(text, frozenset(text.split()), lexicon(), language)
    longs = _read_acronyms(reading, original)
    for rule in rules:
        longs.update(rule.explain(reading))
    read_enumerations(reading)
    read_datelines(reading)
    for run in find_runs(text, reading.known):
        read_run(run, reading)
    for rule in rules:
        rule.read(reading)
    if language != "en" and not text.isascii():
        read_listed_phrases(reading)
    read_companies(reading)
    for rule in rules:
        rule.revise(reading)
    spans = resolve(reading)
    _read_brackets(reading, spans, longs)
    clusters = cluster_mentions(spans, text, longs)
    if model is not None and model.lang == language:
        clusters = add_votes(clusters, find_votes(model, reading, spans), spans, text, longs)
    return Entities(
        _entities(clusters, "person"),
        _entities(clusters, "organization"),
        _entities(clusters, "place"),
        _mentions(clusters, starts, text),
    )
