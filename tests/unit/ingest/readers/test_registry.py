"""Reading files: formats by ending and content, and what is turned away."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.errors import PageSkipped
from searchapp.ingest import readers as package
from searchapp.ingest.readers.registry import reader_of, readers
from tests.support.checkout import CHECKOUT
from tests.support.reading import candidates_of

ENDINGS = ["txt", "html", "md", "json", "jsonl", "xml", ""]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "page.empty"),
        (b" \n\t ", "page.empty"),
        ("\ufeff\u200b \n".encode(), "page.empty"),
        (b"\x1f\x8b\x08\x00 gzip", "page.binary"),
        (b"%PDF-1.7", "page.binary"),
        (bytes(range(256)) * 4, "page.binary"),
    ],
)
def test_what_is_no_text_is_turned_away(data: bytes, reason: str) -> None:
    """Empty and binary files are skipped with their reason, whatever they are called."""
    for ending in ENDINGS:
        with pytest.raises(PageSkipped) as caught:
            candidates_of(f"a.{ending}", data)
        assert caught.value.code == reason


@pytest.mark.parametrize("name", ["a.pdf", "a.py", "a.PNG", "a.css"])
def test_other_kinds_of_files_are_not_read(name: str) -> None:
    """A file whose ending says that it holds no release is skipped for that."""
    with pytest.raises(PageSkipped) as caught:
        candidates_of(name, b"Some words.")
    assert caught.value.code == "page.unsupported"


@given(st.binary(max_size=400), st.sampled_from(ENDINGS))
@example(b"---\n: [\n---\n", "md")
@example(b'{"a":' * 5_000, "json")
@example(b"<rss>" + b"<a>" * 2_000, "xml")
@example(b"[" * 100_000, "json")
def test_no_bytes_make_a_reader_fail(data: bytes, ending: str) -> None:
    """Any file gives candidates or a reason."""
    try:
        for page in candidates_of(f"x.{ending}", data):
            assert "\x00" not in page.text
            page.text.encode("utf-8")
    except PageSkipped:
        pass


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.txt", "Some words.", "text"),
        ("a", "Some words.", "text"),
        ("a.html", "<p>Some words.", "html"),
        ("a.html", "Some words.", "text"),
        ("a.htm", "<rss>", "html"),
        ("a.txt", "\n <!DOCTYPE html><p>x", "html"),
        ("a.xml", "<?xml version='1.0'?><rss><channel/></rss>", "feed"),
        ("a", "<?xml version='1.0'?><feed><title>x</title></feed>", "feed"),
        ("a.md", "# Title", "markdown"),
        ("a.md", "<html>", "markdown"),
        ("a.txt", "---\ntitle: x\n---\nText", "front matter"),
        ("a.txt", "---\nno fields\n---\nText", "text"),
        ("a.json", "[1]", "json"),
        ("a.json", '{"a": 1}\n{"a": 2}', "json"),
        ("a.ndjson", "x", "json lines"),
        ("a", '{"a": 1}', "json"),
        ("a", '{"a": 1}\n{"a": 2}', "json lines"),
        ("a.txt", '{"a": 1}', "text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_format_is_told_by_ending_and_content(
    name: str, text: str, format: str, encoding: str
) -> None:
    """The ending counts where the content agrees, else the content, in any encoding."""
    reader, content = reader_of(PurePosixPath(name), text.ljust(60).encode(encoding))
    assert reader.name == format
    assert content == text.ljust(60)


def test_formats_have_names_of_their_own() -> None:
    """No two readers share a name, and suffixes are written as they are compared."""
    names = [reader.name for reader in readers()]
    assert len(set(names)) == len(names) > 5
    for reader in readers():
        assert all(re.fullmatch(r"\.[a-z0-9]+", suffix) for suffix in reader.suffixes)


TOY = """
from searchapp.ingest.readers.registry import Reader
from searchapp.ingest.types import Metadata, PageText


def read(data):
    for number, record in enumerate(data[4:].split(bytes(2)), 1):
        yield PageText("clean", record.decode("cp1252"), Metadata(title="Toy"), str(number))


READERS = (Reader("toy", bytes, read, frozenset({".pdf"}), magic=(b"%PDF",)),)
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader of a binary format in a file of its own, beside those of the package."""
    (tmp_path / "toy_format.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    readers.cache_clear()
    yield
    readers.cache_clear()
    sys.modules.pop(f"{package.__name__}.toy_format", None)


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("name", ["a.pdf", "a.PDF", "a.txt", "a.json", "a"])
def test_a_reader_of_a_binary_format_is_added_by_adding_a_file(name: str) -> None:
    """It is given the bytes, of which several pages come, though the format was refused before."""
    found = candidates_of(name, b"%PDF\xe9t\xe9\0\0\x80 100")
    assert [(page.text, page.fragment) for page in found] == [("été", "1"), ("€ 100", "2")]


@pytest.mark.usefixtures("toy")
def test_a_file_that_a_reader_does_not_recognize_is_read_as_what_it_is() -> None:
    """An HTML page that was saved under the ending of a binary format is an HTML page."""
    (page,) = candidates_of("a.pdf", b"<html><p>Not found")
    assert page.kind == "html"
    with pytest.raises(PageSkipped) as caught:
        candidates_of("a.doc", b"Some words.")
    assert caught.value.code == "page.unsupported"


def test_readers_load_their_libraries_when_they_read() -> None:
    """Finding out what there is to read, and reading a dump, loads none of them."""
    code = (
        "import sys, pathlib\n"
        "from searchapp.ingest.readers.registry import read_page\n"
        "list(read_page(pathlib.PurePosixPath('a.txt'), b'Some words.'))\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout.split()
    libraries = {"bs4", "charset_normalizer", "feedparser", "lxml", "markdown_it", "yaml"}
    assert not libraries & set(loaded)
