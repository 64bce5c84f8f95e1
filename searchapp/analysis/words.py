"""Plain words of a text, and hashes of the words and of runs of them.

Plain means unstemmed and without positions: what boilerplate detection and near-duplicate detection
compare. The terms that are searched are made in :mod:`searchapp.analysis.tokens`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["WORD", "Numbers", "WordNumbers", "run_numbers", "split_words"]

Numbers = npt.NDArray[np.uint64]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
"""A word, or one Chinese, Japanese or Korean character."""

_SPACED = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
"""The table by which ASCII text keeps its words and has blanks for all else."""

MAX_REMEMBERED = 50_000
"""Words whose number is kept; the words of a corpus that come first are mostly its common ones."""

_MAX_REMEMBERED_LENGTH = 24


def split_words(text: str) -> list[str]:
    """Return the words of a text; each Chinese, Japanese or Korean character is one."""
    return text.translate(_SPACED).split() if text.isascii() else WORD.findall(text)


class WordNumbers(dict[str, int]):
    """Word -> CRC-32 of its spelling, worked out when asked for.

    :param spelling: what of a word counts, ``str.casefold`` for instance.
    """

    def __init__(self, spelling: Callable[[str], str]) -> None:
        super().__init__()
        self._spelling = spelling

    def __missing__(self, word: str) -> int:
        value = zlib.crc32(self._spelling(word).encode("utf-8", "replace"))
        if len(self) < MAX_REMEMBERED and len(word) < _MAX_REMEMBERED_LENGTH:
            self[word] = value
        return value

    def of(self, words: Sequence[str]) -> Numbers:
        """Return the numbers of words, by place."""
        return np.fromiter(map(self.__getitem__, words), np.uint64, len(words))


def run_numbers(numbers: Numbers, factors: Numbers) -> Numbers:
    """Return a number for each run of as many words as there are factors, by its first place.

    It is the sum of the words' numbers, each times the factor of its place in the run, modulo 2^64.
    """
    if len(numbers) < len(factors):
        return np.empty(0, np.uint64)
    return np.correlate(numbers, factors, "valid")
