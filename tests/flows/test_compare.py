"""What the author is told when a draft would strand or mislead somebody who is in the middle of it."""

from __future__ import annotations

import pytest

from flows.engine.bundle import Bundle, load
from flows.engine.compare import compare
from tests.flows.first import changed, house_bundle, house_files

PASSPORT, ANSWERS, CONSENTS, GLOBALS = (
    "flows/passport-kept.yaml", "answers.yaml", "consents.yaml", "globals.yaml",
)  # fmt: skip
DANGER, ASK, FACTS = "flows/urgent-danger.yaml", "flows/ask-person.yaml", "facts.yaml"
LAW = '  law:\n    say: "{law_keep_passport}"\n    next: not_alone\n'
DECIDES = "  law:\n    branch: [{when: danger is no, next: not_alone}]\n    otherwise: not_alone\n"
GOOD = (("  good_news:", "  good:"), ("next: good_news", "next: good"))


def edited(file: str, *edits: tuple[str, str]) -> Bundle:
    files = dict(house_files())
    for old, new in edits:
        assert old in files[file].decode(), old
        files[file] = files[file].decode().replace(old, new).encode()
    return load(files)


def said(new: Bundle, old: Bundle | None = None) -> list[tuple[str, str]]:
    return [(fault.code, fault.sentence) for fault in compare(old or house_bundle(), new)]


def at_top(name: str, value: str) -> tuple[str, str]:
    return "start: danger_known", f"start: danger_known\n{name}: {value}"


def test_the_same_content_has_nothing_to_tell() -> None:
    assert said(load(house_files())) == []


def test_other_words_and_other_ways_are_allowed() -> None:
    assert said(edited(PASSPORT, ("Who has your passport now?", "Where is it?"), ("value: me, next: good_news", "value: me, next: law"))) == []  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("file", "edits", "code", "sentence"),
    [
        (PASSPORT, GOOD, "F070", 'The step "good" is new and "good_news" is gone'),
        (PASSPORT, (("      - {text: An agent, value: agent, next: sign}\n", ""),), "F070", 'The button "agent" of'),
        (PASSPORT, (("    save: who_has_it\n", ""),), "F071", 'kept its answer as "who_has_it"'),
        (PASSPORT, ((LAW, DECIDES),), "F071", '"law" was another kind of step'),
        (ANSWERS, (("keep: visit", "keep: case"),), "F072", '"danger" would be kept longer (case) than'),
        (ASK, (("An advocate reads what you write.", "Many people read what you write."),), "F073", "have changed"),
        (ASK, (("agree: I agree", "agree: Go on"),), "F073", "The words of the consent"),
        (GLOBALS, (("\ntexts:", "\nretired: [welcome]\ntexts:"),), "F074", 'The name "welcome" was given up'),
        (PASSPORT, (at_top("retired", "[who_has_it.agent]"),), "F074", "can never mean something else"),
    ],
)  # fmt: skip
def test_what_would_strand_or_mislead_somebody_is_refused(
    file: str, edits: tuple[tuple[str, str], ...], code: str, sentence: str
) -> None:
    [found] = said(edited(file, *edits))
    assert found[0] == code and sentence in found[1]


def test_a_fact_inside_a_consent_is_part_of_its_words() -> None:
    text = house_bundle().texts["facts/two_exceptions/text"]
    [found] = compare(house_bundle(), edited(FACTS, (text, text + " And more.")))
    assert found.code == "F073" and "two_exceptions" in found.note


def test_with_another_version_the_words_may_be_others() -> None:
    files = changed(ASK, "agree: I agree", "agree: Go on")
    files[CONSENTS] = files[CONSENTS].replace(b'"2026-11-23"', b'"2026-12-01"')
    files[ANSWERS] = files[ANSWERS].replace(b"keep: visit", b"keep: case")
    assert said(load(files)) == []


@pytest.mark.parametrize("way", [("renamed", "{good_news: good}"), ("retired", "[good_news]")])
def test_who_says_what_became_of_it_may_go_on(way: tuple[str, str]) -> None:
    old = edited(PASSPORT, *GOOD, at_top(*way))
    assert said(old) == []
    assert [code for code, _ in said(edited(PASSPORT, *GOOD), old)] == ["F074"], "and it has to stay said"
    back = [code for code, _ in said(house_bundle(), old)]
    assert "F074" in back, "and the old name never comes back"


def test_a_whole_flow_is_given_up_in_globals() -> None:
    words = {name: text for name, text in house_files().items() if name != PASSPORT}
    for name in ("words/en.yaml", "words/ar.yaml", "words/fil.yaml"):
        head, _, _ = words[name].decode().partition("topics:")
        words[name] = head.encode()
    assert [fault.code for fault in compare(house_bundle(), load(words))] == ["F070"]
    words[GLOBALS] = words[GLOBALS].replace(b"\ntexts:", b"\nretired: [passport-kept]\ntexts:")
    assert said(load(words)) == []


def test_an_outcome_is_given_up_in_its_flow() -> None:
    files = changed(ASK, "refused: has_refused", "refused: has_nobody")
    files[ASK] = files[ASK].replace(b"  has_refused: {return: refused}\n", b"")
    for file in (DANGER, PASSPORT):
        text = files[file].decode()
        files[file] = text.replace("refused: is_not_safe, ", "").replace("refused: what_next, ", "").encode()
    assert {fault.code for fault in compare(house_bundle(), load(files))} == {"F070"}
    files[ASK] = files[ASK].replace(b"\nsteps:", b"\nretired: [has_refused, return refused]\nsteps:")
    assert said(load(files)) == []
