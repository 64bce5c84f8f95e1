"""Per-request facts that metrics and logs report."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from flask import Flask, Response, g, request

from searchapp.model import SearchResult

__all__ = ["RequestRecord", "current_record", "register", "request_id_of", "route"]

REQUEST_ID = re.compile(r"[A-Za-z0-9._+/=:@-]{1,128}")
"""What a proxy may send as X-Request-Id. Anything else could forge lines of a log."""

CONVERTER = re.compile(r"<[^:<>]*:")


@dataclass(slots=True)
class RequestRecord:
    """Facts about one request, filled in while it is answered.

    :param began: when it came, on the clock of :func:`time.perf_counter`.
    :param result: the answer to the search that was asked for, if one was; not those of the
        searches that a page makes for itself.
    :param code: the code of the error that was answered, or ``""``.
    """

    request_id: str
    began: float = field(default_factory=time.perf_counter)
    result: SearchResult | None = None
    code: str = ""

    @property
    def found_nothing(self) -> bool:
        """Whether a complete search found nothing."""
        return self.result is not None and not self.result.total and not self.result.partial

    @property
    def seconds(self) -> float:
        """Seconds since the request came."""
        return time.perf_counter() - self.began


def current_record() -> RequestRecord:
    """Return the record of the request being answered."""
    if "record" not in g:
        g.record = RequestRecord(request_id_of(request.headers.get("X-Request-Id", "")))
    return cast(RequestRecord, g.record)


def request_id_of(given: str) -> str:
    """Return the id that a proxy gave the request if it is well formed, else a new one."""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def route() -> str:
    """Return the route template of the current request, so that the label has few values."""
    return _template(request.url_rule.rule) if request.url_rule else "unmatched"


@lru_cache(maxsize=256)
def _template(rule: str) -> str:
    return CONVERTER.sub("<", rule)


def _begin() -> None:
    current_record()


def _name(response: Response) -> Response:
    response.headers["X-Request-Id"] = current_record().request_id
    return response


def register(app: Flask) -> None:
    """Keep a record of each request and put its id into the answer."""
    app.before_request(_begin)
    app.after_request(_name)
