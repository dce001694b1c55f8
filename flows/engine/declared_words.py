"""words/CODE.yaml: plain words and phrases of one language. None of them is a pattern, so none of them can hang."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flows.engine import grammar_files as grammar
from flows.engine.draft import Draft
from flows.engine.form import Filled
from flows.engine.hear import normalise, phrase
from flows.engine.read import Page, Text

_SIGNS = re.compile(r"[*+?|\\^$\[\](){}<>]")
_SHORTEST_DANGER = 3
_BY_SOMEBODY = "A speaker must choose them; do not translate them by machine."
_SAY: Mapping[str, str] = {
    "danger": "Nobody in danger could call for help with a word.",
    "hide": "Somebody watched over could not hide the chat.",
    "person": "Nobody could ask for a person with a word.",
}


def words(draft: Draft, page: Page, file: Filled) -> None:
    code = page.file.removeprefix("words/").removesuffix(".yaml")
    named = file.text("language")
    if named and named.text != code:
        sentence = f'These words are for "{named.text}", but the file is called "{code}.yaml".'
        page.fault("F009", named, sentence, f'Write "{code}", or rename the file.')
    if code not in {language.code for language in draft.languages} and "house-rules.yaml" not in draft.unread:
        sentence = f'The language "{code}" is not in house-rules.yaml.'
        page.fault("F006", file.at, sentence, "Add it there, or delete this file.")
    if file.has("written_as"):
        file.one_of("written_as", "a script")
    nodes = {name: file.names(name) for name in grammar.WORD_LISTS}
    for name in grammar.SAFETY_WORDS:
        if not file.has(name):
            sentence = f'"{code}" has no words for "{name}". {_SAY[name]}'
            page.fault("W001", file.at, sentence, f"Add {name}: with at least two words. {_BY_SOMEBODY}")
        elif len(nodes[name]) < 2:
            sentence = f'"{code}" has fewer than two words for "{name}".'
            page.fault("W001", file.key(name), sentence, f"Add some. {_BY_SOMEBODY}")
    for name, found in nodes.items():
        _plain(page, file, name, found)
    _one_meaning(page, nodes)
    draft.words[code] = {name: tuple(node.text for node in found) for name, found in nodes.items()}
    draft.topics[code] = _topics(draft, page, file)


def _plain(page: Page, file: Filled, name: str, found: tuple[Text, ...]) -> None:
    if len(found) > grammar.MOST_WORDS:
        sentence = f"There are {len(found)} words for {name}; every message is compared with all of them."
        page.fault("W004", file.key(name), sentence, f"Keep the {grammar.MOST_WORDS} that people really write.")
    for node in found:
        sign, left = _SIGNS.search(node.text), normalise(node.text)
        if sign:
            sentence = f"The sign {sign.group()} has no meaning here: these are words, not patterns."
            page.fault("W003", node, sentence, "Write each word or phrase that people use, separated by commas.")
        elif not left:
            page.fault("W002", node, f'Nothing is left of "{node.text}" when it is compared.', "Take it out.")
        elif len(node.text) > grammar.LONGEST_WORD:
            sentence = f"This phrase has {len(node.text)} letters; nobody writes exactly that."
            page.fault("W004", node, sentence, f"Shorten it to {grammar.LONGEST_WORD} letters.")
        elif name == "danger" and len(left) < _SHORTEST_DANGER:
            sentence = f'"{node.text}" is so short that it would raise the alarm in everyday messages.'
            page.fault("W007", node, sentence, "Write a longer word or phrase.", level="warning")


def _one_meaning(page: Page, nodes: Mapping[str, tuple[Text, ...]]) -> None:
    """The same word twice: only the first meaning would ever count."""
    seen: dict[str, tuple[str, Text]] = {}
    for name, node in _meant(nodes):
        key = normalise(node.text)
        other = seen.setdefault(key, (name, node)) if key else (name, node)
        if other[0] != name:
            sentence = f'"{node.text}" stands under {name} and under {other[0]}; only {other[0]} would count.'
            note = f"there it stands ({page.file}:{other[1].spot.line})"
            page.fault("W005", node, sentence, "Keep it in one of them.", note=note, level="warning")


def _meant(nodes: Mapping[str, tuple[Text, ...]]) -> Iterator[tuple[str, Text]]:
    for name in ("hide", "danger", "person", "language_words", "back", "menu", "again", "yes", "no", "skip"):
        yield from ((name, node) for node in nodes[name])


def _topics(draft: Draft, page: Page, file: Filled) -> dict[str, tuple[str, ...]]:
    block = file.block_of("topics")
    if block is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    seen: dict[str, tuple[str, Text]] = {}
    for name, key in block.keys.items():
        draft.mention("flow", page, key)
        nodes = Filled(page, block, file.form, keys_checked=True).names(name)
        found[name] = tuple(node.text for node in nodes)
        _plain(page, file, name, nodes)
        for node in nodes:
            flow, first = seen.setdefault(phrase(node.text), (name, node))
            if flow != name:
                sentence = f'"{node.text}" leads to "{flow}" and to "{name}"; only "{flow}" would ever be shown.'
                note = f'for "{flow}" it stands here ({page.file}:{first.spot.line})'
                page.fault("W006", node, sentence, "Keep it in one of them.", note=note, level="warning")
    return found
