"""Generations: what is linked, what is merged, and that nothing written is touched again."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.protocol import Document, Question
from searchapp.engine.whoosh import WhooshEngine, segment_buffer
from searchapp.engine.whoosh.contents import INDEX_NAME, read_contents
from searchapp.engine.whoosh.writer import MAX_SEGMENTS, choose_merge
from searchapp.errors import IndexCorrupt, InvalidParameter
from searchapp.query.nodes import And, Everything, Node, Or, TermPhrase, TermPrefix, Terms
from tests.support.small_documents import document

_sizes = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), max_size=12)


def commit(
    folder: Path, before: Path | None, added: list[Document], removed: list[str] | None = None
) -> Path:
    """Make one commit in a new folder."""
    folder.mkdir()
    writer = WhooshEngine().writer(folder, before)
    writer.remove(removed or [])
    writer.add(added)
    writer.commit()
    return folder


def releases(first: int, last: int) -> list[Document]:
    """Make some documents."""
    return [document(number, f"word{number % 7} other") for number in range(first, last)]


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@given(sizes=_sizes, added=st.integers(0, 5_000))
def test_merging_keeps_segments_few(sizes: list[tuple[int, int]], added: int) -> None:
    """After a commit there are never more than eight segments, nor any that is empty; with more
    than a third deleted there is one."""
    live, deleted = [one for one, _ in sizes], [two for _, two in sizes]
    chosen = choose_merge(live, deleted, added)
    kept = [number for number in range(len(live)) if number not in chosen]
    assert len(kept) + 1 <= MAX_SEGMENTS
    assert all(live[number] for number in kept)
    if sum(deleted) * 3 > sum(live) + sum(deleted):
        assert not kept


def test_adding_a_little_rewrites_a_little() -> None:
    """A large segment is left alone when a few documents are added."""
    assert choose_merge([70_000], [10], 1) == []
    assert choose_merge([70_000, 200], [0, 0], 1) == [1]
    assert choose_merge([70_000, 4_000, 900], [0, 0, 0], 300) == [1, 2]
    assert choose_merge([5_000, 10], [1, 0], 0) == []


def test_old_files_are_linked_and_never_changed(tmp_path: Path) -> None:
    """A commit on top of another shares its segment files and leaves every byte of them alone."""
    first = commit(tmp_path / "1", None, releases(0, 300))
    before = digests(first)
    second = commit(tmp_path / "2", first, [document(900, "new")], ["r3"])
    third = commit(tmp_path / "3", second, [], ["r4"])
    assert digests(first) == before
    shared = {path.name for path in third.iterdir() if path.stat().st_nlink > 1}
    large = {name for name in before if name.endswith((".arrays", ".records"))}
    assert large <= shared
    assert all((tmp_path / "1" / name).samefile(third / name) for name in large)
    assert "columns" not in shared
    assert WhooshEngine().open(third).documents == 299


def test_without_hard_links_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system without links an incremental commit works all the same."""

    def refuse(source: object, target: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    first = commit(tmp_path / "1", None, releases(0, 300))
    second = commit(tmp_path / "2", first, [document(900, "new")])
    assert all(path.stat().st_nlink == 1 for path in second.iterdir())
    assert WhooshEngine().open(second).documents == 301


def test_many_small_commits_stay_one_small_index(tmp_path: Path) -> None:
    """Twenty commits of a few releases leave few segments, few files and no strays."""
    before = None
    for number in range(20):
        before = commit(tmp_path / f"{number}", before, releases(number * 3, number * 3 + 3))
    assert before is not None
    assert len(read_contents(before).segments) == 1
    assert len(list(before.iterdir())) == 5
    assert WhooshEngine().open(before).documents == 60


def test_more_than_a_third_deleted_is_a_rebuild(tmp_path: Path) -> None:
    """When much is gone it is really gone: no file holds it any longer."""
    first = commit(tmp_path / "1", None, [*releases(0, 500), document(999, "unmistakable")])
    second = commit(tmp_path / "2", first, [], [f"r{number}" for number in (999, *range(300))])
    assert not any(b"unmistakable" in path.read_bytes() for path in second.iterdir())
    assert read_contents(second).segments[0].deleted_count() == 0
    third = commit(tmp_path / "3", second, [], [f"r{number}" for number in range(300, 500)])
    assert (read_contents(third).segments, WhooshEngine().open(third).documents) == ([], 0)


def test_runs_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index built in many runs answers as one built in one, and leaves no runs behind."""
    whole = WhooshEngine().open(commit(tmp_path / "1", None, releases(0, 60)))
    monkeypatch.setattr(segment_buffer, "MAX_RUN_TERMS", 7)
    folder = commit(tmp_path / "2", None, releases(0, 60))
    parts = WhooshEngine().open(folder)
    assert len(list(folder.iterdir())) == 5
    for match in (Terms("body", ("word3",)), TermPhrase("body", (("word1",), ("other",)))):
        question = Question(match, order="relevance", limit=60)
        assert parts.search(question) == whole.search(question)


def test_aborting_leaves_nothing_to_open(tmp_path: Path) -> None:
    """An aborted folder is no index; what it was built on is as it was."""
    first = commit(tmp_path / "1", None, releases(0, 5))
    (tmp_path / "2").mkdir()
    writer = WhooshEngine().writer(tmp_path / "2", first)
    writer.add(releases(5, 9))
    writer.abort()
    with pytest.raises(IndexCorrupt):
        WhooshEngine().open(tmp_path / "2")
    assert WhooshEngine().open(first).documents == 5


@pytest.mark.parametrize("ending", [".arrays", ".records", ".toc", "columns"])
@pytest.mark.parametrize("damage", ["missing", "cut", "garbage"])
def test_damage_is_noticed(tmp_path: Path, ending: str, damage: str) -> None:
    """A file that is missing, cut short or overwritten makes the index corrupt, not wrong."""
    folder = commit(tmp_path / "1", None, releases(0, 5))
    (path,) = (each for each in folder.iterdir() if each.name.endswith(ending))
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"\x80garbage")
    with pytest.raises(IndexCorrupt):
        WhooshEngine().open(folder)


def test_a_cursor_of_another_order_is_refused(tmp_path: Path) -> None:
    """A key that cannot belong to the order asked for is the reader's mistake."""
    snapshot = WhooshEngine().open(commit(tmp_path / "1", None, releases(0, 5)))
    question = Question(Everything(), order="newest")
    for key in ((1.0, 2, 3), ("title", 3), (1,), ("x", "y"), (None, None)):
        with pytest.raises(InvalidParameter):
            snapshot.search(replace(question, after=key))  # type: ignore[arg-type]


def test_threads_share_a_snapshot(tmp_path: Path) -> None:
    """Six threads that ask at once get what one thread gets."""
    snapshot = WhooshEngine().open(commit(tmp_path / "1", None, releases(0, 400)))
    word = Terms("body", ("word3",))
    other = Terms("body", ("other",))
    nodes: tuple[Node, ...] = (
        word,
        Or((word, Terms("body", ("word5",)))),
        And((word, other)),
        TermPrefix("body", "word", 9),
        TermPhrase("body", (("word1",), ("other",))),
    )
    asked = [Question(node, order="relevance", limit=400) for node in nodes]
    expected = [snapshot.search(question) for question in asked]
    releases_expected = snapshot.fetch([f"r{number}" for number in range(50)])
    wrong: list[object] = []

    def ask() -> None:
        own = WhooshEngine().open(tmp_path / "1")
        for _ in range(15):
            for reader in (snapshot, own):
                for question, answer in zip(asked, expected, strict=True):
                    if reader.search(question) != answer:
                        wrong.append(question)
                if reader.fetch([f"r{number}" for number in range(50)]) != releases_expected:
                    wrong.append("fetch")

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong


def test_the_table_of_contents_names_stable_classes(tmp_path: Path) -> None:
    """Whoosh pickles these paths into every index: renaming one needs a new engine format."""
    folder = commit(tmp_path / "1", None, releases(0, 5))
    content = (folder / f"_{INDEX_NAME}_1.toc").read_bytes()
    for name in (b"searchapp.engine.whoosh.codec", b"ArrayCodec",
                 b"searchapp.engine.whoosh.schema", b"ArrayPositions"):  # fmt: skip
        assert name in content
