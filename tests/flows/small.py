"""A small house of its own, with one topic: what the walk finds in it does not change when the content grows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from textwrap import dedent, indent

from flows.engine.fault import Fault
from tests.flows.first import house_files
from tests.flows.house import TODAY, faults

_ANSWERS = """answers:
  safe_now: {kind: choice, choices: [yes, no], keep: none, seen_by: [], why: To show nothing that others may see}
  danger: {kind: choice, choices: [now, soon, no], keep: visit, seen_by: [advocates], why: To bring help first}
  country: {kind: country, keep: visit, seen_by: [advocates], why: Laws differ}
  age: {kind: age, keep: visit, seen_by: [advocates], why: Rights differ}
  story: {kind: message, keep: case, seen_by: [advocates], redact: yes, why: Only if you want to tell us}
  papers: {kind: choice, choices: [all, some], keep: visit, seen_by: [advocates], why: To help}
system:
  place_in_line: {kind: number, longest: "120"}
  person_from: {kind: word, longest: "Wednesday 23 September, 10:30"}   # when somebody most likely comes
  person_until: {kind: word, longest: "Wednesday 23 September, 10:30"}
  # What is kept about her, on her settings screen.
  answers_kept: {kind: number, longest: "120"}
  code_name: {kind: word, longest: Cinnamon-Lantern-27}
  organisation: {kind: word, longest: "Health and Social Care Trusts"}
  five_words: {kind: word, longest: "river, table, window, lemon, basket"}
  messages_kept: {kind: number, longest: "12000"}
  files_kept: {kind: number, longest: "1200"}
  handed_over: {kind: number, longest: "120"}
  other_readers: {kind: number, longest: "120"}
  older_talks: {kind: number, longest: "120"}
  session_days: {kind: number, longest: "1"}
  open_days: {kind: number, longest: "90"}
  closed_days: {kind: number, longest: "30"}
"""
_RULES = """languages:
  en: {name: English, direction: ltr, state: live}
  ar: {name: العربية, direction: rtl, state: preview}
limits:
  taps_to_a_person: 2
  letters_on_a_screen: 600
  letters_on_a_button: 18
  buttons: 6
always:
  - when: danger is one of now, soon
    pass: [urgent-danger.person_now]
    why: Whoever is in danger is offered a person.
"""
_FLOWS = {
    "welcome": """
first: {run: is-it-safe, then: {safe: danger, not_safe: later}}
danger: {run: urgent-danger, then: {safe: done, not_safe: done}}
later:
  ask: You can come back at any time.
  options:
    - {text: It is safe now, value: safe, next: first}
done: {end: true}
""",
    "is-it-safe": """
first:
  ask: Is it safe now?
  save: safe_now
  options:
    - {text: "Yes", value: yes, next: is_safe}
    - {text: "No", value: no, next: is_not_safe}
is_safe: {return: safe}
is_not_safe: {return: not_safe}
""",
    "urgent-danger": """
first:
  ask: Are you in danger right now?
  save: danger
  skip: is_safe
  options:
    - {text: "Yes, now", value: now, next: call_now}
    - {text: Maybe soon, value: soon, next: call_now}
    - {text: "No", value: no, next: is_safe}
call_now: {say: "Call {emergency_number}.", next: person_now}
person_now:
  ask: Do you want a person?
  options:
    - {text: "Yes", value: yes, next: get_person}
    - {text: Not now, value: no, next: is_not_safe}
get_person: {run: ask-person, then: {asked: is_not_safe, refused: is_not_safe}}
is_safe: {return: safe}
is_not_safe: {return: not_safe}
""",
    "ask-person": """
first:
  consent: {to: talk_with_advocate, text: May an advocate read this?, agree: I agree, refuse: Not now}
  agreed: how_urgent
  refused: has_refused
how_urgent:
  branch:
    - when: danger is now
      next: hand_over_now
  otherwise: hand_over
hand_over_now: {handoff: {to: advocates, urgency: now, summary: [danger], closed: closed}, next: told}
hand_over: {handoff: {to: advocates, urgency: normal, summary: [danger], closed: closed}, next: told}
told: {say: I have asked for a person., next: has_asked}
closed: {say: "Nobody is here. Call {emergency_number}.", next: has_asked}
has_asked: {return: asked}
has_refused: {return: refused}
""",
    "papers": """
first:
  ask: Which papers?
  save: papers
  skip: done
  options:
    - {text: All, value: all, next: done}
    - {text: Some, value: some, next: done}
done: {end: true}
""",
}


def small_files() -> dict[str, bytes]:
    """Sentences, words and facts are the real house's; flows, answers and rules are its own."""
    house = house_files()
    files = {name: house[name] for name in ("facts.yaml", "consents.yaml", "teams.yaml")}
    files["globals.yaml"] = re.sub(rb"\nmenu:.*\n(?: +.*\n)*", b"\n", house["globals.yaml"])
    files["answers.yaml"], files["house-rules.yaml"] = _ANSWERS.encode(), _RULES.encode()
    for code in ("en", "ar"):
        name = f"words/{code}.yaml"
        files[name] = re.sub(rb"\ntopics:.*\n(?: +.*\n)*", b"\n", house[name] + b"\n")
    for name, steps in _FLOWS.items():
        files[f"flows/{name}.yaml"] = flow(name, steps, menu="Papers" if name == "papers" else "")
    return files


def topic(steps: str, **flows: str) -> dict[str, bytes]:
    """The small house with this topic, and the sub-flows it runs."""
    files = {**small_files(), "flows/topic.yaml": flow("topic", steps, menu="Topic")}
    for name, inside in flows.items():
        files[f"flows/{name}.yaml"] = flow(name, inside)
    return files


def flow(name: str, steps: str, menu: str = "") -> bytes:
    head = f"flow: {name}\nformat: 1\nowner: rights-team\n" + (f"menu: {menu}\n" if menu else "")
    return f"{head}start: first\nsteps:\n{indent(dedent(steps).strip(), '  ')}\n".encode()


def altered(file: str, old: str, new: str) -> dict[str, bytes]:
    """The small house with one thing written otherwise."""
    files = small_files()
    text = files[file].decode()
    assert old in text, f"{old!r} is not in {file}"
    return {**files, file: text.replace(old, new, 1).encode()}


def small_faults(files: Mapping[str, bytes], today: date = TODAY) -> tuple[Fault, ...]:
    """All that is said about a small house, but that it does not show all the facts it has borrowed."""
    return tuple(fault for fault in faults(files, today) if fault.code != "F040")
