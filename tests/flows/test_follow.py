"""A flow followed with a given set of answers: the way, the end, and what is said where they do not lead on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.words import Words
from flows.engine.bundle import Bundle, load
from flows.engine.chat import Chat
from flows.engine.follow import Followed, follow, read_answers
from tests.flows.house import changed, house_bundle

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

STORY = """  done:
    ask: What happened?
    answer: {kind: message, accept: [text, voice], most: 3}
    save: story
    skip: age
    next: age
  age:
    ask: How old are you?
    answer: {kind: age}
    save: age
    if_wrong: I could not read that.
    skip: bye
    next: bye
  bye: {return: told}
"""
DECLARED = """answers:
  story: {kind: message, keep: case, seen_by: [advocates], why: Only if she wants to}
  age: {kind: age, keep: visit, seen_by: [advocates], why: Children have other rights}
"""


def walked(
    answers: str, flow: str = "passport-kept", bundle: Bundle | None = None, team: bool = True, **given: str
) -> Followed:
    bundle = bundle or house_bundle()
    sheet, faults = read_answers(bundle, "answers.yaml", answers.encode())
    assert not faults, "\n".join(fault.render() for fault in faults)
    words = Words(bundle, {})
    chat = Chat(bundle, lambda key, code: words.text(key, code, {}), NOW, frozenset(bundle.teams if team else ()))
    return follow(chat, flow, "en", given, sheet)


def with_story() -> Bundle:
    files = changed("flows/passport-kept.yaml", "  done: {end: true}\n", STORY)
    files |= {"answers.yaml": files["answers.yaml"].replace(b"answers:\n", DECLARED.encode(), 1)}
    return load(files)


def test_the_way_of_the_answers_to_a_person() -> None:
    found = walked("{danger: no, who_has_it: employer, what_next: person, agree: agreed}")
    assert found.steps == [
        "passport-kept.danger_known", "danger-first.known", "danger-first.ask", "urgent-danger.danger",
        "urgent-danger.is_safe", "danger-first.is_safe", "passport-kept.who_has_it", "passport-kept.law",
        "passport-kept.not_alone", "passport-kept.what_next", "passport-kept.get_person", "ask-person.agree",
        "ask-person.how_urgent", "ask-person.hand_over", "ask-person.told", "ask-person.has_asked",
    ]  # fmt: skip
    assert (found.ended, found.finished, found.unused) == ("handoff", True, [])
    assert found.handoff == {
        "to": "advocates", "urgency": "normal", "summary": ["danger", "who_has_it"], "consent": "talk_with_advocate",
        "basis": None, "at": "ask-person.hand_over",
    }  # fmt: skip
    assert found.kept == {"case": ("who_has_it",), "visit": ("danger",)}
    assert found.consents == {"talk_with_advocate": True}


def test_json_is_read_too_and_a_list_is_used_one_by_one() -> None:
    found = walked('{"danger": "no", "who_has_it": "skip", "what_next": ["police", "numbers", "nothing"]}')
    assert [asked.answer for asked in found.asked] == ["no", "skip", "police", "numbers", "nothing"]
    assert (found.ended, found.outcome, found.steps[-1]) == ("end", None, "passport-kept.done")


def test_a_sub_flow_returns_with_its_outcome() -> None:
    found = walked("danger: no", "urgent-danger")
    assert (found.ended, found.outcome) == ("return", "safe")
    found = walked("agree: agreed", "ask-person", team=False)
    assert (found.ended, found.outcome, found.steps[-1]) == ("return", "nobody", "ask-person.has_nobody")
    assert walked("agree: agreed", "ask-person").outcome == "asked"


def test_the_most_exact_name_counts_and_what_is_known_is_not_asked() -> None:
    found = walked("{danger: now, urgent-danger.danger: no, who_has_it: me}")
    assert (found.asked[0].answer, found.unused) == ("no", ["danger"])
    found = walked("who_has_it: me", danger="no")
    assert found.steps == [
        "passport-kept.danger_known", "danger-first.known", "danger-first.is_safe", "passport-kept.who_has_it",
        "passport-kept.good_news", "passport-kept.done",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "ended", "why"),
    [
        ("danger: no", "missing", "nothing for it; it can be: employer, agent, other, me, skip"),
        ("{danger: no, who_has_it: agnt}", "not_offered", 'the closest is "agent"'),
        ("{danger: no, who_has_it: me, what_next: police}", "end", ""),
        ("{danger: no, who_has_it: agent, what_next: police}", "asked_again", "what_next has no further value; write"),
        ("danger: hide", "hidden", ""),
    ],
)  # fmt: skip
def test_where_the_answers_do_not_lead_on_it_says_what_to_write(answers: str, ended: str, why: str) -> None:
    found = walked(answers)
    assert found.ended == ended
    assert why in found.why and bool(why) is bool(found.why)
    assert found.finished is not bool(why)


def test_what_is_written_and_sent_is_answered_as_by_her() -> None:
    bundle = with_story()
    way = "{danger: no, who_has_it: me, story: [voice, She has it.], age: ٣٤}"
    found = walked(way, bundle=bundle)
    assert (found.ended, found.outcome) == ("return", "told")
    assert found.kept["visit"] == ("danger", "who_has_it", "story", "age")
    found = walked("{danger: no, who_has_it: me, story: skip, age: [old, 34]}", bundle=bundle)
    assert (found.ended, found.outcome) == ("return", "told")
    found = walked("{danger: no, who_has_it: me, story: skip, age: old}", bundle=bundle)
    assert (found.ended, found.why) == ("not_understood", "passport-kept.age did not understand this answer")
    found = walked("{danger: no, who_has_it: me, story: skip}", bundle=bundle)
    assert found.why.endswith("it can be: what she writes, skip")


def test_the_same_answers_lead_the_same_way() -> None:
    answers = "{danger: soon, person_now: yes, agree: refused, who_has_it: me}"
    assert walked(answers) == walked(answers)


@pytest.mark.parametrize(
    ("answers", "says", "fix"),
    [
        ("who_has: me", 'Nothing is asked that is called "who_has".', 'Write "who_has_it" instead.'),
        ("danger: {a: b}", '"danger" needs a value, or a list of values.', "Write - or [ ] for a list."),
        ("danger:", '"danger" needs a value, or a list of values.', "Write - or [ ] for a list."),
        ("danger: [no", "The [ or ] does not fit here.", ""),
        ("- no", "This file holds no names with values.", "Begin each line with a name and a colon."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(answers: str, says: str, fix: str) -> None:
    _, faults = read_answers(house_bundle(), "mine.yaml", answers.encode())
    assert says in [fault.sentence for fault in faults]
    assert any(fault.fix == fix or not fix for fault in faults)
    assert faults[0].render().startswith("mine.yaml:1:")
