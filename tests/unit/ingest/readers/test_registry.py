"""Reading files: formats by ending and content, and what is turned away."""

from __future__ import annotations

import json
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
from searchapp.ingest.readers.field_values import iso_date
from searchapp.ingest.readers.registry import read_page, reader_of, readers
from searchapp.ingest.types import PageText
from tests.support.checkout import CHECKOUT

ENDINGS = ["txt", "html", "md", "json", "jsonl", "xml", ""]


def pages(name: str, data: bytes) -> list[PageText]:
    """Return the candidates of a file."""
    return list(read_page(PurePosixPath(name), data))


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
            pages(f"a.{ending}", data)
        assert caught.value.code == reason


@pytest.mark.parametrize("name", ["a.pdf", "a.py", "a.PNG", "a.css"])
def test_other_kinds_of_files_are_not_read(name: str) -> None:
    """A file whose ending says that it holds no release is skipped for that."""
    with pytest.raises(PageSkipped) as caught:
        pages(name, b"Some words.")
    assert caught.value.code == "page.unsupported"


def test_front_matter_gives_metadata_and_the_rest_is_text() -> None:
    """Markdown loses its marks, keeps its blocks, and the fields are read."""
    text = (
        "---\ntitle: Harbour opens\ndate: 2024-03-02\nlang: en-GB\nurl: https://example.org/1\n---\n"
        "# Harbour opens\n\nThe **new** harbour\nis open.\n\n- One\n- Two\n"
    )
    (page,) = pages("a.md", text.encode())
    assert page.text == "The new harbour is open.\n\nOne\n\nTwo"
    assert page.metadata.title == "Harbour opens"
    assert page.metadata.dates[0].value == "2024-03-02"
    assert (page.metadata.language, page.metadata.url) == ("en", "https://example.org/1")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-02T10:00:00+01:00", "2024-03-02"), ("2024-03", "2024-03"), (2024, "2024"),
        ("29/01/2019", "2019-01-29"), ("October 24, 2024", "2024-10-24"),
        ("2019年7月30日", "2019-07-30"), ("Mon, 04 Mar 2024 10:00:00 GMT", "2024-03-04"),
        ("03/04/2019", None), ("soon", None), ("2024-13-45", None), (True, None), (None, None),
    ],
)  # fmt: skip
def test_dates_in_fields_are_read_in_any_spelling(written: object, read: str | None) -> None:
    """A spelling that can be read in two ways is not read."""
    assert iso_date(written) == read


def test_a_dump_with_front_matter_is_still_a_dump() -> None:
    """The fields are read and the rest goes on to the line model."""
    (page,) = pages("a.txt", b"---\ntitle: T\ndate: '1960-01-22'\n---\n\n Line one\n Line two\n")
    assert (page.kind, page.metadata.title) == ("text", "T")
    assert page.text.split() == ["Line", "one", "Line", "two"]


def test_aliases_in_front_matter_are_refused() -> None:
    """A few lines that stand for gigabytes are malformed, not expanded."""
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\n---\nText\n"
    with pytest.raises(PageSkipped) as caught:
        pages("a.md", bomb.encode())
    assert caught.value.code == "page.malformed"


@given(
    st.lists(
        st.fixed_dictionaries(
            {"title": st.text("abc é", min_size=1, max_size=9).filter(str.strip),
             "body": st.text("abc é", min_size=1, max_size=30).filter(str.strip)}
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_json_and_json_lines_hold_the_same_records(records: list[dict[str, str]]) -> None:
    """A list in a JSON file and the same records as lines give the same candidates."""
    as_list = pages("a.json", json.dumps(records).encode())
    as_lines = pages("a.jsonl", "\n".join(json.dumps(each) for each in records).encode())
    assert [(p.text, p.metadata.title) for p in as_list] == [
        (p.text, p.metadata.title) for p in as_lines
    ]
    assert len({page.fragment for page in as_lines}) == len(records)


def test_bad_lines_are_told_and_the_others_kept() -> None:
    """Every good record comes out; then the fault names the first bad line and counts them."""
    lines = b'{"title":\n{"title":"A","body":"x"}\n[1]\n{"title":"B","body":"y"}\n'
    found = read_page(PurePosixPath("a.jsonl"), lines)
    assert [next(found).text, next(found).text] == ["x", "y"]
    with pytest.raises(PageSkipped, match=r"line 1: .* \(and 1 more lines\)"):
        next(found)


def test_feed_entries_are_releases() -> None:
    """Markup in an entry becomes paragraphs, its date and language are read."""
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>N</title><language>fr</language>'
        "<item><title>Un &amp; deux</title><guid>g1</guid><pubDate>Mon, 04 Mar 2024 10:00:00 GMT"
        "</pubDate><description>&lt;p&gt;Un.&lt;/p&gt;&lt;p&gt;Deux.&lt;/p&gt;</description></item>"
        "</channel></rss>"
    )
    (page,) = pages("feed.xml", feed.encode())
    assert page.text == "Un.\n\nDeux."
    assert (page.metadata.title, page.metadata.language) == ("Un & deux", "fr")
    assert page.metadata.dates[0].value == "2024-03-04"


@given(st.binary(max_size=400), st.sampled_from(ENDINGS))
@example(b"---\n: [\n---\n", "md")
@example(b'{"a":' * 5_000, "json")
@example(b"<rss>" + b"<a>" * 2_000, "xml")
@example(b"[" * 100_000, "json")
def test_no_bytes_make_a_reader_fail(data: bytes, ending: str) -> None:
    """Any file gives candidates or a reason."""
    try:
        for page in pages(f"x.{ending}", data):
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
    found = pages(name, b"%PDF\xe9t\xe9\0\0\x80 100")
    assert [(page.text, page.fragment) for page in found] == [("été", "1"), ("€ 100", "2")]


@pytest.mark.usefixtures("toy")
def test_a_file_that_a_reader_does_not_recognize_is_read_as_what_it_is() -> None:
    """An HTML page that was saved under the ending of a binary format is an HTML page."""
    (page,) = pages("a.pdf", b"<html><p>Not found")
    assert page.kind == "html"
    with pytest.raises(PageSkipped) as caught:
        pages("a.doc", b"Some words.")
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
