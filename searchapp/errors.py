"""Every error this program raises on purpose, and every reason for which a page is turned away.

The tree::

    SearchAppError
    ├── SettingsError            settings.invalid
    │   └── ModelMissing         settings.model-missing
    ├── CorpusError              corpus.unreadable
    ├── AddressUnusable          serve.address-unusable
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

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
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
    "content.list": "a list of releases, not a release",
    "content.error-page": "an error page (not found, access denied)",
    "content.no-text": "nothing is left once the boilerplate is stripped",
}
"""Reason code -> sentence, for every page that is in the corpus and not in the index."""


class SearchAppError(Exception):
    """The root of the tree.

    :param message: what is wrong and where, for a person.
    :param hint: what to do about it, or ``""``.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

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


class PageSkipped(SearchAppError):
    """One page is turned away; the run goes on.

    :param reason: a key of :data:`SKIP_REASONS`; it becomes ``code``.
    :param detail: what was seen, for the report.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
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
    reason: str
    allowed: tuple[str, ...] = ()


class InvalidParameter(RequestError):
    """One or more request parameters are unknown or have values that are not allowed."""

    code = "request.invalid-parameter"

    def __init__(self, faults: Sequence[ParameterFault]) -> None:
        super().__init__("; ".join(f"{fault.parameter}: {fault.reason}" for fault in faults))
        self.faults = tuple(faults)


class QueryTooCostly(RequestError):
    """The query would touch more of the index than a limit in the settings allows."""

    code = "query.too-costly"


class CursorGone(RequestError):
    """The generation that a cursor walks is no longer there."""

    code = "request.cursor-gone"


class ReleaseNotFound(RequestError):
    """No release has this id."""

    code = "release.not-found"
