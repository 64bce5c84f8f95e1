"""The corpus folder: every page in a fixed order, nothing outside of it, and bursts of changes."""

from __future__ import annotations

import os
import threading
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import CorpusError, PageSkipped
from searchapp.indexing import corpus
from searchapp.indexing.corpus import (
    PageFile,
    corpus_pages,
    is_page,
    printable_name,
    read_bytes,
    walk,
    watch_changes,
    with_sources,
)
from searchapp.settings import Settings


def write(path: Path, text: str = "Some words.") -> Path:
    """Write a page, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_pages_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Sub-folders are walked, hidden and describing files are not pages."""
    for name in ("b/2.txt", "b/1.txt", "a/deep/x.txt", "README.md", ".hidden/x.txt", "b/.x"):
        write(tmp_path / name)
    assert [page.path for page in walk(tmp_path)] == ["a/deep/x.txt", "b/1.txt", "b/2.txt"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", False), ("corpus.toml", False), (".DS_Store", False), ("a/.git/x", False),
        ("a/README.md", True), ("a/b.txt", True), ("b", True),
    ],
)  # fmt: skip
def test_files_about_the_corpus_are_no_pages(path: str, expected: bool) -> None:
    """Hidden files and the corpus's own description are left out; inside a source nothing is."""
    assert is_page(PurePosixPath(path)) is expected


def test_links_out_of_the_corpus_are_turned_away(tmp_path: Path) -> None:
    """A link to a file outside is reported; one inside is read; loops of folders do no harm."""
    secret = write(tmp_path / "secret.txt")
    corpus = tmp_path / "corpus"
    inside = write(corpus / "a" / "page.txt")
    (corpus / "a" / "out.txt").symlink_to(secret)
    (corpus / "a" / "in.txt").symlink_to(inside)
    (corpus / "a" / "loop").symlink_to(corpus, target_is_directory=True)
    (corpus / "a" / "self.txt").symlink_to("self.txt")
    pages = {page.path: page.reason for page in walk(corpus)}
    assert pages == {
        "a/in.txt": "", "a/out.txt": "page.outside", "a/page.txt": "",
        "a/self.txt": "page.unreadable",
    }  # fmt: skip


def test_a_folder_that_cannot_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a page: what is in it must not be missing without a word."""
    for name in ("a/1.txt", "b/locked/2.txt", "b/3.txt"):
        write(tmp_path / name)
    scandir = os.scandir

    def refused(folder: str) -> Any:
        if folder.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refused)
    pages = {page.path: page.reason for page in walk(tmp_path)}
    assert pages == {"a/1.txt": "", "b/3.txt": "", "b/locked": "page.unreadable"}


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    (page,) = walk(tmp_path)
    assert page.reason == "page.unsupported"
    with pytest.raises(PageSkipped):
        read_bytes(page, 1_000)


def test_names_that_are_no_utf8_can_be_shown(tmp_path: Path) -> None:
    """The page is read though its name is not text, and its path can be printed."""
    location = os.path.join(os.fsencode(tmp_path), b"caf\xe9\nbar.txt")  # noqa: PTH118
    with open(location, "wb") as file:  # noqa: PTH123
        file.write(b"Some words.")
    (page,) = walk(tmp_path)
    assert page.path == r"caf\xe9\nbar.txt" == printable_name("caf\udce9\nbar.txt")
    assert read_bytes(page, 1_000) == b"Some words."


def test_a_page_over_the_limit_is_turned_away(tmp_path: Path) -> None:
    """Its size is told and it is not read."""
    write(tmp_path / "big.txt", "x" * 2_000)
    (page,) = walk(tmp_path)
    with pytest.raises(PageSkipped, match="2000 bytes") as caught:
        read_bytes(page, 1_999)
    assert caught.value.code == "page.too-large"
    assert len(read_bytes(page, 2_000)) == 2_000


def test_a_missing_corpus_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """The setting is named."""
    with pytest.raises(CorpusError, match="corpus"):
        walk(tmp_path / "nowhere")


@given(st.binary(min_size=1, max_size=12), st.binary(min_size=1, max_size=12))
def test_two_names_are_never_shown_alike(one: bytes, other: bytes) -> None:
    """Or two pages would have one id; and no name can write to a terminal, or a second line."""
    shown_one, shown_other = printable_name(os.fsdecode(one)), printable_name(os.fsdecode(other))
    assert (shown_one == shown_other) == (one == other)
    shown_one.encode("utf-8")
    assert not set(shown_one) & {*map(chr, range(32)), "\x7f", "\x9b", "\u2028", "\u202e"}


def test_names_that_look_like_an_escape_are_another_name() -> None:
    """The byte 255, and the four characters that stand for it."""
    assert printable_name("\udcff.txt") == r"\xff.txt"
    assert printable_name(r"\xff.txt") == r"\\xff.txt"
    assert printable_name("na\u00efve \u540d\u200c.txt") == "na\u00efve \u540d\u200c.txt"


@pytest.mark.parametrize("depth", [0, 2])
def test_a_folder_that_cannot_be_read_moves_no_source(depth: int) -> None:
    """It stands beside the others as it did when it could be."""
    paths = ["raw/north/1.txt", "raw/north/2.txt", "raw/south/2024/3.txt"]
    pages = with_sources([PageFile(path, path, 1, 1) for path in paths], depth)
    assert [page.source for page in pages] == ["north", "north", "south"]
    closed = PageFile("raw/south", "raw/south", 0, 0, "page.unreadable")
    assert with_sources([*pages[:2], closed], depth)[:2] == pages[:2]


def test_an_index_within_the_corpus_holds_no_pages(tmp_path: Path) -> None:
    """Nor does it count among the folders that may be sources."""
    for name in ("raw/north/1.txt", "raw/south/2.txt", "index/generations/x/catalog.json"):
        write(tmp_path / name)
    pages = corpus_pages(Settings(corpus=tmp_path, index=tmp_path / "index"))
    assert [(page.path, page.source) for page in pages] == [
        ("raw/north/1.txt", "north"),
        ("raw/south/2.txt", "south"),
    ]


class _Burst(threading.Event):
    """A request to stop that is not made; whoever asks for it watches, so the burst comes then."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._left = [folder / f"{number}.txt" for number in range(5)]

    def is_set(self) -> bool:
        while self._left:
            self._left.pop().write_text("x")
        return super().is_set()


def test_a_burst_of_changes_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files written one after the other come together; after the stop nothing more comes."""
    monkeypatch.setattr(corpus, "QUIET_MS", 500)
    stop = _Burst(tmp_path)
    reported = []
    for count in watch_changes(tmp_path, stop):
        reported.append(count)
        stop.set()
    assert reported == [5]
