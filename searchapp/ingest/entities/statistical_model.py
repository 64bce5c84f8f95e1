"""Names that a statistical model adds to those of the rules, and which of them are credible.

The model is optional and only adds: nothing that the rules found is renamed, retyped or removed. It
is never imported unless a setting names it, so this module needs no such package to be there.
"""

from __future__ import annotations

import importlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, cast

from searchapp.errors import SettingsError
from searchapp.ingest.entities.acronyms import SMALL_WORDS
from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import MODEL, Kind
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.lexicon import (
    COMMON,
    CONNECTOR,
    DEMONYM,
    DIRECTION,
    FIRST,
    FUNCTION,
    GENERIC,
    HEAD,
    LAST,
    LOCATION_SUFFIX,
    MONTH,
    NOT_NAME,
    NOT_ORGANIZATION,
    RARE,
    ROLE,
    WEAK_HEAD,
    kinds_of_organization,
    not_acronyms,
)
from searchapp.ingest.entities.mention_clusters import Cluster, clean_surface, cluster_mentions
from searchapp.ingest.entities.organizations import is_law
from searchapp.ingest.entities.people import name_end
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState
from searchapp.ingest.version import model_version

__all__ = ["Model", "add_votes", "find_votes", "load_model"]

_KINDS: Mapping[str, Kind] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
}
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer")
"""Parts of a pipeline that its entities do not need."""

_MAX_WORDS = 6
_NOT_PERSON = (
    HEAD | WEAK_HEAD | NOT_NAME | ROLE | DEMONYM | NOT_ORGANIZATION | LOCATION_SUFFIX | DIRECTION
)
_MIN_PROSE_WORDS = 5
"""Lower-case words on the line of a name: a heading or a menu has fewer."""


class Found(Protocol):
    """A piece of text that the model names."""

    @property
    def label_(self) -> str:
        """What it is, a key of :data:`_KINDS` or something that is of no use."""

    @property
    def start_char(self) -> int:
        """Offset of its first character."""

    @property
    def end_char(self) -> int:
        """Offset behind its last character."""


class Doc(Protocol):
    """A text that the model has read."""

    @property
    def ents(self) -> Sequence[Found]:
        """What the model names, in the order of the text."""


class Model(Protocol):
    """A pipeline of spaCy, or anything that answers like one."""

    @property
    def lang(self) -> str:
        """The language that it reads, as a BCP 47 primary tag."""

    def __call__(self, text: str, /) -> Doc:
        """Read a text."""


@lru_cache(maxsize=1)
def load_model(name: str) -> Model:
    """Return a model, loaded once a process. Raises what :func:`model_version` does."""
    model_version(name)
    try:
        return cast("Model", importlib.import_module(name).load(exclude=list(_UNUSED)))
    except Exception as error:
        raise SettingsError(f"entity_model = {name!r} cannot be loaded: {error}.") from error


def find_votes(model: Model, reading: ReadingState, spans: Sequence[Span]) -> list[Span]:
    """Return what the model adds to the spans that stand: none of it overlaps one of them.

    :param reading: the release; the model reads its prepared text.
    """
    taken = sorted((span.start, span.end) for span in spans)
    found: list[Span] = []
    for start, end, kind in _named(model, reading.text):
        at = bisect_left(taken, (start, start))
        free = (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0])
        if free and _is_credible(reading, start, end, kind):
            found.append(Span(start, end, MODEL[kind]))
            taken.insert(at, (start, end))
    return found


def _named(model: Model, text: str) -> Iterator[tuple[int, int, Kind]]:
    """Yield what the model names, without article, possessive and marks at its ends."""
    offset = 0
    for block in text.split("\n\n"):
        if any(letter.isalpha() for letter in block):
            for found in model(block).ents:
                kind = _KINDS.get(found.label_)
                if kind is not None:
                    yield *_bare(text, offset + found.start_char, offset + found.end_char), kind
        offset += len(block) + 2


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    if piece[:4].lower() == "the ":
        start += 4
    for ending in ("'s", "’s"):
        if text[start:end].endswith(ending):
            end -= 2
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _is_credible(reading: ReadingState, start: int, end: int, kind: Kind) -> bool:
    """Return whether a find passes what our own names must: no menu, heading, month or title."""
    text = reading.text[start:end]
    run = Run(reading.text, start, end)
    if (
        end - start < 3
        or "\n" in text
        or not 1 <= run.length <= _MAX_WORDS
        or not _in_prose(reading, start)
    ):
        return False
    if not text[0].isupper() or any(c.isdigit() for c in text) or text in reading.acronyms:
        return False
    if run.any_flag(0, run.length, MONTH) or run.flags[0] & FUNCTION or run.flags[-1] & FUNCTION:
        return False
    if run.opens and run.flags[0] & COMMON and not run.flags[0] & (FIRST | LAST):
        return False
    if kind == "person":
        return _is_person(run)
    return _is_organization(run, text, reading) if kind == "organization" else _is_place(run)


def _in_prose(reading: ReadingState, start: int) -> bool:
    low = reading.text.rfind("\n", 0, start) + 1
    high = reading.text.find("\n", start)
    line = reading.text[low : high if high >= 0 else len(reading.text)][:2000]
    return sum(word.islower() for word in line.split()) >= _MIN_PROSE_WORDS


def _is_person(run: Run) -> bool:
    if run.length < 2 or run.any_flag(0, run.length, _NOT_PERSON) or _opens_common(run):
        return False
    if any(flags & (COMMON | RARE) and not flags & (FIRST | LAST) for flags in run.flags):
        return False
    if any(find_place(run.key(at, at + 1)) for at in range(run.length) if not run.flags[at]):
        return False
    return name_end(run, 0, run.length, expected=True) == run.length


def _opens_common(run: Run) -> bool:
    return bool(run.flags[0] & COMMON) and not run.flags[0] & FIRST


def _is_organization(run: Run, text: str, reading: ReadingState) -> bool:
    if is_law(run, 0, run.length) or run.key(0, run.length) in kinds_of_organization():
        return False
    if text in not_acronyms() or run.any_flag(0, run.length, NOT_NAME | NOT_ORGANIZATION):
        return False
    if any(not word[0].isupper() and word not in SMALL_WORDS for word in run.words):
        return False
    plain = COMMON | RARE | FUNCTION | GENERIC | DEMONYM | CONNECTOR
    if all(flags & plain for flags in run.flags):
        return False
    lone = run.flags[0] & (COMMON | FIRST | LAST | DEMONYM | ROLE)
    return run.length > 1 or not (lone or run.opens or run.keys[0] in reading.lower)


def _is_place(run: Run) -> bool:
    plain = COMMON | DEMONYM | NOT_NAME | ROLE | HEAD
    if any(flags & DEMONYM for flags in run.flags) or all(flags & plain for flags in run.flags):
        return False
    return run.length > 1 or not (run.flags[0] & (FIRST | LAST) or run.opens)


def add_votes(
    clusters: Sequence[Cluster],
    added: Sequence[Span],
    spans: Sequence[Span],
    text: str,
    longs: Mapping[str, str],
) -> list[Cluster]:
    """Return the clusters with what the model adds: forms and mentions of these, and new ones.

    :param clusters: those of ``spans``; their names and kinds stay.
    """
    owner = {span: cluster for cluster in clusters for span in cluster.spans}
    known = {form.lower() for cluster in clusters for form in (cluster.name, *cluster.forms)}
    extra = set(added)
    new: list[Cluster] = []
    for joint in cluster_mentions(sorted((*spans, *added)), text, longs):
        fresh = [span for span in joint.spans if span in extra]
        old = [owner[span] for span in joint.spans if span in owner]
        if fresh and old:
            _give(old[0], fresh, text)
        elif fresh and not known & {form.lower() for form in (joint.name, *joint.forms)}:
            new.append(joint)
    return [*clusters, *new]


def _give(cluster: Cluster, spans: Iterable[Span], text: str) -> None:
    for span in spans:
        cluster.take(clean_surface(text[span.start : span.end]), [span])
