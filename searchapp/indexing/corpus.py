"""The corpus folder: its pages, their sources, their bytes, and its changes."""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from searchapp.errors import LACKS, CorpusError, PageSkipped, SettingsError, machine_fault
from searchapp.ingest.identity import source_folder, source_level
from searchapp.settings import Settings

__all__ = [
    "ALIASES_FILE",
    "PageFile",
    "corpus_pages",
    "is_page",
    "level_of_sources",
    "printable_name",
    "read_bytes",
    "walk",
    "watch_changes",
    "with_sources",
]

ALIASES_FILE = "aliases.toml"
"""File at the top of a corpus in which its owner states aliases, by kind of entity."""

NOT_PAGES = frozenset({"readme.md", "readme.txt", "readme", "corpus.toml", ALIASES_FILE})
"""Files at the top of a corpus that are about it, not of it."""

QUIET_MS = 1_000
"""A change is reported when nothing else has changed for so long: a copy of many files is one."""

MAX_WAIT_MS = 60_000
"""A change is reported after this at the latest: a folder that never rests is followed, too."""

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\\\\]")
"""Controls, breaks of lines and turns of their direction, bytes that are no UTF-8, backslash."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the corpus.

    :param path: relative to the corpus, with forward slashes, always valid UTF-8 (see
        :func:`printable_name`).
    :param file: path on this machine; making a :class:`~pathlib.Path` per file of a large corpus
        would take longer than listing the files.
    :param bytes: its size.
    :param stamp: modification time in nanoseconds.
    :param reason: reason code for skipping it unread, or ``""``.
    :param source: the folder that names its source, ``""`` if there is none.
    """

    path: str
    file: str
    bytes: int
    stamp: int
    reason: str = ""
    source: str = ""

    @property
    def location(self) -> Path:
        """Its path on this machine."""
        return Path(self.file)


def corpus_pages(settings: Settings) -> list[PageFile]:
    """Return all pages of the corpus with their sources, in the order of their paths.

    Files of an index that lies within the corpus are left out.

    :raises CorpusError: the folder does not exist or cannot be read.
    :raises MachineFault: this process lacks memory or descriptors.
    """
    pages: Iterable[PageFile] = walk(settings.corpus)
    index, corpus = settings.index.resolve(), settings.corpus.resolve()
    if index.is_relative_to(corpus):
        own = printable_name(index.relative_to(corpus).as_posix()) + "/"
        pages = (page for page in pages if not page.path.startswith(own))
    return with_sources(pages, settings.source_depth)


def with_sources(pages: Iterable[PageFile], depth: int) -> list[PageFile]:
    """Return all pages of a corpus with the folders that name their sources.

    :param depth: the level of these folders, or 0 to find it out, see
        :func:`searchapp.ingest.identity.source_level`.
    """
    pages = list(pages)
    level = level_of_sources(pages, depth)
    return [replace(page, source=source_folder(page.path, level)) for page in pages]


def level_of_sources(pages: Iterable[PageFile], depth: int) -> int:
    """Return the level of the folders that name the sources, which is ``depth`` unless that is 0.

    :param pages: all pages of a corpus.
    """
    if depth:
        return depth
    # What cannot be read may be a folder; a page in it would not lie beside others at its level.
    return source_level([f"{p.path}/" if p.reason == "page.unreadable" else p.path for p in pages])


def walk(corpus: Path) -> Iterator[PageFile]:
    """Yield every page of a corpus, sorted by path.

    Links to folders are not followed; a link to a file counts if it stays inside the corpus. A
    folder that cannot be read is yielded as a page that cannot be read, so that its pages are not
    lost silently.

    :raises CorpusError: the folder does not exist or cannot be read.
    :raises MachineFault: this process lacks memory or descriptors.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"The corpus folder {corpus} does not exist.",
            hint="Create it, or name another with the setting `corpus`.",
        )
    pages: list[PageFile] = []
    waiting = [(str(corpus), "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if _is_folder(entry):
                        if not entry.is_symlink():
                            waiting.append((entry.path, f"{above}{entry.name}/"))
                    elif above or is_page(PurePosixPath(entry.name)):
                        pages.append(_page_file(corpus, entry, printable_name(above + entry.name)))
        except OSError as error:
            _check_shortage(error, folder)
            if not above:
                raise CorpusError(
                    f"The corpus folder {corpus} cannot be read ({error.strerror})."
                ) from None
            path = printable_name(above.removesuffix("/"))
            pages.append(PageFile(path, folder, 0, 0, "page.unreadable"))
    return iter(sorted(pages, key=lambda each: each.path))


def is_page(path: PurePosixPath) -> bool:
    """Return whether a file of the corpus is a page, by its name alone.

    Hidden files, and files about the corpus, are not pages.

    :param path: relative to the corpus.
    """
    if any(part.startswith(".") for part in path.parts):
        return False
    return not (len(path.parts) == 1 and path.name.lower() in NOT_PAGES)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _page_file(corpus: Path, entry: os.DirEntry[str], path: str) -> PageFile:
    try:
        status = entry.stat()
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(corpus.resolve()):
            return PageFile(path, entry.path, 0, 0, "page.outside")
    except (OSError, RuntimeError) as error:
        _check_shortage(error, path)
        return PageFile(path, entry.path, 0, 0, "page.unreadable")
    if not stat.S_ISREG(status.st_mode):
        return PageFile(path, entry.path, 0, 0, "page.unsupported")
    return PageFile(path, entry.path, status.st_size, status.st_mtime_ns)


def _check_shortage(error: Exception, path: str) -> None:
    """Raise :class:`MachineFault` if an error comes from a shortage, not from the file.

    A device that fails at one file is not a shortage: that page is reported and tried again at
    each reindex, without keeping other pages out. If it fails at many, too many releases are
    missing to publish.
    """
    if isinstance(error, OSError) and error.errno in LACKS:
        fault = machine_fault(error, f"reading {path}")
        raise fault or error from error


def read_bytes(page: PageFile, limit: int) -> bytes:
    """Return the bytes of a page.

    :param limit: in bytes.
    :raises PageSkipped: ``page.outside``, ``page.unreadable``, ``page.too-large``, or
        ``page.changed`` if it was written to in the meantime.
    :raises MachineFault: this process lacks memory or descriptors.
    """
    if page.reason:
        raise PageSkipped(page.reason)
    try:
        with page.location.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > limit:
                raise PageSkipped("page.too-large", f"{before.st_size} bytes")
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        _check_shortage(error, page.path)
        raise PageSkipped("page.unreadable", error.strerror or "") from None
    if len(data) != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise PageSkipped("page.changed")
    return data


def printable_name(name: str) -> str:
    """Return a printable form of a file name; different names have different forms.

    Bytes that are not UTF-8 become ``\\xhh``, controls and changes of direction ``\\n``,
    ``\\u202e`` and so on, a backslash becomes two.
    """
    return _UNSAFE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode()


def watch_changes(folder: Path, stop: threading.Event | None = None) -> Iterator[int]:
    """Return an iterator over the number of changed files, one number whenever the folder settles.

    :param stop: ends the iteration when it is set.
    :raises SettingsError: the extra ``watch`` is not installed; raised by the call itself, so that
        the user learns it before a long reindex, not after.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise SettingsError(
            "Watching a folder needs the package watchfiles.",
            hint="Install it with `pip install 'searchapp[watch]'`.",
        ) from None
    changes = watch(
        folder, step=QUIET_MS, debounce=MAX_WAIT_MS, stop_event=stop, raise_interrupt=False
    )
    return map(len, changes)
