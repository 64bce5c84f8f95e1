"""The difference between the corpus and the live generation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from searchapp.engine.engine_registry import engine_from
from searchapp.engine.store import generations
from searchapp.engine.store.verified_files import read_verified
from searchapp.errors import (
    IndexCorrupt,
    IndexIncompatible,
    NoIndex,
    PageSkipped,
    SettingsError,
)
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.indexing.catalog import TRANSIENT_REASONS, CatalogEntry, read_catalog
from searchapp.indexing.corpus import (
    ALIASES_FILE,
    PageFile,
    corpus_pages,
    level_of_sources,
    read_bytes,
)
from searchapp.ingest.identity import page_digest
from searchapp.ingest.version import model_version, pipeline_version
from searchapp.settings import Settings

__all__ = ["Base", "Comparison", "CorpusDiff", "compare_corpus", "current_versions"]

RECHECKED_REASONS = TRANSIENT_REASONS | {"page.outside"}
"""Reasons for skipping a page that may be gone though its file is unchanged."""


@dataclass(frozen=True, slots=True)
class CorpusDiff:
    """What a reindex would do, as sorted paths.

    :param rebuild: why everything is built from scratch, ``""`` if the live generation is built
        upon.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    rebuild: str = ""

    @property
    def empty(self) -> bool:
        """There is nothing to do."""
        return not (self.rebuild or self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Base:
    """The live generation that a build starts from.

    :param manifest: ``None`` if there is no live generation that can be read.
    :param unusable: why it cannot be built upon, ``""`` if it can.
    """

    manifest: generations.Manifest | None = None
    catalog: Mapping[str, CatalogEntry] = field(default_factory=dict)
    unusable: str = "there is no index yet"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pages of the corpus, the live generation, and the difference between the two."""

    pages: Sequence[PageFile]
    base: Base
    diff: CorpusDiff


def compare_corpus(settings: Settings, *, full: bool = False) -> Comparison:
    """Compare the corpus with the live generation.

    :param full: everything is to be built from scratch.
    :raises CorpusError: the corpus folder cannot be used.
    :raises SettingsError: the aliases file of the corpus cannot be read.
    :raises MachineFault: this process lacks memory or descriptors.
    """
    pages = corpus_pages(settings)
    base = _read_base(settings, pages)
    diff = _diff(settings, pages, base, full=full)
    if base.manifest and not (diff.rebuild or diff.empty):
        # Files that are built upon are carried over: damage in them would get matching digests.
        faults = generations.verify(
            settings.index, base.manifest.name, read_verified(settings.index)
        )
        if faults:
            base = Base(unusable=f"the live generation is damaged ({faults[0]})")
            diff = _diff(settings, pages, base, full=full)
    return Comparison(pages, base, diff)


def current_versions(settings: Settings, pages: Sequence[PageFile] | None = None) -> dict[str, str]:
    """Return what a generation depends on; if any of it differs, it cannot be built upon.

    :param pages: all pages of the corpus. They decide which folders are the sources: a page that is
        added may change that for all others. Without them it is left out.
    :raises SettingsError: the aliases file of the corpus cannot be read.
    """
    engine = engine_from(settings)
    schema = json.dumps(
        [sorted(TEXT_FIELDS), [(facet.name, facet.multiple) for facet in FACETS.values()]]
    )
    versions = {
        "engine": f"{engine.name} {engine.format}",
        "pipeline": pipeline_version(),
        "schema": hashlib.blake2b(schema.encode(), digest_size=8).hexdigest(),
        "settings": (
            f"max_page_bytes={settings.max_page_bytes} aliases={_aliases_digest(settings)}"
            f" entity_model={model_version(settings.entity_model)}"
            f" min_skip_confidence={settings.min_skip_confidence}"
        ),
    }
    if pages is not None:
        versions["source level"] = str(level_of_sources(pages, settings.source_depth))
    return versions


def _read_base(settings: Settings, pages: Sequence[PageFile]) -> Base:
    try:
        name = generations.current(settings.index)
        folder = generations.folder_of(settings.index, name)
        manifest = generations.read_manifest(folder)
        catalog = read_catalog(folder)
    except NoIndex:
        return Base()
    except (IndexCorrupt, IndexIncompatible, OSError, ValueError) as error:
        return Base(unusable=f"the live generation cannot be read ({error})")
    current = current_versions(settings, pages)
    differing = " and ".join(key for key in current if manifest.versions.get(key) != current[key])
    unusable = f"the live generation was made with another {differing}" if differing else ""
    return Base(manifest, catalog, unusable)


def _diff(settings: Settings, pages: Sequence[PageFile], base: Base, *, full: bool) -> CorpusDiff:
    rebuild = "requested" if full and base.manifest else base.unusable
    known = {} if rebuild else base.catalog
    added, changed = [], []
    for page in pages:
        entry = known.get(page.path)
        if entry is None:
            added.append(page.path)
        elif _is_changed(page, entry, settings.max_page_bytes):
            changed.append(page.path)
    paths = {page.path for page in pages}
    removed = sorted(path for path in base.catalog if path not in paths)
    unchanged = len(pages) - len(added) - len(changed)
    return CorpusDiff(tuple(added), tuple(changed), tuple(removed), unchanged, rebuild)


def _is_changed(page: PageFile, entry: CatalogEntry, max_bytes: int) -> bool:
    """Return whether a page differs from its entry: content is read only if the time alone does."""
    if page.reason or entry.reason in RECHECKED_REASONS:
        return page.reason != entry.reason
    if (page.bytes, page.stamp) == (entry.bytes, entry.stamp):
        return False
    if page.bytes != entry.bytes:
        return True
    try:
        return page_digest(read_bytes(page, max_bytes)) != entry.digest
    except PageSkipped:
        return True


def _aliases_digest(settings: Settings) -> str:
    """Return a digest of the aliases that the owner of the corpus states, ``none`` without them.

    :raises SettingsError: the file cannot be read.
    """
    path = settings.corpus / ALIASES_FILE
    try:
        return page_digest(path.read_bytes()) if path.is_file() else "none"
    except OSError as error:
        raise SettingsError(f"the aliases file {path} cannot be read: {error}") from error
