"""Text -> terms: tokens, stop words, stems, positions, in several languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.stems import folded, words_of
from searchapp.analysis.tokens import (
    PARAGRAPH_GAP,
    analyse,
    analyse_document,
    analyse_query,
    terms_of_word,
    tokens,
)
from tests.support.work import steps

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar", "und")
TEXTS = st.text() | st.lists(
    st.sampled_from(
        ["U.S.", "the", "l’eau", "28,000", "专利", "ガス", "ｶﾞｽ", "مُحَمَّد", "ё", "co-op", "\n", " "]
    )
).map("".join)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_tokens_and_terms_agree(text: str, language: str) -> None:
    """The quick way by chunks and the way with offsets give the same terms."""
    assert analyse(text, language) == [term for _, _, term in tokens(text, language)]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_tokens_lie_in_the_text(text: str, language: str) -> None:
    """Every token has a place of at least one character inside the text, and they are in order."""
    places = [(start, end) for start, end, _ in tokens(text, language)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(TEXTS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_positions_do_not_depend_on_the_language(text: str, one: str, other: str) -> None:
    """Words are found alike in every language, so that a query can be laid over all of them."""
    assert len(analyse(text, one)) == len(analyse(text, other))


@given(st.lists(st.sampled_from(["The", "patents", "of", "Geneva", "office"])))
def test_stop_words_keep_their_position(words: list[str]) -> None:
    """A stop word is an empty term where it stands."""
    terms = {"The": "", "patents": "patent", "of": "", "Geneva": "geneva", "office": "offic"}
    assert analyse(" ".join(words), "en") == [terms[word] for word in words]


@given(st.text(alphabet="abcdeé ", min_size=1))
def test_case_does_not_matter(text: str) -> None:
    """Capitals and small letters give the same terms."""
    assert analyse(text.upper(), "en") == analyse(text, "en")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What has been folded stays as it is."""
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "negotiations", "negotiation"),
        ("en", "Geneva’s", "Geneva"),
        ("en", "U.S.", "US"),
        ("en", "O’Brien’s", "OBrien"),
        ("en", "résumé", "resume"),
        ("en", "28,000", "28000"),
        ("en", "ＷＩＰＯ", "WIPO"),
        ("fr", "l’innovation", "innovations"),
        ("fr", "Développement", "developpement"),
        ("fr", "sécurité", "securite"),
        ("fr", "œuvre", "oeuvres"),
        ("es", "comunicación", "comunicaciones"),
        ("es", "tecnología", "tecnologia"),
        ("es", "países", "pais"),
        ("pt", "inovação", "inovacao"),
        ("de", "Häuser", "Haus"),
        ("de", "Straße", "Strasse"),
        ("it", "dell'università", "universita"),
        ("ru", "зелёный", "зеленый"),
        ("ru", "патентов", "патенты"),
        ("ru", "Patents", "patent"),
        ("ar", "الإعلان", "اعلان"),
        ("ar", "الملكية", "ملكية"),
        ("ar", "والابتكار", "ابتكار"),
        ("ar", "مُحَمَّد", "محمد"),
        ("ar", "محـــمد", "محمد"),
        ("ar", "٢٠٢٤", "2024"),
        ("zh", "WIPO's", "wipo"),
        ("ja", "ガス", "ｶﾞｽ"),
        ("fr", "données", "donnees"),
        ("fr", "Musée", "musee"),
        ("tr", "İstanbul", "istanbul"),
        ("nb", "patenter", "patentene"),
    ],
)
def test_forms_that_meet(language: str, one: str, other: str) -> None:
    """Inflected, accented and typographic forms of a word have one term."""
    assert analyse(one, language) == analyse(other, language) != [""]


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "A.I. in Washington, D.C.", ["ai", "", "washington", "dc"]),
        ("en", "COVID-19 vaccines", ["covid", "19", "vaccin"]),
        ("en", "a well_known 3.5% rise.Next", ["", "well", "known", "3.5", "rise", "next"]),
        ("en", "x 1 ②", ["x", "1", "2"]),
        ("en", "AT&T and R&D, Smith&Sons", ["at&t", "", "r&d", "smith", "son"]),
        ("fr", "La politique de l’eau", ["", "polit", "", "eau"]),
        ("es", "El acuerdo y los países", ["", "acuerd", "", "", "pais"]),
        ("ru", "Организация и её члены", ["организац", "", "", "член"]),
        ("ar", "المكتب في جنيف", ["مكتب", "", "جنيف"]),
        ("zh", "专利局 WIPO 水", ["专利", "利局", "局", "wipo", "水"]),
        ("ko", "특허청", ["특허", "허청", "청"]),
        ("th", "ไทย", ["ไท", "ทย", "ย"]),
        ("xx", "The Words stay", ["the", "words", "stay"]),
    ],
)
def test_examples_of_languages(language: str, text: str, terms: list[str]) -> None:
    """Each language has its tokens, stop words and stems; an unknown one is only folded."""
    assert analyse(text, language) == terms


def test_a_run_of_a_query_ends_with_its_last_bigram() -> None:
    """What follows the run in a release is not known; a single character stands for itself."""
    assert analyse_query("专利局", "zh") == ["专利", "利局"]
    assert analyse_query("《专利局》。", "zh") == ["专利", "利局"]
    assert analyse_query("水", "zh") == ["水"]
    assert analyse_query("专利 cooperation", "zh") == ["专利", "利", "cooper"]


def test_forms_of_a_query_word_in_several_languages() -> None:
    """A query word is looked up in the forms of all languages; a stop word is no form."""
    assert terms_of_word("nationals", ("en", "fr")) == ("nation", "national")
    assert terms_of_word("die", ("de",)) == ()
    assert terms_of_word("die", ("de", "en")) == ("die",)


def test_fields_of_a_document() -> None:
    """The body begins with the headline; paragraphs and parts are set apart, empty ones are not."""
    gap = [""] * PARAGRAPH_GAP
    fields = analyse_document(
        "New treaty",
        ["Signed today.", " ", "In Geneva"],
        {"number": ["PR/7"], "about": ["WIPO"]},
        "en",
    )
    assert fields == {
        "title": ["new", "treati"],
        "body": ["new", "treati", *gap, "sign", "today", *gap, "", "geneva"],
        "parts": ["wipo", *gap, "pr", "7"],
    }


@pytest.mark.parametrize("text", ["a." * 50_000, "a'" * 50_000, "1," * 50_000, "水" * 50_000])
def test_a_long_line_without_a_space_is_no_trap(text: str) -> None:
    """A word of absurd length is cut, and ten times the line takes ten times the steps at most."""
    terms = analyse(text, "en")
    assert terms
    assert all(0 < len(term) <= 64 for term in terms)
    assert steps(analyse, text[:10_000], "en") < 11 * steps(analyse, text[:1_000], "en")


def test_long_words_are_not_remembered() -> None:
    """Memory is not filled with what is no word."""
    word = "x" * 1000
    assert analyse(word, "en") == ["x" * 64]
    assert word not in words_of("en")


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_text_is_cut_as_expected(text: str) -> None:
    """Oracle: letters and digits are never lost, whatever parts them."""
    cut = "".join(text[start:end] for start, end, _ in tokens(text, "und"))
    assert re.sub(r"[^a-zA-Z0-9]", "", cut) == re.sub(r"[^a-zA-Z0-9]", "", text)
