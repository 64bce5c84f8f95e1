"""What was made of these files? Extraction without an index, for pipelines and for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.errors import CorpusError, IndexStateError, PageSkipped
from searchapp.indexing.aliases import read_table, renamed, stated_aliases
from searchapp.indexing.corpus import PageFile, corpus_pages, read_bytes, walk, with_sources
from searchapp.indexing.extraction import (
    KNOWLEDGE_FOLDER,
    by_source,
    knowledge_name,
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
    """Yield the releases of files and folders; the index is not touched.

    A folder is read as a corpus of its own: what its sources repeat is learned first.

    :param source: the name of the source, instead of the one that the folders give.
    :param on_skip: called with path and reason of every page that is skipped.
    :raises CorpusError: a path is not there.
    """
    for root in paths:
        pages = with_sources(_pages(root), settings.source_depth)
        for group in by_source(pages).values():
            knowledge = _learned(group, settings)
            for page in group:
                try:
                    for steps in steps_of(
                        page.path,
                        _read(page, settings),
                        knowledge,
                        settings.entity_model,
                        page.source,
                    ):
                        yield _renamed(steps.release, source)
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

    A file of the corpus is read as the live generation reads it: with the source that the corpus
    gives, what was learned of it, and the names that its entities have over all releases. Any other
    has the folder that it lies in as its source, of which is learned first.

    :raises PageSkipped: the file is turned away.
    :raises CorpusError: it is not there.
    """
    if not path.is_file():
        raise CorpusError(f"{path} is not a file.", hint="Name one page.")
    page = _page_of_corpus(path, settings)
    if page is None:
        pages = [each for each in walk(path.resolve().parent) if "/" not in each.path]
        page = next((each for each in pages if each.location.name == path.name), _pages(path)[0])
        knowledge, table, known = _learned(pages, settings), AliasTable(), _of_folder(len(pages))
    else:
        knowledge, table, known = _kept(page, settings)
    data = _read(page, settings)
    steps = steps_of(page.path, data, knowledge, settings.entity_model, page.source)
    with page_outcome(page.path):
        named = tuple(replace(each, release=renamed(each.release, table)) for each in steps)
    return Explanation(named, known)


def _of_folder(pages: int) -> str:
    if pages < 2:
        return "nothing: the file lies outside the corpus and has no other page beside it"
    return f"the {pages} pages of its folder, which is outside the corpus"


def _page_of_corpus(path: Path, settings: Settings) -> PageFile | None:
    """Return the page of the corpus that lies at a path, ``None`` if it is outside."""
    if not settings.corpus.is_dir() or not path.absolute().is_relative_to(
        settings.corpus.absolute()
    ):
        return None
    where = path.absolute()
    pages = corpus_pages(settings)
    return next((page for page in pages if page.location.absolute() == where), None)


def _kept(page: PageFile, settings: Settings) -> tuple[Knowledge, AliasTable, str]:
    """Return what the live generation knows of a page's source, or what its source tells now."""
    try:
        name = generations.current(settings.index)
        folder = generations.folder_of(settings.index, name)
        made_by = generations.read_manifest(folder).versions.get("pipeline")
        if made_by == pipeline_version():
            data = (folder / KNOWLEDGE_FOLDER / knowledge_name(page.source)).read_bytes()
            known = f"what the live generation {name} keeps of its source, and its aliases"
            return Knowledge.from_bytes(data), read_table(folder), known
        why = "the live generation was made by another version"
    except (IndexStateError, OSError, ValueError):
        why = "no live generation holds it"
    group = by_source(corpus_pages(settings)).get(page.source, [])
    stated = AliasTable().with_stated(stated_aliases(settings))
    return _learned(group, settings), stated, f"the {len(group)} pages of its source now: {why}"


def _pages(root: Path) -> list[PageFile]:
    if root.is_dir():
        return list(walk(root))
    if not root.exists():
        raise CorpusError(f"{root} is not there.")
    status = root.stat()
    return [PageFile(root.name, str(root), status.st_size, status.st_mtime_ns)]


def _read(page: PageFile, settings: Settings) -> bytes:
    return read_bytes(page, settings.max_page_bytes)


def _learned(pages: Sequence[PageFile], settings: Settings) -> Knowledge:
    """A page alone has no others to learn from."""
    return learn_pages(pages, settings.max_page_bytes) if len(pages) > 1 else Knowledge()


def _renamed(release: Release, source: str | None) -> Release:
    if source is None:
        return release
    return replace(release, source=Source(slug(source), source_label(source)))
