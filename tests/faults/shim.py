"""A disk that fails, stops or loses power at the N-th operation below one folder.

It patches what Python programs reach a disk by: opening for writing, writing, fsync, rename, link,
unlink, mkdir, rmdir, truncate. The program under test knows nothing of it, and so the files that
the engine writes by itself are covered as well.
"""

from __future__ import annotations

import _io
import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

__all__ = ["STOPPED", "Action", "Shim"]

Action = Literal["count", "full", "fault", "stop", "power"]
"""``full``: from the N-th operation on, none that needs space succeeds. ``fault``: the N-th fails
with an input/output error. ``stop``: the process ends at it, in the midst of a write. ``power``:
the same, and what was not flushed is lost: half of a file, and names given to files."""

STOPPED = 86
"""Exit code of a process that was stopped."""

NEED_SPACE = frozenset({"open", "write", "link", "mkdir"})


class Shim:
    """Counts the operations below ``root``, and acts at the one numbered ``at``, from 1."""

    def __init__(self, root: Path, action: Action, at: int = 0) -> None:
        self.root, self.action, self.at = str(root), action, at
        self.count = 0
        self.log: list[str] = []
        self._dirty: set[int] = set()
        self._renames: list[tuple[str, str, str | None]] = []

    def install(self) -> None:
        """Patch the process for good: meant for a child that ends soon."""
        for module in (builtins, io, _io):
            setattr(module, "open", self._opening(module.open))  # noqa: B010
        for name in ("replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir"):
            setattr(os, name, self._naming(name, getattr(os, name)))
        for name in ("fsync", "ftruncate", "pwrite", "write"):
            setattr(os, name, self._writing(name, getattr(os, name)))
        os.open = self._creating(os.open)

    def note(self, kind: str, path: str, torn: Callable[[], object] = lambda: None) -> None:
        """Count an operation; fail or end if it is the one. ``torn`` does a part of it first."""
        self.count += 1
        self.log.append(f"{kind} {path.removeprefix(self.root)}")
        if self.action == "full":
            if self.count >= self.at and kind in NEED_SPACE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        elif self.count == self.at:
            if self.action == "fault":
                raise OSError(errno.EIO, os.strerror(errno.EIO), path)
            if self.action in {"stop", "power"}:
                torn()
                if self.action == "power":
                    self._lose()
                os._exit(STOPPED)

    def _inside(self, path: object, folder: int | None = None) -> str | None:
        """Return the path of something below the root, else ``None``."""
        try:
            if isinstance(path, int):
                name = str(Path(f"/proc/self/fd/{path}").readlink())
            else:
                name = os.fsdecode(path)  # type: ignore[arg-type]
                if folder is not None and not name.startswith("/"):
                    name = f"{Path(f'/proc/self/fd/{folder}').readlink()}/{name}"
                name = os.path.abspath(name)  # noqa: PTH100 - links must stay links
        except (OSError, TypeError):
            return None
        return name if name == self.root or name.startswith(f"{self.root}/") else None

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            path = self._inside(file) if set(mode) & set("wxa+") else None
            if path is None:
                return real(file, mode, *rest, **more)
            if not isinstance(file, int):
                self.note("open", path)
            return _File(self, real(file, mode, *rest, **more), path)

        return opened

    def _creating(self, real: Callable[..., int]) -> Callable[..., int]:
        def opened(file: Any, flags: int, *rest: Any, dir_fd: int | None = None) -> int:
            path = self._inside(file, dir_fd) if flags & (os.O_CREAT | os.O_TMPFILE) else None
            if path is not None and flags & (os.O_WRONLY | os.O_RDWR):
                self.note("open", path)
            return real(file, flags, *rest, dir_fd=dir_fd)

        return opened

    def _naming(self, kind: str, real: Callable[..., None]) -> Callable[..., None]:
        def named(first: Any, *rest: Any, **more: Any) -> None:
            last = rest[0] if kind in {"replace", "rename", "link"} else first
            path = self._inside(last, more.get("dir_fd"))
            if path is not None:
                self.note(kind, path)
            if path is not None and kind in {"replace", "rename"} and self.action == "power":
                self._remember(os.fsdecode(first), path)
            real(first, *rest, **more)

        return named

    def _writing(self, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def written(descriptor: int, *rest: Any) -> Any:
            path = self._inside(descriptor)
            if path is not None:
                self.note("write" if kind in {"pwrite", "write"} else kind, path)
                self._flushed(descriptor, path) if kind == "fsync" else self.dirty(descriptor)
            return real(descriptor, *rest)

        return written

    # What a power cut takes away

    def dirty(self, descriptor: int) -> None:
        """Note that a file has content that is not on the disk."""
        self._dirty.add(os.fstat(descriptor).st_ino)

    def _flushed(self, descriptor: int, path: str) -> None:
        self._dirty.discard(os.fstat(descriptor).st_ino)
        self._renames = [each for each in self._renames if os.path.dirname(each[1]) != path]  # noqa: PTH120

    def _remember(self, source: str, target: str) -> None:
        kept = None
        if os.path.isfile(target):  # noqa: PTH113
            kept = f"{self.root}.lost-{len(self._renames)}"
            Path(kept).write_bytes(Path(target).read_bytes())
            self._dirty.discard(Path(kept).stat().st_ino)  # it may have been that of a dead file
        self._renames.append((source, target, kept))

    def _lose(self) -> None:
        at, self.at = self.at, -1  # what follows is done by fate, not by the program
        for source, target, kept in reversed(self._renames):
            os.rename(target, source)  # noqa: PTH104
            if kept is not None:
                os.rename(kept, target)  # noqa: PTH104
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = f"{folder}/{name}"
                status = os.lstat(path)
                if status.st_ino in self._dirty:
                    os.truncate(path, status.st_size // 2)
        self.at = at


class _File:
    """An open file whose writes are counted."""

    def __init__(self, shim: Shim, file: Any, path: str) -> None:
        self._shim, self._real, self._path = shim, file, path
        shim.dirty(file.fileno())

    def write(self, data: Any) -> Any:
        """Write, or a half of it."""

        def torn() -> None:
            self._real.write(data[: len(data) // 2])
            self._real.flush()

        self._shim.note("write", self._path, torn)
        self._shim.dirty(self._real.fileno())
        return self._real.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> _File:
        self._real.__enter__()
        return self

    def __exit__(self, *error: object) -> Any:
        return self._real.__exit__(*error)

    def __iter__(self) -> Any:
        return iter(self._real)
