"""The states of an index are known by name alone."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from searchapp.engine.protocol import Snapshot
from searchapp.engine.store.states import FileStates
from searchapp.errors import GenerationNotFound, NoIndex
from tests.support.small_generations import publish


class Content:
    """What an engine folder holds, in place of a snapshot."""

    def __init__(self, folder: Path) -> None:
        self.text = (folder / "data").read_text()

    def close(self) -> None:
        """Let go of nothing."""


def states_of(index: Path) -> FileStates:
    """Return the states of an index whose snapshots are the text of a file."""
    return FileStates(index, lambda folder: cast("Snapshot", Content(folder)))


def text_of(snapshot: Snapshot) -> str:
    """Return the text of the file that was opened."""
    return cast("Content", snapshot).text


def test_without_a_generation_there_is_none_to_name(tmp_path: Path) -> None:
    """The list is empty, and nothing is live."""
    states = states_of(tmp_path)
    assert states.names() == []
    with pytest.raises(NoIndex):
        states.current()


def test_generations_are_listed_and_opened_by_name(tmp_path: Path) -> None:
    """Oldest first; the newest published is the current one; each opens as it was written."""
    first, second = publish(tmp_path, "one"), publish(tmp_path, "two", second=1)
    states = states_of(tmp_path)
    assert states.names() == [first.name, second.name]
    assert states.current() == second.name
    assert states.manifest(first.name) == first
    assert [text_of(states.open(each)) for each in states.names()] == ["one", "two"]
    with pytest.raises(GenerationNotFound):
        states.manifest("../elsewhere")


def test_pruning_leaves_the_live_generation(tmp_path: Path) -> None:
    """Also if it is to be the only one."""
    first, second = publish(tmp_path, "one"), publish(tmp_path, "two", second=1)
    states = states_of(tmp_path)
    assert states.prune(1) == [first.name]
    assert states.names() == [second.name]


def test_who_follows_sees_what_is_published_next(tmp_path: Path) -> None:
    """Each lease is of the generation that is live when it begins."""
    publish(tmp_path, "one")
    live = states_of(tmp_path).follow()
    with live.lease() as lease:
        assert text_of(lease.snapshot) == "one"
    second = publish(tmp_path, "two", second=1)
    with live.lease() as lease:
        assert (lease.manifest, text_of(lease.snapshot)) == (second, "two")
    live.close()
