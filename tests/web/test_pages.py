"""The pages say what was found, keep every filter in the address, and show text as text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient

from searchapp.model import Filter, SearchRequest, SearchResult
from searchapp.query.parse import parse
from searchapp.settings import Settings
from searchapp.web import create_app
from tests.support.search_oracle import RELEASES, SearchOracle

ATOM = "{http://www.w3.org/2005/Atom}"
VOID = {"meta", "link", "input", "rect", "br"}


class Page(HTMLParser):
    """The elements of a page, and a check that they are nested properly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and that it is open."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost open element is the one that ends."""
        assert self.open.pop() == tag

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of every element of one kind."""
        return (attributes for name, attributes in self.elements if name == tag)


def page(client: FlaskClient, address: str) -> Page:
    """Return a page that must be there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return Page(response.text)


ADDRESSES = [
    "/",
    "/search",
    "/search?q=water&source=lumen&-language=fr&person=_missing",
    "/search?q=%22open&date_from=2024-03&date_to=2024-03&page=0",
    "/search?q=zzz&source=lumen&person=Marta+Holm&date_to=2020",
    "/search?person=Marta+Holm&person=Ines+Duarte&match_person=all",
    "/search?q=feries",
    "/search?page=90",
    "/search?per_page=10&page=2",
    "/facets/organization?q=water",
    "/facets/person?contains=duarte&facet_sort=value",
    "/facets/year",
    "/about",
    *(f"/releases/{each.id}" for each in (RELEASES[6], RELEASES[13], RELEASES[28], RELEASES[-1])),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_markup_is_sound(client: FlaskClient, address: str) -> None:
    """Nested properly, one h1, one main, unique ids, labels for inputs, nothing inline."""
    found = page(client, address)
    assert len(list(found.all("h1"))) == len(list(found.all("main"))) == 1
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for attributes in found.all("label")}
    for attributes in found.all("input"):
        assert attributes.get("type") == "hidden" or attributes.get("id") in labelled or (
            attributes["name"].startswith("date_")
        )  # fmt: skip
    for _, attributes in found.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("aria-labelledby", "aria-describedby"):
            assert attributes.get(name, ids[0]) in ids
    assert all("src" in attributes for attributes in found.all("script"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_works(client: FlaskClient, address: str) -> None:
    """Each link of the site answers; those that lead out are http and give nothing away."""
    found = {each["href"]: each.get("rel") for each in page(client, address).all("a")}
    for target, relation in found.items():
        if urlsplit(target).scheme:
            assert urlsplit(target).scheme in ("http", "https")
            assert relation == "noopener noreferrer"
        elif not target.startswith("#"):
            assert client.get(target).status_code == 200, target


@pytest.mark.parametrize("address", ["/search", "/search?q=water", "/search?language=en"])
def test_no_listed_value_leads_to_nothing(client: FlaskClient, address: str) -> None:
    """Every link that adds a filter leads to at least one result."""
    for attributes in page(client, address).all("a"):
        if "value" in attributes.get("class", ""):
            assert "<strong>No results" not in client.get(attributes["href"]).text


def test_text_is_shown_as_text(client: FlaskClient) -> None:
    """Markup in titles, bodies, dropped pieces, queries and the site name is escaped."""
    hostile = RELEASES[-1]
    for address in (f"/releases/{hostile.id}", "/search?q=visitors", "/search?q=<script>x</script>",
                    "/facets/person?contains=<script>x"):  # fmt: skip
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<script>x" not in text
        assert "<b>" not in text
    assert "Visitors &lt;b&gt;must&lt;/b&gt;" in client.get(f"/releases/{hostile.id}").text
    assert "Test &lt;newsrooms&gt;" in client.get("/").text


def test_dangerous_originals_are_not_linked(client: FlaskClient) -> None:
    """An address with another scheme is shown, not linked."""
    dangerous = next(r for r in RELEASES if r.url and r.url.startswith("javascript"))
    found = page(client, f"/releases/{dangerous.id}")
    assert not [a for a in found.all("a") if a["href"].startswith("javascript")]


def test_results_and_summary(client: FlaskClient) -> None:
    """The count, the query and the filters are told once, to everyone."""
    text = client.get("/search?q=water&source=lumen").text
    total = SearchOracle().search(SearchRequest(q="water")).total
    assert total > 1
    statuses = re.findall(r'role="status">(.*?)</p>', text, re.DOTALL)
    assert len(statuses) == 1
    assert "results" in statuses[0]
    assert "water" in statuses[0]
    assert "1 filter" in statuses[0]
    assert "<mark>water</mark>" in text


def test_chips_say_what_they_remove(client: FlaskClient) -> None:
    """Each filter has a chip with a telling name; following all of them clears the address."""
    address = "/search?q=water&source=lumen&-language=fr&date_from=2024-03&date_to=2024-03"
    names = [
        attributes["aria-label"]
        for attributes in page(client, address).all("a")
        if attributes.get("class") == "chip"
    ]
    assert names == [
        "Remove filter: Source is Lumen Institute",
        "Remove filter: Language is not French",
        "Remove filter: Date is March 2024",
    ]
    for _ in names:
        chip = next(a for a in page(client, address).all("a") if a.get("class") == "chip")
        address = chip["href"]
    assert address == "/search?q=water"


def test_a_chosen_value_is_first_and_stays(client: FlaskClient) -> None:
    """A value with few releases, or none, is listed at the top once it is chosen."""
    text = client.get("/search?person=%D0%9F%D1%91%D1%82%D1%80+%D0%98%D0%BB%D1%8C%D0%B8%D0%BD").text
    group = text.split('id="facet-person"')[1].split("</section>")[0]
    assert "1 selected" in group
    assert group.index("Пётр Ильин") < group.index("Daniel Osei")
    nobody = client.get("/search?person=Nobody").text
    assert "No results" in nobody
    assert "Remove filter: Person is Nobody" in nobody


def test_missing_values_are_counted_and_can_be_chosen(client: FlaskClient) -> None:
    """Releases without a value are a row of the facet, without a date a link of the timeline."""
    text = client.get("/search").text
    assert "None named" in text.split('id="facet-person"')[1].split("</section>")[0]
    assert "2 without a date" in text
    assert "<strong>2</strong>" in client.get("/search?year=_missing").text


def test_no_results_show_ways_out(client: FlaskClient) -> None:
    """How the query was read, which filter to drop and what that gives, and where to browse."""
    text = client.get("/search?q=ferries&source=lumen&language=en").text
    assert "No results" in text
    assert "Search without the source filter" in text
    assert "The query was read as" not in text  # nothing but the words themselves
    twice = client.get("/search?q=ferries+moon").text
    assert 'The query was read as <q dir="auto">ferries AND moon</q>' in twice
    ways = text.split("Ask for less")[1].split("</ul>")[0]
    for href, count in re.findall(r'href="([^"]+)".*?class="count">([\d,]+) result', ways):
        there = client.get(href.replace("&amp;", "&")).text
        assert f"<strong>{count}</strong>" in there
    assert "All organizations" in text


def test_another_spelling_is_offered_with_its_count(client: FlaskClient) -> None:
    """Did you mean … only if it finds something."""
    assert "Did you mean" in client.get("/search?q=feries").text
    assert "Did you mean" not in client.get("/search?q=feries&source=orbita").text


def test_notices(client: FlaskClient) -> None:
    """What could not be used, how a broken query was read, and a cut answer are said."""
    text = client.get("/search?page=0&date_from=soon").text
    assert "page=0 must be a whole number" in text
    assert "date_from=soon is not a date" in text
    assert (
        "A quotation mark has no partner and was left out." in client.get("/search?q=%22water").text
    )
    partial = client.get("/search?q=!slow")
    assert "this answer is not complete" in partial.text
    assert partial.headers["Cache-Control"] == "no-store"


def test_languages_are_declared(client: FlaskClient) -> None:
    """Titles and passages say their language, and find their own direction."""
    found = page(client, "/releases/qamar-0028")
    heading = next(found.all("h1"))
    assert (heading["lang"], heading["dir"]) == ("ar", "auto")


def test_dates_say_what_is_known(client: FlaskClient) -> None:
    """The precision is in the words, and where the date was found."""
    text = client.get("/releases/lumen-0012").text
    assert "March 2024" in text
    assert "date from the dateline, known to the month only" in text
    assert "no date" in client.get("/releases/lumen-0013").text


def test_the_release_shows_what_was_removed(client: FlaskClient) -> None:
    """The pieces and the reasons are on the page."""
    text = client.get("/releases/lumen-0010").text
    assert "What was removed: 2 pieces" in text
    assert "Home | News | &lt;b&gt;Contact&lt;/b&gt;" in text


def test_facet_page_finds_sorts_and_excludes(client: FlaskClient) -> None:
    """All values are found by part of their name, and can be excluded."""
    found = page(client, "/facets/person?contains=holm&source=harbour")
    excluding = next(a for a in found.all("a") if a.get("class") == "exclude")["href"]
    assert excluding == "/search?source=harbour&-person=Marta+Holm"
    text = client.get("/facets/source?facet_sort=value").text
    assert text.index(">Fundación Delta<") < text.index(">Harbour Authority of Port Ellis<")


def test_the_feed_is_sound(client: FlaskClient) -> None:
    """Valid XML, newest first, ids that are the addresses of the pages, undated ones included."""
    response = client.get("/search.atom?source=lumen&sort=title")
    assert response.mimetype == "application/atom+xml"
    feed = ET.fromstring(response.data)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    expected = SearchOracle().search(SearchRequest(filters=(), per_page=50, sort="newest"))
    order = [hit.release.id for hit in expected.hits if hit.release.source.value == "lumen"]
    assert [e.findtext(f"{ATOM}id", "").rsplit("/", 1)[1] for e in entries] == order
    assert all(e.findtext(f"{ATOM}updated", "").endswith("Z") for e in entries)
    assert ET.fromstring(client.get("/opensearch.xml").data) is not None  # noqa: S314


def test_exports_hold_every_result(client: FlaskClient) -> None:
    """CSV and JSON Lines have a line for each result and state their cap."""
    total = len(RELEASES)
    table = client.get("/search.csv")
    assert len(table.text.splitlines()) == total + 1
    assert table.headers["X-Result-Cap"] == "10000"
    assert table.headers["X-Total-Count"] == str(total)
    assert len(client.get("/search.jsonl").text.splitlines()) == total
    some = client.get("/search.csv?source=delta").text.splitlines()
    assert len(some) == 5


def test_the_same_query_string_everywhere(client: FlaskClient) -> None:
    """Page, feed, exports and API answer the same question with the same number."""
    query = "q=water&source=lumen&date_from=2019&sort=&date_to="
    total = client.get(f"/api/v1/search?{query}").get_json()["total"]
    assert f"<strong>{total}</strong>" in client.get(f"/search?{query}").text
    assert len(client.get(f"/search.jsonl?{query}").text.splitlines()) == total
    assert client.get(f"/search.atom?{query}").text.count("<entry") == total


@pytest.mark.parametrize("address", ["/", "/search", "/nope", "/static/app.js", "/search.csv"])
def test_security_headers(client: FlaskClient, address: str) -> None:
    """The policy forbids everything that the pages do not need."""
    with client.get(address) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_pages_are_revalidated(client: FlaskClient) -> None:
    """A page that has not changed is not sent again."""
    first = client.get("/search?q=water")
    again = client.get("/search?q=water", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"


def test_health(client: FlaskClient) -> None:
    """Alive and ready, with the generation; never from a cache."""
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.get_json()["generation"] == "20240601T080000Z-test"
    assert ready.headers["Cache-Control"] == "no-store"


def test_crawlers_are_told_where_there_is_no_end(client: FlaskClient) -> None:
    """Searches and lists of values lead to ever more of them; releases are for everybody."""
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    for closed in ("/search?person=x", "/search.csv", "/facets/person", "/api/v1/search?q=x"):
        assert not robots.can_fetch("any", f"http://localhost{closed}")
    for opened in ("/", "/about", "/releases/lumen-0010"):
        assert robots.can_fetch("any", f"http://localhost{opened}")
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"


def test_pages_answer_head_and_revalidate(client: FlaskClient) -> None:
    """HEAD has the headers of GET and no body; the tag of an answer makes the next one a 304."""
    for path in ("/", "/search?q=water", "/about", "/facets/person", "/releases/lumen-0010",
                 "/search.atom", "/search.csv", "/api/v1/search?q=water", "/robots.txt",
                 "/releases/lumen-0010.json", "/opensearch.xml", "/favicon.ico"):  # fmt: skip
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.mimetype == got.mimetype
        assert head.headers.get("ETag") == got.headers.get("ETag")
        if tag := got.headers.get("ETag"):
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_words_that_were_left_out_are_told() -> None:
    """Quietly, under the number of results."""

    class Leaving(SearchOracle):
        def search(self, request: SearchRequest) -> SearchResult:
            return replace(super().search(request), left_out=("the", "of"))

    text = create_app(Settings(), Leaving()).test_client().get("/search?q=water").text
    assert "Too common to search for:" in text
    assert '<q dir="auto">of</q>' in text


def test_filters_show_what_their_names_stand_for() -> None:
    """A name in the address that the service took for another is that other on the page."""

    class Knowing(SearchOracle):
        def search(self, request: SearchRequest) -> SearchResult:
            known = Filter("person", ("Daniel Osei",))
            filters = tuple(
                known if each.any == ("Mr. Osei",) else each for each in request.filters
            )
            return super().search(replace(request, filters=filters))

    client = create_app(Settings(), Knowing()).test_client()
    page = client.get("/search?person=Mr.+Osei").text
    assert "Remove filter: Person is Daniel Osei" in page
    assert "Mr. Osei" not in page.split("</form>", 1)[1]
    body = client.get("/api/v1/search?person=Mr.+Osei").get_json()
    assert body["query"]["filters"]["person"]["any"] == ["Daniel Osei"]
    assert body["total"] > 0


def test_arabic_releases_turn_and_their_dates_do_not(client: FlaskClient) -> None:
    """The frame of a hit and of a release begins at the right; day, month, year stay in order."""
    hits = client.get("/search?language=ar").text.split('<article class="hit"')[1:]
    assert hits
    for hit in hits:
        assert hit.startswith(' dir="rtl">')
        assert 'dir="ltr">' in hit.split("<time")[1][:60]
    assert 'class="release" dir="rtl"' in client.get("/releases/qamar-0028").text
    assert 'class="hit">' in client.get("/search?language=ru").text


def test_nothing_found_draws_no_empty_timeline(client: FlaskClient) -> None:
    """A range in which nothing was published has no bars to show."""
    assert "timeline-title" not in client.get("/search?q=tug&date_from=2020&date_to=2021").text
    assert "timeline-title" in client.get("/search?q=tug").text


def test_a_date_in_the_query_is_proposed_as_a_date(client: FlaskClient) -> None:
    """As a link with the number of results; not where there are none, or dates are chosen."""
    text = client.get("/search?q=water+march+2024").text
    link = re.search(
        r'By date: <a href="([^"]*)" dir="auto">water published in March 2024</a>', text
    )
    assert link
    target = client.get(link[1].replace("&amp;", "&")).text
    count = re.search(r"By date:.*?(\d+) results?</span>", text)
    assert count
    assert f"<strong>{count[1]}</strong> result" in target
    assert "By date:" not in client.get("/search?q=water+1950").text
    assert "By date:" not in client.get("/search?q=water+2024&date_from=2020").text


def test_the_examples_of_the_query_help_are_understood(client: FlaskClient) -> None:
    """Each can be typed as it stands: nothing in it is read otherwise."""
    help_text = client.get("/about").text.split('id="query"')[1].split("</section>")[0]
    examples = re.findall(r'<th scope="row"><code>(.*?)</code>', help_text)
    assert len(examples) > 15
    for example in map(unescape, examples):
        parsed = parse(example)
        assert not parsed.warnings, example
        assert parsed.read_as
