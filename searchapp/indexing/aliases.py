"""The alias table of a generation: one name for an entity over all releases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from searchapp.indexing.corpus import ALIASES_FILE
from searchapp.ingest.entities import AliasTable, Entities, read_aliases
from searchapp.model import Release

__all__ = ["TABLE_FILE", "apply_aliases", "read_stated_aliases", "read_table", "write_table"]

TABLE_FILE = "aliases.json"
"""File of the table in the folder of a generation."""


def read_stated_aliases(corpus: Path) -> dict[str, dict[str, str]]:
    """Return the aliases that the owner of a corpus states, none if there is no such file.

    :returns: kind of entity -> alias -> name.
    :raises SettingsError: the file cannot be read.
    """
    path = corpus / ALIASES_FILE
    return read_aliases(path) if path.is_file() else {}


def read_table(folder: Path) -> AliasTable:
    """Return the alias table of a generation.

    :param folder: the folder of the generation.
    :raises OSError: the file cannot be read.
    :raises ValueError: it is not what :func:`write_table` writes.
    """
    return AliasTable.from_json((folder / TABLE_FILE).read_text(encoding="utf-8"))


def write_table(folder: Path, table: AliasTable) -> None:
    """Write the alias table into the folder of a generation. Raises ``OSError``."""
    (folder / TABLE_FILE).write_text(table.to_json(), encoding="utf-8")


def apply_aliases(release: Release, table: AliasTable) -> Release:
    """Return a release whose entities have the names that the table gives them."""
    entities = table.apply(Entities(release.people, release.organizations, release.places))
    return replace(
        release,
        people=entities.people,
        organizations=entities.organizations,
        places=entities.places,
    )
