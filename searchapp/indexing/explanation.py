"""Extraction without an index: releases of files, and how a page was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.errors import CorpusError, IndexStateError, PageSkipped
from searchapp.indexing.aliases import apply_aliases, read_stated_aliases, read_table
from searchapp.indexing.corpus import PageFile, corpus_pages, read_bytes, walk, with_sources
from searchapp.indexing.extraction import (
    KNOWLEDGE_FOLDER,
    group_by_source,
    knowledge_file,
    learn_pages,
)
from searchapp.ingest.entities import AliasTable
from searchapp.ingest.identity import slug, source_label
from searchapp.ingest.outcome import page_outcome
from searchapp.ingest.pipeline import Knowledge, Steps, steps_of
from searchapp.ingest.version import pipeline_version
from searchapp.model import Release, Source
from searchapp.settings import Settings

__all__ = ["Explanation", "Steps", "explain_page", "extract_releases"]


def extract_releases(
    paths: Sequence[Path],
    settings: Settings,
    *,
    source: str | None = None,
    on_skip: Callable[[str, PageSkipped], None] = lambda path, skipped: None,
) -> Iterator[Release]:
    """Yield the releases of files and folders; the index is not used.

    A folder is read as a corpus of its own: what its sources repeat is learned first.

    :param source: name of the source, instead of the one that the folders give.
    :param on_skip: called with path and reason of every page that is skipped.
    :raises CorpusError: a path does not exist.
    """
    for root in paths:
        pages = with_sources(_list_pages(root), settings.source_depth)
        for group in group_by_source(pages).values():
            knowledge = _learn(group, settings)
            for page in group:
                try:
                    for steps in steps_of(
                        page.path,
                        _read(page, settings),
                        knowledge,
                        settings.entity_model,
                        page.source,
                        settings.min_skip_confidence,
                    ):
                        yield _with_source(steps.release, source)
                except PageSkipped as skipped:
                    on_skip(page.path, skipped)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one page was read.

    :param steps: the steps that led to each of its releases.
    :param learned_from: in words, what the knowledge about its source was learned from.
    """

    steps: tuple[Steps, ...]
    learned_from: str


def explain_page(path: Path, settings: Settings) -> Explanation:
    """Return every step of the extraction of one file.

    A file of the corpus is read as for the live generation: with its source, the knowledge about
    it, and the names that entities have over all releases. For any other file, its folder is the
    source, and is learned from first.

    :raises PageSkipped: the file is not a release.
    :raises CorpusError: it does not exist.
    """
    if not path.is_file():
        raise CorpusError(f"{path} is not a file.", hint="Name one page.")
    page = _page_of_corpus(path, settings)
    if page is None:
        pages = [each for each in walk(path.resolve().parent) if "/" not in each.path]
        page = next(
            (each for each in pages if each.location.name == path.name), _list_pages(path)[0]
        )
        knowledge, table = _learn(pages, settings), AliasTable()
        learned_from = _describe_folder(len(pages))
    else:
        knowledge, table, learned_from = _recall(page, settings)
    data = _read(page, settings)
    steps = steps_of(
        page.path, data, knowledge, settings.entity_model, page.source, settings.min_skip_confidence
    )
    with page_outcome(page.path):
        named = tuple(replace(each, release=apply_aliases(each.release, table)) for each in steps)
    return Explanation(named, learned_from)


def _describe_folder(pages: int) -> str:
    if pages < 2:
        return "nothing: the file lies outside the corpus and has no other page beside it"
    return f"the {pages} pages of its folder, which is outside the corpus"


def _page_of_corpus(path: Path, settings: Settings) -> PageFile | None:
    """Return the page of the corpus at a path, ``None`` if the path is outside the corpus."""
    if not settings.corpus.is_dir() or not path.absolute().is_relative_to(
        settings.corpus.absolute()
    ):
        return None
    where = path.absolute()
    pages = corpus_pages(settings)
    return next((page for page in pages if page.location.absolute() == where), None)


def _recall(page: PageFile, settings: Settings) -> tuple[Knowledge, AliasTable, str]:
    """Return knowledge and aliases for a page, and in words where they come from.

    They come from the live generation, or else from the pages of the same source.
    """
    try:
        name = generations.current(settings.index)
        folder = generations.folder_of(settings.index, name)
        made_by = generations.read_manifest(folder).versions.get("pipeline")
        if made_by == pipeline_version():
            data = (folder / KNOWLEDGE_FOLDER / knowledge_file(page.source)).read_bytes()
            learned_from = f"what the live generation {name} keeps of its source, and its aliases"
            return Knowledge.from_bytes(data), read_table(folder), learned_from
        why = "the live generation was made by another version"
    except (IndexStateError, OSError, ValueError):
        why = "no live generation holds it"
    group = group_by_source(corpus_pages(settings)).get(page.source, [])
    stated = AliasTable().with_stated(read_stated_aliases(settings.corpus))
    return _learn(group, settings), stated, f"the {len(group)} pages of its source now: {why}"


def _list_pages(root: Path) -> list[PageFile]:
    if root.is_dir():
        return list(walk(root))
    if not root.exists():
        raise CorpusError(f"{root} does not exist.")
    status = root.stat()
    return [PageFile(root.name, str(root), status.st_size, status.st_mtime_ns)]


def _read(page: PageFile, settings: Settings) -> bytes:
    return read_bytes(page, settings.max_page_bytes)


def _learn(pages: Sequence[PageFile], settings: Settings) -> Knowledge:
    """Learn from the pages of a source; a single page has no others to learn from."""
    return learn_pages(pages, settings.max_page_bytes) if len(pages) > 1 else Knowledge()


def _with_source(release: Release, source: str | None) -> Release:
    if source is None:
        return release
    return replace(release, source=Source(slug(source), source_label(source)))
