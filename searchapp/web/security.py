"""Security headers, and the limit on the length of an address.

The pages load nothing from elsewhere and hold no inline script or style, so the policy can forbid
both outright.
"""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge

__all__ = ["MAX_ADDRESS_BYTES", "register"]

MAX_ADDRESS_BYTES = 8_000
"""A longer path and query string is answered with 414."""

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
    """Put the headers on every response of ``app`` and turn over-long addresses away."""
    app.before_request(_refuse_long_addresses)
    app.after_request(_protect)
