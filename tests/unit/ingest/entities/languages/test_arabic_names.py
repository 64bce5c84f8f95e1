"""People in Arabic text: found where a title shows them, and nothing else is."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import extract_entities


def people(text: str) -> list[str]:
    """Return the names of the people of a text."""
    return [entity.name for entity in extract_entities("", [text], "ar").people]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("وقالت الدكتورة ليلى حدادين: «الماء لا ينتظر».", ["ليلى حدادين"]),
        ("وقال رئيس المختبرات عمر التميمي: «لا وقت».", ["عمر التميمي"]),
        ("وقال عمر التميمي، رئيس المختبرات، إن العمل انتهى.", ["عمر التميمي"]),
        ("والتقى الوزير سامي الحداد في المدينة أمس.", ["سامي الحداد"]),
    ],
)
def test_arabic_names_beside_a_title(text: str, names: list[str]) -> None:
    """Behind a title up to a mark or a particle, or before a comma and a title."""
    assert people(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "عقد رئيس مجلس الوزراء اجتماعا في المدينة.",
        "قال مدير الشركة إن العمل انتهى.",
        "أعلن الرئيس أن الاتفاق جاهز.",
        "وصل نائب رئيس اللجنة إلى العاصمة.",
    ],
)
def test_arabic_titles_of_nobody(text: str) -> None:
    """A title with the organization it is of, or alone, names no person."""
    assert people(text) == []


def test_vowel_marks_without_a_letter_are_no_word() -> None:
    """Arabic marks that lost their letters are passed over, and the name beside them is found."""
    assert people("\u064b\u064c وقالت الدكتورة ليلى حدادين: «\u064e\u064f».") == ["ليلى حدادين"]
