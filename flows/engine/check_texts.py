"""Texts for people: what they name, how long they are, and that no number in them is without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.engine import grammar
from flows.engine.draft import Draft, Written
from flows.engine.fault import closest
from flows.engine.read import Page, Text, find

_DIGITS = re.compile(r"\+?[0-9](?:[0-9 ()./-]*[0-9])?")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+", re.IGNORECASE)


def check_text(draft: Draft, written: Written) -> None:
    page, node = draft.nodes[written.key]
    _placeholders(draft, written, page, node)
    if not written.key.startswith("facts/"):
        for sentence, fix, found in _unsourced(written.text):
            page.fault("F043", find(page, node, found), sentence, fix, length=len(found))
    if written.label and len(written.text) > grammar.LABEL_CUT:
        sentence = f"This button has {len(written.text)} letters; Telegram cuts it off at about {grammar.LABEL_CUT}."
        fix = f"Shorten it to {grammar.LABEL_LONG} or less, so that translations fit too."
        page.fault("F030", node, sentence, fix)
    elif written.label and len(written.text) > grammar.LABEL_LONG:
        sentence = f"This button has {len(written.text)} letters; translations of it will be cut off."
        page.fault("F030", node, sentence, f"Shorten it to {grammar.LABEL_LONG} or less.", level="warning")
    elif len(written.text) > grammar.SCREEN_LONG:
        sentence = f"This text has {len(written.text)} letters; on a small phone it fills more than a screen."
        page.fault("F031", node, sentence, f"Shorten it to {grammar.SCREEN_LONG}, or make two steps of it.")


def _unsourced(text: str) -> Iterator[tuple[str, str, str]]:
    bare = grammar.PLACEHOLDER.sub(lambda match: " " * len(match.group()), text)
    put = "Put it in facts.yaml with its source and check date, and write {its_name} here."
    for match in _ADDRESS.finditer(bare):
        yield f"An address is written into the text: {match.group()}.", put, match.group()
    for match in _DIGITS.finditer(_ADDRESS.sub("", bare)):
        found = match.group()
        digits = sum(letter.isdigit() for letter in found)
        what = "A phone number" if digits >= 3 else "A number"
        yield f"{what} is written into the text: {found}.", put, found


def _placeholders(draft: Draft, written: Written, page: Page, node: Text) -> None:
    rest = grammar.PLACEHOLDER.sub("", written.text)
    if "{" in rest or "}" in rest:
        at = find(page, node, "{" if "{" in rest else "}")
        page.fault("F020", at, "A curly bracket has no partner here.", "Write {name}, or leave the bracket out.")
    for nth, name in enumerate(grammar.PLACEHOLDER.findall(written.text)):
        known = _known(draft, written.key)
        if name in known:
            continue
        mark, occurrence = "{" + name + "}", grammar.PLACEHOLDER.findall(written.text)[:nth].count(name)
        at = find(page, node, mark, occurrence)
        if name in draft.answers:
            sentence = f"The answer {mark} stands inside a sentence. Many languages would need another word form there."
            page.fault(
                "F024", at, sentence, "Make one step per answer with branch:, or leave it out.", length=len(mark)
            )
        elif "facts.yaml" not in draft.unread:
            near = closest(name, known)
            fix = f"Write {{{near}}} instead." if near else "Declare it in facts.yaml."
            page.fault("F020", at, f'Nothing is called "{name}": it is no fact and no answer.', fix, length=len(mark))


def _known(draft: Draft, key: str) -> set[str]:
    if key.startswith("facts/"):
        return set()  # a fact inside a fact: nobody could say whose source stands behind it
    rendered = grammar.RENDERED_SLOTS if key in grammar.RENDERED_TEXTS else frozenset[str]()
    return set(draft.facts) | set(draft.system) | rendered
