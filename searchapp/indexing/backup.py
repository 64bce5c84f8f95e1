"""Snapshots: signed archives of a generation, written and restored.

An index folder can hold code: Whoosh unpickles its table of contents. So a snapshot is signed, with
an HMAC over its manifest and a key that never leaves the index folder (``index/key``), and the
manifest has a digest of every file. A snapshot that this index did not write is refused before any
of its content reaches an engine.

A snapshot is an archive (:mod:`searchapp.indexing.archive`) of ``snapshot.json`` with the
signature, ``manifest.json``, and the files that it names, in order of their names.
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
from searchapp.indexing.lifecycle import activate_locked, find_incompatibility, verify
from searchapp.settings import Settings

__all__ = ["KEY_FILE", "restore_snapshot", "sign_manifest", "write_snapshot"]

KEY_FILE = "key"
"""File of the key in the index folder. Copy it to restore a snapshot on another machine."""

KEY_BYTES = 32
GZIP_SUFFIXES = {".gz", ".tgz"}
HEADER = "snapshot.json"
FORMAT = 1
MAX_HEADER_BYTES = 4096
MAX_MANIFEST_BYTES = 64 << 20
RESERVE_BYTES = 16 << 20
"""Free space that a restore leaves on the disk."""


def write_snapshot(settings: Settings, target: Path) -> str:
    """Write the live generation to a file and return the name of the generation.

    The file appears complete or not at all; an existing one is replaced.

    :raises NoIndex: no generation is live.
    :raises IndexCorrupt: a file of the generation is damaged.
    :raises IndexStateError: the file cannot be written.
    """
    name = generations.current(settings.index)
    folder = generations.folder_of(settings.index, name)
    manifest = generations.read_manifest(folder)
    text = generations.manifest_text(manifest).encode()
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        header = {"format": FORMAT, "seal": sign_manifest(_ensure_key(settings.index), text)}
        with archive.open_writer(partial, packed=target.suffix in GZIP_SUFFIXES) as out:
            _put(out, HEADER, json.dumps(header).encode())
            _put(out, generations.MANIFEST, text)
            for path, stored in sorted(manifest.files.items()):
                _put_file(out, path, folder / path, stored)
            archive.write_end(out)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    except OSError as error:
        raise storage_fault(error, target.parent) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return name


def restore_snapshot(settings: Settings, source: Path) -> str:
    """Restore the generation of a snapshot, make it live, and return its name.

    :raises SnapshotRefused: this index did not write the snapshot, or it is damaged.
    :raises IndexIncompatible: another version of the program wrote it.
    :raises NoSpace: the disk has no room for it.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        try:
            with archive.open_reader(source) as file:
                manifest = _read_manifest(settings, file)
                if not _is_intact(settings, manifest.name):
                    _unpack(settings, manifest, file)
            activate_locked(settings, manifest.name)
        except OSError as error:
            raise storage_fault(error, settings.index) from error
        finally:
            generations.sweep(settings.index)
        return manifest.name


def _put(out: BinaryIO, name: str, data: bytes) -> None:
    out.write(archive.header_block(name, len(data)))
    out.write(data + archive.padding(len(data)))


def _put_file(out: BinaryIO, name: str, path: Path, stored: StoredFile) -> None:
    """Add a file to an archive. Raises :class:`IndexCorrupt` if it is not as stored."""
    digest = hashlib.blake2b(digest_size=16)
    out.write(archive.header_block(name, stored.bytes))
    left = stored.bytes
    with path.open("rb") as file:
        while left and (data := file.read(min(archive.CHUNK_BYTES, left))):
            digest.update(data)
            out.write(data)
            left -= len(data)
        if left or file.read(1) or digest.hexdigest() != stored.digest:
            raise IndexCorrupt(
                f"The index is damaged: {name} is not what was written.",
                hint="Rebuild with `searchapp reindex --full`.",
            )
    out.write(archive.padding(stored.bytes))


def _read_manifest(settings: Settings, file: BinaryIO) -> generations.Manifest:
    """Read header and manifest of a snapshot; nothing is used before the signature is checked."""
    header = _get(file, HEADER, MAX_HEADER_BYTES)
    text = _get(file, generations.MANIFEST, MAX_MANIFEST_BYTES)
    try:
        record = json.loads(header)
        layout, signature = record["format"], str(record["seal"]).encode()
    except (ValueError, KeyError, TypeError):
        raise archive.refusal("its first entry is not the header of a snapshot") from None
    expected = sign_manifest(_read_key(settings.index), text).encode()
    if not hmac.compare_digest(signature, expected):
        raise archive.refusal(
            "this index did not write it, and an index can hold code",
            hint=f"If you trust its author, copy the file {KEY_FILE!r} of that index folder into "
            f"{settings.index} first; otherwise build the index with `searchapp reindex`.",
        )
    manifest = generations.manifest_of(text, HEADER)
    why = (
        f"it has layout {layout!r}"
        if layout != FORMAT
        else find_incompatibility(settings, manifest)
    )
    if why:
        raise IndexIncompatible(
            f"The snapshot cannot be used: {why}.", hint="Build the index with `searchapp reindex`."
        )
    generations.folder_of(settings.index, manifest.name)
    return manifest


def _unpack(settings: Settings, manifest: generations.Manifest, file: BinaryIO) -> None:
    """Unpack the files of a verified manifest into a new generation, all or none."""
    building = generations.begin(settings.index)
    needed = sum(each.bytes for each in manifest.files.values()) + RESERVE_BYTES
    if needed > free_bytes(building):
        raise NoSpace(
            f"{needed:,} bytes are needed, {free_bytes(building):,} are free.",
            hint=f"Free some space for {settings.index} and run it again.",
        )
    for name, stored in sorted(manifest.files.items()):
        _extract_file(file, name, stored, _target_path(building, name))
    # A generation of this name is damaged: otherwise it would not have been unpacked again.
    delete(generations.folder_of(settings.index, manifest.name), generations.MANIFEST)
    generations.seal(building, manifest)


def _extract_file(file: BinaryIO, name: str, stored: StoredFile, target: Path) -> None:
    """Write the next entry to a file. Raises :class:`SnapshotRefused` if it is not as stored."""
    size = archive.read_header(file, name, stored.bytes)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.blake2b(digest_size=16)
    with target.open("xb") as out:
        for data in archive.read_content(file, size):
            digest.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != stored.digest:
        raise archive.refusal(f"{name} is not what was written")


def _target_path(folder: Path, name: str) -> Path:
    """Return the path of a file, checked even though signed manifests lead nowhere else."""
    if any(part in {"", ".", ".."} for part in name.split("/")) or "\0" in name:
        raise archive.refusal(f"{name!r} leads out of the index")
    return folder / name


def _get(file: BinaryIO, name: str, max_bytes: int) -> bytes:
    return b"".join(archive.read_content(file, archive.read_header(file, name, max_bytes)))


def _is_intact(settings: Settings, name: str) -> bool:
    """Return whether the generation exists already, undamaged."""
    return name in generations.generations(settings.index) and not verify(settings, name)[1]


def _ensure_key(index: Path) -> bytes:
    """Return the key of an index folder, made if there is none; only its owner may read it."""
    path = index / KEY_FILE
    if not path.exists():
        fresh = index / f".{KEY_FILE}-{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails, rightly, if another process made a key meanwhile
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links
            fresh.rename(path)
        finally:
            fresh.unlink(missing_ok=True)
        sync(index)
    return _read_key(index)


def _read_key(index: Path) -> bytes:
    """Return the key of an index folder. Raises :class:`SnapshotRefused` if there is none."""
    try:
        key = bytes.fromhex((index / KEY_FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        raise archive.refusal(
            f"this index has no {KEY_FILE!r}, so it has written no snapshot",
            hint=f"If you trust its author, copy the file {KEY_FILE!r} of that index folder here; "
            "otherwise build the index with `searchapp reindex`.",
        ) from None
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise archive.refusal(f"the {KEY_FILE!r} of this index is damaged")
    return key


def sign_manifest(key: bytes, manifest: bytes) -> str:
    """Return the signature of a manifest: HMAC-SHA256 in hexadecimal."""
    return hmac.new(key, b"searchapp snapshot\n" + manifest, "sha256").hexdigest()
