"""Which dates are written out in Chinese numerals (``二〇二四年三月二十九日``)?"""

from __future__ import annotations

import re

from searchapp.ingest.dates.found_date import FoundDate, iso_date
from searchapp.model import Precision

__all__ = ["written_out"]

_NUMERALS: dict[str, int] = {
    char: value for value, char in enumerate("〇一二三四五六七八九")
} | {"零": 0, "○": 0}  # fmt: skip
_WRITTEN_OUT = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([〇十一二三四五六七八九]{1,3})月"
    r"(?:([〇十廿卅一二三四五六七八九]{1,4})[日号號])?"
)


def written_out(text: str) -> list[FoundDate]:
    """Return the dates in Chinese numerals, in reading order."""
    if "年" not in text:
        return []
    found = []
    for match in _WRITTEN_OUT.finditer(text):
        year = int("".join(str(_NUMERALS[char]) for char in match.group(1)))
        month, day = (_numeral(group) if group else 0 for group in match.group(2, 3))
        value = iso_date(year, month, day) if month else None
        if value:
            precision: Precision = "day" if day else "month"
            found.append(FoundDate(match.start(), match.end(), value, precision, "cjk"))
    return found


def _numeral(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    value = 0
    for char in ones:
        value = 10 * value + _NUMERALS[char]
    return value + 10 * (_NUMERALS.get(tens, 1) if ten else 0)
