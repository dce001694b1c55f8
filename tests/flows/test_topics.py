"""The topics as she meets them: danger first, a person always near, her nation asked once, every screen short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from flows.engine.model import ChoiceStep, Circumstances, Place, RunStep, Screen, Session
from tests.flows.house import changed, faults
from tests.flows.visit import ALWAYS, AROUND, HOUSE, NATIONS, TODAY, TOPICS, Visit, all_screens, told

NAMED = {
    "passport-kept", "pay", "work-hours", "visa", "leaving", "violence", "signs", "nrm", "who-refers", "after-referral",
    "decision-no", "health", "police", "children", "tribunal", "this-phone", "about-us",
}  # fmt: skip
LETTERS, BUTTONS, LABEL = 600, 6, 18

# What a nation is told, and what only others are.
OF_NATION = {
    "england": {"abuse_line_england", "fro_england", "kalayaan", "nrm_no_means", "doctor_free", "acas", "recovery"},
    "wales": {"abuse_line_wales", "fro_wales", "bawso", "nrm_no_means", "health_other_nations", "acas", "recovery"},
    "scotland": {"abuse_line_scotland", "fro_scotland", "tara", "nrm_no_duty_elsewhere", "recovery_scotland", "acas"},
    "northern_ireland": {"abuse_line_ni", "fro_ni", "womens_aid_ni", "nrm_no_duty_elsewhere", "ni_tribunals", "lra_ni"},
}
OF_OTHERS = {
    "england": {"abuse_line_scotland", "abuse_line_wales", "abuse_line_ni", "fro_scotland", "recovery_scotland"},
    "wales": {"abuse_line_england", "abuse_line_ni", "fro_england", "recovery_scotland", "lra_ni"},
    "scotland": {"abuse_line_england", "fro_england", "rape_crisis", "nrm_no_means", "recovery", "safe_house_first"},
    "northern_ireland": {"abuse_line_wales", "fro_wales", "rape_crisis", "nrm_no_means", "acas_first", "acas"},
}  # fmt: skip
NATION_TOPICS = ("pay", "leaving", "violence", "nrm", "who-refers", "after-referral", "health", "tribunal")


def facts_on(screens: Iterator[tuple[Session, object]]) -> set[str]:
    return {fact.name for _, screen in screens for fact in HOUSE.facts_of(screen.parts)}  # type: ignore[attr-defined]


def steps_behind(flow: str) -> set[str]:
    """The flows that one runs."""
    return {step.flow for step in HOUSE.flows[flow].steps.values() if isinstance(step, RunStep)}


def test_all_topics_are_there() -> None:
    assert set(TOPICS) == NAMED


@pytest.mark.parametrize("topic", sorted(NAMED))
def test_danger_is_asked_before_any_topic_however_she_comes_there(topic: str) -> None:
    word = next(word for word, flow in HOUSE.words["en"].topics.items() if flow == topic)
    assert Visit(Session(HOUSE.id, "en", generation=1)).types(word).steps == ("urgent-danger.danger",)


@pytest.mark.parametrize("topic", sorted(NAMED))
def test_two_taps_lead_from_the_menu_to_each_topic(topic: str) -> None:
    direct = {value.removeprefix("flow:") for value in HOUSE.menu.order}
    behind = {flow for group in direct for flow in steps_behind(group)}
    assert topic in direct | behind


def _leads_to(topic: str, step: ChoiceStep, name: str) -> bool:
    return name in HOUSE.cards[Place(topic, step.name)].offers.values()


@pytest.mark.parametrize("topic", sorted(NAMED))
def test_each_topic_rests_on_facts_and_leads_to_a_person(topic: str) -> None:
    flow = HOUSE.flows[topic]
    assert HOUSE.person in steps_behind(topic)
    parts = [key for key in HOUSE.texts if key.startswith(f"{topic}/")]
    assert HOUSE.facts_of(parts), "nothing here has a source"
    [(name, _)] = [
        (name, step) for name, step in flow.steps.items() if isinstance(step, RunStep) and step.flow == HOUSE.person
    ]
    asking = [step for step in flow.steps.values() if isinstance(step, ChoiceStep) and _leads_to(topic, step, name)]
    assert asking, "its own button leads to a person"


def test_a_person_and_hide_are_on_every_screen() -> None:
    for session, screen in all_screens():
        asking = any(place.flow == HOUSE.person for place in session.stack)
        assert {button.value for button in screen.rows[-1]} == ({"hide!"} if asking else ALWAYS), screen.steps


def test_every_screen_is_short() -> None:
    for _, screen in all_screens():
        assert len(told(screen)) <= LETTERS, screen.steps
        own = [button for row in screen.rows[:-1] for button in row if button.value and not button.value.endswith("!")]
        assert len(own) <= BUTTONS, screen.steps
        for button in own:
            assert len(HOUSE.texts[button.text or ""]) <= LABEL


def test_nothing_is_written_that_nobody_can_come_to() -> None:
    shown = {part for _, screen in all_screens() for part in screen.parts}
    written = {key for key in HOUSE.texts if key.endswith(("/say", "/ask", "/consent.text"))}
    only_elsewhere = {key for key in written if key.startswith(("is-it-safe/", "welcome/"))} | {
        "ask-person/nobody_here/say"
    }
    assert written - shown == only_elsewhere


# --- her nation --------------------------------------------------------------------------------------------------


def test_her_nation_is_asked_once_and_remembered() -> None:
    visit = Visit()
    visit.types("salary")
    assert visit.taps("helpers").steps == ("which-nation.nation",)
    visit.taps("scotland")
    for topic, way in (("tribunal", ["first"]), ("violence", ["lines"]), ("nrm", ["no"]), ("health", ["doctor"])):
        visit.types("menu")
        word = next(word for word, flow in HOUSE.words["en"].topics.items() if flow == topic)
        visit.types(word)
        assert "which-nation.nation" not in visit.taps(*way).steps
    assert visit.session.answers["nation"] == "scotland"


def test_who_does_not_know_her_nation_is_not_asked_again_either() -> None:
    visit = Visit()
    visit.types("first responder")
    visit.taps("not_known")
    assert visit.screen.steps[-1] == "who-refers.main"
    visit.types("menu")
    visit.types("tribunal")
    assert visit.taps("first").steps[-1] == "tribunal.main"


@pytest.mark.parametrize("nation", NATIONS[:4])
def test_each_nation_is_told_its_own_law_and_numbers(nation: str) -> None:
    shown = facts_on(
        (session, screen)
        for session, screen in all_screens()
        if session.answers.get("nation") == nation and session.stack and session.stack[0].flow != "passport-kept"
    )
    assert OF_NATION[nation] <= shown
    assert not OF_OTHERS[nation] & (shown - {"kalayaan"})


def test_who_does_not_say_where_she_is_reads_what_holds_in_each_part() -> None:
    said = {name: told(screen) for name, screen in _not_known()}
    for name in ("recovery", "recovery_scotland"):
        assert HOUSE.texts[f"facts/{name}/text"] in said["after-referral.recover_any"]
    for name in ("nrm_no_means", "nrm_no_duty_elsewhere"):
        assert HOUSE.texts[f"facts/{name}/text"] in said["nrm.say_no_any"]


def _not_known() -> Iterator[tuple[str, Screen]]:
    for session, screen in all_screens():
        if session.answers.get("nation") == "not_known":
            yield from ((step, screen) for step in screen.steps)


def test_what_holds_in_one_part_only_says_in_which() -> None:
    """These stand on screens that do not ask: whoever reads them anywhere must not take them for her own law."""
    for name, part in (
        ("charity_keeps_choice", "in England and Wales"),
        ("child_trust_ni", "In Northern Ireland"),
        ("child_guardian_who", "England and Wales"),
        ("doctor_free", "In England"),
        ("legal_aid", "In England and Wales"),
        ("nrm_no_means", "in England or Wales"),
        ("salvation_army_who", "in England and Wales"),
        ("support_wales_england", "In England and Wales"),
        ("recovery_scotland", "In Scotland"),
        ("ni_tribunals", "Northern Ireland"),
    ):
        assert part in HOUSE.texts[f"facts/{name}/text"], name


def test_a_report_without_a_name_reaches_the_police_and_that_is_said_wherever_it_is_told_of() -> None:
    for _, screen in all_screens():
        if "nrm/say_no_ew/say" in screen.parts or "nrm/say_no_any/say" in screen.parts:
            assert "passed on to the police too" in told(screen)


def test_every_topic_where_the_law_differs_asks() -> None:
    assert {flow for flow in NAMED if "which-nation" in steps_behind(flow)} == set(NATION_TOPICS)


# --- danger ------------------------------------------------------------------------------------------------------


def test_danger_that_may_come_does_not_close_the_topics() -> None:
    visit = Visit(Session(HOUSE.id, "en", generation=1))
    visit.types("leaving")
    visit.taps("soon", "no")
    assert visit.screen.steps[-1] == "leaving.main"
    visit.types("menu")
    visit.types("salary")
    assert visit.screen.steps == ("danger-first.still_soon", "pay.main"), "the number again, and then the topic"
    assert HOUSE.facts["emergency_number"].value in told(visit.screen)


def test_with_nobody_on_duty_every_topic_still_leads_on() -> None:
    for topic in sorted(NAMED):
        visit = Visit(around=Circumstances(TODAY, frozenset()))
        visit.types(next(word for word, flow in HOUSE.words["en"].topics.items() if flow == topic))
        while "person" not in visit.offered():
            visit.taps(visit.offered()[0])
        visit.taps("person", "agreed")
        assert "ask-person/nobody_here/say" in visit.screen.parts
        assert len(visit.offered()) > len(ALWAYS)


# --- the menu ----------------------------------------------------------------------------------------------------


def test_the_menu_has_the_order_that_the_house_gives_it() -> None:
    assert list(HOUSE.menu.offers)[:2] == ["flow:urgent-danger", "flow:passport-kept"], "emergency first"
    assert len(HOUSE.menu.order) <= BUTTONS


def test_a_topic_leads_back_to_the_menu() -> None:
    visit = Visit()
    visit.types("menu")
    assert visit.taps("flow:topics-work", "pay", "nothing").steps == ("globals.menu",)
    assert visit.taps("flow:topics-work", "other").steps == ("globals.menu",)


def test_a_name_in_the_menu_without_a_label_and_a_menu_too_long_are_told() -> None:
    [fault] = faults(changed("globals.yaml", "topics-work, ", "pay, topics-work, "))
    assert (fault.code, "nobody has said what stands on its button" in fault.sentence) == ("F061", True)
    [fault] = faults(changed("flows/pay.yaml", "start: safe_first", "menu: Pay\nstart: safe_first"))
    assert (fault.code, fault.level, "has 7 buttons" in fault.sentence) == ("F064", "warning", True)
    [fault] = faults(changed("globals.yaml", "topics-work, ", "topics-wrk, "))
    assert fault.code == "F011"


def test_screens_are_the_same_whenever_they_are_looked_at() -> None:
    """The walk of these tests leaves nothing behind in what it shares."""
    visit = Visit()
    visit.types("menu")
    twin = replace(visit, around=AROUND)
    assert visit.taps("flow:topics-nrm") == twin.taps("flow:topics-nrm")
