"""Pages as real sites deliver them, composed of a labelled release and the widgets around it.

Every release becomes two pages: a dump and an HTML page, each in one of four layouts that differ in
what stands before and after the text, and in markup. The same release is the same pages always.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tests.quality.labels import FOLDER, Half, Record, records

__all__ = ["ComposedPage", "composed_pages"]

Widgets = Mapping[str, Sequence[str]]
"""Name of a widget -> its texts: menu, cookie, newsletter, login, share, pager, related, ..."""


@dataclass(frozen=True, slots=True)
class ComposedPage:
    """A page, and what is to be read from it.

    :param path: as in a corpus; the suffix tells the format.
    :param first: the beginning of the body.
    :param last: the end of the body.
    """

    path: str
    text: str
    title: str
    date: str
    first: str
    last: str


def composed_pages(half: Half) -> Iterator[ComposedPage]:
    """Yield a dump and an HTML page of every release of a half."""
    widgets = tomllib.loads((FOLDER / half / "widgets.toml").read_text("utf-8"))
    for index, release in enumerate(records("releases", half)):
        around = widgets[release.labels["lang"]]
        yield _page(release, "txt", _dump(release, around, index % 4))
        yield _page(release, "html", _html(release, around, (index + 2) % 4))


def _page(release: Record, suffix: str, text: str) -> ComposedPage:
    paragraphs = release.text.splitlines()
    return ComposedPage(
        path=f"desk/{release.id}.{suffix}",
        text=text,
        title=release.labels["title"],
        date=release.labels["date"],
        first=release.labels.get("first", paragraphs[0])[:60],
        last=release.labels.get("last", paragraphs[-1])[-60:],
    )


def _dump(release: Record, around: Widgets, layout: int) -> str:
    title, shown = release.labels["title"], release.labels["shown"]
    body = release.text.splitlines()
    menu = around["menu"]
    match layout:
        case 0:
            lines = [title, shown, *body, "#####", *around["login"], *around["newsletter"]]
        case 1:
            lines = [
                *around["cookie"], " | ".join(menu), shown, title, " ".join(around["share"]), *body,
                *around["pager"], *around["footer"],
            ]  # fmt: skip
        case 2:
            lines = [
                _site(around), *menu, title, shown, *around["share"], *body, *around["related"],
                *around["newsletter"], *around["contact"], *around["footer"], *around["cookie"],
            ]  # fmt: skip
        case _:
            lines = [
                f"{menu[0]} > {menu[3]} > {title}", title, shown, "", *body, "",
                *around["contact"], *around["login"], *around["pager"], " ".join(around["footer"]),
            ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _site(around: Widgets) -> str:
    return str(around["site"])


def _html(release: Record, around: Widgets, layout: int) -> str:
    make = (_blog, _table, _fields, _plain)[layout]
    head = f'<!DOCTYPE html>\n<html lang="{release.labels["lang"]}"><head><meta charset="utf-8">'
    return head + make(release, around) + "</html>\n"


def _blog(release: Record, around: Widgets) -> str:
    return f"""<title>{_title(release)} – {escape(_site(around))}</title></head>
<body class="single single-post"><div id="cookie-notice">{_spans(around["cookie"])}</div>
<header id="masthead"><nav class="main-navigation">{_links(around["menu"])}</nav></header>
<div id="primary"><main><article class="post"><header class="entry-header">
<h1 class="entry-title">{_title(release)}</h1>
<div class="entry-meta"><span class="posted-on">{escape(release.labels["shown"])}</span></div>
</header>
<div class="entry-content">{_paragraphs(release)}</div>
<div class="sharedaddy">{_links(around["share"])}</div></article>
<nav class="post-navigation">{_links(around["pager"])}</nav></main></div>
<aside class="widget"><form action="/subscribe">{_fields_of(around["newsletter"])}</form></aside>
<footer>{_links(around["footer"])}</footer></body>"""


def _table(release: Record, around: Widgets) -> str:
    body = "<br><br>\n".join(map(escape, release.text.splitlines()))
    return f"""<title>{_title(release)}</title></head><body bgcolor="#ffffff">
<table width="760"><tr><td colspan="2"><b>{escape(_site(around))}</b></td></tr>
<tr><td valign="top" width="150">{"<br>".join(map(_link, around["menu"]))}
<form action="login.asp">{_fields_of(around["login"])}</form></td>
<td valign="top"><font size="4"><b>{_title(release)}</b></font><br>
<i>{escape(release.labels["shown"])}</i><br><br>
{body}<br><br>
<font size="1">{" | ".join(map(_link, around["pager"]))}</font></td></tr></table>
<center><font size="1">{" - ".join(map(escape, around["footer"]))}</font></center></body>"""


def _fields(release: Record, around: Widgets) -> str:
    related, *items = around["related"]
    return f"""<title>{_title(release)} | {escape(_site(around))}</title></head>
<body class="path-node page-node-type-news">
<div class="region region-header"><ul class="menu">{_items(around["menu"])}</ul></div>
<div class="region region-content"><h1 class="page-header">{_title(release)}</h1>
<div class="field field--name-field-date">{escape(release.labels["shown"])}</div>
<div class="social">{_links(around["share"])}</div>
<div class="field field--name-body field--type-text-with-summary">{_paragraphs(release)}</div>
<div class="views-element-container"><h2>{escape(related)}</h2>{_links(items)}</div>
<div class="webform"><form>{_fields_of(around["newsletter"])}</form></div>
<div class="webform"><form>{_fields_of(around["contact"])}</form></div></div>
<div class="region region-footer"><ul>{_items(around["footer"])}</ul></div>
<div id="sliding-popup">{_spans(around["cookie"])}</div></body>"""


def _plain(release: Record, around: Widgets) -> str:
    body = "\n".join(f"<div>{escape(line)}</div>" for line in release.text.splitlines())
    return f"""<title>{escape(_site(around))} - {_title(release)}</title></head><body>
<div class="modal newsletter"><form>{_fields_of(around["newsletter"])}</form></div>
<div class="top">{_links(around["menu"])}
<div class="signin">{_fields_of(around["login"])}</div></div>
<div class="wrap"><div class="main"><h2>{_title(release)}</h2>
<div class="date">{escape(release.labels["shown"])}</div>
<div class="text">{body}</div><div class="tools">{_links(around["share"])}</div>
<div class="nav">{_links(around["pager"])}</div></div></div>
<div class="bottom">{_links(around["footer"])}</div></body>"""


def _title(release: Record) -> str:
    return escape(release.labels["title"])


def _paragraphs(release: Record) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in release.text.splitlines())


def _link(text: str) -> str:
    return f'<a href="#">{escape(text)}</a>'


def _links(texts: Sequence[str]) -> str:
    return " ".join(map(_link, texts))


def _items(texts: Sequence[str]) -> str:
    return "".join(f"<li>{_link(text)}</li>" for text in texts)


def _spans(texts: Sequence[str]) -> str:
    notice, *buttons = texts
    return f"<p>{escape(notice)}</p>" + "".join(
        f"<button>{escape(text)}</button>" for text in buttons
    )


def _fields_of(texts: Sequence[str]) -> str:
    heading, *fields = texts
    labels = "".join(f"<label>{escape(text)}<input></label>" for text in fields[:-1])
    return f"<h3>{escape(heading)}</h3>{labels}<button>{escape(fields[-1])}</button>"
