"""Reading files: formats by ending and content, encodings, and what is turned away."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.errors import PageSkipped
from searchapp.ingest.readers.field_values import iso_date
from searchapp.ingest.readers.registry import decode, read_page
from searchapp.ingest.types import PageText

RUSSIAN = "Сегодня министр здравоохранения объявил о начале новой программы помощи. "
FRENCH = "Le ministère a annoncé dès l’été une mesure très attendue à Genève. "
ENDINGS = ["txt", "html", "md", "json", "jsonl", "xml", ""]


def pages(name: str, data: bytes) -> list[PageText]:
    """Return the candidates of a file."""
    return list(read_page(PurePosixPath(name), data))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"), (RUSSIAN, "utf-8-sig"), (RUSSIAN, "utf-16"), (RUSSIAN, "cp1251"),
        (FRENCH, "utf-8"), (FRENCH, "cp1252"), (FRENCH, "utf-16-le"), (FRENCH, "utf-32"),
    ],
)  # fmt: skip
def test_encodings_are_found(text: str, encoding: str) -> None:
    """The text comes out the same whatever the file was encoded in."""
    assert decode((text * 4).encode(encoding)) == text * 4


def test_a_declared_charset_is_believed() -> None:
    """An HTML page that is no UTF-8 is read in the charset that it declares."""
    page = '<html><meta charset="koi8-r"><p>Москва</p></html>'
    assert "Москва" in decode(page.encode("koi8-r"))


@given(st.text("abc éàç“”’–• »É", max_size=30))
def test_text_that_was_encoded_twice_is_mended(text: str) -> None:
    """Text read as Latin-1 and saved again comes out as it was; sound text is not touched."""
    twice = text.encode().decode("latin-1").encode()
    assert decode(twice) == text.encode().decode() == decode(text.encode())


def test_one_stray_byte_does_not_change_the_encoding() -> None:
    """A damaged byte in UTF-8 text goes; the rest is read as UTF-8."""
    data = (RUSSIAN * 5).encode()
    assert decode(data[:50] + b"\xff" + data[50:]) == RUSSIAN * 5


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
