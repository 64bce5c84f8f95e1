"""Throughput of the server, started as ``searchapp serve`` starts it, in answers per second.

``python -m tests.benchmarks.throughput [--index FOLDER] [--seconds N] [--distinct]``. Two workers,
sixteen connections that are kept open, the fifty queries of :mod:`tests.benchmarks.asked` at
``GET /api/v1/search``, all facets, twenty hits with snippets. The clients are threads of a process
of their own: on a machine with two cores they take their share from the server, so that the CPU
time of the workers, read from ``/proc``, says more than the answers a second. With ``--distinct``
no address comes twice: what of the speed is due to remembering shows in the difference.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.benchmarks.asked import ASKED
from tests.benchmarks.measure import percentile, texts_of
from tests.benchmarks.published import publish, query_of
from tests.benchmarks.texts import unpack_texts
from tests.support.checkout import CHECKOUT

__all__ = ["Load", "measure_server"]

WORKERS = 2
CONNECTIONS = 16
_DOCUMENTS = 72_000
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it.

    :param milliseconds: of wall time, for each answer.
    :param errors: what was no answer with status 200.
    :param client_cpu: seconds that the clients took.
    """

    seconds: float
    milliseconds: list[float] = field(repr=False)
    errors: list[str]
    bytes: int
    client_cpu: float
    worker_cpu: float = 0.0
    resident_mb: tuple[float, ...] = ()


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.throughput")
    parser.add_argument("--index", type=Path, help="one that is there; else the Senate's is made")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--distinct", action="store_true", help="never the same address twice")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or _make_index(Path(scratch))
        load = measure_server(index, options.seconds, distinct=options.distinct)
    answers = len(load.milliseconds)
    print(
        f"{answers} answers in {load.seconds:.1f} s: {answers / load.seconds:.0f} a second, "
        f"{load.bytes / max(1, answers) / 1e3:.0f} kB each, {len(load.errors)} errors\n"
        f"CPU an answer: {load.worker_cpu / max(1, answers) * 1e3:.2f} ms in the workers, "
        f"{load.client_cpu / max(1, answers) * 1e3:.2f} ms in the clients\n"
        f"latency: median {median(load.milliseconds):.1f} ms, "
        f"95 % {percentile(load.milliseconds, 0.95):.1f} ms\n"
        f"resident memory of the workers: {', '.join(f'{mb:.0f} MB' for mb in load.resident_mb)}"
    )
    for each in load.errors[:5]:
        print(f"error: {each}")
    return int(bool(load.errors))


def _make_index(folder: Path) -> Path:
    texts = unpack_texts(CHECKOUT.parent / "shared", folder)
    publish(texts_of(texts, _DOCUMENTS), folder / "index")
    return folder / "index"


def measure_server(index: Path, seconds: float, *, distinct: bool = False) -> Load:
    """Start a server, warm it up, load it for some seconds, stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "searchapp", "serve", "--port", str(port),
               "--workers", str(WORKERS), "--index", str(index)]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        _clients(port, 2.0, distinct=False)  # every worker has asked everything
        workers = _children(server.pid)
        before = sum(map(_cpu, workers))
        load = _clients(port, seconds, distinct=distinct)
        used = sum(map(_cpu, workers)) - before
        resident = tuple(_resident(each) for each in workers)
    finally:
        server.terminate()
        server.wait(30)
    return Load(**(asdict(load) | {"worker_cpu": used, "resident_mb": resident}))


def _clients(port: int, seconds: float, *, distinct: bool) -> Load:
    """Run the clients in a process of their own."""
    run = [sys.executable, "-m", "tests.benchmarks.throughput", "clients", str(port), str(seconds),
           str(int(distinct))]  # fmt: skip
    done = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
    return Load(**json.loads(done.stdout))


def _client_process(port: int, seconds: float, distinct: bool) -> Load:
    began = time.monotonic()
    loads = [Load(seconds, [], [], 0, 0.0) for _ in range(CONNECTIONS)]
    sizes = [0] * CONNECTIONS

    def run(number: int) -> None:
        sizes[number] = _one_connection(port, began + seconds, number, distinct, loads[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Load(
        time.monotonic() - began,
        list(itertools.chain.from_iterable(each.milliseconds for each in loads)),
        list(itertools.chain.from_iterable(each.errors for each in loads)),
        sum(sizes),
        time.process_time(),
    )


def _one_connection(port: int, until: float, number: int, distinct: bool, load: Load) -> int:
    """Ask one query after the other over one connection; return how many bytes came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    size = 0
    for address in _addresses(number, distinct):
        if time.monotonic() >= until:
            break
        started = time.perf_counter()
        try:
            connection.request("GET", address)
            response = connection.getresponse()
            body = response.read()
        except OSError as error:
            load.errors.append(f"{address}: {error!r}")
            connection.close()
            continue
        load.milliseconds.append((time.perf_counter() - started) * 1e3)
        size += len(body)
        if response.status != 200:
            load.errors.append(f"{address}: {response.status}")
    connection.close()
    return size


def _addresses(number: int, distinct: bool) -> Iterator[str]:
    """Yield addresses without end; each connection begins at another query."""
    for turn in itertools.count():
        asked = ASKED[(number * 3 + turn) % len(ASKED)]
        parameters = {"q": query_of(asked)}
        if distinct:
            # The same work, and yet another request: one word more that no release must have.
            parameters["q"] += f" -zz{number}x{turn}"
        yield f"/api/v1/search?{urlencode(parameters)}"


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(each) for each in text.split()]


def _cpu(process: int) -> float:
    """Return the seconds of CPU that a process has taken, in user and system mode."""
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(process: int) -> float:
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(text.split("VmRSS:")[1].split()[0]) / 1e3


if __name__ == "__main__":
    if sys.argv[1:2] == ["clients"]:
        _load = _client_process(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "1")
        print(json.dumps(asdict(_load)))
    else:
        sys.exit(main(sys.argv[1:]))
