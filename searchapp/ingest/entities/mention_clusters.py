"""Merging of the mentions of one release into entities, and the name each is shown under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from searchapp.ingest.entities.acronyms import initials
from searchapp.ingest.entities.evidence import SPEAKER, Kind
from searchapp.ingest.entities.gazetteer import MEDIUM, find_place
from searchapp.ingest.entities.lexicon import (
    BARE_ORGANIZATION,
    GENERIC,
    HEAD,
    LAST,
    WEAK_HEAD,
    formal_names,
    lexicon,
)
from searchapp.ingest.entities.listed_organizations import known_organization
from searchapp.ingest.entities.spans import Span
from searchapp.model import Entity

__all__ = ["Cluster", "clean_surface", "cluster_mentions", "organization_key", "person_key"]

_COMMITTEES = {"committee", "subcommittee"}
_MAX_COMPARED = 100
"""How many entities that share a word a name is compared with: no release has as many."""
_CACHE_SIZE = 1 << 14
"""Names of which is remembered what they are made of: releases mostly name the same ones."""
_MIN_LONE_NAME = SPEAKER.strength
"""A word that is no part of a full name is shown as a person only on evidence as good as this."""
_REGION_FRAME = ("special", "administrative", "region")
_SPACES = re.compile(r"\s+")
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV|MP|MPs|MHR|AO|AM|QC)\.?\Z", re.IGNORECASE)
_PROPER = re.compile(r"[\w'.&-]+")
_SMALL = {
    "the",
    "of",
    "for",
    "and",
    "on",
    "in",
    "a",
    "&",
    "de",
    "la",
    "du",
    "des",
    "del",
    "da",
    "do",
    "et",
    "y",
    "und",
    "für",
    "l",
    "d",
}
_NATIONAL = re.compile(r"(?:the )?(?:U\.? ?S\.?|United States|US)(?:'s)? (?=\S)", re.IGNORECASE)
_PLACE_FRAME = re.compile(
    r"(?:(?:State|Province|City|Town|County|Republic|Commonwealth|Municipality) of (?:the )?)|"
    r" (?:Province|City|Municipality|Special Administrative Region|Region|Oblast|area|Area)\Z",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Cluster:
    """The mentions of one entity."""

    kind: Kind
    name: str
    forms: dict[str, int] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    fine: str = ""

    def take(self, form: str, spans: list[Span]) -> None:
        """Count a form of the name with its mentions."""
        self.forms[form] = self.forms.get(form, 0) + len(spans)
        self.spans += spans

    def entity(self) -> Entity:
        """Return the entity, its other forms in order of the alphabet."""
        others = sorted(form for form in self.forms if form != self.name)
        return Entity(self.name, tuple(others), len(self.spans), self.fine or self.kind)


@lru_cache(maxsize=_CACHE_SIZE)
def clean_surface(text: str) -> str:
    """Return a name on one line, without quotes and marks at its ends."""
    text = _SPACES.sub(" ", text).strip(" ,;:'’\"“”").replace("’", "'")
    text = text.removesuffix("'s").replace(";", ",")
    return (
        text
        if re.search(r"\b[A-Z]\.\Z|\b(?:Inc|Co|Corp|Ltd|Jr|Sr)\.\Z", text)
        else text.rstrip(".")
    )


@lru_cache(maxsize=_CACHE_SIZE)
def person_key(name: str) -> tuple[str, ...]:
    """Return the words that identify a person: no initials, no suffix, all lower case."""
    words = _SUFFIX.sub("", name).lower().replace(".", " ").split()
    return tuple(word for word in words if len(word) > 1) or tuple(words)


@lru_cache(maxsize=_CACHE_SIZE)
def organization_key(name: str) -> tuple[str, ...]:
    """Return the words that identify an organization, those that carry nothing left out."""
    name = re.sub(r"\([^)]*\)", " ", _NATIONAL.sub("", name))
    words = [word.removesuffix("'s").strip(".'") for word in _PROPER.findall(name.lower())]
    kept = tuple(word for word in words if word and word not in _SMALL)
    at = next((i for i, word in enumerate(kept) if kept[i : i + 3] == _REGION_FRAME), None)
    return kept if at is None else kept[:at] + kept[at + 3 :]


def _mentions(spans: Iterable[Span], text: str, kind: Kind) -> dict[str, list[Span]]:
    """Return the spans of a kind by the name they show."""
    found: dict[str, list[Span]] = {}
    for span in spans:
        if span.kind == kind:
            found.setdefault(clean_surface(text[span.start : span.end]), []).append(span)
    return found


# ---- people ------------------------------------------------------------------------------------


def _same_first(one: str, other: str) -> bool:
    """Return whether two first names can be one person's: ``Chuck`` and ``Charles``."""
    if one == other or ((len(one) == 1 or len(other) == 1) and one[0] == other[0]):
        return True
    if len(one) > 2 and len(other) > 2 and (one.startswith(other) or other.startswith(one)):
        return True
    names = formal_names()
    return bool({one, *names.get(one, ())} & {other, *names.get(other, ())})


def _is_same_person(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names of at least two words are one person's."""
    if key[-1] == other[-1] and _same_first(key[0], other[0]):
        return True
    if len(key) == 2 and len(other) == 2 and key == other[::-1]:
        return True
    if key[0] == other[0] and key[-1].removesuffix("s") == other[-1].removesuffix("s"):
        return True
    short, long = sorted((key, other), key=len)
    return len(short) < len(long) and (long[: len(short)] == short or long[-len(short) :] == short)


def _people(spans: Iterable[Span], text: str) -> list[Cluster]:
    """Merge full names first, then give each bare name to the person it can only mean."""
    mentions = _mentions(spans, text, "person")
    clusters: list[Cluster] = []
    by_word: dict[str, list[tuple[tuple[str, ...], Cluster]]] = {}
    keys = {name: person_key(name) for name in mentions}
    full = [name for name in mentions if len(keys[name]) > 1]
    for name in sorted(full, key=lambda n: (-len(keys[n]), -len(mentions[n]), n)):
        key = keys[name]
        candidates = [
            *by_word.get(key[-1], ())[:_MAX_COMPARED],
            *by_word.get(key[0], ())[:_MAX_COMPARED],
        ]
        cluster = next((c for other, c in candidates if _is_same_person(key, other)), None)
        if cluster is None:
            cluster = Cluster("person", name)
            clusters.append(cluster)
            for word in dict.fromkeys(key):
                by_word.setdefault(word, []).append((key, cluster))
        cluster.take(name, mentions[name])
    for cluster in clusters:
        cluster.name = _lower_capitals(_best_person_name(cluster.forms))
    _give_bare_names(clusters, by_word, {n: mentions[n] for n in mentions if len(keys[n]) == 1})
    return clusters


def _best_person_name(forms: Mapping[str, int]) -> str:
    """Return the form to show: most words that are no initials, then most mentions."""
    return min(
        forms,
        key=lambda n: (len(n.split()) > 4, -len(person_key(n)), n.isupper(), -forms[n], -len(n), n),
    )


def _lower_capitals(name: str) -> str:
    """Return ``Gareth Evans`` for ``Gareth EVANS``."""
    return " ".join(
        word.capitalize() if len(word) > 3 and word.isupper() and word.isalpha() else word
        for word in name.split(" ")
    )


def _give_bare_names(
    clusters: list[Cluster],
    by_word: Mapping[str, list[tuple[tuple[str, ...], Cluster]]],
    bare: Mapping[str, list[Span]],
) -> None:
    alone: dict[str, Cluster] = {}
    for name, spans in bare.items():
        word = person_key(name)[0]
        candidates = by_word.get(word, [])
        known = lexicon()
        if not candidates and word.endswith("s"):
            candidates = by_word.get(word[:-1], [])
            if known.get(word[:-1], 0) & LAST and not known.get(word, 0) & LAST:
                word, name = word[:-1], name[:-1]
        best = sorted(
            candidates,
            key=lambda pair: (
                pair[0][-1] != word,
                pair[1].spans[0].start > spans[0].start,
                -len(pair[1].spans),
                pair[1].name,
            ),
        )
        if best:
            best[0][1].take(name, spans)
        elif max(span.evidence.strength for span in spans) >= _MIN_LONE_NAME:
            cluster = alone.setdefault(word, Cluster("person", name))
            cluster.take(name, spans)
    clusters += alone.values()


# ---- organizations -----------------------------------------------------------------------------


def _is_same_organization(
    key: tuple[str, ...], other: tuple[str, ...], known: Mapping[str, int]
) -> bool:
    """Return whether a shorter key names the organization of a longer one."""
    if set(key) == set(other):
        return True
    heads = HEAD | WEAK_HEAD
    if len(key) == 1:
        flags = known.get(key[0], 0)
        first = other[0] == key[0] and len(other) <= 3 and not flags & (heads | GENERIC)
        return first or (
            bool(flags & BARE_ORGANIZATION) and other[-1] == key[0] and len(other) <= 2
        )
    if len(other) - len(key) > 3 or not any(known.get(word, 0) & heads for word in key):
        return False
    if other[-len(key) :] == key or (_COMMITTEES & set(key) and set(key) < set(other)):
        return True
    more = other[len(key) :]
    return other[: len(key)] == key and not any(known.get(word, 0) & heads for word in more)


def _organizations(
    spans: Iterable[Span], text: str, longs: Mapping[str, str], surnames: set[str]
) -> list[Cluster]:
    mentions = _mentions(spans, text, "organization")
    known = lexicon()
    clusters: list[Cluster] = []
    by_initials: dict[str, Cluster] = {}
    index: dict[str, list[tuple[tuple[str, ...], Cluster]]] = {}
    for name in sorted(
        mentions, key=lambda n: (-len(longs.get(n, n).split()), -len(mentions[n]), n)
    ):
        long = longs.get(name, name)
        key = organization_key(_canonical_organization(long, mentions[name]))
        if not key or (len(key) == 1 and key[0] in surnames and not name.isupper()):
            continue
        candidates = [
            *index.get(key[0], ())[:_MAX_COMPARED],
            *index.get(key[-1], ())[:_MAX_COMPARED],
        ]
        cluster = next(
            (c for other, c in candidates if _is_same_organization(key, other, known)), None
        )
        if cluster is None and name.isupper() and 3 <= len(name) <= 6:
            cluster = by_initials.get(name)
        if cluster is None:
            cluster = Cluster("organization", _canonical_organization(long, mentions[name]))
            clusters.append(cluster)
            by_initials.setdefault(initials(list(key)), cluster)
            for word in dict.fromkeys(key):
                index.setdefault(word, []).append((key, cluster))
        cluster.take(name, mentions[name])
        for form in (long, _NATIONAL.sub("", name)):
            if form != name:
                cluster.forms.setdefault(form, 0)
    for cluster in clusters:
        _split_joined(cluster, known)
    return _merge_offices(clusters)


def _split_joined(cluster: Cluster, known: Mapping[str, int]) -> None:
    """Show ``Museum of Harbours`` if a headline joined it with a name: ``... and Veldora``."""
    for form in sorted(form for form, count in cluster.forms.items() if count):
        rest = cluster.name.removeprefix(f"{form} and ")
        if rest != cluster.name and not any(known.get(word.lower(), 0) for word in rest.split()):
            cluster.forms.pop(cluster.name, None)
            cluster.name = form
            return


def _merge_offices(clusters: list[Cluster]) -> list[Cluster]:
    """Give ``WIPO Office`` to ``WIPO`` if that is named itself."""
    by_form = {form.lower(): c for c in clusters for form in (c.name, *c.forms)}
    kept = []
    for cluster in clusters:
        words = cluster.name.lower().split()
        owner = by_form.get(" ".join(words[:-1])) if words[-1] == "office" else None
        if owner is None:
            kept.append(cluster)
        else:
            for form in cluster.forms:
                owner.forms.setdefault(form, 0)
            owner.spans += cluster.spans
    return kept


def _canonical_organization(name: str, spans: list[Span]) -> str:
    """Return the name under which an organization is shown."""
    listed = known_organization(name) or next((span.name for span in spans if span.name), None)
    if listed:
        return listed
    plain = _NATIONAL.sub("", re.sub(r"\s*\([^)]*\)", "", name))
    first = plain.split(" ", 1)[0].lower()
    if lexicon().get(first, 0) & HEAD and " " in plain:
        return known_organization(plain) or plain
    return known_organization(plain) or re.sub(r"\s*\([^)]*\)", "", name)


# ---- places ------------------------------------------------------------------------------------


def _place_of(name: str, span: Span, longs: Mapping[str, str]) -> tuple[str, str]:
    """Return the name under which a place is shown, and its kind."""
    name = span.name or longs.get(name, name)
    if name.isupper() and len(name) > 3:
        name = name.title()
    place = find_place(name.lower())
    if place is None:
        plain = _PLACE_FRAME.sub("", name).strip() or name
        found = find_place(plain.lower())
        if found is not None and found.tier >= MEDIUM:
            return found.name or plain, found.kind
        return name, "place"
    return place.name or name, place.kind


def _places(spans: Iterable[Span], text: str, longs: Mapping[str, str]) -> list[Cluster]:
    clusters: dict[str, Cluster] = {}
    for form, found in _mentions(spans, text, "place").items():
        for span in found:
            name, fine = _place_of(form, span, longs)
            cluster = clusters.setdefault(name.lower(), Cluster("place", name, fine=fine))
            cluster.take(form, [span])
    _merge_tails(clusters)
    if "washington, d.c." in clusters and "washington" in clusters:
        capital = clusters["washington, d.c."]
        for form, count in clusters.pop("washington").forms.items():
            capital.forms[form] = count
    return list(clusters.values())


def _merge_tails(clusters: dict[str, Cluster]) -> None:
    """Give ``Bay Area`` to ``Greater Bay Area``: a place of several words that ends another."""
    longer: dict[str, str] = {}
    for key in sorted(clusters, reverse=True):
        words = key.split()
        for at in range(1, min(len(words) - 1, 6)):
            longer[" ".join(words[at:])] = key
    for key in sorted(clusters, key=lambda k: (len(k), k)):
        owner = clusters.get(longer.get(key, ""))
        if owner is not None and clusters[key].fine == "place":
            cluster = clusters.pop(key)
            for form, count in cluster.forms.items():
                owner.forms[form] = owner.forms.get(form, 0) + count
            owner.spans += cluster.spans


def cluster_mentions(spans: list[Span], text: str, longs: Mapping[str, str]) -> list[Cluster]:
    """Merge the mentions of one release into entities.

    :param text: the text as stored, in which the spans stand.
    :param longs: the long form of each short form that the text defines.
    """
    people = _people(spans, text)
    surnames = {word for cluster in people for word in person_key(cluster.name)}
    return [*people, *_organizations(spans, text, longs, surnames), *_places(spans, text, longs)]
