"""Which lines and words of one page does its source repeat?

The steps from raw lines to paragraphs ask this several times of mostly the same lines, so each
answer is kept while the page is worked on.
"""

from __future__ import annotations

from searchapp.ingest.dumps.site_profile import SourceProfile, repeated_tokens
from searchapp.ingest.text.lines import Line

__all__ = ["PageRepeats"]

_LONG = 40
_LEAST_RUN = 11
_REPEATED_SHARE = 0.7


class PageRepeats:
    """What a source repeats, asked about one page.

    :param profile: what is known of the source; where nothing is, nothing is repeated.
    """

    def __init__(self, profile: SourceProfile | None) -> None:
        self._profile = profile
        self._marks: dict[tuple[str, ...], bytes] = {}
        self._lines: dict[tuple[str, ...], bool] = {}

    def words(self, line: Line) -> bytes:
        """Return a byte for each word of a line: 1 if it stands in a run that recurs, else 0."""
        marks = self._marks.get(line.tokens)
        if marks is None:
            marks = bytes(repeated_tokens(line.tokens, self._profile) if self._profile else ())
            self._marks[line.tokens] = marks
        return marks

    def line(self, line: Line) -> bool:
        """Return whether the source repeats a line: as a whole, or most of its words."""
        if self._profile is None:
            return False
        known = self._lines.get(line.tokens)
        if known is None:
            known = self._lines[line.tokens] = self._is_repeated(line, self._profile)
        return known

    def _is_repeated(self, line: Line, profile: SourceProfile) -> bool:
        if line.words <= _LONG and profile.has_line(line.lowered):
            return True
        marks = self.words(line) if line.words >= _LEAST_RUN else b""
        return marks.count(1) > _REPEATED_SHARE * len(marks)
