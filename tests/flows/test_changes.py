"""Whatever people would see otherwise is named: each edit of the house's content by the words that tell it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot import content
from flows.engine.blend import blend
from flows.engine.changes import Change, Edition, changes
from tests.drafts import DANGER, FACTS, PASSPORT
from tests.drafts import draft as changed
from tests.drafts import first_house as house
from tests.flows.history import history

ASK, WELCOME, FILIPINO = "flows/ask-person.yaml", "flows/welcome.yaml", "locales/fil/LC_MESSAGES/flows.po"

EMPLOYER = "      - {text: My employer, value: employer, next: law}\n"
AGENT = "      - {text: An agent, value: agent, next: sign}\n"
NUMBER = "    value: 08000 121 700\n"
FOR_AN_AGENT = "    for: {who_has_it: {agent: 0800 000 0001, otherwise: 08000 121 700}}\n"


def draft(*edits: tuple[str, str, str]) -> dict[str, bytes]:
    return changed(*edits, of=house())


def told(*edits: tuple[str, str, str]) -> tuple[Change, ...]:
    return changes(content.open_files(house()), content.open_files(draft(*edits)))


@pytest.mark.parametrize(
    ("edit", "where", "says"),
    [
        ((PASSPORT, AGENT, ""), "who_has_it", "Gone: the button"),
        ((PASSPORT, "value: agent, next: sign}", "value: agent, next: law}"), "who_has_it", "Leads elsewhere"),
        ((PASSPORT, "      - {text: I have it, value: me, next: good_news}\n", ""), "who_has_it", "Gone: the button"),
        ((PASSPORT, f"{EMPLOYER}{AGENT}", f"{AGENT}{EMPLOYER}"), "who_has_it", "another order"),
        ((PASSPORT, "    skip: law\n", ""), "who_has_it", "Gone: skip"),
        ((PASSPORT, "when: danger is no\n", "when: danger is soon\n"), "danger_known", "when, of line 1"),
        ((PASSPORT, "{text: My employer,", "{text: My boss,"), "option.employer", "English: button 1 of 4"),
        ((PASSPORT, "menu: My passport", "menu: My papers"), "passport-kept/menu", "English"),
        ((PASSPORT, "not_safe: hide_tip", "not_safe: done"), "safe_first", "not_safe"),
        ((ASK, "urgency: soon", "urgency: now"), "hand_over_soon", "urgency"),
        ((ASK, "[danger, who_has_it], closed: nobody_here}\n    next: told\n  hand_over_soon",
          "[danger], closed: nobody_here}\n    next: told\n  hand_over_soon"), "hand_over_now", "summary"),
        ((WELCOME, "safe: what_this_is", "safe: danger_first"), "safe_first", "after safe"),
        ((FACTS, "value: 08000 121 700", "value: 08000 121 701"), "fact slavery_helpline", "another one"),
        ((FACTS, NUMBER, FOR_AN_AGENT), "fact slavery_helpline", "another one"),
        ((FACTS, "cite: College of Policing", "cite: A college"), "fact emergency_number", "The source below"),
        ((FILIPINO, '"Sino ang may hawak ng passport mo ngayon?"', '"Sino?"'), "who_has_it/ask", "Filipino"),
        (("words/en.yaml", "again: [again,", "again: [xyz, again,"), "word xyz", "xyz"),
        (("house-rules.yaml", "fil: {name: Filipino (Tagalog), direction: ltr, state: preview}",
          "fil: {name: Tagalog, direction: ltr, state: preview}"), "fil", "another name"),
        (("answers.yaml", "keep: case", "keep: visit"), "answer who_has_it", "kept otherwise"),
    ],
)  # fmt: skip
def test_what_people_see_otherwise_is_named(edit: tuple[str, str, str], where: str, says: str) -> None:
    found = told(edit)
    assert [change for change in found if where in change.where and says in change.sentence], found


def test_what_only_some_people_are_shown_is_the_newest_for_them_too() -> None:
    before, after = content.open_files(house()), content.open_files(draft((FACTS, NUMBER, FOR_AN_AGENT)))
    [change] = changes(before, after)
    assert change.after == "08000 121 700; who_has_it agent: 0800 000 0001" and change.care == "a phone number"
    for old, newest, number in ((before, after, "0800 000 0001"), (after, before, None)):
        mixed = blend(old.bundle, newest.bundle)
        assert mixed is not None
        shown = mixed.shown_to(("passport-kept/numbers/say",), {"who_has_it": "agent"})
        assert shown.get("slavery_helpline") == number


def test_a_comment_changes_nothing_for_anybody() -> None:
    assert told((DANGER, "flow: urgent-danger", "# a remark\nflow: urgent-danger")) == ()


def test_every_version_of_the_history_is_told_from_the_one_before() -> None:
    """And what is only renamed is told as that."""
    versions = [Edition(bundle, {}) for bundle in history()]
    found = [changes(old, new) for old, new in pairwise(versions)]
    assert all(found)
    renamed = [change.sentence for change in found[1]]
    assert renamed == ['"paid" is called "is_paid" now.']
    assert {change.how for change in found[7] if change.kind == "flow"} == {"new", "gone"}
    assert [change.where for change in found[4]] == ["sw"]
