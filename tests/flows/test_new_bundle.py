"""The content changes while she is in the middle of it: she always has a next step, and is told when she was moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.engine.bundle import Bundle, load
from flows.engine.model import Circumstances, Input, Place, Say, Session, Tapped, Turn, Wrote
from flows.engine.run import take_turn
from tests.flows.house import changed, house_bundle, house_files

PASSPORT = "flows/passport-kept.yaml"
AROUND = Circumstances(date(2026, 11, 24))


def after(new: Bundle, heard: Input, *stack: Place) -> Turn:
    session = Session(house_bundle().id, "en", stack, {"danger": "no"}, generation=4)
    return take_turn(new, session, heard, AROUND)


def parts(turn: Turn) -> tuple[str, ...]:
    return next(effect.screen.parts for effect in turn.effects if isinstance(effect, Say))


def tap(value: str, step: str = "who_has_it") -> Tapped:
    return Tapped(house_bundle().step_key(Place("passport-kept", step)), 4, value)


def renamed() -> Bundle:
    files = changed(PASSPORT, "start: danger_known", "start: danger_known\nrenamed: {who_has_it: holder}")
    text = files[PASSPORT].decode()
    text = text.replace("  who_has_it:\n", "  holder:\n").replace("next: who_has_it", "next: holder")
    return load({**files, PASSPORT: text.replace("safe: who_has_it", "safe: holder").encode()})


def test_a_step_that_is_still_there_goes_on() -> None:
    new = load(changed(PASSPORT, "That is good.", "That is very good."))
    turn = after(new, tap("me"), Place("passport-kept", "who_has_it"))
    assert turn.session.bundle == new.id
    assert parts(turn)[0] == "passport-kept/good_news/say"


def test_a_renamed_step_is_followed_and_its_buttons_still_work() -> None:
    turn = after(renamed(), tap("employer"), Place("passport-kept", "who_has_it"))
    assert turn.session.answers["who_has_it"] == "employer"
    assert parts(turn)[0] == "passport-kept/law/say"


def test_of_a_step_that_is_gone_the_flow_begins_anew_and_says_so() -> None:
    turn = after(house_bundle(), tap("employer"), Place("passport-kept", "gone"))
    assert parts(turn) == ("globals/improved", "passport-kept/who_has_it/ask")
    assert turn.session.answers == {"danger": "no"}, "a tap on a screen that is gone answers nothing"


def test_a_step_that_keeps_its_answer_elsewhere_is_not_the_one_she_answered() -> None:
    """Known while the old bundle is; her tap, meant for the old question, answers nothing."""
    new = load(changed(PASSPORT, "    save: who_has_it\n", ""))
    session = Session(house_bundle().id, "en", (Place("passport-kept", "who_has_it"),), {"danger": "no"}, generation=4)
    moved = take_turn(new, session, tap("employer"), replace(AROUND, before=house_bundle()))
    assert parts(moved) == ("globals/improved", "passport-kept/who_has_it/ask")
    assert moved.session.answers == {"danger": "no"}
    unknown = take_turn(new, session, tap("employer"), AROUND)
    assert parts(unknown)[0] == "passport-kept/law/say", "without it names alone decide"


def test_a_flow_that_is_gone_leads_to_the_menu() -> None:
    assert parts(after(house_bundle(), Wrote("1"), Place("gone", "gone"))) == ("globals/improved", "globals/menu")


def test_a_sub_flow_that_is_gone_leads_back_to_the_one_that_ran_it() -> None:
    turn = after(house_bundle(), Wrote("1"), Place("passport-kept", "who_has_it"), Place("gone", "gone"))
    assert parts(turn) == ("globals/improved", "passport-kept/who_has_it/ask")


def test_hide_and_a_person_come_before_any_moving() -> None:
    place = Place("passport-kept", "gone")
    assert after(house_bundle(), Wrote("hide"), place).session.hidden
    assert parts(after(house_bundle(), tap("person!"), place)) == ("ask-person/agree/consent.text",)


def test_an_option_that_is_gone_only_asks_again() -> None:
    new = load(changed(PASSPORT, "      - {text: Somebody else, value: other, next: sign}\n", ""))
    turn = after(new, tap("other"), Place("passport-kept", "who_has_it"))
    assert parts(turn) == ("globals/newest_buttons", "passport-kept/who_has_it/ask")


def test_a_language_that_is_gone_is_asked_for_again() -> None:
    files = {name: text for name, text in house_files().items() if name != "words/ar.yaml"}
    rules = files["house-rules.yaml"].decode().splitlines(keepends=True)
    files["house-rules.yaml"] = "".join(line for line in rules if not line.strip().startswith("ar:")).encode()
    session = Session(house_bundle().id, "ar", (Place("passport-kept", "who_has_it"),), generation=4)
    turn = take_turn(load(files), session, tap("me"), AROUND)
    assert parts(turn) == ("globals/picker",)
    assert turn.session.stack == session.stack
