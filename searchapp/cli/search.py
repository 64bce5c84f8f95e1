"""``searchapp search``: searches the index from a terminal."""

from __future__ import annotations

import json
from typing import Any, get_args

import click
from rich.console import Console
from rich.text import Text

from searchapp.calendar_days import day_span
from searchapp.cli.options import with_settings
from searchapp.fields import FACETS
from searchapp.messages import count_noun, word
from searchapp.model import Filter, Hit, SearchRequest, Snippet, Sort
from searchapp.release_record import to_record
from searchapp.search.limits import MAX_PER_PAGE, check_limits
from searchapp.search.service import SearchService
from searchapp.settings import LoadedSettings

__all__ = ["search"]


def _facet_options(command: Any) -> Any:
    for facet in reversed(FACETS.values()):
        command = click.option(
            f"--{facet.name}",
            multiple=True,
            metavar="VALUE",
            help=f"Require {facet.help}.",
        )(command)
    return command


@click.command()
@click.argument("query", required=False, default="")
@_facet_options
@click.option(
    "--from", "date_from", metavar="DATE", help="First day, month or year (YYYY[-MM[-DD]])."
)
@click.option("--to", "date_to", metavar="DATE", help="Last day, month or year, included.")
@click.option("--sort", type=click.Choice(get_args(Sort)))
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--per-page", type=click.IntRange(1, MAX_PER_PAGE), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print each hit as one line of JSON.")
@with_settings
def search(
    loaded: LoadedSettings,
    query: str,
    date_from: str | None,
    date_to: str | None,
    sort: Sort | None,
    page: int,
    per_page: int,
    as_json: bool,
    **facets: tuple[str, ...],
) -> None:
    """Search the index.

    The limits are those of the search page: see max_query_chars and max_query_terms in
    `searchapp config show`. Only the first 10,000 results can be reached.

    \b
    Example: searchapp search 'patent "high seas"' --place Geneva --from 2020
    """
    request = SearchRequest(
        q=query,
        page=page,
        per_page=per_page,
        sort=sort,
        filters=tuple(Filter(name, any=values) for name, values in facets.items() if values),
        date_from=_parse_date(date_from),
        date_to=_parse_date(date_to),
        facets=(),
    )
    check_limits(request, max_query_chars=loaded.settings.max_query_chars)
    result = SearchService(loaded.settings).search(request)
    if as_json:
        for hit in result.hits:
            record = to_record(hit.release)
            record["score"] = round(hit.score, 6)
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    for warning in result.warnings:
        console.print(Text(word(warning), style="yellow"))
    for number, hit in enumerate(result.hits, (page - 1) * per_page + 1):
        _print_hit(console, number, hit)
    total = count_noun(result.total, "release")
    console.print(Text(f"{total} for {result.read_as or 'everything'}", style="dim"))
    if result.partial:
        parts = ", ".join(result.partial)
        console.print(Text(f"The query ran out of time; incomplete: {parts}.", style="yellow"))
    if result.suggestion:
        console.print(Text(f"Did you mean: {result.suggestion}"))


def _parse_date(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        day_span(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not YYYY, YYYY-MM or YYYY-MM-DD.") from None
    return value


def _print_hit(console: Console, number: int, hit: Hit) -> None:
    release = hit.release
    title = _highlight(hit.title, "bold")
    date = release.date.value if release.date else "no date"
    console.print(Text(f"{number:>3}. ").append_text(title))
    console.print(Text(f"     {date} · {release.source.label} · {release.id}", style="dim"))
    if hit.snippet.text:
        console.print(Text("     ").append_text(_highlight(hit.snippet, "")))


def _highlight(snippet: Snippet, style: str) -> Text:
    text = Text(snippet.text, style=style)
    for start, end in snippet.marks:
        text.stylize("bold yellow", start, end)
    return text
