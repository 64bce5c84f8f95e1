"""Weights of the features of a date, fitted on labelled pages.

``python -m tests.quality.fit_dates`` fits the weights of ``ingest/data/date_weights.toml`` on the
labelled releases, text alone, and says what they reach: each half of the data is judged by
weights fitted on the other half. With ``--write`` the weights of all of it are written.

The model is a conditional logit: the dates of a release and "none of them" (logit 0) compete, the
logit of a date is the bias plus the weights of its features. Where the true day is named several
times its shares add up. A Gaussian prior holds the weights of rare features near what one expects.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.ingest.dates import SourceDates, learn_dates
from searchapp.ingest.dates.date_features import Spot
from searchapp.ingest.dates.decide import MIN_CONFIDENCE, text_spots
from searchapp.ingest.dumps.clean_dump import clean_dump
from tests.quality.dates import LabelledPage, senate, trove

__all__ = ["Example", "Model", "calibration", "examples", "fit", "half_of", "judged"]

Floats = npt.NDArray[np.float64]

WEIGHTS = Path(__file__).parents[2] / "searchapp" / "ingest" / "data" / "date_weights.toml"
FIXED: Mapping[str, float] = {"month line": -0.50, "ambiguous": 0.0}
"""Not fitted: no month can be right where the truth are days, and the orders of these sources are
known; the confidence of a date with two readings is halved instead."""
EXPECTED: Mapping[str, float] = {
    "today": 0.5, "label": 0.7, "embargo": 0.7, "stamp": -1.5, "stamp with a clock": -1.5,
    "event": -2.0, "coming": -1.0, "address": -1.5, "wrong weekday": -0.8,
    "head line, some days after the next": -1.2, "head line, some days before the one above": 1.2,
    "head line, long after the next": -1.5, "head line, long before the one above": 1.0,
}  # fmt: skip
"""What the prior expects of features that are rare in the data; 0 of all others."""
PRIOR = 2.0
"""Inverse variance of the prior."""
ROUNDS = 40
BINS = (0.0, 0.3, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
HEADER = """\
# How strongly each feature of the place of a date speaks for its being the publication date:
# logits of a choice among all dates of a release and "none of them" (logit 0). Written by
# python -m tests.quality.fit_dates --write, which says how.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A release: the dates in it, its true day, the data that it comes from."""

    name: str
    data: str
    day: str
    places: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Bias and weight of each feature."""

    bias: float
    weights: Mapping[str, float]

    def shares(self, places: Sequence[Spot]) -> dict[str, float]:
        """Return each value with its share of the softmax."""
        logits = [
            self.bias + sum(self.weights.get(name, 0.0) for name in place.features)
            for place in places
        ]
        powers = np.exp(np.array([0.0, *logits]) - max([0.0, *logits]))
        shares: dict[str, float] = defaultdict(float)
        for place, power in zip(places, powers[1:] / powers.sum(), strict=True):
            shares[place.date.value] += float(power)
        return dict(shares)


def examples(shared: Path) -> Iterator[Example]:
    """Yield the releases of the labelled data; those that the gate measures on are left out."""
    measured = {page.path for page in senate(shared)}
    speeches = [page for page in senate(shared, 6_000, seed=77) if page.path not in measured]
    for data, pages in (("Trove", list(trove(shared))), ("Senate", speeches)):
        learned = learn_dates(("page.txt", page.text) for page in pages[::7][:300])
        yield from (_example(data, page, learned) for page in pages)


def _example(data: str, page: LabelledPage, learned: SourceDates) -> Example:
    places = text_spots(clean_dump(page.text), learned)
    return Example(page.path, data, page.day, tuple(places))


def half_of(name: str) -> int:
    """Return 0 or 1, the half of the data that a release belongs to, by its name."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def fit(data: Sequence[Example]) -> Model:
    """Return the weights that make the true days likeliest, the prior considered."""
    seen = {name for one in data for place in one.places for name in place.features}
    names = sorted(seen | set(EXPECTED) | set(FIXED))
    table = _Table.of(data, names)
    start = np.array([0.0, *(FIXED.get(name, EXPECTED.get(name, 0.0)) for name in names)])
    held = np.array([False, *(name in FIXED for name in names)])
    weights = start.copy()
    for _ in range(ROUNDS):
        gradient, curvature = table.derivatives(weights)
        gradient += PRIOR * (weights - start)
        curvature[np.diag_indices_from(curvature)] += PRIOR
        step = np.linalg.solve(curvature, gradient)
        step[held] = 0.0
        weights -= step * min(1.0, 2.0 / max(1e-9, float(np.abs(step).max())))
    return Model(float(weights[0]), dict(zip(names, map(float, weights[1:]), strict=True)))


@dataclass(frozen=True, slots=True)
class _Table:
    """One row a date: which features it shows, to which release it belongs, if it is true."""

    rows: Floats
    release: npt.NDArray[np.int64]
    true: Floats
    releases: int

    @classmethod
    def of(cls, data: Sequence[Example], names: Sequence[str]) -> _Table:
        column = {name: number for number, name in enumerate(names, 1)}
        places = [(number, one, place) for number, one in enumerate(data) for place in one.places]
        rows = np.zeros((len(places), len(names) + 1))
        rows[:, 0] = 1.0
        for row, (_, _, place) in enumerate(places):
            for name in place.features:
                rows[row, column[name]] += 1.0
        release = np.array([number for number, _, _ in places])
        true = np.array([float(place.date.value == one.day) for _, one, place in places])
        return cls(rows, release, true, len(data))

    def derivatives(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return gradient and curvature (by the share of each date) of the loss."""
        logits = self.rows @ weights
        top = np.zeros(self.releases)
        np.maximum.at(top, self.release, logits)
        powers = np.exp(logits - top[self.release])
        total = np.exp(-top) + self._sums(powers)
        shares = powers / total[self.release]
        true = self._sums(powers * self.true)
        wanted = powers * self.true / np.where(true > 0, true, 1.0)[self.release]
        gradient = self.rows.T @ (shares - wanted)
        means = np.zeros((self.releases, self.rows.shape[1]))
        np.add.at(means, self.release, self.rows * shares[:, None])
        return gradient, self.rows.T @ (self.rows * shares[:, None]) - means.T @ means

    def _sums(self, values: Floats) -> Floats:
        return np.bincount(self.release, values, self.releases).astype(np.float64)


def judged(model: Model, data: Iterable[Example]) -> list[tuple[float, bool, bool]]:
    """Return for each release the largest share, whether its date is true, and whether only a month
    that holds the true day is known."""
    rows = []
    for one in data:
        shares = model.shares(one.places)
        value = max(shares, key=lambda each: shares[each], default="")
        month = len(value) < 10 and one.day.startswith(value)
        rows.append((shares.get(value, 0.0), value == one.day, month))
    return rows


def calibration(rows: Sequence[tuple[float, bool, bool]]) -> Iterator[str]:
    """Yield the lines of a table: of the dates in a bin of confidence, how many are right."""
    for low, high in pairwise(BINS):
        inside = [row for row in rows if low <= row[0] < high and row[0] > 0]
        if inside:
            mean = sum(row[0] for row in inside) / len(inside)
            right = sum(row[1] or row[2] for row in inside) / len(inside)
            yield f"{low:5.2f} to {min(high, 1):4.2f} {len(inside):6} {mean:6.3f} {right:6.3f}"


def _report(data: Sequence[Example]) -> Iterator[str]:
    halves = [[one for one in data if half_of(one.name) == number] for number in (0, 1)]
    fitted = [fit(half) for half in halves]
    everything = []
    for name in dict.fromkeys(one.data for one in data):
        for number, model in enumerate(reversed(fitted)):
            part = [one for one in halves[number] if one.data == name]
            rows = judged(model, part)
            everything += rows
            exact = sum(right for share, right, _ in rows if share >= MIN_CONFIDENCE) / len(rows)
            wrong = sum(
                not (right or month) for share, right, month in rows if share >= MIN_CONFIDENCE
            )
            yield f"{name}, half {number}: exact {exact:.4f} wrong {wrong / len(rows):.4f}"
    yield "confidence     dates   mean  right"
    yield from calibration(everything)


def _toml(model: Model) -> str:
    ranked = sorted(model.weights.items(), key=lambda item: (-round(item[1], 2), item[0]))
    lines = "".join(f'"{name}" = {weight:.2f}\n' for name, weight in ranked)
    return f"{HEADER}bias = {model.bias:.2f}\n\n[weights]\n{lines}"


def main(arguments: Sequence[str]) -> None:
    """Print what the weights reach; write them if asked to."""
    data = list(examples(Path(__file__).parents[3] / "shared"))
    print("\n".join(_report(data)))
    text = _toml(fit(data))
    if "--write" in arguments:
        WEIGHTS.write_text(text, encoding="utf-8")
    else:
        old = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
        new = tomllib.loads(text)["weights"]
        print("\n".join(f"{name}: {old.get(name)} -> {weight}" for name, weight in new.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
