"""A note of sound files: what it vouches for is not read again, and whatever was touched is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from searchapp.engine.store import verified_files
from searchapp.engine.store.storage import digest_of
from searchapp.engine.store.verified_files import (
    VERIFIED_FILE,
    matches_stored,
    read_verified,
    remember_verified,
)


def _flip(path: Path) -> None:
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"something els")
    other.replace(path)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file that has been noted."""
    path = tmp_path / "page"
    path.write_bytes(b"something new")
    remember_verified(tmp_path, tmp_path, {"page": digest_of(path)})
    return path


def test_what_is_noted_is_not_read_again(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is enough, but only for what it says."""
    stored = digest_of(page)
    noted = read_verified(page.parent)
    assert not matches_stored(page, digest_of(page.parent / VERIFIED_FILE), noted)
    monkeypatch.setattr(verified_files, "digest_of", lambda _: pytest.fail("it was read"))
    assert matches_stored(page, stored, noted)


@pytest.mark.parametrize("harm", [_flip, _replace])
def test_whatever_touches_a_file_is_noticed(page: Path, harm: Callable[[Path], None]) -> None:
    """Even if its size and the time of its last writing are as they were."""
    stored = digest_of(page)
    harm(page)
    assert not matches_stored(page, stored, read_verified(page.parent))


def test_a_link_more_is_read_again_and_found_sound(page: Path) -> None:
    """A generation built upon this one changes nothing but the count of links."""
    stored = digest_of(page)
    os.link(page, page.with_name("link"))
    assert matches_stored(page, stored, read_verified(page.parent))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": [1, 2, 3]}', "\xff"])
def test_a_note_that_makes_no_sense_says_nothing(page: Path, text: str) -> None:
    """The files are read then, so no harm is done."""
    (page.parent / VERIFIED_FILE).write_text(text, encoding="latin-1")
    assert read_verified(page.parent) == {}
