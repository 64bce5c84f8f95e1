"""Decoding of pages of unknown encoding, and cleaning of their characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from searchapp.errors import PageSkipped

__all__ = ["decode"]

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

WESTERN = frozenset(
    "English French Spanish German Portuguese Italian Dutch Swedish Norwegian Danish Finnish "
    "Indonesian Unknown".split()
)
"""Languages, as charset-normalizer calls them, that are written in windows-1252."""

SAMPLE = 65_536
"""Bytes looked at to find an encoding."""

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I
)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""", re.I)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CONTROL_BYTES = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))
_TWICE_ENCODED = re.compile("[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\xbf]{2}")

MAX_NULS = 0.05
"""Share of NULs in a sample of text: more are a binary format, or UTF-16 or UTF-32 with a mark."""

MAX_CONTROLS = 0.1
"""Share of other control characters in a sample of text."""

MAX_DAMAGED = 0.05
"""Bytes that are no UTF-8, for each character that is and is not ASCII: more are another encoding,
in which hardly any text happens to be good UTF-8."""


def decode(data: bytes) -> str:
    """Return the text of a file: decoded, in NFC, without control and invisible characters.

    Byte order mark, then UTF-8, then what the page declares, then statistics. Line ends become
    ``\\n``; soft hyphens, zero-width spaces, NULs and lone surrogates go.

    :raises PageSkipped: ``page.binary`` if it is no text in any encoding.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if text.isascii():
        return _CONTROLS.sub("", text)
    text = _TWICE_ENCODED.sub(_once_decoded, text)
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text))


def _once_decoded(match: re.Match[str]) -> str:
    """Mend UTF-8 that was read as Latin-1 and encoded again: ``Ã©`` is é.

    Only where that gives an accented letter or a typographic mark: ``É»`` is what it says.
    """
    try:
        character = match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    is_usual = "\xa0" <= character <= "\xff" or "\u2010" <= character <= "\u2122"
    return character if is_usual else match[0]


def _decoded(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:SAMPLE]
    if wide := _wide_without_mark(sample):
        return data.decode(wide, "replace")
    if sample.count(0) > len(sample) * MAX_NULS or _share_of_controls(sample) > MAX_CONTROLS:
        raise PageSkipped("page.binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One stray byte in an otherwise good UTF-8 file is damage, not another encoding.
        if _mostly_utf8(data, error.start):
            return data.decode("utf-8", "replace").replace("\ufffd", "")
    declared = _META_CHARSET.search(sample) or _XML_ENCODING.search(sample)
    if declared:
        try:
            return data.decode(_web_encoding(declared[1].decode("ascii")), "replace")
        except (LookupError, UnicodeError):
            pass  # no encoding of text, or one that takes no page: "idna", "undefined"
    return _guessed(data)


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], steps=4, chunk_size=1_024).best()
    if best is None:
        raise PageSkipped("page.binary")
    # Western text of a few accents fits many code pages; on the web it is windows-1252.
    western = best.encoding.startswith(("cp125", "iso8859", "latin", "mac")) and (
        best.language in WESTERN
    )
    return data.decode("cp1252" if western else _web_encoding(best.encoding), "replace")


def _web_encoding(name: str) -> str:
    """Read Latin-1 and ASCII as windows-1252, as browsers do (WHATWG Encoding Standard)."""
    return "cp1252" if codecs.lookup(name).name in {"iso8859-1", "ascii"} else name


def _wide_without_mark(sample: bytes) -> str | None:
    """Return the UTF-16 form of text whose every other byte is NUL, as Latin text's is."""
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _share_of_controls(sample: bytes) -> float:
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return controls / max(1, len(sample))


def _mostly_utf8(data: bytes, first_error: int) -> bool:
    sample = data[max(0, first_error - SAMPLE // 2) : first_error + SAMPLE // 2]
    text = sample.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    bad = text.count("\ufffd")
    return bad <= MAX_DAMAGED * good
