"""What has changed in the corpus since the live generation was made?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from searchapp.engine.registry import engine_named
from searchapp.engine.store import generations
from searchapp.engine.store.verified_files import read_sound
from searchapp.errors import (
    IndexCorrupt,
    IndexIncompatible,
    NoIndex,
    PageSkipped,
    SettingsError,
)
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.indexing.catalog import PASSING, CatalogEntry, read_catalog
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

__all__ = ["Base", "Plan", "make_plan", "versions"]

ALWAYS_LOOKED_AT = PASSING | {"page.outside"}
"""Reasons that may have gone without a change of the file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reindex would do: paths, each list sorted.

    :param full: why everything is built anew, or ``""`` if the live generation is built upon.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    full: str = ""

    @property
    def empty(self) -> bool:
        """There is nothing to do."""
        return not (self.full or self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Base:
    """The live generation and its catalog, and why it cannot be built upon, if it cannot."""

    manifest: generations.Manifest | None = None
    catalog: Mapping[str, CatalogEntry] = field(default_factory=dict)
    why_full: str = "there is no index yet"


def make_plan(settings: Settings, *, full: bool) -> tuple[Plan, Base, list[PageFile]]:
    """Compare the corpus with the live generation.

    :returns: the plan, what it starts from, and all pages of the corpus.
    :raises CorpusError: the corpus folder cannot be used.
    """
    pages = corpus_pages(settings)
    base = _base(settings, pages)
    plan = _compared(settings, pages, base, full=full)
    if base.manifest and not (plan.full or plan.empty):
        # What is built upon is carried over as it is: damage would get digests that fit it.
        sound = read_sound(settings.index)
        faults = generations.verify(settings.index, base.manifest.name, sound)
        if faults:
            base = Base(why_full=f"the live generation is damaged ({faults[0]})")
            plan = _compared(settings, pages, base, full=full)
    return plan, base, pages


def _compared(settings: Settings, pages: Sequence[PageFile], base: Base, *, full: bool) -> Plan:
    why = "requested" if full and base.manifest else base.why_full
    known = {} if why else base.catalog
    added, changed = [], []
    for page in pages:
        entry = known.get(page.path)
        if entry is None:
            added.append(page.path)
        elif _is_changed(page, entry, settings):
            changed.append(page.path)
    there = {page.path for page in pages}
    removed = sorted(path for path in base.catalog if path not in there)
    unchanged = len(pages) - len(added) - len(changed)
    return Plan(tuple(added), tuple(changed), tuple(removed), unchanged, why)


def versions(settings: Settings, pages: Sequence[PageFile] | None = None) -> dict[str, str]:
    """Return what a generation depends on; if any of it differs, it is built anew.

    :param pages: all pages of the corpus. With them it is part of it which folders are the sources:
        a page that comes may change that for all others.
    :raises SettingsError: the aliases file of the corpus cannot be read.
    """
    engine = engine_named(settings.engine)
    schema = json.dumps(
        [sorted(TEXT_FIELDS), [(facet.name, facet.multiple) for facet in FACETS.values()]]
    )
    found = {
        "engine": f"{engine.name} {engine.format}",
        "pipeline": pipeline_version(),
        "schema": hashlib.blake2b(schema.encode(), digest_size=8).hexdigest(),
        "settings": (
            f"max_page_bytes={settings.max_page_bytes} aliases={_aliases(settings)}"
            f" entity_model={model_version(settings.entity_model)}"
        ),
    }
    if pages is not None:
        found["source level"] = str(level_of_sources(pages, settings.source_depth))
    return found


def _aliases(settings: Settings) -> str:
    """Return a digest of the names that the corpus's owner states to be one.

    :raises SettingsError: the file cannot be read.
    """
    path = settings.corpus / ALIASES_FILE
    try:
        return page_digest(path.read_bytes()) if path.is_file() else "none"
    except OSError as error:
        raise SettingsError(f"the aliases file {path} cannot be read: {error}") from error


def _base(settings: Settings, pages: Sequence[PageFile]) -> Base:
    try:
        name = generations.current(settings.index)
        folder = generations.folder_of(settings.index, name)
        manifest = generations.read_manifest(folder)
        catalog = read_catalog(folder)
    except NoIndex:
        return Base()
    except (IndexCorrupt, IndexIncompatible, OSError, ValueError) as error:
        return Base(why_full=f"the live generation cannot be read ({error})")
    wanted = versions(settings, pages)
    differing = [key for key in wanted if manifest.versions.get(key) != wanted[key]]
    return Base(
        manifest,
        catalog,
        f"the live generation was made with another {' and '.join(differing)}" if differing else "",
    )


def _is_changed(page: PageFile, entry: CatalogEntry, settings: Settings) -> bool:
    """Compare size and time first, and the content only where the time alone differs."""
    if page.reason or entry.reason in ALWAYS_LOOKED_AT:
        return page.reason != entry.reason
    if (page.bytes, page.stamp) == (entry.bytes, entry.stamp):
        return False
    if page.bytes != entry.bytes:
        return True
    try:
        return page_digest(read_bytes(page, settings.max_page_bytes)) != entry.digest
    except PageSkipped:
        return True
