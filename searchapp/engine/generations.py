"""Which state of the index is live, and how does the next one take its place?

::

    index/CURRENT                         one line: the name of the live generation
    index/generations/<utc>-<digest>/     complete and immutable
        manifest.json                     written last: what it is made of, with a digest per file
        engine/                           the engine's files
        catalog.jsonl ...                 what :mod:`searchapp.service` keeps beside them
    index/generations/.new-<pid>/         one being built

A folder is renamed to its name when its manifest is on the disk, and ``CURRENT`` is replaced after
that, each with fsync of file and folder: a reader sees the old state or the new, through crashes
too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from searchapp.errors import IndexCorrupt, IndexIncompatible, NoIndex

__all__ = [
    "ENGINE_FOLDER",
    "Manifest",
    "StoredFile",
    "begin",
    "complete",
    "current",
    "folder_of",
    "generations",
    "make_current",
    "prune",
    "read_manifest",
    "sweep",
    "verify",
]

FORMAT = 1
"""Version of this layout. A change makes older folders unreadable: they must be rebuilt."""

ENGINE_FOLDER = "engine"
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
FOLDER = "generations"
BUILDING = ".new-"
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\Z")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Size in bytes and BLAKE2b digest (128 bits, hexadecimal) of one file."""

    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of.

    :param versions: what it depends on (engine format, pipeline, settings): if one of them differs,
        the generation cannot be built upon.
    :param counts: documents, pages, and one ``skipped`` map of reason code to number.
    :param files: path relative to the generation's folder -> size and digest.
    """

    name: str
    built_at: str
    versions: Mapping[str, str]
    counts: Mapping[str, Any]
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    format: int = FORMAT


def folder_of(index: Path, name: str) -> Path:
    """Return the folder of a generation. Raises ``ValueError`` for what cannot be a name."""
    if not _NAME.match(name):
        raise ValueError(name)
    return index / FOLDER / name


def current(index: Path) -> str:
    """Return the name of the live generation.

    :raises NoIndex: none has been published.
    :raises IndexCorrupt: ``CURRENT`` holds something else than a name.
    """
    try:
        name = (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoIndex(
            "There is no index yet.", hint="Make one with `searchapp reindex` (or `make serve`)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _corrupt(f"{CURRENT} cannot be read ({error})") from None
    if not _NAME.match(name):
        raise _corrupt(f"{CURRENT} holds no generation's name")
    return name


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation.

    :raises IndexCorrupt: it is missing or damaged.
    :raises IndexIncompatible: another layout wrote it.
    """
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if record["format"] != FORMAT:
            raise IndexIncompatible(
                f"{folder.name} has layout {record['format']}, this program reads {FORMAT}.",
                hint="Rebuild with `searchapp reindex --full`.",
            )
        files = {path: StoredFile(**each) for path, each in record.pop("files").items()}
        return Manifest(**record, files=files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _corrupt(f"{folder.name}/{MANIFEST} cannot be read ({error})") from None


def generations(index: Path) -> list[str]:
    """Return the names of all complete generations, oldest first."""
    folder = index / FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        each.name for each in folder.iterdir() if _NAME.match(each.name) and _is_complete(each)
    )


def begin(index: Path) -> Path:
    """Make an empty folder to build the next generation in. The writer lock must be held."""
    folder = index / FOLDER / f"{BUILDING}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ENGINE_FOLDER).mkdir(parents=True)
    return folder


def complete(
    building: Path,
    versions: Mapping[str, str],
    counts: Mapping[str, Any],
    carried: Manifest | None = None,
    *,
    now: datetime | None = None,
) -> Manifest:
    """Seal a built folder: digests, manifest, fsync of everything, final name.

    :param carried: manifest of the generation it was built upon; files that are still the same
        inode keep their digest instead of being read again.
    """
    moment = now or datetime.now(UTC)
    base = building.parent / carried.name if carried else None
    files: dict[str, StoredFile] = {}
    for path in _files(building):
        name = path.relative_to(building).as_posix()
        known = carried.files.get(name) if carried else None
        if known and base and _same_inode(path, base / name):
            files[name] = known
        else:
            files[name] = _digest(path)
            _sync(path)
    whole = hashlib.blake2b(
        "\n".join(f"{name} {each.digest}" for name, each in sorted(files.items())).encode(),
        digest_size=4,
    ).hexdigest()
    name = _free_name(building.parent, moment, whole)
    manifest = Manifest(
        name, moment.isoformat(timespec="seconds"), dict(versions), dict(counts), files
    )
    _write(building / MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
    for each in (building / ENGINE_FOLDER, building):
        _sync(each)
    building.rename(building.parent / name)
    _sync(building.parent)
    return manifest


def make_current(index: Path, name: str) -> None:
    """Publish a generation: replace ``CURRENT`` in one step that survives a crash."""
    fresh = index / f"{CURRENT}.new"
    _write(fresh, f"{name}\n")
    fresh.replace(index / CURRENT)
    _sync(index)


def verify(index: Path, name: str) -> list[str]:
    """Return what is wrong with a generation's files, one sentence a fault; empty is sound."""
    folder = folder_of(index, name)
    manifest = read_manifest(folder)
    there = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    faults = []
    for file, stored in sorted(manifest.files.items()):
        if file not in there:
            faults.append(f"{file} is missing")
        elif _digest(there[file]) != stored:
            faults.append(f"{file} is not what was written")
    faults += [f"{file} does not belong here" for file in sorted(set(there) - set(manifest.files))]
    return faults


def prune(index: Path, keep: int) -> list[str]:
    """Delete all but the newest ``keep`` generations; the live one always stays.

    :returns: the names deleted.
    """
    try:
        live = current(index)
    except (NoIndex, IndexCorrupt):
        live = ""
    others = [name for name in generations(index) if name != live]
    gone = others[: max(0, len(others) - (keep - bool(live)))]
    for name in gone:
        _delete(folder_of(index, name))
    return gone


def sweep(index: Path) -> None:
    """Delete what dead builds left behind. The writer lock must be held."""
    folder = index / FOLDER
    if folder.is_dir():
        for each in folder.iterdir():
            if each.name.startswith(BUILDING) or (
                _NAME.match(each.name) and not _is_complete(each)
            ):
                _delete(each)
    (index / f"{CURRENT}.new").unlink(missing_ok=True)


def _delete(folder: Path) -> None:
    """Delete the manifest first, so that a half-deleted folder is not taken for a generation."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _is_complete(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _free_name(folder: Path, moment: datetime, digest: str) -> str:
    """Return a name not taken yet: two builds within a second must not collide."""
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    name = f"{stamp}-{digest}"
    while (folder / name).exists():
        digest = f"{(int(digest, 16) + 1) % 2**32:08x}"
        name = f"{stamp}-{digest}"
    return name


def _same_inode(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _digest(path: Path) -> StoredFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        return StoredFile(file.tell(), digest.hexdigest())


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _corrupt(what: str) -> IndexCorrupt:
    return IndexCorrupt(
        f"The index is damaged: {what}.", hint="Rebuild with `searchapp reindex --full`."
    )
