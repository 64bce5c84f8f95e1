"""The language of a release is found, foreign lines in it notwithstanding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.language_identification import LANGUAGES, UNKNOWN, identify
from tests.support.work import steps

SENTENCES = {
    "en": "The harbour board has decided that the northern quay will be rebuilt before the winter.",
    "fr": "Le conseil du port a décidé que le quai nord serait reconstruit avant l'hiver prochain.",
    "es": "La junta del puerto ha decidido que el muelle norte se reconstruya antes del invierno.",
    "de": "Der Hafenrat hat beschlossen, dass der nördliche Kai noch vor dem Winter erneuert wird.",
    "pt": "O conselho do porto decidiu que o cais norte será reconstruído antes do inverno.",
    "it": "Il consiglio del porto ha deciso che il molo nord sarà ricostruito prima dell'inverno.",
    "nl": "Het havenbestuur heeft besloten dat de noordelijke kade voor de winter wordt hersteld.",
    "pl": "Rada portu postanowiła, że północne nabrzeże zostanie odbudowane jeszcze przed zimą.",
    "sv": "Hamnstyrelsen har beslutat att den norra kajen ska byggas upp igen före vintern.",
    "no": "Havnestyret har bestemt at den nordlige kaien skal bygges opp igjen før vinteren.",
    "ru": "Совет порта решил, что северный причал будет восстановлен ещё до начала зимы.",
    "uk": "Рада порту вирішила, що північний причал буде відбудовано ще до початку зими.",
    "ar": "قرر مجلس الميناء إعادة بناء الرصيف الشمالي قبل حلول فصل الشتاء القادم.",
    "fa": "هیئت مدیره بندر تصمیم گرفت که اسکله شمالی پیش از زمستان بازسازی شود.",
    "zh": "港务局决定在冬季到来之前重建北码头，以便船只安全停靠。",
    "ja": "港湾局は冬が来る前に北埠頭を再建することを決定しました。",
    "ko": "항만청은 겨울이 오기 전에 북쪽 부두를 다시 짓기로 결정했다.",
    "el": "Το συμβούλιο του λιμανιού αποφάσισε να ξαναχτίσει τη βόρεια προβλήτα.",
    "he": "מועצת הנמל החליטה לבנות מחדש את הרציף הצפוני לפני החורף.",
    "hi": "बंदरगाह परिषद ने सर्दियों से पहले उत्तरी घाट को फिर से बनाने का फैसला किया है।",
    "th": "คณะกรรมการท่าเรือตัดสินใจสร้างท่าเทียบเรือด้านเหนือขึ้นใหม่ก่อนฤดูหนาว",
}


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_a_sentence_is_recognised(tag: str) -> None:
    """One sentence is enough for a language that is among those answered."""
    assert identify(SENTENCES[tag])[0] == tag
    assert tag in LANGUAGES


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ru", "ar", "zh"])
@pytest.mark.parametrize("foreign", ["en", "ru", "zh", "ar", "de"])
def test_a_foreign_line_does_not_turn_a_release(tag: str, foreign: str) -> None:
    """Among several paragraphs of one language, one line of another changes nothing."""
    lines = [SENTENCES[tag]] * 4
    assert identify([*lines, SENTENCES[foreign]])[0] == tag
    assert identify("\n".join([SENTENCES[foreign], *lines]))[0] == tag


@pytest.mark.parametrize("text", ["", " \n ", "12 34", "+41 22 000 00 00", "—", "a"])
def test_hardly_any_letters_are_no_language(text: str) -> None:
    """Without letters there is nothing to tell: unknown, with no confidence."""
    assert identify(text) == (UNKNOWN, 0.0)


@settings(max_examples=50)
@given(st.text(max_size=200) | st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gets_a_tag_and_a_confidence(text: str | list[str]) -> None:
    """Nothing raises; the tag is a known one or unknown; the same text gives the same answer."""
    tag, confidence = identify(text)
    assert tag in (*LANGUAGES, UNKNOWN)
    assert 0.0 <= confidence <= 1.0
    assert identify(text) == (tag, confidence)


@pytest.mark.parametrize("line", ["a" * 3_000_000, "word " * 500_000, "\n" * 1_000_000])
def test_only_as_much_is_read_as_is_needed(line: str) -> None:
    """A huge text takes hardly more steps than a tenth of it: a sample is read of both."""
    identify(line)
    assert steps(identify, line) <= 1.1 * steps(identify, line[: len(line) // 10])
