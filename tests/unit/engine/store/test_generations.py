"""Generations: what is published is complete, what is complete stays as it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from searchapp.engine.store import generations
from searchapp.errors import GenerationNotFound, IndexCorrupt, IndexIncompatible, NoIndex
from tests.support.small_generations import publish


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    """Before the first build there is no current generation, and the error says what to do."""
    with pytest.raises(NoIndex, match="searchapp reindex"):
        generations.current(tmp_path)


def test_a_published_generation_is_current_and_sound(tmp_path: Path) -> None:
    """What was sealed can be read back, and its digests hold."""
    manifest = publish(tmp_path, "one")
    assert generations.current(tmp_path) == manifest.name
    assert generations.read_manifest(generations.folder_of(tmp_path, manifest.name)) == manifest
    assert generations.verify(tmp_path, manifest.name) == []


def test_an_unfinished_build_is_invisible_and_swept(tmp_path: Path) -> None:
    """A folder without a manifest is no generation; the next writer deletes it."""
    manifest = publish(tmp_path, "one")
    building = generations.begin(tmp_path)
    (building / "engine" / "data").write_text("half")
    dead = tmp_path / "generations" / "20240101T000000Z-00000000"
    dead.mkdir()
    assert generations.generations(tmp_path) == [manifest.name]
    generations.sweep(tmp_path)
    assert [each.name for each in (tmp_path / "generations").iterdir()] == [manifest.name]


@pytest.mark.parametrize("damage", ["changed", "cut", "gone", "more"])
def test_verify_names_the_damaged_file(tmp_path: Path, damage: str) -> None:
    """A file that is changed, cut short, missing or too many is named."""
    manifest = publish(tmp_path, "content")
    data = generations.folder_of(tmp_path, manifest.name) / "engine" / "data"
    match damage:
        case "changed":
            data.write_text("CONTENT")
        case "cut":
            data.write_text("cont")
        case "gone":
            data.unlink()
        case _:
            data.with_name("data.more").write_text("")
    (fault,) = generations.verify(tmp_path, manifest.name)
    assert str(fault).startswith("engine/data")


def test_carried_files_keep_their_digest_without_being_read(tmp_path: Path) -> None:
    """A hard link to a file of the generation before is not read again; a new file is."""
    first = publish(tmp_path, "one")
    building = generations.begin(tmp_path)
    old = generations.folder_of(tmp_path, first.name) / "engine" / "data"
    os.link(old, building / "engine" / "data")
    (building / "engine" / "new").write_text("two")
    second = generations.complete(building, {}, {}, first)
    assert second.files["engine/data"] == first.files["engine/data"]
    assert generations.verify(tmp_path, second.name) == []


def test_a_carried_file_that_was_written_to_meanwhile_is_found_out(tmp_path: Path) -> None:
    """Nobody reads it again after this, so it would be taken for sound from then on."""
    first = publish(tmp_path, "one")
    building = generations.begin(tmp_path)
    old = generations.folder_of(tmp_path, first.name) / "engine" / "data"
    os.link(old, building / "engine" / "data")
    old.touch()
    assert generations.complete(building, {}, {}, first).files == first.files
    building = generations.begin(tmp_path)
    os.link(old, building / "engine" / "data")
    old.write_text("two")
    with pytest.raises(IndexCorrupt, match="engine/data is not what was written"):
        generations.complete(building, {}, {}, first)


def test_two_generations_in_one_second_have_two_names(tmp_path: Path) -> None:
    """The same content sealed in the same second does not replace what is there."""
    first, second = publish(tmp_path, "same"), publish(tmp_path, "same")
    assert first.name != second.name
    assert generations.generations(tmp_path) == sorted([first.name, second.name])


def test_prune_keeps_the_live_generation_and_the_newest(tmp_path: Path) -> None:
    """The live one stays though it is the oldest; of the others the newest stay."""
    names = [publish(tmp_path, str(n), second=n).name for n in range(4)]
    generations.make_current(tmp_path, names[0])
    assert generations.prune(tmp_path, keep=2) == names[1:3]
    assert generations.generations(tmp_path) == [names[0], names[3]]
    assert generations.prune(tmp_path, keep=1) == [names[3]]


@pytest.mark.parametrize("content", ["", "../../etc", "no-name", "\xff"])
def test_a_damaged_pointer_is_an_error_with_a_code(tmp_path: Path, content: str) -> None:
    """Whatever stands in CURRENT, it never leads out of the index."""
    (tmp_path / "CURRENT").write_text(content, encoding="latin-1")
    with pytest.raises(IndexCorrupt):
        generations.current(tmp_path)


def test_another_layout_is_refused(tmp_path: Path) -> None:
    """A manifest of another format version is not read, and the hint says to rebuild."""
    manifest = publish(tmp_path, "one")
    path = generations.folder_of(tmp_path, manifest.name) / "manifest.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "format": 99}))
    with pytest.raises(IndexIncompatible, match="--full"):
        generations.read_manifest(path.parent)
    path.write_text("{")
    with pytest.raises(IndexCorrupt):
        generations.read_manifest(path.parent)


def test_a_clock_set_back_does_not_change_the_order(tmp_path: Path) -> None:
    """The names sort in the order of building; the newest is never taken for an older one."""
    names = [publish(tmp_path, str(n), second=s).name for n, s in enumerate((30, 10, 10, 59))]
    assert generations.generations(tmp_path) == names


def test_every_bit_of_the_manifest_counts(tmp_path: Path) -> None:
    """Whichever is flipped, the manifest is refused; nothing else comes out of reading it."""
    manifest = publish(tmp_path, "one")
    path = generations.folder_of(tmp_path, manifest.name) / "manifest.json"
    data = path.read_bytes()
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with pytest.raises((IndexCorrupt, IndexIncompatible)):
            generations.read_manifest(path.parent)
        (fault,) = generations.verify(tmp_path, manifest.name)
        assert manifest.name in str(fault)


def test_what_cannot_be_deleted_now_is_deleted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that refuses neither stops a prune nor a sweep, and no half generation is listed."""
    old, live = publish(tmp_path, "one", second=1), publish(tmp_path, "two", second=2)
    with monkeypatch.context() as patched:
        patched.setattr("searchapp.engine.store.storage.shutil.rmtree", lambda *_, **__: None)
        assert generations.prune(tmp_path, keep=1) == []
        generations.sweep(tmp_path)
    assert generations.generations(tmp_path) == [live.name]
    assert generations.folder_of(tmp_path, old.name).exists()
    generations.sweep(tmp_path)
    assert not generations.folder_of(tmp_path, old.name).exists()


def test_a_link_in_place_of_a_build_is_not_followed(tmp_path: Path) -> None:
    """Sweeping deletes the link, not what it leads to."""
    publish(tmp_path, "one")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("")
    (tmp_path / "generations" / ".new-1").symlink_to(outside)
    generations.sweep(tmp_path)
    assert (outside / "precious").exists()
    assert not (tmp_path / "generations" / ".new-1").is_symlink()


def test_a_name_that_leads_elsewhere_is_none(tmp_path: Path) -> None:
    """Neither a path nor a generation that is not there can be verified."""
    for name in ("../..", "", "20240329T120000Z-0000000g", "20240329T120000Z-00000000"):
        with pytest.raises(GenerationNotFound):
            generations.verify(tmp_path, name)


def build(index: Path, content: str) -> generations.Manifest:
    """Seal a generation without publishing it."""
    building = generations.begin(index)
    (building / "engine" / "data").write_text(content)
    return generations.complete(building, {}, {})


def test_what_never_became_live_is_swept(tmp_path: Path) -> None:
    """It would be taken for an earlier state, and a real one would be pruned for it."""
    live = publish(tmp_path, "one")
    build(tmp_path, "two")
    assert len(generations.generations(tmp_path)) == 2
    generations.sweep(tmp_path)
    assert [each.name for each in (tmp_path / "generations").iterdir()] == [live.name]


def test_what_was_live_is_not_swept(tmp_path: Path) -> None:
    """Not even if the run died between publishing it and saying so, or it was rolled back."""
    first = publish(tmp_path, "one")
    second = build(tmp_path, "two")
    note = tmp_path / "generations" / f".unpublished-{second.name}"
    generations.make_current(tmp_path, second.name)
    assert not note.exists()
    note.touch()
    generations.sweep(tmp_path)
    generations.make_current(tmp_path, first.name)
    generations.sweep(tmp_path)
    assert generations.generations(tmp_path) == [first.name, second.name]
    assert not note.exists()


def test_nothing_is_withdrawn_while_nobody_knows_what_is_live(tmp_path: Path) -> None:
    """A pointer that cannot be read could be to any of them; before the first one it is to none."""
    built = build(tmp_path, "one")
    (tmp_path / "CURRENT").write_text("damaged")
    generations.sweep(tmp_path)
    assert generations.generations(tmp_path) == [built.name]
    (tmp_path / "CURRENT").unlink()
    generations.sweep(tmp_path)
    assert generations.generations(tmp_path) == []


def test_a_note_that_leads_elsewhere_deletes_nothing(tmp_path: Path) -> None:
    """It is deleted itself."""
    live = publish(tmp_path, "one")
    (tmp_path / "generations" / ".unpublished-..").touch()
    generations.sweep(tmp_path)
    assert [each.name for each in (tmp_path / "generations").iterdir()] == [live.name]
