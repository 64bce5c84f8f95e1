"""``searchapp serve``: gunicorn on ``wsgi:app`` with sane defaults."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import searchapp
from searchapp.cli.options import with_settings
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
    """Serve the search page and the API.

    \b
    Example: searchapp serve --port 8080
    """
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
