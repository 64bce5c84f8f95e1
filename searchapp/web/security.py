"""Security headers, and the checks that a request passes before any other code sees it.

The pages load nothing from elsewhere and hold no inline script or style, so the policy can forbid
both outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestURITooLarge

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["MAX_ADDRESS_BYTES", "HostCheck", "is_host", "register"]

MAX_ADDRESS_BYTES = 8_000
"""A longer path and query string is answered with 414."""

MAX_HOST_CHARS = 253
"""Of a host name (RFC 1035, 2.3.4, without the length octets)."""

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"({_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\])(?::([0-9]{{1,5}}))?")
_REFUSED = "searchapp.host-refused"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

API_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, Accept",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-Id",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def is_host(value: str) -> bool:
    """Return whether a Host header is a host name, an IPv4 or bracketed IPv6 address, or empty.

    A port may follow (RFC 9110, 7.2). Names in other scripts come as ``xn--…``.
    """
    match = _HOST.fullmatch(value)
    if not match:
        return not value
    return len(match[1]) <= MAX_HOST_CHARS and int(match[2] or 0) <= 65_535


class HostCheck:
    """Keeps a malformed Host header from all code that makes addresses of it.

    Routing itself fails on some of them, before an error could be rendered. So the header is
    replaced here, and the request refused where a problem can be rendered.

    :param app: the WSGI application behind.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not is_host(environ.get("HTTP_HOST", "")):
            environ["HTTP_HOST"] = "localhost"
            environ[_REFUSED] = True
        return self._app(environ, start_response)


def _refuse_malformed_hosts() -> None:
    if _REFUSED in request.environ:
        raise BadRequest("The Host header does not name a host.")


def _refuse_long_addresses() -> None:
    if len(request.query_string) + len(request.path.encode()) > MAX_ADDRESS_BYTES:
        raise RequestURITooLarge


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path == "/api" or request.path.startswith("/api/"):
        response.headers.update(API_HEADERS)
    return response


def register(app: Flask) -> None:
    """Put the headers on every response of ``app``; refuse malformed hosts and long addresses."""
    app.wsgi_app = HostCheck(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_refuse_malformed_hosts)
    app.before_request(_refuse_long_addresses)
    app.after_request(_protect)
