"""Near duplicates among the releases of a generation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from searchapp.analysis.minhash import PLACES, near_groups

__all__ = ["find_duplicates"]

Signed = tuple[str, str | None, bytes | None]

SIGNATURES = "near.u4"
IDS = "near.ids"


def find_duplicates(
    folder: Path, old: Path | None, gone: Iterable[str], new: Iterable[Signed]
) -> list[tuple[str, ...]]:
    """Return the near duplicates of a generation, and keep in its folder what they are found by.

    :param old: the generation that this one is built upon.
    :param gone: releases of ``old`` that are no longer there.
    :param new: those that came: id, ISO date if known, signature if the text is long enough.
    :returns: groups of ids, the first published in front of each.
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
    return groups


def _read_signatures(folder: Path) -> Iterable[tuple[str, tuple[str, bytes]]]:
    signatures = np.fromfile(folder / SIGNATURES, "<u4").reshape(-1, PLACES)
    lines = (folder / IDS).read_text(encoding="ascii").splitlines()
    for line, row in zip(lines, signatures, strict=True):
        release_id, date = line.split("\t")
        yield release_id, (date, row.tobytes())
