"""Small worlds made up at random, and the same worlds as the engine reads them."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from flows.engine import cards
from flows.engine import condition as words
from flows.engine.bundle import Bundle
from flows.engine.draft import Always, Declared, Limits
from flows.engine.model import (
    AnswerKind,
    AnswerStep,
    BranchLine,
    BranchStep,
    ChoiceStep,
    Condition,
    ConsentStep,
    EndStep,
    Flow,
    HandoffStep,
    Option,
    Place,
    RunStep,
    SayStep,
    Spot,
)
from flows.engine.model import Step as EngineStep
from tests.flows.house import house_bundle
from tests.flows.naive import Step, World

VALUES = {"a": ("x", "y", "z"), "b": ("p", "q"), "f": ("m", "n")}
NUMBERS = ("0", "0.5", "1", "1.5", "2")  # of an answer from 0 to 2, with constants that are whole


def world(random: Random) -> World:
    topic = _topic(random, random.randint(2, 6))
    flows = {"first": _first(random), "safety": _safety(random), "danger": _danger(random), "person": _person(random)}
    flows["topic"] = topic
    if any(step.get("flow") == "sub" for step in topic.values()) or random.random() < 0.1:
        flows["sub"] = _sub(random)
    rule = (_condition(random, 0, "ab"), "topic", random.choice(list(topic))) if random.random() < 0.5 else None
    keep = {"a": "visit", "b": "visit", "n": "visit", "f": "none", "s": "case"}
    return World(flows, keep, VALUES, NUMBERS, rule, taps=random.choice((2, 2, 3)))


def _say(next_: str | None, phone: bool = False) -> Step:
    return {"kind": "say", "next": next_, "phone": phone}


def _choice(*options: tuple[str, str], save: str | None = None, past: str | None = None) -> Step:
    return {"kind": "choice", "options": options, "save": save, "skip": past}


def _end(outcome: str | None = None) -> Step:
    return {"kind": "end", "outcome": outcome}


def _first(random: Random) -> dict[str, Step]:
    after = random.choice(("again", "again", "end"))
    return {
        "start": {"kind": "run", "flow": "safety", "then": {"safe": "end", "not": after}},
        "again": _choice(("t", "start")),
        "end": _end(),
    }


def _safety(random: Random) -> dict[str, Step]:
    yes = random.choice(("safe", "safe", "safe", "not"))
    return {"start": _choice(("x", yes), ("y", "not"), save="f"), "safe": _end("safe"), "not": _end("not")}


def _danger(random: Random) -> dict[str, Step]:
    past = random.choice((None, "end"))
    return {
        "start": _choice(("x", "tell"), ("y", "end"), save="a", past=past),
        "tell": _say("end", True),
        "end": _end(),
    }


def _person(random: Random) -> dict[str, Step]:
    hand = random.choice(("hand", "hand", "more"))
    return {
        "start": {"kind": "consent", "agreed": hand, "refused": random.choice(("end", "end", "hand"))},
        "more": _choice(("t", "hand"), ("u", "end")),
        "hand": _handoff(random, "closed", random.choice((None, "end"))),
        "closed": _say("end", random.random() < 0.8),
        "end": _end(),
    }


def _handoff(random: Random, closed: str, next_: str | None) -> Step:
    told = random.random() < 0.5
    return {"kind": "handoff", "closed": closed, "next": next_, "basis": random.random() < 0.2, "told": told}


def _sub(random: Random) -> dict[str, Step]:
    return {
        "start": random.choice((_choice(("x", "one"), ("y", "two"), save="a", past="two"), _say("one"))),
        "one": _end("one"),
        "two": _end("two"),
    }


def _topic(random: Random, count: int) -> dict[str, Step]:
    names = ["start", *(f"s{nth}" for nth in range(1, count)), "end"]
    steps = {name: _any(random, names, nth) for nth, name in enumerate(names[:-1])}
    return {**steps, "end": _end()}


def _any(random: Random, names: list[str], here: int) -> Step:
    def to() -> str:  # mostly onward, else nothing would ever end
        return random.choice(names[here + 1 :] if random.random() < 0.75 else names)

    match random.choice(
        ("say", "choice", "choice", "number", "branch", "branch", "run", "consent", "handoff", "story")
    ):
        case "say":
            return _say(to() if random.random() < 0.9 else None, random.random() < 0.5)
        case "choice":
            save = random.choice(("a", "b", "f", None))
            values = random.sample(VALUES[save or "a"], random.randint(1, 2))
            return _choice(*((v, to()) for v in values), save=save, past=to() if random.random() < 0.7 else None)
        case "number":
            return {
                "kind": "number",
                "save": "n",
                "next": to(),
                "skip": to(),
                "tries": 2,
                "else": random.choice((None, to())),
            }
        case "story":
            return {"kind": "story", "save": "s", "next": to(), "skip": to(), "tries": 1, "else": None}
        case "branch":
            lines = tuple((_condition(random, 1), to()) for _ in range(random.randint(1, 2)))
            return {"kind": "branch", "lines": lines, "otherwise": to()}
        case "run":
            return {"kind": "run", "flow": "sub", "then": {"one": to(), "two": to()}}
        case "consent":
            return {"kind": "consent", "agreed": to(), "refused": to()}
        case _:
            return _handoff(random, to(), random.choice((None, to())))


def _condition(random: Random, depth: int, names: str = "abnf") -> Any:
    if depth and random.random() < 0.4:
        join = random.choice(("and", "or", "not"))
        parts = (_condition(random, 0, names), *((_condition(random, 0, names),) if join != "not" else ()))
        return join, *parts
    name = random.choice(names)
    if name == "n" and random.random() < 0.7:
        return random.choice(("less", "least")), "n", random.choice((0, 1, 2))
    if name == "n" or random.random() < 0.3:
        return random.choice(("known", "not known")), name
    return random.choice(("is", "is not")), name, random.choice(VALUES[name])


# --- as the engine reads them ------------------------------------------------------------------------------------


def bundle_of(made: World) -> Bundle:
    """The house's bundle with nothing of the house in it. A spot says which step of which flow it is."""
    house = house_bundle()
    steps = {Place(flow, name): _read(flow, name, step, nth) for flow, name, step, nth in _all(made)}
    rows = {inside: cards.fixed_row(True, inside) for inside in (True, False)}
    made_cards = {place: cards.card(place, step, rows[place.flow == "person"]) for place, step in steps.items()}
    flows = {
        flow: Flow(flow, flow, "start", {name: steps[Place(flow, name)] for name in inside}, "", _menu(made, flow))
        for flow, inside in made.flows.items()
    }
    texts = {f"{flow}/{name}": "{phone}" if step.get("phone") else "" for flow, name, step, _ in _all(made)}
    texts |= {"m": "", "globals/emergency_now": "{phone}"}
    kinds = {"a": "choice", "b": "choice", "f": "choice", "n": "number", "s": "message"}
    answers = {
        n: Declared(n, kinds[n], made.choices.get(n, ()), keep, (), False, Spot(n, 1, 1))
        for n, keep in made.keep.items()
    }
    rules: tuple[Always, ...] = ()
    if made.rule:
        when, flow, step = made.rule
        rules = (Always(_condition_of(when), "so", (Place(flow, step),), Spot("rule", 1, 1), ""),)
    return replace(
        house, flows=flows, steps=steps, cards={place: card for place, card in made_cards.items() if card},
        texts=texts, named={key: ("phone",) for key, text in texts.items() if text}, varied={}, answers=answers,
        system={}, facts={"phone": house.facts["emergency_number"]},
        first="first", person="person", danger="danger", back_from_hiding="safety", always=rules,
        limits=Limits(made.taps), fleeting=frozenset(n for n, keep in made.keep.items() if keep == "none"),
    )  # fmt: skip


def _menu(made: World, flow: str) -> str | None:
    return "m" if flow in made.menu else None


def _all(made: World) -> list[tuple[str, str, Step, int]]:
    return [
        (flow, name, step, nth) for flow, steps in made.flows.items() for nth, (name, step) in enumerate(steps.items())
    ]


def _read(flow: str, name: str, step: Step, nth: int) -> EngineStep:
    spot, text, field = Spot(flow, nth + 1, 1), f"{flow}/{name}", step.get
    match step["kind"]:
        case "say":
            return SayStep(name, spot, text, step["next"])
        case "choice":
            options = tuple(Option(value, value, to, spot) for value, to in step["options"])
            return ChoiceStep(name, spot, text, options, step["save"], step["skip"])
        case "number":
            kind = AnswerKind("number", minimum=0, maximum=2)
            return AnswerStep(
                name, spot, text, kind, step["next"], step["skip"], "n", None, step["tries"], field("else")
            )
        case "story":
            kind = AnswerKind("message")
            return AnswerStep(
                name, spot, text, kind, step["next"], step["skip"], "s", None, step["tries"], field("else")
            )
        case "branch":
            lines = (
                BranchLine(_condition_of(c), to, Spot(flow, nth + 1, n + 2)) for n, (c, to) in enumerate(step["lines"])
            )
            return BranchStep(name, spot, tuple(lines), step["otherwise"])
        case "run":
            return RunStep(name, spot, step["flow"], step["then"])
        case "consent":
            return ConsentStep(name, spot, "talk_with_advocate", text, "", "", step["agreed"], step["refused"])
        case "handoff":
            basis, told = "why" if step["basis"] else None, text if step["told"] else None
            return HandoffStep(name, spot, "advocates", "soon", (), basis, step["closed"], told, step["next"])
        case _:
            return EndStep(name, spot, step["outcome"])


def _condition_of(condition: Any) -> Condition:
    match condition:
        case ("and", *parts):
            return words.All(tuple(_condition_of(part) for part in parts))
        case ("or", *parts):
            return words.Any(tuple(_condition_of(part) for part in parts))
        case ("not", inner):
            return words.Not(_condition_of(inner))
        case ("known" | "not known" as how, name):
            return words.Known(name, how == "known")
        case ("is" | "is not" as how, name, value):
            return words.OneOf(name, frozenset((value,)), how == "is")
        case (how, name, number):
            return words.Compared(name, ("less", "than") if how == "less" else ("at", "least"), float(number))
    raise ValueError(condition)
