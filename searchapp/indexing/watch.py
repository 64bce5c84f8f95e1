"""When has a folder settled after a change? For a reindex that follows the corpus by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from searchapp.errors import SettingsError

__all__ = ["settled_changes"]

QUIET_MS = 1_000
"""A change is reported when nothing else has changed for so long."""

LONGEST_MS = 60_000
"""... or at the latest after this: a folder that never rests is followed, too."""


def settled_changes(folder: Path, stop: threading.Event | None = None) -> Iterator[int]:
    """Return an iterator over the number of changed files, one each time the folder settles.

    :param stop: ends the iteration when it is set.
    :raises SettingsError: the extra ``watch`` is not installed; raised by the call itself, so that
        whoever is going to work first and watch later is told before the work.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise SettingsError(
            "Watching a folder needs the package watchfiles.",
            hint="Install it with `pip install 'searchapp[watch]'`.",
        ) from None
    changes = watch(
        folder, step=QUIET_MS, debounce=LONGEST_MS, stop_event=stop, raise_interrupt=False
    )
    return map(len, changes)
