"""Which release is this, wherever the corpus lies? Stable ids, content hashes, sources."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from searchapp.model import Source

__all__ = ["content_hash", "page_digest", "release_id", "slug", "source_label", "source_of"]

UNSORTED = "unsorted"
"""The source of a page at the top of the corpus that names none."""

SMALL_WORDS = frozenset(
    "a and at by da de del des di do du en for in la le of on the to und y".split()
)
"""Words of a name that are written small, except at its beginning."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def release_id(source: str, path: str, fragment: str = "") -> str:
    """Return the id of a release: ``<source>-<16 hex digits>``, matching ``[a-z0-9-]{3,64}``.

    It depends on the path inside the corpus and the place inside the file, and on nothing else.
    """
    digest = hashlib.blake2b(f"{path}\0{fragment}".encode("utf-8", "surrogatepass"), digest_size=8)
    return f"{slug(source)[:40].strip('-')}-{digest.hexdigest()}"


def page_digest(data: bytes) -> str:
    """Return the digest by which a changed page is told from an unchanged one."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def content_hash(title: str, paragraphs: Iterable[str]) -> str:
    """Return a digest of the clean text; white space and case do not count."""
    text = " ".join(" ".join((title, *paragraphs)).split()).casefold()
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=1_024)
def slug(name: str) -> str:
    """Return a name in lower-case ASCII letters, digits and single hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = _NOT_SLUG.sub("-", plain).strip("-")
    if made:
        return made
    return "s" + hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def source_of(path: str, declared: str | None) -> Source:
    """Return who issued a page: its first folder; at the top of the corpus, what it declares."""
    folder, slash, _ = path.partition("/")
    if slash:
        return Source(slug(folder), source_label(folder))
    if declared:
        return Source(slug(declared)[:40].strip("-"), declared)
    return Source(UNSORTED, "Unsorted")


@lru_cache(maxsize=1_024)
def source_label(folder: str) -> str:
    """Return a folder's name as people would write it: ``north-sea-ports`` is North Sea Ports."""
    words = re.split(r"[\s_-]+", folder.strip("_- ")) or [folder]
    if folder != folder.lower():
        return " ".join(words)
    return " ".join(
        word if place and word in SMALL_WORDS else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )
