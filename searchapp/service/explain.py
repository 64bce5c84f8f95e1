"""What was made of these files? Extraction without an index, for pipelines and for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from searchapp.errors import CorpusError, PageSkipped
from searchapp.ingest.identity import slug, source_label
from searchapp.ingest.pipeline import Knowledge, Steps, steps_of
from searchapp.model import Release, Source
from searchapp.service.corpus import PageFile, read_bytes, walk
from searchapp.service.extraction import by_source, learn_pages
from searchapp.settings import Settings

__all__ = ["Steps", "explain", "extract"]


def extract(
    paths: Sequence[Path],
    settings: Settings,
    *,
    source: str | None = None,
    turned_away: Callable[[str, PageSkipped], None] = lambda path, skipped: None,
) -> Iterator[Release]:
    """Yield the releases of files and folders; the index is not touched.

    A folder is read as a corpus of its own: what its sources repeat is learned first.

    :param source: the name of the source, instead of the one that the folders give.
    :param turned_away: called with the path and the reason of every page that is skipped.
    :raises CorpusError: a path is not there.
    """
    for root in paths:
        pages = _pages(root)
        for group in by_source(pages).values():
            knowledge = _learned(group, settings)
            for page in group:
                try:
                    for steps in steps_of(
                        page.path, _read(page, settings), knowledge, settings.entity_model
                    ):
                        yield _renamed(steps.release, source)
                except PageSkipped as skipped:
                    turned_away(page.path, skipped)


def explain(path: Path, settings: Settings) -> tuple[Steps, ...]:
    """Return every step of the extraction of one file, with the folder it lies in as its source.

    :raises PageSkipped: the file is turned away.
    :raises CorpusError: it is not there.
    """
    if not path.is_file():
        raise CorpusError(f"{path} is not a file.", hint="Name one page.")
    folder = path.resolve().parent
    pages = [page for page in walk(folder) if "/" not in page.path]
    page = next((each for each in pages if each.location.name == path.name), _pages(path)[0])
    knowledge = _learned(pages, settings)
    return tuple(steps_of(page.path, _read(page, settings), knowledge, settings.entity_model))


def _pages(root: Path) -> list[PageFile]:
    if root.is_dir():
        return list(walk(root))
    if not root.exists():
        raise CorpusError(f"{root} is not there.")
    status = root.stat()
    return [PageFile(root.name, root, status.st_size, status.st_mtime_ns)]


def _read(page: PageFile, settings: Settings) -> bytes:
    return read_bytes(page, settings.max_page_bytes)


def _learned(pages: Sequence[PageFile], settings: Settings) -> Knowledge:
    """A page alone has no others to learn from."""
    return learn_pages(pages, settings.max_page_bytes) if len(pages) > 1 else Knowledge()


def _renamed(release: Release, source: str | None) -> Release:
    if source is None:
        return release
    return replace(release, source=Source(slug(source), source_label(source)))
