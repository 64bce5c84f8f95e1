"""Every error this program raises on purpose, and every reason for which a page is turned away.

The tree::

    SearchAppError
    ├── SettingsError            settings.invalid
    │   └── ModelMissing         settings.model-missing
    ├── CorpusError              corpus.unreadable
    ├── AddressUnusable          serve.address-unusable
    ├── MachineFault             machine.fault
    ├── PageSkipped              one of SKIP_REASONS
    ├── IndexStateError
    │   ├── NoIndex              index.none
    │   ├── GenerationNotFound   index.no-generation
    │   ├── LockHeld             index.locked
    │   ├── IndexIncompatible    index.incompatible
    │   ├── IndexCorrupt         index.corrupt
    │   ├── TooManyLost          index.too-many-lost
    │   ├── NoSpace              index.no-space
    │   └── SnapshotRefused      index.snapshot-refused
    └── RequestError
        ├── InvalidParameter     request.invalid-parameter
        ├── QueryTooCostly       query.too-costly
        ├── CursorGone           request.cursor-gone
        └── ReleaseNotFound      release.not-found

A code is stable: it appears in API answers, in reports and in logs. The message says what is wrong
and where; the hint says what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from searchapp.messages import Notice

__all__ = [
    "LACKS",
    "MAX_FAULTS",
    "SKIP_REASONS",
    "AddressUnusable",
    "CorpusError",
    "CursorGone",
    "GenerationNotFound",
    "IndexCorrupt",
    "IndexIncompatible",
    "IndexStateError",
    "InvalidParameter",
    "LockHeld",
    "MachineFault",
    "ModelMissing",
    "NoIndex",
    "NoSpace",
    "PageSkipped",
    "ParameterFault",
    "QueryTooCostly",
    "ReleaseNotFound",
    "RequestError",
    "SearchAppError",
    "SettingsError",
    "SnapshotRefused",
    "TooManyLost",
    "machine_fault",
    "machine_faults",
]

SKIP_REASONS: dict[str, str] = {
    "page.unreadable": "the file or folder could not be opened or read",
    "page.empty": "nothing but white space",
    "page.too-large": "larger than the setting max_page_bytes",
    "page.binary": "not text in any known encoding",
    "page.malformed": "the format is known but the content does not follow it",
    "page.unsupported": "a kind of file that holds no release",
    "page.outside": "a link that leads out of the corpus folder",
    "page.changed": "the file changed while it was read",
    "page.failed": "the program failed on this page, which is a fault of the program: report it",
    "content.program-code": "program code, not a release",
    "content.bot-wall": "a page that asks whether the visitor is a robot",
    "content.form": "a log-in, newsletter or contact form",
    "content.consent": "a cookie, consent or subscription wall, or a privacy notice",
    "content.script-shell": "a page that shows its text by script only",
    "content.search-results": "a page of search results",
    "content.directory": "a list of people and how to reach them",
    "content.notice-list": "an agenda, a calendar or a list of notices",
    "content.list": "a list of releases, not a release",
    "content.error-page": "an error or maintenance page (not found, access denied, out of service)",
    "content.no-text": "nothing is left once the boilerplate is stripped",
}
"""Reason code -> sentence, for every page that is in the corpus and not in the index."""

LACKS = frozenset({errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
"""What the system answers when it lacks memory, descriptors or processes, whatever the file."""

DEVICE_FAULTS = frozenset({
    errno.EDQUOT, errno.EIO, errno.ENODEV, errno.ENOSPC, errno.ENOTCONN, errno.ENXIO, errno.EROFS,
    errno.ESTALE, errno.ETIMEDOUT,
})  # fmt: skip
"""What the system answers when a disk, or what is mounted in its place, is full or fails."""


class SearchAppError(Exception):
    """The root of the tree.

    :param message: what is wrong and where, for a person; a notice where the room that raises it
        makes no sentences itself.
    :param hint: what to do about it, or ``""``.
    """

    code = "error"

    def __init__(self, message: str | Notice, *, hint: str | Notice = "") -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.hint = str(hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(SearchAppError):
    """A setting is unknown, or its value is not allowed."""

    code = "settings.invalid"


class ModelMissing(SettingsError):
    """A setting names a model that is not installed."""

    code = "settings.model-missing"


class CorpusError(SearchAppError):
    """The corpus folder as a whole cannot be used."""

    code = "corpus.unreadable"


class AddressUnusable(SearchAppError):
    """The server cannot listen at this host and port."""

    code = "serve.address-unusable"


class MachineFault(SearchAppError):
    """The machine could not do the work: no memory, no descriptors, a disk that fails.

    That says nothing about the page that was read at that moment: the same page is read well when
    the machine is well again.
    """

    code = "machine.fault"


class PageSkipped(SearchAppError):
    """One page is turned away; the run goes on.

    :param reason: a key of :data:`SKIP_REASONS`; it becomes ``code``.
    :param detail: what was seen, for the report. Half characters of it are written out: a page may
        hold them, a file cannot.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        detail = detail.encode("utf-8", "backslashreplace").decode()
        super().__init__(f"{SKIP_REASONS[reason]}{f': {detail}' if detail else ''}")
        self.code = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[PageSkipped], tuple[str, str]]:
        """Travel between processes: an exception rebuilds itself from these arguments."""
        return PageSkipped, (self.code, self.detail)


class IndexStateError(SearchAppError):
    """The index is not in a state in which this can be done."""

    code = "index.state"


class NoIndex(IndexStateError):
    """No generation has been published yet."""

    code = "index.none"


class GenerationNotFound(IndexStateError):
    """There is no generation of this name, or none to go back to."""

    code = "index.no-generation"


class LockHeld(IndexStateError):
    """Another process is writing the index."""

    code = "index.locked"


class IndexIncompatible(IndexStateError):
    """The index was made by a version of the program that this one cannot read."""

    code = "index.incompatible"


class IndexCorrupt(IndexStateError):
    """A file of the index is missing or is not what the manifest says."""

    code = "index.corrupt"


class TooManyLost(IndexStateError):
    """The new generation has lost so many documents that it was not published."""

    code = "index.too-many-lost"


class NoSpace(IndexStateError):
    """The disk has no room for a new generation."""

    code = "index.no-space"


class SnapshotRefused(IndexStateError):
    """This file is not a snapshot that this index wrote, or not any more."""

    code = "index.snapshot-refused"


class RequestError(SearchAppError):
    """What was asked for cannot be answered as asked."""

    code = "request.invalid"


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """One thing wrong with one parameter: its name, the value given, why, and what is allowed."""

    parameter: str
    value: str
    reason: str | Notice
    allowed: tuple[str | Notice, ...] = ()


MAX_FAULTS = 10
"""Faults of one request that are told: an answer must not be many times as long as the request."""


class InvalidParameter(RequestError):
    """One or more request parameters are unknown or have values that are not allowed.

    :param faults: all of them; the first :data:`MAX_FAULTS` are kept.
    """

    code = "request.invalid-parameter"

    def __init__(self, faults: Sequence[ParameterFault]) -> None:
        self.faults = tuple(faults[:MAX_FAULTS])
        told = [f"{fault.parameter}: {fault.reason}" for fault in self.faults]
        if len(faults) > MAX_FAULTS:
            told.append(f"and {len(faults) - MAX_FAULTS:,} more")
        super().__init__("; ".join(told))


class QueryTooCostly(RequestError):
    """The query would touch more of the index than a limit in the settings allows."""

    code = "query.too-costly"


class CursorGone(RequestError):
    """The generation that a cursor walks is no longer there."""

    code = "request.cursor-gone"


class ReleaseNotFound(RequestError):
    """No release has this id."""

    code = "release.not-found"


def machine_fault(error: BaseException, doing: str) -> MachineFault | None:
    """Return the fault of the machine that an exception stands for, ``None`` if it is none.

    An exception raised while another was handled, or because of it, stands for that one too:
    libraries wrap what they meet.

    :param doing: what was going on: ``reading north/a.txt``.
    """
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        if isinstance(each, MachineFault):
            return each
        if lack := _lack(each):
            return MachineFault(
                f"The machine failed while {doing}: {lack}. That is no fault of a page, so nothing "
                "was published.",
                hint="Run it again when the machine is well; if memory was short, with fewer "
                "processes (the setting `jobs`) or smaller pages (`max_page_bytes`).",
            )
        each = each.__cause__ or each.__context__
    return None


@contextmanager
def machine_faults(doing: str) -> Iterator[None]:
    """Raise what the machine lacks as :class:`MachineFault`; a disk that refuses stays ``OSError``.

    :param doing: as for :func:`machine_fault`.
    """
    try:
        yield
    except SearchAppError:
        raise
    except Exception as error:
        stored = isinstance(error, OSError) and error.errno not in LACKS
        fault = None if stored else machine_fault(error, doing)
        if fault is None:
            raise
        raise fault from error


def _lack(error: BaseException) -> str:
    """Return what the machine lacks or cannot do, ``""`` if that is not what happened."""
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    if isinstance(error, OSError) and error.errno in LACKS | DEVICE_FAULTS:
        return error.strerror or str(error)
    # A part of the program is loaded when a page first needs it. That this fails is told by the
    # loader in words only.
    if isinstance(error, ImportError):
        return f"a part of the program could not be loaded ({error})"
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return "it starts no more threads"
    return ""
