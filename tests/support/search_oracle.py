"""Thirty-odd invented releases in seven languages, and a service that answers by looking at each.

The service is the slow and obvious reading of the contract: the rendered pages and answers are
compared with it, and it needs no index on disk.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from searchapp.calendar_days import KEY_LENGTH, day_span
from searchapp.engine.protocol import HistogramCounts
from searchapp.errors import CursorGone, NoIndex, QueryTooCostly, ReleaseNotFound
from searchapp.fields import FACETS, facet_label
from searchapp.indexing.reindexing import reindex
from searchapp.messages import Notice
from searchapp.model import (
    MISSING,
    Dropped,
    Entity,
    FacetCount,
    FacetResult,
    Filter,
    Histogram,
    Hit,
    IndexInfo,
    Precision,
    PublicationDate,
    Quality,
    Release,
    SearchRequest,
    SearchResult,
    Snippet,
    Source,
    tie_break,
)
from searchapp.search.date_ranges import histogram_of, interval_for, range_of, window_of
from searchapp.search.service import SearchService, Stats, Suggestion
from searchapp.settings import Settings

__all__ = ["RELEASES", "EmptySearchOracle", "SearchOracle", "release", "write_corpus"]

SOURCES = {
    "harbour": "Harbour Authority of Port Ellis",
    "lumen": "Lumen Institute",
    "ministry": "Ministry of Inland Waters",
    "orbita": "Орбита",
    "delta": "Fundación Delta",
    "qamar": "مؤسسة قمر",
}

# source, language, date, title, first paragraph, people, organizations, places
ROWS: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    ("harbour", "en", "2016-05-12", "Port Ellis opens its second container quay",
     "The second quay lets two ocean ships unload at once.",
     "Marta Holm", "Harbour Authority of Port Ellis", "Port Ellis"),
    ("harbour", "en", "2017-02-03", "Night ferries return to the northern route",
     "Ferries will again cross the strait after dark from April.",
     "Marta Holm;Piet Aalders", "Harbour Authority of Port Ellis;Northern Ferries", "Port Ellis"),
    ("harbour", "en", "2018-11", "Tug crews agree on new shift pattern",
     "Crews and owners signed a pattern with longer rests.",
     "Piet Aalders", "Tug Crews Union", "Port Ellis"),
    ("harbour", "en", "2020-03-17", "Harbour keeps freight moving with reduced crews",
     "Freight takes precedence while passenger halls are closed.",
     "Marta Holm", "Harbour Authority of Port Ellis", "Port Ellis"),
    ("harbour", "en", "2021-09-30", "Shore power for every berth by 2026",
     "Ships at berth will draw power from land instead of burning fuel.",
     "Marta Holm;Ines Duarte", "Harbour Authority of Port Ellis;Lumen Institute", "Port Ellis"),
    ("harbour", "en", "2023-06-08", "Dredging of the eastern channel begins",
     "The channel will be two metres deeper when dredging ends.",
     "Piet Aalders", "Harbour Authority of Port Ellis;Ministry of Inland Waters", "Port Ellis"),
    ("harbour", "en", "2024-03-29", "Port Ellis and Lumen Institute measure ship noise under water",
     "Hydrophones along the channel record the noise of each passing ship.",
     "Marta Holm;Daniel Osei", "Harbour Authority of Port Ellis;Lumen Institute", "Port Ellis"),
    ("lumen", "en", "2019-01-22", "Lumen Institute maps light pollution from orbit",
     "A map of night light shows where the sky has darkened again.",
     "Daniel Osei", "Lumen Institute;Орбита", "Geneva"),
    ("lumen", "en", "2021-04-14", "Cheaper sensors bring water quality data to small towns",
     "A sensor the size of a matchbox reports water quality every hour.",
     "Daniel Osei;Grace Wanjiru", "Lumen Institute;Ministry of Inland Waters", "Nairobi"),
    ("lumen", "en", "2022-10-05", "Grace Wanjiru joins the board of Lumen Institute",
     "The board welcomes a specialist in water law.",
     "Grace Wanjiru", "Lumen Institute", "Nairobi;Geneva"),
    ("lumen", "en", "2024-01-18", "Open data set of river temperatures published",
     "The data set holds forty years of river temperatures.",
     "Daniel Osei", "Lumen Institute;Fundación Delta", "Geneva"),
    ("lumen", "fr", "2022-06-21", "Un observatoire de la nuit ouvre ses portes à Genève",
     "L’observatoire accueille les écoles dès la rentrée.",
     "Claire Rochat", "Lumen Institute", "Geneva"),
    ("lumen", "fr", "2024-03", "La pollution lumineuse recule dans douze communes",
     "Douze communes éteignent désormais l’éclairage public à minuit.",
     "Claire Rochat;Daniel Osei", "Lumen Institute", "Geneva"),
    ("lumen", "en", "", "Statement on the loss of a weather balloon",
     "The balloon came down in open water and has been recovered.",
     "", "Lumen Institute", ""),
    ("ministry", "en", "2018-07-02", "Minister opens locks on the restored Vell canal",
     "Boats may again travel the whole length of the canal.",
     "Ines Duarte", "Ministry of Inland Waters", "Vell"),
    ("ministry", "en", "2020-08-19", "Flood barriers at Vell pass their first test",
     "The barriers closed in eleven minutes.",
     "Ines Duarte", "Ministry of Inland Waters", "Vell"),
    ("ministry", "en", "2022-02-11", "New rules for water extraction take effect",
     "Large users need a permit and a meter.",
     "Ines Duarte;Grace Wanjiru", "Ministry of Inland Waters", ""),
    ("ministry", "en", "2023-12-01", "Minister Duarte to visit Port Ellis",
     "The visit marks the middle of the dredging works.",
     "Ines Duarte;Marta Holm", "Ministry of Inland Waters;Harbour Authority of Port Ellis",
     "Port Ellis"),
    ("ministry", "en", "2024-03-12", "Public consultation on the inland waters plan",
     "Anyone may comment on the plan until the end of May.",
     "Ines Duarte", "Ministry of Inland Waters", ""),
    ("ministry", "en", "2025", "Annual report of the Ministry of Inland Waters",
     "The report sums up the year on the water.",
     "", "Ministry of Inland Waters", ""),
    ("orbita", "ru", "2017-10-04", "Спутник «Орбита-3» передал первые снимки",
     "Снимки показывают разлив реки в высоком разрешении.",
     "Анна Лебедева", "Орбита", "Казань"),
    ("orbita", "ru", "2019-04-12", "Школьники Казани запустили малый спутник",
     "Спутник измеряет освещённость ночного неба.",
     "Анна Лебедева", "Орбита", "Казань"),
    ("orbita", "ru", "2022-12", "Новая наземная станция начала приём данных",
     "Станция принимает данные каждые девяносто минут.",
     "Пётр Ильин", "Орбита", ""),
    ("orbita", "en", "2024-02-06", "Orbita shares satellite images of floods free of charge",
     "Relief workers get images of floods within three hours.",
     "Анна Лебедева", "Орбита;Ministry of Inland Waters", "Казань"),
    ("delta", "es", "2018-03-22", "La Fundación Delta restaura cien hectáreas de humedal",
     "El humedal vuelve a recibir aves migratorias.",
     "Lucía Ferrán", "Fundación Delta", "Sevilla"),
    ("delta", "es", "2021-03-22", "Día del agua: talleres en cuarenta escuelas",
     "Los talleres explican el camino del agua hasta el grifo.",
     "Lucía Ferrán", "Fundación Delta", "Sevilla"),
    ("delta", "es", "2023-05-16", "Acuerdo para medir la temperatura de los ríos",
     "El acuerdo reúne los datos de tres países.",
     "Lucía Ferrán;Daniel Osei", "Fundación Delta;Lumen Institute", "Sevilla;Geneva"),
    ("delta", "es", "2024-03-22", "Voluntarios retiran doce toneladas de plástico del delta",
     "Participaron más de mil voluntarios.",
     "Lucía Ferrán", "Fundación Delta", "Sevilla"),
    ("qamar", "ar", "2020-11-10", "مؤسسة قمر تطلق برنامجا لتحلية المياه بالطاقة الشمسية",
     "يوفر البرنامج مياه الشرب لعشرين قرية على الساحل.",
     "ليلى حداد", "مؤسسة قمر", "عمّان"),
    ("qamar", "ar", "2023-03-22", "تدريب مهندسات المياه في عمّان",
     "انضمت ثلاثون مهندسة إلى الدورة الأولى.",
     "ليلى حداد", "مؤسسة قمر;Lumen Institute", "عمّان"),
    ("qamar", "en", "2024-05-02", "Solar desalination reaches its hundredth village",
     "The hundredth village on the coast now has drinking water.",
     "ليلى حداد", "مؤسسة قمر", "عمّان"),
    ("lumen", "zh", "2023-09-08", "流明研究所发布城市夜空报告",
     "报告比较了二十座城市的夜空亮度。",
     "Daniel Osei", "Lumen Institute", ""),
    ("harbour", "en", "", "Visitors <b>must</b> register & bring a badge",
     "The gate opens at <script>alert(1)</script> nine & closes at five.",
     "", "", "Port Ellis"),
)  # fmt: skip

PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


def _entities(names: str, kind: str) -> tuple[Entity, ...]:
    return tuple(
        Entity(name, mentions=3 - place, kind=kind)
        for place, name in enumerate(name for name in names.split(";") if name)
    )


def release(number: int, row: Sequence[str]) -> Release:
    """Return the release of one row."""
    source, language, date, title, text, people, organizations, places = row
    url = f"https://news.example/{source}/{number}" if number % 5 else "javascript:alert(1)"
    return Release(
        id=f"{source}-{number:04d}",
        path=f"{source}/{number:04d}.txt",
        source=Source(source, SOURCES[source]),
        title=title,
        body=(text, "A second paragraph says who will do what, and by when.", "– a list item"),
        language=language,
        content_hash=f"{number:016x}",
        url=url if number % 3 else None,
        parts={"contact": ("Press office, +00 000",), "number": (f"PR/{number}",)},
        date=PublicationDate(date, PRECISION[len(date)], "dateline") if date else None,
        language_confidence=0.9,
        people=_entities(people, "person"),
        organizations=_entities(organizations, "organization"),
        places=_entities(places, "city"),
        dropped=(Dropped("Home | News | <b>Contact</b>", "menu"), Dropped("Share this", "share")),
        quality=Quality(0.8, ("date-from-text",)),
    )


RELEASES = tuple(release(number, row) for number, row in enumerate(ROWS))


class SearchOracle(SearchService):
    """Answers by looking at every release: words are AND, no syntax."""

    def __init__(self, releases: Iterable[Release] = RELEASES) -> None:
        super().__init__(Settings())
        self.releases = tuple(releases)

    def info(self) -> IndexInfo:
        """Return a generation that never changes."""
        languages = tuple(sorted({each.language for each in self.releases}))
        built = "2024-06-01T08:00:00Z"
        return IndexInfo("20240601T080000Z-test", len(self.releases), built, languages)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request; ``!costly`` and the cursor ``gone`` raise what they name."""
        if "!costly" in request.q:
            raise QueryTooCostly("The word stands for more than 1,000 others.")
        if request.cursor == "gone":
            raise CursorGone("The index has been rebuilt since.")
        found = self._ordered(self._matches(request), request)
        start = (request.page - 1) * request.per_page
        hits = [self._shown_hit(each, request) for each in found[start : start + request.per_page]]
        names = (*FACETS, "date") if request.facets is None else request.facets
        return SearchResult(
            request=request,
            read_as=" AND ".join(request.q.split()),
            total=len(found),
            hits=tuple(hits),
            facets=tuple(
                self._facet(request, name, request.facet_size) for name in FACETS if name in names
            ),
            histogram=self._histogram(request) if "date" in names else None,
            index=self.info(),
            warnings=(Notice("query.quotation-mark"),) if request.q.count('"') % 2 else (),
            suggestion="ferries" if "feries" in request.q else None,
            partial=("facets",) if "!slow" in request.q else (),
            took_ms=3.2,
        )

    def facet_values(
        self,
        request: SearchRequest,
        field: str,
        *,
        contains: str = "",
        offset: int = 0,
        size: int = 100,
        order: Literal["count", "value"] = "count",
    ) -> FacetResult:
        """Return all values of a facet."""
        request = dataclasses.replace(request, facet_sort=order)
        return self._facet(request, field, size, contains.casefold(), offset)

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return facet values that hold the text."""
        stats = self.stats().facets
        return tuple(
            Suggestion(value.label, facet.field, value.value, value.count)
            for facet in stats
            for value in facet.values
            if text.casefold() in value.label.casefold()
        )[:limit]

    def release(self, release_id: str) -> Release:
        """Return the release of that id."""
        for each in self.releases:
            if each.id == release_id:
                return each
        raise ReleaseNotFound(f"No release has the id {release_id!r}.")

    def related(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return others of the same source."""
        source = self.release(release_id).source
        found = [r for r in self.releases if r.source == source and r.id != release_id]
        return tuple(self._shown_hit(each, SearchRequest()) for each in found[:limit])

    def stats(self) -> Stats:
        """Return counts over everything."""
        dates = sorted(each.date.value for each in self.releases if each.date)
        return Stats(
            self.info(),
            len(self.releases) + 7,
            tuple(self._facet(SearchRequest(), name, 10) for name in FACETS),
            dates[0] if dates else None,
            dates[-1] if dates else None,
            {"page.empty": 4, "content.program-code": 3},
        )

    def _matches(self, request: SearchRequest, *, without: str = "") -> list[Release]:
        return [
            each
            for each in self.releases
            if self._has_words(each, request.q.replace("!slow", ""))
            and all(_passes(each, f) for f in request.filters if f.field != without)
            and (without == "date" or _in_range(each, request))
        ]

    @staticmethod
    def _has_words(each: Release, q: str) -> bool:
        text = " ".join((each.title, *each.body)).casefold()
        return all(word.strip('"') in text for word in q.casefold().split())

    @staticmethod
    def _ordered(found: list[Release], request: SearchRequest) -> list[Release]:
        def newest(each: Release) -> tuple[int, int, int]:
            day = day_span(each.date.value)[0] if each.date else 0
            return (0 if each.date else 1, -day, tie_break(each.id))

        def oldest(each: Release) -> tuple[int, int, int]:
            unknown, day, tie = newest(each)
            return (unknown, -day, tie)

        keys: dict[str, Callable[[Release], tuple[object, ...]]] = {
            "newest": newest,
            "relevance": newest,
            "recent": newest,
            "oldest": oldest,
            "title": lambda each: (each.title.casefold(), tie_break(each.id)),
        }
        return sorted(found, key=keys[request.order])

    @staticmethod
    def _shown_hit(each: Release, request: SearchRequest) -> Hit:
        def snippet(text: str) -> Snippet:
            marks = []
            for word in request.q.casefold().split() if request.highlight else ():
                place = text.casefold().find(word)
                if place >= 0 and len(text.casefold()) == len(text):
                    marks.append((place, place + len(word)))
            return Snippet(text, tuple(sorted(marks)))

        passage = " ".join(each.body[:2]) if request.highlight else ""
        return Hit(each, 1.0, snippet(each.title), snippet(passage))

    def _facet(
        self, request: SearchRequest, name: str, size: int, contains: str = "", offset: int = 0
    ) -> FacetResult:
        matches = self._matches(request, without=name)
        counts = Counter(value for each in matches for value in FACETS[name].values(each))
        labels = {"source": SOURCES}
        chosen = request.filter_of(name)
        kept = [
            value for value in counts if contains in facet_label(name, value, labels).casefold()
        ]
        if request.facet_sort == "count" and FACETS[name].order == "count":
            kept.sort(key=lambda value: (-counts[value], value))
        else:
            kept.sort(reverse=name == "year")
        listed = kept[offset : offset + size]
        forced = [v for v in (*chosen.any, *chosen.none) if v != MISSING and v not in listed]
        shown = [*forced, *listed]
        return FacetResult(
            name,
            FACETS[name].label,
            tuple(
                FacetCount(
                    value,
                    facet_label(name, value, labels),
                    counts[value],
                    value in chosen.any,
                    value in chosen.none,
                )
                for value in shown
            ),
            missing=sum(1 for each in matches if not FACETS[name].values(each)),
            other=sum(counts[value] for value in kept if value not in shown),
            distinct=len(kept),
            missing_selected=MISSING in chosen.any,
        )

    def _histogram(self, request: SearchRequest) -> Histogram:
        matches = self._matches(request, without="date")
        days = range_of(request.date_from, request.date_to)
        interval = interval_for(request.interval, days)
        interval = "year" if interval == "auto" else interval
        length = KEY_LENGTH[interval]
        dated = [each.date.value for each in matches if each.date]
        counts = Counter(value[:length] for value in dated if len(value) >= length)
        coarse = sum(1 for value in dated if len(value) < length)
        return histogram_of(
            HistogramCounts(
                interval, tuple(sorted(counts.items())), len(matches) - len(dated), coarse
            ),
            days,
            window_of(request.interval, days),
        )


class EmptySearchOracle(SearchOracle):
    """A service with no index yet."""

    def info(self) -> IndexInfo:
        """Raise ``NoIndex``, as every question here does."""
        raise NoIndex("There is no index yet.")


FOLDERS = {
    "harbour": "port-ellis-harbour", "lumen": "lumen-institute", "ministry": "inland-waters",
    "orbita": "orbita", "delta": "fundacion-delta", "qamar": "qamar",
}  # fmt: skip
BODY = (
    "“We have worked on this for three years,” said Daniel Osei, who leads the work. The next "
    "report is due in the autumn, and everyone is invited to comment on it.",
    "The partners will meet again in Geneva to see what has been learned so far.",
)


def write_corpus(folder: Path) -> Settings:
    """Deliver the releases as records of each source, index them, and return the settings."""
    settings = Settings(
        site_name="Waterside newsrooms", corpus=folder / "corpus", index=folder / "index", jobs=1
    )
    for each in RELEASES:
        file = settings.corpus / FOLDERS[each.source.value] / "releases.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        record = {
            "id": each.id,
            "title": each.title,
            "date": each.date.value if each.date else None,
            "language": each.language,
            "body": [each.body[0], *BODY],
        }
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record) + "\n")
    assert reindex(settings).documents > 20
    return settings


def _passes(each: Release, chosen: Filter) -> bool:
    values = set(FACETS[chosen.field].values(each)) or {MISSING}
    if values & set(chosen.none):
        return False
    if chosen.match == "all":
        return set(chosen.any) <= values
    return not chosen.any or bool(values & set(chosen.any))


def _in_range(each: Release, request: SearchRequest) -> bool:
    if not (request.date_from or request.date_to):
        return True
    return each.date is not None and _overlaps(each.date.value, request)


def _overlaps(value: str, request: SearchRequest) -> bool:
    first, last = day_span(value)
    starts_after = request.date_to and first > day_span(request.date_to)[1]
    ends_before = request.date_from and last < day_span(request.date_from)[0]
    return not (starts_after or ends_before)
