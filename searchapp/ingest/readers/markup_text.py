"""The text of a piece of markup that is all body: a feed entry, a JSON field."""

from __future__ import annotations

import re
import warnings

from searchapp.ingest.outcome import malformed

__all__ = ["looks_like_markup", "plain_text"]

_TAG = re.compile(
    r"</?(?:p|br|div|ul|ol|li|h[1-6]|strong|em|a|span|table|blockquote)\b[^<>]{0,500}>", re.I
)
BLOCKS = ("address", "article", "blockquote", "br", "dd", "div", "dt", "figcaption", "h1", "h2",
          "h3", "h4", "h5", "h6", "hr", "li", "p", "pre", "section", "table", "tr")  # fmt: skip


def looks_like_markup(text: str) -> bool:
    """Return whether a text field holds HTML rather than plain text."""
    return bool(_TAG.search(text[:20_000]))


def plain_text(markup: str) -> str:
    """Return the text of a fragment, each block a paragraph of its own.

    :raises PageSkipped: ``page.malformed`` if the parser gives up.
    """
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        with malformed("markup"):
            soup = BeautifulSoup(markup, "lxml")
    for element in soup(["script", "style", "template", "noscript", "svg", "iframe", "object"]):
        element.decompose()
    for element in soup.find_all(BLOCKS):
        element.insert_before("\x1e")
        element.insert_after("\x1e")
    blocks = (" ".join(block.split()) for block in soup.get_text().split("\x1e"))
    return "\n\n".join(filter(None, blocks))
