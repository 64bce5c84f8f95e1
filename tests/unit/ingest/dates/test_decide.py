"""Which date is the publication date, how sure that is, and when it is better to be silent."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import DateDecision, SourceDates, learn_dates, publication_date
from searchapp.ingest.types import Content, DeclaredDate, Metadata
from searchapp.model import Dropped, MentionedDate
from tests.support.strategies import DAYS
from tests.support.work import steps

PROSE = (
    "The harbour board will rebuild the northern quay, which a storm damaged in the winter.",
    "Work begins as soon as the tide allows and costs four million, half of it from the city.",
)
LINES = st.lists(
    st.sampled_from(["29 March 2024", "2024-13-45", "on 3/4/2024 we", "Март 2024 г.", "1 9 8 2"])
    | st.text(max_size=30),
    max_size=5,
)  # fmt: skip


def content(*paragraphs: str, title: str = "Harbour to be rebuilt") -> Content:
    """Return a release with these paragraphs."""
    return Content(title=title, title_where="headline", paragraphs=paragraphs or PROSE)


def decided(found: DateDecision) -> tuple[str, str, str] | None:
    """Return value, precision and origin of the publication date."""
    date = found.date
    return (date.value, date.precision, date.origin) if date else None


def test_a_date_line_is_the_date() -> None:
    """A line that holds little but a date, at the head, is believed; its origin is the text."""
    release = replace(content(), date_lines=(("March 29, 2024", "head"),))
    found = publication_date(release, "a.txt")
    assert decided(found) == ("2024-03-29", "day", "text")
    assert found.date is not None
    assert found.date.confidence > 0.8


def test_a_month_line_beats_the_day_of_an_event() -> None:
    """A month at the foot dates the release; the day of the event in the prose is mentioned."""
    body = "On February 25, 2025, the harbour board gave its prize for clean ships in Ostend."
    release = replace(content(body, *PROSE), date_lines=(("Февраль 2025 г.", "tail"),))
    found = publication_date(release, "a.txt")
    assert decided(found) == ("2025-02", "month", "text")
    assert found.mentioned == (MentionedDate("2025-02-25", "day"),)


def test_a_dateline_is_the_date() -> None:
    """Place, date and dash before the first sentence give the date, with that origin."""
    found = publication_date(content(f"GENEVA, March 29, 2024 – {PROSE[0]}", PROSE[1]), "a.txt")
    assert decided(found) == ("2024-03-29", "day", "dateline")


@pytest.mark.parametrize(
    "sentence",
    [
        "The present quay has stood since 4 May 1951 and was last repaired by the navy.",
        "The tender is open until 30 June 2031 for all yards of the region.",
    ],
)
def test_a_date_in_a_sentence_is_only_mentioned(sentence: str) -> None:
    """A day deep in the prose is no publication date: the date stays unknown."""
    found = publication_date(content(*PROSE * 8, sentence, *PROSE * 8), "a.txt")
    assert found.date is None
    assert len(found.mentioned) == 1


def test_what_the_page_declares_comes_first() -> None:
    """A field of the page outweighs the text and the path; agreement makes it surer."""
    field = DeclaredDate("2024-03-29", "metadata", 0.9, "front matter date")
    release = replace(content(), metadata=Metadata(dates=(field,)))
    found = publication_date(release, "2020-01-01-x.txt")
    assert decided(found) == ("2024-03-29", "day", "metadata")
    agreeing = publication_date(release, "2024-03-29-x.txt")
    assert found.date is not None
    assert agreeing.date is not None
    assert agreeing.date.confidence > found.date.confidence


def test_a_declared_date_that_is_no_date_is_left_out() -> None:
    """Fields may hold anything; what is no day, month or year does not count."""
    values = ("", "soon", "2024-02-31", "0000", "1-2-3-4")
    wrong = tuple(DeclaredDate(value, "metadata", 0.9, "x") for value in values)
    release = replace(content(), metadata=Metadata(dates=wrong))
    assert publication_date(release, "a.txt").date is None


def test_the_date_inside_the_release_is_preferred_to_a_doubtful_stamp() -> None:
    """A stamp of upload some days after the date line gives way to it."""
    stamp = DeclaredDate("2024-04-02", "metadata", 0.6, "meta date")
    release = replace(
        content(), date_lines=(("March 29, 2024", "head"),), metadata=Metadata(dates=(stamp,))
    )
    assert decided(publication_date(release, "a.txt")) == ("2024-03-29", "day", "text")


def test_the_file_name_tells_where_the_text_is_silent() -> None:
    """A day in the name of the file is the date; its origin says so."""
    assert decided(publication_date(content(), "north/29Oct2007North60.txt")) == (
        "2007-10-29", "day", "file name",
    )  # fmt: skip


def test_a_source_whose_paths_are_days_late_is_not_believed() -> None:
    """Where the paths of a source are stamps of upload, the date line counts."""
    pages = [("2024-03-29.txt", "Geneva, 27 March 2024")] * 5
    release = replace(content(), date_lines=(("26 March 2024", "head"),))
    assert decided(publication_date(release, "2024-03-29.txt")) == (
        "2024-03-29", "day", "file name",
    )  # fmt: skip
    learned = learn_dates(pages)
    assert decided(publication_date(release, "2024-03-29.txt", learned)) == (
        "2024-03-26", "day", "text",
    )  # fmt: skip


def test_the_order_of_the_source_is_used() -> None:
    """The same ambiguous line is read as the source writes its dates."""
    release = replace(content(), date_lines=(("3/4/2024", "head"),))
    for learned, value in (
        (SourceDates(day_first=5), "2024-04-03"),
        (SourceDates(month_first=5), "2024-03-04"),
    ):
        date = publication_date(release, "a.txt", learned).date
        assert date is not None
        assert date.value == value


def test_a_line_taken_for_boilerplate_can_still_hold_the_date() -> None:
    """Short lines that were left out of the body compete, and the rest of the page does not."""
    release = replace(content(), dropped=(Dropped("Media release 29 March 2024", "menu"),))
    assert decided(publication_date(release, "a.txt")) == ("2024-03-29", "day", "text")
    short = replace(content(), dropped=(Dropped("29 March 98", "menu"),))
    assert decided(publication_date(short, "a.txt")) == ("1998-03-29", "day", "text")
    teaser = replace(content(), dropped=(Dropped("29 March 2024 Boat race", "related"),))
    assert publication_date(teaser, "a.txt").date is None


def test_a_weekday_tells_the_year() -> None:
    """A day without a year is dated by its weekday where only one named year fits."""
    release = replace(content(), date_lines=(("Sunday, April 18", "head"), ("42/93", "head")))
    assert decided(publication_date(release, "a.txt")) == ("1993-04-18", "day", "text")


def test_a_year_torn_off_its_date_is_put_back() -> None:
    """A day and month at the end of a line take the only year that stands alone on a line."""
    release = replace(content(), dropped=(Dropped("8  January", "menu"), Dropped("2004", "mark")))
    assert decided(publication_date(release, "a.txt")) == ("2004-01-08", "day", "text")
    apart = replace(content("Ostend, 8  January", *PROSE), dropped=(Dropped("2004", "mark"),))
    assert decided(publication_date(apart, "a.txt")) == ("2004-01-08", "day", "text")
    two = replace(apart, dropped=(*apart.dropped, Dropped("2005", "mark")))
    assert publication_date(two, "a.txt").date is None


def test_both_ends_of_a_range_are_mentioned() -> None:
    """A range in the prose gives its first and its last day to the mentioned dates."""
    found = publication_date(content(*PROSE, "The quay is closed on 3-5 May 2031."), "a.txt")
    assert [one.value for one in found.mentioned] == ["2031-05-03", "2031-05-05"]


def test_every_candidate_is_told_with_its_place() -> None:
    """For a person who asks, all candidates are there with confidence and the reasons for it."""
    release = replace(content(), date_lines=(("March 29, 2024", "head"),))
    found = publication_date(release, "2024-03-30.txt")
    assert {(one.value, one.origin) for one in found.candidates} == {
        ("2024-03-29", "text"), ("2024-03-30", "file name"),
    }  # fmt: skip
    assert all(one.where and 0 <= one.confidence <= 1 for one in found.candidates)


@given(st.text(max_size=30), LINES, LINES, LINES, st.text(max_size=20))
def test_any_release_gets_a_decision(
    title: str, paragraphs: list[str], head: list[str], dropped: list[str], path: str
) -> None:
    """Nothing raises; the same release gives the same decision; the date is not also mentioned."""
    release = Content(
        title=title,
        title_where="headline",
        paragraphs=tuple(paragraphs),
        date_lines=tuple((line, "head") for line in head),
        dropped=tuple(Dropped(line, "menu") for line in dropped),
    )
    found = publication_date(release, path)
    assert found == publication_date(release, path)
    assert found.date is None or 0.4 <= found.date.confidence <= 1
    assert found.date is None or found.date.value not in {one.value for one in found.mentioned}


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            *PROSE * 8,
            "The text of the letter follows:",
            "May 1, 2006",
            "Dear Mr. Harbour:",
            *PROSE * 8,
        ),
        (*PROSE, "WHEN: 2 p.m., Thursday, June 14, 2012", "WHERE: the upper hall of the harbour"),
        (
            *PROSE * 8,
            "A storm broke the quay (Harbour News,",
            "17 May 2009",
            "), as reported.",
            *PROSE * 8,
        ),
        (*PROSE, "The harbour board will hold a hearing on Tuesday, May 22, 2012, in Ostend."),
    ],
    ids=["letter", "event", "torn out of a sentence", "coming"],
)
def test_other_days_make_a_date_less_sure(paragraphs: tuple[str, ...]) -> None:
    """The day of a letter, of an event or of a source is less sure than a date line, or unknown."""
    found = publication_date(content(*paragraphs), "a.txt")
    line = publication_date(content("May 1, 2006", *paragraphs[:1]), "a.txt").date
    assert line is not None
    assert found.date is None or found.date.confidence < line.confidence - 0.1


def test_the_day_of_printing_above_the_date_is_passed_over() -> None:
    """Of two lines at the head, the upper a day later or years later, the lower one is the date."""
    for upper in ("Tuesday, 2 April 2024", "Today: 2 April 2031", "2 April 2031"):
        release = replace(content(), date_lines=((upper, "head"), ("29 March 2024", "head")))
        found = publication_date(release, "a.txt").date
        assert found is None or found.value == "2024-03-29"
    assert found is not None


def test_an_embargo_dates_a_release() -> None:
    """The day to which a release is held back is the day it comes out."""
    release = replace(content(), date_lines=(("Embargoed until 6 am, 29 March 2024", "head"),))
    assert decided(publication_date(release, "a.txt")) == ("2024-03-29", "day", "text")


@given(st.integers(0, 400))
def test_a_table_of_dates_does_not_hide_the_date_line(rows: int) -> None:
    """However many dates a table holds, the date line above it stays the date."""
    table = [f"{1 + row % 28} June {1990 + row % 20}" for row in range(rows)]
    release = replace(content(*PROSE * 8, *table), date_lines=(("29 March 2024", "head"),))
    assert decided(publication_date(release, "a.txt")) == ("2024-03-29", "day", "text")


def test_many_days_take_linear_work() -> None:
    """Ten times the different days take about ten times the steps."""

    def work(count: int) -> int:
        days = (datetime.date(1950, 1, 1) + datetime.timedelta(row) for row in range(count))
        release = content(" ".join(day.isoformat() for day in days))
        publication_date(release, "a.txt")  # words that were read before are remembered
        return steps(publication_date, release, "a.txt")

    assert work(1_000) < 12 * work(100)


def test_a_part_with_a_date_takes_no_part() -> None:
    """The dateline stands in the first paragraph too: as a part it is not read once more."""
    release = replace(content(), parts={"dateline": ("OSTEND, 29 March 2024",)})
    assert publication_date(release, "a.txt").date is None


@pytest.mark.parametrize("lines", [("28 NOVEMBER", "1999"), ("Ostend, 28", "November 1999")])
def test_a_date_broken_over_two_lines_is_whole_again(lines: tuple[str, str]) -> None:
    """A date whose parts stand on two lines is read, though other days are in the text."""
    broken = tuple(Dropped(line, "menu") for line in lines)
    body = "The quay was closed on 3 May 1998 after the storm."
    found = publication_date(replace(content(body, *PROSE), dropped=broken), "a.txt")
    assert decided(found) == ("1999-11-28", "day", "text")


RELEASES = {
    "en": ("Harbour to be rebuilt", "OSTEND", "The harbour board will rebuild the northern quay."),
    "fr": ("Le port sera rénové", "OSTENDE", "La régie du port va reconstruire le quai nord."),
    "es": ("El puerto se renueva", "OSTENDE", "La junta del puerto reconstruirá el muelle norte."),
    "ru": ("Порт будет перестроен", "ОСТЕНДЕ", "Управление порта перестроит северный причал."),
    "zh": ("港口将重建", "奥斯坦德", "港务局将重建北码头，这座码头在冬天被风暴损坏。"),
    "ar": ("إعادة بناء الميناء", "أوستند", "ستعيد هيئة الميناء بناء الرصيف الشمالي الذي تضرر."),
    "de": ("Der Hafen wird erneuert", "OSTENDE", "Die Hafenbehörde baut den Nordkai neu auf."),
    "pt": ("O porto será renovado", "OSTENDE", "A autoridade do porto vai reconstruir o cais."),
}
"""Language -> title, place and a sentence of a release."""

LANGUAGES = st.sampled_from(sorted(RELEASES))
FORMS = st.sampled_from(["full", "long", "medium"])
PLACES = st.sampled_from(["head", "tail", "dateline", "line of the body"])


def release(language: str, written: str, place: str) -> Content:
    """Return a release that carries a date at one of the places where releases have it."""
    title, city, sentence = RELEASES[language]
    first = f"{city}, {written} – {sentence}" if place == "dateline" else sentence
    body = [first, sentence, sentence]
    if place == "line of the body":
        body.insert(0, written)
    line = [(written, place)] if place in ("head", "tail") else []
    return Content(title, "headline", tuple(body), date_lines=tuple(line))  # type: ignore[arg-type]


def day_of(content: Content, learned: SourceDates | None = None) -> str | None:
    """Return the publication date of a release."""
    date = publication_date(content, "page.txt", learned).date
    return date.value if date else None


@given(LANGUAGES, FORMS, PLACES, DAYS)
def test_a_release_is_dated_in_each_language(
    language: str, form: str, place: str, day: datetime.date
) -> None:
    """A day as CLDR writes it, on a line of its own or in the dateline, is the day of a release."""
    written = format_date(day, form, language)
    learned = learn_dates([("page.txt", _clear(language, form))])
    assert day_of(release(language, written, place), learned) == day.isoformat()


@given(LANGUAGES, PLACES, DAYS)
def test_short_dates_follow_the_source(language: str, place: str, day: datetime.date) -> None:
    """A short date in numbers is read in the order that other pages of its source show."""
    learned = learn_dates([("page.txt", _clear(language, "short"))])
    written = format_date(day, "short", language)
    assert day_of(release(language, written, place), learned) == day.isoformat()


def _clear(language: str, form: str) -> str:
    """Return a text with days that can be read in one way only."""
    days = (datetime.date(2011, month, 13 + month) for month in range(1, 13))
    return "\n\n".join(format_date(day, form, language) for day in days)


@given(
    st.booleans(),
    st.sampled_from("-/."),
    st.lists(DAYS, max_size=20),
    DAYS.filter(lambda d: d.day > 12),
)
def test_the_order_of_a_source_is_found(
    day_first: bool, mark: str, days: list[datetime.date], clear: datetime.date
) -> None:
    """One date that can be read in one way only settles the order of all others."""
    form = f"%d{mark}%m{mark}%Y" if day_first else f"%m{mark}%d{mark}%Y"
    learned = learn_dates(("page.txt", day.strftime(form)) for day in [*days, clear])
    assert learned.order is day_first
    for day in days:
        assert day_of(release("en", day.strftime(form), "head"), learned) == day.isoformat()


@pytest.mark.parametrize("language", sorted(RELEASES))
def test_a_date_with_two_readings_is_not_guessed(language: str) -> None:
    """Where nothing tells which number is the day, the date is unknown, whatever its place."""
    for place in ("head", "tail", "dateline"):
        assert day_of(release(language, "3/4/2024", place)) is None
