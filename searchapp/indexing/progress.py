"""The protocol by which a build reports how far it has come."""

from __future__ import annotations

from typing import Literal, Protocol

__all__ = ["Progress", "Stage"]

Stage = Literal["learn", "extract", "write"]


class Progress(Protocol):
    """Is told how far a build has come."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps of a stage are done."""
