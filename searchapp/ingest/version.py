"""Versions of all that makes documents: code, data files, libraries, the statistical model.

They are read from files and metadata: none of what they speak of is imported for it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from searchapp.errors import ModelMissing, SettingsError

__all__ = ["code_files", "libraries", "model_version", "pipeline_version"]

MAKERS = (
    "analysis", "indexing/aliases.py", "indexing/documents.py", "ingest", "release_record.py",
)  # fmt: skip
"""Folders and modules that turn a page into a document of the engine. What an engine makes of a
document has a version of its own, its format."""

SPEECH = frozenset({"errors.py", "messages.py", "settings.py"})
"""Modules that makers import to speak to people or to be configured: what they say changes no
document, and another wording must not rebuild every index."""

NETWORK = frozenset({"certifi", "urllib3"})
"""Required by a library for fetching pages, which nothing here does; renewed every month."""

_IMPORT = re.compile(rb"[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w.]+))")
_REQUIRED = re.compile(r"[A-Za-z0-9._-]+")


@functools.cache
def pipeline_version() -> str:
    """Return a digest of everything that decides what document a page becomes.

    It covers the files of :func:`code_files`, the versions of :func:`libraries` and the release of
    Python, whose standard library reads dates, entities of HTML and the properties of characters.
    """
    files = code_files(resources.files("searchapp"))
    digest = hashlib.blake2b(digest_size=8)
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    for library, version in sorted(libraries(files).items()):
        digest.update(f"{library} {version}\0".encode())
    digest.update("python {}.{}".format(*sys.version_info).encode())
    return digest.hexdigest()


def code_files(package: Traversable) -> dict[str, bytes]:
    """Return code and data that make documents, as path in the package -> content.

    These are the files of :data:`MAKERS` and the modules at the top of the package that they
    import, directly or through one another, but for :data:`SPEECH`.

    :param package: the folder of ``searchapp``, or a copy of it.
    """
    files: dict[str, bytes] = {}
    for maker in MAKERS:
        files |= _files(package.joinpath(*maker.split("/")), maker)
    waiting = list(files)
    while waiting:
        path = waiting.pop()
        if path.endswith(".py"):
            for module in _imports(files[path]):
                name = f"{module.removeprefix('searchapp.')}.py"
                entry = package.joinpath(name)
                if module.count(".") != 1 or name in files or name in SPEECH:
                    continue
                if entry.is_file():
                    files[name] = entry.read_bytes()
                    waiting.append(name)
    return files


def libraries(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the version of each distribution that the code imports, and of what those require.

    :param files: path -> content; only Python modules are looked at.
    :returns: name of the distribution in lower case with hyphens -> version; an optional one that
        is not installed has the version ``""``.
    """
    code = (data for name, data in files.items() if name.endswith(".py"))
    modules = {module.partition(".")[0] for data in code for module in _imports(data)}
    imported = _distributions(modules - sys.stdlib_module_names - {"searchapp"})
    required = {_normalized(each) for name in imported for each in _requirements(name)}
    return {name: _installed(name) for name in (imported | required) - NETWORK}


@functools.lru_cache(maxsize=4)
def model_version(name: str) -> str:
    """Return name and versions of a statistical model and of spaCy; ``""`` if no model is named.

    :param name: the package of the model, as it is imported.
    :raises SettingsError: that is no name of a package.
    :raises ModelMissing: one of the two is not installed.
    """
    if not name:
        return ""
    if not name.isidentifier():
        raise SettingsError(f"entity_model = {name!r} is not the name of a package.")
    versions = []
    for package in (name, "spacy"):
        if importlib.util.find_spec(package) is None:
            raise ModelMissing(
                f"entity_model = {name!r} needs the package {package!r}, which is not installed.",
                hint='Install it: pip install "searchapp[spacy]", or leave the setting empty.',
            )
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(package)
    return ", ".join(versions)


def _files(entry: Traversable, name: str) -> dict[str, bytes]:
    """Return a file, or all files below a folder, by path."""
    if entry.is_file():
        return {name: entry.read_bytes()}
    files: dict[str, bytes] = {}
    for child in entry.iterdir():
        if child.name != "__pycache__":
            files |= _files(child, f"{name}/{child.name}")
    return files


def _imports(code: bytes) -> Iterator[str]:
    """Yield the modules that a module imports, at its top or inside its functions.

    By a pattern, because parsing the syntax of a hundred modules takes longer than all the rest of
    a reindex that finds nothing to do; a test compares the two.
    """
    for line in code.splitlines():
        if b"import " in line and (found := _IMPORT.match(line)):
            yield (found[1] or found[2]).decode()


def _distributions(modules: Collection[str]) -> set[str]:
    """Return the distributions that hold top-level modules, by the lists of their files.

    A module that none holds stands for a distribution of its own name. The function of the standard
    library for this parses the metadata of everything that is installed, which takes longer.
    """
    found: set[str] = set()
    known: set[str] = set()
    for distribution in importlib.metadata.distributions():
        paths = distribution.read_text("RECORD") or distribution.read_text("top_level.txt") or ""
        tops = {path.split("/", 1)[0].split(".", 1)[0] for path in paths.splitlines()}
        if held := tops.intersection(modules):
            found.add(_normalized(distribution.name))
            known |= held
    return found | {_normalized(module) for module in modules if module not in known}


def _requirements(distribution: str) -> Iterator[str]:
    """Yield the distributions that an installed one requires by itself, without its extras."""
    try:
        lines = importlib.metadata.requires(distribution) or ()
    except importlib.metadata.PackageNotFoundError:
        return
    for line in lines:
        requirement, _, marker = line.partition(";")
        if "extra" not in marker and (name := _REQUIRED.match(requirement.strip())):
            yield name[0]


def _installed(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
