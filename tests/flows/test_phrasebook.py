"""The phrasebook: what stands in it, how it is found, and what `helpline check` refuses of it."""

from __future__ import annotations

import pytest

from bot.tongues.signatures import high_care
from bot.tongues.topics import topics
from flows.engine.blend import safety_keys
from flows.engine.bundle import load
from flows.engine.changes import Edition, careful, changes
from flows.engine.phrasebook import find
from tests.flows.house import changed, faults, house_bundle, house_files

BOOK = "phrases.yaml"
BUNDLE = house_bundle()


def best(words: str) -> list[str]:
    return [phrase.name for phrase in find(BUNDLE.phrases.values(), BUNDLE.texts, words, 6).best]


def test_a_first_day_can_be_led_with_it() -> None:
    assert len(BUNDLE.phrases) >= 35
    assert list(BUNDLE.phrases)[:2] == ["hello", "safe_to_write"], "it is offered as it is used"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("safe write", "safe_to_write"), ("interpreters", "interpreter"), ("nrm", "what_the_nrm_is"),
        ("passp", "your_papers"), ("BACK later", "back_at"), ("thank", "thank_you"), ("bye", "done_for_today"),
        ("danger call", "emergency"), ("can you see my screen alone", "who_sees_the_phone"),
    ],
)  # fmt: skip
def test_english_words_find_it(words: str, first: str) -> None:
    assert best(words)[0] == first


def test_whoever_has_all_the_words_comes_and_others_do_not() -> None:
    assert "safe_to_write" not in best("safe hours"), "it has one of the two only"
    assert set(best("safe hours")) == {"safe_time", "safe_time_kept"}


def test_nothing_is_found_for_words_that_nobody_wrote() -> None:
    assert best("zebra") == []


def test_without_words_the_book_begins_and_says_how_much_there_is() -> None:
    hits = find(BUNDLE.phrases.values(), BUNDLE.texts, "  ", 6)
    assert [phrase.name for phrase in hits.best] == list(BUNDLE.phrases)[:6]
    assert hits.more == len(BUNDLE.phrases) - 6


def test_a_house_without_a_phrasebook_is_a_house() -> None:
    assert load({name: text for name, text in house_files().items() if name != BOOK}).phrases == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("Take your time.", "You should take your time.", "F120", "You should"),
        ("Thank you for telling me this.", "Thank you. You are a victim of slavery.", "F121", "You are a victim"),
        ("Nothing has to be decided today.", "Do not worry.", "F125", "Do not worry"),
        ("I plan to write again on {date} at", "We will write again on {date} at", "F133", '"We will"'),
        ("This is who writes to you.", "We are a helpline.", "F129", '"helpline"'),
        ("call {emergency_number}.", "call 999.", "F043", "999"),
        ("I am away for {how_long}.", "I am away for {how_lng}.", "F020", "how_lng"),
        ("I have noted it.", "I have noted {place_in_line}.", "F020", "place_in_line"),
        ("of: [salvation_army,", "of: [salvation_amry,", "F020", "salvation_amry"),
        ("kind: day, ask: From which day?", "kind: dya, ask: From which day?", "F006", "dya"),
        ("  a_child:", "  a_child_who_is_with_her_now:", "F009", "a_child_who_is_with_her_now"),
        ("kind: word, ask", "kind: word, of: [kalayaan], ask", "F027", "gap of kind word"),
    ],
)  # fmt: skip
def test_what_no_advocate_shall_send_does_not_get_in(old: str, new: str, code: str, says: str) -> None:
    found = [fault for fault in faults(changed(BOOK, old, new)) if fault.code == code]
    assert found and says in found[0].sentence, [fault.render() for fault in faults(changed(BOOK, old, new))]
    assert found[0].spot.file == BOOK


def test_a_phrase_longer_than_a_small_screen_is_refused_with_its_facts() -> None:
    long = "What others did is not your fault. " * 18
    assert "F031" in {fault.code for fault in faults(changed(BOOK, "What others did is not your fault.", long))}
    with_fact = f"{'It is not your fault. ' * 22}{{silent_call}}"
    assert "F031" in {fault.code for fault in faults(changed(BOOK, "{silent_call}", with_fact))}


def test_facts_and_consents_in_it_are_signed_by_two() -> None:
    careful_keys = high_care(BUNDLE)
    assert {"phrases/emergency/text", "phrases/may_i_speak_with/whom.doctor"} <= careful_keys
    assert "phrases/hello/text" not in careful_keys
    assert "phrases/hello/text" not in safety_keys(BUNDLE), "the bot never says it by itself"
    assert "phrases/hello/text" in topics(BUNDLE)["phrasebook"]


def test_who_publishes_is_told_of_phrases_and_a_second_person_of_those_with_care() -> None:
    def said(old: str, new: str) -> tuple[list[str], tuple[str, ...]]:
        found = changes(Edition(BUNDLE, {}), Edition(load(changed(BOOK, old, new)), {}))
        return [change.where for change in found], careful(found)

    assert said("Take your time.", "There is time.") == (["phrases/take_your_time/text"], ())
    assert said("It is free.\n    tags: [danger,", "It costs nothing.\n    tags: [danger,") == (
        ["phrases/emergency/text"], ("a phrase of the class safety",)
    )  # fmt: skip
    assert said("  a_child:", "  children:")[0] == ["phrases/children/text", "phrases/a_child/text"]
