"""What is one entity called over all releases? The alias table of a generation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from searchapp.indexing.corpus import ALIASES_FILE
from searchapp.ingest.entities import AliasTable, Entities, read_aliases
from searchapp.model import Release
from searchapp.settings import Settings

__all__ = ["TABLE_FILE", "read_table", "renamed", "stated_aliases", "write_table"]

TABLE_FILE = "aliases.json"


def stated_aliases(settings: Settings) -> dict[str, dict[str, str]]:
    """Return what the corpus's own file says, nothing if there is none.

    :raises SettingsError: it cannot be read.
    """
    path = settings.corpus / ALIASES_FILE
    return read_aliases(path) if path.is_file() else {}


def read_table(folder: Path) -> AliasTable:
    """Return the alias table of a generation."""
    return AliasTable.from_json((folder / TABLE_FILE).read_text(encoding="utf-8"))


def write_table(folder: Path, table: AliasTable) -> None:
    """Keep the alias table with a generation."""
    (folder / TABLE_FILE).write_text(table.to_json(), encoding="utf-8")


def renamed(release: Release, table: AliasTable) -> Release:
    """Return the release with its entities under the names that they have over all releases."""
    found = table.apply(Entities(release.people, release.organizations, release.places))
    return replace(
        release,
        people=found.people,
        organizations=found.organizations,
        places=found.places,
    )
