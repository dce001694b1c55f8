"""The files beside the flows: rules of the house, teams, answers, consents, sentences. Facts and words have rooms of
their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flows.engine import grammar_files as grammar
from flows.engine.declared_desk import desk
from flows.engine.declared_facts import facts
from flows.engine.declared_phrases import phrases
from flows.engine.declared_responders import responders
from flows.engine.draft import Agreement, Declared, Draft, Language, Limits, Team
from flows.engine.fault import closest
from flows.engine.form import Filled, check_name, check_value, named_blocks
from flows.engine.grammar import BUTTONS, GLOBAL_TEXTS, LABEL_CUT, LABEL_LONG, LABELS, NAME, SCREEN_LONG
from flows.engine.read import Block, Items, Page, Text
from flows.engine.rules import RULES


def house_rules(draft: Draft, page: Page, file: Filled) -> None:
    for code, filled in _each(page, file, "languages").items():
        direction = filled.one_of("direction", "a direction of writing")
        state = filled.one_of("state", "a state of a language", "preview")
        draft.languages.append(Language(code, filled.word("name", code), direction, state))
    if not draft.languages:
        page.fault("F005", file.at, "No language is named here.", "Write under languages: at least en.")
    elif "en" not in {language.code for language in draft.languages}:
        sentence = "English is missing; it is what a text falls back to."
        page.fault("F005", file.key("languages"), sentence, "Add en: {name: English, direction: ltr, state: live}.")
    block = file.block_of("limits")
    if block is not None:
        draft.limits = _limits(Filled(page, block, grammar.LIMITS, at=file.key("limits")))
    for node in file.items("always"):
        if isinstance(node, Block):
            draft.house.append((page, Filled(page, node, grammar.ALWAYS)))
        else:
            page.fault("F005", node, "A rule of the house needs when and pass.", "Write - when: ... and pass: [...].")
    draft.hosts = tuple(node.text.strip().lower() for node in file.names("hosts"))


def _limits(filled: Filled) -> Limits:
    """A house may be stricter than Telegram and small phones, never more generous."""
    return Limits(
        filled.count("taps_to_a_person", 1, 5) or 2,
        filled.count("letters_on_a_screen", 100, LONGEST_SCREEN) or SCREEN_LONG,
        filled.count("letters_on_a_button", 8, LABEL_CUT) or LABEL_LONG,
        filled.count("buttons", 2, MOST_BUTTONS) or BUTTONS,
    )


LONGEST_SCREEN, MOST_BUTTONS = 3500, 8
"""Beyond these no house may go: a screen must fit into one message also in longer languages."""


def teams(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "teams").items():
        what = filled.word("what")
        takes = filled.flag("cases", False)
        sure = filled.word("cases") in ("yes", "no")  # else that is told, and not that nobody takes cases
        draft.teams[name] = Team(name, takes or not sure, what)
    block = file.block_of("reviewers")
    for code in block.entries if block else ():
        draft.reviewers[code] = frozenset(_reviewers(page, block, code)) if block else frozenset()


def _reviewers(page: Page, block: Block, code: str) -> Iterator[str]:
    """Names as they stand in a signature, where a space would end them."""
    check_name(page, block.keys[code], grammar.FILES["teams.yaml"].keys["reviewers"])
    node = block.entries[code]
    if not isinstance(node, Items):
        page.fault("F005", block.keys[code], f"After {code}: a list must stand.", "Write the names as [one, another].")
        return
    for name in node.items:
        if isinstance(name, Text) and NAME.match(name.text):
            yield name.text
        else:
            sentence = "This cannot be the name of a reviewer: nobody could sign with it."
            page.fault("F009", name, sentence, "Use small letters, digits, - and _, and begin with a letter.")


def answers(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "answers").items():
        kind = filled.one_of("kind", "a kind of answer", "text")
        nodes = filled.names("choices")
        choices = tuple(node.text for node in nodes)
        sure = filled.word("kind") == kind
        if kind == "choice" and not choices and filled.has("kind"):
            page.fault("F005", filled.at, f'Nobody has said what "{name}" can be.', "Add choices: [one, another].")
            sure = False
        if kind != "choice" and sure and filled.has("choices"):
            fix = "Write kind: choice, or take it out."
            page.fault("F027", filled.key("choices"), f"choices: says nothing about an answer of kind {kind}.", fix)
        for node in nodes:
            check_value(page, node, "an answer")
        filled.text("why")
        keep = filled.one_of("keep", "a way of keeping an answer", "none")
        seen_by = tuple(draft.mention("team", page, node) for node in filled.names("seen_by"))
        draft.answers[name] = Declared(
            name, kind, choices, keep, seen_by, filled.flag("redact", False), filled.at.spot, sure
        )
        draft.choice_nodes[name] = (page, nodes)
    draft.retired["answer"] = frozenset(node.text for node in file.names("retired"))
    for name, filled in _each(page, file, "system").items():
        filled.one_of("kind", "a kind of system value")
        draft.system[name] = filled.word("longest")
        rule = filled.text("rule")
        if rule is not None:
            draft.rules[name] = RULES[filled.one_of("rule", "a rule of the program")]
            draft.rule_nodes.append((page, rule))


def consents(draft: Draft, page: Page, file: Filled) -> None:
    for name, filled in _each(page, file, "consents").items():
        named = frozenset(draft.mention("case team", page, node) for node in filled.names("teams"))
        for key in ("purpose", "take_back"):
            filled.text(key)
        sure = isinstance(filled.block.entries.get("teams"), Items)
        draft.agreements[name] = Agreement(name, filled.word("version"), named, filled.at.spot, sure)
    bases = file.block_of("bases")
    for node in bases.keys.values() if bases else ():
        check_name(page, node, file.form.keys["bases"])
        draft.bases.add(node.text)


def global_sentences(draft: Draft, page: Page, file: Filled) -> None:
    for key in ("first", "person", "danger", "back_from_hiding"):
        draft.entries[key] = draft.mention("flow", page, file.text(key))
    draft.retired["flow"] = frozenset(node.text for node in file.names("retired"))
    for topic in file.names("menu"):
        draft.menu.append(topic)
        draft.mention("flow", page, topic)
    block = file.block_of("texts")
    if block is None:
        return
    for name, node in block.entries.items():
        inner = Filled(page, node, grammar.SENTENCE, at=block.keys[name]) if isinstance(node, Block) else None
        text = inner.text("text") if inner else node if isinstance(node, Text) else None
        if text is None or text.empty:
            page.fault("F005", block.keys[name], f'The sentence "{name}" is empty.', "Write the text after it.")
        label, where = name in LABELS, "button" if name in LABELS else "sentence of the program"
        draft.write(f"globals/{name}", page, text, where, inner.word("note") if inner else "", label)
        if name not in GLOBAL_TEXTS and not closest(name, set(GLOBAL_TEXTS) - set(block.entries)):
            sentence = f'The program never says the sentence "{name}".'
            page.fault("F063", block.keys[name], sentence, "Delete it, or write its right name.", level="hint")
    for name in GLOBAL_TEXTS:
        if name not in block.entries:
            near = closest(name, set(block.entries) - set(GLOBAL_TEXTS))
            note = f'"{near}" is here ({page.file}:{block.keys[near].spot.line})' if near else ""
            sentence = f'The program needs the sentence "{name}", and it is not here.'
            page.fault("F060", file.key("texts"), sentence, f"Add {name}: under texts:.", note=note)


def _each(page: Page, file: Filled, key: str) -> Mapping[str, Filled]:
    block, known = file.block_of(key), file.form.keys[key]
    return named_blocks(page, block, known, known.form) if block and known.form else {}


READ: Mapping[str, Callable[[Draft, Page, Filled], None]] = {
    "house-rules.yaml": house_rules,
    "teams.yaml": teams,
    "answers.yaml": answers,
    "consents.yaml": consents,
    "facts.yaml": facts,
    "globals.yaml": global_sentences,
    "desk.yaml": desk,
    "phrases.yaml": phrases,
    "responders.yaml": responders,
}
"""In this order: what comes later may name what came before."""

LEFT_OUT = frozenset({"desk.yaml", "phrases.yaml", "responders.yaml"})
"""A house can do without; bundles that are older than such a file have none."""
