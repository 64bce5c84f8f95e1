"""How contact, about, number, dateline and marks are told from the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.text.lines import make_line
from searchapp.ingest.text.parts import about_lines, split_parts
from tests.support.work import steps

BODY = (
    "NORWICK, 4 March 2023 – The harbour board opened a new pier on Saturday, and two hundred "
    "people came to see the first boat leave it for the islands.",
    "The pier took three years to build. It replaces the one that the storm of 2019 carried away.",
)
ABOUT = (
    "The Norwick Harbour Board runs the port, the ferries and the fish market, and it keeps the "
    "lights along the coast of the county."
)


def test_parts_are_told_apart() -> None:
    """Each piece goes to its part, the order of the body stays, and the dateline stays readable."""
    split = split_parts(
        (
            *("FOR IMMEDIATE RELEASE", "March 4, 2023", "Release No. 12/2023", *BODY),
            *(
                "About Norwick Harbour",
                ABOUT,
                "Press contact: Ada Quill, press@norwick.example",
                "###",
            ),
        )
    )
    assert split.paragraphs == BODY
    assert split.date_lines == ("March 4, 2023",)
    assert split.parts == {
        "number": ("Release No. 12/2023",),
        "about": ("About Norwick Harbour", ABOUT),
        "contact": ("Press contact: Ada Quill, press@norwick.example",),
        "end mark": ("###",),
        "dateline": ("NORWICK",),
    }
    assert [piece.text for piece in split.dropped] == ["FOR IMMEDIATE RELEASE"]


@pytest.mark.parametrize(
    "about",
    [
        "About Veldora: Veldora builds wind farms on both sides of the sea and employs 800 people.",
        (
            "About the Museum of Quiet Harbours: The museum shows ships and bells from four "
            "centuries to everybody."
        ),
        "About Veldora Veldora builds wind farms on both sides of the sea and employs 800 people.",
        (
            "About the Quiet Harbour Museum The Quiet Harbour Museum shows ships and bells "
            "from four centuries."
        ),
        (
            "Über die Veldora AG: Die Veldora AG baut Windparks auf beiden Seiten der See "
            "und beschäftigt 800 Menschen."
        ),
        (
            "À propos de Veldora : Veldora construit des parcs éoliens des deux côtés de la "
            "mer et emploie 800 personnes."
        ),
        (
            "À propos d'Aguaviva : Aguaviva est une agence qui mesure l'eau douce dans douze "
            "pays de la région."
        ),
        (
            "Acerca de Veldora: Veldora construye parques eólicos a ambos lados del mar y "
            "emplea a 800 personas."
        ),
        (
            "Sobre a Veldora – A Veldora constrói parques eólicos dos dois lados do mar e "
            "emprega 800 pessoas."
        ),
        (
            "О компании: Велдора строит ветряные парки по обе стороны моря, в ней работают "
            "800 человек."
        ),
        (
            "О компании Велдора: она строит ветряные парки по обе стороны моря, в ней "
            "работают 800 человек."
        ),
        "关于珠江创新研究院：研究院设在广州，从事水、空气和能源方面的应用研究，有三百名研究人员。",
        (
            "نبذة عن الوكالة: تعمل الوكالة على سلامة الأغذية في أربع دول وتضم مختبرات كثيرة "
            "وثلاثمئة خبير."
        ),
        "ABOUT VELDORA: Veldora builds wind farms on both sides of the sea and employs 800 people.",
    ],
)
def test_an_about_paragraph_with_its_heading_in_it_is_a_part(about: str) -> None:
    """The heading before a colon or a dash, or glued to the name said, in many languages."""
    split = split_parts((*BODY, about))
    assert split.parts.get("about") == (about,)
    assert split.paragraphs == BODY


@pytest.mark.parametrize(
    "prose",
    [
        (
            "About 300 people came to the harbour on Saturday: families, pilots and the "
            "crews of two ships came."
        ),
        (
            "About half of the crew went home early because the wind had turned and the sea "
            "was too rough."
        ),
        (
            "About the same time: the pilots went home because the wind had turned and the "
            "sea was rough."
        ),
        (
            "Über 300 Menschen kamen: Familien, Lotsen und die Mannschaften von zwei "
            "Schiffen kamen zum Hafen."
        ),
        (
            "Sobre la mesa: hay tres propuestas que el consejo discutirá el próximo lunes "
            "por la mañana."
        ),
        "Sobre o acordo, a ministra disse que os dois países vão discutir tudo na próxima semana.",
        (
            "About Monday's vote, Senator Lee said that nothing had been decided and that "
            "the work goes on."
        ),
        "О том, что будет дальше: директор сказал, что работа продолжится и в следующем году тоже.",
        (
            "Aboutness Veldora: Veldora builds wind farms on both sides of the sea and "
            "employs 800 people."
        ),
        "About Veldora: yes.",
        "关于这个问题，部长说，双方将在下周继续讨论，并在年底以前公布结果，不会再拖延下去了。",
        (
            "About Ms. Lee the Lee family of Veshtar said nothing at all when they were "
            "asked on Monday."
        ),
    ],
)
def test_a_sentence_that_begins_like_one_is_not(prose: str) -> None:
    """``About 300 people came`` and topics are the body."""
    assert "about" not in split_parts((*BODY, prose)).parts


def test_an_about_paragraph_stands_near_the_end() -> None:
    """Above the body, or with four paragraphs below it, it is not taken out."""
    about = f"About Norwick Harbour: {ABOUT}"
    assert "about" not in split_parts((about, *BODY)).parts
    assert "about" not in split_parts((*BODY, about, *BODY, *BODY)).parts
    assert split_parts((*BODY, about, BODY[1], "###")).parts["about"] == (about,)


def test_many_such_paragraphs_take_linear_work() -> None:
    """Ten times the paragraphs about an issuer take at most ten times the steps."""

    def work(count: int) -> int:
        text = "About Veldora: Veldora builds wind farms on both sides of the sea and keeps them."
        lines = [make_line(text, row) for row in range(count)]
        about_lines(lines, [""] * count)  # what is read of each line is remembered
        return steps(about_lines, lines, [""] * count)

    assert work(1_000) < 11 * work(100)


@given(st.lists(st.sampled_from((*BODY, ABOUT, "###", "Contact:", "About us", "1/2023", "x", ""))))
def test_nothing_is_lost(paragraphs: list[str]) -> None:
    """Every paragraph is in exactly one place."""
    split = split_parts(paragraphs)
    pieces = [*split.paragraphs, *split.date_lines, *(piece.text for piece in split.dropped)]
    for part, texts in split.parts.items():
        pieces += texts if part != "dateline" else ()
    assert sorted(pieces) == sorted(text for text in paragraphs if text)


def test_share_lines_around_the_text_are_dropped() -> None:
    """Buttons above and below a declared body go, with the reason; inside it they stay."""
    split = split_parts(("Share on Facebook", BODY[0], "Follow us", BODY[1], "Siga-nos", "Print"))
    assert split.paragraphs == (BODY[0], "Follow us", BODY[1])
    assert [(each.text, each.reason) for each in split.dropped] == [
        ("Share on Facebook", "share"),
        ("Siga-nos", "menu"),
        ("Print", "share"),
    ]


def test_a_text_of_buttons_stays() -> None:
    """Where buttons are all there is, they are the body."""
    assert split_parts(("Share", "Print")).paragraphs == ("Share", "Print")
