"""``searchapp serve``: gunicorn serving the web application with sensible defaults."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import click

import searchapp
from searchapp.cli.options import with_settings
from searchapp.errors import AddressUnusable
from searchapp.settings import ENVIRONMENT_PREFIX, LoadedSettings

__all__ = ["serve"]

HOOKS = Path(searchapp.__file__).parent / "web" / "gunicorn_conf.py"
"""Configuration of gunicorn: what it and its workers do when they start and end."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@with_settings
def serve(loaded: LoadedSettings, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the search page and the API. Port 0 picks a free one.

    \b
    Example: searchapp serve --port 8080
    """
    port = _check_port(host, port)
    # gunicorn replaces this process: it gets its settings through the environment.
    for name in ("corpus", "index"):
        value = str(getattr(loaded.settings, name).resolve())
        os.environ[f"{ENVIRONMENT_PREFIX}{name.upper()}"] = value
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    click.echo(f"Serving on http://{bind} (stop with Ctrl-C)")
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "gunicorn", "searchapp.web:create_app()", "--bind", bind,
        "--config", str(HOOKS), "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads),
        "--timeout", "30", "--graceful-timeout", "10", "--log-level", "warning",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--limit-request-line", "8190",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell, and no word of the user's but host and port


def _check_port(host: str, port: int) -> int:
    """Return the port that the server will listen on: a free one for 0.

    Checked here because gunicorn itself retries, with many lines of log, before it gives up.

    :raises AddressUnusable: the server cannot listen there.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            return int(listening.getsockname()[1])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressUnusable(
                f"Port {port} of {host} is in use by another program.",
                hint="Stop it, or choose another port with --port (0 picks a free one).",
            ) from None
        raise AddressUnusable(
            f"The server cannot listen on port {port} of {host}: {error.strerror or error}.",
            hint="Choose another address with --host and --port.",
        ) from None
