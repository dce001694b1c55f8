"""The phrasebook: gaps that fit their text, facts with care, and no promise in somebody else's mouth."""

from __future__ import annotations

import re

from flows.engine.draft import Draft
from flows.engine.fault import closest
from flows.engine.form import Filled
from flows.engine.grammar import PLACEHOLDER
from flows.engine.phrasebook import Phrase
from flows.engine.read import Page, find

_PROMISES = re.compile(
    r"\b(?:(?:i|we)(?: will|['’]ll| shall| can keep)\b|trust (?:me|us)\b|confidential(?:ly)?\b|in confidence\b"
    r"|(?:nobody|no one) (?:else )?(?:will|can|finds|hears|knows)\b|(?:a|your) secret\b)",
    re.IGNORECASE,
)


def check_phrases(draft: Draft) -> None:
    for phrase in draft.phrases.values():
        page, filled = draft.phrase_nodes[phrase.name]
        if not page.full:
            _gaps(draft, phrase, page, filled)
            _care(draft, phrase, page)
            _promises(draft, phrase, page)


def _gaps(draft: Draft, phrase: Phrase, page: Page, filled: Filled) -> None:
    block = filled.block_of("slots")
    named = PLACEHOLDER.findall(draft.written[phrase.text].text)
    for slot in phrase.slots:
        at = block.keys[slot.name] if block else filled.at
        if slot.name not in named:
            near = closest(slot.name, set(named) - draft.fact_names)
            fix = f'Write "{near}" instead.' if near else f"Write {{{slot.name}}} in the text, or take the gap out."
            page.fault("F130", at, f'The gap "{slot.name}" stands nowhere in the text.', fix)
        if slot.name in draft.fact_names or slot.name in draft.answers:
            what = "a fact" if slot.name in draft.fact_names else "an answer"
            sentence = f'"{slot.name}" is also the name of {what}.'
            page.fault("F131", at, sentence, "Give the gap another name, here and in the text.")


def _care(draft: Draft, phrase: Phrase, page: Page) -> None:
    """A number or a legal sentence in the mouth of an advocate is as dangerous as on a screen."""
    named = [name for name in PLACEHOLDER.findall(draft.written[phrase.text].text) if name in draft.fact_names]
    told = named or [slot.name for slot in phrase.slots if slot.kind == "fact"]
    if told and not phrase.care:
        _, node = draft.nodes[phrase.text]
        sentence = f'This phrase tells a fact ("{told[0]}"), and anybody could edit it.'
        at = find(page, node, "{" + told[0] + "}")
        page.fault("F132", at, sentence, "Add care: safety under it.", length=len(told[0]) + 2)


def _promises(draft: Draft, phrase: Phrase, page: Page) -> None:
    """One person promises for a whole desk; what she plans is true even when it does not come to it."""
    for key in phrase.texts:
        _, node = draft.nodes[key]
        for found in _PROMISES.finditer(draft.written[key].text):
            sentence = f'This promises in the name of a person: "{found.group()}".'
            fix = 'Say what is planned or done: "I plan to ...", "I have asked ...".'
            page.fault("F133", find(page, node, found.group()), sentence, fix, length=len(found.group()))
