"""The steps of ingestion, in their order: from the bytes of a page to its releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath

from searchapp.errors import PageSkipped
from searchapp.ingest.dates import DateDecision, SourceDates, learn_dates, publication_date
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.dumps.site_profile import MeasuredPage, SourceProfile, learn, measure
from searchapp.ingest.entities import Entities, extract_entities, load_model
from searchapp.ingest.gate import MIN_SKIP_CONFIDENCE, check_release
from searchapp.ingest.identity import content_hash, release_id, source_folder, source_of
from searchapp.ingest.language_identification import identify
from searchapp.ingest.outcome import page_outcome
from searchapp.ingest.readers.registry import read_page
from searchapp.ingest.text.parts import split_parts
from searchapp.ingest.types import Content, PageText
from searchapp.model import Dropped, Quality, Release

__all__ = ["Knowledge", "Steps", "ingest", "learn_source", "release_of", "steps_of"]

MAX_DROPPED = 20_000
"""Characters of dropped text kept with a release, to be shown to people."""

PARTS_WITH_NAMES = ("dateline", "subtitle", "caption", "contact", "about")
"""Parts that name people, organizations and places besides the body."""

MIN_CONFIDENCE = 0.8
"""Above this confidence the text decides the language, below it what the page declares."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, marks that turn the direction of the text around them, and halves of characters.
Escapes of JSON and HTML bring them back after a page was decoded."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was learned about one source at the last full reindex, and is used for single pages."""

    repeats: SourceProfile | None = None
    dates: SourceDates | None = None

    def to_bytes(self) -> bytes:
        """Return the knowledge as bytes; the same knowledge is the same bytes."""
        dates = self.dates.to_json().encode() if self.dates else b""
        repeats = self.repeats.to_bytes() if self.repeats else b""
        return len(dates).to_bytes(4) + dates + repeats

    @classmethod
    def from_bytes(cls, data: bytes) -> Knowledge:
        """Return what :meth:`to_bytes` wrote."""
        end = 4 + int.from_bytes(data[:4])
        dates, repeats = data[4:end].decode(), data[end:]
        return cls(
            SourceProfile.from_bytes(repeats) if repeats else None,
            SourceDates.from_json(dates) if dates else None,
        )


@dataclass(frozen=True, slots=True)
class Steps:
    """A release and how each step came to it, for ``explain``."""

    page: PageText
    content: Content
    dates: DateDecision
    entities: Entities
    release: Release


def learn_source(pages: Iterable[tuple[str, bytes]]) -> Knowledge:
    """Learn what a source repeats and how it writes dates.

    :param pages: ``(path, bytes)`` of a sample of its pages. One that cannot be read, or of which
        nothing can be learned, does not count; its extraction tells why.
    :raises MachineFault: the machine failed.
    """
    measured: list[MeasuredPage] = []
    dates = SourceDates()
    for path, data in pages:
        try:
            with page_outcome(path):
                found = read_page(PurePosixPath(path), data)
                texts = [(path, page.text) for page in found if page.kind == "text"]
                learned = [measure(text) for _, text in texts], learn_dates(texts)
        except PageSkipped:
            continue
        measured += learned[0]
        dates += learned[1]
    return Knowledge(learn(measured), dates) if measured else Knowledge()


def ingest(
    path: str,
    data: bytes,
    knowledge: Knowledge | None = None,
    model: str = "",
    folder: str | None = None,
    min_confidence: float = MIN_SKIP_CONFIDENCE,
) -> Iterator[Release]:
    """Yield the releases of one page.

    :param path: relative to the corpus, with forward slashes.
    :param model: package of a statistical model that adds entities, ``""`` for none.
    :param folder: the folder that names its source, by default the first of the path.
    :param min_confidence: how sure the gate must be that it is no release to turn it away.
    :raises PageSkipped: with the reason for which the page, or the rest of it, is turned away;
        ``page.failed`` if that is a fault of the program.
    :raises MachineFault: the machine failed, not the page.
    :raises SettingsError: the model cannot be loaded.
    """
    for steps in steps_of(path, data, knowledge, model, folder, min_confidence):
        yield steps.release


def steps_of(
    path: str,
    data: bytes,
    knowledge: Knowledge | None = None,
    model: str = "",
    folder: str | None = None,
    min_confidence: float = MIN_SKIP_CONFIDENCE,
) -> Iterator[Steps]:
    """Yield the releases of one page with the work of every step. Raises as :func:`ingest`."""
    with page_outcome(path):
        for page in read_page(PurePosixPath(path), data):
            yield release_of(path, page, knowledge, model, folder, min_confidence)


def release_of(
    path: str,
    page: PageText,
    knowledge: Knowledge | None = None,
    model: str = "",
    folder: str | None = None,
    min_confidence: float = MIN_SKIP_CONFIDENCE,
) -> Steps:
    """Turn one release candidate into a release; parameters as of :func:`ingest`.

    :raises PageSkipped: it is not a release.
    """
    content = _strip_controls(_extract_content(path, page, knowledge))
    doubts = check_release(page, content, min_confidence)
    dates = publication_date(content, path, knowledge.dates if knowledge else None)
    language, confidence = _choose_language(content)
    named = [text for name in PARTS_WITH_NAMES for text in content.parts.get(name, ())]
    voter = load_model(model) if model else None
    entities = extract_entities(content.title, content.paragraphs, language, named, voter)
    folder = source_folder(path) if folder is None else folder
    source = source_of(folder, content.metadata.site_name)
    title = content.title or _shorten(content.paragraphs[0])
    flags = (*content.flags, *(() if content.title else ("no title",)), *doubts)
    release = Release(
        id=release_id(source.value, path, page.fragment),
        path=path,
        url=content.metadata.url,
        source=source,
        title=title,
        body=content.paragraphs,
        parts={name: texts for name, texts in content.parts.items() if texts},
        date=dates.date,
        dates_mentioned=dates.mentioned,
        language=language,
        language_confidence=round(confidence, 3),
        people=entities.people,
        organizations=entities.organizations,
        places=entities.places,
        dropped=_cap_dropped(content.dropped),
        quality=Quality(round(content.confidence, 3), flags),
        content_hash=content_hash(title, content.paragraphs),
    )
    return Steps(page, content, dates, entities, release)


def _extract_content(path: str, page: PageText, knowledge: Knowledge | None) -> Content:
    match page.kind:
        case "html":
            # Its extractors take longer to load than a page of another kind takes to read.
            from searchapp.ingest.html.clean_html import extract_html

            return extract_html(page.text)
        case "text":
            name = PurePosixPath(path).stem
            found = clean_dump(page.text, knowledge.repeats if knowledge else None, name=name)
        case _:
            found = _read_declared_body(page)
    declared = page.metadata
    if declared.title:
        found = replace(found, title=declared.title, title_where=declared.title_where)
    if declared.subtitle:
        found = replace(found, parts={**found.parts, "subtitle": (declared.subtitle,)})
    return replace(found, metadata=declared)


def _strip_controls(content: Content) -> Content:
    """Return the content without the characters that no text should have."""
    stated = content.metadata
    texts = (content.title, *content.paragraphs, *chain.from_iterable(content.parts.values()),
             *(piece.text for piece in content.dropped), *(line for line, _ in content.date_lines),
             stated.title or "", stated.url or "", stated.site_name or "")  # fmt: skip
    if not any(map(_CONTROLS.search, texts)):
        return content

    def mend(text: str) -> str:
        return _CONTROLS.sub("", text)

    return replace(
        content,
        title=mend(content.title),
        paragraphs=tuple(filter(None, map(mend, content.paragraphs))),
        parts={name: tuple(map(mend, found)) for name, found in content.parts.items()},
        dropped=tuple(Dropped(mend(piece.text), piece.reason) for piece in content.dropped),
        date_lines=tuple((mend(line), place) for line, place in content.date_lines),
        metadata=replace(
            stated,
            title=mend(stated.title or "") or None,
            url=mend(stated.url or "") or None,
            site_name=mend(stated.site_name or "") or None,
        ),
    )


def _read_declared_body(page: PageText) -> Content:
    """Return the content of a text that a field declared to be the body, split into its parts."""
    paragraphs = [_SPACES.sub(" ", line).strip() for line in page.text.split("\n")]
    found = split_parts([paragraph for paragraph in paragraphs if paragraph])
    return Content(
        title="",
        title_where="",
        paragraphs=found.paragraphs,
        parts=found.parts,
        date_lines=tuple((line, "head") for line in found.date_lines),
        dropped=found.dropped,
    )


def _choose_language(content: Content) -> tuple[str, float]:
    language, confidence = identify([content.title, *content.paragraphs])
    declared = content.metadata.language
    if declared and (language == "und" or confidence < MIN_CONFIDENCE):
        return declared, max(confidence, 0.5)
    return language, confidence


def _shorten(paragraph: str, limit: int = 100) -> str:
    if len(paragraph) <= limit:
        return paragraph
    return paragraph[:limit].rsplit(" ", 1)[0] + " …"


def _cap_dropped(dropped: tuple[Dropped, ...]) -> tuple[Dropped, ...]:
    """Return the first pieces of dropped text, up to :data:`MAX_DROPPED` characters."""
    kept, room = [], MAX_DROPPED
    for piece in dropped:
        if room <= 0:
            break
        kept.append(Dropped(piece.text[:room], piece.reason))
        room -= len(piece.text)
    return tuple(kept)
