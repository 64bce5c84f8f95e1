"""The entry point of the Whoosh engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from searchapp.engine.protocol import Scoring, Traits
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.settings import Settings

# Whoosh and numpy are loaded when an index is opened or written: a reindex that finds nothing to do
# only needs the name and the format.
if TYPE_CHECKING:
    from searchapp.engine.whoosh.snapshot import WhooshSnapshot
    from searchapp.engine.whoosh.writer import WhooshWriter

__all__ = ["WhooshEngine"]

STANDARD_SCORING = Scoring()


class WhooshEngine:
    """Whoosh's schema, segments and table of contents; matching, ranking and counting of our own.

    The folder of an index must belong to the user who runs the program: Whoosh unpickles its table
    of contents.
    """

    name = "whoosh"
    traits = Traits(exact_scores=True, local_files=True)
    format = f"whoosh 2.7.4, arrays 2: {' '.join((*TEXT_FIELDS, *FACETS))}"

    def __init__(self, scoring: Scoring = STANDARD_SCORING) -> None:
        self._scoring = scoring

    @classmethod
    def from_settings(cls, settings: Settings) -> WhooshEngine:
        """Return the engine with the scoring that the settings give."""
        return cls(Scoring(settings.bm25_k1, settings.bm25_b))

    def writer(self, folder: Path, carry_over: Path | None = None) -> WhooshWriter:
        """Start building in an empty ``folder``, beginning from the files of another generation.

        :raises IndexCorrupt: the generation to carry over cannot be read.
        """
        from searchapp.engine.whoosh.writer import WhooshWriter

        return WhooshWriter(folder, carry_over)

    def open(self, folder: Path) -> WhooshSnapshot:
        """Open a finished folder for reading.

        :raises IndexCorrupt: a file is missing or damaged.
        """
        from searchapp.engine.whoosh.snapshot import WhooshSnapshot

        return WhooshSnapshot(folder, self._scoring)
