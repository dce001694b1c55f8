"""Is a bundle safe to serve? Asked in another way than the checks ask it: of what was made, and by talking with it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from bot.words import LONGEST, Words, measure
from flows.engine.bundle import Bundle
from flows.engine.grammar_files import SAFETY_WORDS
from flows.engine.model import (
    Began,
    Circumstances,
    ConsentStep,
    Hide,
    Input,
    OpenCase,
    RecordConsent,
    RunStep,
    Say,
    Session,
    Tapped,
    Wrote,
)
from flows.engine.run import take_turn

TODAY = date(2026, 11, 24)
_TURNS = 25
_SLOT = re.compile(r"\{([^{}]*)\}")


def unsafe(bundle: Bundle, chance: random.Random) -> Iterator[str]:
    made = [*_leads_nowhere(bundle), *_texts(bundle), *_words(bundle)]
    yield from made
    if not made:
        yield from _talk(bundle, chance)


def _leads_nowhere(bundle: Bundle) -> Iterator[str]:
    flows = bundle.flows
    for entry in (bundle.first, bundle.person, bundle.danger, bundle.back_from_hiding):
        if entry not in flows:
            yield f"no flow {entry}"
    for flow in flows.values():
        if flow.start not in flow.steps:
            yield f"{flow.name} begins nowhere"
        for step in flow.steps.values():
            for name in ("next", "otherwise", "skip", "agreed", "refused", "closed"):
                led = getattr(step, name, None)
                if led is not None and led not in flow.steps:
                    yield f"{flow.name}.{step.name} leads to {led}"
            if isinstance(step, RunStep) and step.flow not in flows:
                yield f"{flow.name}.{step.name} runs {step.flow}"
            if isinstance(step, ConsentStep) and step.to not in bundle.consents:
                yield f"{flow.name}.{step.name} asks for {step.to}"


def _texts(bundle: Bundle) -> Iterator[str]:
    known = {*bundle.facts, *bundle.system, "source", "checked", "unconfirmed"}
    gaps = {phrase.text: {slot.name for slot in phrase.slots} for phrase in bundle.phrases.values()}
    for key, text in bundle.texts.items():
        bare = _SLOT.sub("", text)
        if not set(_SLOT.findall(text)) <= known | gaps.get(key, set()) or "{" in bare or "}" in bare:
            yield f"{key} has a bracket that nobody fills"
        if not key.startswith("facts/") and any(unicodedata.digit(letter, None) is not None for letter in bare):
            yield f"{key} has a number without a source"
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in text.replace("\n", "")):
            yield f"{key} has a letter that nobody can see"
        if bundle.written[key].label and len(text) > 32:
            yield f"{key} is cut off"
    for fact in bundle.facts.values():
        if not fact.source or not fact.cite or (fact.confidence != "A" and not fact.confirm):
            yield f"nobody stands behind {fact.name}"
        if not 0 < (fact.check_again - fact.checked).days <= 184:
            yield f"{fact.name} is not checked again"
    if "emergency_number" in bundle.facts and bundle.facts["emergency_number"].value != "999":
        yield "the emergency number is wrong"


def _words(bundle: Bundle) -> Iterator[str]:
    for language in bundle.languages:
        words = bundle.words.get(language.code)
        meanings = set(words.whole.values()) if words else set()
        if words is None or not words.own_danger.all or not meanings >= set(SAFETY_WORDS) - {"danger"}:
            yield f"{language.code} has no words to hide or to call for help"


def _talk(bundle: Bundle, chance: random.Random) -> Iterator[str]:
    """Somebody taps about. Whatever she does she is answered, and nothing is handed over that she did not agree to."""
    teams = frozenset(name for name, team in bundle.teams.items() if team.takes_cases)
    around = Circumstances(TODAY, teams if chance.random() < 0.7 else frozenset())
    session, words, agreed = Session(), Words(bundle, {}), dict[str, bool]()
    heard: Input = Began()
    for _ in range(_TURNS):
        session, effects = take_turn(bundle, session, heard, around)
        said = [effect.screen for effect in effects if isinstance(effect, Say)]
        if len(said) != 1 and not any(isinstance(effect, Hide | OpenCase) for effect in effects):
            yield f"no answer to {heard}"
        for effect in effects:
            if isinstance(effect, RecordConsent):
                agreed[effect.consent] = effect.agreed
            if isinstance(effect, OpenCase) and not may_be_opened(bundle, effect, agreed):
                yield f"{effect.at} hands over to {effect.team} without consent"
        if not said:
            heard = Began()
            continue
        for language in bundle.languages:
            if measure(words.screen(said[0], language.code, {}, around.today).text) > LONGEST:
                yield f"{said[0].steps} does not fit into a message"
        values = [button.value for row in said[0].rows for button in row if button.value]
        taps = [value for value in values if value not in ("hide!", "person!")] or values
        heard = Tapped(said[0].at, session.generation, chance.choice(taps)) if values else Wrote("x")


def may_be_opened(bundle: Bundle, case: OpenCase, agreed: dict[str, bool]) -> bool:
    if not bundle.teams[case.team].takes_cases:
        return False
    if case.basis:
        return True
    return bool(case.consent and agreed.get(case.consent) and case.team in bundle.consents[case.consent].teams)
