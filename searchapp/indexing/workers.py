"""Worker processes: functions applied to many values with all cores and flat memory."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

from searchapp.errors import MachineFault

__all__ = ["Workers", "open_workers"]

MIN_PAGES = 65
"""With fewer pages than this, starting processes costs more than it gains."""

QUEUED_PER_PROCESS = 3
"""Tasks handed out ahead of the reader: enough to keep a process busy while results are read."""

In = TypeVar("In")
Out = TypeVar("Out")


class Workers(Protocol):
    """Applies a function to many values and yields the results in their order."""

    def __call__(self, function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
        """Apply it, perhaps in other processes: function, values and results are pickled."""
        ...


@contextmanager
def open_workers(count: int, pages: int) -> Iterator[Workers]:
    """Start worker processes, or none where they would not pay.

    :param count: number of processes, 0 for one per core.
    :param pages: number of pages to be worked on.
    :raises MachineFault: a process was ended from outside.
    """
    count = count or os.cpu_count() or 1
    if count == 1 or pages < MIN_PAGES:
        yield _apply_here
        return
    # Fresh processes: a fork of a process that has threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_end_with_parent) as pool:

        def submit(function: Callable[[In], Out], value: In) -> Future[Out]:
            with _delayed_signals():  # this may start a process
                return pool.submit(function, value)

        def apply(function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
            # A bounded queue: results wait in memory only as far as the reader is behind.
            left = iter(values)
            queue: deque[Future[Out]] = deque(
                submit(function, value) for value in islice(left, count * QUEUED_PER_PROCESS)
            )
            while queue:
                result = queue.popleft().result()
                for value in islice(left, 1):
                    queue.append(submit(function, value))
                yield result

        try:
            yield apply
        except BrokenProcessPool as error:
            # Exceptions of a page never end a process: the system, or a person, ended it.
            raise MachineFault(
                "A process that reads pages was ended from outside, as the system does when memory "
                "is short. Nothing was published.",
                hint="Run it again, with fewer processes (the setting `jobs`) or smaller pages "
                "(`max_page_bytes`) if memory is short.",
            ) from error
        except BaseException:
            # Otherwise all queued tasks would be done before this process can end.
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _delayed_signals() -> Iterator[None]:
    """Delay SIGINT and SIGTERM while worker processes start.

    A process interrupted during its start dies with a traceback. A worker inherits the signal mask,
    so SIGINT stays blocked in it: Ctrl-C reaches only the main process, which ends its workers.
    """
    received: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if is_main else ()
    handlers = {
        number: signal.signal(number, lambda got, _: received.append(got)) for number in numbers
    }
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for got in received:
            signal.raise_signal(got)


def _apply_here(function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
    return map(function, values)


def _end_with_parent() -> None:
    """End this process when its parent dies, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
