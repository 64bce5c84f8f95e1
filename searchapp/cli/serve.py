"""``searchapp serve``: gunicorn on ``wsgi:app`` with sane defaults."""

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
from searchapp.settings import ENVIRONMENT_PREFIX, Loaded

__all__ = ["serve"]

HOOKS = Path(searchapp.__file__).parent / "web" / "gunicorn_conf.py"
"""What gunicorn is to do when it and its workers start and end."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@with_settings
def serve(loaded: Loaded, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the search page and the API. Port 0 is any that is free.

    \b
    Example: searchapp serve --port 8080
    """
    port = _usable_port(host, port)
    # The server is another program: it reads its settings from the environment.
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


def _usable_port(host: str, port: int) -> int:
    """Return the port if the server can listen there; 0 gives one that is free.

    The server would say the same in many lines, again and again, before it gives up.

    :raises AddressUnusable: with the reason.
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
                hint="Stop that one, or choose another with --port (0 is any that is free).",
            ) from None
        raise AddressUnusable(
            f"The server cannot listen at port {port} of {host}: {error.strerror or error}.",
            hint="Choose others with --host and --port.",
        ) from None
