"""Verify, activate, roll back and prune: a damaged or foreign generation never becomes live."""

from __future__ import annotations

import pytest

from searchapp.engine.store import generations
from searchapp.errors import (
    IndexCorrupt,
    IndexIncompatible,
)
from searchapp.indexing import lifecycle
from searchapp.indexing.catalog import read_catalog, write_catalog
from searchapp.indexing.diff import current_versions
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.support.release_pages import contents
from tests.support.sealed_generations import live_folder, reseal


def test_a_fresh_index_is_sound(settings: Settings) -> None:
    """Both generations pass, and the listing tells what they hold."""
    old, live = lifecycle.list_generations(settings)
    for each in (old, live):
        assert lifecycle.verify(settings, each.name) == (each.name, [])
    assert (old.documents, live.documents) == (3, 4)
    assert (old.live, live.live) == (False, True)
    assert live.bytes > 0
    assert live.outdated == ()


def test_counts_that_do_not_agree_are_a_fault(settings: Settings) -> None:
    """Manifest, engine and catalog must tell of the same releases, though every digest holds."""
    folder = live_folder(settings)
    reseal(folder, documents=5)
    (fault,) = lifecycle.verify(settings)[1]
    assert "the manifest has 5 releases" in fault
    entries = list(read_catalog(folder).values())
    write_catalog(folder, entries[1:])
    reseal(folder, documents=4)
    faults = lifecycle.verify(settings)[1]
    assert any("the catalog has 3 releases" in fault for fault in faults)
    assert any("but not in both" in fault for fault in faults)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_engine_files_that_are_not_the_engine_s_are_a_fault(settings: Settings) -> None:
    """Also when the digests say that this is what was written: each file in turn, emptied.

    (Whoosh leaves a table of contents that it cannot read to the garbage collector.)
    """
    folder = live_folder(settings)
    for path in sorted((folder / generations.ENGINE_FOLDER).iterdir()):
        before = path.read_bytes()
        path.unlink()
        path.write_bytes(b"")
        reseal(folder)
        assert lifecycle.verify(settings)[1] != [], path.name
        path.write_bytes(before)
    reseal(folder)
    assert lifecycle.verify(settings)[1] == []


def test_rollback_answers_from_the_state_before(settings: Settings) -> None:
    """And the next reindex comes back to the corpus."""
    now = contents(settings)
    assert lifecycle.rollback(settings) == lifecycle.list_generations(settings)[0].name
    assert len(contents(settings)) == 3
    reindex(settings)
    assert contents(settings) == now


def test_what_is_damaged_or_foreign_is_not_activated(settings: Settings) -> None:
    """The live generation stays live."""
    old, live = lifecycle.list_generations(settings)
    folder = generations.folder_of(settings.index, old.name)
    reseal(folder, versions={"engine": "another"})
    assert lifecycle.list_generations(settings)[0].outdated == ("engine",)
    with pytest.raises(IndexIncompatible, match="another engine"):
        lifecycle.activate(settings, old.name)
    reseal(folder, versions=current_versions(settings))
    (folder / "catalog.json").write_text("")
    with pytest.raises(IndexCorrupt, match=r"catalog\.json"):
        lifecycle.activate(settings, old.name)
    assert generations.current(settings.index) == live.name


def test_prune_names_what_the_disk_does_not_let_go(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault while deleting is told, and the next prune deletes it."""
    old = lifecycle.list_generations(settings)[0].name
    with monkeypatch.context() as patched:
        patched.setattr("searchapp.engine.store.storage.shutil.rmtree", lambda *_, **__: None)
        assert lifecycle.prune(settings, 1) == ([], [old])
    assert lifecycle.prune(settings, 1) == ([], [])
    assert not generations.folder_of(settings.index, old).exists()


# Snapshots
