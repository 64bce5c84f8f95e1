"""Snapshots and restores: nothing damaged, tampered with or foreign is restored."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from searchapp.engine.store import generations
from searchapp.errors import (
    IndexCorrupt,
    IndexIncompatible,
    IndexStateError,
    NoSpace,
    SnapshotRefused,
)
from searchapp.indexing import backup, lifecycle
from searchapp.indexing.diff import current_versions
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.support.release_pages import TOPICS, contents, write_page
from tests.support.sealed_generations import live_folder


@pytest.mark.parametrize("name", ["kept.tar", "kept.tar.gz"])
def test_a_snapshot_brings_the_same_generation_back(settings: Settings, name: str) -> None:
    """Same name, same answers, and sound; restoring what is there changes nothing."""
    kept, before = settings.index.parent / name, contents(settings)
    live = backup.write_snapshot(settings, kept)
    assert (settings.index / backup.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert backup.restore_snapshot(settings, kept) == live
    write_page(settings.corpus, "south/3.json", TOPICS[0], 9)
    for _ in range(3):
        reindex(settings, "full")
    assert live not in generations.generations(settings.index)
    assert backup.restore_snapshot(settings, kept) == live
    assert contents(settings) == before
    assert lifecycle.verify(settings) == (live, [])
    assert [each.name for each in kept.parent.iterdir() if each.name.startswith(".")] == []


def test_a_damaged_generation_is_replaced_by_its_snapshot(settings: Settings) -> None:
    """The one case in which a restore deletes something."""
    kept = settings.index.parent / "kept.tar"
    live = backup.write_snapshot(settings, kept)
    (live_folder(settings) / "catalog.json").write_text("")
    assert backup.restore_snapshot(settings, kept) == live
    assert lifecycle.verify(settings) == (live, [])


def test_the_archive_is_a_tar_that_others_can_list(settings: Settings) -> None:
    """Seal and manifest first, then every file of the manifest."""
    kept = settings.index.parent / "kept.tar.gz"
    backup.write_snapshot(settings, kept)
    with tarfile.open(kept) as archive:
        names = archive.getnames()
    files = generations.read_manifest(live_folder(settings)).files
    assert names == ["snapshot.json", "manifest.json", *sorted(files)]


def test_a_damaged_generation_is_not_kept(settings: Settings) -> None:
    """A snapshot that could not be restored is not written, and none of that name is lost."""
    kept = settings.index.parent / "kept.tar"
    kept.write_text("the one before")
    with (live_folder(settings) / "catalog.json").open("r+") as file:
        file.write(" ")
    with pytest.raises(IndexCorrupt, match=r"catalog\.json"):
        backup.write_snapshot(settings, kept)
    assert kept.read_text() == "the one before"
    with pytest.raises(IndexStateError, match="cannot be written"):
        backup.write_snapshot(settings, settings.index / "nowhere" / "kept.tar")


def test_what_another_index_wrote_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Without the key, and with another; with the right one it is taken."""
    kept = tmp_path / "kept.tar"
    backup.write_snapshot(settings, kept)
    other = Settings(corpus=settings.corpus, index=tmp_path / "other", jobs=1)
    with pytest.raises(SnapshotRefused, match="has no 'key'"):
        backup.restore_snapshot(other, kept)
    reindex(other)
    backup.write_snapshot(other, tmp_path / "its.tar")
    with pytest.raises(SnapshotRefused, match="this index did not write it"):
        backup.restore_snapshot(other, kept)
    (other.index / "key").write_text("zz")
    with pytest.raises(SnapshotRefused, match="damaged"):
        backup.restore_snapshot(other, kept)
    (other.index / "key").write_text((settings.index / "key").read_text())
    backup.restore_snapshot(other, kept)
    assert contents(other) == contents(settings)


class Entry(NamedTuple):
    """One entry of an archive."""

    name: str
    kind: bytes
    data: bytes


def entries_of(kept: Path) -> list[Entry]:
    """Return what a snapshot holds."""
    with tarfile.open(kept) as archive:
        return [
            Entry(each.name, each.type, archive.extractfile(each).read())  # type: ignore[union-attr]
            for each in archive
        ]


def write_entries(kept: Path, entries: list[Entry]) -> None:
    """Write an archive with these entries, whatever they are."""
    with tarfile.open(kept, "w") as archive:
        for name, kind, data in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(data), "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))


def changed(at: int, **how: Any) -> Callable[[list[Entry]], list[Entry]]:
    """Return a change of one entry."""
    return lambda entries: [
        *entries[:at], entries[at]._replace(**how), *entries[at:][1:],
    ]  # fmt: skip


HOSTILE: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "a path that leads out": changed(2, name="../../outside"),
    "an absolute path": changed(2, name="/outside"),
    "a symbolic link": changed(2, kind=tarfile.SYMTYPE, data=b""),
    "a hard link": changed(2, kind=tarfile.LNKTYPE, data=b""),
    "a device": changed(2, kind=tarfile.CHRTYPE, data=b""),
    "a pipe": changed(2, kind=tarfile.FIFOTYPE, data=b""),
    "a folder": changed(2, kind=tarfile.DIRTYPE, data=b""),
    "another content": changed(2, data=b"x"),
    "a manifest of another": changed(1, data=b"{}"),
    "no seal": changed(0, data=b"{}"),
    "a seal that is no text": changed(0, data=b'{"format":1,"seal":"\\ud800"}'),
    "no JSON at all": changed(0, data=b"\xff"),
    "one file less": lambda entries: entries[:-1],
    "a file before the rest": lambda entries: [entries[-1], *entries],
    "a link among the files": lambda entries: [
        *entries[:2], Entry("engine", tarfile.SYMTYPE, b""), *entries[2:],
    ],
    "a header with a name of its own": lambda entries: [
        *entries[:2], Entry("x" * 300, tarfile.REGTYPE, b""), *entries[2:],
    ],
    "nothing": lambda entries: [],
}  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_a_snapshot_that_was_tampered_with_is_refused(settings: Settings, how: str) -> None:
    """Nothing leaves the index folder, nothing stays in it, and the live generation stays live."""
    kept = settings.index.parent / "kept.tar"
    backup.write_snapshot(settings, kept)
    write_entries(kept, HOSTILE[how](entries_of(kept)))
    lifecycle.rollback(settings)
    lifecycle.prune(settings, 1)
    before = sorted(settings.index.parent.rglob("*"))
    with pytest.raises(SnapshotRefused):
        backup.restore_snapshot(settings, kept)
    assert sorted(settings.index.parent.rglob("*")) == before
    assert len(contents(settings)) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_snapshot_cut_anywhere_is_refused(settings: Settings, packed: bool) -> None:
    """Or damaged anywhere: no bit of it can be another, padding and times aside."""
    kept = settings.index.parent / ("kept.tar.gz" if packed else "kept.tar")
    backup.write_snapshot(settings, kept)
    data = kept.read_bytes()
    lifecycle.rollback(settings)
    lifecycle.prune(settings, 1)
    for size in range(0, len(data) - 2048, len(data) // 17):
        kept.write_bytes(data[:size])
        with pytest.raises(SnapshotRefused):
            backup.restore_snapshot(settings, kept)
    kept.write_bytes(data)
    backup.restore_snapshot(settings, kept)


def test_an_archive_that_unpacks_without_end_is_refused(settings: Settings) -> None:
    """What is held in memory and on the disk is bounded by the sealed manifest."""
    kept = settings.index.parent / "kept.tar.gz"
    header = tarfile.TarInfo("snapshot.json")
    header.size = 1 << 40
    for beginning in (b"", header.tobuf(tarfile.GNU_FORMAT)):
        kept.write_bytes(gzip.compress(beginning + bytes(50_000_000)))
        with pytest.raises(SnapshotRefused):
            backup.restore_snapshot(settings, kept)


def test_a_manifest_that_leads_out_is_refused_though_it_is_sealed(settings: Settings) -> None:
    """With the key one could write such a snapshot; it still does not leave the index folder."""
    folder = live_folder(settings)
    manifest = generations.read_manifest(folder)
    wicked = generations.Manifest(
        "20300101T000000Z-00000000", manifest.built_at, manifest.versions, manifest.counts,
        {"../../outside": manifest.files["catalog.json"]},
    )  # fmt: skip
    kept = settings.index.parent / "kept.tar"
    backup.write_snapshot(settings, kept)
    text = generations.manifest_text(wicked).encode()
    key = bytes.fromhex((settings.index / "key").read_text())
    head = json.dumps({"format": 1, "seal": backup.sign_manifest(key, text)}).encode()
    catalog = (folder / "catalog.json").read_bytes()
    write_entries(kept, [
        Entry("snapshot.json", tarfile.REGTYPE, head),
        Entry("manifest.json", tarfile.REGTYPE, text),
        Entry("../../outside", tarfile.REGTYPE, catalog),
    ])  # fmt: skip
    with pytest.raises(SnapshotRefused, match="leads out"):
        backup.restore_snapshot(settings, kept)
    assert not (settings.index / "outside").exists()


def test_a_restore_looks_for_room_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it nothing is written, and the message says how much is needed."""
    kept = settings.index.parent / "kept.tar"
    backup.write_snapshot(settings, kept)
    lifecycle.rollback(settings)
    lifecycle.prune(settings, 1)
    monkeypatch.setattr("searchapp.indexing.backup.free_bytes", lambda folder: 1_000_000)
    with pytest.raises(NoSpace, match="are free"):
        backup.restore_snapshot(settings, kept)
    (left,) = (settings.index / "generations").iterdir()
    assert left.name == generations.current(settings.index)


def test_a_snapshot_of_another_version_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that reads other files would only fail later."""
    kept = settings.index.parent / "kept.tar"
    backup.write_snapshot(settings, kept)
    other = {**current_versions(settings), "engine": "another"}
    monkeypatch.setattr("searchapp.indexing.lifecycle.current_versions", lambda settings: other)
    with pytest.raises(IndexIncompatible, match="another engine"):
        backup.restore_snapshot(settings, kept)
