"""Prometheus metrics of requests, searches and the index.

Labels are route templates, statuses and codes: whatever is asked, their number is bounded. With
``PROMETHEUS_MULTIPROC_DIR`` set (:mod:`searchapp.web.gunicorn_conf` does it) the numbers are those
of all server processes, else those of the process that answers.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from searchapp.errors import SKIP_REASONS, SearchAppError
from searchapp.indexing.status import (
    IndexStatus,
    LastReindex,
    available_bytes,
    read_last_reindex,
    read_status,
)
from searchapp.settings import Settings
from searchapp.web.context import settings
from searchapp.web.gunicorn_conf import VARIABLE, locked
from searchapp.web.request_log import current_record, route

__all__ = ["IndexCollector", "blueprint", "register"]

blueprint = Blueprint("metrics", __name__)

EXTENSION = "searchapp.metrics"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STAGE_SECONDS = (0.0005, 0.001, 0.0025, *SECONDS)
RENDER = "render"
"""The stage of an answer that is no part of the search: reading the address, making the page."""

RESULTS = (0, 1, 3, 10, 30, 100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Meters:
    """What is counted while requests are answered. The registry holds all of them."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    errors: Counter
    searches: Counter
    without_results: Counter
    partial: Counter
    results: Histogram
    search_seconds: Histogram
    stage_seconds: Histogram


def _meters() -> Meters:
    registry = CollectorRegistry()

    def counter(name: str, says: str, *labels: str) -> Counter:
        return Counter(f"searchapp_{name}", says, labels, registry=registry)

    def histogram(name: str, says: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(
            f"searchapp_{name}", says, labels, buckets=buckets, registry=registry
        )  # fmt: skip

    return Meters(
        registry,
        counter("http_requests", "Requests answered.", "route", "status"),
        histogram("http_request_duration_seconds",
                  "Time until the answer was ready to be sent.", SECONDS, "route"),
        counter("errors", "Errors answered, by their stable code.", "code"),
        counter("searches", "Searches answered; revalidated ones (304) are not searched again."),
        counter("searches_without_results", "Searches that found nothing."),
        counter("searches_partial", "Searches that ran out of time and said so."),
        histogram("search_results", "Results of a search.", RESULTS),
        histogram("search_duration_seconds",
                  "The part of an answer's time that searching took.", SECONDS),
        histogram("search_stage_duration_seconds",
                  "Time by stage: open (a new generation), plan, match (with filters and ranking), "
                  "count (facets, histogram), texts (fetching, passages), spelling; render is what "
                  "the answer took beside the search.", STAGE_SECONDS, "stage"),
    )  # fmt: skip


class IndexCollector(Collector):
    """Reads the condition of the index when it is asked for: all processes tell the same.

    :param settings: where the index is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        """Yield whether there is an index, the free space, what it holds, and the last reindex."""
        try:
            found = read_status(self._settings)
        except SearchAppError:
            found = None
        yield _gauge("index_readable", "1 if the manifest of the live generation can be read.",
                     found is not None)  # fmt: skip
        yield _gauge("index_free_bytes", "Free disk space.", available_bytes(self._settings))
        if found:
            yield from _gauges(found)
        if last := read_last_reindex(self._settings):
            yield from _last(last)


def _gauges(found: IndexStatus) -> Iterator[Metric]:
    yield _gauge("index_built_timestamp_seconds", "When the last reindex that changed anything "
                 "was done.", found.built_at)  # fmt: skip
    age = max(0.0, time.time() - found.built_at)
    yield _gauge("index_age_seconds", "Age of the live generation.", age)
    yield _gauge("index_documents", "Releases in the live generation.", found.documents)
    yield _gauge("index_pages", "Pages of the corpus that it was made of.", found.pages)
    yield _gauge("index_bytes", "Size of its files.", found.bytes)
    skipped = GaugeMetricFamily(
        "searchapp_index_skipped_pages", "Pages turned away, by reason.", labels=["reason"]
    )
    for reason in SKIP_REASONS:
        skipped.add_metric([reason], found.skipped.get(reason, 0))
    yield skipped


def _last(found: LastReindex) -> Iterator[Metric]:
    yield _gauge("reindex_last_timestamp_seconds", "When the last reindex ended well, also one "
                 "that found nothing changed.", found.at)  # fmt: skip
    took = GaugeMetricFamily(
        "searchapp_reindex_last_duration_seconds", "How long it took, by stage.", labels=["stage"]
    )
    for stage, seconds in found.seconds.items():
        took.add_metric([stage], seconds)
    yield took


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"searchapp_{name}", says, value)


def _count(response: Response) -> Response:
    meters: Meters = current_app.extensions[EXTENSION]
    seen, where = current_record(), route()
    whole = seen.seconds  # looked at once, so that the stages add up to it
    meters.requests.labels(where, str(response.status_code)).inc()
    meters.seconds.labels(where).observe(whole)
    if seen.code:
        meters.errors.labels(seen.code).inc()
    if seen.result:
        meters.searches.inc()
        meters.results.observe(seen.result.total)
        meters.search_seconds.observe(seen.result.took_ms / 1_000)
        stages = {**seen.result.seconds, RENDER: whole - seen.result.took_ms / 1_000}
        for stage, seconds in stages.items():
            meters.stage_seconds.labels(stage).observe(max(0.0, seconds))
        meters.without_results.inc(seen.found_nothing)
        meters.partial.inc(bool(seen.result.partial))
    return response


@blueprint.get("/metrics")
def metrics() -> Any:
    """Answer all numbers, in the text format or in OpenMetrics if that is accepted."""
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    registry = CollectorRegistry()
    registry.register(IndexCollector(settings()))
    with _counted(registry):
        response = Response(encode(registry), content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


class _Workers(Collector):
    """Reads what all workers have counted. The folder must not change meanwhile.

    :param folder: where each has its files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield the sums. A file is empty at first: its worker has counted nothing yet."""
        files = [str(path) for path in self._folder.glob("*.db") if path.stat().st_size]
        yield from MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]


@contextmanager
def _counted(registry: CollectorRegistry) -> Iterator[None]:
    """Let a registry tell what this process, or all of them, have counted."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        registry.register(current_app.extensions[EXTENSION].registry)
        yield
    else:
        registry.register(_Workers(Path(folder)))
        with locked(Path(folder), fcntl.LOCK_SH):
            yield


def register(app: Flask) -> None:
    """Count every request of ``app`` from now on."""
    app.extensions[EXTENSION] = _meters()
    app.after_request(_count)
