"""The table of data files in ingest/data/README.md is true."""

from __future__ import annotations

import re

from tests.support.checkout import CHECKOUT

DATA = CHECKOUT / "searchapp" / "ingest" / "data"
INGEST = DATA.parent
ROWS = re.findall(
    r"^\| `([\w./]+)` \|.*\| `([\w./]+)` \|$", (DATA / "README.md").read_text("utf-8"), re.MULTILINE
)


def test_the_table_names_every_data_file() -> None:
    """Every file and folder beside the README has its row, and every row its file."""
    found = {each.name + "/" * each.is_dir() for each in DATA.iterdir() if each.name != "README.md"}
    assert {name for name, _ in ROWS} == found


def test_each_file_is_read_where_the_table_says() -> None:
    """The module of a row reads the file of the row."""
    for name, module in ROWS:
        if not name.endswith("/"):
            assert f"ingest/data/{name}" in (INGEST / module).read_text("utf-8")
