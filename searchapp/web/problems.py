"""Errors as problem details (RFC 9457) and as pages.

Every error becomes one :class:`Problem`, rendered as ``application/problem+json`` (RFC 9457) under
``/api`` and as a page everywhere else. The table :data:`STATUSES` is the only place that turns an
error code into an HTTP status.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from searchapp.errors import IndexStateError, InvalidParameter, ParameterFault, SearchAppError
from searchapp.web.request_log import current_record

__all__ = ["HTTP_CODES", "STATUSES", "Problem", "answer", "problem_of", "register", "wants_json"]

RETRY_AFTER_SECONDS = 30

STATUSES: dict[str, tuple[int, str]] = {
    "request.invalid": (400, "The request cannot be answered"),
    "request.invalid-parameter": (400, "A parameter is not allowed"),
    "query.too-costly": (400, "The query asks for too much"),
    "release.not-found": (404, "There is no such release"),
    "request.cursor-gone": (410, "The cursor has expired"),
    "index.none": (503, "Nothing has been indexed yet"),
    "index.no-generation": (503, "There is no such generation"),
    "index.state": (503, "The index cannot be used"),
    "index.locked": (503, "The index is being written"),
    "index.incompatible": (503, "The index was made by another version"),
    "index.corrupt": (503, "The index is damaged"),
    "index.too-many-lost": (503, "The index was not published"),
    "index.no-space": (503, "The disk is full"),
    "index.snapshot-refused": (503, "The snapshot was not restored"),
}
"""Error code -> HTTP status and title. A code that is not here is 500."""

HTTP_CODES = {
    400: "http.bad-request",
    404: "http.not-found",
    405: "http.method-not-allowed",
    406: "http.not-acceptable",
    410: "http.gone",
    414: "http.uri-too-long",
    500: "internal",
}

HTTP_DETAILS = {
    400: "The request is not one that this server understands.",
    404: "Nothing lives at this address.",
    405: "This address answers GET and HEAD only.",
    406: "The API answers application/json only; the Accept header excludes it.",
    410: "What was at this address is gone.",
    414: "The address is longer than this server reads.",
    500: "The fault is on this side and has been logged.",
}
MAKE_INDEX = "Run `make serve`, or `searchapp reindex` beside the corpus folder, then reload."


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as a client sees it.

    :param detail: what is wrong in this case; ``hint`` what to do about it.
    """

    status: int
    code: str
    title: str
    detail: str
    hint: str = ""
    faults: tuple[ParameterFault, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())

    def as_json(self, instance: str, type_root: str) -> dict[str, Any]:
        """Return the members of RFC 9457 with ours: ``code``, ``hint`` and ``errors``.

        :param type_root: the page that tells of each code in the tables here.
        """
        told = self.code in STATUSES or self.code in HTTP_CODES.values()
        out: dict[str, Any] = {
            "type": f"{type_root}#{self.code.replace('.', '-')}" if told else "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
        }
        if self.hint:
            out["hint"] = self.hint
        if self.faults:
            out["errors"] = [
                {
                    "parameter": fault.parameter,
                    "value": fault.value,
                    "reason": str(fault.reason),
                    "allowed": list(map(str, fault.allowed)),
                }
                for fault in self.faults
            ]
        return out


def problem_of(error: SearchAppError | HTTPException) -> Problem:
    """Return what a client is told about an error."""
    if isinstance(error, HTTPException):
        return _http_problem(error)
    status, title = STATUSES.get(error.code, (500, "Something went wrong"))
    hint = error.hint or (MAKE_INDEX if error.code == "index.none" else "")
    waiting = isinstance(error, IndexStateError)
    return Problem(
        status,
        error.code,
        title,
        error.message or title,
        hint,
        error.faults if isinstance(error, InvalidParameter) else (),
        (("Retry-After", str(RETRY_AFTER_SECONDS)),) if waiting else (),
    )


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    allow = [value for name, value in error.get_headers() if name.lower() == "allow"]
    own = error.description if error.description != type(error).description else None
    return Problem(
        status,
        HTTP_CODES.get(status, f"http.{status}"),
        error.name,
        own or HTTP_DETAILS.get(status, error.name),
        headers=tuple(("Allow", value) for value in allow),
    )


def wants_json(path: str) -> bool:
    """Return whether errors under this path are for programs."""
    return path == "/api" or path.startswith("/api/") or path.endswith((".json", ".jsonl"))


def answer(problem: Problem) -> Response:
    """Return the response for a problem, as JSON or as a page, whichever the path is for."""
    current_record().code = problem.code
    if wants_json(request.path):
        body = problem.as_json(request.path, url_for("pages.about"))
        response = make_response(json.dumps(body, ensure_ascii=False) + "\n", problem.status)
        response.mimetype = "application/problem+json"
    else:
        response = make_response(render_template("problem.html", problem=problem), problem.status)
    response.headers["Cache-Control"] = "no-store"
    for name, value in problem.headers:
        response.headers[name] = value
    return response


def _answer_error(error: Exception) -> Any:
    if isinstance(error, HTTPException) and error.response is not None:
        return error.response
    if isinstance(error, HTTPException) and 300 <= (error.code or 500) < 400:
        return error
    assert isinstance(error, SearchAppError | HTTPException)  # noqa: S101 - what is registered
    problem = problem_of(error)
    if problem.status >= 500 and not isinstance(error, HTTPException):
        current_app.logger.warning("%s: %s", problem.code, error)
    return answer(problem)


def register(app: Flask) -> None:
    """Answer every error of the program and of HTTP in this one shape."""
    app.register_error_handler(SearchAppError, _answer_error)
    app.register_error_handler(HTTPException, _answer_error)
