"""State of reading one release: the spans noted so far, and the words still open."""

from __future__ import annotations

from dataclasses import dataclass, field

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import Evidence, Kind
from searchapp.ingest.entities.spans import Span

__all__ = ["ReadingState"]


@dataclass(slots=True)
class ReadingState:
    """The state of reading one release: it grows run by run.

    :param text: the prepared text.
    :param lower: the lower-case words of the text: one of them with a capital at the start of a
        sentence is no name.
    :param language: BCP 47 primary tag.
    :param acronyms: kind of each short form that the text defines; ``None`` for what is no entity.
    :param open: pieces of runs that no rule has placed yet.
    :param last_place: where the last place ended; a list of towns goes on from there.
    """

    text: str
    lower: frozenset[str]
    known: dict[str, int]
    language: str = "en"
    acronyms: dict[str, Kind | None] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    open: list[tuple[Run, int, int]] = field(default_factory=list)
    last_place: int = -1
    last_person: int = -1

    def follows_person(self, start: int) -> bool:
        """Return whether a list of people goes on at ``start``: ``Ann Lee and Bo Chu``."""
        gap = self.text[self.last_person : start]
        return 0 <= start - self.last_person <= 6 and gap.strip(" ,") in ("and", "&")

    def add(self, run: Run, low: int, high: int, evidence: Evidence, name: str = "") -> None:
        """Note that the words of a run from ``low`` up to ``high`` name something.

        :param name: see :class:`Span`.
        """
        if high <= low:
            return
        start, end = run.starts[low], run.ends[high - 1]
        if end - start < 2:
            return
        self.spans.append(Span(start, end, evidence, name))
        if evidence.kind == "place":
            self.last_place = end
        elif evidence.kind == "person" and high - low > 1:
            self.last_person = end
