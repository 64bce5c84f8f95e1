"""XML that is no feed is turned away, and markup and feeds are still read."""

from __future__ import annotations

import pytest

from searchapp.errors import PageSkipped
from tests.support.reading import candidates_of


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?>\n<project><title>Pier</title><body>Norwick</body></project>\n',
        '<?xml version="1.0"?><!-- sites -->\n<urlset xmlns="x"><url><loc>a</loc></url></urlset>',
        "<configuration>\n  <setting name='a'>The pier of Norwick.</setting>\n</configuration>\n",
        '<!DOCTYPE plist PUBLIC "-//X//DTD" "x.dtd">\n<plist><dict/></plist>',
        '<?xml version="1.0"?><soap:Envelope><soap:Body>Norwick</soap:Body></soap:Envelope>',
        '<?xml version="1.0"?><kml><Document><name>Le port de Norwick</name></Document></kml>',
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.txt", "a"])
def test_xml_that_is_no_feed(name: str, text: str) -> None:
    """It is turned away as a kind of file that holds no release, with its root element."""
    with pytest.raises(PageSkipped) as skip:
        candidates_of(name, text.encode())
    assert skip.value.code == "page.unsupported"
    assert "XML" in skip.value.detail


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>A</body></html>',
        "<section><p>The pier of Norwick.</p></section>",
        "<DIV>The pier of Norwick.</DIV>",
        "<3 Norwick: the pier opens, says <Ada>",
    ],
)
def test_markup_and_text_are_read(text: str) -> None:
    """A page of markup, a piece of one, or a text that begins with a bracket is no such XML."""
    (page,) = candidates_of("a", text.encode())
    assert page.text == text
