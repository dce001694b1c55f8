"""Turns that no talk of the house shows: written answers, stories, forged input, and what can never happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.bundle import Bundle, load
from flows.engine.model import (
    Began,
    Circumstances,
    Input,
    Note,
    OpenCase,
    Place,
    Say,
    Sent,
    Session,
    Tapped,
    Turn,
    Wrote,
)
from flows.engine.run import take_turn
from flows.engine.session import freeze, thaw
from tests.flows.anything import EVERYWHERE, HOUSE, INPUTS, SESSIONS
from tests.flows.house import changed, house_bundle, house_files

AROUND = Circumstances(date(2026, 11, 24), frozenset({"advocates"}))

ASKING = """
flow: asking
format: 1
owner: rights-team
menu: Questions
start: age
steps:
  age:
    ask: How old are you?
    answer: {kind: age, min: 1, max: 99}
    save: age
    if_wrong: I could not find a number in that.
    tries: 3
    else: too_hard
    next: story
    skip: story
  story:
    ask: What happened?
    answer: {kind: message, accept: [text, voice], most: 2}
    save: story
    skip: done
    next: consent
  consent:
    consent: {to: talk_with_advocate, text: May we?, agree: Yes please, refuse: No thanks}
    agreed: hand_over
    refused: without
  hand_over:
    handoff: {to: advocates, urgency: soon, summary: [age, story], closed: done}
    say: It is on its way.
  without:
    handoff: {to: advocates, urgency: now, basis: child, summary: [age], closed: done}
    next: done
  too_hard:
    say: That is all right.
    next: round
  round:
    branch:
      - when: age is known
        next: done
    otherwise: done
  done: {end: true}
"""


@pytest.fixture(scope="module")
def asking() -> Bundle:
    files = changed("consents.yaml", "bases: {}", "bases: {child: Children are helped first}")
    answers = "  age: {kind: age, keep: case, seen_by: [advocates], why: x}\n"
    answers += "  story: {kind: message, keep: case, seen_by: [advocates], why: x}\nsystem:\n"
    files["answers.yaml"] = files["answers.yaml"].replace(b"system:\n", answers.encode())
    return load({**files, "flows/asking.yaml": ASKING.encode()})


def at(bundle: Bundle, step: str, flow: str = "asking", **more: object) -> Session:
    place = (Place(flow, step),)
    return replace(Session(bundle.id, "en", place, generation=7), **more)  # type: ignore[arg-type]


def parts(turn: Turn) -> tuple[str, ...]:
    return next(effect.screen.parts for effect in turn.effects if isinstance(effect, Say))


def values(turn: Turn) -> list[str]:
    rows = next(effect.screen.rows for effect in turn.effects if isinstance(effect, Say))
    return [button.value for row in rows for button in row]


# --- written answers ---------------------------------------------------------------------------------------------


def test_a_written_answer_is_kept_and_the_talk_goes_on(asking: Bundle) -> None:
    turn = take_turn(asking, at(asking, "age"), Wrote("I am \u0661\u0669".removeprefix("I am ")), AROUND)
    assert turn.session.answers == {"age": "19"}
    assert parts(turn) == ("asking/story/ask",)


def test_after_the_allowed_tries_nobody_is_kept_in_a_question(asking: Bundle) -> None:
    session = at(asking, "age")
    for _ in range(2):
        turn = take_turn(asking, session, Wrote("many"), AROUND)
        assert parts(turn) == ("asking/age/if_wrong", "asking/age/ask")
        session = turn.session
    turn = take_turn(asking, session, Sent("photo", "x"), AROUND)
    assert parts(turn) == ("asking/too_hard/say", "globals/menu")
    assert turn.session.tries == 0


def test_a_question_can_be_skipped_by_tap_and_by_word(asking: Bundle) -> None:
    tap = Tapped(asking.step_key(Place("asking", "age")), 7, "skip!")
    for heard in (tap, Wrote("skip"), Wrote("Rather not say")):
        turn = take_turn(asking, at(asking, "age"), heard, AROUND)
        assert parts(turn) == ("asking/story/ask",)
        assert turn.session.answers == {}


def test_a_story_may_come_in_several_messages(asking: Bundle) -> None:
    first = take_turn(asking, at(asking, "story"), Sent("voice", "v1"), AROUND)
    assert values(first) == ["skip!", "done!", "person!", "hide!"]
    second = take_turn(asking, first.session, Wrote("and more"), AROUND)
    assert second.session.answers["story"] == (Note("voice", "v1"), Note("text", "and more"))
    assert parts(second) == ("asking/consent/consent.text",)


def test_a_story_can_be_ended_early(asking: Bundle) -> None:
    first = take_turn(asking, at(asking, "story"), Sent("voice", "v1"), AROUND)
    tap = Tapped(asking.step_key(Place("asking", "story")), first.session.generation, "done!")
    assert parts(take_turn(asking, first.session, tap, AROUND)) == ("asking/consent/consent.text",)
    before = replace(tap, generation=7)
    turn = take_turn(asking, at(asking, "story"), before, AROUND)
    assert parts(turn)[0] == "globals/newest_buttons", "nothing was told yet, so nothing can be done"


def test_a_kind_that_was_not_asked_for_is_not_kept(asking: Bundle) -> None:
    turn = take_turn(asking, at(asking, "story"), Sent("photo", "p"), AROUND)
    assert turn.session.answers == {}
    assert parts(turn) == ("globals/not_understood", "asking/story/ask")


def test_a_word_of_danger_does_not_interrupt_her_telling(asking: Bundle) -> None:
    turn = take_turn(asking, at(asking, "story"), Wrote("then he hit me and locked me in"), AROUND)
    assert [type(effect).__name__ for effect in turn.effects] == ["RaiseUrgency", "Say"]
    assert parts(turn) == ("globals/emergency_now", "asking/story/ask")
    assert turn.session.answers["story"] == (Note("text", "then he hit me and locked me in"),)


# --- handing over ------------------------------------------------------------------------------------------------


def case(turn: Turn) -> OpenCase:
    return next(effect for effect in turn.effects if isinstance(effect, OpenCase))


def test_only_what_she_agreed_to_is_handed_over(asking: Bundle) -> None:
    session = at(asking, "consent", answers={"age": "17", "danger": "no"})
    turn = take_turn(asking, session, Wrote("yes please"), AROUND)
    assert case(turn).summary == {"age": "17"}
    assert (case(turn).consent, case(turn).basis, case(turn).at) == ("talk_with_advocate", None, "asking.hand_over")
    assert turn.session.consents == {"talk_with_advocate": "2026-11-25"}
    assert parts(turn) == ("asking/hand_over/say",)


def test_a_refusal_takes_an_older_consent_back(asking: Bundle) -> None:
    session = at(asking, "consent", answers={"age": "17"}, consents={"talk_with_advocate": "2026-11-25"})
    turn = take_turn(asking, session, Wrote("no"), AROUND)
    assert turn.session.consents == {}
    assert (case(turn).consent, case(turn).basis, case(turn).summary) == (None, "child", {"age": "17"})


def test_consent_to_an_older_wording_hands_nothing_over() -> None:
    bundle = house_bundle()
    session = Session(
        bundle.id, "en", (Place("ask-person", "how_urgent"),), {"danger": "now"}, {"talk_with_advocate": "2020-01-01"}
    )
    turn = take_turn(bundle, session, Began(), AROUND)
    assert (case(turn).consent, case(turn).summary) == (None, {})


def test_after_handing_over_the_flow_waits_and_then_goes_on(asking: Bundle) -> None:
    turn = take_turn(asking, at(asking, "consent"), Wrote("yes"), AROUND)
    assert values(turn) == ["person!", "hide!"]
    later = take_turn(asking, turn.session, Wrote("1"), AROUND)
    assert parts(later) == ("globals/menu",), "what she wrote is no answer to a question she has not seen"
    assert not any(isinstance(effect, OpenCase) for effect in later.effects)


def test_whoever_is_hidden_and_asks_for_a_person_can_be_answered() -> None:
    bundle = house_bundle()
    session = Session(bundle.id, "en", (), hidden=True)
    for heard in (Wrote("hello"), Wrote("a person"), Wrote("yes")):
        turn = take_turn(bundle, session, heard, AROUND)
        session = turn.session
    assert case(turn).team == "advocates"
    assert not session.hidden


# --- what can never happen ---------------------------------------------------------------------------------------


def always_true(bundle: Bundle, turn: Turn) -> None:
    assert turn.effects, "she must always hear something"
    says = [effect for effect in turn.effects if isinstance(effect, Say)]
    assert len(says) <= 1
    assert all(place in bundle.steps for place in turn.session.stack)
    for say in says:
        assert say.screen.parts
        assert [button.value for button in say.screen.rows[-1]][-1] == "hide!"
        assert all(part in bundle.texts for part in say.screen.parts)
    assert thaw(freeze(turn.session)) == turn.session


@settings(max_examples=300, deadline=None)
@given(SESSIONS, st.lists(INPUTS, min_size=1, max_size=8), st.booleans())
def test_nothing_a_worker_does_can_break_a_flow(session: Session, heard: list[Input], on_duty: bool) -> None:
    around = AROUND if on_duty else Circumstances(AROUND.today)
    for one in heard:
        turn = take_turn(HOUSE, session, one, around)
        always_true(HOUSE, turn)
        session = turn.session


@given(SESSIONS, INPUTS)
def test_a_turn_depends_on_nothing_but_what_it_is_given(session: Session, heard: Input) -> None:
    assert take_turn(HOUSE, session, heard, AROUND) == take_turn(HOUSE, session, heard, AROUND)


@pytest.mark.parametrize("language", [language.code for language in HOUSE.languages])
@pytest.mark.parametrize("place", [place for place in EVERYWHERE if place in HOUSE.cards], ids=".".join)
def test_a_person_is_two_taps_away_from_every_step(place: Place, language: str) -> None:
    session = Session(HOUSE.id, language, (place,), generation=1)
    if place.flow != HOUSE.person:
        shown = take_turn(HOUSE, session, Wrote("?"), AROUND)
        assert "person!" in values(shown)
        session = take_turn(HOUSE, session, Tapped(HOUSE.cards[place].at, 1, "person!"), AROUND).session
    top = HOUSE.cards[session.stack[-1]]
    turn = take_turn(HOUSE, session, Tapped(top.at, session.generation, "agreed"), AROUND)
    assert case(turn).team == "advocates"
    assert place in turn.session.stack or place.flow == HOUSE.person, "where she was is not lost"


@pytest.mark.parametrize("place", [place for place in EVERYWHERE if place in HOUSE.cards], ids=".".join)
def test_hide_works_from_every_step_and_forgets_her_answers(place: Place) -> None:
    session = Session(HOUSE.id, "en", (place,), {"danger": "now"}, generation=3)
    for heard in (Tapped("any", 0, "hide!"), Wrote("Hide"), Wrote("itago")):
        turn = take_turn(HOUSE, session, heard, AROUND)
        assert [type(effect).__name__ for effect in turn.effects] == ["Hide"]
        assert turn.session == Session(HOUSE.id, "en", (), {}, generation=4, hidden=True)


def test_no_word_leads_past_the_question_whether_it_is_safe() -> None:
    session = Session(HOUSE.id, "en", (Place("welcome", "safe_first"), Place("is-it-safe", "safe_now")))
    for words in ("back", "menu", "my passport"):
        turn = take_turn(HOUSE, session, Wrote(words), AROUND)
        assert parts(turn)[-1] == "is-it-safe/safe_now/ask"


def test_labels_in_her_language_can_be_typed() -> None:
    around = replace(AROUND, label=lambda key: {"passport-kept/who_has_it/option.agent": "Ahente"}.get(key, "-"))
    session = at(HOUSE, "who_has_it", "passport-kept")
    assert take_turn(HOUSE, session, Wrote("ahente!"), around).session.answers == {"who_has_it": "agent"}


# --- flows in flows ----------------------------------------------------------------------------------------------


def test_flows_that_run_each_other_for_ever_end_in_the_menu() -> None:
    text = "flow: {0}\nformat: 1\nowner: rights-team\nmenu: Round\nstart: go\nsteps:\n"
    text += "  go: {{run: {1}, then: {{over: done}}}}\n  done: {{return: over}}\n"
    flows = {f"flows/{a}.yaml": text.format(a, b).encode() for a, b in (("one", "two"), ("two", "one"))}
    bundle = load({**house_files(), **flows})
    turn = take_turn(bundle, Session(bundle.id, "en", generation=1), Tapped(bundle.menu.at, 1, "flow:one"), AROUND)
    assert parts(turn) == ("globals/something_wrong", "globals/menu")


def test_an_end_inside_a_sub_flow_ends_the_one_that_ran_it() -> None:
    no = '{text: "No", value: no, next: is_not_safe}'
    bundle = load(changed("flows/is-it-safe.yaml", no, f"{no.replace('is_not_safe', 'over')}\n  over: {{end: true}}"))
    session = Session(bundle.id, "en", (Place("welcome", "safe_first"), Place("is-it-safe", "safe_now")))
    assert parts(take_turn(bundle, session, Wrote("no"), AROUND)) == ("globals/menu",)


def test_a_hint_stands_below_its_question() -> None:
    asked = "    ask: Who has your passport now?\n"
    bundle = load(changed("flows/passport-kept.yaml", asked, f"{asked}    hint: You can also write it.\n"))
    card = bundle.cards[Place("passport-kept", "who_has_it")]
    assert card.parts == ("passport-kept/who_has_it/ask", "passport-kept/who_has_it/hint")
    assert bundle.texts[card.parts[1]] == "You can also write it."
