"""phrases.yaml: what an advocate can send, with its gaps and the words by which it is found."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.draft import Draft
from flows.engine.form import Filled, named_blocks
from flows.engine.phrasebook import LONGEST_WORD, Phrase, Slot
from flows.engine.read import Page

_DAY, _TIME = "27 September 2026", "23:59"
_LONGEST = {"day": _DAY, "time": _TIME, "word": "x" * LONGEST_WORD}


def phrases(draft: Draft, page: Page, file: Filled) -> None:
    block, known = file.block_of("phrases"), file.form.keys["phrases"]
    if block is None or known.form is None:
        return
    for name, filled in named_blocks(page, block, known, known.form).items():
        key, note = f"phrases/{name}/text", filled.word("note")
        text = draft.write(key, page, filled.text("text"), "said by an advocate, as she taps it", note)
        slots = tuple(_slots(draft, page, name, filled))
        tags = tuple(node.text for node in filled.names("tags"))
        care = filled.one_of("care", "a kind of care") if filled.has("care") else ""
        draft.gaps[key] = {slot.name: _longest(draft, slot) for slot in slots}
        if key in draft.written:
            draft.phrases[name] = Phrase(name, text, tags, care, slots, filled.at.spot)
            draft.phrase_nodes[name] = (page, filled)


def _slots(draft: Draft, page: Page, phrase: str, filled: Filled) -> Iterator[Slot]:
    block = filled.block_of("slots")
    known = filled.form.keys["slots"]
    if block is None or known.form is None:
        return
    for name, gap in named_blocks(page, block, known, known.form).items():
        kind = gap.one_of("kind", "a kind of gap", "word")
        if gap.word("kind") != kind:
            continue  # told, and nothing more can be said of it
        for key, right in (("of", "fact"), ("choices", "choice")):
            if kind == right and not gap.has(key):
                page.fault("F005", gap.at, f'Nobody has said what can stand in "{name}".', f"Add {key}: under it.")
            elif kind != right and gap.has(key):
                fix = f"Write kind: {right}, or take it out."
                page.fault("F027", gap.key(key), f"{key}: says nothing about a gap of kind {kind}.", fix)
        facts = tuple(draft.mention("fact", page, node) for node in gap.names("of")) if kind == "fact" else ()
        choices = dict(_choices(draft, page, f"phrases/{phrase}/{name}", gap)) if kind == "choice" else {}
        yield Slot(name, kind, gap.word("ask"), facts, choices)


def _choices(draft: Draft, page: Page, key: str, gap: Filled) -> Iterator[tuple[str, str]]:
    block = gap.block_of("choices")
    if block is None:
        return
    inner = Filled(page, block, gap.form, keys_checked=True)
    for value in block.entries:
        where = "a few words inside a phrase of an advocate"
        yield value, draft.write(f"{key}.{value}", page, inner.text(value), where)


def _longest(draft: Draft, slot: Slot) -> str:
    if slot.kind == "choice":
        return max(
            (draft.written[key].text for key in slot.choices.values() if key in draft.written), key=len, default=""
        )
    if slot.kind == "fact":
        facts = (draft.facts[name] for name in slot.facts if name in draft.facts)
        shown = (draft.written[fact.text].text if fact.text else fact.value for fact in facts)
        return max(shown, key=len, default="")
    return _LONGEST[slot.kind]
