"""Text keys to words in her language: plain text with entities, inserted values isolated, sources below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, NamedTuple

from bot import months
from bot.voice import SIGN, Recording, Script, Voice, button
from flows.engine.bundle import Bundle
from flows.engine.facts import Fact
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import Button, Screen

LONGEST = 4096
"""Of one message, in UTF-16 units."""

_LRI, _FSI, _PDI, _LRM, _RLM = "\u2066", "\u2068", "\u2069", "\u200e", "\u200f"
_CACHED = 4096
NOBODY_YET: Mapping[str, AbstractSet[str]] = {}
_SIGNS: Mapping[str, str] = {"globals/person": "\N{HAPPY PERSON RAISING ONE HAND}", "globals/hide": "\N{CROSS MARK}"}
"""The row that is always there, for somebody who has not picked a language."""
_UNFILLED = "\u2013"
_UPRIGHT = re.compile("[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufdff]")
"""Letters that have no italics: a slant makes them harder to read, in Arabic most of all."""
_WARNING = "globals/out_of_date"


class RenderedButton(NamedTuple):
    """`value` comes back when it is tapped; with `copy_text` nothing does."""

    text: str
    value: str = ""
    copy_text: str = ""


class Rendered(NamedTuple):
    text: str
    entities: tuple[dict[str, Any], ...]
    rows: tuple[tuple[RenderedButton, ...], ...]


def measure(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def left_to_right(value: str) -> str:
    """Numbers, links and Latin names keep their order inside any sentence, also where isolates are not known."""
    return f"{_LRI}{_LRM}{value}{_LRM}{_PDI}"


def isolated(value: str) -> str:
    """Words of an unknown direction do not disturb their sentence."""
    return f"{_FSI}{value}{_PDI}"


class Words:
    """`catalogues`: language -> text key -> translation; what is missing there is said in English. `signed`: by
    language, of what a phrase can be made of, where somebody stands behind the translation."""

    def __init__(
        self,
        bundle: Bundle,
        catalogues: Mapping[str, Mapping[str, str]],
        recordings: tuple[Recording, ...] = (),
        signed: Mapping[str, AbstractSet[str]] = NOBODY_YET,
    ) -> None:
        self._bundle, self._catalogues, self._signed = bundle, catalogues, signed
        said = Script(bundle, lambda key, language, today: self.text(key, language, {}, today))
        self._voice = Voice(recordings, said) if recordings else None
        self._screens: dict[tuple[Any, ...], Rendered] = {}  # of one day
        self._day = date.min

    def text(self, key: str, language: str, slots: Mapping[str, str], today: date = date.min) -> str:
        """One text with its facts and `slots` filled in. `today`: for facts of which another value holds later."""
        return self._filled(key, language, _ready(slots), today)

    def screen(self, screen: Screen, language: str, slots: Mapping[str, str], today: date) -> Rendered:
        """A whole message. Before a language is picked the fixed row speaks in signs."""
        if slots or screen.slots:
            return self._render(screen, language, {**slots, **dict(screen.slots)}, today)
        if today != self._day:
            self._screens.clear()  # what was current yesterday may be out of date today
            self._day = today
        key = (language, screen.parts, screen.rows)
        found = self._screens.get(key)
        if found is None:
            if len(self._screens) >= _CACHED:
                self._screens.clear()
            found = self._screens[key] = self._render(screen, language, slots, today)
        return found

    def _render(self, screen: Screen, language: str, slots: Mapping[str, str], today: date) -> Rendered:
        templates = [(part, self._template(part, language)) for part in screen.parts]
        facts = self._bundle.facts_of(screen.parts)
        text, entities = self._sourced(templates, facts, language, _ready(slots), today)
        rows = tuple(tuple(self._button(button, language, slots, today) for button in row) for row in screen.rows)
        return Rendered(_cut(text), entities, self._with_voice(rows, screen, language, today))

    def phrase(
        self, key: str, language: str, ready: Mapping[str, str], stands_for: Mapping[str, str], today: date
    ) -> str:
        """One that an advocate sends, with its sources. `ready`: gap -> what stands there, isolated already;
        `stands_for`: gap -> the fact that was chosen for it."""
        template = PLACEHOLDER.sub(lambda it: f"{{{stands_for.get(it[1], it[1])}}}", self._template(key, language))
        facts = (self._bundle.facts.get(name) for name in dict.fromkeys(PLACEHOLDER.findall(template)))
        named = tuple(fact for fact in facts if fact is not None)
        return _cut(self._sourced([(key, template)], named, language, ready, today)[0])

    def fact(self, name: str, today: date) -> str:
        """What stands for it on that day, in English, for a button of staff."""
        return self._bundle.texts.get(shown := self._bundle.facts[name].on(today), shown)

    def speaks(self, language: str, keys: Iterable[str]) -> bool:
        """All of these texts are there in it; English is what they are written in."""
        return language == "en" or self._catalogues.get(language, {}).keys() >= set(keys)

    def signed(self, language: str, keys: Iterable[str]) -> bool:
        """Somebody who may has signed the translation of each of them."""
        return language == "en" or self._signed.get(language, frozenset()) >= set(keys)

    def _sourced(
        self, templates: list[tuple[str, str]], facts: tuple[Fact, ...], language: str, ready: Mapping[str, str],
        today: date,
    ) -> tuple[str, tuple[dict[str, Any], ...]]:  # fmt: skip
        """What is late is softened, and below stands who says it."""
        late = [fact for fact in facts if fact.footer and not fact.in_date(today)]
        ready = {**ready, **self._warned(late, language)}
        softened = self._softened(templates, late) if late else templates
        text = "\n\n".join(self._fill(key, template, language, ready, today) for key, template in softened)
        footer = "\n".join(self._footer(facts, language))
        entities: tuple[dict[str, Any], ...] = ()
        if footer and measure(text) + measure(footer) + 2 <= LONGEST:
            if not _UPRIGHT.search(footer):
                entities = ({"type": "italic", "offset": measure(text) + 2, "length": measure(footer)},)
            text = f"{text}\n\n{footer}"
        return text, entities

    def recordings(self, value: str, language: str, today: date) -> tuple[Recording, ...]:
        """What a tap on such a button plays; nothing where that is not, or no longer, to be heard."""
        return self._voice.asked(value, language, today) if self._voice else ()

    def _with_voice(
        self, rows: tuple[tuple[RenderedButton, ...], ...], screen: Screen, language: str, today: date
    ) -> tuple[tuple[RenderedButton, ...], ...]:
        """Above the row that is always there, where somebody has read this screen aloud."""
        found = self._voice.of(screen.parts, language, today) if self._voice and rows else ()
        return (*rows[:-1], (RenderedButton(SIGN, button(found)),), rows[-1]) if found else rows

    def _button(self, button: Button, language: str, slots: Mapping[str, str], today: date) -> RenderedButton:
        if button.copy_fact is not None:
            number = slots.get(button.copy_fact) or self._bundle.facts[button.copy_fact].on(today)
            return RenderedButton(f"\N{CLIPBOARD} {left_to_right(number)}", copy_text=number)
        if button.text is None:
            return RenderedButton(button.label or "", button.value)
        label = _SIGNS.get(button.text, "") if not language else ""
        label = label or self.text(button.text, language, {})
        return RenderedButton(label, button.value)

    # --- filling in ----------------------------------------------------------------------------------------------

    def _filled(self, key: str, language: str, ready: Mapping[str, str], today: date = date.min) -> str:
        return self._fill(key, self._template(key, language), language, ready, today)

    def _template(self, key: str, language: str) -> str:
        translated = self._catalogues.get(language, {}).get(key)
        return self._bundle.texts.get(key, "") if translated is None else translated

    def _fill(self, key: str, template: str, language: str, ready: Mapping[str, str], today: date) -> str:
        def fill(name: str) -> str:
            return ready[name] if name in ready else self._value(name, language, today)

        text = PLACEHOLDER.sub(lambda found: fill(found.group(1)), template)
        spoken = self._bundle.language(language)
        if spoken is None or spoken.direction == "ltr" or key not in self._catalogues.get(language, {}):
            return text
        return "\n".join(_right_to_left(line) for line in text.split("\n"))

    def _value(self, name: str, language: str, today: date) -> str:
        fact = self._bundle.facts.get(name)
        if fact is None:
            return _UNFILLED
        shown = fact.on(today)
        if fact.text is None:
            return left_to_right(shown)
        said = self._filled(shown, language, {})
        return said if shown in self._catalogues.get(language, {}) or language == "en" else isolated(said)

    # --- where it comes from -------------------------------------------------------------------------------------

    def _warned(self, late: list[Fact], language: str) -> dict[str, str]:
        if not late:
            return {}
        checked = isolated(months.said(min(fact.checked for fact in late).isoformat(), language))
        return {_WARNING: self._filled(_WARNING, language, {"checked": checked})}

    def _softened(self, templates: list[tuple[str, str]], late: list[Fact]) -> Iterator[tuple[str, str]]:
        """A fact past its date is never told as if it were checked: an old number is safer than none, but is named so.
        This stands before the first paragraph with such a fact, so that it throws no doubt on what is above it; and
        after that paragraph where the number for emergencies is in it, for no doubt shall stand before that."""
        names, said = {fact.name for fact in late}, False
        for key, template in templates:
            paragraphs = template.split("\n\n")
            where = (nth for nth, words in enumerate(paragraphs) if not names.isdisjoint(self._rests_on(words)))
            at = None if said else next(where, None)
            if at is not None:
                paragraphs.insert(at + self._for_emergencies(paragraphs[at]), f"{{{_WARNING}}}")
                said = True
            yield key, "\n\n".join(paragraphs)

    def _for_emergencies(self, words: str) -> bool:
        facts = (self._bundle.facts.get(name) for name in self._rests_on(words))
        return any(fact is not None and not fact.footer for fact in facts)

    def _rests_on(self, words: str) -> set[str]:
        """The facts that are named there, and those behind its sums."""
        rules = self._bundle.rules
        named = PLACEHOLDER.findall(words)
        return {fact for name in named for fact in (rules[name].facts if name in rules else (name,))}

    def _footer(self, facts: tuple[Fact, ...], language: str) -> Iterator[str]:
        """Under a fact stands who says it, when that was checked, and what is not certain yet."""
        named = [fact for fact in facts if fact.footer]
        if named:
            sources = "; ".join(dict.fromkeys(_source(fact, language) for fact in named))
            checked = isolated(months.said(min(fact.checked for fact in named).isoformat(), language))
            yield self._filled("globals/source", language, {"source": sources, "checked": checked})
        confirm = dict.fromkeys(fact.confirm for fact in facts if fact.confirm)
        if confirm:
            missing = "; ".join(dict.fromkeys(isolated(self._filled(key, language, {})) for key in confirm))
            yield self._filled("globals/unconfirmed", language, {"unconfirmed": missing})


def _ready(slots: Mapping[str, str]) -> dict[str, str]:
    """Numbers and codes; what comes as a word stands in isolates already."""
    return {name: value if value.startswith(_FSI) else left_to_right(value) for name, value in slots.items()}


def _source(fact: Fact, language: str) -> str:
    cite = left_to_right(fact.cite)
    return f"{cite} ({isolated(months.said(fact.published, language))})" if fact.published else cite


def _right_to_left(line: str) -> str:
    """A line whose first word is Latin would run left to right as a whole; a mark in front prevents it."""
    depth = 0
    for letter in line:
        if letter in (_LRI, _FSI):
            depth += 1
        elif letter == _PDI:
            depth -= 1
        elif depth == 0:
            direction = unicodedata.bidirectional(letter)
            if direction in ("R", "AL"):
                return line
            if direction == "L" and letter != _LRM:
                return _RLM + line
    return line


def _cut(text: str) -> str:
    """Better a shortened message than none. The checks keep texts far below this."""
    if measure(text) <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "\u2026"
