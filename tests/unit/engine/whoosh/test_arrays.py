"""Files of arrays: what was written is what is read, and damage is noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engine.whoosh.arrays import ArrayFile, ArrayFileWriter
from searchapp.errors import IndexCorrupt

TYPES = ("u1", "u2", "i4", "i8", "f8")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_arrays=st.dictionaries(
        st.text(max_size=5),
        st.tuples(st.sampled_from(TYPES), st.lists(st.integers(0, 255), max_size=40)),
        max_size=5,
    )
)
def test_arrays_come_back(
    tmp_path_factory: pytest.TempPathFactory, given_arrays: dict[str, tuple[str, list[int]]]
) -> None:
    """Every array, empty ones too, is read as it was written, whole or in pieces."""
    path = tmp_path_factory.mktemp("arrays") / "file"
    file = ArrayFileWriter(path)
    for name, (kind, values) in given_arrays.items():
        if len(values) % 2:
            file.add(name, np.array(values, kind))
            continue
        with file.stream(name, kind) as stream:
            stream.append(np.array(values[:3], "i8"))
            stream.append(np.array(values[3:], "i8"))
    file.close({"note": "é"})
    found = ArrayFile(path)
    assert found.meta == {"note": "é"}
    for name, (kind, values) in given_arrays.items():
        assert name in found
        assert found.array(name).dtype == np.dtype(kind)
        assert found.array(name).tolist() == values


def test_arrays_cannot_be_changed(tmp_path: Path) -> None:
    """A mapping is shared by threads and processes; writing to it is refused."""
    file = ArrayFileWriter(tmp_path / "file")
    file.add("a", np.arange(3))
    file.close()
    with pytest.raises(ValueError, match="read-only"):
        ArrayFile(tmp_path / "file").array("a")[0] = 1


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """A file may be linked from another generation: opening it for writing is refused."""
    (tmp_path / "file").write_bytes(b"something")
    with pytest.raises(FileExistsError):
        ArrayFileWriter(tmp_path / "file")


@pytest.mark.parametrize("cut", [0, 3, 20, 90, -1])
def test_a_file_cut_short_is_corrupt(tmp_path: Path, cut: int) -> None:
    """A file that lost its end, or was never finished, is told from a good one."""
    path = tmp_path / "file"
    file = ArrayFileWriter(path)
    file.add("a", np.arange(10))
    file.close()
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(IndexCorrupt):
        ArrayFile(path)


def test_damage_to_the_directory_is_noticed(tmp_path: Path) -> None:
    """A changed byte in the directory of the file is found by its checksum."""
    path = tmp_path / "file"
    file = ArrayFileWriter(path)
    file.add("a", np.arange(10))
    file.close()
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"a"', b'"b"'))
    with pytest.raises(IndexCorrupt, match="damaged"):
        ArrayFile(path)


def test_a_missing_file_or_array_is_corrupt(tmp_path: Path) -> None:
    """Neither is reported as anything but a damaged index."""
    with pytest.raises(IndexCorrupt):
        ArrayFile(tmp_path / "nowhere")
    ArrayFileWriter(tmp_path / "file").close()
    with pytest.raises(IndexCorrupt, match="no array"):
        ArrayFile(tmp_path / "file").array("a")
