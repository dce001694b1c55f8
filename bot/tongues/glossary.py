"""The words that are agreed: one thing has one name on every screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex  # type: ignore[import-untyped]

from flows.engine.fault import Faulty
from flows.engine.grammar import PLACEHOLDER
from flows.engine.read import Block, Items, Node, Text
from flows.engine.read import read as compose

FILE = "glossary.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """`use` and `never` by language. A term with a capital is a name: only written so does it mean this."""

    english: str
    meaning: str
    use: Mapping[str, str]
    never: Mapping[str, tuple[str, ...]]

    def stands_in(self, text: str) -> bool:
        return _stands_in(self.english, text, self.is_name)

    @property
    def is_name(self) -> bool:
        return self.english != self.english.lower()

    def stays(self, code: str) -> bool:
        """It is not translated: NRM, 999. A word that a language has borrowed may be bent like its own."""
        return self.use.get(code) == self.english and (self.is_name or self.english.isdigit())

    def forbidden_in(self, code: str, text: str) -> str:
        """The word that must not stand for it and does, or ""."""
        return next((word for word in self.never.get(code, ()) if _stands_in(word, text, self.is_name)), "")


class Glossary:
    """Each English text is looked through once, for all languages."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(terms)
        self._in: dict[str, tuple[Term, ...]] = {}

    def terms_in(self, english: str) -> tuple[Term, ...]:
        found = self._in.get(english)
        if found is None:
            found = self._in[english] = tuple(term for term in self.terms if term.stands_in(english))
        return found

    def agreed(self, code: str, english: str) -> Mapping[str, str]:
        """The terms of an English text, each with the word that is agreed for it."""
        return {term.english: term.use[code] for term in self.terms_in(english) if code in term.use}


def read(source: bytes) -> Glossary:
    """Raises `Faulty`: with half of the words, texts would pass that must not."""
    page, block = compose(f"locales/{FILE}", source)
    terms = block.entries.get("terms") if block else None
    if page.faults:
        raise Faulty(page.faults)
    return Glossary(_term(*each) for each in (terms.entries.items() if isinstance(terms, Block) else ()))


def of(locales: Path) -> Glossary:
    """A folder of catalogues that brings no glossary goes by that of the house."""
    from bot.content import LOCALES

    own = locales / FILE
    return _cached(own if own.exists() else LOCALES / FILE)


@cache
def _cached(path: Path) -> Glossary:
    return read(path.read_bytes()) if path.exists() else Glossary()


def _term(english: str, told: Node) -> Term:
    entries = told.entries if isinstance(told, Block) else {}
    words = {code: each.entries for code, each in entries.items() if isinstance(each, Block)}
    use = {code: it.text for code, each in words.items() if isinstance(it := each.get("use"), Text)}
    never = {code: _texts(each.get("never")) for code, each in words.items()}
    meaning = entries.get("meaning")
    return Term(english, meaning.text if isinstance(meaning, Text) else "", use, never)


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(it.text for it in node.items if isinstance(it, Text)) if isinstance(node, Items) else ()


def _stands_in(words: str, text: str, exactly: bool) -> bool:
    """As whole words; of a language that joins words only what stands alone is found. Names of facts are no words."""
    if words.lower() not in text.lower():
        return False  # almost always, and nothing is compiled for it
    return _whole(words, exactly).search(PLACEHOLDER.sub(" ", text)) is not None


@cache
def _whole(words: str, exactly: bool) -> Any:
    edge = r"[\p{L}\p{M}\p{N}]"
    return regex.compile(rf"(?<!{edge}){regex.escape(words)}(?!{edge})", 0 if exactly else regex.IGNORECASE)
