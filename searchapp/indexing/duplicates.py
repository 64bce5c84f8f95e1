"""Near duplicates among the releases of a generation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from searchapp.analysis.minhash import PLACES, near_groups

__all__ = ["Duplicates", "read_duplicates", "write_duplicates"]

Signed = tuple[str, str | None, bytes | None]

SIGNATURES = "near.u4"
IDS = "near.ids"
GROUPS = "duplicates.json"


@dataclass(frozen=True)
class Duplicates:
    """Near duplicates of a generation.

    :param groups: id of each release that has copies -> its group, the first published in front.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, release_id: str) -> str | None:
        """Return the release that this one is a copy of, ``None`` if it is the first or alone."""
        group = self.groups.get(release_id)
        return group[0] if group and group[0] != release_id else None

    def others(self, release_id: str) -> tuple[str, ...]:
        """Return the other releases of its group."""
        return tuple(each for each in self.groups.get(release_id, ()) if each != release_id)

    @property
    def copies(self) -> tuple[str, ...]:
        """The ids of all that are a copy of another."""
        return tuple(sorted(each for each in self.groups if self.first(each)))


def read_duplicates(folder: Path) -> Duplicates:
    """Return the near duplicates of a generation."""
    groups = json.loads((folder / GROUPS).read_text(encoding="utf-8"))
    return Duplicates({each: tuple(group) for group in groups for each in group})


def write_duplicates(
    folder: Path, old: Path | None, gone: Iterable[str], new: Iterable[Signed]
) -> None:
    """Find the near duplicates of a generation; write them and the signatures they are found by.

    :param old: the generation that this one is built upon.
    :param gone: releases of ``old`` that are no longer there.
    :param new: those that came: id, ISO date if known, signature if the text is long enough.
    """
    rows: dict[str, tuple[str, bytes]] = dict(_read_signatures(old)) if old else {}
    for release_id in gone:
        rows.pop(release_id, None)
    for release_id, date, signature in new:
        if signature:
            rows[release_id] = (date or "", signature)
    ids = sorted(rows)
    signatures = np.frombuffer(b"".join(rows[each][1] for each in ids), "<u4").reshape(-1, PLACES)
    groups = near_groups(ids, signatures, {each: rows[each][0] for each in ids if rows[each][0]})
    # Not numpy's own writing: on a full disk it does not say that the disk is full.
    with (folder / SIGNATURES).open("wb") as file:
        file.write(signatures.tobytes())
    lines = "".join(f"{each}\t{rows[each][0]}\n" for each in ids)
    (folder / IDS).write_text(lines, encoding="ascii")
    (folder / GROUPS).write_text(json.dumps(groups), encoding="utf-8")


def _read_signatures(folder: Path) -> Iterable[tuple[str, tuple[str, bytes]]]:
    signatures = np.fromfile(folder / SIGNATURES, "<u4").reshape(-1, PLACES)
    lines = (folder / IDS).read_text(encoding="ascii").splitlines()
    for line, row in zip(lines, signatures, strict=True):
        release_id, date = line.split("\t")
        yield release_id, (date, row.tobytes())
