"""The meaning of an exception that a page raises: for that page, and for all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from searchapp.errors import MachineFault, PageSkipped, SettingsError, machine_fault

__all__ = ["malformed", "page_outcome"]

MAX_DETAIL = 200
"""Characters of an exception that are kept."""


@contextmanager
def page_outcome(path: str) -> Iterator[None]:
    """Let work on one page raise nothing that would keep other pages out of the index.

    :raises PageSkipped: as raised; ``page.failed`` for any exception that nobody has foreseen.
    :raises MachineFault: what failed is the machine.
    :raises SettingsError: as raised: it is about all pages.
    """
    try:
        yield
    except (PageSkipped, MachineFault, SettingsError):
        raise
    except Exception as error:
        if fault := machine_fault(error, f"reading {path}"):
            raise fault from error
        raise PageSkipped("page.failed", f"{type(error).__name__}: {error}"[:MAX_DETAIL]) from error


@contextmanager
def malformed(where: str) -> Iterator[None]:
    """Let a parser raise whatever it likes on its input: that is what is wrong with the input.

    To be put around the call of the parser and nothing else, for a fault of ours is another thing.

    :param where: begins the detail: ``front matter``, ``line 3``, or ``""``.
    :raises PageSkipped: ``page.malformed``.
    :raises MachineFault: what failed is the machine.
    """
    try:
        yield
    except Exception as error:
        if fault := machine_fault(error, "parsing a page"):
            raise fault from error
        # What Python itself raises says next to nothing without its name: KeyError: 'foo'.
        bare = type(error).__module__ == "builtins" and not isinstance(error, ValueError)
        said = f"{type(error).__name__}: {error}" if bare else str(error)
        detail = " ".join(f"{where}: {said}".removeprefix(": ").split())
        raise PageSkipped("page.malformed", detail[:MAX_DETAIL]) from None
