"""Small inputs that people reported, and whether they are read right now.

``../shared/data/failing`` holds pages and commands that came out wrong once, each of a kind of its
own, and a table that says what is right; what is right is taken from there. The commands run as
they are, in folders and indexes of their own; three of them give a server six seconds to start.
``python -m tests.quality.failing`` names what still comes out wrong.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from searchapp.errors import PageSkipped
from searchapp.model import Entity, Release
from tests.quality.measure import Measure
from tests.quality.reading import read_page, same_title, share
from tests.support.checkout import CHECKOUT

__all__ = ["evaluate", "verdicts"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_QUOTED = re.compile(r'"([^"]+)"')
_NAME = re.compile(r"person ([^(]+?)(?: \(|$)")
_ENTITY = re.compile(r"&(?:amp;)?\w+;")
_META_LINE = re.compile(r"(?:Title|Date|Subject|Content-[\w-]+|Received|MIME-Version): ")
_SECONDS = 1_800

PAGES_FLOOR = 0.0
COMMANDS_FLOOR = 0.0


@dataclass(frozen=True, slots=True)
class Input:
    """A page that was wrong once, what is right about it, and what is read now."""

    content: str
    right: str
    found: list[Release] | PageSkipped

    @property
    def one(self) -> Release | None:
        """The release, if the page holds exactly one."""
        return self.found[0] if isinstance(self.found, list) and len(self.found) == 1 else None

    @property
    def text(self) -> str:
        """The paragraphs of all releases of the page."""
        releases = self.found if isinstance(self.found, list) else []
        return "\n".join(paragraph for release in releases for paragraph in release.body)


def _dated(page: Input) -> bool:
    date = page.one.date if page.one else None
    return date is not None and date.value in _DAY.findall(page.right)


def _next_day_allowed(page: Input) -> bool:
    day = page.one.date.value if page.one and page.one.date else ""
    return any(day in (right, f"{right[:-1]}{int(right[-1]) + 1}") for right in _days(page))


def _days(page: Input) -> list[str]:
    return _DAY.findall(page.right)


def _titled(page: Input) -> bool:
    """The title is the one in quotes, or in back quotes."""
    raw = re.findall(r"`([^`]+)`", page.right) or _QUOTED.findall(page.right)
    return page.one is not None and any(page.one.title == title for title in raw)


def _titled_as(pattern: str) -> Callable[[Input], bool]:
    """The title is what a pattern finds in the page."""

    def judge(page: Input) -> bool:
        title = re.search(pattern, page.content)
        return bool(title and page.one and same_title(page.one.title, title[1]))

    return judge


def _turned_away(page: Input) -> bool:
    return isinstance(page.found, PageSkipped)


def _is_list(page: Input) -> bool:
    return isinstance(page.found, PageSkipped) and page.found.code in page.right


def _decoded(page: Input) -> bool:
    return "“" in page.text and not _ENTITY.search(page.text)


def _no_meta_lines(page: Input) -> bool:
    return bool(page.text) and not re.search(rf"^{_META_LINE.pattern}", page.text, re.MULTILINE)


def _no_clock(page: Input) -> bool:
    return bool(page.text) and not re.search(r"\d:\d\d:\d\d", page.text)


def _flagged(page: Input) -> bool:
    return page.one is not None and bool(page.one.quality.flags)


def _quoted_in_body(page: Input) -> bool:
    return all(word in page.text for word in _QUOTED.findall(page.right))


def _quoted_in_title(page: Input) -> bool:
    return page.one is not None and all(
        word in page.one.title for word in _QUOTED.findall(page.right)
    )


def _paragraphs(count: int) -> Callable[[Input], bool]:
    return lambda page: page.one is not None and len(page.one.body) == count


def _person(page: Input) -> bool:
    name = _NAME.search(page.right)
    return bool(name and page.one and _named(page.one.people, [name[1]]))


def _all_of(group: str) -> Callable[[Input], bool]:
    return lambda page: (
        page.one is not None and _named(getattr(page.one, group), page.right.split(", "))
    )


def _named(entities: Sequence[Entity], names: Sequence[str]) -> bool:
    return all(any(same_title(name, entity.name) for entity in entities) for name in names)


def _both(*judges: Callable[[Input], bool]) -> Callable[[Input], bool]:
    return lambda page: all(judge(page) for judge in judges)


def _either(*judges: Callable[[Input], bool]) -> Callable[[Input], bool]:
    return lambda page: any(judge(page) for judge in judges)


PAGES: Mapping[str, Callable[[Input], bool]] = {
    "01": _dated,
    "03": _decoded,
    "05": _dated,
    "07": _next_day_allowed,
    "08": _both(_titled, _dated),
    "09": _dated,
    "10": _dated,
    "14": _dated,
    "16": _dated,
    "17": _dated,
    "19": _both(_titled, _no_meta_lines),
    "21": _both(_titled, _flagged),
    "22": _turned_away,
    "24": _either(_turned_away, _both(_titled_as("<headline>([^<]+)"), _dated)),
    "25": _either(_turned_away, _dated),
    "26": _both(_titled_as(r"\nSubject: (.+)"), _no_meta_lines),
    "28": _is_list,
    "30": _titled,
    "32": _titled_as('class="headline">([^<]+)'),
    "33": _paragraphs(3),
    "34": _titled,
    "36": _quoted_in_title,
    "37": _dated,
    "39": _dated,
    "40": _both(_dated, _no_clock),
    "41": _titled,
    "43": _paragraphs(2),
    "44": _paragraphs(2),
    "45": _quoted_in_body,
    "47": _person,
    "48": _person,
    "49": _all_of("organizations"),
    "52": _all_of("people"),
    "54": _titled_as("<h1>([^<]+)"),
    "65": _dated,
}
"""Number of an input -> is it right?"""


# ---- commands -----------------------------------------------------------------------------------


def _answers(output: str) -> list[tuple[str, str]]:
    """Return the queries of an output and what was answered."""
    pieces = re.split(r"^== ", output, flags=re.MULTILINE)[1:]
    return [(query, answer) for query, _, answer in (piece.partition("\n") for piece in pieces)]


def _common_words(output: str) -> bool:
    """Both corpora find the one release that holds the words, and treat a lone one alike."""
    answers = [answer for _, answer in _answers(output)]
    if len(answers) != 6:
        return False
    held = [len(re.findall(r"^ +\d+\. ", answer, re.MULTILINE)) for answer in answers]
    return all(held[at] == 1 for at in (0, 1, 3, 4)) and (held[2] == 0) == (held[5] == 0)


def _joined_words(output: str) -> bool:
    """Each query finds the release, or a form with a hyphen is suggested."""
    return all(
        re.search(r"^ +1\. |Did you mean: \S*-", answer, re.MULTILINE)
        for _, answer in _answers(output)
    ) and bool(output)


def _no_suggestion(output: str) -> bool:
    return "1 release for" in output and "Did you mean" not in output


def _sub_path(output: str) -> bool:
    links = re.findall(r'href="([^"]+)"', output)
    return (
        bool(links)
        and all(link.startswith("/press/") for link in links)
        and "\n/healthz 200" in output
    )


def _raw_address(output: str) -> bool:
    return " 200 " in output.split("\n")[0] or "application/problem+json" in output


def _same_id(output: str) -> bool:
    ids = re.findall(r'"id": *"([^"]+)"', output)
    return len(ids) == 2 and ids[0] == ids[1]


def _byte_order_mark(output: str) -> bool:
    return output.split() == ["ef", "bb", "bf"]


COMMANDS: Mapping[str, Callable[[str], bool]] = {
    "59": _sub_path,
    "55": _common_words,
    "61": _raw_address,
    "56": _joined_words,
    "64": _byte_order_mark,
    "58": _no_suggestion,
    "63": _same_id,
}
"""Number of a command -> is its output right? Those that wait and those that work by turns."""


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate."""
    found = verdicts(shared)
    pages = [found[number] for number in PAGES]
    commands = [found[number] for number in COMMANDS]
    return [
        Measure("inputs read right", f"failing ({len(pages)})", share(pages), None, PAGES_FLOOR),
        Measure(
            "commands that answer right",
            f"failing ({len(commands)})",
            share(commands),
            None,
            COMMANDS_FLOOR,
        ),
    ]


def verdicts(shared: Path) -> dict[str, bool]:
    """Return the number of every input, and whether it is right now."""
    folder = shared / "data" / "failing"
    files = {path.name[:2]: path for path in sorted(folder.iterdir()) if path.name[:2].isdigit()}
    table = _table(folder / "README.md")
    found = {number: judge(_input(files[number], table)) for number, judge in PAGES.items()}
    with ThreadPoolExecutor(max_workers=2) as pool:
        outputs = pool.map(lambda number: _output(files[number]), COMMANDS)
        for (number, judge), output in zip(COMMANDS.items(), outputs, strict=True):
            found[number] = judge(output)
    return dict(sorted(found.items()))


def _table(readme: Path) -> dict[str, str]:
    """Return the file names of the table and what is right for each."""
    rows = [line.split(" | ") for line in readme.read_text("utf-8").splitlines()]
    return {row[0].removeprefix("| "): row[2] for row in rows if len(row) > 4}


def _input(path: Path, table: Mapping[str, str]) -> Input:
    data = path.read_bytes()
    return Input(
        data.decode("utf-8", "replace"), table[path.name], read_page(f"desk/{path.name}", data)
    )


def _output(script: Path) -> str:
    """Run a command with folders and a port of its own; return what it prints."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {"APP": str(CHECKOUT), "PY": sys.executable, "PORT": str(port)}
        done = subprocess.run(
            ["/bin/sh", str(script)],
            env={**os.environ, **settings, "TMPDIR": folder},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    for name, is_right in verdicts(CHECKOUT.parent / "shared").items():
        print(name, "right" if is_right else "WRONG")
