"""responders.yaml: each First Responder with its remit, its source, and until when somebody stands behind it."""

from __future__ import annotations

from datetime import date

from flows.engine import grammar_responders as grammar
from flows.engine.draft import Draft
from flows.engine.facts import months_later
from flows.engine.fault import instead
from flows.engine.form import Filled, named_blocks
from flows.engine.read import Page, Text
from flows.engine.responders import Responder, SaidOf

LONGEST_UNCHECKED = 6
"""Months between two checks."""


def responders(draft: Draft, page: Page, file: Filled) -> None:
    block, known = file.block_of("responders"), file.form.keys["responders"]
    if block is None or known.form is None:
        return
    for name, filled in named_blocks(page, block, known, known.form).items():
        found = _responder(draft, page, name, filled)
        if found is not None:
            draft.responders[name] = found


def _responder(draft: Draft, page: Page, name: str, filled: Filled) -> Responder | None:
    kind = filled.one_of("kind", "a kind of First Responder", "charity")
    confidence = filled.one_of("confidence", "a confidence", "C")
    if confidence == "C" and filled.has("confidence") and not filled.has("confirm"):
        sentence = f'"{name}" is not certain (C), but no advocate who reads it is told so.'
        page.fault("F045", filled.at, sentence, "Add confirm: with what must still be confirmed.")
    checked, again = filled.day("checked"), filled.day("check_again")
    if checked and again:
        _soon_enough(page, filled, checked, again)
    due = filled.spot("check_again")
    made = Responder(
        name, filled.word("title"), kind == "statutory",
        _among(page, filled, "nations", grammar.UK, "a nation"),
        _among(page, filled, "ages", grammar.AGES, "an age"),
        _among(page, filled, "sexes", grammar.FRO_SEXES, "a sex that a First Responder can be for"),
        _among(page, filled, "types", grammar.EXPLOITATION, "a type of exploitation"),
        tuple(sorted(_among(page, filled, "only", grammar.ONLY_FOR, "something that can be asked of a person"))),
        frozenset(node.text for node in filled.names("languages")),
        tuple(draft.mention("fact", page, node) for node in filled.names("contacts")),
        filled.has("hours") and filled.one_of("hours", "something that can be said of hours") == "day-and-night",
        filled.count("order", 1, 99) or 0, filled.flag("intake", True), filled.flag("last", False),
        _capacity(page, filled), filled.word("note"), filled.word("confirm"), filled.word("source"),
        checked or date.max, again or date.max, draft.mention("team", page, filled.text("checked_by")), confidence,
        tuple(node.text for node in filled.names("lines")), due, page.lines[due.line - 1],
    )  # fmt: skip
    return made if checked and again else None


def _among(page: Page, filled: Filled, key: str, right: tuple[str, ...], what: str) -> frozenset[str]:
    """A remit that is there and empty would fit nobody, or everybody, and nobody could say which."""
    nodes: tuple[Text, ...] = filled.names(key)
    for node in nodes:
        if node.text not in right:
            page.fault("F006", node, f'"{node.text}" is not {what}.', instead(node.text, right))
    if filled.has(key) and not nodes:
        page.fault("F005", filled.key(key), f"After {key}: nothing is written.", f"Write some of: {', '.join(right)}.")
    return frozenset(node.text for node in nodes)


def _capacity(page: Page, filled: Filled) -> SaidOf | None:
    block = filled.block_of("capacity")
    if block is None:
        return None
    inner = Filled(page, block, grammar.CAPACITY, at=filled.key("capacity"))
    state = inner.one_of("state", "a capacity", "paused")
    weeks = inner.count("weeks", 1, grammar.LONGEST_LIST)
    said = inner.day("said")
    if state != "waiting-list" and inner.has("weeks"):
        fix = "Write state: waiting-list, or take it out."
        page.fault("F027", inner.key("weeks"), f"weeks: says nothing about a place that is {state}.", fix)
    return SaidOf(state, said, inner.word("source"), weeks or 0) if said else None


def _soon_enough(page: Page, filled: Filled, checked: date, again: date) -> None:
    at = filled.block.entries["check_again"]
    latest = months_later(checked, LONGEST_UNCHECKED)
    if again <= checked:
        page.fault("F044", at, "The next check lies before the last one.", "Write a later day.")
    elif again > latest:
        sentence = f"A First Responder must be checked again within {LONGEST_UNCHECKED} months."
        page.fault("F044", at, sentence, f"Write {latest} or an earlier day.")
