"""What the walk through all flows finds: for each property a flow that breaks it, and one that keeps it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

from flows.engine.bundle import load
from flows.engine.explore import Asked, explore
from flows.engine.fault import Fault, Faulty
from tests.flows.first import house_files
from tests.flows.house import TODAY, faults
from tests.flows.small import altered, small_faults, small_files, topic

ASK = "{{ask: Go on?, options: [{{text: Yes, value: yes, next: {yes}}}, {{text: No, value: no, next: {no}}}]}}"
STORY = "{ask: What happened?, answer: {kind: message, accept: [text]}, save: story, skip: done, next: done}"
AGREE = "{consent: {to: talk_with_advocate, text: May we?, agree: Yes, refuse: No}, agreed: %s, refused: %s}"
HAND = "{handoff: {to: advocates, urgency: soon, summary: [papers], closed: %s}, next: done}"

ASKING = """
first: {ask: Age?, answer: {kind: age}, save: age, skip: where, next: where}
where: {ask: Where?, answer: {kind: country}, save: country, skip: sort, next: sort}
sort:
  branch: [{when: age is less than 18 and country is UK, next: agree}]
  otherwise: done
agree: {consent: {to: talk_with_advocate, text: May we?, agree: Yes, refuse: No}, agreed: story, refused: done}
story: {ask: What?, answer: {kind: message, most: 3}, save: story, skip: hand, next: hand}
hand: {handoff: {to: advocates, urgency: soon, summary: [age], closed: closed}, next: done}
closed: {say: "{emergency_number}", next: done}
done: {end: true}
"""
SUB = "first: {return: over}"


def _cases() -> Iterator[tuple[str, str, str]]:
    for block in (Path(__file__).parent / "breaks-and-keeps.txt").read_text("utf-8").split("\n== ")[1:]:
        what, _, steps = block.partition("\n-- breaks\n")
        breaks, _, keeps = steps.partition("\n-- keeps\n")
        yield what, breaks, keeps


CASES = {what: (breaks, keeps) for what, breaks, keeps in _cases()}


def _of(steps: str) -> tuple[Fault, ...]:
    return small_faults(topic(steps, sub=SUB) if "run: sub" in steps else topic(steps))


@pytest.mark.parametrize("what", CASES)
def test_what_breaks_it_is_told_and_what_keeps_it_is_not(what: str) -> None:
    code, (breaks, keeps) = what.split()[0], CASES[what]
    found = _of(breaks)
    assert code in {fault.code for fault in found}, "\n".join(fault.render() for fault in found)
    assert _of(keeps) == (), "\n".join(fault.render() for fault in _of(keeps))


# --- what needs other files than a topic -------------------------------------------------------------------------


def _codes(files: Mapping[str, bytes], today: date = TODAY) -> set[str]:
    return {fault.code for fault in small_faults(files, today)}


def test_the_house_keeps_everything() -> None:
    assert faults(house_files()) == ()


def test_the_small_house_keeps_everything() -> None:
    assert small_faults(small_files()) == ()


def test_a_person_must_be_as_near_as_the_house_says() -> None:
    once_more = "  first:\n    ask: Really?\n    options: [{text: Yes, value: yes, next: agree}]\n  agree:\n"
    farther = altered("flows/ask-person.yaml", "  first:\n", once_more)
    [far] = [fault for fault in small_faults(farther) if fault.code == "F081"]
    assert 'From the button "A person" a person is 3 taps away' in far.sentence
    rules = farther["house-rules.yaml"].replace(b"taps_to_a_person: 2", b"taps_to_a_person: 3")
    assert "F081" not in _codes({**farther, "house-rules.yaml": rules})


def test_nothing_sensitive_is_asked_before_it_is_safe() -> None:
    early = topic("first: {say: Hello., next: done}\ndone: {end: true}")
    welcome = early["flows/welcome.yaml"].decode().replace("start: first", "start: before")
    story = STORY.replace("done", "first")
    early["flows/welcome.yaml"] = welcome.replace("steps:\n", f"steps:\n  before: {story}\n").encode()
    assert {"F084", "F085"} <= _codes(early)
    late = topic(f"first: {STORY}\ndone: {{end: true}}")
    assert "F084" not in _codes(late), "every topic comes after the first flow, and that ends when it is safe"


def test_a_topic_begins_unsafe_when_the_first_flow_can_end_so() -> None:
    files = topic(f"first: {AGREE % ('story', 'done')}\nstory: {STORY}\ndone: {{end: true}}")
    welcome = files["flows/welcome.yaml"].decode().replace("not_safe: later", "not_safe: done")
    files["flows/welcome.yaml"] = welcome.encode()
    assert "F084" in _codes(files)


def test_nobody_stays_hidden_for_ever() -> None:
    found = small_faults(altered("globals.yaml", "back_from_hiding: is-it-safe", "back_from_hiding: ask-person"))
    assert [f.spot.file for f in found if "nobody could come back after Hide" in f.sentence] == [
        "flows/ask-person.yaml"
    ]


def test_what_is_past_its_day_and_shown_is_an_error_with_the_chat() -> None:
    files = altered("flows/urgent-danger.yaml", "Call {emergency_number}.", "{silent_call} {emergency_number}")
    old = {f.sentence.split('"')[1]: f for f in small_faults(files, date(2027, 2, 23)) if f.code == "F042"}
    shown = old["silent_call"]
    assert (shown.level, shown.source_line.strip()) == ("error", "check_again: 2027-02-23")
    assert "It is shown in: urgent-danger.call_now." in shown.sentence
    assert shown.chat[:3] == (
        "chat: She writes a word of danger, at any question.",
        "  bot   urgent-danger.first: Are you in danger right now?",
        '  she   taps "Yes, now"',
    )


def test_a_message_too_long_in_one_language_is_found_with_its_language() -> None:
    def length(key: str, language: str) -> int:
        return 2100 if language == "ar" and key.startswith("topic/") else 40

    bundle = load(topic("first: {say: One., next: two}\ntwo: {say: Two., next: done}\ndone: {end: true}"))
    found = explore(bundle, Asked(TODAY, {}, length)).faults
    assert {fault.code for fault in found} == {"F090"}
    assert "العربية" in found[0].sentence and "4096" in found[0].sentence
    assert explore(bundle, Asked(TODAY, {}, lambda key, language: 400)).faults == ()


def test_a_hundred_steps_in_one_go_are_too_many() -> None:
    steps = "\n".join(f"s{nth}: {{say: On., next: s{nth + 1}}}" for nth in range(100))
    long = f"first: {{say: On., next: s0}}\n{steps}\ns100: {{end: true}}"
    assert "F087" in _codes(topic(long))
    assert _codes(topic(long.replace("s50: {say: On., next: s51}", f"s50: {ASK.format(yes='s51', no='s51')}"))) == set()


def test_a_flow_that_nobody_can_enter_is_told_once() -> None:
    files = topic("first: {say: Hello., next: done}\ndone: {end: true}", sub=SUB)
    [fault] = small_faults(files)
    assert (fault.code, fault.sentence) == ("F012", 'Nobody can ever come to the flow "sub".')


# --- the space ---------------------------------------------------------------------------------------------------


def test_the_walk_stops_aloud_and_says_which_answers_make_it_grow() -> None:
    bundle = load(topic(CASES["F025 a line that an earlier one always catches"][1]))
    explored = explore(bundle, Asked(TODAY, {}, most=50))
    [stopped] = explored.faults
    assert stopped.code == "F099"
    assert "more than 50 situations" in stopped.sentence
    assert "danger (" in stopped.note, "they grow with these answers"


def test_answers_are_dropped_after_their_last_use() -> None:
    asked = "".join(
        f"q{nth}: {{ask: Age?, answer: {{kind: age}}, save: age, skip: q{nth + 1}, next: d{nth}}}\n"
        f"d{nth}: {{branch: [{{when: age is at least 18, next: a{nth}}}], otherwise: q{nth + 1}}}\n"
        f"a{nth}: {{say: A., next: q{nth + 1}}}\n"
        for nth in range(20)
    )
    bundle = load(topic(f"first: {{say: Hello., next: q0}}\n{asked}q20: {{end: true}}"))
    without = explore(load(topic("first: {end: true}")), Asked(TODAY, {})).situations
    assert explore(bundle, Asked(TODAY, {})).situations < without + 20 * 12


def test_a_fault_is_printed_as_the_chat_that_leads_to_it() -> None:
    files = altered("flows/urgent-danger.yaml", "value: soon, next: call_now", "value: soon, next: is_safe")
    [fault] = [fault for fault in small_faults(files) if fault.code == "F083"]
    assert fault.render() == (
        "flows/urgent-danger.yaml:6:3: error F083: After danger is one of now, soon, the chat can end without"
        " urgent-danger.person_now.\n"
        "     6 |   first:\n"
        "       |   ^^^^^\n"
        "       note: a rule of the house (house-rules.yaml:10): Whoever is in danger is offered a person.\n"
        "       chat: She writes a word of danger, at any question.\n"
        "         bot   urgent-danger.first: Are you in danger right now?\n"
        '         she   taps "Maybe soon"\n'
        "         bot   shows the main menu\n"
        "       fix: Lead every such answer by way of urgent-danger.person_now."
    )


def test_one_flow_may_be_entered_in_more_than_one_way() -> None:
    files = altered("globals.yaml", "person: ask-person", "person: urgent-danger")
    [far] = [fault for fault in small_faults(files) if fault.code == "F081"]
    assert "taps away" in far.sentence


def test_no_content_that_can_be_read_stops_the_walk() -> None:
    """Ways led somewhere else at random; what loads nevertheless is walked to its end, or the stop is told."""
    walked = 0
    for seed in range(int(os.environ.get("WORLDS", "100"))):
        random, files = Random(seed), small_files()
        files["flows/topic.yaml"] = topic(ASKING)["flows/topic.yaml"]
        name = random.choice([file for file in files if file.startswith("flows/")])
        text = files[name].decode()
        steps = re.findall(r"^  ([a-z_]+):", text, re.MULTILINE)
        for _ in range(random.randint(1, 4)):
            ways = list(re.finditer(r"(?<=next: )\w+|(?<=skip: )\w+|(?<=agreed: )\w+|(?<=otherwise: )\w+", text))
            way = random.choice(ways or [re.search(r"first", text)])
            text = f"{text[: way.start()]}{random.choice(steps)}{text[way.end() :]}" if way else text
        try:
            bundle = load({**files, name: text.encode()})
        except Faulty:
            continue
        walked += 1
        assert explore(bundle, Asked(TODAY, files, lambda key, language: 900, most=20_000)).situations
    assert walked > 20
