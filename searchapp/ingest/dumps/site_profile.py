"""What a source repeats over its pages: short lines and runs of words, learned from a sample.

Menus, share bars, footers and teasers of other releases stand on many pages of one source. From a
sample of pages this module learns which short lines and which runs of eight words recur, and marks
them on a new page. What is kept is two sorted arrays of hashes, the same for the same pages in
the same order, so a profile can be stored and used for single pages that come later.

Pages that are copies or versions of one release would make that release look like furniture: of
pages whose rare prose overlaps by more than half only the first is counted. The pages in one
language are also counted by themselves, for their menus are their own.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from searchapp.analysis.words import Numbers, WordNumbers, run_numbers, split_words
from searchapp.ingest.text.function_words import function_words, guess_language
from searchapp.ingest.text.lines import Line
from searchapp.ingest.text.page_phrases import phrase_key_of

__all__ = [
    "RUN",
    "SAMPLE",
    "MeasuredPage",
    "PageRepeats",
    "SourceProfile",
    "learn",
    "line_key",
    "measure",
    "repeated_tokens",
    "sample",
]

SAMPLE = 200
"""Pages of a source that are looked at; more of them change little (measured from 5 pages on)."""

RUN = 8
"""Words of a run that is counted."""

_MAX_LINE = 40
_MAX_NUMBERLESS = 5
_MAX_PAGE = 20_000
_SKETCH = 64
_MIN_RARE_OVERLAP = 0.5
_MIN_WHOLE_OVERLAP = 0.9
_MIN_PAGE_SHARE = 0.05
_MAX_FEW_PAGES = 3
_MIN_RUN = 11
_REPEATED_SHARE = 0.7
"""A line is repeated if more of its words than this stand in runs that recur."""
_MIN_LANGUAGE_WORDS = 60
"""A page of fewer words does not show its language."""
_MAGIC = b"srcp1"
_HEADER = struct.Struct("<5sIII")
_FACTORS = np.array(
    [pow(0x9E3779B97F4A7C15, place, 2**64) for place in range(1, RUN + 1)], dtype=np.uint64
)


def _spelling(word: str) -> str:
    return "0" if word.isdigit() else word.casefold()


_NUMBERS = WordNumbers(_spelling)


@dataclass(frozen=True, eq=False, slots=True)
class SourceProfile:
    """What a source repeats.

    :param pages: how many pages were counted, near duplicates left out.
    :param lines: hashes of short lines.
    :param runs: hashes of runs of :data:`RUN` words, sorted.
    """

    pages: int
    lines: frozenset[int]
    runs: Numbers

    def to_bytes(self) -> bytes:
        """Return the profile as bytes; the same profile gives the same bytes."""
        lines = np.array(sorted(self.lines), dtype="<u8")
        body = lines.tobytes() + self.runs.astype("<u8").tobytes()
        head = _HEADER.pack(_MAGIC, self.pages, len(self.lines), len(self.runs))
        return head + zlib.compress(body, 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> SourceProfile:
        """Return the profile that :meth:`to_bytes` wrote.

        :raises ValueError: if the bytes are not such a profile.
        """
        try:
            magic, pages, lines, runs = _HEADER.unpack_from(data)
            size = 8 * (lines + runs)
            body = zlib.decompressobj().decompress(data[_HEADER.size :], size + 1)
        except (struct.error, zlib.error) as error:
            raise ValueError("not a source profile") from error
        if magic != _MAGIC or len(body) != size:
            raise ValueError("not a source profile")
        values = np.frombuffer(body, dtype="<u8").astype(np.uint64)
        return cls(pages, frozenset(values[:lines].tolist()), values[lines:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceProfile) and self.to_bytes() == other.to_bytes()

    def has_line(self, words: Sequence[str]) -> bool:
        """Return whether a short line, given as words in lower case, recurs over the source."""
        return line_key(words) in self.lines


def line_key(words: Sequence[str]) -> int:
    """Return the hash of a line; in a line of few words numbers do not count (``5 min read``)."""
    raw = (phrase_key_of(words) if len(words) <= _MAX_NUMBERLESS else " ".join(words)).encode()
    return zlib.crc32(raw) << 32 | zlib.adler32(raw)


def _run_hashes(words: Sequence[str]) -> Numbers:
    """Return the hash of each run of :data:`RUN` words, by place."""
    total = run_numbers(_NUMBERS.of(words), _FACTORS)
    return total ^ (total >> np.uint64(29))


def repeated_tokens(words: Sequence[str], profile: SourceProfile) -> list[bool]:
    """Return for each word whether it stands in a run that recurs over the source.

    :param words: the words as :func:`searchapp.analysis.words.split_words` gives them.
    """
    if not len(profile.runs) or len(words) < RUN:
        return [False] * len(words)
    hashes = _run_hashes(words)
    places = np.minimum(np.searchsorted(profile.runs, hashes), len(profile.runs) - 1)
    found = profile.runs[places] == hashes
    mask = np.zeros(len(words), np.bool_)
    for offset in range(RUN if found.any() else 0):
        mask[offset : offset + len(found)] |= found
    return mask.tolist()


def sample(count: int, most: int = SAMPLE) -> list[int]:
    """Return which of ``count`` pages to look at: at most ``most``, evenly spread."""
    if count <= most:
        return list(range(count))
    return [index * count // most for index in range(most)]


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """What is compared of a page: numbers for its lines and its runs of words; its language."""

    lines: Numbers
    runs: Numbers
    prose: Numbers
    language: str


def measure(text: str) -> MeasuredPage:
    """Measure the text of one page, for :func:`learn`."""
    keys = {
        line_key(words)
        for row in text.split("\n")
        if (piece := row.strip()) and len(piece) < 12 * _MAX_LINE
        if 0 < len(words := split_words(piece.lower())) <= _MAX_LINE
    }
    words = split_words(text[: 12 * _MAX_PAGE].casefold())[:_MAX_PAGE]
    runs = _run_hashes(words)
    lines = np.fromiter(sorted(keys), np.uint64, len(keys))
    prose = runs[_prose_runs(words)[: len(runs)]]
    language = guess_language(words) if len(words) >= _MIN_LANGUAGE_WORDS else ""
    return MeasuredPage(lines, np.unique(runs), np.unique(prose), language)


def _prose_runs(words: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return whether each run holds two function words or more, of whatever language."""
    ones = np.fromiter(map(_all_function_words().__contains__, words), np.int64, len(words))
    sums = np.concatenate(([0], np.cumsum(ones)))
    places = np.arange(max(0, len(words) - RUN + 1))
    return np.asarray(sums[places + RUN] - sums[places] >= 2)


@lru_cache(maxsize=1)
def _all_function_words() -> frozenset[str]:
    return frozenset(word for words in function_words().values() for word in words)


def learn(measured: Iterable[MeasuredPage]) -> SourceProfile:
    """Learn what a source repeats from its pages (at most the first :data:`SAMPLE` are read).

    Pass an even sample (:func:`sample`) of a large source. Memory is bound by the sample: about
    8 bytes a word of its pages.
    """
    pages = list(islice(measured, SAMPLE))
    kept = _drop_copies(pages)
    groups = [kept, *_by_language(kept)]
    lines = [_frequent_values([page.lines for page in group], _least(group)) for group in groups]
    runs = [_frequent_values([page.runs for page in group], _least(group)) for group in groups]
    return SourceProfile(len(kept), frozenset(_union(lines).tolist()), _union(runs))


def _least(pages: Sequence[MeasuredPage]) -> int:
    """Return on how many of the pages something must stand to be furniture."""
    return 2 if len(pages) <= _MAX_FEW_PAGES else max(3, int(np.ceil(_MIN_PAGE_SHARE * len(pages))))


def _by_language(pages: Sequence[MeasuredPage]) -> list[list[MeasuredPage]]:
    """Return the pages of each language in which there are few: their menus are their own."""
    languages = sorted({page.language for page in pages} - {""})
    groups = [[page for page in pages if page.language == language] for language in languages]
    return [group for group in groups if len(group) < len(pages)]


def _union(arrays: Sequence[Numbers]) -> Numbers:
    return np.unique(np.concatenate(arrays))


def _frequent_values(arrays: Sequence[Numbers], least: int) -> Numbers:
    if not arrays:
        return np.empty(0, np.uint64)
    values, counts = np.unique(np.concatenate(arrays), return_counts=True)
    return values[counts >= least]


def _drop_copies(pages: Sequence[MeasuredPage]) -> list[MeasuredPage]:
    """Leave out pages that are copies or versions of an earlier one.

    Their prose overlaps by half, but for what many pages share, which cannot tell copies from
    furniture; or by nearly all, that included.
    """
    common = _frequent_values([page.prose for page in pages], max(4, len(pages) // 5))
    rares, wholes = _Sketches(_MIN_RARE_OVERLAP), _Sketches(_MIN_WHOLE_OVERLAP)
    kept: list[MeasuredPage] = []
    for page in pages:
        rare = _sketch(page.prose[~np.isin(page.prose, common)])
        whole = _sketch(page.prose)
        if not (rares.have_like(rare) or wholes.have_like(whole)):
            rares.add(rare)
            wholes.add(whole)
            kept.append(page)
    return kept


class _Sketches:
    """Sketches, found by the numbers they hold: most pages share none with a new one.

    :param least: overlap above which two are alike.
    """

    def __init__(self, least: float) -> None:
        self._least = least
        self._sketches: list[frozenset[int]] = []
        self._holding: dict[int, list[int]] = {}

    def add(self, sketch: frozenset[int]) -> None:
        """Note a sketch."""
        for value in sketch:
            self._holding.setdefault(value, []).append(len(self._sketches))
        self._sketches.append(sketch)

    def have_like(self, sketch: frozenset[int]) -> bool:
        """Return whether one of them overlaps with this by more than the least."""
        shared = Counter(chain.from_iterable(self._holding.get(value, ()) for value in sketch))
        return any(
            2 * count > len(sketch) and _overlap(sketch, self._sketches[place]) > self._least
            for place, count in shared.items()
        )


def _sketch(values: Numbers) -> frozenset[int]:
    """Return the smallest hashes; none where there are too few to tell."""
    return frozenset(np.sort(_mix(values))[:_SKETCH].tolist() if len(values) >= RUN else ())


def _mix(values: Numbers) -> Numbers:
    """Spread hashes over the whole range, so that the smallest are a random sample."""
    mixed = values * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _overlap(first: frozenset[int], second: frozenset[int]) -> float:
    """Estimate the Jaccard index from the smallest hashes of both (bottom-k sketch).

    An index of a half or less is returned as 0: nobody asks how small it is.
    """
    both = first & second
    if 2 * len(both) <= min(_SKETCH, len(first) + len(second) - len(both)):
        return 0.0
    union = sorted(first | second)[:_SKETCH]
    return sum(value in both for value in union) / len(union)


class PageRepeats:
    """What a source repeats, asked about one page.

    The steps from raw lines to paragraphs ask this several times of mostly the same lines, so each
    answer is kept while the page is worked on.

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
        if line.words <= _MAX_LINE and profile.has_line(line.lowered):
            return True
        marks = self.words(line) if line.words >= _MIN_RUN else b""
        return marks.count(1) > _REPEATED_SHARE * len(marks)
