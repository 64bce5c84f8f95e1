"""Decoding: the text of a page comes out the same whatever its encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.readers.encoding import decode

RUSSIAN = "Сегодня министр здравоохранения объявил о начале новой программы помощи. "
FRENCH = "Le ministère a annoncé dès l’été une mesure très attendue à Genève. "


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
