"""An index of two generations, to be copied by tests of what happens to generations."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.support.release_pages import TOPICS, write_page


@pytest.fixture(scope="session")
def two_generations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and an index of two generations, to copy."""
    root = tmp_path_factory.mktemp("two generations")
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    for number in range(3):
        write_page(settings.corpus, f"north/{number}.json", TOPICS[number], number)
    reindex(settings)
    write_page(settings.corpus, "south/3.json", TOPICS[3], 3)
    reindex(settings)
    return root


@pytest.fixture
def settings(tmp_path: Path, two_generations: Path) -> Settings:
    """An index of two generations: three releases, then four, the second live."""
    shutil.copytree(two_generations, tmp_path, dirs_exist_ok=True)
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
