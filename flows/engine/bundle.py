"""A published set of everything workers meet. Immutable, addressed by its hash; made from files by `load`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

from flows.engine import cards, grammar, grammar_files
from flows.engine.cards import Card, Row
from flows.engine.check import check
from flows.engine.declarations import LEFT_OUT, READ
from flows.engine.declared_words import words
from flows.engine.dialects import Dialect
from flows.engine.draft import Agreement, Always, Declared, Draft, Language, Limits, Team, Written
from flows.engine.facts import Fact
from flows.engine.fault import Fault, Faulty
from flows.engine.form import Filled
from flows.engine.hear import Phrases, WordSet, normalise, phrase, word_set
from flows.engine.house_lines import house_lines
from flows.engine.model import Answer, Button, Flow, Place, Spot, Step
from flows.engine.named import named_in, sums_in, varied
from flows.engine.offices import DeskFile
from flows.engine.phrasebook import Phrase
from flows.engine.picker import pickers
from flows.engine.read import Block, Page, read
from flows.engine.responders import Responder
from flows.engine.rules import Rule
from flows.engine.steps import FlowReader

K = TypeVar("K")
V = TypeVar("V")

LARGEST_BUNDLE, LARGEST_CATALOGUES = 2 * 2**20, 8 * 2**20
_SHORT_NUMBER = 5  # emergency numbers are not worth a button: nobody needs to copy three digits


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """`texts`: English by text key. `words`: by language, "" for somebody who has not picked one."""

    id: str
    flows: Mapping[str, Flow]
    facts: Mapping[str, Fact]
    answers: Mapping[str, Declared]
    limits: Limits
    system: Mapping[str, str]
    consents: Mapping[str, Agreement]
    teams: Mapping[str, Team]
    languages: tuple[Language, ...]
    spoken: Mapping[str, Language]  # the same by code
    written: Mapping[str, Written]
    texts: Mapping[str, str]
    words: Mapping[str, WordSet]
    language_names: Mapping[str, str]  # normalised name -> code
    first: str
    person: str
    danger: str
    back_from_hiding: str
    warnings: tuple[Fault, ...]  # and hints
    beside: Mapping[str, Fault]  # a file that must be there -> what is wrong if it is not
    dialect: Dialect
    # Made ready for the turns
    steps: Mapping[Place, Step]
    cards: Mapping[Place, Card]
    menu: Card
    pickers: Mapping[str, Card]  # by the language that stands on top; "" for none
    copies: Mapping[str, tuple[Row, ...]]  # text key -> buttons that copy its numbers
    named: Mapping[str, tuple[str, ...]]  # text key -> what it names in {braces}, each once
    varied: Mapping[str, tuple[Fact, ...]]  # text key -> its facts that differ by an answer
    rules: Mapping[str, Rule]  # values that are worked out, and how
    sums: Mapping[str, tuple[str, ...]]  # text key -> such values in it
    fleeting: frozenset[str] = frozenset()  # answers that are kept until the next step only
    always: tuple[Always, ...] = ()
    retired: Mapping[str, frozenset[str]] = field(default_factory=dict)  # flow, answer -> names that never come back
    reviewers: Mapping[str, frozenset[str]] = field(default_factory=dict)  # language -> who may sign its translations
    desk: DeskFile = field(default_factory=DeskFile)
    phrases: Mapping[str, Phrase] = field(default_factory=dict)  # in the order of the book
    responders: Mapping[str, Responder] = field(default_factory=dict)

    @property
    def short(self) -> str:
        return self.id[:6]

    def __repr__(self) -> str:  # whoever holds one is printed with it, and all texts of a house are no help there
        return f"Bundle({self.short})"

    def step_key(self, place: Place) -> str:
        return cards.step_key(place)

    def placeholders(self, key: str) -> tuple[str, ...]:
        return self.named.get(key, ())

    def shown_to(self, parts: Iterable[str], answers: Mapping[str, Answer]) -> Mapping[str, str]:
        """What the facts of these texts are for somebody who has answered so."""
        if self.varied.keys().isdisjoint(parts):
            return {}  # almost always
        facts = (fact for part in parts for fact in self.varied.get(part, ()))
        return {fact.name: fact.shown_to(answers.get(fact.by)) for fact in facts}

    def facts_of(self, parts: Iterable[str]) -> tuple[Fact, ...]:
        """All that these texts rest on, in reading order: the facts they name, and those behind their sums."""
        names: dict[str, None] = {}
        for part in parts:
            for name in self.placeholders(part):
                names.update(dict.fromkeys(self.rules[name].facts if name in self.rules else (name,)))
        return tuple(self.facts[name] for name in names if name in self.facts)

    def language(self, code: str) -> Language | None:
        return self.spoken.get(code)


def load(files: Mapping[str, bytes]) -> Bundle:
    """Raises `Faulty` with all that is wrong. Keys are paths below the content root."""
    draft = Draft()
    _not_too_much(draft, files)
    for file, reader in READ.items():
        if file not in files and file in LEFT_OUT:
            continue
        if file not in files:
            page = Page(file)
            page.fault("F005", Spot(file, 1, 1), f"The file {file} is missing.", "Put it back.")
            draft.pages.append(page)
            draft.unread.add(file)
            continue
        block = _open(draft, file, files[file])
        if block is not None:
            reader(draft, draft.pages[-1], Filled(draft.pages[-1], block, grammar_files.FILES[file], at=_top(block)))
    for file in matching(files, "words/"):
        block = _open(draft, file, files[file])
        if block is not None:
            words(draft, draft.pages[-1], Filled(draft.pages[-1], block, grammar_files.WORDS, at=_top(block)))
    for file in matching(files, "flows/"):
        read_flow(draft, file, files[file])
    _words_of_every_language(draft)
    house_lines(draft)
    check(draft)
    return bundle_of(draft, name_of(files), usable(draft))


def usable(draft: Draft) -> tuple[Fault, ...]:
    """Warnings and hints. Raises `Faulty` when there is more than that."""
    faults = tuple(fault for page in draft.pages for fault in page.faults)
    if any(fault.level == "error" for fault in faults):
        raise Faulty(faults)
    return faults


def _not_too_much(draft: Draft, files: Mapping[str, bytes]) -> None:
    """Of what admins write. Catalogues hold each English text once more for every language, and are weighed apart."""
    catalogues = {file for file in files if file.startswith("locales/")}
    for what, names, most in (
        ("files", files.keys() - catalogues, LARGEST_BUNDLE),
        ("catalogues", catalogues, LARGEST_CATALOGUES),
    ):
        if sum(len(files[name]) for name in names) > most:
            page = Page(max(sorted(names), key=lambda file: len(files[file])))
            sentence = f"All {what} together are larger than {most // 2**20} MB; this is the largest."
            page.fault("F008", Spot(page.file, 1, 1), sentence, "Take out what nobody needs.")
            draft.pages.append(page)


def _open(draft: Draft, file: str, source: bytes) -> Block | None:
    page, block = read(file, source)
    draft.pages.append(page)
    if block is None or page.faults:
        draft.unread.add(file)
    return block


def _top(block: Block) -> Block:
    """What is missing from a file is said at its first line."""
    return Block({}, {}, block.spot._replace(line=1, column=1), False)


def matching(files: Mapping[str, bytes], folder: str) -> list[str]:
    return sorted(
        file for file in files if file.startswith(folder) and file.endswith(".yaml") and not file.endswith(".test.yaml")
    )


def read_flow(draft: Draft, file: str, source: bytes) -> None:
    name = file.removeprefix(f"{draft.dialect.folder}/").removesuffix(".yaml")
    block = _open(draft, file, source)
    if not grammar.FLOW_NAME.match(name) or name in ("globals", "facts", "phrases"):
        fix = "Use small letters, digits and -, and begin with a letter."
        draft.pages[-1].fault("F009", Spot(file, 1, 1), f'"{name}" cannot be the name of a flow.', fix)
    elif block is not None:
        FlowReader(draft, draft.pages[-1], name).read(block)


def _words_of_every_language(draft: Draft) -> None:
    for language in draft.languages:
        file = f"words/{language.code}.yaml"
        if language.code not in draft.words and file not in draft.unread:
            page = Page(file)
            sentence = f"{language.own_name} has no words of its own. Somebody watched over could not hide the chat."
            fix = "Add the file. A speaker must choose the words; do not translate them by machine."
            page.fault("W001", Spot(file, 1, 1), sentence, fix)
            draft.pages.append(page)


def name_of(files: Mapping[str, bytes]) -> str:
    """The hash of what workers meet, whatever makes it: one letter elsewhere is another bundle. Tests stand beside."""
    whole = sha256()
    for name in sorted(name for name in files if not name.endswith(".test.yaml")):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()


def bundle_of(draft: Draft, id: str, warnings: tuple[Fault, ...]) -> Bundle:
    steps = {Place(flow.name, name): step for flow in draft.flows.values() for name, step in flow.steps.items()}
    person = draft.entries["person"]
    workers = draft.dialect.workers
    rows = {inside: cards.fixed_row(workers, inside) for inside in (True, False)}
    made = {place: cards.card(place, step, rows[place.flow == person]) for place, step in steps.items()}
    named = {key: named_in(written.text) for key, written in draft.written.items()}
    return Bundle(
        id=id,
        flows=_frozen(draft.flows),
        facts=_frozen(draft.facts),
        answers=_frozen(draft.answers),
        limits=draft.limits,
        system=_frozen(draft.system),
        consents=_frozen(draft.agreements),
        teams=_frozen(draft.teams),
        languages=tuple(draft.languages),
        spoken=_frozen({language.code: language for language in draft.languages}),
        written=_frozen(draft.written),
        texts=_frozen({key: written.text for key, written in draft.written.items()}),
        words=_frozen(_all_words(draft)),
        language_names=_frozen(_language_names(draft.languages)),
        first=draft.entries["first"],
        person=person,
        danger=draft.entries["danger"],
        back_from_hiding=draft.entries["back_from_hiding"],
        warnings=warnings,
        beside=_frozen(draft.beside),
        dialect=draft.dialect,
        steps=_frozen(steps),
        cards=_frozen({place: card for place, card in made.items() if card is not None}),
        menu=cards.menu(draft.topics_of_menu()),
        pickers=_frozen(pickers({language.code: language.own_name for language in draft.languages})),
        copies=_frozen(_copies(draft)),
        named=_frozen(named),
        varied=_frozen(varied(draft.facts, named)),
        rules=_frozen(draft.rules),
        sums=_frozen(sums_in(draft.rules, named)),
        fleeting=frozenset(name for name, answer in draft.answers.items() if answer.keep in ("none", "count")),
        always=tuple(draft.always),
        retired=_frozen(draft.retired),
        reviewers=_frozen(draft.reviewers),
        desk=draft.desk,
        phrases=_frozen(draft.phrases),
        responders=_frozen(draft.responders),
    )


def _frozen(mapping: dict[K, V]) -> Mapping[K, V]:
    return MappingProxyType(mapping)


def _all_words(draft: Draft) -> dict[str, WordSet]:
    """Phrases of danger are the same for everybody, and the most by far: they are there once."""
    found: dict[str, WordSet] = {}
    danger = {code: _phrases(words["danger"]) for code, words in draft.words.items()}
    all_danger = Phrases.of(list(dict.fromkeys(each for phrases in danger.values() for each in phrases)))
    for code in ("", *draft.words):
        own = frozenset({code, "en"} if code else draft.words)
        lists = sorted(draft.words.items(), key=lambda item: item[0] != code)  # her own language first
        topics = {
            word: flow
            for language in (code, *sorted(own - {code}))
            for flow, named in draft.topics.get(language, {}).items()
            for word in named
        }
        found[code] = word_set(lists, topics, own, all_danger, Phrases.of(danger.get(code, ())))
    return found


def _phrases(words: Iterable[str]) -> list[str]:
    return [found for found in dict.fromkeys(map(phrase, words)) if found]


def _language_names(languages: Iterable[Language]) -> dict[str, str]:
    names: dict[str, str] = {}
    for language in languages:
        for name in (language.own_name, *language.own_name.replace(")", "").split("(")):
            if normalise(name):
                names[normalise(name)] = language.code
    return names


def _copies(draft: Draft) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for key, written in draft.written.items():
        named = dict.fromkeys(grammar.PLACEHOLDER.findall(written.text))
        facts = [draft.facts[name] for name in named if name in draft.facts]
        phones = [fact for fact in facts if fact.kind == "phone" and len(fact.value) >= _SHORT_NUMBER]
        if phones:
            found[key] = tuple((Button("", copy_fact=fact.name),) for fact in phones)
    return found
