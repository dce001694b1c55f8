"""A phrase with its gaps filled, in English or in her language, and whether anybody stands behind that translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from bot import months
from bot.tongues.signatures import BELOW_FACTS
from bot.words import Words, isolated, left_to_right
from flows.engine.bundle import Bundle
from flows.engine.check_texts import addresses
from flows.engine.facts import Fact
from flows.engine.phrasebook import LONGEST_WORD, Phrase, Slot

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])\Z")
_OPEN = "[…]"


class Said(NamedTuple):
    """`state`: signed, draft, missing, or english where nothing has to be translated."""

    text: str
    state: str


def said(
    words: Words, bundle: Bundle, phrase: Phrase, filled: Mapping[str, str], language: str, today: date
) -> Said:  # fmt: skip
    keys = set(_keys(bundle, phrase, filled, today))
    chosen = {slot.name: filled[slot.name] for slot in phrase.slots if slot.kind == "fact" and slot.name in filled}
    ready = {
        slot.name: _ready(words, slot, filled.get(slot.name), language) for slot in phrase.slots if slot.kind != "fact"
    }
    ready |= {slot.name: _OPEN for slot in phrase.slots if slot.name not in filled}
    text = words.phrase(phrase.text, language, ready, chosen, today)
    return Said(text, _state(words, language, keys))


def state(words: Words, bundle: Bundle, phrase: Phrase, language: str, today: date) -> str:
    """As far as it is known before its gaps are filled."""
    return _state(words, language, set(_keys(bundle, phrase, {}, today)))


def _state(words: Words, language: str, keys: set[str]) -> str:
    if language == "en":
        return "english"
    if not words.speaks(language, keys):
        return "missing"
    return "signed" if words.signed(language, keys) else "draft"


def _keys(bundle: Bundle, phrase: Phrase, filled: Mapping[str, str], today: date) -> Iterator[str]:
    """All that must be there in her language, so that nothing of it comes to her in English."""
    yield phrase.text
    facts = list(bundle.facts_of((phrase.text,)))
    for slot in phrase.slots:
        value = filled.get(slot.name, "")
        if slot.kind == "choice" and value in slot.choices:
            yield slot.choices[value]
        elif slot.kind == "fact" and value in bundle.facts:
            facts.append(bundle.facts[value])
    for fact in facts:
        yield from _of_fact(fact, today)


def _of_fact(fact: Fact, today: date) -> Iterator[str]:
    source, unconfirmed, out_of_date = BELOW_FACTS
    if fact.text:
        yield fact.on(today)
    if fact.confirm:
        yield from (fact.confirm, unconfirmed)
    if fact.footer:
        yield source
        if not fact.in_date(today):
            yield out_of_date


def _ready(words: Words, slot: Slot, value: str | None, language: str) -> str:
    if value is None:
        return _OPEN
    if slot.kind == "choice":
        return isolated(words.text(slot.choices[value], language, {})) if value in slot.choices else _OPEN
    if slot.kind == "day":
        return isolated(months.said(value, language))
    return left_to_right(value) if slot.kind == "time" else isolated(value)


# --- what can stand in a gap -------------------------------------------------------------------------------------


def fits(slot: Slot, written: str) -> str | None:
    """What an advocate has written for a gap, as it is kept; None where it cannot stand there."""
    text = " ".join(written.split())
    if slot.kind == "time":
        found = _TIME.match(text)
        return f"{int(found[1]):02}:{found[2]}" if found else None
    if slot.kind != "word" or not text or len(text) > LONGEST_WORD or "\n" in written.strip():
        return None
    strange = any(letter.isnumeric() or not (letter.isprintable()) for letter in text)
    return None if strange or any(addresses(text)) or "{" in text else text
