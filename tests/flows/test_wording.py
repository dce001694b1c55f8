"""The rules of how we speak bite: each catches what it must, lets pass what it must, and stops the publishing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from flows.engine import check_wording
from flows.engine.draft import Draft
from flows.engine.fault import Fault
from flows.engine.read import read
from flows.engine.reading import MEANT_FOR, OLDEST, reading_age
from tests.flows.house import changed, faults, house_bundle
from tests.flows.test_content import full

HOUSE = house_bundle()


def _lines() -> Iterator[tuple[str, bool, str]]:
    code = ""
    for line in (Path(__file__).parent / "wording.txt").read_text("utf-8").splitlines():
        if line.startswith("F"):
            code = line
        elif line.startswith(("-", "+")):
            yield code, line.startswith("-"), line[2:]


LINES = tuple(_lines())


def said(line: str) -> list[Fault]:
    """Of this line, as a sentence that the bot says by itself: so the rule of the first line counts too."""
    page, block = read("globals.yaml", f'said: "{line}"'.encode())
    draft = Draft([page])
    draft.write("globals/said", page, block.entries["said"] if block else None, "sentence of the program")  # type: ignore[arg-type]
    check_wording.check_wording(draft, draft.written["globals/said"])
    return page.faults


@pytest.mark.parametrize(("code", "caught", "line"), LINES, ids=[f"{code}-{line[:30]}" for code, _, line in LINES])
def test_each_rule_catches_what_it_must_and_nothing_else(code: str, caught: bool, line: str) -> None:
    found = [fault for fault in said(line) if fault.code == code]
    assert bool(found) is caught, [fault.sentence for fault in said(line)]
    for fault in found:
        assert fault.level == "error", "a text like this is never published"
        assert fault.source_line[fault.spot.column - 1 :][: fault.length] in line
        assert "{" not in fault.sentence


def test_every_rule_is_shown_both() -> None:
    codes = {rule.code for rule in check_wording.RULES} | {"F129"}
    assert {(code, caught) for code, caught, _ in LINES} == {(code, way) for code in codes for way in (True, False)}
    assert codes == {f"F12{nth}" for nth in range(10)}


# What the collection of facts gives as examples in its lines 9.06 and 9.07.
ALLOWED = (
    "The ODW visa lasts at most 6 months and cannot be extended.",
    "After a positive conclusive decision some people can apply for other leave.",
    "Time limits apply: ask an adviser now.",
    "Here are regulated advisers.",
    "These are signs that other people reported.",
)
NOT_ALLOWED = (
    "You qualify.",
    "You are a victim.",
    "Apply before 1 May.",
    "You should enter the NRM.",
    "You should not enter the NRM.",
    "Your visa means you can stay.",
    "Yes, you can.",
    "No, you cannot.",
)


@pytest.mark.parametrize("line", ALLOWED)
def test_information_is_let_pass(line: str) -> None:
    assert [fault.sentence for fault in said(line) if fault.code != "F129"] == []


@pytest.mark.parametrize("line", NOT_ALLOWED)
def test_advice_is_not(line: str) -> None:
    assert {"F120", "F121", "F122", "F123"} & {fault.code for fault in said(line)}


def test_what_is_always_said_is_said_on_the_first_screen_and_where_the_nrm_is_explained() -> None:
    """Line 9.08."""
    first = HOUSE.texts["welcome/what_this_is/say"]
    for words in ("not a lawyer", "general information", "cannot decide about your case", "ask for a person"):
        assert words in first
    assert "{emergency_number}" in HOUSE.texts["ask-person/agree/consent.text"]
    assert "It is a free choice. A First Responder explains it first." in HOUSE.texts["nrm/say_yes/say"]


def test_facts_buttons_and_questions_are_read_too() -> None:
    files = changed("facts.yaml", "By law we may not give advice about a visa.", "You should ask somebody else.")
    assert [fault.code for fault in faults(files)] == ["F120"]
    files = changed("flows/pay.yaml", "Nothing more", "You qualify")
    assert [fault.code for fault in faults(files)] == ["F121"]


def test_a_topic_may_name_the_thing_in_its_first_line() -> None:
    """She has asked for it herself, after saying that it is safe."""
    assert HOUSE.texts["passport-kept/who_has_it/ask"].startswith("Who has your passport")


# --- reading age -------------------------------------------------------------------------------------------------


def test_the_house_is_written_for_readers_of_nine() -> None:
    ages = {key: age for key in HOUSE.texts if (age := reading_age(full(key))) is not None}
    assert len(ages) > 70
    assert max(ages.values()) <= OLDEST, max(ages, key=lambda key: ages[key])
    assert median(ages.values()) <= MEANT_FOR
    whole = reading_age("\n".join(full(key) for key in HOUSE.texts))
    assert whole is not None and whole <= MEANT_FOR


def test_a_text_for_older_readers_is_told_with_its_facts_filled_in() -> None:
    """Each sentence is short enough; the words are not."""
    heavy = (
        "Documentation concerning accommodation arrangements requires authorisation beforehand. Administrative "
        "procedures always additionally necessitate comprehensive documentation. Representatives may also afterwards "
        "subsequently request supplementary clarification concerning individual circumstances afterwards."
    )
    files = changed("flows/visa.yaml", "I can tell you the general rules. {registered_advisers}", heavy)
    told = [fault for fault in faults(files) if "reads as for somebody" in fault.sentence]
    assert [(fault.code, fault.level, fault.spot.file) for fault in told] == [("F128", "warning", "flows/visa.yaml")]


def test_names_and_numbers_make_no_text_harder() -> None:
    plain = "This is the line that you can call when you want to talk with somebody about your work and pay and rest"
    assert reading_age("Too few words.") is None
    with_names = plain.replace("the line", "the Modern Slavery and Exploitation Helpline 08000 121 700")
    assert abs((reading_age(plain) or 0) - (reading_age(with_names) or 0)) < 0.5
