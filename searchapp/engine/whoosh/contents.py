"""What an engine folder holds beside arrays: Whoosh's table of contents, groups of duplicates.

The groups are a JSON array of arrays of ids in ``duplicates.json``, the original first in each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from searchapp.engine.whoosh._whoosh import TOC, FileStorage, StructFile
from searchapp.errors import IndexCorrupt
from searchapp.messages import Notice

__all__ = ["INDEX_NAME", "read_contents", "read_groups", "write_groups"]

INDEX_NAME = "MAIN"
"""What Whoosh calls an index that was given no name; the names of all files begin with it."""

GROUPS = "duplicates.json"


def read_contents(folder: Path) -> Any:
    """Return Whoosh's table of contents of an index folder.

    :raises IndexCorrupt: there is none, or it cannot be read.
    """
    try:
        return TOC.read(_WholeFiles(str(folder)), INDEX_NAME)
    except Exception as error:  # Whoosh unpickles: a damaged file can raise anything at all
        raise IndexCorrupt(Notice("file.contents", {"why": str(error)})) from error


class _WholeFiles(FileStorage):  # type: ignore[misc]
    """Reads a file at once: Whoosh leaves it open when what it reads is damaged."""

    def open_file(self, name: str, **options: Any) -> Any:
        return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name)


def read_groups(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return id -> its group of near duplicates, for releases that have one.

    :raises IndexCorrupt: the file is damaged. A folder of an older version has none, and no groups.
    """
    try:
        groups = json.loads((folder / GROUPS).read_bytes())
        return {each: tuple(group) for group in groups for each in group}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        fault = {"file": GROUPS, "why": str(error)}
        raise IndexCorrupt(Notice("file.unreadable", fault)) from error


def write_groups(folder: Path, groups: Sequence[Sequence[str]]) -> None:
    """Write the groups of near duplicates; the caller flushes them. Raises ``OSError``."""
    (folder / GROUPS).write_text(json.dumps([list(group) for group in groups]), encoding="utf-8")
