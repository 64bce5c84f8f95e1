"""One row of the table that ``make evaluate`` prints."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure measured on labelled data, beside the best other one.

    :param measure: what is measured.
    :param data: on what.
    :param ours: our figure.
    :param best_other: the best figure of anybody else on the same data, if there is one.
    :param floor: what our figure must not fall below (or rise above, if lower is better).
    """

    measure: str
    data: str
    ours: float
    best_other: float | None
    floor: float
    higher_is_better: bool = True

    @property
    def holds(self) -> bool:
        """The figure keeps to its floor."""
        return self.ours >= self.floor if self.higher_is_better else self.ours <= self.floor
