"""The files beside the flows: rules of the house, teams, answers, consents, facts, sentences, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flows.engine import grammar
from flows.engine.draft import Agreement, Declared, Draft, Language, Team
from flows.engine.facts import LONGEST_UNCHECKED, Fact, months_later
from flows.engine.fault import closest
from flows.engine.form import Filled, named_blocks
from flows.engine.grammar import Form
from flows.engine.read import Block, Page, Text


def house_rules(draft: Draft, page: Page, file: Filled) -> None:
    for code, filled in _each(page, file, "languages", grammar.LANGUAGE).items():
        direction = filled.one_of("direction", ("ltr", "rtl"), "a direction of writing")
        state = filled.one_of("state", ("live", "preview"), "a state of a language", "preview")
        draft.languages.append(Language(code, filled.word("name", code), direction, state))
    if not draft.languages:
        page.fault("F005", file.at, "No language is named here.", "Write under languages: at least en.")
    elif "en" not in {language.code for language in draft.languages}:
        sentence = "English is missing; it is what a text falls back to."
        page.fault("F005", file.key("languages"), sentence, "Add en: {name: English, direction: ltr, state: live}.")


def teams(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "teams", grammar.TEAM).items():
        draft.teams[name] = Team(name, filled.flag("cases", False))


def answers(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "answers", grammar.DECLARED).items():
        kind = filled.one_of("kind", grammar.ANSWER_KINDS, "a kind of answer", "text")
        choices = tuple(node.text for node in filled.names("choices"))
        if kind == "choice" and not choices and filled.has("kind"):
            page.fault("F005", filled.at, f'Nobody has said what "{name}" can be.', "Add choices: [one, another].")
        keep = filled.one_of("keep", grammar.KEEP, "a way of keeping an answer", "none")
        seen_by = tuple(draft.mention("team", page, node) for node in filled.names("seen_by"))
        draft.answers[name] = Declared(name, kind, choices, keep, seen_by, filled.flag("redact", False), filled.at.spot)
    draft.retired["answer"] = frozenset(node.text for node in file.names("retired"))
    for name, filled in _each(page, file, "system", grammar.SYSTEM).items():
        draft.system[name] = filled.word("longest")


def consents(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "consents", grammar.AGREEMENT).items():
        named = frozenset(draft.mention("case team", page, node) for node in filled.names("teams"))
        for key in ("purpose", "take_back"):
            filled.text(key)
        draft.agreements[name] = Agreement(name, filled.word("version"), named, filled.at.spot)
    bases = file.block_of("bases")
    draft.bases.update(bases.entries if bases else ())


def facts(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "facts", grammar.FACT).items():
        fact = _fact(draft, page, name, filled)
        if fact is not None:
            draft.facts[name] = fact


def _fact(draft: Draft, page: Page, name: str, filled: Filled) -> Fact | None:
    kind = filled.one_of("kind", grammar.FACT_KINDS, "a kind of fact", "text")
    right, wrong = ("text", "value") if kind == "text" else ("value", "text")
    if not filled.has(right):
        page.fault("F041", filled.at, f'The fact "{name}" has no {right}.', f"Add {right}: with what is shown.")
    if filled.has(wrong):
        fix = f"Write {right}: instead."
        page.fault("F041", filled.key(wrong), f"A fact of kind {kind} has no {wrong}.", fix)
    confidence = filled.one_of("confidence", grammar.CONFIDENCES, "a confidence", "C")
    if confidence != "A" and filled.has("confidence") and not filled.has("confirm"):
        sentence = f'"{name}" is not certain ({confidence}), but nobody who reads it is told so.'
        page.fault("F045", filled.at, sentence, "Add confirm: with what must still be confirmed.")
    checked, again = filled.day("checked"), filled.day("check_again")
    if checked and again:
        _soon_enough(page, filled, kind, checked, again)
    note = filled.word("note")
    text = draft.write(f"facts/{name}/text", page, filled.text("text"), "a fact inside messages", note)
    confirm = draft.write(f"facts/{name}/confirm", page, filled.text("confirm"), "what must still be confirmed")
    if checked is None or again is None:
        return None
    return Fact(
        name, kind, filled.at.spot, filled.word("value"), text if kind == "text" else None, filled.word("source"),
        filled.word("cite"), filled.word("published"), checked, again,
        draft.mention("team", page, filled.text("checked_by")), confidence,
        confirm if filled.has("confirm") else None, filled.flag("footer", True),
    )  # fmt: skip


def _soon_enough(page: Page, filled: Filled, kind: str, checked: date, again: date) -> None:
    months = LONGEST_UNCHECKED.get(kind, 6)
    if again <= checked:
        sentence = "The next check lies before the last one."
        page.fault("F044", filled.block.entries["check_again"], sentence, "Write a later day.")
    elif again > months_later(checked, months):
        sentence = f"A fact of kind {kind} must be checked again within {months} months."
        fix = f"Write {months_later(checked, months)} or an earlier day."
        page.fault("F044", filled.block.entries["check_again"], sentence, fix)


def global_sentences(draft: Draft, page: Page, file: Filled) -> None:
    for key in ("first", "person", "danger", "back_from_hiding"):
        draft.entries[key] = draft.mention("flow", page, file.text(key))
    draft.retired["flow"] = frozenset(node.text for node in file.names("retired"))
    block = file.block_of("texts")
    if block is None:
        return
    for name, node in block.entries.items():
        inner = Filled(page, node, grammar.SENTENCE, at=block.keys[name]) if isinstance(node, Block) else None
        text = inner.text("text") if inner else node if isinstance(node, Text) else None
        if text is None or text.empty:
            page.fault("F005", block.keys[name], f'The sentence "{name}" is empty.', "Write the text after it.")
        label, where = name in grammar.LABELS, "button" if name in grammar.LABELS else "sentence of the program"
        draft.write(f"globals/{name}", page, text, where, inner.word("note") if inner else "", label)
    for name in grammar.GLOBAL_TEXTS:
        if name not in block.entries:
            near = closest(name, set(block.entries) - set(grammar.GLOBAL_TEXTS))
            note = f'"{near}" is here ({page.file}:{block.keys[near].spot.line})' if near else ""
            sentence = f'The program needs the sentence "{name}", and it is not here.'
            page.fault("F060", file.key("texts"), sentence, f"Add {name}: under texts:.", note=note)


def words(draft: Draft, page: Page, file: Filled) -> None:
    code = page.file.removeprefix("words/").removesuffix(".yaml")
    named = file.text("language")
    if named and named.text != code:
        sentence = f'These words are for "{named.text}", but the file is called "{code}.yaml".'
        page.fault("F009", named, sentence, f'Write "{code}", or rename the file.')
    if code not in {language.code for language in draft.languages} and "house-rules.yaml" not in draft.unread:
        sentence = f'The language "{code}" is not in house-rules.yaml.'
        page.fault("F006", file.at, sentence, "Add it there, or delete this file.")
    lists = {name: tuple(node.text for node in file.names(name)) for name in grammar.WORD_LISTS}
    for name in grammar.SAFETY_WORDS:
        if file.has(name) and len(lists[name]) < 2:
            sentence = f'"{code}" has fewer than two words for "{name}".'
            fix = "Add some. A speaker must choose them; do not translate them by machine."
            page.fault("W001", file.key(name), sentence, fix)
    draft.words[code] = lists
    draft.topics[code] = _topics(draft, page, file)


def _topics(draft: Draft, page: Page, file: Filled) -> dict[str, tuple[str, ...]]:
    block = file.block_of("topics")
    if block is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name, key in block.keys.items():
        draft.mention("flow", page, key)
        inner = Filled(page, block, Form("topics", {}, dict.fromkeys(block.keys, grammar.Holds.NAMES)))
        found[name] = tuple(node.text for node in inner.names(name))
    return found


def _each(page: Page, file: Filled, key: str, form: Form) -> Mapping[str, Filled]:
    block = file.block_of(key)
    return named_blocks(page, block, form) if block else {}


READ: Mapping[str, Callable[[Draft, Page, Filled], None]] = {
    "house-rules.yaml": house_rules,
    "teams.yaml": teams,
    "answers.yaml": answers,
    "consents.yaml": consents,
    "facts.yaml": facts,
    "globals.yaml": global_sentences,
}
"""In this order: what comes later may name what came before."""
