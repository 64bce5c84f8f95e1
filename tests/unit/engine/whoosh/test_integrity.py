"""Reading an index through: what digests cannot tell, since it was written so, is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from searchapp.engine.protocol import Document
from searchapp.engine.whoosh import WhooshEngine
from searchapp.engine.whoosh.arrays import Array, ArrayFile, ArrayFileWriter
from searchapp.model import Release, Source


def document(number: int) -> Document:
    """Return a release with words of its own and one that all have."""
    words = ("common", f"word{number}", "common", "quay")
    release = Release(
        id=f"id{number}", path=f"{number}.txt", source=Source("port", "Port"), title="Quay",
        body=(" ".join(words),), language="en", content_hash=str(number),
    )  # fmt: skip
    return Document(
        release, {"title": ("quay",), "body": words}, {"source": ("port",), "language": ("en",)},
        {"source": {"port": "Port"}}, (737_000 + number, 737_000 + number), "quay",
    )  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder with a sound index of five releases, one of which has been removed."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, old, gone, numbers in (
        (first, None, [], range(400)),
        (second, first, ["id0"], range(400, 402)),
    ):
        folder.mkdir()
        writer = WhooshEngine().writer(folder, old)
        writer.remove(gone)
        writer.add(map(document, numbers))
        writer.commit()
    return second


def rewrite(path: Path, name: str, change: Callable[[Array], Array]) -> None:
    """Write a file of arrays again, with one of them changed."""
    file = ArrayFile(path)
    arrays = {each: np.array(file.array(each)) for each in file._arrays}
    path.unlink()
    writer = ArrayFileWriter(path)
    for each, array in arrays.items():
        writer.add(each, change(array) if each == name else array)
    writer.close(file.meta)


def test_a_sound_index_has_no_faults(index: Path) -> None:
    """Also with deleted releases and several segments."""
    snapshot = WhooshEngine().open(index)
    assert snapshot.documents == 401
    assert snapshot.check() == []


@pytest.mark.parametrize(
    ("array", "change", "fault"),
    [
        ("body/docs", lambda a: a[::-1], "not in order"),
        ("body/docs", lambda a: a + 1_000, "not there"),
        ("body/starts", lambda a: a + 1, "extents"),
        ("body/counts", lambda a: a + 1, "positions do not fit"),
        ("body/counts", lambda a: a * 0, "counts do not fit"),
        ("body/positions", lambda a: a * 0, "positions of a posting"),
        ("body/lengths", lambda a: a + 1, "lengths"),
        ("body/terms/bytes", lambda a: a[::-1], "terms are not in order"),
        ("source/docs", lambda a: a - 1, "not there"),
    ],
)
def test_postings_that_make_no_sense_are_named(
    index: Path, array: str, change: Callable[[Array], Array], fault: str
) -> None:
    """With the segment and the field."""
    path = max(index.glob("*.arrays"), key=lambda each: each.stat().st_size)
    rewrite(path, array, change)
    faults = list(map(str, WhooshEngine().open(index).check()))
    assert any(fault in each and f"field {array.split('/')[0]}" in each for each in faults), faults


@pytest.mark.parametrize(
    ("array", "change", "fault"),
    [
        ("first", lambda a: a + 9, "ends before it begins"),
        ("tie", lambda a: a[::-1], "tie break"),
        ("ids/bytes", lambda a: a[::-1], "another release"),
        ("title", lambda a: a + 9, "title key"),
        ("facets/source/ordinals", lambda a: a + 9, "facet source: a value is missing"),
    ],
)
def test_columns_that_make_no_sense_are_named(
    index: Path, array: str, change: Callable[[Array], Array], fault: str
) -> None:
    """With what is wrong about them."""
    rewrite(index / "columns", array, change)
    assert any(fault in str(each) for each in WhooshEngine().open(index).check())


def test_records_that_are_none_are_named(index: Path) -> None:
    """One that is no JSON, one that lacks a field."""
    path = max(index.glob("*.records"), key=lambda each: each.stat().st_size)
    data = bytearray(path.read_bytes())
    data[0:1] = b"["
    path.write_bytes(data)
    (fault,) = WhooshEngine().open(index).check()
    assert "record 0 cannot be read" in str(fault)
    name = json.dumps("content_hash").encode()
    path.write_bytes(bytes(data).replace(b"[", b"{", 1).replace(name, name[::-1]))
    assert len(WhooshEngine().open(index).check()) >= 400
