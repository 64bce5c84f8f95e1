"""Structured log lines: requests, slow searches, searches without results.

Three loggers below ``searchapp``: ``access`` has one line a request, ``slow`` one a search above
``slow_query_ms``, ``empty`` one a search that found nothing. No line holds an address of a reader,
and only the last two hold what was searched for. Whoever has configured logging before the
application is made keeps that; else lines go to the standard error stream.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, has_request_context, request

from searchapp.model import SearchRequest, SearchResult
from searchapp.settings import Settings
from searchapp.web import parameters
from searchapp.web.context import settings
from searchapp.web.request_log import current_record, route

__all__ = ["JsonFormatter", "TextFormatter", "register"]

ROOT = "searchapp"
ACCESS = logging.getLogger(f"{ROOT}.access")
SLOW = logging.getLogger(f"{ROOT}.slow")
EMPTY = logging.getLogger(f"{ROOT}.empty")

WORD = re.compile(r"[\w.,:/<>@+-]+", re.ASCII)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said = _said(record)
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str)


class TextFormatter(logging.Formatter):
    """Time, level, logger and message, then ``name=value``; only a traceback has more lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said = _said(record)
        head = " ".join(_printable(said.pop(key)) for key in ("time", "level", "logger", "message"))
        line = " ".join([head, *(f"{name}={_value(value)}" for name, value in said.items())])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


FORMATTERS = {"json": JsonFormatter, "text": TextFormatter}


def _said(record: logging.LogRecord) -> dict[str, Any]:
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    said = {
        "time": moment.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    if has_request_context():
        said["request_id"] = current_record().request_id
    return said | getattr(record, "fields", {})


def _value(value: object) -> str:
    text = str(value)
    if WORD.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_printable(escaped)}"'


def _printable(text: str) -> str:
    """Return the text with what could break or turn a line written out, as ``\\n`` is."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _log(response: Response) -> Response:
    seen = current_record()
    fields = {
        "method": request.method,
        "route": route(),
        "status": response.status_code,
        "ms": round(seen.seconds * 1_000, 1),
    }
    if seen.code:
        fields["code"] = seen.code
    ACCESS.info("request", extra={"fields": fields})
    if seen.result:
        _log_search(seen.result, empty=seen.found_nothing)
    return response


def _log_search(result: SearchResult, *, empty: bool) -> None:
    asked = result.request
    narrowed = SearchRequest(
        filters=asked.filters, date_from=asked.date_from, date_to=asked.date_to
    )
    fields = {"q": asked.q, "filters": parameters.build(narrowed), "results": result.total}
    if result.took_ms >= settings().slow_query_ms:
        slow = {"ms": result.took_ms, "partial": ",".join(result.partial)}
        SLOW.warning("slow query", extra={"fields": fields | slow})
    if empty:
        EMPTY.info("no results", extra={"fields": fields})


def _configure(wanted: Settings) -> None:
    logger = logging.getLogger(ROOT)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(FORMATTERS[wanted.log_format]())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)


def register(app: Flask) -> None:
    """Log every request of ``app`` from now on."""
    _configure(app.config["SEARCHAPP"])
    app.after_request(_log)
