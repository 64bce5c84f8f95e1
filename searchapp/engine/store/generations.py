"""Generations of an index on the disk: their layout, and how one takes the place of another.

::

    index/CURRENT                         one line: the name of the live generation
    index/sound.json                      its files that need not be read through again
    index/generations/<utc>-<digest>/     complete and immutable
        manifest.json                     written last: what it is made of, with a digest per file
                                          and one of its own
        engine/                           the engine's files
        catalog.json  ...                 what :mod:`searchapp.indexing` keeps beside them
    index/generations/.new-<pid>/         one being built
    index/generations/.unpublished-<name> that one has not been live yet

A folder is renamed to its name when its manifest is on the disk, and ``CURRENT`` is replaced after
that, each with fsync of file and folder: a reader sees the old state or the new, through crashes
too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from searchapp.engine.store.storage import StoredFile, delete, digest_of, folders, sync, write
from searchapp.engine.store.verified_files import VerifiedFiles, matches_stored
from searchapp.errors import GenerationNotFound, IndexCorrupt, IndexIncompatible, NoIndex
from searchapp.messages import Notice

__all__ = [
    "CURRENT",
    "ENGINE_FOLDER",
    "MANIFEST",
    "Manifest",
    "begin",
    "complete",
    "current",
    "damage_error",
    "folder_of",
    "generations",
    "make_current",
    "manifest_of",
    "manifest_text",
    "prune",
    "read_manifest",
    "seal",
    "surplus",
    "sweep",
    "verify",
]

FORMAT = 4
"""Version of this layout. A change makes older folders unreadable: they must be rebuilt."""

ENGINE_FOLDER = "engine"
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
GENERATIONS_FOLDER = "generations"
BUILDING_PREFIX = ".new-"
UNPUBLISHED_PREFIX = ".unpublished-"
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\Z")


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


def damage_error(fault: Notice) -> IndexCorrupt:
    """Return the error to raise when the live generation, or one to build upon, has a fault."""
    return IndexCorrupt(Notice("index.damaged", {"fault": fault}), hint=Notice("index.rebuild"))


def folder_of(index: Path, name: str) -> Path:
    """Return the folder of a generation, which need not be there.

    :raises GenerationNotFound: this cannot be a name, and so leads nowhere.
    """
    if not _NAME.match(name):
        raise GenerationNotFound(
            Notice("generation.no-name", {"name": repr(name)}), hint=Notice("generation.list")
        )
    return index / GENERATIONS_FOLDER / name


def current(index: Path) -> str:
    """Return the name of the live generation.

    :raises NoIndex: none has been published.
    :raises IndexCorrupt: ``CURRENT`` holds something else than a name.
    """
    try:
        name = (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoIndex(Notice("index.none"), hint=Notice("index.none.hint")) from None
    except (OSError, UnicodeDecodeError) as error:
        raise damage_error(
            Notice("fault.unreadable", {"file": CURRENT, "why": str(error)})
        ) from None
    if not _NAME.match(name):
        raise damage_error(Notice("fault.current", {"file": CURRENT}))
    return name


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation.

    :raises IndexCorrupt: it is missing or damaged.
    :raises IndexIncompatible: another layout wrote it.
    """
    try:
        return manifest_of((folder / MANIFEST).read_bytes(), folder.name)
    except OSError as error:
        fault = {"file": f"{folder.name}/{MANIFEST}", "why": str(error.strerror)}
        raise damage_error(Notice("fault.unreadable", fault)) from None


def manifest_of(text: bytes, name: str) -> Manifest:
    """Return what :func:`manifest_text` wrote.

    :param name: of the generation, for the message.
    :raises IndexCorrupt: it is not what was written, to the last bit.
    :raises IndexIncompatible: another layout wrote it.
    """
    try:
        record = json.loads(text)
        layout = record["format"]
        if layout == FORMAT:
            files = {path: StoredFile(**each) for path, each in record.pop("files").items()}
            del record["digest"]
            manifest = Manifest(**record, files=files)
            if manifest_text(manifest).encode() == text:
                return manifest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damage_error(Notice("fault.changed", {"file": f"{name}/{MANIFEST}"})) from None
    if layout == FORMAT:
        raise damage_error(Notice("fault.changed", {"file": f"{name}/{MANIFEST}"}))
    raise IndexIncompatible(
        Notice("index.layout", {"name": name, "layout": repr(layout), "format": FORMAT}),
        hint=Notice("index.rebuild"),
    )


def manifest_text(manifest: Manifest) -> str:
    """Return the one text that stands for a manifest, with a digest of all that it says."""
    record = asdict(manifest)
    plain = json.dumps(record, sort_keys=True, separators=(",", ":"))
    record["digest"] = hashlib.blake2b(plain.encode(), digest_size=16).hexdigest()
    return json.dumps(record, indent=1, sort_keys=True)


def generations(index: Path) -> list[str]:
    """Return the names of all complete generations, oldest first."""
    folder = index / GENERATIONS_FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        each.name for each in folder.iterdir() if _NAME.match(each.name) and _is_complete(each)
    )


def begin(index: Path) -> Path:
    """Make an empty folder to build the next generation in. The writer lock must be held."""
    folder = index / GENERATIONS_FOLDER / f"{BUILDING_PREFIX}{os.getpid()}"
    delete(folder, MANIFEST)
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
        inode keep their digest instead of being read again, unless they were written to since.
    :raises IndexCorrupt: one of these is not what it was.
    """
    moment = now or datetime.now(UTC)
    base = building.parent / carried.name if carried else None
    files: dict[str, StoredFile] = {}
    for path in _list_files(building):
        name = path.relative_to(building).as_posix()
        known = carried.files.get(name) if carried else None
        if carried and known and base and _same_inode(path, base / name):
            # It was sound when the build began, and will be noted to be; a build takes a while.
            if _is_newer(path, carried.built_at) and digest_of(path) != known:
                raise damage_error(Notice("fault.changed", {"file": f"{carried.name}/{name}"}))
            files[name] = known
        else:
            files[name] = digest_of(path)
            sync(path)
    whole = hashlib.blake2b(
        "\n".join(f"{name} {each.digest}" for name, each in sorted(files.items())).encode(),
        digest_size=4,
    ).hexdigest()
    name = _next_name(building.parent, moment, whole)
    # Or a run that dies before it is published would leave what looks like an earlier state.
    _unpublished_note(building.parent, name).touch()
    manifest = Manifest(
        name, moment.isoformat(timespec="seconds"), dict(versions), dict(counts), files
    )
    seal(building, manifest)
    return manifest


def seal(building: Path, manifest: Manifest) -> None:
    """Give a folder whose files are on the disk its manifest and its final name.

    The caller has made sure that the name is free.
    """
    write(building / MANIFEST, manifest_text(manifest))
    for each in folders(building):
        sync(each)
    building.rename(building.parent / manifest.name)
    sync(building.parent)


def make_current(index: Path, name: str) -> None:
    """Publish a generation: replace ``CURRENT`` in one step that survives a crash."""
    fresh = index / f"{CURRENT}.new"
    write(fresh, f"{name}\n")
    fresh.replace(index / CURRENT)
    sync(index)
    with suppress(OSError):
        _unpublished_note(index / GENERATIONS_FOLDER, name).unlink(missing_ok=True)


def verify(index: Path, name: str, verified: VerifiedFiles | None = None) -> list[Notice]:
    """Return what is wrong with the files of a generation; nothing if they are intact.

    :param verified: files that need not be read again if they are unchanged; none by default.
    :raises GenerationNotFound: it is not there.
    """
    folder = folder_of(index, name)
    if not folder.is_dir():
        raise GenerationNotFound(
            Notice("generation.none", {"name": name}), hint=Notice("generation.list")
        )
    try:
        manifest = read_manifest(folder)
    except (IndexCorrupt, IndexIncompatible) as error:
        return [Notice("fault.other", {"what": error.message})]
    faults: list[Notice] = []
    if manifest.name != name:
        faults.append(Notice("fault.manifest", {"file": MANIFEST, "name": manifest.name}))
    there = {path.relative_to(folder).as_posix(): path for path in _list_files(folder)}
    for file, stored in sorted(manifest.files.items()):
        if file not in there:
            faults.append(Notice("fault.missing", {"file": file}))
        elif not _is_intact(there[file], stored, verified or {}):
            faults.append(Notice("fault.changed", {"file": file}))
    strays = sorted(set(there) - set(manifest.files))
    return faults + [Notice("fault.stray", {"file": file}) for file in strays]


def _is_intact(path: Path, stored: StoredFile, verified: VerifiedFiles) -> bool:
    """Return whether a file is what was written; one that cannot be read is not."""
    try:
        return matches_stored(path, stored, verified)
    except OSError:
        return False


def surplus(index: Path, keep: int) -> list[str]:
    """Return all generations but the newest ``keep``, the live one always among those kept."""
    try:
        live = current(index)
    except (NoIndex, IndexCorrupt):
        live = ""
    others = [name for name in generations(index) if name != live]
    return others[: max(0, len(others) - (keep - bool(live)))]


def prune(index: Path, keep: int) -> list[str]:
    """Delete the :func:`surplus`. The writer lock must be held.

    :returns: the names deleted; one that the disk does not let go is left for the next time.
    """
    return [name for name in surplus(index, keep) if delete(folder_of(index, name), MANIFEST)]


def sweep(index: Path) -> None:
    """Delete what dead builds left behind, as far as possible. The writer lock must be held."""
    folder = index / GENERATIONS_FOLDER
    with suppress(OSError):
        _withdraw(index)
    with suppress(OSError):
        for each in folder.iterdir():
            if each.name.startswith(BUILDING_PREFIX) or (
                _NAME.match(each.name) and not _is_complete(each)
            ):
                delete(each, MANIFEST)
    with suppress(OSError):
        for fresh in index.glob("*.new"):
            fresh.unlink(missing_ok=True)


def _withdraw(index: Path) -> None:
    """Delete generations that were sealed and never became live."""
    try:
        live = current(index)
    except NoIndex:
        live = ""
    except IndexCorrupt:
        return
    for note in (index / GENERATIONS_FOLDER).glob(f"{UNPUBLISHED_PREFIX}*"):
        name = note.name.removeprefix(UNPUBLISHED_PREFIX)
        if name == live or not _NAME.match(name) or delete(folder_of(index, name), MANIFEST):
            note.unlink()


def _unpublished_note(folder: Path, name: str) -> Path:
    return folder / f"{UNPUBLISHED_PREFIX}{name}"


def _is_complete(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _list_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _next_name(folder: Path, moment: datetime, digest: str) -> str:
    """Return a name that sorts after all others: two builds within a second, or a clock that was
    set back, must not make the newest generation look older than the one before."""
    newest = max((each.name for each in folder.iterdir() if _NAME.match(each.name)), default="")
    stamp = moment.strftime(_STAMP)
    if newest and newest.partition("-")[0] >= stamp:
        later = datetime.strptime(newest.partition("-")[0], _STAMP) + timedelta(seconds=1)
        stamp = later.strftime(_STAMP)
    return f"{stamp}-{digest}"


def _same_inode(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _is_newer(path: Path, built_at: str) -> bool:
    """Return whether a file was written to after a moment, which is known to the second."""
    return path.stat().st_mtime >= datetime.fromisoformat(built_at).timestamp() + 1
