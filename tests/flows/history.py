"""Ten bundles of one helpline, as ten years of editing could have made them; and all that somebody can have come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from flows.engine.bundle import Bundle, load
from flows.engine.model import Began, Circumstances, Input, OpenCase, Say, Session, Tapped, Turn, Wrote
from flows.engine.run import take_turn
from tests.flows.first import house_files

AROUND = Circumstances(date(2026, 11, 24), frozenset({"advocates"}))
WAGES, TALK, PAY = "flows/wages.yaml", "flows/talk.yaml", "flows/pay.yaml"
PASSPORT, RULES, GLOBALS, ANSWERS = "flows/passport-kept.yaml", "house-rules.yaml", "globals.yaml", "answers.yaml"

_WAGES = """flow: wages
format: 1
owner: rights-team
menu: My pay
start: paid
steps:
  paid:
    ask: Are you paid?
    save: paid
    skip: how_long
    options:
      - {text: "Yes", value: yes, next: how_long}
      - {text: "No", value: no, next: how_long}
      - {text: Sometimes, value: sometimes, next: how_long}
  how_long:
    ask: For how many months?
    answer: {kind: number, min: 0, max: 99}
    save: months
    skip: agree
    next: agree
  agree:
    run: talk
    then: {asked: done, refused: tip}
  tip:
    ask: Would a list of numbers help you?
    options:
      - {text: "Yes", value: yes, next: done}
      - {text: "No", value: no, next: done}
  done: {end: true}
"""
_TALK = """flow: talk
format: 1
owner: rights-team
start: may_we
steps:
  may_we:
    consent: {to: talk_with_advocate, text: May a person read this?, agree: I agree, refuse: Not now}
    agreed: has_asked
    refused: has_refused
  has_asked: {return: asked}
  has_refused: {return: refused}
"""
_ASKED_HERE = """    consent: {to: talk_with_advocate, text: May a person read this?, agree: Please, refuse: Not now}
    agreed: done
    refused: tip
"""
_MONTHS = """      - {text: Some, value: some, next: agree}
      - {text: Many, value: many, next: agree}"""
_DECLARED = """answers:
  paid: {kind: choice, choices: [yes, no, sometimes], keep: case, seen_by: [advocates], why: To know}
  months: {kind: number, keep: case, seen_by: [advocates], why: To know}
  how_many: {kind: choice, choices: [some, many], keep: case, seen_by: [advocates], why: To know}
"""

Edits = tuple[tuple[str, str, str], ...]
VERSIONS: tuple[tuple[str, Edits], ...] = (
    ("facts and texts", (("facts.yaml", "08000 121 700", "08000 121 701"), (WAGES, "Are you paid?", "Do they pay?"))),
    ("a step gets another name", (
        (WAGES, "  paid:\n", "  is_paid:\n"), (WAGES, "start: paid", "start: is_paid\nrenamed: {paid: is_paid}"))),
    ("a button is given up", (
        (WAGES, "      - {text: Sometimes, value: sometimes, next: how_long}\n", ""),
        (WAGES, "renamed:", "retired: [is_paid.sometimes]\nrenamed:"))),
    ("and another name again", (
        (WAGES, "  is_paid:\n", "  pay_now:\n"), (WAGES, "start: is_paid", "start: pay_now"),
        (WAGES, "{paid: is_paid}", "{paid: pay_now, is_paid: pay_now}"),
        (WAGES, "[is_paid.sometimes]", "[is_paid.sometimes, pay_now.sometimes]"))),
    ("a new language", (
        (RULES, "  ar: {", "  sw: {name: Kiswahili, direction: ltr, state: preview}\n  ar: {"),)),
    ("a question of another kind under the same name", (
        (WAGES, "    answer: {kind: number, min: 0, max: 99}\n    save: months\n", "    save: how_many\n"),
        (WAGES, "    skip: agree\n    next: agree\n", f"    skip: agree\n    options:\n{_MONTHS}\n"))),
    ("a sub-flow is given up", (
        (WAGES, "    run: talk\n    then: {asked: done, refused: tip}\n",
         _ASKED_HERE),
        (GLOBALS, "\ntexts:", "\nretired: [talk]\ntexts:"))),
    ("a whole topic is given up for another", (
        (GLOBALS, "retired: [talk]", "retired: [talk, wages]"), (WAGES, "flow: wages", "flow: pay"))),
    ("a step is gone, and a language", (
        (PASSPORT, "start: danger_known", "start: danger_known\nretired: [what_next]"),
        (PASSPORT, "  what_next:\n", "  and_now:\n"), (PASSPORT, "what_next}", "and_now}"),
        (PASSPORT, "refused: what_next", "refused: and_now"), (PASSPORT, "next: what_next", "next: and_now"))),
)  # fmt: skip
"""What each version after the first changed."""

BREAKS = {6: {"F071"}, 7: {"F071"}}
"""Version -> what publishing would have refused of it. The engine has to cope all the same."""


@cache
def history() -> tuple[Bundle, ...]:
    return tuple(load(files) for files in _files())


def _files() -> Iterator[dict[str, bytes]]:
    files = {**house_files(), WAGES: _WAGES.encode(), TALK: _TALK.encode()}
    files[ANSWERS] = files[ANSWERS].replace(b"answers:\n", _DECLARED.encode(), 1)
    yield files
    for what, edits in VERSIONS:
        files = dict(files)
        for file, old, new in edits:
            before = files[file].decode()
            assert old in before, f"{what}: {old!r} is not in {file}"
            files[file] = before.replace(old, new).encode()
        if what == "a new language":
            files["words/sw.yaml"] = files["words/en.yaml"].replace(b"language: en", b"language: sw")
        elif what == "a sub-flow is given up":
            del files[TALK]
        elif what == "a whole topic is given up for another":
            files[PAY] = files.pop(WAGES)
        elif what == "a step is gone, and a language":
            files[RULES] = b"\n".join(line for line in files[RULES].split(b"\n") if not line.startswith(b"  ar:"))
            del files["words/ar.yaml"]
        yield files


# --- what somebody can have come to ------------------------------------------------------------------------------


def say(turn: Turn) -> Say | None:
    return next((effect for effect in turn.effects if isinstance(effect, Say)), None)


def choices(bundle: Bundle, session: Session, turn: Turn) -> Iterator[Input]:
    """Every button of her screen, and a number where she may write one."""
    said = say(turn)
    for row in said.screen.rows if said else ():
        for button in row:
            if not button.copy_fact and not button.value.startswith("lang"):
                yield Tapped(said.screen.at if said else "", session.generation, button.value)
    yield Wrote("7")


def with_a_person(turn: Turn) -> bool:
    """From here on no flow speaks."""
    return any(isinstance(effect, OpenCase) for effect in turn.effects)


@cache
def reachable(number: int) -> tuple[tuple[Session, str], ...]:
    """Every state of this version, each once, with the key of its keyboard: by every button, from the first screen.
    No condition reads the values of answers but that of "danger", so of the others only the names count."""
    bundle = history()[number]
    first = take_turn(bundle, Session(language="en"), Began(), AROUND)
    found: dict[object, tuple[Session, str]] = {}
    todo = [first]
    while todo:
        turn = todo.pop()
        session = turn.session
        same = (session.stack, frozenset(session.answers), session.answers.get("danger"), session.hidden)
        said = say(turn)
        if same in found or with_a_person(turn):
            continue
        found[same] = (session, said.screen.at if said else "")
        todo += [take_turn(bundle, session, heard, AROUND) for heard in choices(bundle, session, turn)]
    return tuple(found.values())
