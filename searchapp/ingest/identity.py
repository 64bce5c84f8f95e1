"""Identity of releases: stable ids, content hashes, and the sources that folders name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from searchapp.fields import LANGUAGE_NAMES
from searchapp.model import Source

__all__ = [
    "content_hash",
    "page_digest",
    "release_id",
    "slug",
    "source_folder",
    "source_label",
    "source_level",
    "source_of",
]

UNSORTED = "unsorted"
"""The source of a page that lies in no folder and declares none."""

SMALL_WORDS = frozenset(
    "a and at by da de del des di do du en for in la le of on the to und y".split()
)
"""Words of a name that are written small, except at its beginning."""

_DATED = re.compile(r"(?:19|20)\d\d.*|\d{1,2}")
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
    letters = _NOT_SLUG.sub("-", plain).strip("-")
    if letters:
        return letters
    return "s" + hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def source_level(paths: Sequence[str]) -> int:
    """Return at which level of a corpus the folders name the sources: 1 is the first.

    A folder is none if it alone holds everything and has only folders in it: in
    ``raw/<issuer>/…`` the issuers are the sources. Folders that say when or in which language
    (``<issuer>/2024``, ``<issuer>/fr``) name none either.

    :param paths: of all pages, relative to the corpus.
    """
    level, outer = 1, ""
    while len(folders := _folders(paths, outer)) == 1:
        inner = f"{outer}{folders.pop()}/"
        if all(map(_is_subdivision, _folders(paths, inner))):
            break
        level, outer = level + 1, inner
    return level


def _folders(paths: Sequence[str], outer: str) -> set[str]:
    """Return the folders in a folder that holds all pages; none if a page lies beside them."""
    folders = set()
    for path in paths:
        folder, slash, _ = path[len(outer) :].partition("/")
        if not slash:
            return set()
        folders.add(folder)
    return folders


def _is_subdivision(folder: str) -> bool:
    """Return whether a folder is named by a time or a language: the issuer is further up."""
    language = re.split("[-_]", folder.lower())[0]
    return _DATED.fullmatch(folder) is not None or language in LANGUAGE_NAMES


def source_folder(path: str, level: int = 1) -> str:
    """Return the name of the folder that names the source of a page.

    :param level: as :func:`source_level` returns it; of a page that lies further up, the folder
        that it lies in.
    :returns: ``""`` for a page at the top of the corpus.
    """
    folders = path.split("/", level)[:level] if level <= path.count("/") else path.split("/")[:-1]
    return folders[-1] if folders else ""


def source_of(folder: str, declared: str | None) -> Source:
    """Return who issued a page.

    :param folder: the folder that names its source, see :func:`source_folder`.
    :param declared: what the page declares; it counts where there is no such folder.
    """
    if folder:
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
