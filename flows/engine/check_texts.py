"""Texts for people: what they name, how long they are, and that no number in them is without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.engine import grammar
from flows.engine.draft import Draft, Written
from flows.engine.fault import closest
from flows.engine.read import Page, Text, find
from flows.engine.reading import MEANT_FOR, OLDEST, reading_age

_DIGITS = re.compile(r"\+?\d(?:[\d ()./-]*\d)?|[\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u249b\u2776-\u2793]+")
_ENDS = r"\.(com|org|net|uk|me|info|eu|io|ly|gov|app|chat|ph|id|co)"
_DOMAIN = re.compile(rf"[\w-]+(\.[\w-]+)*{_ENDS}(/|\Z)", re.IGNORECASE)
_HINT = re.compile(rf"@|://|\bwww\.|{_ENDS}", re.IGNORECASE)
_AROUND = "()[]<>\"'“”‘’.,;:!?"
_MOST_MARKS = 20  # wrong placeholders told of one text


def addresses(text: str) -> Iterator[str]:
    """Words that are an address: with an @, a //, or an end as hosts have it. Takes time in step with the length."""
    if not _HINT.search(text):
        return  # almost always
    for found in text.split():
        word = found.strip(_AROUND)
        if "@" in word or "://" in word or word[:4].lower() == "www." or (_HINT.search(word) and _DOMAIN.match(word)):
            yield word


def check_text(draft: Draft, written: Written) -> None:
    page, node = draft.nodes[written.key]
    if page.full:
        return
    if len(written.text) > draft.limits.letters_on_a_screen:
        _too_long(draft, page, node, len(written.text))  # the rest is told when it is short enough to be read
        return
    _placeholders(draft, written, page, node)
    if draft.dialect.workers and not written.key.startswith("facts/"):  # a form has numbers and addresses of its own
        for sentence, fix, found in _unsourced(written.text):
            page.fault("F043", find(page, node, found), sentence, fix, length=len(found))
    if written.label:
        _label(draft, written, page, node)
    else:
        _screen(draft, written, page, node)


def _label(draft: Draft, written: Written, page: Page, node: Text) -> None:
    letters, most = len(written.text), draft.limits.letters_on_a_button
    if letters > grammar.LABEL_CUT:
        sentence = f"This button has {letters} letters; Telegram cuts it off at about {grammar.LABEL_CUT}."
        page.fault("F030", node, sentence, f"Shorten it to {most} or less, so that translations fit too.")
    elif letters > most:
        sentence = f"This button has {letters} letters; translations of it will be cut off."
        page.fault("F030", node, sentence, f"Shorten it to {most} or less.", level="warning")


def _screen(draft: Draft, written: Written, page: Page, node: Text) -> None:
    """As she sees it: with its facts filled in."""
    gaps = draft.gaps.get(written.key, {})
    filled = grammar.PLACEHOLDER.sub(lambda it: gaps.get(it.group(1)) or _filled(draft, it.group(1)), written.text)
    if len(filled) > draft.limits.letters_on_a_screen:
        _too_long(draft, page, node, len(filled), " with its facts")
        return
    age = reading_age(filled) if draft.dialect.workers else None
    if age is not None and age > OLDEST:
        sentence = f"This reads as for somebody of {age:.0f} years. Who is afraid reads like a child of {MEANT_FOR}."
        page.fault("F128", node, sentence, "Take shorter words, and shorter sentences.", level="warning")


def _too_long(draft: Draft, page: Page, node: Text, letters: int, counted: str = "") -> None:
    sentence = f"This text has {letters} letters{counted}; on a small phone it fills more than a screen."
    fix = f"Shorten it to {draft.limits.letters_on_a_screen}, or make two steps of it."
    page.fault("F031", node, sentence, fix)


def _filled(draft: Draft, name: str) -> str:
    fact = draft.facts.get(name)
    if fact is None:
        return draft.system.get(name, "")
    shown = (fact.text or fact.value, *fact.variants.values(), *(each for _, each in fact.later))
    texts = (draft.written[each].text if fact.text and each in draft.written else each for each in shown)
    return max(texts, key=len)


def _unsourced(text: str) -> Iterator[tuple[str, str, str]]:
    put = "Put it in facts.yaml with its source and check date, and write {its_name} here."
    bare = grammar.PLACEHOLDER.sub(lambda match: " " * len(match.group()), text) if "{" in text else text
    for word in tuple(addresses(bare)):
        yield f"An address is written into the text: {word}.", put, word
        bare = bare.replace(word, "")
    for match in _DIGITS.finditer(bare):
        found = match.group()
        digits = sum(letter.isdigit() for letter in found)
        what = "A phone number" if digits >= 3 else "A number"
        yield f"{what} is written into the text: {found}.", put, found


def _placeholders(draft: Draft, written: Written, page: Page, node: Text) -> None:
    rest = grammar.PLACEHOLDER.sub("", written.text)
    if "{" in rest or "}" in rest:
        at = find(page, node, "{" if "{" in rest else "}")
        page.fault("F020", at, "A curly bracket has no partner here.", "Write {name}, or leave the bracket out.")
    names = grammar.PLACEHOLDER.findall(written.text)
    known = _known(draft, written.key) if names else set[str]()
    wrong = [(nth, name) for nth, name in enumerate(names) if name not in known]
    for nth, name in wrong[:_MOST_MARKS]:
        mark, occurrence = "{" + name + "}", names[:nth].count(name)
        at = find(page, node, mark, occurrence)
        if name in draft.answers:
            sentence = f"The answer {mark} stands inside a sentence. Many languages would need another word form there."
            page.fault(
                "F024", at, sentence, "Make one step per answer with branch:, or leave it out.", length=len(mark)
            )
        elif (name not in draft.fact_names or written.key.startswith("facts/")) and "facts.yaml" not in draft.unread:
            near = closest(name, known)
            fix = f"Write {{{near}}} instead." if near else "Declare it in facts.yaml."
            page.fault("F020", at, f'Nothing is called "{name}": it is no fact and no answer.', fix, length=len(mark))


def _known(draft: Draft, key: str) -> set[str]:
    if key.startswith("facts/"):
        return set()  # a fact inside a fact: nobody could say whose source stands behind it
    if key.startswith("phrases/"):
        return {*draft.facts, *draft.gaps.get(key, ())}  # at the desk nothing else is known
    rendered = grammar.RENDERED_SLOTS if key in grammar.RENDERED_TEXTS else frozenset[str]()
    return set(draft.facts) | set(draft.system) | rendered
