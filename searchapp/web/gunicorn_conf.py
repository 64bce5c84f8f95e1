"""Gunicorn hooks that let ``/metrics`` add up what all workers have counted.

Given to gunicorn as a file, ``gunicorn -c searchapp/web/gunicorn_conf.py wsgi:app``: as a module it
would bring the application into the master, before it is known where to count. For the same reason
nothing but the standard library is imported before a worker has ended.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

__all__ = ["PAST", "VARIABLE", "child_exit", "locked", "on_exit", "on_starting", "post_worker_init"]

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""At its import prometheus-client looks here whether, and where, processes count together."""

forwarder_headers = ""
"""Gunicorn would let a client on this machine name the path that the application is mounted at, in
a header; no address of ours may depend on that."""

PREFIX = "searchapp-metrics-"
KINDS = ("counter", "histogram")
PAST = "past"
"""In place of a process id: what all workers have counted that are no more."""


def on_starting(server: Any) -> None:
    """Make the folder in which the workers count; one that the environment names is kept."""
    if os.environ.get(VARIABLE):
        Path(os.environ[VARIABLE]).mkdir(parents=True, exist_ok=True)
    elif "prometheus_client" in sys.modules:
        server.log.warning("With --preload and no %s each worker counts for itself.", VARIABLE)
    else:
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix=PREFIX, dir=_place())


def post_worker_init(worker: Any) -> None:
    """Let the garbage collector pass over what has been loaded: it lives as long as the worker.

    Else it is looked through again and again between the answers, a tenth of a second at a time.
    """
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a worker has counted and nothing else of it.

    Workers are replaced after a number of requests, so that a file for each would fill the folder.
    """
    if VARIABLE not in os.environ:
        return
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
    folder = Path(os.environ[VARIABLE])
    # A worker that was killed may leave a file that cannot be read; the others go on.
    with suppress(OSError, RuntimeError, ValueError, struct.error), locked(folder, fcntl.LOCK_EX):
        for kind in KINDS:
            _add(folder / f"{kind}_{worker.pid}.db", folder / f"{kind}_{PAST}.db")


def on_exit(server: Any) -> None:
    """Delete the folder if it was made here."""
    folder = Path(os.environ.get(VARIABLE, ""))
    if folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(folder: Path, how: int) -> Iterator[None]:
    """Keep the counts of past workers from being read while they change.

    :param how: ``LOCK_SH`` to read, ``LOCK_EX`` to change.
    """
    with (folder / "lock").open("ab") as file:
        fcntl.flock(file, how)
        yield


def _place() -> str | None:
    """Return memory if there is some: a worker that maps a file on a full disk is killed."""
    memory = "/dev/shm"  # noqa: S108 - mkdtemp gives the folder a name that nobody can guess
    return memory if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) else None


def _add(counted: Path, total: Path) -> None:
    """Add the counts in one file to those in another, and delete it."""
    from prometheus_client.mmap_dict import MmapedDict

    if not counted.exists():
        return
    if not counted.stat().st_size:
        counted.unlink()
        return
    values: Any = MmapedDict.read_all_values_from_file(str(counted))  # type: ignore[no-untyped-call]
    sums: Any = MmapedDict(str(total))  # type: ignore[no-untyped-call]
    for key, value, timestamp, _ in values:
        sums.write_value(key, sums.read_value(key)[0] + value, timestamp)
    sums.close()
    counted.unlink()
