"""What does gunicorn do around its workers, so that ``/metrics`` adds up what each has counted?

Given to gunicorn as a file, ``gunicorn -c searchapp/web/gunicorn_conf.py wsgi:app``: as a module it
would bring the application into the master, before it is known where to count.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["child_exit", "on_exit", "on_starting"]

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "searchapp-metrics-"


def on_starting(server: Any) -> None:
    """Make the folder in which the workers count; one that the environment names is kept."""
    if os.environ.get(VARIABLE):
        Path(os.environ[VARIABLE]).mkdir(parents=True, exist_ok=True)
    else:
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix=PREFIX)


def child_exit(server: Any, worker: Any) -> None:
    """Forget what only a living worker can tell; what it has counted stays."""
    # At its import the library looks whether there is a folder.
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Delete the folder if it was made here."""
    folder = Path(os.environ[VARIABLE])
    if folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
