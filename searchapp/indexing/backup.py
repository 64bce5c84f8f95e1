"""How is a generation kept elsewhere and brought back, without running what a stranger wrote?

An index folder is code: Whoosh unpickles its table of contents. So a snapshot carries a seal, an
HMAC over its manifest with a key that never leaves the index folder (``index/key``), and the
manifest has a digest of every file. What this index did not write is refused before any of its
content reaches an engine.

A snapshot is an archive (:mod:`searchapp.indexing.archive`) of ``snapshot.json`` with the seal,
``manifest.json``, and the files that it names, in order of their names.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.engine.store.storage import StoredFile, delete, free_bytes, storage_fault, sync
from searchapp.errors import IndexCorrupt, IndexIncompatible, NoSpace
from searchapp.indexing import archive
from searchapp.indexing.lifecycle import activate_held, unreadable, verify
from searchapp.settings import Settings

__all__ = ["KEY", "restore", "seal_of", "snapshot"]

KEY = "key"
"""Name of the key's file in the index folder. Copy it to restore on another machine."""

KEY_BYTES = 32
PACKED = {".gz", ".tgz"}
HEAD = "snapshot.json"
FORMAT = 1
MOST_HEAD_BYTES = 4096
MOST_MANIFEST_BYTES = 64 << 20
RESERVE_BYTES = 16 << 20
"""Left free on the disk by a restore."""


def snapshot(settings: Settings, target: Path) -> str:
    """Write the live generation to a file, and return its name.

    The file is complete or not there; one of that name is replaced.

    :raises NoIndex: there is nothing to write.
    :raises IndexCorrupt: a file of the generation is not what was written.
    :raises IndexStateError: the file cannot be written.
    """
    name = generations.current(settings.index)
    folder = generations.folder_of(settings.index, name)
    manifest = generations.read_manifest(folder)
    text = generations.manifest_text(manifest).encode()
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        head = {"format": FORMAT, "seal": seal_of(_key(settings.index, make=True), text)}
        with archive.writer(partial, packed=target.suffix in PACKED) as out:
            _put(out, HEAD, json.dumps(head).encode())
            _put(out, generations.MANIFEST, text)
            for path, stored in sorted(manifest.files.items()):
                _put_file(out, path, folder / path, stored)
            archive.finish(out)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    except OSError as error:
        raise storage_fault(error, target.parent) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return name


def restore(settings: Settings, source: Path) -> str:
    """Bring the generation of a snapshot back, make it live, and return its name.

    :raises SnapshotRefused: this index did not write it, or it is damaged.
    :raises IndexIncompatible: another version of the program wrote it.
    :raises NoSpace: there is no room for it.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        try:
            with archive.reader(source) as file:
                manifest = _manifest(settings, file)
                if not _is_sound(settings, manifest.name):
                    _unpack(settings, manifest, file)
            activate_held(settings, manifest.name)
        except OSError as error:
            raise storage_fault(error, settings.index) from error
        finally:
            generations.sweep(settings.index)
        return manifest.name


def _put(out: BinaryIO, name: str, data: bytes) -> None:
    out.write(archive.header(name, len(data)))
    out.write(data + archive.padding(len(data)))


def _put_file(out: BinaryIO, name: str, path: Path, stored: StoredFile) -> None:
    """Copy a file while its digest is taken. Raises :class:`IndexCorrupt` if it is another."""
    digest = hashlib.blake2b(digest_size=16)
    out.write(archive.header(name, stored.bytes))
    left = stored.bytes
    with path.open("rb") as file:
        while left and (data := file.read(min(archive.CHUNK, left))):
            digest.update(data)
            out.write(data)
            left -= len(data)
        if left or file.read(1) or digest.hexdigest() != stored.digest:
            raise IndexCorrupt(
                f"The index is damaged: {name} is not what was written.",
                hint="Rebuild with `searchapp reindex --full`.",
            )
    out.write(archive.padding(stored.bytes))


def _manifest(settings: Settings, file: BinaryIO) -> generations.Manifest:
    """Read the beginning of a snapshot; nothing of it is believed before the seal fits."""
    head = _get(file, HEAD, MOST_HEAD_BYTES)
    text = _get(file, generations.MANIFEST, MOST_MANIFEST_BYTES)
    try:
        record = json.loads(head)
        layout, seal = record["format"], str(record["seal"]).encode()
    except (ValueError, KeyError, TypeError):
        raise archive.refused("its first entry is not that of a snapshot") from None
    if not hmac.compare_digest(seal, seal_of(_key(settings.index), text).encode()):
        raise archive.refused(
            "it was not written by this index, and an index can hold code",
            hint=f"If you trust whoever wrote it, put the file {KEY!r} of that index folder into "
            f"{settings.index} first; if not, build the index with `searchapp reindex`.",
        )
    manifest = generations.manifest_of(text, HEAD)
    why = f"it has layout {layout!r}" if layout != FORMAT else unreadable(settings, manifest)
    if why:
        raise IndexIncompatible(
            f"The snapshot cannot be used: {why}.", hint="Build the index with `searchapp reindex`."
        )
    generations.folder_of(settings.index, manifest.name)
    return manifest


def _unpack(settings: Settings, manifest: generations.Manifest, file: BinaryIO) -> None:
    """Write the files of a sealed manifest into a new generation, complete or not at all."""
    building = generations.begin(settings.index)
    wanted = sum(each.bytes for each in manifest.files.values()) + RESERVE_BYTES
    if wanted > free_bytes(building):
        raise NoSpace(
            f"{wanted:,} bytes are needed, {free_bytes(building):,} are free.",
            hint=f"Free some space for {settings.index} and run it again.",
        )
    for name, stored in sorted(manifest.files.items()):
        _take(file, name, stored, _inside(building, name))
    # What has this name is damaged, or it would have been taken as it is.
    delete(generations.folder_of(settings.index, manifest.name), generations.MANIFEST)
    generations.seal(building, manifest)


def _take(file: BinaryIO, name: str, stored: StoredFile, target: Path) -> None:
    """Write the next entry to a file, if it is the one that is due."""
    size = archive.entry(file, name, stored.bytes)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.blake2b(digest_size=16)
    with target.open("xb") as out:
        for data in archive.content(file, size):
            digest.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != stored.digest:
        raise archive.refused(f"{name} is not what was written")


def _inside(folder: Path, name: str) -> Path:
    """Return where a file goes. A manifest with our seal names no other place, but look again."""
    if any(part in {"", ".", ".."} for part in name.split("/")) or "\0" in name:
        raise archive.refused(f"{name!r} leads out of the index")
    return folder / name


def _get(file: BinaryIO, name: str, most: int) -> bytes:
    return b"".join(archive.content(file, archive.entry(file, name, most)))


def _is_sound(settings: Settings, name: str) -> bool:
    """Tell whether the generation is here already, and needs no unpacking."""
    there = name in generations.generations(settings.index)
    return there and not verify(settings, name)[1]


def _key(index: Path, *, make: bool = False) -> bytes:
    """Return the secret of this index folder; readable to its owner alone."""
    path = index / KEY
    if make and not path.exists():
        fresh = index / f".{KEY}-{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails, and rightly, if another snapshot was faster
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links
            fresh.rename(path)
        finally:
            fresh.unlink(missing_ok=True)
        sync(index)
    return _read_key(path)


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise archive.refused(
            f"this index has no {KEY!r}: it has written no snapshot",
            hint=f"Put the file {KEY!r} of the index folder that wrote it there, "
            "if you trust it; if not, build the index with `searchapp reindex`.",
        ) from None
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise archive.refused(f"the {KEY!r} of this index is damaged")
    return key


def seal_of(key: bytes, manifest: bytes) -> str:
    """Return what proves that a manifest is one that the owner of the key wrote: HMAC-SHA256."""
    return hmac.new(key, b"searchapp snapshot\n" + manifest, "sha256").hexdigest()
