"""Logs: one line a request that any reader of logs can split, and nothing that a request forges."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from searchapp.settings import Settings
from searchapp.web import create_app
from searchapp.web.logs import JsonFormatter, TextFormatter
from searchapp.web.request_log import request_id_of
from tests.support.search_oracle import SearchOracle

HOSTILE_IDS = [
    "", " ", "a b", "a\tb", 'a"b', "a;b", "a,b", "<script>", "é", "x" * 129, "{}", "a\\nb", "%0a",
]  # fmt: skip


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """The fields of what was logged so far, by logger."""
    caplog.set_level(logging.INFO, "searchapp")

    def logged(name: str) -> list[dict[str, Any]]:
        records = [each for each in caplog.records if each.name == f"searchapp.{name}"]
        return [getattr(record, "fields", {}) for record in records]

    return logged


def record_of(message: str, fields: dict[str, Any]) -> logging.LogRecord:
    """Return a record with fields."""
    record = logging.LogRecord("searchapp.access", logging.INFO, "", 0, message, (), None)
    record.fields = fields
    return record


@pytest.mark.parametrize("given_id", ["abc", "7f3c-11ee.x_y", "Root=1-67a:0/b+c@d", "x" * 128])
def test_a_sane_id_is_kept(client: FlaskClient, given_id: str) -> None:
    """What a proxy calls the request is what the answer says."""
    response = client.get("/healthz", headers={"X-Request-Id": given_id})
    assert response.headers["X-Request-Id"] == given_id


@pytest.mark.parametrize("given_id", HOSTILE_IDS)
def test_a_hostile_id_is_replaced(client: FlaskClient, given_id: str) -> None:
    """Anything that could break a line, a header or a page gets a new id, on errors as well."""
    for address in ("/healthz", "/nope", "/api/v1/search?x=y"):
        made = client.get(address, headers={"X-Request-Id": given_id}).headers["X-Request-Id"]
        assert re.fullmatch("[0-9a-f]{32}", made)


@given(st.text(max_size=200))
def test_any_id_comes_out_sane(text: str) -> None:
    """The id in force is always a short word of ASCII."""
    assert re.fullmatch(r"[!-~]{1,128}", request_id_of(text))


def test_each_request_is_one_line(client: FlaskClient, lines: Any) -> None:
    """Method, route and status of each, also of those that fail; no path, no query, no address."""
    client.get("/search?q=water")
    client.head("/releases/lumen-0010")
    client.get("/api/v1/releases/none")
    found = lines("access")
    assert [(each["method"], each["route"], each["status"]) for each in found] == [
        ("GET", "/search", 200),
        ("HEAD", "/releases/<release_id>", 200),
        ("GET", "/api/v1/releases/<release_id>", 404),
    ]
    assert found[2]["code"] == "release.not-found"
    assert all(each["ms"] >= 0 for each in found)
    assert not re.search(r"water|lumen|127\.0", json.dumps(found))


def test_a_search_without_results_is_logged_with_its_query(client: FlaskClient, lines: Any) -> None:
    """So that whoever runs the site learns what readers look for in vain."""
    client.get("/search?q=zeppelin&person=Marta Holm&date_from=2020")
    client.get("/api/v1/search?q=water")
    client.get("/search?q=zeppelin !slow")
    assert lines("empty") == [
        {"q": "zeppelin", "filters": "date_from=2020&person=Marta+Holm", "results": 0}
    ]
    assert lines("slow") == []


def test_a_slow_search_is_logged_with_its_query(lines: Any) -> None:
    """Above ``slow_query_ms``, with the time and what was left out."""
    client = create_app(Settings(slow_query_ms=3), SearchOracle()).test_client()
    client.get("/search?q=water !slow")
    (line,) = lines("slow")
    assert (line["q"], line["ms"], line["partial"]) == ("water !slow", 3.2, "facets")


@given(st.text(), st.dictionaries(st.sampled_from(["q", "route"]), st.text() | st.integers()))
def test_a_json_line_is_one_line_of_json(message: str, fields: dict[str, Any]) -> None:
    """Whatever was asked: one line, in ASCII, that gives back what went in."""
    line = JsonFormatter().format(record_of(message.replace("%", ""), fields))
    assert line.isascii()
    assert len(line.splitlines()) == 1
    said = json.loads(line)
    assert said.items() >= fields.items()
    assert said.keys() >= {"time", "level", "logger", "message"}


@given(st.text(), st.dictionaries(st.sampled_from(["q", "route"]), st.text() | st.integers()))
def test_a_text_line_is_one_line(message: str, fields: dict[str, Any]) -> None:
    """No line break, no control and no mark that turns the text around gets through."""
    line = TextFormatter().format(record_of(message.replace("%", ""), fields))
    assert line.isprintable()


def test_text_can_be_split_again() -> None:
    """Plain words stand alone, anything else in quotation marks, in the script it was typed in."""
    line = TextFormatter().format(record_of("request", {"route": "/a/<b>", "q": 'вода "x\ny" \\'}))
    assert line.endswith(r'info searchapp.access request route=/a/<b> q="вода \"x\ny\" \\"')


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_a_failure_has_its_traceback(
    formatter: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    """And a path that was asked for cannot forge a line in front of it."""

    class Broken(SearchOracle):
        def release(self, release_id: str) -> Any:
            raise RuntimeError("a fault")

    create_app(Settings(), Broken()).test_client().get("/releases/x%0aforged line")
    record = next(each for each in caplog.records if each.exc_info)
    text = formatter.format(record)
    assert "RuntimeError: a fault" in text
    assert "\nforged" not in text


def test_logging_that_is_configured_is_left_alone() -> None:
    """Whoever embeds the application says where lines go."""
    before = list(logging.getLogger("searchapp").handlers)
    create_app(Settings(log_format="json"), SearchOracle())
    assert logging.getLogger("searchapp").handlers == before
